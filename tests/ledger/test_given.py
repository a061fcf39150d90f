"""What people gave in the ledger itself: brought through migrations, and re-derived by verify."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.ids import report_id, statement_id
from sayso.ledger import Ledger
from sayso.ledger.given import given_for, to_read_again
from sayso.ledger.links import Verdict, judge, judge_all, resolved, withdraw
from sayso.ledger.migrations import STEPS
from sayso.ledger.verify import verify
from sayso.model import Parts, Reading, Statement
from tests.factory import a_report, span_of
from tests.ledger.test_ledger import TEXT, a_reading, record

REPORT = a_report(TEXT)
KEY = report_id(REPORT)
SAILED = Parts((), (span_of(TEXT, "sailed"),), (span_of(TEXT, "12 boats"),))
FRIDAY = Parts((span_of(TEXT, "mayor"),), (span_of(TEXT, "said"),), (span_of(TEXT, "Friday"),))


def with_given(*given: Parts) -> Reading:
    """The reading of the report with these statements among its own."""
    own = a_reading()
    return replace(own, statements=(*own.statements, *(Statement(g.source, g.cue, g.content, "speech", "indirect", 1.0) for g in given)))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A report, read with the statement that Mira gave for it."""
    with Ledger(tmp_path / "l.db", create=True) as made:
        record(made, REPORT, a_reading())
        judge_all(made, [Verdict(KEY, "add", "Mira", None, SAILED)])
        record(made, replace(REPORT, given=(SAILED,)), with_given(SAILED))
        yield made


def test_a_report_is_held_with_what_is_given_for_it(ledger: Ledger) -> None:
    (held,) = ledger.held_reports()
    assert held.given == given_for(ledger.connection, KEY) == (SAILED,)
    assert to_read_again(ledger.connection) == []
    assert list(verify(ledger)) == []


def test_a_report_is_to_be_read_again_when_a_statement_is_given_and_when_it_is_taken_back(ledger: Ledger) -> None:
    (key,) = judge_all(ledger, [Verdict(KEY, "add", "Anna", None, FRIDAY)])
    assert to_read_again(ledger.connection) == [KEY]
    withdraw(ledger, key)
    assert to_read_again(ledger.connection) == []
    withdraw(ledger, next(row["id"] for row, *_ in resolved(ledger) if row["by"] == "Mira"))
    assert to_read_again(ledger.connection) == [KEY]


def test_what_two_people_gave_is_one_statement_until_both_took_it_back(ledger: Ledger) -> None:
    (key,) = judge_all(ledger, [Verdict(KEY, "add", "Anna", None, SAILED)])
    assert given_for(ledger.connection, KEY) == (SAILED,)
    withdraw(ledger, key)
    assert given_for(ledger.connection, KEY) == (SAILED,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE given SET end_at = end_at - 1", "does not follow from its spans"),
        ("UPDATE given SET end_at = 100000 WHERE role = 'content'", "outside the text"),
        ("DELETE FROM given WHERE role = 'content'", "without cue or content"),
        ("UPDATE judgements SET decision = 'confirm'", "adds none"),
        ("DELETE FROM statements WHERE confidence = 1", "is not in its report"),
        ("UPDATE judgements SET left_place = json_set(left_place, '$[0]', 'r1:0')", "outside the text of report r1:0"),
    ],
)
def test_verify_finds_what_does_not_hold(ledger: Ledger, change: str, said: str) -> None:
    ledger.connection.execute("PRAGMA foreign_keys = OFF")
    ledger.connection.execute(change)
    findings = list(verify(ledger))
    assert any(said in finding for finding in findings), findings


def test_a_ledger_of_the_sixth_form_keeps_its_judgements(tmp_path: Path) -> None:
    with Ledger(tmp_path / "new.db", create=True) as ledger:
        record(ledger, REPORT, a_reading())
        statement = statement_id(KEY, a_reading().statements[0])
        taken_back = judge(ledger, statement, None, "reject", by="Mira", note="a slip")
        withdraw(ledger, taken_back)
        judge(ledger, statement, None, "confirm", by="Anna")
        before = [tuple(row) for row in ledger.connection.execute("SELECT * FROM judgements ORDER BY id")]
        reports = (
            [tuple(row) for row in ledger.connection.execute("SELECT * FROM runs")],
            [tuple(row) for row in ledger.connection.execute("SELECT * FROM reports")],
        )
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    for number, step in enumerate(STEPS[:6], 1):
        old.executescript(f"BEGIN;\n{step}\nPRAGMA application_id = {0x73617973};\nPRAGMA user_version = {number};\nCOMMIT;")
    old.executemany(f"INSERT INTO runs VALUES ({','.join('?' * len(reports[0][0]))})", reports[0])
    old.executemany(f"INSERT INTO reports VALUES ({','.join('?' * len(reports[1][0]))})", reports[1])
    old.executemany("INSERT INTO judgements VALUES (?,?,?,?,?,?,?,?,?,?)", before)
    old.close()
    with Ledger(tmp_path / "old.db", read_only=True) as unbrought:  # read as it is, without the table
        assert len(list(resolved(unbrought))) == 2
        assert next(unbrought.held_reports()).given == ()
    with Ledger(tmp_path / "old.db") as brought:
        assert [tuple(row) for row in brought.connection.execute("SELECT * FROM judgements ORDER BY id")] == before
        judge_all(brought, [Verdict(KEY, "add", "Mira", None, SAILED)])
        assert given_for(brought.connection, KEY) == (SAILED,)
