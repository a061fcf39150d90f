"""The side that a voice speaks for, by the words beside it."""

from __future__ import annotations

import pytest

from sayso.reading.names import name_at
from sayso.reading.sides import bare, one_side, side_of, state_behind
from tests.factory import names_in, span_of

NAMES = {
    "Ana Belt": "person",
    "US": "place",
    "Dorvane": "place",
    "Pellin": "place",
    "White House": "organisation",
    "State Department": "organisation",
    "Harbour Front": "organisation",
    "Harbour Front Political Bureau": "organisation",
}


def side(source: str, *, after: str = "") -> str | None:
    """The side of a source, told after other words of the report."""
    text = f"{after} {source} said so."
    span, names = span_of(text, f" {source} said"), names_in(text, NAMES)
    span = span._replace(start=span.start + 1, end=span.end - len(" said"))
    return side_of(text, span, name_at(names, *span), names)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a US official", "United States"),
        ("an Egyptian minister", "Egypt"),
        ("the Qatari foreign minister", "Qatar"),
        ("the White House spokesman", "United States"),
        ("a Kremlin adviser", "Russia"),
        ("a Harbour Front official", "Harbour Front"),
        ("a spokesman for the Harbour Front", "Harbour Front"),
        ("Dorvane's energy minister", "Dorvane"),
        ("the police commander", "police"),
        ("the club's manager", "club"),
        ("the lawyer for the union", "union"),
        ("a hospital director", "hospital"),
        ("the rebel commander", "rebel"),
    ],
)
def test_the_words_of_a_source_name_its_side(source: str, expected: str) -> None:
    assert side(source) == expected


@pytest.mark.parametrize("source", ["Ana Belt", "a senior official", "the foreign minister", "one of us", "the late captain", "residents"])
def test_where_no_words_name_a_side_there_is_none(source: str) -> None:
    assert side(source) is None


@pytest.mark.parametrize(
    ("source", "after", "expected"),
    [
        ("a Dorvani official", "In Dorvane, boats sank.", "Dorvane"),
        ("a State Department spokesman", "The US State Department met.", "United States"),
        ("a State Department spokesman", "The State Department met.", "United States"),
        ("a Harbour Front Political Bureau member", "The Harbour Front met.", "Harbour Front"),
        ("a Harbour Front Political Bureau member", "Nobody met.", "Harbour Front Political Bureau"),
    ],
)
def test_the_report_may_say_elsewhere_whose_the_body_is(source: str, after: str, expected: str) -> None:
    assert side(source, after=after) == expected


@pytest.mark.parametrize(
    ("text", "body", "state"),
    [
        ("The US State Department met.", "State Department", "United States"),
        ("Egypt’s foreign ministry met.", "foreign ministry", "Egypt"),
        ("Halm’s foreign ministry met.", "foreign ministry", None),
        ("The foreign ministry met in Egypt.", "foreign ministry", None),
    ],
)
def test_a_body_is_a_states_where_the_report_calls_it_so(text: str, body: str, state: str | None) -> None:
    assert state_behind(text, body) == state


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Egypt", "egypt", True), ("Harbour Front", "Front", True), ("Egypt", "Qatar", False), ("Harbour Front", "Lake League", False)],
)
def test_two_sides_are_one_as_far_as_their_words_show(one: str, other: str, *, same: bool) -> None:
    assert one_side(one, other) is same
    assert one_side(other, one) is same


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the Harbour Front’s", "Harbour Front"),
        ("“Harbour Front”", "Harbour Front"),
        ("a mayor,", "mayor"),
        ("Boats'", "Boats"),
        ("Theodora", "Theodora"),
        ("", ""),
    ],
)
def test_a_name_is_compared_without_article_marks_and_possessive(words: str, expected: str) -> None:
    assert bare(words) == expected
