"""What people say across reports: it constrains groups, can be taken back, and outlives every re-reading."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.ledger.links import judge, judgements, kept, withdraw
from sayso.ledger.verify import verify
from sayso.model import Across, Reading, Report, Voice
from tests.linking.factory import a_telling, linked, record

SHUT = "that the old north mill will stay shut for the whole winter"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports of one voice's words and one of another voice's, linked."""
    path = tmp_path_factory.mktemp("links") / "l.db"
    with Ledger(path, create=True) as made:
        for report, reading in told():
            record(made, report, reading)
        linked(made)
    return path


@pytest.fixture
def ledger(tmp_path: Path, once: Path) -> Iterator[Ledger]:
    """A copy of the linked ledger for one test."""
    with Ledger(shutil.copy(once, tmp_path / "l.db"), create=True) as made:
        yield made


def told() -> list[tuple[Report, Reading]]:
    return [
        a_telling("Ana Belt", SHUT, outlet="Lantern"),
        a_telling("Ana Belt", SHUT, outlet="Herald"),
        a_telling("Dovi Maskar", "that forty boats had come home before the storm", outlet="Tocsin"),
    ]


def voices(across: Across, name: str) -> list[str]:
    return sorted(v for one in across.voices if one.name == name for v in one.voices)


def statements(ledger: Ledger, name: str) -> list[str]:
    return [row[0] for row in ledger.connection.execute("SELECT id FROM said WHERE voice = ? ORDER BY id", (name,))]


def grouped(across: Across) -> set[tuple[str, ...]]:
    return {one.voices for one in across.voices} | {one.statements for one in across.utterances}


def test_without_a_judgement_one_name_is_one_voice_and_its_words_one_utterance(ledger: Ledger) -> None:
    across = linked(ledger)
    assert tuple(voices(across, "Ana Belt")) in grouped(across)
    assert tuple(statements(ledger, "Ana Belt")) in grouped(across)


def test_voices_judged_different_are_apart_in_the_ledger(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    judge(ledger, left, right, "different", by="Mira")
    assert {(left,), (right,)} <= grouped(linked(ledger))
    held = ledger.connection.execute(
        "SELECT count(DISTINCT voice_group) FROM voice_members WHERE voice IN (?, ?)", (left, right)
    ).fetchone()[0]
    assert held == 2


def test_voices_judged_same_are_one(ledger: Ledger) -> None:
    across = linked(ledger)
    ana, dovi = voices(across, "Ana Belt"), voices(across, "Dovi Maskar")
    judge(ledger, ana[0], dovi[0], "same", by="Mira")
    assert tuple(sorted([*ana, *dovi])) in grouped(linked(ledger))


def test_statements_judged_different_are_two_utterances(ledger: Ledger) -> None:
    left, right = statements(ledger, "Ana Belt")
    judge(ledger, left, right, "different", by="Mira")
    assert {(left,), (right,)} <= grouped(linked(ledger))


def test_statements_judged_same_are_one_utterance(ledger: Ledger) -> None:
    linked(ledger)
    ends = sorted([*statements(ledger, "Ana Belt"), *statements(ledger, "Dovi Maskar")])
    judge(ledger, statements(ledger, "Ana Belt")[0], statements(ledger, "Dovi Maskar")[0], "same", by="Mira")
    assert tuple(ends) in grouped(linked(ledger))


def test_a_judgement_that_is_withdrawn_leaves_things_as_they_were(ledger: Ledger) -> None:
    before = linked(ledger)
    left, right = voices(before, "Ana Belt")
    key = judge(ledger, left, right, "different", by="Mira")
    assert grouped(linked(ledger)) != grouped(before)
    withdraw(ledger, key)
    assert linked(ledger) == before
    assert judgements(ledger) == []


def test_a_withdrawn_judgement_stays_on_record(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    withdraw(ledger, judge(ledger, left, right, "different", by="Mira", note="two of that name"))
    (row,) = ledger.connection.execute("SELECT by, note, withdrawn_at FROM judgements")
    assert row["withdrawn_at"]
    assert (row["by"], row["note"]) == ("Mira", "two of that name")


def test_the_beginning_of_an_id_is_enough_to_withdraw(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    withdraw(ledger, judge(ledger, left, right, "different", by="Mira")[:8])
    assert judgements(ledger) == []


def test_what_begins_several_judgements_withdraws_none(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    for decision in ("same", "different"):
        judge(ledger, left, right, decision, by="Mira")
    with pytest.raises(LedgerError, match="2 live judgements"):
        withdraw(ledger, "j1:")
    assert len(judgements(ledger)) == 2


def test_a_judgement_is_withdrawn_once(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    key = judge(ledger, left, right, "different", by="Mira")
    withdraw(ledger, key)
    with pytest.raises(LedgerError, match="no live judgements"):
        withdraw(ledger, key)


@pytest.mark.parametrize("thing", ["r1:none", "s1:none", "v1:none", "nothing"])
def test_what_the_ledger_has_not_cannot_be_judged(ledger: Ledger, thing: str) -> None:
    with pytest.raises(LedgerError, match=f"has no {thing}"):
        judge(ledger, thing, None, "reject", by="Mira")
    assert judgements(ledger) == []


def test_a_thing_cannot_be_judged_against_itself(ledger: Ledger) -> None:
    (dovi,) = statements(ledger, "Dovi Maskar")
    with pytest.raises(LedgerError, match="is itself"):
        judge(ledger, dovi, dovi, "same", by="Mira")


def test_it_does_not_matter_which_of_two_is_judged_first(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    judge(ledger, right, left, "different", by="Mira")
    (made,) = judgements(ledger)
    assert (made.left, made.right) == (left, right)


def read_anew(ledger: Ledger, *, content: str | None = None, kind: str | None = None) -> None:
    """The Lantern's report by another reading: another edge of the content, another kind of voice."""
    report, reading = told()[0]
    (one,) = reading.statements
    if content:
        start = report.text.index(content)
        one = replace(one, content=(one.content[0]._replace(start=start, end=start + len(content)),))
    if kind:
        one = replace(one, voices=(Voice("Ana Belt", kind),))  # type: ignore[arg-type]
    record(ledger, report, Reading("m2", (one,)))


MOVED = "the old north mill will stay shut"


def test_a_judgement_on_a_statement_outlives_another_reading_of_its_edges(ledger: Ledger) -> None:
    before = statements(ledger, "Ana Belt")
    judge(ledger, before[0], before[1], "different", by="Mira")
    read_anew(ledger, content=MOVED)
    across = linked(ledger)
    after = statements(ledger, "Ana Belt")
    assert after != before
    (made,) = judgements(ledger)
    assert sorted([made.left, made.right or ""]) == after
    assert {(after[0],), (after[1],)} <= grouped(across)


def test_a_judgement_on_a_voice_outlives_another_reading_of_its_kind(ledger: Ledger) -> None:
    across = linked(ledger)
    left, right = voices(across, "Ana Belt")
    judge(ledger, left, right, "different", by="Mira")
    read_anew(ledger, kind="organisation")
    across = linked(ledger)
    after = [row[0] for row in ledger.connection.execute("SELECT id FROM voices WHERE name = 'Ana Belt' ORDER BY id")]
    assert after != [left, right]
    assert {(after[0],), (after[1],)} <= grouped(across)


def test_a_judgement_goes_to_no_statement_that_holds_less_than_half_of_its_words(ledger: Ledger) -> None:
    before = statements(ledger, "Ana Belt")
    judge(ledger, before[0], before[1], "different", by="Mira")
    read_anew(ledger, content="whole winter")
    (made,) = judgements(ledger)
    assert {made.left, made.right} == set(before)


def test_a_judgement_outlives_a_reading_that_takes_its_thing_away_and_one_that_gives_it_back(ledger: Ledger) -> None:
    before = statements(ledger, "Ana Belt")
    judge(ledger, before[0], before[1], "different", by="Mira")
    report, reading = told()[0]
    record(ledger, report, Reading("m2"))
    linked(ledger)
    record(ledger, report, reading)
    assert {(before[0],), (before[1],)} <= grouped(linked(ledger))


def test_a_rejected_statement_is_in_no_group(ledger: Ledger) -> None:
    (dovi,) = statements(ledger, "Dovi Maskar")
    judge(ledger, dovi, None, "reject", by="Mira")
    across = linked(ledger)
    assert not any(dovi in one.statements for one in across.utterances)
    assert not any(dovi in (one.left, one.right) for one in across.links)
    assert ledger.connection.execute("SELECT count(*) FROM utterance_members WHERE statement = ?", (dovi,)).fetchone()[0] == 0


def test_a_rejected_statement_stays_in_the_ledger(ledger: Ledger) -> None:
    (dovi,) = statements(ledger, "Dovi Maskar")
    judge(ledger, dovi, None, "reject", by="Mira")
    linked(ledger)
    assert statements(ledger, "Dovi Maskar") == [dovi]
    assert list(verify(ledger)) == []


@pytest.mark.parametrize("back", ["confirm", "withdraw"])
def test_a_rejected_statement_comes_back(ledger: Ledger, back: str) -> None:
    before = linked(ledger)
    (dovi,) = statements(ledger, "Dovi Maskar")
    key = judge(ledger, dovi, None, "reject", by="Mira")
    linked(ledger)
    if back == "withdraw":
        withdraw(ledger, key)
    else:
        judge(ledger, dovi, None, "confirm", by="Mira")
    assert linked(ledger) == before


def test_a_rejection_outlives_another_reading_of_its_edges(ledger: Ledger) -> None:
    linked(ledger)
    report, _ = told()[0]
    (lantern,) = (row[0] for row in ledger.connection.execute("SELECT id FROM said WHERE path = ?", (report.path,)))
    judge(ledger, lantern, None, "reject", by="Mira")
    read_anew(ledger, content=MOVED)
    across = linked(ledger)
    (now,) = (row[0] for row in ledger.connection.execute("SELECT id FROM said WHERE path = ?", (report.path,)))
    assert now != lantern
    assert not any(now in one.statements for one in across.utterances)


def test_links_and_vectors_are_kept_for_the_next_linking(ledger: Ledger) -> None:
    across = linked(ledger)
    last = kept(ledger)
    assert last.links == across.links
    assert {kind: made for kind, made in last.fingerprints.items() if kind != "talks"} == across.fingerprints
    assert last.vectors == across.vectors


def test_a_link_that_stands_keeps_the_run_that_made_it(ledger: Ledger) -> None:
    linked(ledger)
    rows = "SELECT id, run FROM links ORDER BY id"
    before = [tuple(row) for row in ledger.connection.execute(rows)]
    ledger._run = None
    linked(ledger)
    assert before
    assert [tuple(row) for row in ledger.connection.execute(rows)] == before


def test_a_linked_and_judged_ledger_verifies(ledger: Ledger) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    judge(ledger, left, right, "different", by="Mira")
    linked(ledger)
    assert list(verify(ledger)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE links SET left_id = 'n1:0' WHERE kind = 'utterance'", "does not follow from its ends"),
        ("UPDATE designations SET designation = 'n1:0'", "designation does not follow"),
        (
            "UPDATE utterance_members SET statement = 's1:0' WHERE statement = (SELECT min(statement) FROM utterance_members)",
            "does not follow from its members",
        ),
        ("UPDATE judgements SET by = 'Somebody'", "does not follow from what it judges"),
    ],
)
def test_a_change_across_reports_is_found(ledger: Ledger, change: str, said: str) -> None:
    left, right = voices(linked(ledger), "Ana Belt")
    judge(ledger, left, right, "unsure", by="Mira")
    ledger.connection.execute("PRAGMA foreign_keys = OFF")
    ledger.connection.execute(change)
    assert any(said in finding for finding in verify(ledger))
