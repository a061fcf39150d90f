"""Talks in the ledger: what is kept and what is replaced, issues that people gave, and that verify notices whatever was changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.errors import LedgerError
from sayso.ids import party_id
from sayso.ledger import Ledger
from sayso.ledger.talks import check, fingerprint_of, issues_of, kept_acts, record_talks, set_issues
from sayso.ledger.verify import verify
from sayso.model import Issue, Talks
from sayso.pipeline import hold as hold_again
from sayso.pipeline import linked, relink, use_issues
from sayso.settings import Settings
from sayso.talks import fingerprint, hold_talks, shipped, talk_records
from tests.talks.stories import a_story, hold, tables

HOURS = Issue("hours", "working hours", "how long people work", ("a shorter working week", "a shorter week for the workers"))


@pytest.fixture
def ledger(tmp_path: Path, strike: Path) -> Iterator[Ledger]:
    with Ledger(shutil.copy(strike, tmp_path / "l.db"), create=True) as copied:
        yield copied


def count(ledger: Ledger, table: str) -> int:
    (number,) = ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def touching(ledger: Ledger, issue: str) -> set[str]:
    return {key for (key,) in ledger.connection.execute("SELECT statement FROM issue_members WHERE issue = ?", (issue,))}


def test_acts_are_kept_as_they_were_read(ledger: Ledger) -> None:
    made_by = fingerprint(shipped())
    assert fingerprint_of(ledger) == made_by
    kept = kept_acts(ledger, made_by)
    talks = hold_talks(talk_records(ledger.connection), shipped())
    assert {act.statement: act for act in talks.acts} == kept
    assert len(kept) == count(ledger, "statements")


def test_acts_of_other_weights_or_issues_are_not_kept(ledger: Ledger) -> None:
    assert kept_acts(ledger, "another") == {}
    assert kept_acts(ledger, fingerprint((*shipped(), HOURS))) == {}


def test_what_is_kept_is_not_read_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.talks.acts import ActReader

    before = tables(ledger)
    read: list[str] = []
    one_by_one = ActReader.read

    def counted(self: ActReader, report, *, without=()):  # type: ignore[no-untyped-def]
        for act in one_by_one(self, report, without=without):
            read.append(act.statement)
            yield act

    monkeypatch.setattr(ActReader, "read", counted)
    hold_again(ledger)
    assert (read, tables(ledger)) == ([], before)
    first = ledger.connection.execute("SELECT statement FROM acts ORDER BY statement").fetchone()[0]
    ledger.connection.execute("DELETE FROM issue_members WHERE statement = ?", (first,))
    ledger.connection.execute("DELETE FROM acts WHERE statement = ?", (first,))
    hold_again(ledger)
    assert (read, tables(ledger)) == ([first], before)


def test_a_reading_that_goes_takes_what_hangs_on_it(ledger: Ledger) -> None:
    report, reading = a_story()[0]
    ledger.record(report, type(reading)("m2"), version="0", settings=Settings())
    gone = {"acts", "issue_members", "positions"}
    left = {key for table in gone for (key,) in ledger.connection.execute(f"SELECT statement FROM {table}")}
    assert left <= {key for (key,) in ledger.connection.execute("SELECT id FROM statements")}
    relink(ledger, settings=Settings(), model="m1")
    assert list(verify(ledger)) == []


def test_an_issue_of_ones_own_is_held_against_all_statements_at_once(ledger: Ledger) -> None:
    use_issues(ledger, [HOURS], replaced=False)
    assert issues_of(ledger) == ((HOURS,), False)
    assert touching(ledger, "hours") >= {
        key for (key,) in ledger.connection.execute("SELECT id FROM statements WHERE content = 'a shorter working week'")
    }
    assert touching(ledger, "work")
    assert list(verify(ledger)) == []
    assert linked(ledger)


def test_issues_of_ones_own_outlive_reports_that_come_later(tmp_path: Path) -> None:
    story = a_story()
    with Ledger(tmp_path / "a.db", create=True) as split, Ledger(tmp_path / "b.db", create=True) as whole:
        hold(split, story[:1])
        use_issues(split, [HOURS], replaced=False)
        hold(split, story[1:])
        hold(whole, story)
        use_issues(whole, [HOURS], replaced=False)
        assert issues_of(split) == ((HOURS,), False)
        assert tables(split) == tables(whole)


def test_issues_in_the_place_of_those_shipped_are_all_there_is(ledger: Ledger) -> None:
    before = tables(ledger)
    use_issues(ledger, [HOURS], replaced=True)
    assert issues_of(ledger) == ((HOURS,), True)
    assert {issue for (issue,) in ledger.connection.execute("SELECT issue FROM issue_members UNION SELECT issue FROM positions")} == {
        "hours"
    }
    assert list(verify(ledger)) == []
    use_issues(ledger, [], replaced=False)
    assert tables(ledger) == before


def test_an_issue_with_the_name_of_a_shipped_one_takes_its_place(ledger: Ledger) -> None:
    mine = Issue("work", "the week", "", ("the ferry to the islands",))
    use_issues(ledger, [mine], replaced=False)
    assert issues_of(ledger) == ((mine,), False)
    assert count(ledger, "issues") == len(shipped())
    assert not touching(ledger, "work")


def test_issues_that_stay_the_same_leave_the_ledger_as_it_is(ledger: Ledger) -> None:
    before = tables(ledger)
    use_issues(ledger, [], replaced=False)
    assert tables(ledger) == before


def test_a_stop_between_taking_issues_and_holding_statements_against_them_is_made_good(ledger: Ledger) -> None:
    set_issues(ledger, shipped(), [HOURS])
    assert fingerprint_of(ledger) is None
    assert not linked(ledger)
    hold_again(ledger)
    assert linked(ledger)
    assert touching(ledger, "hours")


def test_an_issue_that_is_not_there_is_told_with_where_to_look(ledger: Ledger) -> None:
    check(ledger, "work")
    with pytest.raises(LedgerError, match="has no issue hours; they are listed by: sayso issues"):
        check(ledger, "hours")


def test_nothing_is_left_of_talks_that_are_replaced_by_none(ledger: Ledger) -> None:
    record_talks(ledger, Talks((), (), (), (), ()), shipped(), [], fingerprint(shipped()))
    made = tables(ledger)
    assert not any(made[name] for name in made if name.startswith(("part", "posit", "propos")))


def test_a_party_has_its_name_for_an_id(ledger: Ledger) -> None:
    rows = ledger.connection.execute("SELECT id, name FROM parties").fetchall()
    assert rows
    assert all(party_id(row["name"]) == row["id"] for row in rows)


def test_all_of_it_holds(ledger: Ledger) -> None:
    assert list(verify(ledger)) == []


CHANGES = {
    "party_signs beyond the text": "UPDATE party_signs SET end_at = 100000",
    "party_signs turned round": "UPDATE party_signs SET end_at = start_at",
    "proposal_members beyond the text": "UPDATE proposal_members SET end_at = 100000",
    "proposal_members turned round": "UPDATE proposal_members SET end_at = start_at",
    "proposal_terms beyond the text": "UPDATE proposal_terms SET end_at = 100000",
    "an actor outside its statement": "UPDATE acts SET actor_start_at = 0, actor_end_at = 1 WHERE actor_start_at > 60",
    "an actor turned round": "UPDATE acts SET actor_end_at = actor_start_at",
    "a recipient outside its statement": "UPDATE acts SET recipient_start_at = 0, recipient_end_at = 100000",
    "an issue's words outside the statement": "UPDATE issue_members SET end_at = 100000",
    "an issue's words before the statement": "UPDATE issue_members SET start_at = 0 WHERE start_at > 60",
    "an act of no statement": "UPDATE acts SET statement = 's1:0' WHERE statement = (SELECT min(statement) FROM acts)",
    "an issue that is not listed": "DELETE FROM issues WHERE id = 'work'",
    "a position of no statement": "UPDATE positions SET statement = 's1:0' WHERE changes IS NOT NULL",
    "a position of no party": "DELETE FROM parties",
    "an answer of no statement": "UPDATE proposal_answers SET statement = 's1:0' WHERE statement = (SELECT min(statement) FROM proposal_answers)",
    "a mention beyond the text": "UPDATE mentions SET end_at = 100000",
    "a mention turned round": "UPDATE mentions SET end_at = start_at",
    "a bearer with another id": "UPDATE bearers SET id = 'b1:0' WHERE id = (SELECT min(id) FROM bearers)",
    "a proposal with another id": "UPDATE proposals SET id = 'p1:0'",
    "a party with another name": "UPDATE parties SET name = 'nobody' WHERE part = 'mediator'",
    "a mention with another voice": "UPDATE mentions SET voice = 'v1:0' WHERE start_at = 0",
    "a change of no statement": "UPDATE positions SET changes = 's1:0' WHERE changes IS NOT NULL",
    "a position of no voice": "UPDATE positions SET voice = 'v1:0'",
    "a member of no voice": "UPDATE party_members SET voice = 'v1:0' WHERE voice = (SELECT min(voice) FROM party_members)",
    "a place said by no statement": "UPDATE proposal_members SET statement = 's1:0'",
    "a place outside the statement it is said by": "UPDATE proposal_members SET statement = (SELECT max(id) FROM statements)",
    "a term said by no statement": "UPDATE proposal_terms SET statement = 's1:0'",
    "a proposal put forward by nobody known": "UPDATE proposal_parties SET party = 'y1:0'",
    "a term on an issue that is not listed": "UPDATE proposal_terms SET issue = 'none'",
    "an actor that is no voice": "UPDATE acts SET actor = 'v1:0' WHERE actor IS NOT NULL",
    "a position on an issue that the statement does not touch": "UPDATE positions SET issue = 'climate'",
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found(ledger: Ledger, change: str) -> None:
    ledger.connection.execute("PRAGMA foreign_keys = OFF")
    before = ledger.connection.total_changes
    ledger.connection.execute(CHANGES[change])
    assert ledger.connection.total_changes > before
    assert list(verify(ledger))
