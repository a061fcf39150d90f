"""One address, several texts: numbered, compared, and what they share counted once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sayso.ids import report_id, statement_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge, judgements
from sayso.ledger.verify import verify
from sayso.ledger.versions import changes, older, record_superseded, record_versions
from sayso.linking import records_of
from sayso.model import Flag, Reading, Report, Span
from sayso.settings import Settings
from tests.factory import a_report, a_statement

URL = "https://estuary.example/ferry"
FIRST = "The mayor said the ferry would sail. The crews said the talks were over."
SECOND = "The mayor said the ferry would sail. The crews said the talks went on."


def a_text(text: str, *, seen: str | None = None, path: str = "a.html") -> Report:
    return replace(a_report(text, path=path, outlet="Estuary Post"), url=URL, seen=seen)


def statements(text: str) -> Reading:
    last = "the talks were over" if "were over" in text else "the talks went on"
    return Reading("m", (a_statement(text, "The mayor", "said", "the ferry would sail"), a_statement(text, "The crews", "said", last)))


def filled(path: Path, *reports: Report) -> Ledger:
    ledger = Ledger(path, create=True)
    for report in reports:
        ledger.take(report, version="0", model="m", settings=Settings())
        record_versions(ledger)
        ledger.record(report, statements(report.text), version="0", settings=Settings())
        record_superseded(ledger)
    return ledger


def test_texts_are_numbered_by_when_they_were_seen_in_any_order_of_arrival(tmp_path: Path) -> None:
    early, late = a_text(FIRST, seen="2024-01-01T00:00:00Z"), a_text(SECOND, seen="2024-01-02T00:00:00Z")
    for name, order in (("a.db", (early, late)), ("b.db", (late, early))):
        ledger = filled(tmp_path / name, *order)
        rows = [tuple(row) for row in ledger.connection.execute("SELECT report, number, previous FROM versions ORDER BY number")]
        assert rows == [(report_id(early), 1, None), (report_id(late), 2, report_id(early))]
        assert older(ledger) == {report_id(early)}
        assert list(verify(ledger)) == []


def test_what_changed_is_kept_as_spans_of_both_texts(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.db", a_text(FIRST), a_text(SECOND))
    rows = ledger.connection.execute("SELECT kind, start_at, end_at FROM changes ORDER BY number, position").fetchall()
    words = [(kind, (FIRST if kind == "removed" else SECOND)[start:end]) for kind, start, end in rows]
    assert words == [("removed", "were over."), ("added", "went on.")]


def test_the_same_text_again_is_no_version(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.db", a_text(FIRST), a_text(FIRST, path="b.html"))
    assert ledger.connection.execute("SELECT count(*) FROM versions").fetchone()[0] == 0


def test_an_address_that_returns_to_a_text_has_it_again(tmp_path: Path) -> None:
    texts = [a_text(text, seen=f"2024-01-0{day}T00:00:00Z") for day, text in ((1, FIRST), (2, SECOND), (3, FIRST))]
    ledger = filled(tmp_path / "l.db", *texts)
    rows = [row["report"] for row in ledger.connection.execute("SELECT report FROM versions ORDER BY number")]
    assert rows == [report_id(text) for text in texts]
    assert older(ledger) == {report_id(texts[1])}
    assert sorted(one.content for one in records_of(ledger.connection).statements) == [
        "the ferry would sail",
        "the talks went on",
        "the talks were over",
    ]
    assert list(verify(ledger)) == []


def test_a_summary_comes_before_the_full_text_and_nothing_was_taken_out_of_it(tmp_path: Path) -> None:
    full = a_text(FIRST, seen="2024-01-01T00:00:00Z")
    short = replace(a_text("The ferry would sail.", seen="2024-01-02T00:00:00Z"), notes=(Flag("summary", Span(0, 21), "a summary"),))
    ledger = Ledger(tmp_path / "l.db", create=True)
    for report in (full, short):
        ledger.take(report, version="0", model="m", settings=Settings())
    assert record_versions(ledger) == 0
    assert older(ledger) == {report_id(short)}
    assert ledger.connection.execute("SELECT count(*) FROM changes").fetchone()[0] == 0


def test_a_file_that_was_edited_is_a_version_and_one_whose_name_is_used_again_is_not(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.db", create=True)
    for text in (FIRST, SECOND, "Nobody in town remembers a colder winter than this one was."):
        ledger.take(a_report(text, path="latest.txt"), version="0", model="m", settings=Settings())
        record_versions(ledger)
        texts = ledger.connection.execute("SELECT count(*) FROM versions").fetchone()[0]
        assert texts == (2 if text == SECOND else 0)


def test_the_lines_of_one_export_are_no_versions_of_one_another(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.db", create=True)
    for text in (FIRST, SECOND):
        ledger.take(a_report(text, path="export.jsonl:1"), version="0", model="m", settings=Settings())
    assert record_versions(ledger) == 0
    assert not older(ledger)


def test_what_two_texts_share_is_counted_in_the_later(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.db", a_text(FIRST), a_text(SECOND))
    records = records_of(ledger.connection)
    assert sorted(one.content for one in records.statements) == ["the ferry would sail", "the talks went on", "the talks were over"]
    assert {one.report for one in records.statements} == {report.id for report in records.reports} == {report_id(a_text(SECOND))}


def test_without_the_later_text_the_earlier_stands_as_it_did(tmp_path: Path) -> None:
    alone = records_of(filled(tmp_path / "a.db", a_text(FIRST)).connection)
    both = filled(tmp_path / "b.db", a_text(FIRST), a_text(SECOND))
    assert records_of(both.connection, without=frozenset({report_id(a_text(SECOND))})) == alone


def test_a_judgement_goes_over_to_the_text_that_has_the_same_words(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.db", a_text(FIRST))
    judge(ledger, statement_id(report_id(a_text(FIRST)), statements(FIRST).statements[0]), None, "reject", by="me")
    ledger.connection.close()
    ledger = filled(tmp_path / "l.db", a_text(SECOND))
    assert [one.left for one in judgements(ledger)] == [statement_id(report_id(a_text(SECOND)), statements(SECOND).statements[0])]


@given(st.lists(st.sampled_from("a b c d".split())), st.lists(st.sampled_from("a b c d".split())))
def test_every_change_reslices_and_together_they_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    found = list(changes(before, after))
    gone = {word for kind, span in found if kind == "removed" for word in range(span.start, span.end)}
    come = {word for kind, span in found if kind == "added" for word in range(span.start, span.end)}
    kept = "".join(char for place, char in enumerate(before) if place not in gone).split()
    assert kept == "".join(char for place, char in enumerate(after) if place not in come).split()
    if before == after:
        assert not found


def test_a_changed_report_whose_outlet_becomes_known_stays_a_version(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.db", create=True)
    for report in (
        a_report(FIRST, path="a.txt"),
        a_report(SECOND, path="a.txt"),
        a_report(SECOND, path="a.txt", outlet="Estuary Post"),
        a_report(FIRST, path="a.txt", outlet="Estuary Post"),
    ):
        ledger.take(report, version="0", model="m", settings=Settings())
        record_versions(ledger)
    assert len(list(ledger.held_reports())) == 2
    assert ledger.connection.execute("SELECT count(*) FROM versions").fetchone()[0] == 2
    assert ledger.connection.execute("SELECT count(*) FROM changes").fetchone()[0] == 2
    assert list(verify(ledger)) == []


def test_files_that_are_rotated_leave_each_text_at_one_address(tmp_path: Path) -> None:
    third = SECOND + " Nobody spoke on Sunday."
    ledger = filled(
        tmp_path / "l.db",
        *(a_report(text, path=path) for path, text in (("l", FIRST), ("l", SECOND), ("p", FIRST), ("l", third), ("p", SECOND))),
    )
    records = records_of(ledger.connection)
    assert {one.report for one in records.statements} <= {report.id for report in records.reports} == {report_id(a_report(third))}


def test_a_rejection_goes_to_the_newest_of_many_texts(tmp_path: Path) -> None:
    texts = [f"{SECOND} Nobody spoke on day {day}." for day in range(6)]
    ledger = filled(tmp_path / "l.db", a_text(texts[0]))
    statement = statement_id(report_id(a_text(texts[0])), statements(texts[0]).statements[0])
    judge(ledger, statement, None, "reject", by="me")
    ledger.connection.close()
    ledger = filled(tmp_path / "l.db", *(a_text(text) for text in texts[1:]))
    assert [one.left for one in judgements(ledger)] == [statement_id(report_id(a_text(texts[-1])), statements(texts[-1]).statements[0])]
