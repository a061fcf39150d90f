"""From links and judgements to groups."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.groups import MARGIN, grouped
from sayso.model import Link, Reason

NODES = "abcdefgh"
WEAK = {"surname alone"}
PAIRS = list(combinations(NODES, 2))
pairs = st.lists(st.sampled_from(PAIRS), max_size=4, unique=True)


def a_link(left: str, right: str, weight: float = 5.0, level: str = "same name") -> Link:
    return Link("voice", left, right, weight, (Reason("name", level, weight),))


links = st.lists(
    st.builds(
        lambda ends, weight, level: a_link(ends[0], ends[1], float(weight), level),
        st.sampled_from(PAIRS), st.integers(-3, 9), st.sampled_from(["same name", *WEAK]),
    ),
    max_size=14,
    unique_by=lambda one: (one.left, one.right),
)  # fmt: skip


@given(links, pairs, pairs, st.sampled_from([0.0, 0.5]), st.randoms(use_true_random=False))
def test_the_order_of_links_and_judgements_does_not_matter(
    some: list[Link], same: list[tuple[str, str]], different: list[tuple[str, str]], cohesion: float, dice: random.Random
) -> None:
    other = [list(some), list(same), list(different), list(NODES)]
    for one in other:
        dice.shuffle(one)  # type: ignore[arg-type]
    first = grouped(NODES, some, same=same, different=different, weak=WEAK, cohesion=cohesion)
    assert grouped(other[3], other[0], same=other[1], different=other[2], weak=WEAK, cohesion=cohesion) == first  # type: ignore[arg-type]


@given(links, pairs)
def test_what_a_person_holds_to_be_one_is_one_whatever_the_links_say(some: list[Link], same: list[tuple[str, str]]) -> None:
    found = grouped(NODES, some, same=same, weak=WEAK, cohesion=0.5)
    assert all(found[left] == found[right] for left, right in same)


@given(links, pairs)
def test_what_a_person_holds_to_be_two_is_two_whatever_the_links_say(some: list[Link], different: list[tuple[str, str]]) -> None:
    found = grouped(NODES, some, different=different, weak=WEAK)
    assert all(found[left] != found[right] for left, right in different)


@given(links)
def test_a_link_of_negative_weight_keeps_its_ends_apart(some: list[Link]) -> None:
    found = grouped(NODES, some, weak=WEAK)
    assert all(found[one.left] != found[one.right] for one in some if one.weight < 0)


@given(links, pairs)
def test_the_least_member_is_the_name_of_a_group(some: list[Link], same: list[tuple[str, str]]) -> None:
    found = grouped(NODES, some, same=same, weak=WEAK)
    assert set(found) == set(NODES)
    assert all(name == min(node for node in found if found[node] == name) for name in found.values())


def test_without_links_each_is_by_itself() -> None:
    assert grouped("ab", []) == {"a": "a", "b": "b"}


def test_links_and_judgements_on_what_is_not_there_are_left_out() -> None:
    assert grouped("ab", [a_link("a", "z")], same=[("y", "b")], different=[("a", "x")]) == {"a": "a", "b": "b"}


def test_of_two_links_that_cannot_both_be_taken_the_stronger_is() -> None:
    some = [a_link("a", "b", 4), a_link("b", "c", 6), a_link("a", "c", -9)]
    assert grouped("abc", some) == {"a": "a", "b": "b", "c": "b"}


def test_what_must_stay_apart_stays_so_through_a_third() -> None:
    found = grouped("abc", [a_link("a", "b"), a_link("b", "c")], different=[("a", "c")])
    assert found["a"] != found["c"]


def test_a_judgement_of_one_brings_together_what_links_hold_apart() -> None:
    assert grouped("ab", [a_link("a", "b", -10)], same=[("a", "b")])["b"] == "a"


@pytest.mark.parametrize(("rival", "taken"), [(5.0, False), (5.0 - MARGIN, True)])
def test_a_weak_link_with_a_rival_that_must_stay_apart_is_taken_only_where_it_leads(rival: float, *, taken: bool) -> None:
    some = [a_link("a", "b", -10), a_link("a", "c", 5.0, "surname alone"), a_link("b", "c", rival, "surname alone")]
    assert (grouped("abc", some, weak=WEAK, length={"a": 12, "b": 12, "c": 6})["c"] == "a") is taken


def test_a_weak_link_without_a_rival_is_taken() -> None:
    assert grouped("abc", [a_link("a", "c", 0.5, "surname alone")], weak=WEAK)["c"] == "a"


def test_a_weak_link_whose_rival_may_be_the_same_is_taken() -> None:
    some = [a_link("a", "b", 5), a_link("a", "c", 1, "surname alone"), a_link("b", "c", 1, "surname alone")]
    assert set(grouped("abc", some, weak=WEAK, length={"a": 12, "b": 12, "c": 6}).values()) == {"a"}


def test_a_chain_of_likenesses_is_not_one_thing_where_cohesion_is_asked() -> None:
    chain = [a_link(left, right) for left, right in zip("abcdef", "bcdefg", strict=False)]
    assert len(set(grouped("abcdefg", chain).values())) == 1
    assert len(set(grouped("abcdefg", chain, cohesion=0.5).values())) > 1


def test_what_is_alike_all_round_is_one_thing_where_cohesion_is_asked() -> None:
    assert set(grouped("abcd", [a_link(*pair) for pair in combinations("abcd", 2)], cohesion=0.5).values()) == {"a"}


def test_two_groups_of_which_half_the_pairs_are_linked_become_one() -> None:
    inside = [a_link("a", "b", 9), a_link("c", "d", 9)]
    assert grouped("abcd", [*inside, a_link("a", "c", 1), a_link("b", "d", 1)], cohesion=0.5)["d"] == "a"
    assert grouped("abcd", [*inside, a_link("a", "c", 1)], cohesion=0.5)["d"] == "c"
