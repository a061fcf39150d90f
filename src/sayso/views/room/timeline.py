"""The line of time: acts of saying and the days that reports name, in lanes by side; whole, and by year, month and day.

A mark is an utterance, at the day of the saying or, where that is not known, of the report; or a day that a report names. A part of
the line is its key: "2024", "2024-05", "2024-05-03"; nothing is the whole.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sayso.errors import NotThere
from sayso.ledger.texts import Texts
from sayso.views.room.days import Line, line_of, most_years, stacked
from sayso.views.room.passages import passage
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Paging, paged

LENGTH = 100  # items on a page
MARKS = 400  # items of a part that has finer ones, of which each is a mark in its chart; of more their numbers are shown
MOST = 1000  # marks in a chart, at most: the newest
TALLEST = 20  # marks one above another; more are shown as their number
_UNLISTED = 2000  # items of a whole line, or part of it, that is written to a file: more are listed in its parts only
_SHIFT = {4: 4, 7: 2, 10: 0}  # digits of 20240503 behind a key of this length
_KEY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line, and how many items it has."""

    key: str | None  # "2024", "2024-05" or "2024-05-03"; None: the whole line
    label: str  # what it is called
    count: int  # its items


@dataclass(frozen=True, slots=True)
class Item:
    """A mark: an utterance by a statement that tells it, or a day that a report names, with the sentence that does.

    `start` and `end` are the place of what is said, or of the words that name the day; `to` is where a report's page has it.
    """

    day: str  # YYYY-MM-DD
    lane: str  # the side that speaks, or what stands for it
    kind: str  # an utterance, or a date that a report names
    statement: str | None  # that tells the utterance
    who: str | None  # on whose word; None for a day that the report itself names
    cue: str | None  # of the statement
    words: str  # what is said, or the sentence that names the day
    dated: str | None  # the words that tell the day; None where it is the report's
    report: str
    path: str
    line: int  # of the place, counted from 1
    start: int
    end: int
    to: str  # where a report's page has it: a statement's id, or a line ("L12")
    outlet: str  # who published the report or, where that is not known, the name of the file
    tellings: int  # statements that tell the utterance; 1 for a date


@dataclass(frozen=True, slots=True)
class Bar:
    """How many items of a lane a finer part has."""

    lane: str  # as in `lanes`
    part: str  # the key of the finer part
    count: int  # items of the lane in it


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """What /timeline and /timeline/PART show. `marks` or `bars` are in the chart; `items` are the list, a page of it."""

    title: str
    part: Part  # which part of the line this is
    level: str  # how long it is
    out: tuple[Part, ...]  # the parts that it lies in, the widest first
    earlier: Part | None  # the nearest part before it that has items
    later: Part | None  # the nearest part behind it that has items
    finer: tuple[Part, ...]  # the years, months or days within it that have items
    outside: tuple[Part, ...]  # years far from the others, which the chart of the whole line leaves out
    lanes: tuple[str, ...]  # of the chart, from the top
    marks: tuple[Item, ...]  # items that the chart shows one by one
    unmarked: int  # of a day: older items that the chart has no room for
    bars: tuple[Bar, ...]  # numbers of items that the chart shows, where it has no marks
    items: tuple[Item, ...]  # a page of all, in order of time
    unlisted: bool  # whether `items` is left empty, in a published site, since there are too many
    undated: int  # utterances without a day
    vague: int  # of these, those of which a month, a year or "last week" is known
    unresolved: int  # days that reports name, and nothing says which they are
    longer: int  # weeks, months and years that reports name
    paging: Paging


def timeline_page(room: Room, query: Query) -> TimelinePage:
    return _part(room, None, query)


def timeline_part(room: Room, key: str, query: Query) -> TimelinePage:
    """A year, month or day. Raises NotThere where the key is none."""
    return _part(room, key, query)


def parts(room: Room) -> list[str]:
    """The years, months and days that have items, each before what lies in it."""
    days = sorted(dashed(int(day)) for day in np.unique(line_of(room).days))
    return sorted({day[:length] for day in days for length in (4, 7, 10)})


def _part(room: Room, key: str | None, query: Query) -> TimelinePage:
    line = line_of(room)
    first, end = _range(line, key)
    level = _level(key)
    finer = tuple(_finer(line, key, first, end))
    core = (first, end) if key else _core(line)
    outside = tuple(one for one in finer if not key and not _within(line, one.key or "", core))
    lanes = [lane for lane in range(len(line.lanes)) if (line.lane[core[0] : core[1]] == lane).any()]
    shown = _shown(line, key, core)
    fine = {"all": 4 if len(finer) - len(outside) > 2 else 7, "year": 7}.get(level, 10)
    length = room.length(LENGTH)
    unlisted = room.whole and end - first > _UNLISTED and level != "day"
    paging = paged(query, end - first, length)
    at = first + (paging.page - 1) * length
    listed = range(0) if unlisted else range(at, min(end, at + length))
    items = items_of(room, line, sorted({*shown, *listed}))
    return TimelinePage(
        f"Timeline: {label(key)}" if key else "Timeline", Part(key, label(key), end - first), level, tuple(_out(line, key)),
        *_neighbours(line, key, first, end), finer, outside, tuple(line.lanes[lane] for lane in lanes),
        tuple(items[i] for i in shown if i in items), core[1] - core[0] - len(shown) if level == "day" else 0,
        () if shown else tuple(_bars(line, core, fine)),
        tuple(items[i] for i in listed if i in items), unlisted, line.undated, line.vague, line.unresolved,
        line.longer, paging,
    )  # fmt: skip


def _level(key: str | None) -> str:
    return {0: "all", 4: "year", 7: "month", 10: "day"}[len(key or "")]


def _range(line: Line, key: str | None) -> tuple[int, int]:
    """The items of a part, as a range. Raises NotThere where the key is no year, month or day."""
    if key is None:
        return 0, len(line.days)
    found = _KEY.fullmatch(key)
    year, month, day = (int(part) if part else None for part in found.groups()) if found else (0, None, None)
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise NotThere(f"{key[:40]!r} is no year, month or day; write it as 2024, 2024-05 or 2024-05-03") from error
    low = (year or 0) * 10000 + (month or 0) * 100 + (day or 0)
    high = low + (1 if day else 100 if month else 10000)
    return int(np.searchsorted(line.days, low)), int(np.searchsorted(line.days, high))


def dashed(day: int, length: int = 10) -> str:
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"[:length]


def label(key: str | None) -> str:
    """ "3 May 2024", "May 2024", "2024"; the whole line has no other name."""
    if key is None:
        return "the whole line"
    if len(key) == 4:
        return key
    month = f"{date(2000, int(key[5:7]), 1):%B} {key[:4]}"
    return month if len(key) == 7 else f"{int(key[8:])} {month}"


def _finer(line: Line, key: str | None, first: int, end: int) -> list[Part]:
    """The years, months or days within a part that have items."""
    length = {0: 4, 4: 7, 7: 10, 10: 0}[len(key or "")]
    if not length:
        return []
    numbers, counts = np.unique(line.days[first:end] // 10 ** _SHIFT[length], return_counts=True)
    keys = [dashed(int(number) * 10 ** _SHIFT[length], length) for number in numbers]
    return [Part(one, label(one), int(number)) for one, number in zip(keys, counts, strict=True)]


def _out(line: Line, key: str | None) -> list[Part]:
    """The parts that a part lies in."""
    if key is None:
        return []
    wider = [None, *(key[:length] for length in (4, 7) if length < len(key))]
    return [Part(one, label(one), end - first) for one in wider for first, end in [_range(line, one)]]


def _neighbours(line: Line, key: str | None, first: int, end: int) -> tuple[Part | None, Part | None]:
    """The nearest parts of the same length before and after that have items."""
    if key is None:
        return None, None
    found: list[Part | None] = []
    for at in (first - 1, end):
        if 0 <= at < len(line.days):
            other = dashed(int(line.days[at]), len(key))
            since, until = _range(line, other)
            found.append(Part(other, label(other), until - since))
        else:
            found.append(None)
    return found[0], found[1]


def _core(line: Line) -> tuple[int, int]:
    """The years with most of the items, as a range: those far from them are not in the chart of the whole line."""
    years, counts = np.unique(line.days // 10000, return_counts=True)
    if not len(years):
        return 0, 0
    low, high = most_years(dict(zip(years.tolist(), counts.tolist(), strict=True)))
    return int(np.searchsorted(line.days, low * 10000)), int(np.searchsorted(line.days, (high + 1) * 10000))


def _within(line: Line, key: str, core: tuple[int, int]) -> bool:
    first, end = _range(line, key)
    return core[0] <= first and end <= core[1]


def _shown(line: Line, key: str | None, core: tuple[int, int]) -> Sequence[int]:
    """The items that are marks in the chart; none where their numbers are shown."""
    number = core[1] - core[0]
    if key and len(key) == 10:
        return range(max(core[0], core[1] - MOST), core[1])
    return range(core[0], core[1]) if number <= MARKS and _tallest(line, core) <= TALLEST else ()


def _tallest(line: Line, core: tuple[int, int]) -> int:
    days = [dashed(int(day)) for day in line.days[slice(*core)]]
    return max((below + 1 for _, below in stacked(days, [str(lane) for lane in line.lane[slice(*core)]])), default=0)


def _bars(line: Line, core: tuple[int, int], length: int) -> list[Bar]:
    """How many items each lane has in each part whose key is so long."""
    shift = 10 ** _SHIFT[length]
    packed = line.lane[slice(*core)] * 10**8 + line.days[slice(*core)] // shift
    found, counts = np.unique(packed, return_counts=True)
    return [
        Bar(line.lanes[one // 10**8], dashed(one % 10**8 * shift, length), n)
        for one, n in zip(found.tolist(), counts.tolist(), strict=True)
    ]


_UTTERANCES = """
SELECT statements.id, statements.report, cue, content, coalesce(voice_groups.name, voices.name) AS who, reports.outlet, reports.path,
  said_from, said_start_at, said_end_at, min(spans.start_at) AS start, max(spans.end_at) AS end
FROM json_each(?) AS wanted CROSS JOIN statements ON statements.id = wanted.value JOIN reports ON reports.id = statements.report
  JOIN spans ON spans.statement = statements.id AND spans.role = 'content'
  LEFT JOIN voices ON voices.id = statements.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
  LEFT JOIN voice_groups ON voice_groups.id = voice_group
GROUP BY statements.id
"""
_NAMED = """
SELECT wanted.value ->> 0 AS number, reports.id AS report, reports.outlet, reports.path, wanted.value ->> 2 AS start, wanted.value ->> 3 AS end,
  (SELECT coalesce(voice_groups.name, voices.name) FROM statements JOIN spans ON spans.statement = statements.id AND spans.role = 'content'
    AND spans.start_at <= wanted.value ->> 2 AND spans.end_at >= wanted.value ->> 3
    JOIN voices ON voices.id = statements.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
    LEFT JOIN voice_groups ON voice_groups.id = voice_group
    WHERE statements.report = reports.id ORDER BY spans.end_at - spans.start_at, statements.position LIMIT 1) AS who
FROM json_each(?) AS wanted CROSS JOIN reports ON reports.id = wanted.value ->> 1
"""


def items_of(room: Room, line: Line, wanted: Sequence[int]) -> dict[int, Item]:
    """These items of the line, less one whose report was read anew a moment ago."""
    shelf, db = room.shelf, room.ledger.connection
    texts = Texts(db)
    ids = {i: shelf.ids[line.row[i]] for i in wanted if line.row[i] >= 0}
    said = {row["id"]: row for row in db.execute(_UTTERANCES, (json.dumps(list(ids.values())),))}
    named = [(i, *line.places[line.named[i]]) for i in wanted if line.row[i] < 0]
    days = {row["number"]: row for row in db.execute(_NAMED, (json.dumps(named),))}
    out = {}
    for i in wanted:
        day, lane = dashed(int(line.days[i])), line.lanes[line.lane[i]]
        if i in ids and (row := said.get(ids[i])):
            dated = None if row["said_from"] is None else texts.words(row["report"], row["said_start_at"], row["said_end_at"])
            tellings = int(line.tellings[shelf.utterance[line.row[i]]])
            out[i] = Item(
                day, lane, "utterance", row["id"], row["who"], row["cue"], row["content"], dated, *_where(row, texts), row["id"],
                _outlet(row), tellings,
            )  # fmt: skip
        elif row := days.get(i):
            parts = passage(texts.of(row["report"]), row["start"], row["end"])
            where = _where(row, texts)
            out[i] = Item(
                day, lane, "date", None, row["who"], None, "".join(parts), parts[1], *where, f"L{where[2]}", _outlet(row), 1
            )  # fmt: skip
    return out


def _where(row: sqlite3.Row, texts: Texts) -> tuple[str, str, int, int, int]:
    return row["report"], row["path"], texts.line(row["report"], row["start"]), row["start"], row["end"]


def _outlet(row: sqlite3.Row) -> str:
    path: str = row["path"]
    return row["outlet"] or os.path.basename(path) or path
