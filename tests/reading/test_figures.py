"""Quantities: how many, with what bound, of what and whom, where, as of when, and on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Figure, Span, Statement
from sayso.reading.figures import find_figures
from sayso.reading.times import find_times
from tests.factory import a_statement, names_in, span_of

PUBLISHED = "2024-02-12"  # a Monday
NAMES = {"Dorvane": "place", "Pellin": "place", "Halm": "place", "Harbour Front": "organisation", "Ana Belt": "person", "Group of 20": "organisation"}  # fmt: skip


def figures(text: str, *, statements: Sequence[Statement] = (), walls: Sequence[Span] = ()) -> tuple[Figure, ...]:
    return find_figures(text, find_times(text, PUBLISHED), names_in(text, NAMES), statements, walls)


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("words", "low", "high", "bound"),
    [
        ("70", 70, 70, "exact"),
        ("At least 70", 70, None, "at_least"),
        ("No fewer than 70", 70, None, "at_least"),
        ("Not less than 70", 70, None, "at_least"),
        ("70 or more", 70, None, "at_least"),
        ("70+", 70, None, "at_least"),
        ("More than 70", 70, None, "more_than"),
        ("Over 70", 70, None, "more_than"),
        ("Well above 70", 70, None, "more_than"),
        ("About 70", 70, 70, "about"),
        ("Some 70", 70, 70, "about"),
        ("An estimated 70", 70, 70, "about"),
        ("70 or so", 70, 70, "about"),
        ("70-odd", 70, 70, "about"),
        ("Nearly 70", 70, 70, "nearly"),
        ("Almost 70", 70, 70, "nearly"),
        ("Up to 70", None, 70, "at_most"),
        ("As many as 70", None, 70, "at_most"),
        ("No more than 70", None, 70, "at_most"),
        ("70 or fewer", None, 70, "at_most"),
        ("Fewer than 70", None, 70, "fewer_than"),
        ("Under 70", None, 70, "fewer_than"),
        ("Between 70 and 90", 70, 90, "range"),
        ("70 to 90", 70, 90, "range"),
        ("70-90", 70, 90, "range"),
        ("7,000–9,000", 7000, 9000, "range"),
        ("Two or three", 2, 3, "range"),
        ("Twenty to thirty", 20, 30, "range"),
        ("Between 1 and 1.5 million", 1e6, 1.5e6, "range"),
    ],
)
def test_a_quantity_has_its_bound(words: str, low: float | None, high: float | None, bound: str) -> None:
    text = f"{words} divers worked there."
    figure = only(text)
    assert figure.span.of(text) == words
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)
    assert (figure.of, figure.who) == ("divers", "divers")


@pytest.mark.parametrize(
    ("words", "value", "bound"),
    [
        ("1,200", 1200, "exact"),
        ("1,000,000", 1_000_000, "exact"),
        ("Twenty-two", 22, "exact"),
        ("Two hundred and five", 205, "exact"),
        ("A hundred", 100, "exact"),
        ("1.4 million", 1_400_000, "exact"),
        ("3.5m", 3_500_000, "exact"),
        ("Half a million", 500_000, "exact"),
        ("Two and a half million", 2_500_000, "exact"),
        ("A dozen", 12, "exact"),
        ("More than a million", 1_000_000, "more_than"),
        ("Dozens of", 24, "at_least"),
        ("Scores of", 40, "at_least"),
        ("Tens of thousands of", 20_000, "at_least"),
    ],
)
def test_digits_words_and_scales_are_read(words: str, value: float, bound: str) -> None:
    text = f"{words} people fled."
    figure = only(text)
    assert figure.span.of(text) == words
    assert (figure.low, figure.bound) == (value, bound)
    assert (figure.of, figure.who) == ("fled", "people")


@pytest.mark.parametrize(
    ("words", "noun", "low", "high", "bound"),
    [
        ("40 percent", " of households", 40, 40, "exact"),
        ("40%", " of households", 40, 40, "exact"),
        ("12.5 per cent", " of households", 12.5, 12.5, "exact"),
        ("Between 40 and 50 percent", " of households", 40, 50, "range"),
        ("5-7%", " of households", 5, 7, "range"),
        ("Half of", " households", 50, 50, "exact"),
        ("More than half of", " households", 50, None, "more_than"),
        ("Two-thirds of", " households", 66.6667, 66.6667, "exact"),
        ("At least a third of", " the households", 33.3333, None, "at_least"),
        ("One in five", " households", 20, 20, "exact"),
        ("Three out of four", " households", 75, 75, "exact"),
    ],
)
def test_a_share_is_given_in_percent(words: str, noun: str, low: float, high: float | None, bound: str) -> None:
    text = f"{words}{noun} lost power."
    figure = only(text)
    assert figure.span.of(text) == words
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)
    assert (figure.of, figure.who) == ("percent of households", "households")


@pytest.mark.parametrize(
    ("words", "low", "high", "bound"),
    [
        ("$3.5 million", 3.5e6, 3.5e6, "exact"),
        ("200 million crowns", 2e8, 2e8, "exact"),
        ("£1.2bn", 1.2e9, 1.2e9, "exact"),
        ("more than €40", 40, None, "more_than"),
        ("between $3 million and $4 million", 3e6, 4e6, "range"),
        ("between $3 and $4 million", 3e6, 4e6, "range"),
        ("$5-7 million", 5e6, 7e6, "range"),
    ],
)
def test_money_is_told_from_what_is_counted(words: str, low: float, high: float | None, bound: str) -> None:
    text = f"The pier cost {words} in Halm."
    figure = only(text)
    assert figure.span.of(text) == words
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)
    assert (figure.of, figure.who, figure.where) == ("money", None, "Halm")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 12 sailors were killed in Dorvane.", [(12, "killed", "sailors", "Dorvane")]),
        ("The blast killed 14 people in Pellin and wounded 30 in Halm.", [(14, "killed", "people", "Pellin"), (30, "injured", None, "Halm")]),
        ("In Pellin, 14 people were killed and 30 wounded.", [(14, "killed", "people", "Pellin"), (30, "injured", None, "Pellin")]),
        ("The storm left 14 dead, 30 injured and two missing.", [(14, "killed", None, None), (30, "injured", None, None), (2, "missing", None, None)]),
        ("Some 1,500 residents had been detained in Halm.", [(1500, "detained", "residents", "Halm")]),
        ("Guards arrested 25 protesters near Pellin.", [(25, "arrested", "protesters", "Pellin")]),
        ("130 prisoners held by the Harbour Front were released.", [(130, "released", "prisoners", None)]),
        ("Two of the more than 130 prisoners were released.", [(2, "released", "prisoners", None), (130, "released", "prisoners", None)]),
        ("40 boats sailed; 12 sank.", [(40, "boats", "boats", None), (12, "boats", None, None)]),
        ("Thirty divers and 12 dogs drowned.", [(30, "killed", "divers", None), (12, "killed", "dogs", None)]),
        ("One sailor was killed in Pellin.", [(1, "killed", "sailor", "Pellin")]),
        ("Hundreds were displaced in Pellin.", [(200, "displaced", None, "Pellin")]),
        ("Seven boats, three of them new, sank.", [(7, "boats", "boats", None), (3, "boats", None, None)]),
    ],
)  # fmt: skip
def test_what_befell_whom_and_where(text: str, found: list[tuple[float, str | None, str | None, str | None]]) -> None:
    assert [(figure.low, figure.of, figure.who, figure.where) for figure in figures(text)] == found


@pytest.mark.parametrize("verb", ["killed", "slain", "martyred", "murdered"])
def test_words_of_every_side_for_one_thing_count_one_thing(verb: str) -> None:
    assert only(f"In Pellin 14 people were {verb}.").of == "killed"


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("Guards arrested 25 protesters on Thursday.", "Thursday", "2024-02-08", "2024-02-08"),
        ("On January 10, 2024, three boats sank.", "January 10, 2024", "2024-01-10", "2024-01-10"),
        ("In Pellin 14 sailors were killed since January 10.", "since January 10", "2024-01-10", None),
        ("So far, 14 sailors have died.", "So far", None, None),
        ("In 2019, 40 boats sank.", "2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_figure_holds_as_of_a_time(text: str, words: str, since: str | None, until: str | None) -> None:
    as_of = only(text).as_of
    assert as_of is not None
    assert (as_of.text, as_of.since, as_of.until) == (words, since, until)
    assert as_of.span.of(text) == words


def test_a_figure_of_another_sentence_has_no_time_of_this_one() -> None:
    assert only("The council met on Friday. Three boats sank.").as_of is None


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 and 1998 the dam broke.",
        "Ana Belt, 61, spoke.",
        "A 34-year-old sailor and a girl aged 12 spoke.",
        "Talks lasted three weeks and 48 hours.",
        "Resolution 1871 passed, and so did Article 7.",
        "Phase two of Route 66 was opened.",
        "Flight 714 left from gate 9.",
        "Call 555-0198 or dial 999.",
        "Call 0207 946 0958 today.",
        "Pellin beat Halm 3-1.",
        "The game ended in a 2-0 win.",
        "She is one of the sailors.",
        "The two sides met.",
        "The boat is 20 metres long and lies 5 km away.",
        "It was 12 degrees at 6:30 pm there.",
        "A 5.6-magnitude quake was felt.",
        "The 10th boat and the second half were calm.",
        "Several hundred boats came.",
        "The Group of 20 met.",
        "",
    ],
)
def test_numbers_that_count_nothing_are_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_a_figure_stands_on_the_innermost_statement_that_holds_it() -> None:
    text = "The mayor said the captain had counted 40 boats. Three boats sank."
    outer = a_statement(text, "The mayor", "said", "the captain had counted 40 boats")
    inner = a_statement(text, "the captain", "had counted", "40 boats")
    assert [figure.statement for figure in figures(text, statements=[outer, inner])] == [1, None]
    assert [figure.statement for figure in figures(text, statements=[inner, outer])] == [0, None]


def test_what_is_not_read_has_no_figures() -> None:
    text = "Three boats sank.\n40 comments\n"
    assert [figure.low for figure in figures(text, walls=[span_of(text, "40 comments")])] == [3]


WORDS = st.sampled_from(
    [
        "\n",
        *"""boats people killed wounded were was the a an of in Pellin Halm at least most more than less fewer over under up to nearly almost about
        some no not between and from or so -odd half third million thousand hundred dozen dozens hundreds two seven twenty percent % $ € crowns
        dollars - – , . ; : + since far Friday 2019 one score by who held""".split(),
    ]
)
NUMBERS = st.integers(min_value=0, max_value=2_000_000).map(lambda number: f"{number:,}") | st.decimals(0, 100, places=1).map(str)


@given(parts=st.lists(st.tuples(WORDS | NUMBERS, st.sampled_from(["", " ", " ", " "])), max_size=40), wall=st.integers(0, 100))
def test_figures_are_in_order_and_apart_and_their_bounds_agree(parts: list[tuple[str, str]], wall: int) -> None:
    text = "".join(word + gap for word, gap in parts)
    walls = [Span(wall, min(wall + 20, len(text)))] if wall < len(text) else []
    found = figures(text, walls=walls)
    spans = [figure.span for figure in found]
    assert all(0 <= s.start < s.end <= len(text) and s.of(text).strip() == s.of(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    unread = [*walls, *(time.moment.span for time in find_times(text, PUBLISHED))]
    assert not any(s.start < other.end and other.start < s.end for s in spans for other in unread)
    for figure in found:
        low, high = figure.low, figure.high
        if figure.bound in ("at_least", "more_than"):
            assert low is not None
            assert high is None
        elif figure.bound in ("at_most", "fewer_than"):
            assert low is None
            assert high is not None
        elif figure.bound == "range":
            assert low is not None
            assert high is not None
            assert low < high
        else:
            assert low is not None
            assert low == high
