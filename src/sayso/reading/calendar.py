"""What times mean: TIMEX3 values and the intervals of the calendar that they cover.

TIMEX3 is the field's notation (TimeML; ISO 8601 with weeks, quarters, seasons and parts of the day). An interval's ends are ISO 8601
and both included. A time that hangs on a date nobody has given keeps its value open (``XXXX-WXX-5``) and says in words what
it hangs on ("Friday before publication"); read again with the date, it has its interval.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.model import Precision, TimeType

MONTHS = tuple(name.casefold() for name in calendar.month_name)
WEEKDAYS = tuple(name.casefold() for name in calendar.day_name)
SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "fall": ("FA", 9), "winter": ("WI", 12)}
PARTS = {
    "morning": "MO",
    "noon": "MI",
    "midday": "MI",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "overnight": "NI",
    "tonight": "NI",
}
_HOURS = {"MO": (0, 11), "MI": (12, 12), "AF": (12, 17), "EV": (17, 23), "NI": (18, 23)}
UNITS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y",
    "decade": "Y", "century": "Y", "weekend": "WE",
}  # fmt: skip
PRECISIONS: dict[str, Precision] = {
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week", "fortnight": "week", "month": "month",
    "quarter": "quarter", "year": "year", "decade": "decade", "century": "century", "weekend": "weekend",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """A time's TIMEX3 type and value, its interval where that is knowable, and else what it hangs on, in words."""

    type: TimeType
    value: str
    since: str | None = None
    until: str | None = None
    precision: Precision | None = None
    anchor: str | None = None


def day(on: date) -> Meaning:
    return Meaning("date", on.isoformat(), on.isoformat(), on.isoformat(), "day")


def days(first: date, last: date, value: str, precision: Precision) -> Meaning:
    return Meaning("date", value, first.isoformat(), last.isoformat(), precision)


def week(on: date) -> Meaning:
    """The ISO week that the day lies in, Monday to Sunday."""
    year_, number, weekday = on.isocalendar()
    monday = on - timedelta(weekday - 1)
    return days(monday, monday + timedelta(6), f"{year_}-W{number:02}", "week")


def weekend(on: date) -> Meaning:
    year_, number, weekday = on.isocalendar()
    saturday = on + timedelta(6 - weekday)
    return days(saturday, saturday + timedelta(1), f"{year_}-W{number:02}-WE", "weekend")


def month(year_: int, number: int) -> Meaning:
    """`number` may run over the year's ends: 0 is December of the year before."""
    year_, number = year_ + (number - 1) // 12, (number - 1) % 12 + 1
    return days(date(year_, number, 1), date(year_, number, calendar.monthrange(year_, number)[1]), f"{year_:04}-{number:02}", "month")


def quarter(year_: int, number: int) -> Meaning:
    year_, number = year_ + (number - 1) // 4, (number - 1) % 4 + 1
    first, last = month(year_, 3 * number - 2), month(year_, 3 * number)
    return Meaning("date", f"{year_:04}-Q{number}", first.since, last.until, "quarter")


def season(year_: int, name: str) -> Meaning:
    """Seasons as the north of the globe counts them by months, since English-language news mostly does; a southern winter is another."""
    code, first = SEASONS[name]
    return Meaning("date", f"{year_:04}-{code}", month(year_, first).since, month(year_, first + 2).until, "season")


def year(number: int) -> Meaning:
    return days(date(number, 1, 1), date(number, 12, 31), f"{number:04}", "year")


def decade(first: int) -> Meaning:
    return days(date(first, 1, 1), date(first + 9, 12, 31), f"{first // 10}X", "decade")


def century(number: int) -> Meaning:
    first = 100 * (number - 1)
    return days(date(first + 1, 1, 1), date(first + 100, 12, 31), f"{number - 1:02}XX", "century")


def part_of_day(on: date, name: str) -> Meaning:
    code = PARTS[name]
    first, last = _HOURS[code]
    return Meaning("time", f"{on.isoformat()}T{code}", f"{on.isoformat()}T{first:02}:00", f"{on.isoformat()}T{last:02}:59", "part_of_day")


def clock(on: date, hour: int, minute: int | None, zone: str) -> Meaning:
    value = f"{on.isoformat()}T{hour:02}:{minute or 0:02}"
    until = value if minute is not None else f"{on.isoformat()}T{hour:02}:59"
    return Meaning("time", value + zone, value + zone, until + zone, "hour" if minute is None else "minute")


def duration(number: float | None, unit: str) -> Meaning:
    """A length of time; its place on the calendar, where the words give one, is added by who calls."""
    number = number if number is None else number * {"fortnight": 2, "decade": 10, "century": 100}.get(unit, 1)
    code = UNITS[unit]
    amount = "X" if number is None else f"{number:g}"
    value = f"PT{amount}{code[1]}" if code.startswith("T") else f"P{amount}{code}"
    return Meaning("duration", value, precision=PRECISIONS[unit])


def unit_round(on: date, unit: str) -> Meaning:
    """The day, week, month … that `on` lies in."""
    if unit == "day":
        return day(on)
    if unit in ("week", "fortnight"):
        return week(on)
    if unit == "weekend":
        return weekend(on)
    if unit == "month":
        return month(on.year, on.month)
    if unit == "quarter":
        return quarter(on.year, (on.month + 2) // 3)
    if unit == "decade":
        return decade(on.year // 10 * 10)
    return century(on.year // 100 + 1) if unit == "century" else year(on.year)


def moved(on: date, number: float, unit: str) -> date | None:
    """`on` moved by a number of units; None where the calendar ends, or the unit is shorter than a day."""
    try:
        if unit in ("day", "week", "fortnight", "weekend"):
            return on + timedelta(number * {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}[unit])
        months = round(number * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit])
        to = on.month - 1 + months
        year_, month_ = on.year + to // 12, to % 12 + 1
        return date(year_, month_, min(on.day, calendar.monthrange(year_, month_)[1]))
    except (KeyError, ValueError, OverflowError):
        return None


def on_weekday(published: date, number: int, *, ahead: bool) -> date:
    """The weekday nearest to publication on that side; the day of publication itself counts as past."""
    back = (published.weekday() - number) % 7
    return published + timedelta(7 - back) if ahead else published - timedelta(back)
