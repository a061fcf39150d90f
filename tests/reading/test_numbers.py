"""Numbers in digits, in words and in mixtures of both."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.numbers import NUMBER, ordinal_of, value_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("3.5", 3.5),
        ("1,250", 1250),
        ("1,250,000", 1_250_000),
        ("12 million", 12_000_000),
        ("2-million", 2_000_000),
        ("1.4bn", 1_400_000_000),
        ("40k", 40_000),
        ("3 crore", 30_000_000),
        ("7\u00a0million", 7_000_000),
        ("zero", 0),
        ("Twelve", 12),
        ("twenty-one", 21),
        ("sixty six", 66),
        ("two hundred and five", 205),
        ("three thousand two hundred", 3200),
        ("one hundred thousand", 100_000),
        ("five million three hundred thousand", 5_300_000),
        ("a hundred", 100),
        ("a million", 1_000_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("one and a half", 1.5),
        ("two and a half million", 2_500_000),
        ("a thousand and a half", 1500),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a dozen", 6),
    ],
)
def test_a_number_has_its_value(words: str, value: float) -> None:
    assert re.fullmatch(NUMBER, words, re.IGNORECASE)
    assert value_of(words) == value


@pytest.mark.parametrize("words", ["", "herrings", "a boat", "3 boats", "several hundred", "third", "1 2", "-"])
def test_words_that_are_no_number_have_no_value(words: str) -> None:
    assert value_of(words) is None


@given(number=st.integers(min_value=0, max_value=10**12))
def test_digits_with_and_without_separators_are_one_number(number: int) -> None:
    assert value_of(f"{number}") == value_of(f"{number:,}") == number


@given(words=st.from_regex(re.compile(NUMBER, re.ASCII), fullmatch=True))
def test_what_looks_like_a_number_has_a_value_or_none_and_never_fails(words: str) -> None:
    value = value_of(words)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("first", 1),
        ("Third", 3),
        ("eleventh", 11),
        ("twentieth", 20),
        ("1st", 1),
        ("22nd", 22),
        ("3rd", 3),
        ("100th", 100),
        ("21", None),
        ("three", None),
        ("last", None),
        ("", None),
    ],
)
def test_an_ordinal_has_its_number(words: str, number: int | None) -> None:
    assert ordinal_of(words) == number
