"""Where accounts part: pairs of statements, wordings of a quotation, and the disputes made of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking import link
from sayso.linking.disputes import Told, changes, contradiction, wording
from sayso.linking.meaning import Meaning, unpacked
from sayso.linking.records import FigureRecord, StatementRecord
from sayso.linking.words import stems
from sayso.model import Dispute
from tests.linking.factory import a_figure_record, a_report_record, a_statement_record, a_voice_record, records_with

ONE_HOLDS = [
    "that the harbour talks have ended", "that the harbour talks go on", "the council accepted the ferry plan", "the council rejected the ferry plan",
    "that the crews fired on the ferry", "that nobody fired on the ferry", "the ferry is on time", "“we will mend the old harbour wall in spring”",
    "“we will mend the old harbour wall in autumn”",
]  # fmt: skip
VOICES = ["Ana Belt", "Dovi Maskar"]


@cache
def a_told(voice: str, content: str, *, cue: str = "said", day: str | None = None) -> Told:
    vector = unpacked(Meaning.load().vector(content))
    return Told(voice=voice, called=frozenset(stems(voice)), cue=cue, content=content, day=day, vector=vector)


tellings = st.builds(
    a_told, st.sampled_from(VOICES), st.sampled_from(ONE_HOLDS), cue=st.sampled_from(["said", "denied", "rejected"]), day=st.sampled_from([None, "2024-03-04", "2024-03-20"])
)  # fmt: skip


@given(tellings, tellings)
def test_how_two_statements_part_does_not_depend_on_which_is_left(left: Told, right: Told) -> None:
    one, other = contradiction(left, right), contradiction(right, left)
    assert (one.kind if one else None) == (other.kind if other else None)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        (a_told("Ana Belt", "that the harbour talks have ended"), a_told("Dovi Maskar", "that the harbour talks go on"), "status"),
        (a_told("Ana Belt", "that the council accepted the ferry plan"), a_told("Dovi Maskar", "that the council rejected the ferry plan"), "acceptance"),
        (a_told("Ana Belt", "that the crews fired on the ferry"), a_told("Dovi Maskar", "that the crews never fired on the ferry"), "denial"),
        (a_told("Ana Belt", "that the crews fired on the ferry"), a_told("Dovi Maskar", "that the crews had fired on the ferry", cue="denied"), "denial"),
    ],
)  # fmt: skip
def test_two_voices_part(left: Told, right: Told, kind: str) -> None:
    found = contradiction(left, right)
    assert found is not None
    assert found.kind == kind
    assert found.why
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("that the harbour talks have ended", "that the harbour talks will end in May"),
        ("that the harbour talks have ended", "that the ferry strike goes on"),
        ("that the first round has ended", "that the second round goes on"),
        ("that the harbour talks have ended", "that the harbour talks are over"),
        ("that the council accepted the ferry plan", "that the union rejected the ferry plan"),
        ("that the council accepted the ferry plan", "that the council rejected the harbour budget"),
    ],
)
def test_accounts_that_can_both_hold_do_not_part(left: str, right: str) -> None:
    assert contradiction(a_told("Ana Belt", left), a_told("Dovi Maskar", right)) is None


def test_what_has_changed_in_two_weeks_is_no_contradiction() -> None:
    early = a_told("Ana Belt", "that the harbour talks go on", day="2024-03-04")
    late = a_told("Dovi Maskar", "that the harbour talks have ended", day="2024-03-20")
    assert contradiction(early, late) is None


def test_one_voice_does_not_contradict_itself_but_in_its_words() -> None:
    assert (
        contradiction(a_told("Ana Belt", "that the harbour talks have ended"), a_told("Ana Belt", "that the harbour talks go on")) is None
    )


def test_quotations_that_differ_in_a_word_that_matters_part() -> None:
    found = wording(a_told("Ana Belt", ONE_HOLDS[-2]), a_told("Ana Belt", ONE_HOLDS[-1]))
    assert found is not None
    assert (found.kind, "“spring” against “autumn”" in found.why) == ("wording", True)


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("we will mend the wall in spring", "we will mend the wall in autumn", [("spring", "autumn")]),
        ("we will mend the wall in spring", "we will not mend the wall in spring", [("", "not")]),
        ("we will mend the wall before the fair", "we will mend the wall after the fair", [("before", "after")]),
        ("we sank all the boats here", "we sank none of the boats here", [("all", "none of")]),
    ],
)
def test_words_that_stand_for_one_another_are_found(one: str, other: str, changed: list[tuple[str, str]]) -> None:
    assert changes(one, other) == changed
    assert len(changes(other, one)) == len(changed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we will mend the wall in spring", "we will mend the wall in spring"),
        ("we will mend the wall", "we will mend the wall in spring and open the gate"),
        ("mend the wall in spring", "we will mend the wall in spring"),
        ("we will organise the fair in spring", "we will organize the fair in spring"),
        ("we will mend the wall in spring", "We will mend the wall, in Spring!"),
        ("we will mend the wall in spring", "nobody came to the fair but the mayor"),
        ("the wall", "the gate"),
    ],
)
def test_a_quotation_that_is_only_cut_lengthened_or_spelt_otherwise_is_not_changed(one: str, other: str) -> None:
    assert changes(one, other) == changes(other, one) == []


@given(st.integers(0, 7), st.sampled_from(["autumn", "boat", "gate"]))
def test_one_word_for_another_is_one_change_from_either_side(at: int, word: str) -> None:
    said = "we will mend the harbour wall in spring".split()
    other = [*said[:at], word, *said[at + 1 :]]
    assert len(changes(" ".join(said), " ".join(other))) == len(changes(" ".join(other), " ".join(said)))


ANA, DOVI = a_voice_record("v1", "Ana Belt"), a_voice_record("v2", "Dovi Maskar", report="r2")
BOTH_IN_ONE = a_voice_record("v3", "Dovi Maskar")  # reports are of one matter where they have a named voice in common


def disputes_of(
    first: str, second: str, *, days: Sequence[str | None] = (None, None), figures: Sequence[FigureRecord] = (), more: Sequence[StatementRecord] = ()
) -> tuple[Dispute, ...]:  # fmt: skip
    """The disputes of two reports, in which two voices say something each."""
    told = [a_statement_record("s1", "r1", first), a_statement_record("s2", "r2", second, voices=("v2",)), *more]
    reports = [a_report_record("r1", "Lantern", published=days[0]), a_report_record("r2", "Herald", published=days[1])]
    return link(records_with(reports, [ANA, DOVI, BOTH_IN_ONE], told, figures)).disputes


@pytest.mark.parametrize("other", ["that the harbour talks go on", "that the harbour talks had not ended"])
def test_between_two_voices_of_whom_one_says_it_is_over_there_is_a_dispute(other: str) -> None:
    (found,) = disputes_of("that the harbour talks have ended", other)
    assert (found.kind, found.matter) == ("status", "harbour talks")
    assert {side.statements for side in found.sides} == {("s1",), ("s2",)}
    assert found.why


def test_all_who_tell_one_utterance_stand_on_its_side() -> None:
    more = [a_statement_record("s3", "r2", "that the harbour talks have ended", voices=("v4",))]
    told = [
        a_statement_record("s1", "r1", "that the harbour talks have ended"),
        a_statement_record("s2", "r2", "that the harbour talks go on", voices=("v2",)),
        *more,
    ]
    voices = [ANA, DOVI, BOTH_IN_ONE, a_voice_record("v4", "Ana Belt", report="r2")]
    days = "2024-03-04"
    (found,) = link(
        records_with([a_report_record("r1", "Lantern", published=days), a_report_record("r2", "Herald", published=days)], voices, told)
    ).disputes
    assert {side.statements for side in found.sides} == {("s1", "s3"), ("s2",)}


def test_reports_that_have_no_voice_in_common_are_of_other_matters() -> None:
    told = [
        a_statement_record("s1", "r1", "that the harbour talks have ended"),
        a_statement_record("s2", "r2", "that the harbour talks go on", voices=("v2",)),
    ]
    assert link(records_with([a_report_record("r1"), a_report_record("r2")], [ANA, DOVI], told)).disputes == ()


def toll(*days: str | None, low: float = 28_000, high: float = 34_000) -> tuple[Dispute, ...]:
    figures = [a_figure_record("f1", "r1", low, statement="s1"), a_figure_record("f2", "r2", high, statement="s2")]
    first, second = (f"that {n:g} people had been killed in Ostra since the flood began" for n in (low, high))
    return disputes_of(first, second, days=days, figures=figures)


def test_tolls_of_one_day_on_two_peoples_word_are_a_dispute() -> None:
    (found,) = toll("2024-03-04", "2024-03-04", high=39_000)
    assert (found.kind, found.matter) == ("figure", "people killed in Ostra")
    assert {side.figures for side in found.sides} == {("f1",), ("f2",)}
    assert {side.statements for side in found.sides} == {("s1",), ("s2",)}


def test_running_tolls_of_which_nothing_says_when_they_held_are_no_dispute() -> None:
    assert toll(None, None) == ()


def test_running_tolls_of_other_days_are_no_dispute() -> None:
    assert toll("2024-03-04", "2024-03-08") == ()


@pytest.mark.parametrize(
    "content", ["that 300 people had been killed in Ostra, including {} children", "that {} of the 300 killed in Ostra were sailors"]
)
def test_a_count_of_a_part_is_no_dispute_with_the_whole(content: str) -> None:
    figures = [a_figure_record("f1", "r1", 40, statement="s1"), a_figure_record("f2", "r2", 300, statement="s2")]
    days = ("2024-03-04", "2024-03-04")
    assert disputes_of(content.format(40), "that 300 people had been killed in Ostra", days=days, figures=figures) == ()


def test_a_quotation_changed_on_its_way_is_a_dispute_of_wording() -> None:
    told = [
        a_statement_record(
            f"s{n}", f"r{n}", f"“we will mend the old north harbour wall in {when}”", voices=(f"v{n}",), addressee="Tidewire"
        )
        for n, when in ((1, "spring"), (2, "autumn"))
    ]
    voices = [a_voice_record(f"v{n}", "Ana Belt", report=f"r{n}") for n in (1, 2)]
    (found,) = link(records_with([a_report_record(f"r{n}", f"Outlet {n}", published="2024-03-04") for n in (1, 2)], voices, told)).disputes
    assert found.kind == "wording"
    assert "“spring” against “autumn”" in found.why
