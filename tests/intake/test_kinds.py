"""What a file is, is told by what it holds."""

from __future__ import annotations

import codecs
import gzip
import json
import lzma
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake.kinds import HEAD, kind_of
from tests.intake.factory import REPLY, SAID, atom, letter, page, pdf, rss, tarred, warc, zipped

RECORD = json.dumps({"title": "Ferry vote", "text": SAID})
ENVELOPE = b"From press@port.example Fri Feb  9 10:15:00 2024\n"


@pytest.mark.parametrize("name", ["", "a.txt", "a.html", "a.json", "a.pdf", "a"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (page(), "html"),
        (page(before="\ufeff\n<!-- saved from url=(0031)https://estuary.example/ -->\n"), "html"),
        ('<?xml version="1.0"?>\n<?xml-stylesheet href="a.css"?>\n<!DOCTYPE html>\n<html>', "html"),
        (f"<p>{SAID}</p>", "html"),
        (rss("<title>a</title>"), "feed"),
        (atom("<title>a</title>"), "feed"),
        ('<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"),
        (letter(), "email"),
        (letter().replace(b"\n", b"\r\n"), "email"),
        (ENVELOPE + letter(), "mbox"),
        (f"{RECORD}\n{RECORD}\n", "jsonl"),
        (RECORD, "json"),
        (f"[{RECORD}, {RECORD}]", "json"),
        ('{\n  "text": "She said it."\n}', "json"),
        ("title,text,date\nFerry vote,She said it.,2024-02-09\n", "csv"),
        ('"Title";"Body";"Url"\na;b;c\n', "csv"),
        (pdf(SAID), "pdf"),
        (zipped([("a.txt", SAID)]), "zip"),
        (zipped([]), "zip"),
        (tarred([("a.txt", SAID)]), "tar"),
        (gzip.compress(SAID.encode()), "gzip"),
        (lzma.compress(SAID.encode()), "xz"),
        (warc(), "warc"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"SQLite format 3\0", "binary"),
    ],
)
def test_the_kind_is_told_whatever_the_name_says(data: bytes | str, kind: str, name: str) -> None:
    assert kind_of(data if isinstance(data, bytes) else data.encode(), name) == kind


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        f"[Correction] {SAID}\n{REPLY}",
        f"[1]\n{SAID}",
        f"[]\n{SAID}",
        f"[2024]\n\n{SAID}",
        f"{{sic}} {SAID}",
        f"<The council> {SAID}",
        f"< back to the front page\n{SAID}",
        f"From: our reporter in Larnmouth\n\n{SAID}",
        f"From: our reporter\nDate: 9 February 2024\n\n{SAID}",
        f"From Larnmouth, where it struck 10:15 on Friday\nOfficials: three\n{SAID}",
        f"Note: {SAID}\n\n{REPLY}",
        "\ufeff" + SAID,
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_a_plain_report_is_text_however_it_begins(text: str, name: str) -> None:
    assert kind_of(text.encode(), name) == "text"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.html", "a.eml", "a.pdf", "a.zip", "a.xml"])
def test_a_plain_report_is_text_under_any_name_but_a_tables(name: str) -> None:
    assert kind_of(SAID.encode(), name) == "text"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize(("text", "kind"), [(SAID, "text"), (page(), "html"), (RECORD, "json")])
def test_marked_encodings_are_looked_through(text: str, encoding: str, kind: str) -> None:
    assert kind_of(text.encode(encoding)) == kind


def test_big_endian_marks_are_looked_through() -> None:
    assert kind_of(codecs.BOM_UTF16_BE + SAID.encode("utf-16-be")) == "text"
    assert kind_of(codecs.BOM_UTF32_BE + SAID.encode("utf-32-be")) == "text"


def test_one_line_of_json_is_a_document_unless_its_name_says_lines() -> None:
    assert kind_of(RECORD.encode(), "a.json") == "json"
    assert kind_of(RECORD.encode(), "a.jsonl") == "jsonl"


def test_a_first_line_beyond_what_is_looked_at_is_settled_by_the_name() -> None:
    long = json.dumps({"text": "a" * HEAD}).encode()[:HEAD]
    assert (kind_of(long, "a.jsonl"), kind_of(long, "a.json")) == ("jsonl", "json")


def test_two_columns_are_a_table_where_the_name_or_the_type_says_so() -> None:
    assert kind_of(b"title,text\na,b\n", "a.csv") == "csv"
    assert kind_of(b"title,text\na,b\n", "a", "text/csv; charset=utf-8") == "csv"
    assert kind_of(b"title,text\na,b\n", "a.txt") == "text"


def test_a_declared_type_settles_what_begins_like_markup() -> None:
    assert kind_of(b"<font>She said it.</font>", "", "text/html") == "html"
    assert kind_of(b"<font>She said it.</font>") == "text"


def test_other_xml_is_named_as_such() -> None:
    assert kind_of(b'<?xml version="1.0"?><records><one/></records>') == "xml"


@pytest.mark.parametrize(
    "data", [b"<!---->" * 9_000 + b"x", b"<?a?>" * 9_000 + b"x", b"<!--" * 9_000, b"From: a\n" * 8_000 + b"x", b"[" * HEAD, b"<rss" * 9_000]
)
def test_no_file_makes_it_slow(data: bytes) -> None:
    start = time.process_time()
    kind_of(data)
    assert time.process_time() - start < 2


@given(st.binary(max_size=200), st.sampled_from(["", "a.json", "a.csv", "a.html"]))
def test_any_bytes_are_of_some_kind(data: bytes, name: str) -> None:
    assert kind_of(data, name).isalnum()
