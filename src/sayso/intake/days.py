"""What files and pages write for a date, as ISO 8601 with the precision that it has; None where it is none, or could be two."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime

_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?", re.ASCII)
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)Z?)?", re.ASCII)  # GDELT: 20240209, 20240209T101500Z
_EITHER_WAY = re.compile(r"(?<![\d:])(\d{1,2})\s*[/.\s-]\s*(\d{1,2})\s*[/.\s-]\s*\d{4}(?!\d)", re.ASCII)
_PART = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # the zones of RFC 822
_EARLIEST = 1600  # the first newspapers


def iso(written: str) -> str | None:
    """ "Fri, 9 Feb 2024 10:15:00 GMT" as 2024-02-09T10:15:00+00:00; "February 2024" as 2024-02; "3/4/2024" as None: it has two readings."""
    written = written.strip()
    if not written or len(written) > 100:
        return None
    if _PART.fullmatch(written):
        return written
    if _EPOCH.fullmatch(written):
        seconds = float(written)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC).isoformat(timespec="seconds")
    if match := _PACKED.fullmatch(written):
        return _made(*(int(part) for part in match.groups() if part))
    try:
        return _as_written(written)
    except ValueError:
        pass
    match = _EITHER_WAY.search(written)
    if match and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]:
        return None
    return _parsed(written)


def _as_written(written: str) -> str | None:
    if re.fullmatch(r"\d{4}-?W\d\d.*|\d{7}", written):
        raise ValueError(written)
    if len(written) <= 10:
        return _plausible(date.fromisoformat(written))
    moment = datetime.fromisoformat(written.replace(" UTC", "+00:00").replace(" Z", "Z"))
    return _plausible(moment)


def _plausible(day: date) -> str | None:
    if not _EARLIEST <= day.year <= 2999:
        return None
    return day.isoformat(timespec="seconds") if isinstance(day, datetime) else day.isoformat()


def _made(year: int, month: int, day: int, hour: int | None = None, minute: int = 0, second: int = 0) -> str | None:
    try:
        return _plausible(date(year, month, day) if hour is None else datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except ValueError:
        return None


def _parsed(written: str) -> str | None:
    """By dateutil, twice from different days: what differs was not written."""
    from dateutil import parser

    if not re.search(r"(?<!\d)(?:1[6-9]|2\d)\d\d(?!\d)", written):
        return None  # no year of four digits: nothing that could be relied on
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zones of unknown name: the day stands
            one, other = (parser.parse(written, default=start, tzinfos=_offset) for start in (datetime(2000, 1, 1), datetime(2004, 2, 29)))  # noqa: DTZ001 (defaults)
            written_out = one.isoformat(timespec="seconds")  # refuses zones of a day and more
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError):  # what dateutil lets through
        return None
    if not _EARLIEST <= one.year <= 2999 or one.year != other.year:
        return None
    if one.month != other.month:
        return f"{one.year}"
    if one.day != other.day:
        return f"{one.year}-{one.month:02}"
    if re.search(r"\d:\d\d", written):
        return str(written_out)
    return str(one.date().isoformat())


def _offset(name: str | None, seconds: int | None) -> int | None:
    """A zone's seconds from UTC: as written, or RFC 822's; None for others, whatever zone this machine is in."""
    return seconds if seconds is not None else _HOURS[name] * 3600 if name in _HOURS else None
