"""Bytes to text, and what is said of how they were read."""

from __future__ import annotations

import codecs
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.intake.encodings import clean, decode
from tests.intake.factory import SAID, drafts, refusal_of, report_in, written

CURLY = "The harbour council’s vote was “a step”, said the mayor — no more.\n"
CYRILLIC = "Паром остановят в марте, сказал порт. Совет города проголосует в пятницу.\n"


def read(data: bytes, declared: str | None = None) -> str:
    decoded = decode(data, declared)
    assert decoded is not None
    return decoded.text


@given(st.text())
def test_utf8_comes_out_as_it_is(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is not None
    assert (decoded.text, decoded.how, decoded.guessed) == (text, None, False)


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-7", "unicode_escape", "utf-16", "iso-8859-1", "koi8-r", "rot13", "hex", "no such", "\0", "é"]),
)
@example(b"\xff+2AA-", "utf-7")
@example(b"\xe9\\ud800", "unicode_escape")
def test_whatever_is_decoded_can_be_stored(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared)
    if decoded is not None:
        decoded.text.encode()


@given(st.text(st.characters(exclude_categories=())))
@example("\ud83d\ude00 \udc00\ud800 \0")
def test_clean_leaves_what_can_be_stored(text: str) -> None:
    assert "\0" not in clean(text)
    clean(text).encode()


@given(st.text())
def test_clean_leaves_sound_text_alone(text: str) -> None:
    assert clean(text) == text.replace("\0", "\ufffd")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_mark_comes_before_what_is_declared(encoding: str) -> None:
    assert read(CURLY.encode(encoding), "koi8-r") == CURLY


def test_big_endian_marks_are_known() -> None:
    assert read(codecs.BOM_UTF16_BE + CURLY.encode("utf-16-be")) == CURLY
    assert read(codecs.BOM_UTF32_BE + CURLY.encode("utf-32-be")) == CURLY


def test_utf8_comes_before_what_is_declared() -> None:
    assert read(CURLY.encode(), "windows-1252") == CURLY


@pytest.mark.parametrize(
    ("encoding", "text"), [("windows-1252", CURLY), ("koi8-r", CYRILLIC), ("shift_jis", "渡船は三月に止まると港は述べた。")]
)
def test_what_is_declared_comes_before_what_is_detected(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding), encoding)
    assert decoded is not None
    assert (decoded.text, decoded.guessed) == (text, False)


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii"])
def test_latin_1_is_read_as_the_web_reads_it(declared: str) -> None:
    assert read(b"The \x93step\x94", declared) == "The “step”"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", CURLY),
        ("cp1252", "Die Fähre fährt über die Förde, sagte die Bürgermeisterin.\n" * 3),
        ("cp1251", CYRILLIC),
        ("koi8-r", CYRILLIC),
    ],
)
def test_what_is_detected_is_called_a_guess(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.guessed) == (text, True)


@pytest.mark.parametrize("declared", ["no such encoding", "hex", "rot13", "unicode_escape", "raw_unicode_escape", "utf-7", "punycode"])
def test_a_declared_encoding_that_documents_have_not_is_passed_over(declared: str) -> None:
    assert read(b"The council met at the caf\xe9 \\u0041 and said +AGE- on Friday.", declared).startswith(
        "The council met at the café \\u0041"
    )


def test_utf8_that_was_torn_is_not_taken_for_another_encoding() -> None:
    decoded = decode(CURLY.encode() + b"\xe2\x80")
    assert decoded is not None
    assert (decoded.text, decoded.guessed) == (CURLY + "\ufffd", True)


def test_bytes_of_no_encoding_are_no_text() -> None:
    assert decode(bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE]) * 9 + b"\n") is None


def test_utf8_is_not_remarked_on(tmp_path: Path) -> None:
    report = report_in(written(tmp_path / "a.txt", CURLY))
    assert (report.notes, report.original) == ((), None)


def test_a_guess_is_noted_with_the_encoding(tmp_path: Path) -> None:
    (note,) = report_in(written(tmp_path / "a.txt", CURLY.encode("cp1252"))).notes
    assert note.kind == "encoding_guessed"
    assert "cp1252" in note.why


def test_a_mark_is_noted_as_no_guess(tmp_path: Path) -> None:
    (note,) = report_in(written(tmp_path / "a.txt", CURLY.encode("utf-16"))).notes
    assert (note.kind, note.span.of(CURLY)) == ("encoding", CURLY)
    assert "utf-16, by its mark" in note.why


def test_the_text_that_is_stored_is_the_decoded_one_and_the_bytes_are_kept(tmp_path: Path) -> None:
    data = CURLY.encode("cp1252")
    report = report_in(written(tmp_path / "a.txt", data))
    assert (report.text, report.sha256) == (CURLY, hashlib.sha256(CURLY.encode()).hexdigest())
    assert report.original is not None
    assert (report.original.kind, report.original.data) == ("text", data)


def test_a_text_in_no_encoding_is_refused_with_the_next_step(tmp_path: Path) -> None:
    error = refusal_of(written(tmp_path / "a.txt", bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE]) * 9))
    assert error.kind == "encoding"
    assert "iconv" in error.message


def test_what_unicode_cannot_hold_is_replaced_and_counted(tmp_path: Path) -> None:
    report = report_in(written(tmp_path / "a.jsonl", '{"text": "The ferry \\ud800 stops\\u0000.", "title": "F\\udfff"}\n'))
    assert (report.text, report.title) == ("The ferry \ufffd stops\ufffd.", "F\ufffd")
    (note,) = report.notes
    assert (note.kind, note.span.of(report.text)) == ("undecodable", "\ufffd")
    assert note.why.startswith("2 characters")


def test_a_pair_of_surrogates_is_one_character(tmp_path: Path) -> None:
    assert report_in(written(tmp_path / "a.jsonl", '{"text": "The ferry \\ud83d\\ude00 stops."}\n')).text == "The ferry 😀 stops."


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
@pytest.mark.parametrize(("encoding", "kind"), [("utf-16", "encoding"), ("cp1252", "encoding_guessed")])
def test_of_exports_too_it_is_said_how_they_were_read(tmp_path: Path, name: str, encoding: str, kind: str) -> None:
    said = f"{SAID} “So be it.”"
    row = json.dumps({"title": "a", "text": said}, ensure_ascii=False) if name == "a.jsonl" else f'title,text\na,"{said}"'
    report = report_in(written(tmp_path / name, f"{row}\n".encode(encoding)))
    assert (report.text, [note.kind for note in report.notes]) == (said, [kind])


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("html", f'<html><head><meta charset="windows-1252"></head><body><p>{CURLY}</p></body></html>'),
        (
            "feed",
            f'<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><item><description>{CURLY}</description></item></channel></rss>',
        ),
        ("email", f"From: a@b.example\nTo: b\nDate: c\nSubject: d\nContent-Type: text/plain; charset=windows-1252\n\n{CURLY}"),
    ],
)
def test_of_documents_too_it_is_said_how_they_were_read(kind: str, document: str) -> None:
    (one,) = drafts(kind, document.encode("cp1252"))
    assert (one.text.strip(), one.encoding, one.guessed) == (CURLY.strip(), "cp1252, as declared", False)
