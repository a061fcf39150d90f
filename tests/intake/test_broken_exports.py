"""Exports that are broken, cut short or hostile: each place is right, and what can be read is."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import ReportError
from sayso.intake.draft import Draft, Refused
from sayso.intake.exports import draft_of, records
from sayso.model import Report
from sayso.settings import Intake, Limits
from tests.intake.exporting import lined, table
from tests.intake.factory import REPLY, SAID, held, places, refusal_of, taken, written

# places


def test_a_place_is_the_line_where_the_record_begins(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", table([["title", "text"], ["one", f"{SAID}\n\nand\nso on"], [], ["two", REPLY], ["three", f"x\n{REPLY}"]])
    )
    lines = path.read_text().splitlines()
    starts = [int(place.removeprefix(":")) for place in places(path)]
    assert [lines[start - 1].partition(",")[0] for start in starts] == ["one", "two", "three"]


def test_a_header_over_two_lines_is_counted(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.csv", table([["a\ntitle", "text"], ["one", SAID]]))) == [":3"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_empty_lines_are_counted(tmp_path: Path, end: str) -> None:
    assert places(written(tmp_path / "a.jsonl", end.join([json.dumps({"text": SAID}), "", json.dumps({"text": REPLY}), ""]))) == [
        ":1",
        ":3",
    ]


# what is broken


def test_a_broken_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", lined({"text": SAID}) + '{"text": \n' + lined([], 7, {"title": "none"}, {"text": REPLY}))
    assert places(path) == [":1", ":2 json", ":3 empty", ":4 json", ":5 no_text", ":6"]


def test_a_broken_line_says_where_in_it(tmp_path: Path) -> None:
    (_, error) = taken(written(tmp_path / "a.jsonl", lined({"text": SAID}) + '{"text": "a" "b"}\n'))
    assert isinstance(error, ReportError)
    assert "column 14" in error.message
    assert "line 1" not in error.message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('two,"She said ""no"" and" went,', "expected after"),
        ("two,The council met, and voted", "3 cells below 2 names"),
    ],
)
def test_a_broken_row_is_named_and_the_others_are_read(tmp_path: Path, row: str, said: str) -> None:
    path = written(tmp_path / "a.csv", f"title,text\none,{REPLY.partition(',')[0]}\n{row}\nthree,She said so.\n")
    assert places(path) == [":2", ":3 csv", ":4"]
    error = taken(path)[1]
    assert isinstance(error, ReportError)
    assert said in error.message


def test_a_quotation_that_is_never_closed_is_named_with_its_first_line(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.csv", f'title,text\none,She said so.\ntwo,"{SAID}\nthree,She said so.\n')) == [":2", ":3 csv"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.json", '{"text": "She said', "json"),
        ("a.json", '["a", "b"]\n', "json"),
        ("a.json", "[]", "empty"),
        ("a.json", '{"articles": []}', "empty"),
        ("a.json", '{"version": 1}', "no_text"),
        ("a.json", '{"text": "   "}', "no_text"),
        ("a.json", '{"text": 7}', "no_text"),
        ("a.json", '{"text": null, "html": {"requested_url": "https://post.example/a"}}', "no_text"),
        ("a.jsonl", "{" * 100_000, "json"),
        ("a.jsonl", "[" * 100_000, "json"),
        ("a.jsonl", f'{{"text": {"9" * 10_000}}}', "json"),
        ("a.csv", "title,text\n", "empty"),
        ("a.csv", "one column\nShe said so.\n", "csv"),
        ("a.csv", "\n\n\n,\n", "empty"),
    ],
)
def test_an_export_without_reports_says_so(tmp_path: Path, name: str, content: str, kind: str) -> None:
    errors = taken(written(tmp_path / name, content))
    assert {error.kind for error in errors if isinstance(error, ReportError)} == {kind}
    assert not any(isinstance(error, Report) for error in errors)


SMALL = Intake(limits=replace(Limits(), document=1_000, listing=1_000))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", lined({"text": SAID}) + json.dumps({"text": SAID * 20})),
        ("a.csv", table([["title", "text"], ["a", SAID], ["b", SAID * 20]])),
    ],
)
def test_a_line_beyond_the_bounds_is_refused_and_what_comes_before_is_read(tmp_path: Path, name: str, content: str) -> None:
    first, error = taken(written(tmp_path / name, content), SMALL)
    assert isinstance(first, Report)
    assert isinstance(error, ReportError)
    assert "rest of the file is left" in error.message


def test_json_beyond_the_bounds_is_refused_with_a_way_on(tmp_path: Path) -> None:
    error = refusal_of(written(tmp_path / "a.json", json.dumps([{"text": SAID}] * 20)), SMALL)
    assert (error.kind, "JSON Lines" in error.message) == ("too_large", True)


# anything


SOUND = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(st.lists(st.tuples(SOUND, SOUND), min_size=1), st.sampled_from([",", ";", "\t"]))
def test_what_a_table_holds_comes_out(rows: list[tuple[str, str]], delimiter: str) -> None:
    data = table([["title", "text"], *rows], delimiter).encode()
    found = [dict(record) for _, record in records(io.BytesIO(data), "csv", Limits()) if not isinstance(record, Refused)]
    assert found == [{"title": title, "text": text} for title, text in rows if (title + text).strip()]


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "name", "html", "body", "content", "a.b", ""]), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["text", "html", "body", "title", "url", "source", "authors", "date", "description", "A B", ""]), VALUES
    ),
    st.sampled_from([(), (("text", "body.text"),), (("title", "html.name"),)]),
)
def test_any_record_gives_a_draft_that_can_be_stored_or_a_reason(record: dict[str, Any], fields: tuple[tuple[str, str], ...]) -> None:
    try:
        made = draft_of(record, fields)
    except Refused:
        return
    assert isinstance(made, Draft)
    assert made.text.strip()
    assert "\0" not in made.text
    made.text.encode()
    (held(made, "title") or "").encode()


@given(st.binary(max_size=300), st.sampled_from(["json", "jsonl", "csv"]))
def test_any_bytes_give_records_or_reasons(data: bytes, kind: str) -> None:
    for number, _ in records(io.BytesIO(data), kind, Limits()):
        assert number >= 1
