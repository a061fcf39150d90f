"""The line of time as columns: the utterances and the days that reports name, in order of time, each in its lane.

It is made once for each shelf and kept, since it takes all rows; whatever is written to the ledger makes another shelf.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sayso.ledger import Ledger
from sayso.views.room.kept import Kept
from sayso.views.room.shelf import Shelf

Numbers = NDArray[np.int64]

EVENTS = "dated in the reports"
UNSIDED = "no side given"
OTHERS = "other sides"
_SIDES = 12  # that have a lane of their own: the most frequent
_YEARS = range(1000, 3000)  # what reads as a day of another year was no day

_DATELINE = re.compile(r"\s*(?:\([^()\n]{1,40}\)\s*)?[—–-]")

# Dates that reports name, but for those in furniture, those that date a saying, and those of texts that have a newer one.
_DATES = """
FROM times JOIN reports ON reports.id = times.report
WHERE type IN ('date', 'time') AND times.report NOT IN (SELECT report FROM earlier_texts)
  AND NOT EXISTS (SELECT 1 FROM furniture AS f WHERE f.report = times.report AND f.start_at <= times.start_at AND f.end_at >= times.end_at)
  AND NOT EXISTS (SELECT 1 FROM statements AS s WHERE s.report = times.report AND s.said_start_at <= times.start_at AND s.said_end_at >= times.end_at)
"""
_NAMED = f"""
SELECT times.report, times.start_at, times.end_at, since, CASE WHEN times.start_at < 600 THEN substr(text, 1, times.end_at + 60) END AS opening
{_DATES} AND precision IN ('day', 'part_of_day') AND since IS NOT NULL AND substr(since, 1, 10) IS substr(until, 1, 10)
ORDER BY coalesce(reports.published, '9999'), reports.path, reports.id, times.start_at
"""
# Statements of which a month, a year or "last week" is known, and no day: the report's is not theirs either.
_VAGUE = "SELECT id FROM statements WHERE said_from IS NOT NULL AND substr(said_from, 1, 10) IS NOT substr(said_to, 1, 10)"
_UNRESOLVED = f"SELECT count(*) {_DATES} AND precision IN ('day', 'part_of_day') AND since IS NULL"
_LONGER = f"SELECT count(*) {_DATES} AND type = 'date' AND precision <> 'day'"  # without one: "now", "recently"


@dataclass(frozen=True, slots=True)
class Line:
    """The items, in order of time: of one day utterances first, in order of the ledger.

    `row` is the shelf's row of a statement that tells the utterance, or -1; `named` the index of a day that a report names, or -1.
    """

    days: Numbers  # 20240503
    lane: Numbers  # index into `lanes`
    row: Numbers
    named: Numbers
    lanes: tuple[str, ...]
    places: tuple[tuple[str, int, int], ...]  # of the days named: report, start, end
    tellings: Numbers  # by number of utterance
    undated: int  # utterances without a day
    vague: int  # of these, those of which a month, a year or "last week" is known
    unresolved: int  # days that reports name, and nothing says which they are
    longer: int  # weeks, months and years that reports name


def _made(ledger: Ledger, shelf: Shelf) -> Line:
    db = ledger.connection
    vague = shelf.of(key for (key,) in db.execute(_VAGUE))
    row_days = _numbers(shelf)
    row_days[vague] = 0
    rows, days = _first_tellings(shelf.utterance.astype(np.int64), row_days)
    without = shelf.utterance[rows[days == 0]]
    rows, days = rows[days > 0], days[days > 0]
    sides, names = _sides(shelf, rows)
    found = [row for row in db.execute(_NAMED) if not _in_dateline(row)]
    named_days = np.array([_number(row["since"][:10]) for row in found], dtype=np.int64).reshape(-1)
    (unresolved,), (longer,) = (db.execute(sql).fetchone() for sql in (_UNRESOLVED, _LONGER))
    all_days = np.concatenate([days, named_days])
    lane = np.concatenate([sides, np.full(len(found), len(names))])
    row = np.concatenate([rows, np.full(len(found), -1)])
    named = np.concatenate([np.full(len(rows), -1), np.arange(len(found))])
    order = np.argsort(all_days, kind="stable")
    order = order[all_days[order] > 0]
    return Line(
        all_days[order], lane[order], row[order], named[order], (*names, EVENTS),
        tuple((one["report"], one["start_at"], one["end_at"]) for one in found),
        np.bincount(shelf.utterance, minlength=1), len(without), int(np.isin(without, shelf.utterance[vague]).sum()),
        int(unresolved) + int((named_days == 0).sum()), int(longer),
    )  # fmt: skip


_kept = Kept(_made)
line_of = _kept.of  # the line of a room's shelf


def _in_dateline(row: sqlite3.Row) -> bool:
    """Whether the day is that of a dateline ("LISARRE, March 4 (Ternwire) —"): when it was written, and nothing that happened."""
    if row["opening"] is None:
        return False
    before = row["opening"][: row["start_at"]].rpartition("\n")[2]
    town = bool(before) and len(before) <= 60 and before.upper() == before and any(letter.isalpha() for letter in before)
    return town and _DATELINE.match(row["opening"], row["end_at"]) is not None


def _number(day: str) -> int:
    """ "2024-05-03" as 20240503, and what is no day as 0."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return 0
    return found.year * 10000 + found.month * 100 + found.day if found.year in _YEARS else 0


def _numbers(shelf: Shelf) -> Numbers:
    """The days of the rows as numbers; each day is looked at once, since comparing words for all rows takes long."""
    letters = shelf.days.astype("<U10").view(np.uint32).reshape(shelf.size, 10).astype(np.int64)
    rough = letters[:, [0, 1, 2, 3, 5, 6, 8, 9]] @ (10 ** np.arange(7, -1, -1))
    _, first, place = np.unique(rough, return_index=True, return_inverse=True)
    numbers: Numbers = np.array([_number(str(shelf.days[row])) for row in first], dtype=np.int64)
    return numbers[place.reshape(-1)] if len(numbers) else numbers


def _first_tellings(utterance: Numbers, days: Numbers) -> tuple[Numbers, Numbers]:
    """Of each utterance the row with the first day, and that day: 0 where none of its statements has one. In order of the ledger."""
    order = np.lexsort((np.arange(len(days)), np.where(days > 0, days, 99999999), utterance))
    first = order[np.unique(utterance[order], return_index=True)[1]] if len(order) else order
    first = np.sort(first)
    return first, days[first]


def _sides(shelf: Shelf, rows: Numbers) -> tuple[Numbers, list[str]]:
    """The lane of each of these rows, and the lanes' names: the most frequent sides, the others together, those without."""
    facet = shelf.facets["side"]
    of_row = np.full(shelf.size, -1, dtype=np.int64)
    of_row[facet.rows[::-1]] = facet.codes[::-1]  # of several sides the first
    of_utterance = np.full(int(shelf.utterance.max(initial=0)) + 1, -1, dtype=np.int64)
    of_utterance[shelf.utterance[facet.rows[::-1]]] = facet.codes[::-1]
    codes = np.where(of_row[rows] >= 0, of_row[rows], of_utterance[shelf.utterance[rows]])
    counts = np.bincount(codes[codes >= 0], minlength=len(facet.values))
    order = sorted((int(code) for code in np.flatnonzero(counts)), key=lambda code: (-counts[code], facet.labels[code]))[:_SIDES]
    lane_of = np.full(len(facet.values) + 1, len(order), dtype=np.int64)
    lane_of[-1] = len(order) + 1  # those without one have the code -1
    lane_of[order] = np.arange(len(order))
    return lane_of[codes], [*(facet.labels[code] for code in order), OTHERS, UNSIDED]


def most_years(counts: Mapping[int, int]) -> tuple[int, int]:
    """The first and last of the years with most of what is counted: a day of 1945 would make the rest of a chart a point.

    From the fullest year outwards, over gaps no longer than half of what is there already or three years; years with less than a thousandth
    of the fullest are no steps on the way.
    """
    fullest = max(counts, key=lambda year: (counts[year], year))
    steps = [year for year, number in counts.items() if number * 1000 >= counts[fullest]]
    low = high = fullest
    while True:
        reach = max(3, (high - low) // 2)
        within = [year for year in steps if low - reach <= year <= high + reach]
        if (min(within), max(within)) == (low, high):
            return low, high
        low, high = min(within), max(within)


COLUMNS = 88  # marks beside one another in a chart


def stacked(days: Sequence[str], lanes: Sequence[str]) -> list[tuple[float, int]]:
    """Where the marks of a chart lie so that none lies on another: in days from the first, and how many lie below it.

    Marks of a day lie beside one another where the chart has room for that, and else one above another.
    """
    if not days:
        return []
    numbers = [date.fromisoformat(day).toordinal() for day in days]
    first, span = min(numbers), max(numbers) - min(numbers) + 1
    beside = max(1, COLUMNS // span)
    bins = [
        (lane, number - first if beside > 1 else (number - first) * COLUMNS // span) for lane, number in zip(lanes, numbers, strict=True)
    ]
    sizes: dict[tuple[str, int], int] = defaultdict(int)
    for one in bins:
        sizes[one] += 1
    seen: dict[tuple[str, int], int] = defaultdict(int)
    out = []
    for number, one in zip(numbers, bins, strict=True):
        rank = seen[one]
        seen[one] += 1
        first_of = COLUMNS if span == 1 else min(beside, sizes[one])  # of a day alone from the left, else round its noon
        aside = rank % beside - (first_of - 1) / 2
        out.append((number - first + 0.5 + aside * span / COLUMNS, rank // beside))
    return out
