"""What is fuzzed: for each format the code that meets its bytes first, called as intake calls it.

A target takes bytes and returns nothing. Refusals are caught as intake catches them; any other exception is a finding, and so is a
text or fact that cannot be written as UTF-8 (the ledger could not hold it), or a file written outside its folder.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.errors import ReportError
from sayso.intake.draft import Draft, Refused
from sayso.model import Report
from sayso.settings import Intake, Limits

SMALL = Limits(text=200_000, document=1_000_000, listing=1_000_000, members=200, unpacked=4_000_000, slack=1_000_000)
URL = "https://news.ostrand.example/2019/03/05/night-boats.html"
_NAMES = (("", None), ("a.html", None), ("a.csv", None), ("a.jsonl", None), ("a.json", None), ("", "text/html"), ("", "application/json"), ("x.tsv", "text/csv; charset=x"))  # fmt: skip
_ENDINGS = (".txt", ".html", ".json", ".csv", ".eml", ".pdf", ".xml", ".zip", ".gz", ".warc", ".mbox", ".jsonl", "")


@dataclass(frozen=True, slots=True)
class Target:
    """`traced` are the top packages whose branches guide the fuzzer; `share` is of the time."""

    one: Callable[[bytes, Path], None]
    traced: tuple[str, ...]
    longest: int
    share: float = 1.0
    apart: bool = False  # runs in a process of its own in production: its exceptions are refusals there


class Unstorable(Exception):
    """Words that UTF-8 cannot write, and whose they are."""


def _storable(whose: str, *written: str | None) -> None:
    for words in written:
        try:
            (words or "").encode()
        except UnicodeEncodeError as error:
            raise Unstorable(whose) from error


def _held(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        _storable("text", draft.text)
        _storable("link or stamp", draft.part, draft.link, draft.stamp, draft.encoding)
        for name, value, source in draft.facts:
            _storable(f"{name} of {source}", value, source)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _apart(kind: str, data: bytes) -> None:
    """As the worker's process takes a document apart, and the draft as it comes out at the other end."""
    from sayso.intake.worker import answer

    reply = json.loads(json.dumps(answer({"kind": kind, "url": URL, "charset": None}, data)))
    _held(Draft.unpacked(draft) for draft in reply["drafts"])


def kinds(data: bytes, _: Path) -> None:
    from sayso.intake.kinds import kind_of

    name, declared = _NAMES[data[0] % len(_NAMES)] if data else ("", None)
    kind_of(data[1:], name, declared)


def encodings(data: bytes, _: Path) -> None:
    from sayso.intake.encodings import clean, decode

    declared, _newline, rest = data.partition(b"\n")
    decoded = decode(rest, declared.decode("latin-1") or None)
    if decoded is not None:
        _storable("cleaned text", clean(decoded.text))
        _storable("text", decoded.text)


def days(data: bytes, _: Path) -> None:
    from sayso.intake.days import iso

    found = iso(data.decode("utf8", "surrogateescape"))  # as JSON may hold lone surrogates
    if found is not None:
        assert iso(found) == found, f"{found} read again is {iso(found)}"


def facts(data: bytes, folder: Path) -> None:
    from sayso.intake import facts as known

    which, data = (data[0] % 4 if data else 0), data[1:]
    place = _emptied(folder)
    if which == 3:
        written = data.decode("utf8", "surrogateescape")
        for name in known.NAMES:
            fact = known.fact_of(name, written, "here")
            _storable(name, *(fact or ()))
        known.named_date(written.replace("/", "_").replace("\0", "_"))
        known.headline(written)
        return
    report = place / "2019-03-05 a.txt"
    try:
        if which == 2:
            (place / known.FOLDER_FILE).write_bytes(data)
            found = known.Folders().facts(report, place)
        else:
            (place / f"2019-03-05 a.{('json', 'yaml')[which]}").write_bytes(data)
            found = known.sidecar_facts(str(report))
    except ReportError as error:
        _storable("message", error.message)
        return
    _storable("fact", *(word for fact in found for word in fact))


def exports(data: bytes, _: Path) -> None:
    from sayso.intake import exports as known
    from sayso.intake.webpages import looks_marked_up

    kind = ("jsonl", "json", "csv")[data[0] % 3] if data else "json"
    for fields in ((), (("text", "a.b"), ("title", "c"))):
        for _number, record in known.records(io.BytesIO(data[1:]), kind, SMALL):
            if isinstance(record, Refused):
                _storable("message", record.message)
                continue
            try:
                draft = known.draft_of(record, fields)
            except Refused as refused:
                _storable("message", refused.message)
                continue
            looks_marked_up(draft.text)
            _held([draft])


def html(data: bytes, _: Path) -> None:
    _apart("html", data)


def fragment(data: bytes, _: Path) -> None:
    _apart("fragment", data.decode("utf8", "replace").encode())


def feed(data: bytes, _: Path) -> None:
    _apart("feed", data)


def letter(data: bytes, _: Path) -> None:
    _apart("email", data)


def pdf(data: bytes, _: Path) -> None:
    _apart("pdf", data)


def mbox(data: bytes, folder: Path) -> None:
    from sayso.intake.letters import messages

    path = _emptied(folder) / "a.mbox"
    path.write_bytes(data)
    for _number, one in messages(path, SMALL.document):
        _apart("email", one)


def _unpacked(kind: str, data: bytes, folder: Path) -> None:
    from sayso.intake import packed

    place = _emptied(folder)
    (place / "in").mkdir()
    path = place / "archive"
    path.write_bytes(data)
    packed.peek(path)
    try:
        for member, refused in packed.unpack(path, kind, "day.tgz", place / "in", SMALL):
            assert isinstance(refused.message, str)
            _ = member
    except Refused:
        pass
    assert sorted(os.listdir(place)) == ["archive", "in"], f"written outside: {os.listdir(place)}"
    size = sum(one.lstat().st_size for one in (place / "in").rglob("*") if not one.is_dir())
    assert size <= max(SMALL.slack, len(data) * SMALL.ratio), f"{size} bytes unpacked"
    assert not any(one.is_symlink() for one in (place / "in").rglob("*")), "a link"


def zip_(data: bytes, folder: Path) -> None:
    _unpacked("zip", data, folder)


def tar(data: bytes, folder: Path) -> None:
    _unpacked("tar", summed(data), folder)


def single(data: bytes, folder: Path) -> None:
    kind = {b"\x1f": "gzip", b"B": "bzip2", b"\xfd": "xz"}.get(data[:1], "gzip")
    _unpacked(kind, data, folder)


def summed(data: bytes) -> bytes:
    """A tar whose headers' checksums are right again: else hardly a mutation would be looked into."""
    out = bytearray(data[: len(data) // 512 * 512])
    at = 0
    while at < len(out):
        block = out[at : at + 512]
        if any(block):
            block[148:156] = b" " * 8
            out[at + 148 : at + 156] = b"%06o\0 " % sum(block)
        try:
            size = int(bytes(block[124:136]).strip(b" \0") or b"0", 8)
        except ValueError:
            size = 0
        at += 512 + (size + 511) // 512 * 512 if 0 <= size < len(out) else 512
    return bytes(out)


def warc(data: bytes, folder: Path) -> None:
    from sayso.intake import crawls
    from sayso.intake.addresses import address

    path = _emptied(folder) / "a.warc"
    path.write_bytes(gzip.compress(data[1:], 1, mtime=0) if data[:1] == b"\1" else data[1:])
    for one in crawls.captured(path, SMALL):
        if isinstance(one, tuple):
            _storable("message", one[1].message)
        else:
            _storable("record", address(one.url), one.declared, one.seen)


class _InProcess:
    """Stands in for the process that takes documents apart."""

    def __init__(self, _: Limits) -> None: ...

    def __enter__(self) -> _InProcess:
        return self

    def __exit__(self, *_: object) -> None: ...

    def drafts(self, kind: str, data: bytes, *, url: str | None = None, charset: str | None = None) -> tuple[list[Draft], Refused | None]:
        from sayso.intake.worker import answer

        reply: dict[str, Any] = json.loads(json.dumps(answer({"kind": kind, "url": url, "charset": charset}, data)))
        made = [Draft.unpacked(draft) for draft in reply["drafts"]]
        return made, Refused(reply["kind"], reply["message"]) if "kind" in reply else None


def take(data: bytes, folder: Path) -> None:
    """All of intake on one file, but for the process apart."""
    from sayso.intake import take as whole

    setattr(whole, "Apart", _InProcess)  # noqa: B010 (not exported)
    place = _emptied(folder)
    path = place / f"a{_ENDINGS[data[0] % len(_ENDINGS)] if data else ''}"
    path.write_bytes(data[1:])
    for taken in whole.take_in([str(path)], Intake(limits=SMALL)):
        if isinstance(taken, Report):
            _storable(
                "report",
                taken.path,
                taken.text,
                taken.outlet,
                taken.title,
                taken.author,
                taken.url,
                taken.published,
                taken.language,
                taken.seen,
            )
            _storable("facts", *(word for fact in taken.facts for word in fact), *(note.why for note in taken.notes))
        elif isinstance(taken, ReportError):
            _storable("message", taken.path, taken.message)


TARGETS = {
    "kinds": Target(kinds, ("sayso",), 8_192, 0.5),
    "encodings": Target(encodings, ("sayso", "charset_normalizer"), 2_048, 0.7),
    "days": Target(days, ("sayso", "dateutil"), 120, 0.7),
    "facts": Target(facts, ("sayso", "yaml", "tomllib", "courlan"), 2_048),
    "exports": Target(exports, ("sayso", "courlan"), 8_192),
    "html": Target(html, ("sayso", "trafilatura", "htmldate", "courlan"), 16_384, 1.6, apart=True),
    "fragment": Target(fragment, ("sayso", "trafilatura"), 4_096, 0.6, apart=True),
    "feed": Target(feed, ("sayso", "feedparser"), 8_192, 1.3, apart=True),
    "letter": Target(letter, ("sayso", "email"), 8_192, 1.2, apart=True),
    "mbox": Target(mbox, ("sayso", "mailbox"), 8_192, 0.6),
    "pdf": Target(pdf, ("sayso", "pypdf"), 16_384, 2.0, apart=True),
    "zip": Target(zip_, ("sayso", "zipfile"), 8_192),
    "tar": Target(tar, ("sayso", "tarfile"), 16_384),
    "single": Target(single, ("sayso", "gzip"), 4_096, 0.5),
    "warc": Target(warc, ("sayso", "warcio"), 8_192, 1.3),
    "take": Target(take, ("sayso",), 8_192, 1.0),
}
