"""What an undated report's own words show of its date."""

from __future__ import annotations

import pytest

from sayso.reading.dating import suggest_dates
from sayso.reading.times import find_times

Suggested = tuple[str | None, str | None, str | None]


def suggested(text: str) -> list[Suggested]:
    """Since, until and the words that are the evidence."""
    return [(one.since, one.until, one.span.of(text) if one.span else None) for one in suggest_dates(text, find_times(text, None))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Published: 12 February 2024\n\nBoats sank off Pellin.", "12 February 2024"),
        ("Updated February 12, 2024 at noon\nBoats sank off Pellin.", "February 12, 2024"),
        ("Boats sank off Pellin.\n\nPosted on 2024-02-12", "2024-02-12"),
        ("Boats sink\n\n2024-02-12\n\nThe mayor of Pellin spoke.", "2024-02-12"),
        ("Boats sink\nMonday, February 12, 2024\nThe mayor of Pellin spoke.", "Monday, February 12, 2024"),
    ],
)
def test_a_date_that_the_page_gives_is_the_day(text: str, words: str) -> None:
    assert suggested(text) == [("2024-02-12", "2024-02-12", words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry sank on January 10, 2024.", [("2024-01-10", None, "January 10, 2024")]),
        ("The council met on 5 January 2024 and before that on 3 January 2024.", [("2024-01-05", None, "5 January 2024")]),
        ("The ferry sank on May 2, 2020. A new one will sail on May 9, 2020.", [("2020-05-02", None, "May 2, 2020")]),
        ("Boats sank.\n" * 40 + "2024-02-12\nDivers came.", [("2024-02-12", None, "2024-02-12")]),
    ],
)
def test_a_day_told_of_as_past_lies_before_publication(text: str, expected: list[Suggested]) -> None:
    assert suggested(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pier burned on March 10, 2021. Divers came on Friday, May 7.", [("2021-05-07", "2021-05-13", "Friday, May 7")]),
        ("The pier burned on March 10, 2021. Divers came on Friday, 7 May.", [("2021-05-07", "2021-05-13", "Friday, 7 May")]),
        ("The pier burned on March 10, 2021. Divers will come on Friday, May 7.", [("2021-04-07", "2021-05-07", "Friday, May 7")]),
        ("The pier burned on March 10, 2021. Divers came on Monday, May 7.", [("2021-03-10", None, "March 10, 2021")]),
    ],
)
def test_a_weekday_and_a_day_of_a_month_single_out_a_year(text: str, expected: list[Suggested]) -> None:
    assert suggested(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Boats sank off Pellin.",
        "Boats sank off Pellin on Friday.",
        "Boats sank off Pellin in 2019 and in May 2020.",
        "Divers came on Friday, May 7.",
        "The ferry will sail on January 10, 2024.",
        "The pier is due to be ready by January 10, 2024.",
    ],
)
def test_a_text_that_shows_nothing_has_no_suggestion(text: str) -> None:
    assert suggested(text) == []


def test_the_pages_date_comes_before_what_the_text_shows() -> None:
    text = "Divers will come on Friday, May 7, the mayor of Pellin said.\n\nPublished: 5 May 2021"
    assert suggested(text) == [("2021-05-05", "2021-05-05", "5 May 2021"), ("2021-04-07", "2021-05-07", "Friday, May 7")]


def test_every_suggestion_says_why() -> None:
    text = "Published: 12 February 2024\n\nThe ferry sank on January 10, 2024."
    (one,) = suggest_dates(text, find_times(text, None))
    assert "12 February 2024" in one.why
