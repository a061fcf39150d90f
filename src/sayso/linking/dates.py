"""What dated reports show of the dates of undated ones. Suggestions with their evidence, never a date.

Two kinds of evidence. The same words of the same voice: a report that says "on Friday" of what a dated report quotes came out
within a week of it. A count that only grows, such as the killed: it lies between the dated reports that give less and more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from sayso.model import DateSuggestion

ALIKE = 88.0  # of 100: rapidfuzz's ratio of two contents in order of words
FEWEST_WORDS = 8
GROWING = 500  # a smaller count may be that of one event, which does not grow


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as dating needs it; `weekday` where its own words date the saying by a weekday or "today"."""

    report: str
    voice: str
    content: str
    said: str | None
    weekday: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A figure that can only grow: of what, and its lowest value."""

    report: str
    of: str
    value: float


def suggest_dates(
    published: Mapping[str, str | None], told: Sequence[Told], counts: Sequence[Count]
) -> dict[str, list[tuple[DateSuggestion, str]]]:
    """For each undated report (by id) the suggestions, each with the id of the dated report behind it; `published` has ISO days."""
    out: dict[str, list[tuple[DateSuggestion, str]]] = defaultdict(list)
    by_voice: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        if published.get(one.report) and len(one.content.split()) >= FEWEST_WORDS:
            by_voice[one.voice].append(one)
    for one in told:
        if published.get(one.report) is not None or len(one.content.split()) < FEWEST_WORDS:
            continue
        other = max(by_voice[one.voice], key=lambda o: fuzz.ratio(o.content, one.content), default=None)
        if other is None or fuzz.ratio(other.content, one.content) < ALIKE:
            continue
        day = date.fromisoformat((other.said or published[other.report] or "")[:10])
        until = (day + timedelta(6)).isoformat() if one.weekday else None
        why = f"it quotes the words of {one.voice} that a report of {published[other.report]} has" + (
            ", and dates them by the day of the week" if until else ""
        )
        out[one.report].append((DateSuggestion(day.isoformat(), until, why), other.report))
    for key in sorted({c.of for c in counts}):
        series = sorted((c for c in counts if c.of == key and c.value >= GROWING), key=lambda c: c.value)
        dated = [(c.value, (published[c.report] or "")[:10], c.report) for c in series if published.get(c.report)]
        if [day for _, day, _ in dated] != sorted(day for _, day, _ in dated):
            continue  # it does not grow with time: several things are counted
        for c in series:
            if published.get(c.report) is None:
                same = [day for value, day, _ in dated if value == c.value]
                less, more = [d for d in dated if d[0] < c.value], [d for d in dated if d[0] > c.value]
                since, until = max((d[1] for d in less), default=None), min((d[1] for d in more), default=None)
                since, until = (min(same), max(same)) if same else (since, until)
                if since and until:
                    why = f"its count of {key} ({c.value:g}) lies between those of reports of {since} and {until}"
                    out[c.report].append((DateSuggestion(since, until, why), next(r for _, day, r in dated if day == since)))
    return dict(out)
