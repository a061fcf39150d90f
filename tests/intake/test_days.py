"""Dates as they are written, to ISO 8601 with the precision that they have."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.intake.days import iso


@pytest.fixture
def paris() -> Iterator[None]:
    """A machine in another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Paris"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # feeds and letters
        ("Fri, 09 Feb 2024 10:15:00 GMT", "2024-02-09T10:15:00+00:00"),
        ("Fri, 9 Feb 2024 10:15:00 +0200", "2024-02-09T10:15:00+02:00"),
        ("Fri, 9 Feb 2024 10:15:00 +0000 (UTC)", "2024-02-09T10:15:00+00:00"),
        ("Fri, 9 Feb 2024 10:15:00 EST", "2024-02-09T10:15:00-05:00"),
        ("Fri, 9 Feb 2024 10:15 PDT", "2024-02-09T10:15:00-07:00"),
        ("Fri Feb 09 10:15:00 +0000 2024", "2024-02-09T10:15:00+00:00"),
        # ISO 8601, and nearly
        ("2024-02-09", "2024-02-09"),
        ("2024-02-09T10:15:00Z", "2024-02-09T10:15:00+00:00"),
        ("2024-02-09T10:15:00.123456+01:00", "2024-02-09T10:15:00+01:00"),
        ("2024-02-09T10:15:00+0100", "2024-02-09T10:15:00+01:00"),
        ("2024-02-09 10:15", "2024-02-09T10:15:00"),
        ("2024-02-09 10:15:00 UTC", "2024-02-09T10:15:00+00:00"),
        (" 2024/02/09 ", "2024-02-09"),
        ("2024-2-9", "2024-02-09"),
        # GDELT
        ("20240209", "2024-02-09"),
        ("20240209T101500Z", "2024-02-09T10:15:00+00:00"),
        ("20240209101500", "2024-02-09T10:15:00+00:00"),
        # seconds and milliseconds since 1970
        ("1707473700", "2024-02-09T10:15:00+00:00"),
        ("1707473700.0", "2024-02-09T10:15:00+00:00"),
        ("1707473700000", "2024-02-09T10:15:00+00:00"),
        # as people write
        ("February 9, 2024", "2024-02-09"),
        ("9 Feb 2024", "2024-02-09"),
        ("Friday, 9th February 2024", "2024-02-09"),
        ("Feb. 9, 2024, 10:15 a.m.", "2024-02-09T10:15:00"),
        ("10:15, 9 Feb 2024", "2024-02-09T10:15:00"),
        ("13/4/2024", "2024-04-13"),
        ("4/13/2024", "2024-04-13"),
        ("3/3/2024", "2024-03-03"),
        # less than a day
        ("February 2024", "2024-02"),
        ("Feb 2024", "2024-02"),
        ("2024-02", "2024-02"),
        ("02/2024", "2024-02"),
        ("2024", "2024"),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, meant: str) -> None:
    assert iso(written) == meant


@pytest.mark.parametrize(
    "written",
    ["3/4/2024", "03/04/2024", "3-4-2024", "3.4.2024", "3 4 2024", "3 / 4 / 2024", "Wed 3/4/2024", "3/4/2024 10:15", "10:15 3/4/2024"],
)
def test_a_date_with_two_readings_is_none(written: str) -> None:
    assert iso(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "nonsense",
        "None",
        "NaN",
        "NaT",
        "last week",
        "last week of 2024",
        "9 February",
        "3/4/24",
        "0",
        "1",
        "0000-00-00",
        "2024-00-00",
        "2024-13-45",
        "2024-02-30",
        "2024-W05",
        "2024040",
        "1980-1981",
        "9" * 50,
        "1500-01-01",
        "2024 " * 30,
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert iso(written) is None


def test_a_name_for_a_zone_gives_the_day_and_no_zone() -> None:
    assert iso("Fri, 09 Feb 2024 10:15:00 CET") == "2024-02-09T10:15:00"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of this system cannot be changed")
@pytest.mark.usefixtures("paris")
def test_the_zone_of_the_machine_does_not_matter() -> None:
    assert iso("Fri, 09 Feb 2024 10:15:00 CET") == "2024-02-09T10:15:00"
    assert iso("1707473700") == "2024-02-09T10:15:00+00:00"


DATELIKE = st.text(st.sampled_from("0123456789/-:.,TZ+ FebrumayJn"), max_size=30) | st.from_regex(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}.{0,8}"
)


@given(st.text() | DATELIKE)
@example("19٠١")
@example("２０２４")
@example("2024-02-09T10:15:00+23:59:59")
def test_whatever_is_written_comes_out_as_iso_8601_or_not_at_all(written: str) -> None:
    found = iso(written)
    assert found is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d(T.*)?)?)?", found, re.ASCII)


@given(st.text() | DATELIKE)
def test_what_comes_out_is_read_as_itself(written: str) -> None:
    found = iso(written)
    assert found is None or iso(found) == found


@given(st.dates(date(1600, 1, 1), date(2999, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y"]))
def test_a_whole_date_is_the_same_in_every_form(day: date, form: str) -> None:
    assert iso(day.strftime(form)) == day.isoformat()


FIRST, LAST = datetime(1600, 1, 2), datetime(2999, 12, 30)  # noqa: DTZ001 (bounds)
ZONES = [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))]


@given(st.datetimes(FIRST, LAST, timezones=st.sampled_from(ZONES)))
def test_a_moment_keeps_its_zone(moment: datetime) -> None:
    assert iso(moment.isoformat()) == moment.isoformat(timespec="seconds")
