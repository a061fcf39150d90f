"""`sayso.read`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso
from sayso.errors import ReportError
from sayso.ids import report_id, statement_id
from sayso.model import Reading, Report
from sayso.reading import Reader
from sayso.views.contract import reading_object
from tests.factory import a_report

TEXT = "The harbour board said on Friday that the ferry would sail.\nAna Belt told Ternwire that at least 20 people were hurt."


def test_every_part_has_its_words_and_places() -> None:
    report = sayso.read(TEXT, outlet="Harbour Gazette", published="2024-03-05")
    assert report.text == TEXT
    assert len(report.statements) == 2
    for statement in report:
        for words, spans in (
            (statement.source, statement.source_spans),
            (statement.cue, statement.cue_spans),
            (statement.content, statement.content_spans),
        ):
            assert " … ".join(TEXT[start:end] for start, end in spans) == words
    assert [statement.voice_name for statement in report] == ["harbour board", "Ana Belt"]
    assert (report.statements[0].said, report.statements[0].said_from) == ("Friday", "2024-03-01")
    (figure,) = report.figures
    assert (figure.words, figure.low, figure.high, figure.voice_name) == ("at least 20", 20.0, None, "Ana Belt")


def test_what_is_not_known_stays_unknown() -> None:
    report = sayso.read(TEXT)
    assert (report.outlet, report.published, report.url) == (None, None, None)
    assert report.statements[0].said_from is None
    assert report.statements[0].said_anchor == "Friday before publication"
    assert report.statements[0].utterance is None


def test_a_date_is_kept_as_precise_as_it_is() -> None:
    report = sayso.read(TEXT, published="2024-03")
    assert report.published == "2024-03"
    assert report.statements[0].said_from is None


def test_it_says_what_the_contract_says(sample_read: list[tuple[Report, Reading]]) -> None:
    report, reading = sample_read[0]
    made = sayso.read(Path(report.path))
    wanted = reading_object(report, reading)
    assert made.id == wanted["report"]["id"]
    assert made.sha256 == report.sha256
    for row, one in zip(made, wanted["statements"], strict=True):
        assert row.id == one["id"]
        for role in ("source", "cue", "content"):
            assert [list(span) for span in getattr(row, f"{role}_spans")] == one[role]
        assert list(row.relay) == one["relay"]
        assert row.called == (one["voice"] and one["voice"]["name"])
        assert (row.kind, row.mode, row.confidence, row.within, list(row.flags)) == tuple(
            one[name] for name in ("kind", "mode", "confidence", "within", "flags")
        )
    assert [(f.start, f.end, f.low, f.high, f.bound) for f in made.figures] == [
        tuple(one[name] for name in ("start", "end", "low", "high", "bound")) for one in wanted["figures"]
    ]
    assert [(t.moment.span.start, t.value) for t in made.times] == [(one["start"], one["value"]) for one in wanted["times"]]


def test_a_report_has_the_id_that_a_build_gives_it(reader: Reader) -> None:
    report = a_report(TEXT, outlet="Harbour Gazette")
    made = sayso.read(TEXT, outlet="Harbour Gazette")
    assert made.id == report_id(report)
    assert [statement.id for statement in made] == [statement_id(made.id, one) for one in reader.read(report).statements]


def test_what_is_given_holds_over_what_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf8")
    (tmp_path / "note.json").write_text('{"outlet": "Estuary Post", "published": "2024-03-04"}', encoding="utf8")
    report = sayso.read(tmp_path / "note.txt", outlet="Harbour Gazette")
    assert (report.outlet, report.published) == ("Harbour Gazette", "2024-03-04")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (" \n", {}, "no words in it"),
        (TEXT, {"published": "some Friday"}, "is no date; write it as YYYY-MM-DD"),
        (Path("absent.txt"), {}, "absent.txt"),
    ],
)
def test_what_cannot_be_read_is_said(text: str | Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(ReportError, match=message):
        sayso.read(text, **options)


def test_a_file_of_several_reports_is_for_a_build(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text('{"title": "One", "text": "The board said no."}\n{"title": "Two", "text": "The board said yes."}\n', encoding="utf8")
    with pytest.raises(ReportError, match=r"it holds 2 reports; take them in with sayso\.build"):
        sayso.read(path)


def test_its_statements_are_a_data_frame() -> None:
    report = sayso.read(TEXT)
    frame = report.to_pandas()
    assert list(frame["content"]) == [statement.content for statement in report]
    assert report.to_arrow().column_names == list(frame.columns) == report.to_polars().columns
    assert sayso.read("Nothing is said here.").to_pandas().empty


def test_another_language_is_kept_and_flagged() -> None:
    report = sayso.read(
        "Der Hafenmeister sagte am Freitag, dass die Fähre trotz des Sturms fahren werde, und niemand widersprach ihm dabei."
    )
    assert report.statements == ()
    assert report.flags == ("not_english",)


@settings(max_examples=15)
@given(
    st.lists(
        st.sampled_from([*"\0\ud800𝄞“”\r\n\t<>&", " said ", "The board", "Ana Belt", " told Ternwire that ", "10 people. ", "مجلس"]),
        max_size=30,
    )
)
def test_whatever_the_text_every_place_gives_its_words(parts: list[str]) -> None:
    text = "The board said: " + "".join(parts)
    report = sayso.read(text)
    assert len(report.text) == len(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    for statement in report:
        assert " … ".join(report.text[start:end] for start, end in statement.content_spans) == statement.content
    for figure in report.figures:
        assert report.text[figure.start : figure.end] == figure.words
    assert "<script" not in report._repr_html_()
