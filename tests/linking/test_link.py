"""The steps of linking together: the same result whatever came first, and a reason for each link."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.linking.newsroom import newsroom
from benchmarks.linking.newsroom_truth import Published
from sayso.ledger import Ledger
from sayso.ledger.links import judge, kept
from sayso.ledger.verify import verify
from sayso.linking import copies, link, utterances, voices
from sayso.linking.engine import Step
from sayso.linking.records import Records, VoiceRecord
from sayso.linking.weighing import calibrated
from sayso.model import Across, Judgement
from sayso.pipeline import relink
from sayso.settings import Settings
from tests.linking.factory import a_report_record, a_statement_record, a_voice_record, record, records_with

COMPARED = {
    "voice": voices.COMPARISONS,
    "copy": copies.COMPARISONS,
    "utterance": utterances.COMPARISONS,
    "claim": utterances.CLAIM_COMPARISONS,
}
REPORTS = tuple(newsroom(40, 3))
SOME = REPORTS[:10]


def relinked(batches: Iterable[Sequence[Published]]) -> Across:
    """What is linked after the last batch; a ledger is linked after each."""
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
        for batch in batches:
            for one in batch:
                record(ledger, one.report, one.reading)
            across = relink(ledger, settings=Settings(), model="x")
        assert list(verify(ledger)) == []
        assert kept(ledger).links == across.links
    return across


def shown(across: Across) -> tuple[object, ...]:
    links = {(one.kind, one.left, one.right, one.weight) for one in across.links}
    return across.voices, across.families, across.utterances, across.claims, across.disputes, links


@pytest.fixture(scope="session")
def at_once() -> Across:
    return relinked([REPORTS])


@pytest.fixture(scope="session")
def some() -> Across:
    return relinked([SOME])


@settings(max_examples=2)
@given(st.integers(0, 2**32), st.lists(st.integers(1, len(REPORTS) - 1), min_size=1, max_size=2, unique=True).map(sorted))
def test_reports_linked_as_they_come_are_linked_as_all_at_once(at_once: Across, seed: int, cuts: list[int]) -> None:
    order = random.Random(seed).sample(REPORTS, len(REPORTS))
    assert shown(relinked(order[start:end] for start, end in pairwise([0, *cuts, len(order)]))) == shown(at_once)


def test_linking_again_changes_nothing(some: Across) -> None:
    assert shown(relinked([SOME, []])) == shown(some)


def test_a_report_read_anew_leaves_nothing_of_its_old_reading(some: Across) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
        first = SOME[0]
        record(ledger, first.report, type(first.reading)(first.reading.model, first.reading.statements[:1]))
        for one in SOME[1:]:
            record(ledger, one.report, one.reading)
        relink(ledger, settings=Settings(), model="x")
        record(ledger, first.report, first.reading)
        assert shown(relink(ledger, settings=Settings(), model="x")) == shown(some)


def test_what_is_linked_already_is_not_compared_again() -> None:
    steps: list[Step] = []
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
        for one in REPORTS[:8]:
            record(ledger, one.report, one.reading)
        relink(ledger, settings=Settings(), model="x", on_steps=steps.extend)
        assert {f"{kind}_scored" for kind in COMPARED} <= {step.name for step in steps}
        steps.clear()
        relink(ledger, settings=Settings(), model="x", on_steps=steps.extend)
        assert not any(step.name.endswith("_scored") for step in steps)


def test_after_a_judgement_on_two_statements_nothing_is_compared_and_what_it_parts_is_parted() -> None:
    steps: list[Step] = []
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
        for one in SOME:
            record(ledger, one.report, one.reading)
        before = relink(ledger, settings=Settings(), model="x")
        left, right, *_ = next(one.statements for one in before.utterances if len(one.statements) > 1)
        judge(ledger, left, right, "different", by="Mira")
        after = relink(ledger, settings=Settings(), model="x", on_steps=steps.extend)
        assert not any(step.name.startswith(("voice", "copy", "run", "term", "utterance", "claim")) for step in steps)
        assert after.links == before.links
        assert not any({left, right} <= {*one.statements} for one in after.utterances)


def test_there_are_links_of_every_kind(at_once: Across) -> None:
    assert {one.kind for one in at_once.links} == set(COMPARED)


def test_every_link_keeps_a_reason_and_its_level_is_one_of_the_comparison(at_once: Across) -> None:
    levels = {(kind, c.name): {level.name for level in c.levels} for kind, compared in COMPARED.items() for c in compared}
    for one in at_once.links:
        assert one.reasons
        assert all(reason.level in levels[one.kind, reason.signal] for reason in one.reasons)


def test_the_weight_of_a_link_is_the_prior_and_the_weights_of_its_reasons(at_once: Across) -> None:
    models = {kind: calibrated(kind, compared) for kind, compared in COMPARED.items()}
    for one in (made for made in at_once.links if made.weight != voices.APART):
        model = models[one.kind]
        assert one.weight == pytest.approx(model.prior + sum(reason.weight for reason in one.reasons), abs=0.01)
        assert all(reason.weight == model.weights[reason.signal][reason.level] for reason in one.reasons)
        assert one.weight >= model.least


def test_no_pair_has_two_links_of_one_kind(at_once: Across) -> None:
    pairs = [(one.kind, one.left, one.right) for one in at_once.links]
    assert len(set(pairs)) == len(pairs)
    assert all(left < right for _, left, right in pairs)


def test_every_statement_is_in_one_utterance_and_every_voice_in_one_group(at_once: Across) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
        for one in REPORTS:
            record(ledger, one.report, one.reading)
        statements, spoken = (
            [row[0] for row in ledger.connection.execute(f"SELECT id FROM {table} ORDER BY id")] for table in ("statements", "voices")
        )
    assert sorted(s for one in at_once.utterances for s in one.statements) == statements
    assert sorted(v for one in at_once.voices for v in one.voices) == spoken


def test_sides_of_a_dispute_have_nothing_in_common(at_once: Across) -> None:
    assert at_once.disputes
    for one in at_once.disputes:
        members = [key for side in one.sides for key in (side.figures or side.statements)]
        assert len(set(members)) == len(members)
        assert one.matter
        assert one.why


SHUT = "that the old north mill will stay shut for the whole winter"


def two_reports(*names: str, kind: str = "person", side: tuple[str | None, ...] = (None, None)) -> Records:
    """Reports in which somebody of each name says the same."""
    said = [a_voice_record(f"v{n}", name, report=f"r{n}", kind=kind, side=side[n % len(side)]) for n, name in enumerate(names)]
    return records_with(
        [a_report_record(f"r{n}", f"Outlet {n}", published="2024-03-04") for n in range(len(names))], said,
        [a_statement_record(f"s{n}", f"r{n}", SHUT, voices=(f"v{n}",)) for n in range(len(names))],
    )  # fmt: skip


def groups(across: Across) -> list[tuple[str, ...]]:
    return sorted(one.voices for one in across.voices)


@pytest.mark.parametrize("names", [("Ana Belt", "Ana Belt"), ("Yusuf Maskar", "Youssef Maskar"), ("Ana Belt", "Belt")])
def test_a_name_and_another_form_of_it_are_one_voice(names: tuple[str, str]) -> None:
    assert groups(link(two_reports(*names))) == [("v0", "v1")]


@pytest.mark.parametrize("names", [("Ana Belt", "Dovi Belt"), ("Ana Belt", "Dovi Maskar")])
def test_names_of_two_people_are_two_voices(names: tuple[str, str]) -> None:
    assert groups(link(two_reports(*names))) == [("v0",), ("v1",)]


def test_a_surname_that_two_people_bear_is_nobodys() -> None:
    assert groups(link(two_reports("Ana Belt", "Dovi Belt", "Belt"))) == [("v0",), ("v1",), ("v2",)]


def test_two_unnamed_voices_are_never_one_by_name() -> None:
    assert groups(link(two_reports("an official", "an official", kind="anonymous"))) == [("v0",), ("v1",)]


def test_a_voice_is_called_by_its_full_name() -> None:
    (found,) = link(two_reports("Belt", "Ana Belt", "Belt")).voices
    assert (found.name, set(found.names)) == ("Ana Belt", {"Ana Belt", "Belt"})


def test_a_name_that_a_report_gives_in_brackets_is_another_name_of_the_body() -> None:
    known = two_reports("Quay Workers Brotherhood", "Hawser", kind="organisation")
    assert groups(link(known)) == [("v0",), ("v1",)]
    reports = (*known.reports, a_report_record("r9", text="He spoke for the Quay Workers Brotherhood (Hawser) marched on Monday."))
    assert groups(link(Records(reports, known.voices, known.statements, ()))) == [("v0", "v1")]


def test_one_voice_that_says_the_same_on_one_day_makes_one_utterance() -> None:
    assert [one.statements for one in link(two_reports("Ana Belt", "Ana Belt")).utterances] == [("s0", "s1")]


def test_two_voices_that_say_the_same_make_one_claim_of_two_utterances() -> None:
    across = link(two_reports("Ana Belt", "Dovi Maskar"))
    assert [one.statements for one in across.utterances] == [("s0",), ("s1",)]
    assert [(one.statements, one.voices.low, one.voices.high) for one in across.claims] == [(("s0", "s1"), 2, 2)]


def judged(left: str, right: str, decision: str, at: str = "2024-03-05T00:00:00") -> Judgement:
    return Judgement(left, right, decision, "Mira", at)  # type: ignore[arg-type]


@pytest.mark.parametrize(("left", "right"), [("v0", "v1"), ("v1", "v0")])
def test_a_person_may_part_what_is_linked(left: str, right: str) -> None:
    assert groups(link(two_reports("Ana Belt", "Ana Belt"), [judged(left, right, "different")])) == [("v0",), ("v1",)]


def test_a_person_may_join_what_is_not_linked() -> None:
    assert groups(link(two_reports("Ana Belt", "Dovi Maskar"), [judged("v0", "v1", "same")])) == [("v0", "v1")]


def test_the_last_word_on_a_pair_holds() -> None:
    said = [judged("v0", "v1", "same", "2024-03-05T00:00:00"), judged("v1", "v0", "different", "2024-03-06T00:00:00")]
    known = two_reports("Ana Belt", "Ana Belt")
    assert groups(link(known, said)) == groups(link(known, said[::-1])) == [("v0",), ("v1",)]


def test_unsure_takes_a_judgement_back_into_doubt() -> None:
    said = [judged("v0", "v1", "same", "2024-03-05T00:00:00"), judged("v0", "v1", "unsure", "2024-03-06T00:00:00")]
    assert groups(link(two_reports("Ana Belt", "Dovi Maskar"), said)) == [("v0",), ("v1",)]


def test_judgements_change_no_link() -> None:
    known = two_reports("Ana Belt", "Ana Belt")
    assert [one for one in link(known, [judged("v0", "v1", "different")]).links if one.kind == "voice"] == [
        one for one in link(known).links if one.kind == "voice"
    ]


def test_reports_that_a_person_holds_to_be_copies_are_a_family() -> None:
    (found,) = link(two_reports("Ana Belt", "Dovi Maskar"), [judged("r0", "r1", "same")]).families
    assert found.reports == ("r0", "r1")


def test_nothing_is_linked_to_nothing() -> None:
    across = link(Records((), (), (), ()))
    assert (across.links, across.voices, across.utterances, across.disputes) == ((), (), (), ())


def test_voices_of_one_name_are_linked_through_one_designation() -> None:
    made = voices.designations([VoiceRecord(f"v{n}", f"r{n}", "Ana Belt", "person", None, None) for n in range(3)], [])
    (found,) = made.values()
    assert found.reports == ("r0", "r1", "r2")
