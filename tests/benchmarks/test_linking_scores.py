"""What the scores of linking count, on examples whose scores are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.linking.copies import Case, MinHash, best_threshold, false_corroboration, triples
from benchmarks.linking.meantime import bare
from benchmarks.linking.metrics import b_cubed, of_pairs, pairwise, rates
from benchmarks.linking.newsroom_scores import counted, meets
from sayso.model import Counted, Dispute, DisputeSide

WANTED = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
FOUND = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}


def case(label: str, *, linked: bool, cross: bool = True) -> Case:
    return Case("l", "r", label, cross, {}, True, linked, linked, "whole")


def test_rates_of_nothing_are_nothing() -> None:
    assert rates(0, 0, 0)["f1"] == 0


def test_rates_of_decided_pairs() -> None:
    scores = of_pairs([(True, True), (True, False), (False, True), (False, False), (True, True)])
    assert (scores["right"], scores["found"], scores["wanted"]) == (2, 3, 3)
    assert scores["f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_pairs_of_one_group() -> None:
    # found: ab, cd, ce, de; wanted: ab, ac, bc, de
    assert pairwise(FOUND, WANTED) == {"right": 2, "found": 4, "wanted": 4, "precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_pairs_count_only_what_the_truth_knows() -> None:
    assert pairwise({**FOUND, "z": "x"}, WANTED) == pairwise(FOUND, WANTED)


def test_b_cubed() -> None:
    scores = b_cubed(FOUND, WANTED)
    assert scores["precision"] == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5, abs=1e-4)
    assert scores["recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5, abs=1e-4)


def test_b_cubed_of_all_apart_is_precise() -> None:
    assert b_cubed({key: key for key in WANTED}, WANTED)["precision"] == 1.0
    assert b_cubed(WANTED, WANTED) == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_triples_are_those_of_the_words() -> None:
    assert (
        len(triples("The talks are over, the talks are over")) == 4
    )  # "the talks are", "talks are over", "are over the", "over the talks"
    assert len(triples("The talks")) == 0


@pytest.mark.parametrize("shared", [0, 300, 700, 1000])
def test_minhash_estimates_jaccard(shared: int) -> None:
    dice = np.random.default_rng(5)
    pool = np.unique(dice.integers(0, 2**31, 3000, np.uint64))
    one, other = pool[:1000], pool[1000 - shared : 2000 - shared]
    minhash = MinHash(permutations=1024)
    likeness = minhash.likeness(minhash.signature(one), minhash.signature(other))
    assert likeness == pytest.approx(shared / (2000 - shared), abs=0.05)  # three standard errors


def test_the_best_threshold_parts_the_pairs() -> None:
    assert best_threshold([0.1, 0.2, 0.6, 0.9], [False, False, True, True]) == pytest.approx(0.4)


def test_false_corroboration_is_of_two_outlets_copies() -> None:
    cases = [
        case("whole", linked=True),
        case("part", linked=False),
        case("rewritten", linked=False, cross=False),
        case("independent", linked=False),
    ]
    assert false_corroboration(cases, lambda one: one.linked) == {"copies of two outlets": 2, "counted twice": 1, "share": 0.5}


def test_ranges_hold_or_are_the_truth() -> None:
    ranges = {"x": Counted(1, 2, ()), "y": Counted(2, 2, ())}
    scores = counted({"a": "x", "b": "x", "c": "y", "d": "y"}, {"a": "1", "b": "1", "c": "2", "d": "3"}, ranges, {"1": 2, "2": 2, "3": 3})
    assert (scores["intact"]["of"], scores["intact"]["holds"], scores["intact"]["exact"]) == (1, 1, 0)
    assert (scores["all"]["of"], scores["all"]["holds"], scores["all"]["exact"], scores["all"]["too low"]) == (3, 2, 1, 1)


@pytest.mark.parametrize(
    ("sides", "met"),
    [([{"a"}, {"c"}], True), ([{"c", "d"}, {"b"}], True), ([{"a"}, {"b"}], False), ([{"a"}, {"z"}, {"c"}], True), ([{"b"}], True)],
)
def test_a_dispute_meets_both_sides_or_none(sides: list[set[str]], met: bool) -> None:
    found = Dispute("status", "the talks", (DisputeSide(("a", "b")), DisputeSide(("c",))), "", 0.9)
    assert meets(found, sides) is met


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["automaker Chrysler", "Chrysler LLC", "Chrysler"], "Chrysler LLC"),
        (["United States airframer Boeing"], "Boeing"),
        (["American automobile manufacturer General Motors (GM"], "General Motors"),
        (["Apple Inc.,"], "Apple Inc."),
        (["the Bank of England"], "Bank of England"),
    ],
)
def test_a_name_without_what_stands_before_it(names: list[str], name: str) -> None:
    assert bare(names) == name
