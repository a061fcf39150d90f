"""How two figures stand to each other: in conflict, grown, compatible, or about other things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.figures import Counted, held_for, relation

MONDAY, TUESDAY = "2024-03-04", "2024-03-05"


def a_count(
    low: float | None, high: float | None = None, bound: str = "exact", *, of: str = "killed", who: str | None = "people", where: str | None = "Ostra",
    since: str | None = None, until: str | None = None, published: str | None = MONDAY, sentence: str = "",
) -> Counted:  # fmt: skip
    high = low if high is None and bound in ("exact", "about", "nearly") else high
    return Counted(low, high, bound, of, who, where, since, until, published, sentence)


days = st.sampled_from([None, MONDAY, TUESDAY, "2024-03-05T18:00", "2024-01-01"])
counts = st.builds(
    a_count, st.sampled_from([None, 7, 12, 100, 130, 28_000]), st.sampled_from([None, 150, 34_000]),
    st.sampled_from(["exact", "at_least", "more_than", "about", "nearly", "at_most", "fewer_than", "range"]),
    of=st.sampled_from(["killed", "boats", "dead", "homes"]), who=st.sampled_from([None, "people", "children"]),
    where=st.sampled_from([None, "Ostra", "north Ostra", "Vell"]), since=days, until=days, published=days,
    sentence=st.sampled_from(["", "There were many in Ostra", "There were few in Vell"]),
)  # fmt: skip


@given(counts, counts)
def test_it_does_not_matter_which_is_left(left: Counted, right: Counted) -> None:
    assert relation(left, right) == relation(right, left)


@given(counts)
def test_a_figure_is_in_no_conflict_with_itself(one: Counted) -> None:
    assert relation(one, one) in ("compatible", "unrelated") or one.interval[0] > one.interval[1]


def test_other_numbers_for_one_day_are_in_conflict() -> None:
    assert relation(a_count(12), a_count(17)) == "conflict"


def test_a_toll_that_is_higher_later_has_grown() -> None:
    assert relation(a_count(12), a_count(17, published=TUESDAY)) == "growth"


def test_a_toll_at_a_later_hour_of_the_day_has_grown() -> None:
    morning, evening = (a_count(n, since=f"{MONDAY}T{h}", until=f"{MONDAY}T{h}") for n, h in ((12, "08:00"), (17, "20:00")))
    assert relation(morning, evening) == "growth"


def test_a_toll_that_is_lower_later_is_no_conflict() -> None:
    assert relation(a_count(17), a_count(12, published=TUESDAY)) == "unrelated"


def test_a_number_that_does_not_run_on_has_not_grown_on_another_day() -> None:
    assert relation(a_count(12, of="boats"), a_count(17, of="boats", published=TUESDAY)) == "unrelated"


def test_a_day_said_in_the_text_counts_before_the_day_of_publication() -> None:
    same_day = a_count(17, since=MONDAY, until=MONDAY, published=TUESDAY)
    assert relation(a_count(12), same_day) == "conflict"


@pytest.mark.parametrize("undated", [(None, MONDAY), (MONDAY, None), (None, None)])
def test_a_running_toll_without_a_day_is_in_no_conflict(undated: tuple[str | None, str | None]) -> None:
    left, right = (a_count(n, published=day) for n, day in zip((28_000, 34_000), undated, strict=True))
    assert relation(left, right) == "compatible"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (a_count(12), a_count(12)),
        (a_count(12, bound="at_least"), a_count(17)),
        (a_count(12, bound="more_than"), a_count(13)),
        (a_count(None, 20, "at_most"), a_count(17)),
        (a_count(None, 20, "fewer_than"), a_count(19)),
        (a_count(100, bound="about"), a_count(108)),
        (a_count(100, bound="nearly"), a_count(92)),
        (a_count(30_000), a_count(31_200)),
        (a_count(10, 20, "range"), a_count(17)),
    ],
)
def test_numbers_whose_bounds_meet_are_compatible(left: Counted, right: Counted) -> None:
    assert relation(left, right) == "compatible"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (a_count(12, bound="more_than"), a_count(12)),
        (a_count(None, 20, "fewer_than"), a_count(20)),
        (a_count(100, bound="nearly"), a_count(130)),
        (a_count(10, 20, "range"), a_count(30)),
        (a_count(12, bound="at_least"), a_count(None, 11, "at_most")),
    ],
)
def test_numbers_whose_bounds_do_not_meet_are_in_conflict(left: Counted, right: Counted) -> None:
    assert relation(left, right) == "conflict"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (a_count(12), a_count(17, of="injured")),
        (a_count(12), a_count(17, where="Vell")),
        (a_count(12, where=None), a_count(17)),
        (a_count(12, since="2024-01-01", until=MONDAY), a_count(17, since=MONDAY, until=MONDAY)),
    ],
)
def test_counts_of_other_things_places_and_periods_are_unrelated(left: Counted, right: Counted) -> None:
    assert relation(left, right) == "unrelated"


def test_a_count_of_some_is_compatible_with_a_count_of_all() -> None:
    assert relation(a_count(12, who="children"), a_count(17, who="people")) == "compatible"


def test_a_place_named_only_in_one_sentence_is_the_others() -> None:
    assert relation(a_count(12, where=None, sentence="In Ostra 12 were killed"), a_count(17)) == "conflict"


def test_forms_of_one_word_count_one_thing() -> None:
    assert relation(a_count(12, of="boat"), a_count(17, of="boats")) == "conflict"


@given(counts, counts)
def test_figures_in_conflict_are_held_for_the_same_days(left: Counted, right: Counted) -> None:
    if relation(left, right) == "conflict":
        assert held_for(left) == held_for(right) is not None
