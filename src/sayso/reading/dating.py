"""When an undated report may have been published, by its own words. A suggestion with its evidence, never the report's date.

Three kinds of evidence, the surest first: a line of the page that gives a date ("Published: …", a dateline); a weekday with a day
and month and no year, which fit each other in few years; the latest day with a year that the text speaks of as past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sayso.model import DateSuggestion, Span, Time
from sayso.reading.calendar import MONTHS, WEEKDAYS

HEAD = 300  # code points from the start in which a bare date is the page's own
FARTHEST = 5  # years within which a weekday and a day of a month single out one year


_GIVEN = re.compile(r"\b(?:published|updated|posted|last modified|date|first published)\b[^\n]{0,20}$", re.IGNORECASE)
_WEEKDAY_DATE = re.compile(
    r"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? (?:the )?(?:([A-Z][a-z]{2,8})\.? (\d{1,2})|(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Z][a-z]{2,8}))(?:st|nd|rd|th)?\b(?!,? \d{4})"
)


def suggest_dates(text: str, times: Sequence[Time]) -> tuple[DateSuggestion, ...]:
    """What the text itself shows of its date, the surest first; nothing where it shows nothing."""
    days = [t.moment for t in times if t.type == "date" and t.moment.precision == "day" and t.moment.since is not None]
    out = []
    for moment in days:
        line = text[text.rfind("\n", 0, moment.span.start) + 1 : moment.span.start]
        alone = not line.strip() and text[moment.span.end : moment.span.end + 1] in ("", "\n")
        dateline = re.fullmatch(r"[A-Z][A-Z .'’-]{2,40}(?:, [A-Z]\w+)?, ?", line) and re.match(r"\s?[-–—(/:.]", text[moment.span.end :])
        if _GIVEN.search(line) or (moment.span.start < HEAD and (alone or dateline)):
            out.append(DateSuggestion(moment.since, moment.since, f"the page gives the date {moment.text}", moment.span))
    latest = max((m for m in days if _is_past(text, m.span)), key=lambda m: m.since or "", default=None)
    for match in _WEEKDAY_DATE.finditer(text):
        found = _only_year(match, latest.since if latest else None)
        if found is not None:
            since, until = (found, found + timedelta(6)) if _is_past(text, Span(*match.span())) else (found - timedelta(30), found)
            why = f"{match[0]} fell on that weekday in {found.year}"
            out.append(DateSuggestion(since.isoformat(), until.isoformat(), why, Span(*match.span())))
    if latest is not None and not out:
        out.append(DateSuggestion(latest.since, None, f"the text tells of {latest.text} as past", latest.span))
    return tuple(out)


def _only_year(match: re.Match[str], since: str | None) -> date | None:
    """The one year, counted from the latest year that the text names, in which the weekday falls on the day; None without such a year."""
    name, number = (match[2], match[3]) if match[2] else (match[5], match[4])
    month = next((i for i, long in enumerate(MONTHS) if i and long.startswith(name.casefold()[:3])), None)
    if month is None or since is None:
        return None
    begin = date.fromisoformat(since)
    found = []
    for year in range(begin.year, begin.year + FARTHEST):
        try:
            on = date(year, month, int(number))
        except ValueError:
            continue
        if on.weekday() == WEEKDAYS.index(match[1].casefold()) and on >= begin:
            found.append(on)
    return found[0] if len(found) == 1 else None


def _is_past(text: str, span: Span) -> bool:
    """Whether the words before the time speak of it as past, or nothing says otherwise."""
    before = text[max(0, span.start - 80) : span.start]
    return re.search(r"\b(?:will|would|by|until|till|before|scheduled|expected|due|deadline|planned)\b[^.]*$", before) is None
