"""What the times of a report mean, against its day of publication and without one."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Time
from sayso.reading.times import find_times

PUBLISHED = "2024-02-12"  # a Monday


def only(text: str, published: str | None = PUBLISHED) -> Time:
    (time,) = find_times(text, published)
    assert time.moment.text == time.moment.span.of(text)
    return time


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("The bridge opened on 2023-11-05 at last.", "2023-11-05", "2023-11-05"),
        ("The bridge opened on 14/11/2023 at last.", "14/11/2023", "2023-11-14"),
        ("Talks began on 3 January 2024 in Pellin.", "3 January 2024", "2024-01-03"),
        ("Talks began on January 3, 2024, in Pellin.", "January 3, 2024", "2024-01-03"),
        ("Talks began on Wednesday, January 3, in Pellin.", "Wednesday, January 3", "2024-01-03"),
        ("Talks began on the 3rd of January in Pellin.", "the 3rd of January", "2024-01-03"),
        ("The ferry sank on December 28 off Pellin.", "December 28", "2023-12-28"),
        ("The pier has been shut since October 7, the board said.", "October 7", "2023-10-07"),
        ("The ferry will sail on March 3 again.", "March 3", "2024-03-03"),
        ("He spoke last Thursday in Pellin.", "last Thursday", "2024-02-08"),
        ("He spoke last Monday in Pellin.", "last Monday", "2024-02-05"),
        ("The council meets next Wednesday in Pellin.", "next Wednesday", "2024-02-14"),
        ("Early on Sunday, boats sailed.", "Early on Sunday", "2024-02-11"),
        ("Boats left yesterday for Halm.", "yesterday", "2024-02-11"),
        ("Boats left the day before yesterday for Halm.", "the day before yesterday", "2024-02-10"),
        ("Boats leave tomorrow for Halm.", "tomorrow", "2024-02-13"),
        ("Earlier in the day, the council met.", "Earlier in the day", "2024-02-12"),
        ("The ferry sank ten days ago off Pellin.", "ten days ago", "2024-02-02"),
        ("The yard closed on New Year's Eve for good.", "New Year's Eve", "2023-12-31"),
    ],
)
def test_a_day_is_found_with_its_date(text: str, words: str, day: str) -> None:
    time = only(text)
    assert (time.moment.text, time.type, time.value) == (words, "date", day)
    assert (time.moment.since, time.moment.until, time.moment.precision) == (day, day, "day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The boats sailed on Thursday.", "2024-02-08"),
        ("The boats will sail on Thursday.", "2024-02-15"),
        ("The boats are expected to sail by Thursday.", "2024-02-15"),
        ("The talks, due on Thursday, are off.", "2024-02-15"),
        ("On Thursday the boats will sail.", "2024-02-15"),
        ("On Thursday the boats had sailed.", "2024-02-08"),
        ("The boats sailed on Monday.", "2024-02-12"),
        ("The envoys spent Friday arguing, and by nightfall had gone home.", "2024-02-09"),
    ],
)
def test_a_weekday_lies_on_the_side_that_its_clause_speaks_of(text: str, day: str) -> None:
    assert only(text).value == day


@pytest.mark.parametrize(
    ("text", "words", "value", "since", "until", "precision"),
    [
        ("Crews worked over the weekend.", "over the weekend", "2024-W06-WE", "2024-02-10", "2024-02-11", "weekend"),
        ("Crews worked last week.", "last week", "2024-W06", "2024-02-05", "2024-02-11", "week"),
        ("Crews worked this week.", "this week", "2024-W07", "2024-02-12", "2024-02-18", "week"),
        ("The mayor resigned last month.", "last month", "2024-01", "2024-01-01", "2024-01-31", "month"),
        ("The ferry sank three months ago.", "three months ago", "2023-11", "2023-11-01", "2023-11-30", "month"),
        ("Talks began in October 2023.", "October 2023", "2023-10", "2023-10-01", "2023-10-31", "month"),
        ("Talks began in December.", "December", "2023-12", "2023-12-01", "2023-12-31", "month"),
        ("Talks will begin in March.", "March", "2024-03", "2024-03-01", "2024-03-31", "month"),
        ("Talks began in late January.", "late January", "2024-01", "2024-01-01", "2024-01-31", "month"),
        ("Prices rose in the fourth quarter of 2022.", "the fourth quarter of 2022", "2022-Q4", "2022-10-01", "2022-12-31", "quarter"),
        ("The boats sank last summer.", "last summer", "2023-SU", "2023-06-01", "2023-08-31", "season"),
        ("The mayor resigned last year.", "last year", "2023", "2023-01-01", "2023-12-31", "year"),
        ("The dam broke in 2019.", "2019", "2019", "2019-01-01", "2019-12-31", "year"),
        ("The pier dates from the 1990s.", "the 1990s", "199X", "1990-01-01", "1999-12-31", "decade"),
        ("The pier dates from the 19th century.", "the 19th century", "18XX", "1801-01-01", "1900-12-31", "century"),
    ],
)  # fmt: skip
def test_a_longer_time_covers_its_days(text: str, words: str, value: str, since: str, until: str, precision: str) -> None:
    time = only(text)
    assert (time.moment.text, time.type, time.value) == (words, "date", value)
    assert (time.moment.since, time.moment.until, time.moment.precision) == (since, until, precision)


@pytest.mark.parametrize(
    ("text", "value", "since", "until", "precision"),
    [
        ("The siren sounded at 6:30 pm, she said.", "2024-02-12T18:30", "2024-02-12T18:30", "2024-02-12T18:30", "minute"),
        ("The siren sounded at 6 p.m. in Pellin.", "2024-02-12T18:00", "2024-02-12T18:00", "2024-02-12T18:59", "hour"),
        ("The siren sounded at 12:05 a.m. in Pellin.", "2024-02-12T00:05", "2024-02-12T00:05", "2024-02-12T00:05", "minute"),
        ("The siren sounded at 0430 GMT in Pellin.", "2024-02-12T04:30Z", "2024-02-12T04:30Z", "2024-02-12T04:30Z", "minute"),
        ("Boats left at noon.", "2024-02-12T12:00", "2024-02-12T12:00", "2024-02-12T12:00", "minute"),
        ("Boats left yesterday evening.", "2024-02-11TEV", "2024-02-11T17:00", "2024-02-11T23:59", "part_of_day"),
        ("Boats left on Friday morning.", "2024-02-09TMO", "2024-02-09T00:00", "2024-02-09T11:59", "part_of_day"),
    ],
)
def test_a_time_of_day_has_its_hours(text: str, value: str, since: str, until: str, precision: str) -> None:
    time = only(text)
    assert (time.type, time.value) == ("time", value)
    assert (time.moment.since, time.moment.until, time.moment.precision) == (since, until, precision)


@pytest.mark.parametrize(
    ("text", "words", "kind", "value", "precision"),
    [
        ("Talks lasted three weeks in all.", "three weeks", "duration", "P3W", "week"),
        ("They waited for 48 hours there.", "48 hours", "duration", "PT48H", "hour"),
        ("They waited for a few days there.", "a few days", "duration", "PXD", "day"),
        ("A 10-day truce held.", "10-day", "duration", "P10D", "day"),
        ("She was mayor for two decades there.", "two decades", "duration", "P20Y", "decade"),
        ("Ferries run twice a day there.", "twice a day", "set", "P1D", "day"),
        ("The market is held weekly.", "weekly", "set", "P1W", "week"),
        ("The council votes every year.", "every year", "set", "P1Y", "year"),
    ],
)
def test_a_length_or_a_habit_has_no_place_on_the_calendar(text: str, words: str, kind: str, value: str, precision: str) -> None:
    time = only(text)
    assert (time.moment.text, time.type, time.value, time.moment.precision) == (words, kind, value, precision)
    assert (time.moment.since, time.moment.until) == (None, None)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("Boats sank over the past three weeks.", "2024-01-22", "2024-02-12"),
        ("The pact ends in the next two years.", "2024-02-12", "2026-02-12"),
    ],
)
def test_a_stretch_up_to_publication_or_from_it_has_its_place(text: str, since: str, until: str) -> None:
    time = only(text)
    assert (time.type, time.moment.since, time.moment.until) == ("duration", since, until)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The ferry sank on January 10. Two days later, divers came.", ["2024-01-10", "2024-01-12"]),
        ("The ferry sank on January 10. The following day, divers came.", ["2024-01-10", "2024-01-11"]),
        ("The ferry sank on January 10. The previous day, it had been repaired.", ["2024-01-10", "2024-01-09"]),
        ("The ferry sank on January 10. Earlier in the day, it had been repaired.", ["2024-01-10", "2024-01-10"]),
        ("The council met on Friday and on the same day the boats sailed.", ["2024-02-09", "2024-02-09"]),
    ],
)
def test_a_time_may_hang_on_the_day_named_before_it(text: str, days: list[str]) -> None:
    assert [time.moment.since for time in find_times(text, PUBLISHED)] == days
    assert [time.moment.until for time in find_times(text, PUBLISHED)] == days


@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_a_month_counted_from_an_undated_beginning_stays_open(published: str | None) -> None:
    moment = only("The strike is in its eighth month.", published).moment
    assert (moment.text, moment.since, moment.until, moment.precision) == ("its eighth month", None, None, "month")
    assert moment.anchor is not None
    assert "eighth month" in moment.anchor


@pytest.mark.parametrize(("text", "value"), [("Boats sank recently.", "PAST_REF"), ("Boats sail soon.", "FUTURE_REF"), ("Boats wait now.", "PRESENT_REF")])  # fmt: skip
def test_a_vague_time_has_no_interval(text: str, value: str) -> None:
    time = only(text)
    assert (time.type, time.value, time.moment.since, time.moment.until) == ("date", value, None, None)


@pytest.mark.parametrize(
    ("text", "value", "anchor"),
    [
        ("The council met on Friday.", "XXXX-WXX-5", "Friday before publication"),
        ("The council will meet on Friday.", "XXXX-WXX-5", "Friday after publication"),
        ("The council met last Thursday.", "XXXX-WXX-4", "Thursday before publication"),
        ("The council meets next Tuesday.", "XXXX-WXX-2", "Tuesday after publication"),
        ("The council met over the weekend.", "XXXX-WXX-WE", "weekend before publication"),
        ("The council met on Friday morning.", "XXXX-WXX-5TMO", "Friday morning before publication"),
        ("The council met today.", "XXXX-XX-XX", "day of publication"),
        ("The council met yesterday.", "XXXX-XX-XX", "day before publication"),
        ("The council meets tomorrow.", "XXXX-XX-XX", "day after publication"),
        ("The council met on December 28.", "XXXX-12-28", "December 28, year not given"),
        ("The council met in December.", "XXXX-12", "December before publication"),
        ("The council met at 18:30.", "XXXX-XX-XXT18:30", "day not given"),
        ("The council met three months ago.", "P3M", "P3M before publication"),
        ("The council met last month.", "XXXX", "month before publication"),
    ],
)
def test_without_a_day_of_publication_a_time_says_what_it_hangs_on(text: str, value: str, anchor: str) -> None:
    time = only(text, None)
    assert (time.value, time.moment.anchor) == (value, anchor)
    assert (time.moment.since, time.moment.until) == (None, None)


@pytest.mark.parametrize("text", ["The dam broke on 3 January 2024.", "The dam broke in October 2023.", "The dam broke in 2019.", "The dam dates from the 1930s."])  # fmt: skip
def test_a_time_that_gives_its_own_year_needs_no_day_of_publication(text: str) -> None:
    assert only(text, None) == only(text)
    assert only(text, None).moment.since is not None


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2024-02-12T23:30:00+02:00", "2024-02-11"),
        ("2024-03-01", "2024-02-29"),
        ("2024-02-30", None),
        ("2024-02", None),
        ("last Monday", None),
        ("", None),
    ],
)
def test_only_a_whole_date_is_a_day_of_publication(published: str, day: str | None) -> None:
    assert only("Boats sank yesterday.", published).moment.since == day


@pytest.mark.parametrize(
    "text",
    [
        "Ana Belt, 61, spoke.",
        "A 34-year-old sailor spoke.",
        "The sailor is 12 years old.",
        "Some 200 boats and 1,950 sheep arrived.",
        "At least 1950 sheep arrived.",
        "Resolution 1871 passed, and so did Article 7.",
        "Flight 2019 left for Halm.",
        "There are 2024 boats in Pellin.",
        "The pump cost $1999 in Halm.",
        "Halm won 3-1 in Pellin.",
        "He may march home, and boats spring leaks.",
        "She was second to speak, and a quarter of them left.",
        "The gate is open from 25:70 on.",
        "",
    ],
)
def test_ages_counts_and_labels_are_no_times(text: str) -> None:
    assert find_times(text, PUBLISHED) == ()


WORDS = st.sampled_from(
    """boats the mayor said will sank on in of at by since until a an its last next this early late mid end start ago later earlier day days week
    weeks month months quarter year years hour hours weekend Monday Thursday sunday January May March Dec. spring summer fall morning night noon
    midnight today yesterday tomorrow tonight same following previous eighth third half every twice daily weekly several few over than GMT p.m.
    am Christmas recently soon now century old , . : - – / ’s % $ ( )""".split()
)
FORMS = st.sampled_from(["%Y-%m-%d", "%d/%m/%y", "%d/%m/%Y", "%d %B %Y", "%B %d, %Y", "%A, %B %d", "%d %b", "%Y", "%A"])
DATES = st.builds(lambda day, form: day.strftime(form), st.dates(date(1600, 1, 1), date(2090, 12, 31)), FORMS)
NUMBERS = st.integers(min_value=0, max_value=5000).map(str)


@given(
    parts=st.lists(WORDS | DATES | NUMBERS, max_size=40), published=st.sampled_from([None, PUBLISHED, "2020-02-29", "1999-12-31T23:59:59Z"])
)
def test_times_are_in_order_apart_and_their_ends_too(parts: list[str], published: str | None) -> None:
    text = " ".join(parts)
    times = find_times(text, published)
    assert all(time.moment.span.of(text) == time.moment.text != "" for time in times)
    assert all(a.moment.span.end <= b.moment.span.start for a, b in pairwise(times))
    assert all((time.moment.since or "") <= (time.moment.until or "9") for time in times)
    assert not any(time.moment.anchor and time.moment.since for time in times)
