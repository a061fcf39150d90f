"""A source that joins several who speak is cut; a body with "and" in its name is not."""

from __future__ import annotations

import pytest

from sayso.model import Span
from sayso.reading.sources import parts_of
from tests.factory import names_in, span_of

NAMES = {
    "Ana Belt": "person",
    "Dovi Maskar": "person",
    "Egypt": "place",
    "Qatar": "place",
    "Turkey": "place",
    "United States": "place",
    "Harbour Front": "organisation",
    "Halm Gazette": "organisation",
    "Radio Estuary": "organisation",
    "Ministry of Trade and Industry": "organisation",
}


def parts(source: str) -> list[str]:
    text = f"Early on, {source} said so."
    spans = parts_of(text, span_of(text, source), names_in(text, NAMES))
    return [span.of(text) for span in spans]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Egypt and Qatar", ["Egypt", "Qatar"]),
        ("Egypt, Qatar and Turkey", ["Egypt", "Qatar", "Turkey"]),
        ("the United States and Western countries", ["the United States", "Western countries"]),
        ("Ana Belt and Dovi Maskar", ["Ana Belt", "Dovi Maskar"]),
        ("Mayor Ana Belt and Captain Dovi Maskar", ["Mayor Ana Belt", "Captain Dovi Maskar"]),
        ("Ana Belt, the mayor, and Dovi Maskar, a captain", ["Ana Belt, the mayor", "Dovi Maskar, a captain"]),
        ("Ana Belt as well as Dovi Maskar", ["Ana Belt", "Dovi Maskar"]),
        ("Radio Estuary & Ana Belt", ["Radio Estuary", "Ana Belt"]),
        ("the Harbour Front and its allies", ["the Harbour Front", "its allies"]),
        ("a doctor and two nurses", ["a doctor", "two nurses"]),
        ("both the mayor and the council", ["the mayor", "the council"]),
        ("neither the mayor nor the council", ["the mayor", "the council"]),
        ("guards, cooks and cleaners at the barracks", ["guards", "cooks", "cleaners at the barracks"]),
        ("residents and officials", ["residents", "officials"]),
    ],
)
def test_who_speak_together_are_each_a_source(source: str, expected: list[str]) -> None:
    assert parts(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "the mayor",
        "Ana Belt",
        "the Ministry of Trade and Industry",
        "the ministry of trade and industry",
        "the minister for health and sport",
        "the owner of the pier and boats",
        "an official from Egypt and Qatar",
        "Trade and Industry Minister Ana Belt",
        "the mayor, who is old and ill",
    ],
)
def test_one_who_speaks_alone_is_one_source(source: str) -> None:
    assert parts(source) == [source]


def test_a_name_outside_the_source_does_not_cut_it() -> None:
    text = "the mayor said Egypt and Qatar agreed."
    assert parts_of(text, Span(0, 9), names_in(text, NAMES)) == [Span(0, 9)]
