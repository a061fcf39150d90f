"""Of any bytes, and of any document that was meddled with: nothing raises, and what comes out can be stored."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.intake import take_in
from sayso.intake.draft import Draft
from sayso.intake.letters import messages
from sayso.intake.worker import answer
from sayso.model import Fact, Report
from sayso.settings import Intake, Limits
from tests.intake.factory import REPLY, SAID, atom, captured, letter, page, pdf, rss, tarred, warc, zipped

LIMITS = replace(Limits(), slack=1_000_000, ratio=50, members=100)
ENTRY = f"<title>Ferry &amp; bridge</title><link>https://wire.example/a</link><description>{SAID}</description><pubDate>Fri, 09 Feb 2024 10:15:00 GMT</pubDate>"
HEAD = '<meta property="og:site_name" content="Post"><meta property="article:published_time" content="2024-02-09"><link rel="canonical" href="https://post.example/a">'
RECORDS = [
    {"title": "Ferry", "text": SAID, "url": "https://post.example/a", "date": "2024-02-09"},
    {"text": f"<p>{REPLY}</p>"},
    {"title": "none"},
]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS)
TABLE = f'title,text,date,outlet\nFerry,"{SAID}\n\n""More""",2024-02-09,Post\nBridge,{REPLY.split(",")[0]},3/4/2024,\n'
BARE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 20 150 Td (The ferry stops) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"6 0 obj<</Title(Ferry)/Author<FEFF00410064>>>endobj\ntrailer<</Root 1 0 R/Info 6 0 R/Size 7>>\nstartxref\n0\n%%EOF\n"
)
DOCUMENTS = {
    "html": [page(HEAD).encode(), page().encode("utf-16"), f"<p>{SAID}".encode("cp1252", "replace")],
    "feed": [
        rss(ENTRY, ENTRY).encode(),
        atom(f"<title>a</title><content>{SAID}</content><updated>2024-02-09T10:15:00Z</updated>").encode(),
    ],
    "email": [letter(REPLY, f"<p>{SAID}</p>", attached="a,b\n"), letter(REPLY)],
    "pdf": [BARE, pdf(SAID, title="Ferry", author="Ada Venn")],
}
HOLDERS = {
    "csv": TABLE.encode(),
    "json": json.dumps(RECORDS).encode(),
    "jsonl": LINES.encode(),
    "txt": f"Ferry vote\n\n{SAID} {REPLY}\n".encode(),
    "zip": zipped(
        [
            ("day/a.txt", SAID),
            ("day/a.json", '{"outlet": "Post", "published": "2024-02-09"}'),
            ("sayso.toml", '[[reports]]\npath = "{outlet}/*"\noutlet = "{outlet}"\n'),
        ]
    ),
    "tar": tarred([("day/a.txt", SAID), ("b.csv", TABLE)]),
    "gz": gzip.compress(LINES.encode(), mtime=0),
    "xz": lzma.compress(TABLE.encode()),
    "warc": warc(captured(data=SAID, declared="text/plain"), captured(data=REPLY, declared="text/plain")),
}
WORDS = (
    b"\0",
    b"\xff",
    b"\n",
    b'"',
    b"<",
    b">",
    b"&",
    b"\\ud800",
    b"&#0;",
    b"\x1b",
    b"<!--",
    b"]]>",
    b"=?utf-8?q?=00?=",
    b"999999999",
    b"../",
    b"{",
    b"\xed\xa0\x80",
    b"\xe2\x80",
)


@st.composite
def meddled(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with pieces cut out, doubled, put in and changed, or cut off at an end."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(out) - 1, 0)))
        end = at + draw(st.integers(0, 40))
        way = draw(st.sampled_from(["cut", "double", "put in", "change", "cut off"]))
        if way == "cut":
            del out[at:end]
        elif way == "double":
            out[at:at] = out[at:end]
        elif way == "put in":
            out[at:at] = draw(st.sampled_from(WORDS) | st.binary(max_size=8))
        elif way == "change" and out:
            out[at] ^= 1 << draw(st.integers(0, 7))
        elif way == "cut off":
            del out[at:]
    return bytes(out)


def of_documents() -> st.SearchStrategy[tuple[str, bytes]]:
    """A kind, and a document of it that was meddled with, or any bytes."""
    return st.one_of(
        *(st.tuples(st.just(kind), meddled(data)) for kind, some in DOCUMENTS.items() for data in some),
        st.tuples(st.sampled_from([*DOCUMENTS, "fragment"]), st.text().map(str.encode)),
    )


def sound(text: str, facts: tuple[Fact, ...]) -> None:
    """What comes out can be stored as UTF-8, holds no NUL, and each fact is one."""
    for words in (text, *(part for fact in facts for part in fact)):
        assert "\0" not in words
        words.encode()
    for fact in facts:
        assert fact.value
        assert fact.name != "url" or re.match(r"https?://", fact.value)
        assert fact.name != "published" or re.fullmatch(r"\d{4}(-\d\d(-\d\d(T.*)?)?)?", fact.value, re.ASCII)


def answered(kind: str, data: bytes) -> None:
    told = answer({"kind": kind, "url": None, "charset": None}, data)
    json.dumps(told).encode()
    assert told["drafts"] or told["message"]
    for packed in told["drafts"]:
        draft = Draft.unpacked(packed)
        sound(draft.text, draft.facts)


def taken_in(path: Path) -> None:
    for one in take_in([str(path)], Intake(limits=LIMITS)):
        if isinstance(one, Report):
            sound(one.text, one.facts)
            assert one.text.strip()
            assert one.sha256 == hashlib.sha256(one.text.encode()).hexdigest()
            for note in one.notes:
                assert 0 <= note.span.start <= note.span.end <= len(one.text)
        else:
            str(one).encode()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_documents_are_sound_before_they_are_meddled_with(kind: str) -> None:
    for data in DOCUMENTS[kind]:
        assert answer({"kind": kind, "url": None, "charset": None}, data)["drafts"]
        answered(kind, data)


@settings(max_examples=300)
@given(of_documents())
def test_a_document_that_was_meddled_with_gives_what_can_be_stored_or_a_reason(document: tuple[str, bytes]) -> None:
    answered(*document)


@settings(max_examples=60)
@given(kind=st.sampled_from(["html", "feed", "email", "pdf"]), data=st.binary(max_size=400))
def test_any_bytes_taken_for_a_document_give_what_can_be_stored_or_a_reason(kind: str, data: bytes) -> None:
    answered(kind, data)


@pytest.mark.parametrize("kind", HOLDERS)
def test_a_file_that_was_meddled_with_gives_reports_that_can_be_stored_or_reasons(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(kind)

    @settings(max_examples=40)
    @given(meddled(HOLDERS[kind]))
    def one(data: bytes) -> None:
        path = folder / f"a.{kind}"
        path.write_bytes(data)
        taken_in(path)
        assert [left.name for left in folder.iterdir()] == [path.name]

    one()


@settings(max_examples=60)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a", "a.csv", "a.json", "a.jsonl", "a.txt", "a.zip"]))
def test_any_bytes_in_a_file_give_reports_that_can_be_stored_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    taken_in(path)


@settings(max_examples=60)
@given(data=meddled(b"".join(b"From a Fri Feb  9 10:15:00 2024\n" + one + b"\n\n" for one in DOCUMENTS["email"])))
def test_a_box_that_was_meddled_with_gives_letters(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("box") / "a.mbox"
    path.write_bytes(data)
    for _, one in messages(path, 1_000_000):
        answered("email", one)


@settings(max_examples=60)
@given(data=meddled(HOLDERS["warc"]), packed=st.booleans())
def test_a_crawl_that_was_meddled_with_gives_pages_or_reasons(tmp_path_factory: pytest.TempPathFactory, data: bytes, packed: bool) -> None:
    path = tmp_path_factory.mktemp("crawl") / "a.warc"
    path.write_bytes(gzip.compress(data) if packed else data)
    taken_in(path)


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "sayso.toml"])
def test_what_describes_a_report_may_be_meddled_with(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("described")
    (folder / "a.txt").write_text(SAID)
    sayings = {
        "a.json": b'{"outlet": "Post", "published": "2024-02-09", "author": ["Ada Venn"], "url": "https://post.example/a"}',
        "a.yaml": b"outlet: Post\npublished: 2024-02-09\nauthor: [Ada Venn, &b Bo]\nurl: https://post.example/a\ntitle: !!str 7\n",
        "sayso.toml": b'[[reports]]\npath = "{outlet}**/*.txt"\noutlet = "The {outlet}"\npublished = 2024-02-09\n',
    }

    @settings(max_examples=60)
    @given(meddled(sayings[name]))
    def one(data: bytes) -> None:
        (folder / name).write_bytes(data)
        taken_in(folder)

    one()
