"""When a statement was made: only the time that goes with its cue."""

from __future__ import annotations

import pytest

from sayso.reading.said import find_said
from sayso.reading.times import find_times
from tests.factory import a_found

PUBLISHED = "2024-02-12"  # a Monday


def said(text: str, source: str | None, cue: str, *content: str) -> str | None:
    (moment,) = find_said(text, [a_found(text, source, cue, *content)], find_times(text, PUBLISHED), [None])
    return moment.text if moment else None


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "words"),
    [
        ("The mayor said on Friday that boats sank.", "The mayor", "said", "that boats sank", "Friday"),
        ("The mayor said Friday that boats sank.", "The mayor", "said", "that boats sank", "Friday"),
        ("The mayor said on Friday boats sank.", "The mayor", "said on Friday", "boats sank", "Friday"),
        ("On Friday, the mayor said that boats sank.", "the mayor", "said", "that boats sank", "Friday"),
        ("Yesterday the mayor said boats sank.", "the mayor", "said", "boats sank", "Yesterday"),
        ("Boats sank, the mayor said on Friday.", "the mayor", "said", "Boats sank", "Friday"),
        ("Boats sank on Thursday, the mayor said on Friday.", "the mayor", "said", "Boats sank on Thursday", "Friday"),
        ("The ministry on Friday said boats sank.", "The ministry on Friday", "said", "boats sank", "Friday"),
        ("The mayor told Reuters on Friday that boats sank.", "The mayor", "told", "that boats sank", "Friday"),
        ("The mayor said in a statement late on Friday that boats sank.", "The mayor", "said", "that boats sank", "late on Friday"),
        ("The mayor said at 6:30 p.m. that boats sank.", "The mayor", "said", "that boats sank", "6:30 p.m."),
        ("Speaking on Sunday, the mayor said boats sank.", "the mayor", "said", "boats sank", "Sunday"),
        ("On February 3, 2024, the mayor said boats sank.", "the mayor", "said", "boats sank", "February 3, 2024"),
    ],
)
def test_the_time_beside_the_cue_dates_the_saying(text: str, source: str, cue: str, content: str, words: str) -> None:
    assert said(text, source, cue, content) == words


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The mayor said that boats sank on Friday.", "The mayor", "said", "that boats sank on Friday"),
        ("Boats sank on Friday, the mayor said.", "the mayor", "said", "Boats sank on Friday"),
        ("The mayor said boats sank. On Friday, divers came.", "The mayor", "said", "boats sank"),
        ("On Friday divers came. The mayor said boats sank.", "The mayor", "said", "boats sank"),
        ("The mayor said boats sank, and on Friday the council met.", "The mayor", "said", "boats sank"),
        ("The mayor, in office since May 2020, said boats sank.", "The mayor, in office since May 2020,", "said", "boats sank"),
        ("The mayor said recently that boats sank.", "The mayor", "said", "that boats sank"),
        ("The mayor said for three weeks that boats sank.", "The mayor", "said", "that boats sank"),
        ("The mayor says every Friday that boats sank.", "The mayor", "says", "that boats sank"),
        ("The mayor said that boats sank.", "The mayor", "said", "that boats sank"),
    ],
)
def test_a_time_of_something_else_does_not_date_the_saying(text: str, source: str, cue: str, content: str) -> None:
    assert said(text, source, cue, content) is None


def test_a_time_between_two_parts_of_a_quotation_dates_the_saying() -> None:
    assert said("“Boats sank,” the mayor said on Friday. “Go home.”", "the mayor", "said", "“Boats sank,”", "“Go home.”") == "Friday"


def test_each_statement_has_its_own_time() -> None:
    text = "The mayor said on Friday that boats sank. The captain said so on Sunday."
    found = [a_found(text, "The mayor", "said", "that boats sank"), a_found(text, "The captain", "said so on Sunday", "boats sank")]
    moments = find_said(text, found, find_times(text, PUBLISHED), [None] * len(found))
    assert [moment.since if moment else None for moment in moments] == ["2024-02-09", "2024-02-11"]


def test_without_a_day_of_publication_the_moment_says_what_it_hangs_on() -> None:
    text = "The mayor said on Friday that boats sank."
    (moment,) = find_said(text, [a_found(text, "The mayor", "said", "that boats sank")], find_times(text, None), [None])
    assert moment is not None
    assert (moment.since, moment.anchor) == (None, "Friday before publication")
