"""Talks of a whole ledger: the same from the same reports however they came in, and what a story with known truth is to show."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ledger import Ledger
from sayso.ledger.links import judge, withdraw
from sayso.ledger.verify import verify
from sayso.ledger.versions import record_superseded, record_versions
from sayso.model import Issue, Reading, Report
from sayso.pipeline import regroup, relink, use_issues
from sayso.settings import Settings
from sayso.talks import hold_talks, shipped, talk_records
from sayso.talks.hold import _disputed
from sayso.talks.masked import sentences
from sayso.views.pages import brief
from tests.talks.stories import BELT, BOARD, MARN, WORKERS, Said, a_reading, a_story, hold, tables

Read = tuple[Report, Reading]


@pytest.fixture
def ledger(tmp_path: Path, strike: Path) -> Iterator[Ledger]:
    with Ledger(shutil.copy(strike, tmp_path / "l.db")) as copied:
        yield copied


def rows(ledger: Ledger, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ledger.connection.execute(sql)]


def test_the_parties_of_a_strike_and_their_mediator(ledger: Ledger) -> None:
    assert rows(ledger, "SELECT name, part FROM parties ORDER BY name") == [
        ("Harbour Board", "party"),
        ("Quay Workers", "party"),
        ("Tamberland", "mediator"),
    ]
    members = rows(
        ledger,
        "SELECT DISTINCT voices.name, parties.name FROM party_members JOIN voices ON voices.id = voice JOIN parties ON parties.id = party ORDER BY 1",
    )
    assert members == [
        ("Ana Belt", "Quay Workers"),
        ("Harbour Board", "Harbour Board"),
        ("Oran Brise", "Tamberland"),
        ("Quay Workers", "Quay Workers"),
    ]


def test_a_board_that_agreed_on_monday_and_refused_on_wednesday_has_changed(ledger: Ledger) -> None:
    sql = "SELECT stance, day, changes IS NOT NULL FROM positions JOIN parties ON parties.id = party WHERE name = 'Harbour Board' AND issue = 'work' ORDER BY day"
    assert rows(ledger, sql) == [("acceptance", "2024-03-04", 0), ("rejection", "2024-03-06", 1)]


def test_a_demand_is_held_with_its_issue(ledger: Ledger) -> None:
    sql = "SELECT DISTINCT stance FROM positions JOIN parties ON parties.id = party JOIN statements ON statements.id = statement WHERE name = 'Quay Workers' AND content LIKE 'a pay rise%'"
    assert rows(ledger, sql) == [("demand",)]


def test_one_proposal_with_its_terms_and_both_accounts_of_the_answer(ledger: Ledger) -> None:
    ((name, by, reports),) = rows(
        ledger,
        "SELECT proposals.name, parties.name, (SELECT count(DISTINCT report) FROM proposal_members) FROM proposals JOIN proposal_parties ON proposal = proposals.id JOIN parties ON parties.id = party",
    )
    assert (name, by, reports) == ("Tamberland’s compromise proposal", "Tamberland", 2)
    words = rows(
        ledger,
        "SELECT DISTINCT substr(text, start_at + 1, end_at - start_at) FROM proposal_terms JOIN reports ON id = report WHERE kind = 'term' ORDER BY 1",
    )
    assert {"a pay rise", "shorter shifts"} <= {one for (one,) in words}
    answers = rows(
        ledger,
        "SELECT answer, content FROM proposal_answers JOIN parties ON parties.id = party JOIN statements ON statements.id = statement WHERE parties.name = 'Quay Workers'",
    )
    assert {("rejection", "the compromise proposal"), ("acceptance", "Tamberland’s proposal")} <= set(answers)


def test_a_brief_shows_that_accounts_of_who_accepted_part(ledger: Ledger) -> None:
    (found,) = [one for one in brief(ledger).disputes if one.kind == "acceptance"]
    assert found.matter == "Quay Workers: Tamberland’s compromise proposal"
    assert [
        {said.cue for said in side.statements} >= {cue} for side, cue in zip(found.sides, ("has agreed to", "rejected"), strict=True)
    ] == [True, True]
    assert list(verify(ledger)) == []


PUT = "Tamberland put forward a compromise proposal in Lisarre.\n"


def disputes(tmp_path: Path, *reports: tuple[str, str, Sequence[Said]]) -> list[str]:
    """The disputes over who accepted what of reports of one outlet: day, text, statements."""
    made = []
    for number, (day, text, said) in enumerate(reports):
        report = Report(
            f"{number}.txt", PUT + text, hashlib.sha256((PUT + text).encode()).hexdigest(), outlet=f"Post {number}", published=day
        )
        made.append((report, a_reading(PUT + text, said)))
    with Ledger(tmp_path / "d.db", create=True) as ledger:
        hold(ledger, made)
        assert list(verify(ledger)) == []
        return [str(matter) for (matter,) in rows(ledger, "SELECT matter FROM disputes WHERE kind = 'acceptance'")]


NO = ("The Quay Workers rejected the compromise proposal.", [("The Quay Workers", "rejected", "the compromise proposal", WORKERS)])
YES = ("Ana Belt has agreed to the compromise proposal.", [("Ana Belt", "has agreed to", "the compromise proposal", BELT)])


def test_a_yes_and_a_no_of_one_day_part_and_of_two_days_do_not(tmp_path: Path) -> None:
    assert disputes(tmp_path, ("2024-03-04", *NO), ("2024-03-04", *YES)) == ["Quay Workers: a compromise proposal"]
    (tmp_path / "d.db").unlink()
    assert disputes(tmp_path, ("2024-03-04", *NO), ("2024-03-05", *YES)) == []


def test_one_voice_that_takes_its_word_back_is_no_dispute_between_voices(tmp_path: Path) -> None:
    yes: tuple[str, list[Said]] = (
        "The Quay Workers have agreed to the compromise proposal.",
        [("The Quay Workers", "have agreed to", "the compromise proposal", WORKERS)],
    )
    assert disputes(tmp_path, ("2024-03-04", *NO), ("2024-03-04", *yes)) == []


def held_by(tmp_path: Path, text: str, said: Said) -> set[tuple[object, ...]]:
    """Party and stance of what the one statement of a report holds, and what it answers."""
    report = Report("a.txt", PUT + text, hashlib.sha256((PUT + text).encode()).hexdigest(), outlet="Post", published="2024-03-04")
    with Ledger(tmp_path / "h.db", create=True) as ledger:
        hold(ledger, [(report, a_reading(PUT + text, [said]))])
        own = "SELECT name, stance FROM positions JOIN parties ON parties.id = party UNION SELECT name, answer FROM proposal_answers JOIN parties ON parties.id = party"
        return set(rows(ledger, own))


@pytest.mark.parametrize(
    ("cue", "content", "stance"),
    [
        ("denied", "that they had rejected the compromise proposal for a pay rise", "rejection"),
        ("denied", "that they had accepted the compromise proposal for a pay rise", "acceptance"),
    ],
)
def test_who_denies_that_he_did_it_does_not_hold_it(tmp_path: Path, cue: str, content: str, stance: str) -> None:
    assert ("Quay Workers", stance) not in held_by(
        tmp_path, f"The Quay Workers {cue} {content}.", ("The Quay Workers", cue, content, WORKERS)
    )


@pytest.mark.xfail(reason="“they” may be taken for the one who speaks: the model decides", strict=False)
def test_they_who_refused_may_be_others_than_the_one_who_tells_it(tmp_path: Path) -> None:
    content = "they had rejected the compromise proposal for a pay rise"
    held = held_by(tmp_path, f"The Quay Workers walked out. Tilo Marn said {content}.", ("Tilo Marn", "said", content, MARN))
    assert ("Harbour Board", "rejection") not in held


@pytest.mark.xfail(reason="of a bare “said” the one who speaks may be taken for who did it: the model decides", strict=False)
@pytest.mark.parametrize(
    "content", ["that the Quay Workers had turned down the compromise proposal", "the Quay Workers rejected the compromise proposal"]
)
def test_who_only_says_that_others_refused_has_refused_nothing(tmp_path: Path, content: str) -> None:
    assert ("Harbour Board", "rejection") not in held_by(
        tmp_path, f"The Harbour Board said {content}.", ("The Harbour Board", "said", content, BOARD)
    )


def test_a_yes_that_is_told_inside_the_no_is_no_dispute(strike: Path) -> None:
    with Ledger(strike, read_only=True) as ledger:
        records = talk_records(ledger.connection)
        talks = hold_talks(records, shipped())
        spoken = [one for report in records.reports() for one in report.statements]
    (found,) = _disputed(talks.proposals, spoken, records)
    inside = {key: other for key in found.sides[0].statements for other in found.sides[1].statements}
    nested = [replace(one, within=inside.get(one.id)) for one in spoken]
    assert _disputed(talks.proposals, nested, records) == []
    assert _disputed(talks.proposals, [replace(one, voices=spoken[0].voices) for one in spoken], records) == []


def test_a_statement_that_a_person_rejects_holds_nothing_until_that_is_undone(ledger: Ledger) -> None:
    before = tables(ledger)
    ((key,),) = rows(ledger, "SELECT statements.id FROM statements JOIN positions ON statement = statements.id WHERE changes IS NOT NULL")
    judgement = judge(ledger, str(key), None, "reject", by="Mira")
    regroup(ledger)
    assert rows(ledger, f"SELECT * FROM positions WHERE statement = '{key}' OR changes = '{key}'") == []
    assert rows(ledger, "SELECT * FROM positions WHERE changes IS NOT NULL") == []
    assert list(verify(ledger)) == []
    withdraw(ledger, judgement)
    regroup(ledger)
    assert tables(ledger) == before


@pytest.fixture(scope="session")
def readings(sample_read: list[Read]) -> list[Read]:
    """The sample newsroom as the shipped reader reads it, and the strike."""
    assert len(sample_read) == 14
    return sample_read + a_story(model=sample_read[0][1].model)


def talks_in(path: Path, *batches: Sequence[Read]) -> dict[str, list[tuple[object, ...]]]:
    with Ledger(path, create=True) as ledger:
        hold(ledger, *batches)
        assert list(verify(ledger)) == []
        return tables(ledger)


def talks_of(*batches: Sequence[Read]) -> dict[str, list[tuple[object, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        return talks_in(Path(folder) / "l.db", *batches)


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `at_once` leaves its ledger. Not to be written to."""
    return tmp_path_factory.mktemp("held") / "l.db"


@pytest.fixture(scope="session")
def at_once(readings: list[Read], held: Path) -> dict[str, list[tuple[object, ...]]]:
    made = talks_in(held, readings)
    assert all(made.values()), [name for name, some in made.items() if not some]
    return made


@settings(max_examples=2)
@given(st.integers(0, 2**32), st.lists(st.integers(1, 16), min_size=1, max_size=2, unique=True).map(sorted))
def test_talks_are_the_same_in_whatever_order_and_batches_reports_come(
    readings: list[Read], at_once: dict[str, list[tuple[object, ...]]], seed: int, cuts: list[int]
) -> None:
    order = random.Random(seed).sample(readings, len(readings))
    found = talks_of(*(order[start:end] for start, end in pairwise([0, *cuts, len(order)])))
    assert {name: some for name, some in found.items() if some != at_once[name]} == {}


def test_holding_again_changes_nothing(at_once: dict[str, list[tuple[object, ...]]], held: Path, tmp_path: Path) -> None:
    assert talks_in(Path(shutil.copy(held, tmp_path / "l.db")), []) == at_once


def test_a_report_read_anew_leaves_nothing_of_its_old_reading(readings: list[Read], at_once: dict[str, list[tuple[object, ...]]]) -> None:
    report, reading = readings[0]
    poorer = Reading(reading.model, tuple(one for one in reading.statements[:1] if one.within is None))
    assert talks_of([(report, poorer), *readings[1:]], readings[:1]) == at_once


def test_talks_after_a_rejection_are_those_of_a_ledger_that_never_held_the_statement(ledger: Ledger, tmp_path: Path) -> None:
    ((key,),) = rows(ledger, "SELECT statement FROM positions WHERE changes IS NOT NULL")
    judge(ledger, str(key), None, "reject", by="Mira")
    regroup(ledger)
    with Ledger(tmp_path / "other.db", create=True) as fresh:
        hold(fresh, [])
        for report, reading in a_story():
            fresh.record(report, reading, version="0", settings=Settings())
        judge(fresh, str(key), None, "reject", by="Mira")
        hold(fresh, [])
        assert differing(ledger, fresh) == []


def differing(one: Ledger, other: Ledger) -> list[str]:
    mine, theirs = tables(one), tables(other)
    return [name for name in mine if mine[name] != theirs[name]]


def test_talks_after_a_later_text_are_those_of_both_texts_at_once(tmp_path: Path) -> None:
    texts = ["The Quay Workers rejected the compromise proposal.", "The Quay Workers demanded a pay rise of eight per cent."]
    said: list[Said] = [
        ("The Quay Workers", "rejected", "the compromise proposal", WORKERS),
        ("The Quay Workers", "demanded", "a pay rise of eight per cent", WORKERS),
    ]
    made = []
    for number, (text, one) in enumerate(zip(texts, said, strict=True)):
        report = Report(
            "a.html",
            text,
            hashlib.sha256(text.encode()).hexdigest(),
            outlet="Post",
            url="https://post.example/a",
            seen=f"2024-01-0{number + 1}T00:00:00Z",
        )
        made.append((report, a_reading(text, [one])))
    with Ledger(tmp_path / "a.db", create=True) as split, Ledger(tmp_path / "b.db", create=True) as whole:
        for ledger, batches in ((split, [made[:1], made[1:]]), (whole, [made])):
            for batch in batches:
                for report, reading in batch:
                    ledger.take(report, version="0", model="m1", settings=Settings())
                    record_versions(ledger)
                    ledger.record(report, reading, version="0", settings=Settings())
                    record_superseded(ledger)
                relink(ledger, settings=Settings(), model="m1")
            assert list(verify(ledger)) == []
        assert differing(split, whole) == []


def test_a_dispute_goes_with_the_proposal_that_it_hung_on(tmp_path: Path) -> None:
    matter = "the ferry compromise proposal for a shorter working week"
    told = [
        (f"The Quay Workers rejected {matter}.", [("The Quay Workers", "rejected", matter, WORKERS)]),
        (f"Ana Belt has agreed to {matter}.", [("Ana Belt", "has agreed to", matter, BELT)]),
    ]
    made = []
    for number, (text, said) in enumerate(told):
        report = Report(f"{number}.txt", text, hashlib.sha256(text.encode()).hexdigest(), outlet=f"Post {number}", published="2024-03-04")
        made.append((report, a_reading(text, said)))
    rain = Issue("rain", "rain", "", ("it rained all night",))
    with Ledger(tmp_path / "a.db", create=True) as changed, Ledger(tmp_path / "b.db", create=True) as fresh:
        hold(changed, made)
        assert rows(changed, "SELECT count(*) FROM disputes WHERE kind = 'acceptance'") == [(1,)]
        use_issues(changed, [rain], replaced=True)
        hold(fresh, [])
        use_issues(fresh, [rain], replaced=True)
        hold(fresh, made)
        assert differing(changed, fresh) == []
        assert list(verify(changed)) == []


def test_talks_of_an_empty_ledger_are_empty(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        relink(ledger, settings=Settings(), model="m1")
        made = tables(ledger)
        assert {name for name, some in made.items() if some} == {"issues"}
        assert list(verify(ledger)) == []


def test_what_is_masked_in_the_sample_leads_back_to_its_words(strike: Path) -> None:
    with Ledger(strike, read_only=True) as ledger:
        for report in talk_records(ledger.connection).reports():
            for sentence in sentences(report):
                assert sentence.place(0, len(sentence.words)) == sentence.span
                assert {who.words for who in sentence.who} <= set(sentence.span.of(report.text).split()) | {
                    who.span.of(report.text) for who in sentence.who
                }
