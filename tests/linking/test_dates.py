"""What dated reports show of the dates of undated ones."""

from __future__ import annotations

import pytest

from sayso.linking import Count, Told, suggest_dates

PUBLISHED = {"early": "2024-02-05", "late": "2024-02-20T18:30:00", "undated": None}
WORDS = "the north quay will stay shut until the new crane has been tested twice"

Suggested = list[tuple[str | None, str | None, str]]


def from_words(*told: Told) -> Suggested:
    return [(one.since, one.until, behind) for one, behind in suggest_dates(PUBLISHED, told, []).get("undated", [])]


def from_counts(*counts: Count) -> Suggested:
    return [(one.since, one.until, behind) for one, behind in suggest_dates(PUBLISHED, [], counts).get("undated", [])]


@pytest.mark.parametrize(
    ("known", "undated", "expected"),
    [
        (Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", WORDS, None, weekday=True), [("2024-02-05", "2024-02-11", "early")]),
        (Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", WORDS, None, weekday=False), [("2024-02-05", None, "early")]),
        (Told("early", "ana belt", WORDS, "2024-02-02", weekday=True), Told("undated", "ana belt", WORDS, None, weekday=True), [("2024-02-02", "2024-02-08", "early")]),
        (Told("early", "ana belt", WORDS, "2024-02-02T18:30", weekday=True), Told("undated", "ana belt", WORDS, None, weekday=False), [("2024-02-02", None, "early")]),
        (Told("late", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", WORDS, None, weekday=False), [("2024-02-20", None, "late")]),
        (Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", f"{WORDS} over", None, weekday=False), [("2024-02-05", None, "early")]),
    ],
)  # fmt: skip
def test_the_same_words_of_the_same_voice_date_a_report(known: Told, undated: Told, expected: Suggested) -> None:
    assert from_words(known, undated) == expected
    assert from_words(undated, known) == expected


@pytest.mark.parametrize(
    ("known", "undated"),
    [
        (Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "dovi maskar", WORDS, None, weekday=True)),
        (Told("early", "ana belt", "the quay is shut", None, weekday=False), Told("undated", "ana belt", "the quay is shut", None, weekday=True)),
        (Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", "boats of every size came home last night to see the fair", None, weekday=True)),
        (Told("undated", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", WORDS, None, weekday=True)),
    ],
)  # fmt: skip
def test_other_voices_other_words_and_short_words_date_nothing(known: Told, undated: Told) -> None:
    assert from_words(known, undated) == []


def test_of_several_dated_reports_the_one_with_the_words_most_alike_counts() -> None:
    near, same = Told("early", "ana belt", f"{WORDS} over", None, weekday=False), Told("late", "ana belt", WORDS, None, weekday=False)
    assert from_words(near, same, Told("undated", "ana belt", WORDS, None, weekday=False)) == [("2024-02-20", None, "late")]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([Count("early", "killed", 1000), Count("undated", "killed", 1200), Count("late", "killed", 1500)], [("2024-02-05", "2024-02-20", "early")]),
        ([Count("late", "killed", 1500), Count("undated", "killed", 1000), Count("early", "killed", 1000)], [("2024-02-05", "2024-02-05", "early")]),
        ([Count("early", "killed", 1000), Count("undated", "killed", 1700), Count("late", "killed", 1500)], []),
        ([Count("early", "killed", 1000), Count("undated", "killed", 700), Count("late", "killed", 1500)], []),
        ([Count("early", "killed", 1500), Count("undated", "killed", 1200), Count("late", "killed", 1000)], []),
        ([Count("early", "killed", 10), Count("undated", "killed", 12), Count("late", "killed", 15)], []),
        ([Count("early", "killed", 1000), Count("undated", "displaced", 1200), Count("late", "killed", 1500)], []),
        ([Count("undated", "killed", 1200)], []),
        ([], []),
    ],
)  # fmt: skip
def test_a_count_that_only_grows_dates_a_report_between_the_less_and_the_more(counts: list[Count], expected: Suggested) -> None:
    assert from_counts(*counts) == expected
    assert from_counts(*reversed(counts)) == expected


def test_reports_that_have_a_date_get_no_suggestion() -> None:
    told = [Told("early", "ana belt", WORDS, None, weekday=True), Told("late", "ana belt", WORDS, None, weekday=True)]
    counts = [Count("early", "killed", 1000), Count("late", "killed", 1500)]
    assert suggest_dates(PUBLISHED, told, counts) == {}


def test_every_suggestion_says_why() -> None:
    told = [Told("early", "ana belt", WORDS, None, weekday=False), Told("undated", "ana belt", WORDS, None, weekday=True)]
    ((words, _),) = suggest_dates(PUBLISHED, told, [])["undated"]
    assert words.why == "it quotes the words of ana belt that a report of 2024-02-05 has, and dates them by the day of the week"
    counts = [Count("early", "killed", 1000), Count("undated", "killed", 1200), Count("late", "killed", 1500)]
    ((count, _),) = suggest_dates(PUBLISHED, [], counts)["undated"]
    assert count.why == "its count of killed (1200) lies between those of reports of 2024-02-05 and 2024-02-20"
