"""The words of texts as keys that pairs of texts may share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.words import negations, numbers, outside_quotations, quotations, runs, stem, stems, words

tokens = st.lists(st.sampled_from("mill quay ferry winter crane boat ice".split()), max_size=20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mill’s wheel", ["the", "mill", "wheel"]),
        ("It isn't shut", ["it", "is", "not", "shut"]),
        ("They can’t and won't", ["they", "can", "not", "and", "will", "not"]),
        ("We cannot", ["we", "can", "not"]),
        ("12 % of €5", ["12", "%", "of", "€", "5"]),
        ("", []),
    ],
)
def test_words_are_lower_cased_and_contractions_are_two(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_stems_leave_out_small_words_and_negations_and_are_given_once_in_order() -> None:
    assert stems("The boats were not repaired, and no boat will be repaired") == [stem("boats"), stem("repaired")]


def test_forms_of_one_word_have_one_stem() -> None:
    assert stem("negotiations") == stem("negotiation")


@pytest.mark.parametrize(("text", "count"), [("It is not so", 1), ("It isn’t", 1), ("Nobody said no", 2), ("It is so", 0)])
def test_negating_words_are_counted(text: str, count: int) -> None:
    assert negations(text) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said “the mill is shut” twice", ["the mill is shut"]),
        ('She said "the mill is shut" twice', ["the mill is shut"]),
        ("She said ‘the mill is shut’ twice", ["the mill is shut"]),
        ("She said 'the mill is shut' twice", ["the mill is shut"]),
        ("He called it “a splendid” idea", []),
        ("The crane's arm and the mill's wheel", []),
    ],
)
def test_quotations_are_stretches_of_three_words_in_any_marks(text: str, found: list[str]) -> None:
    assert quotations(text) == found


def test_what_is_outside_quotations_is_the_reporters() -> None:
    assert words(outside_quotations("She said “the mill is shut” twice")) == ["she", "said", "twice"]


@pytest.mark.parametrize(("text", "found"), [("1,200 boats and 3.5 cranes", ["1200", "3.5"]), ("7 of 7", ["7"]), ("none", [])])
def test_numbers_are_without_separators_each_once(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@given(tokens, st.integers(1, 5))
def test_a_text_has_one_key_for_each_run_of_its_words(some: list[str], length: int) -> None:
    different = {tuple(some[at : at + length]) for at in range(len(some) - length + 1)}
    assert len(runs(some, length)) == len(different)


@given(tokens, tokens, tokens)
def test_a_text_keeps_its_keys_inside_a_longer_one(before: list[str], some: list[str], after: list[str]) -> None:
    assert set(runs(some, 3)) <= set(runs([*before, *some, *after], 3))


@given(tokens)
def test_keys_are_in_ascending_order(some: list[str]) -> None:
    found = runs(some, 2)
    assert np.array_equal(found, np.unique(found))


def test_another_order_of_words_is_another_key() -> None:
    assert set(runs(["mill", "quay"], 2)).isdisjoint(runs(["quay", "mill"], 2))


def test_keys_are_the_same_on_every_machine() -> None:
    assert runs(["the", "north", "mill"], 3).tolist() == [-4205686725088121982]
