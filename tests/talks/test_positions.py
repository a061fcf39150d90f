"""What a party is reported to hold: its own stances only, and a change only where the days say so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Act, Position, Span, Stance
from sayso.talks.positions import OPPOSITE, Held, positions_of
from sayso.talks.records import Spoken
from tests.talks.factory import a_spoken, an_act, sides_of

TEXT = "Dorvane demanded that the Oruna Front accept the truce and free all prisoners."
ALL = Span(0, len(TEXT))
TRUCE = Span(TEXT.index("the truce"), TEXT.index(" and free"))


def outer(**changed: object) -> Spoken:
    return a_spoken(TEXT, "Dorvane", "demanded", "that the Oruna Front accept the truce and free all prisoners", key="s1:outer", **changed)  # type: ignore[arg-type]


def inner(**changed: object) -> Spoken:
    return a_spoken(TEXT, "the Oruna Front", "accept", "the truce", key="s1:inner", within="s1:outer", voices=["Oruna Front"], **changed)  # type: ignore[arg-type]


def held(statements: Sequence[Spoken], *acts: Act) -> list[Position]:
    return positions_of(
        Held.of(statements, {act.statement: act for act in acts}, sides_of(side={"Mirel Tossan": "Dorvane", "Ana Belt": "Oruna Front"}))
    )


def test_the_stance_of_a_voice_is_held_by_its_party_on_each_issue_it_touches() -> None:
    act = an_act("s1:outer", "REQUEST", "demand", issues={"ceasefire": TRUCE, "detainees": ALL})
    rows = held([outer(voices=["Mirel Tossan"])], act)
    assert [(row.party, row.issue, row.stance, row.statement, row.day, row.changes) for row in rows] == [
        ("Dorvane", "ceasefire", "demand", "s1:outer", "2024-03-04", None), ("Dorvane", "detainees", "demand", "s1:outer", "2024-03-04", None),
    ]  # fmt: skip


def test_voices_of_one_party_hold_it_once_and_of_two_parties_each() -> None:
    act = an_act("s1:outer", stance="demand", issues={"ceasefire": TRUCE})
    assert [row.party for row in held([outer(voices=["Dorvane", "Mirel Tossan"])], act)] == ["Dorvane"]
    assert [row.party for row in held([outer(voices=["Dorvane", "Oruna Front"])], act)] == ["Dorvane", "Oruna Front"]


@pytest.mark.parametrize(
    "act",
    [an_act("s1:outer", "REQUEST", None, issues={"ceasefire": TRUCE}), an_act("s1:outer", "REQUEST", "demand"), an_act("s1:outer", stance="demand", score=0.3, issues={"ceasefire": TRUCE})],
    ids=["no stance", "no issue", "not sure"],
)  # fmt: skip
def test_without_a_sure_stance_or_an_issue_nothing_is_held(act: Act) -> None:
    assert held([outer()], act) == []


def test_a_voice_without_a_side_holds_nothing_for_anybody() -> None:
    act = an_act("s1:outer", stance="demand", issues={"ceasefire": TRUCE})
    assert positions_of(Held.of([outer(voices=["Ana Belt"])], {"s1:outer": act}, sides_of())) == []
    assert positions_of(Held.of([outer(voices=[])], {"s1:outer": act}, sides_of())) == []


@pytest.mark.parametrize(
    ("type_", "stance"), [("REJECT", "rejection"), ("AGREE", "acceptance"), ("REQUEST", "demand"), ("THREATEN", "warning")]
)
def test_a_teller_does_not_hold_what_he_tells_of_another(type_: str, stance: Stance) -> None:
    told = an_act("s1:outer", type_, stance, actor="Oruna Front", issues={"ceasefire": TRUCE})
    assert held([outer(voices=["Mirel Tossan"])], told) == []
    own = an_act("s1:outer", type_, stance, actor="Dorvane", issues={"ceasefire": TRUCE})
    assert [row.stance for row in held([outer(voices=["Mirel Tossan"])], own)] == [stance]


@pytest.mark.parametrize(
    "act",
    [
        an_act("s1:outer", "REQUEST", "demand"),
        an_act("s1:outer", None, None, modality="hypothetical"),
        an_act("s1:outer", None, None, modality="demanded"),
    ],
)
def test_what_somebody_is_only_asked_to_do_or_might_do_is_not_held_by_him(act: Act) -> None:
    yes = an_act("s1:inner", "AGREE", "acceptance", actor="Oruna Front", issues={"ceasefire": TRUCE})
    assert held([outer(), inner()], act, yes) == []
    done = an_act("s1:outer", None, None, modality="done")
    assert [row.party for row in held([outer(), inner()], done, yes)] == ["Oruna Front"]


def test_what_a_party_says_inside_its_own_words_counts_once() -> None:
    both = [an_act(key, "AGREE", "acceptance", issues={"ceasefire": TRUCE}) for key in ("s1:outer", "s1:inner")]
    own = a_spoken(TEXT, "the Oruna Front", "accept", "the truce", key="s1:inner", within="s1:outer", voices=["Dorvane"])
    assert [row.statement for row in held([outer(), own], *both)] == ["s1:outer"]


def test_words_of_a_statement_told_inside_are_not_for_the_one_who_tells_it() -> None:
    demand = an_act("s1:outer", "REQUEST", "demand", issues={"ceasefire": TRUCE, "detainees": ALL})
    yes = an_act("s1:inner", "AGREE", "acceptance", issues={"ceasefire": TRUCE})
    assert [(row.party, row.issue) for row in held([outer(), inner()], demand, yes)] == [("Dorvane", "detainees")]


def test_a_statement_left_out_by_a_person_holds_nothing_of_what_is_inside_back() -> None:
    yes = an_act("s1:inner", "AGREE", "acceptance", issues={"ceasefire": TRUCE})
    assert [row.statement for row in held([inner()], an_act("s1:outer", "REQUEST", "demand"), yes)] == ["s1:inner"]


def in_time(*said: tuple[str | None, Stance]) -> list[Position]:
    statements = [outer(day=day) for day, _ in said]
    made = [Spoken(f"s1:{number}", one.report, one.spans, one.voices, None, one.day) for number, one in enumerate(statements)]
    return held(made, *(an_act(f"s1:{number}", None, stance, issues={"ceasefire": TRUCE}) for number, (_, stance) in enumerate(said)))


def changes(*said: tuple[str | None, Stance]) -> dict[str, str]:
    return {row.statement: row.changes for row in in_time(*said) if row.changes}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ([("2024-03-04", "acceptance"), ("2024-03-05", "rejection")], {"s1:1": "s1:0"}),
        ([("2024-03-05", "acceptance"), ("2024-03-04", "rejection")], {"s1:0": "s1:1"}),
        ([("2024-03-04", "acceptance"), ("2024-03-04", "rejection")], {}),
        ([(None, "acceptance"), ("2024-03-05", "rejection")], {}),
        ([("2024-03-04", "acceptance"), (None, "rejection")], {}),
        ([("2024-03-04", "acceptance"), ("2024-03-05", "acceptance"), ("2024-03-06", "rejection")], {"s1:2": "s1:1"}),
        ([("2024-03-04", "acceptance"), ("2024-03-05", "demand"), ("2024-03-06", "rejection")], {"s1:2": "s1:0"}),
        ([("2024-03-04", "demand"), ("2024-03-05", "rejection"), ("2024-03-06", "warning")], {}),
        ([("2024-03-04", "rejection"), ("2024-03-05", "acceptance"), ("2024-03-06", "rejection")], {"s1:1": "s1:0", "s1:2": "s1:1"}),
    ],
)
def test_a_position_changes_where_the_opposite_is_told_of_a_later_day(
    said: list[tuple[str | None, Stance]], changed: dict[str, str]
) -> None:
    assert changes(*said) == changed


days = st.sampled_from([None, "2024-03-04", "2024-03-05", "2024-03-06"])
stances: st.SearchStrategy[Stance] = st.sampled_from(["acceptance", "rejection", "demand"])


@given(st.lists(st.tuples(days, stances), max_size=6))
def test_a_change_is_always_against_an_earlier_known_day(said: list[tuple[str | None, Stance]]) -> None:
    rows = in_time(*said)
    assert len(rows) == len(said)
    by_id = {row.statement: row for row in rows}
    assert [row.day or "9999" for row in rows] == sorted(row.day or "9999" for row in rows)
    for row in rows:
        if row.changes:
            before = by_id[row.changes]
            assert before.day is not None
            assert row.day is not None
            assert before.day < row.day
            assert OPPOSITE[row.stance] == before.stance


@given(st.permutations(range(4)))
def test_the_order_in_which_statements_come_does_not_matter(order: list[int]) -> None:
    said: list[tuple[str | None, Stance]] = [
        ("2024-03-04", "acceptance"),
        ("2024-03-06", "rejection"),
        (None, "demand"),
        ("2024-03-05", "acceptance"),
    ]
    acts = {f"s1:{n}": an_act(f"s1:{n}", None, stance, issues={"ceasefire": TRUCE}) for n, (_, stance) in enumerate(said)}
    made = [Spoken(f"s1:{n}", "r1:a", outer().spans, outer().voices, None, day) for n, (day, _) in enumerate(said)]
    assert positions_of(Held.of([made[n] for n in order], acts, sides_of())) == positions_of(Held.of(made, acts, sides_of()))


def test_a_statement_that_was_not_read_holds_nothing() -> None:
    assert Held.of([outer()], {}, sides_of()).stance(outer()) is None
    assert held([outer()]) == []


def test_an_accusation_is_no_rejection_of_what_it_speaks_of() -> None:
    assert held([outer()], an_act("s1:outer", "ACCUSE", "rejection", score=0.9, issues={"ceasefire": TRUCE})) == []
