"""The figures by what they count: all counts, and one over time with each figure's bound and on whose word it is."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sayso.errors import BadQuestion, NotThere
from sayso.ids import count_id
from sayso.ledger import Ledger
from sayso.ledger.links import rejected
from sayso.views.counted import counted
from sayso.views.pages import FigureLine, figure_lines
from sayso.views.room.days import most_years
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Paging, paged

LENGTH = 100  # counts on a page
ROWS = 200  # figures in a page's table
CHARTED = 2000  # figures in a chart, at most: the newest
_BESIDE = 12  # counts of the same that are offered
_WORDS = 300  # code points of the words searched for
BOUNDS = {
    "exact": "exactly",
    "at_least": "at least",
    "more_than": "more than",
    "about": "about",
    "nearly": "nearly",
    "at_most": "at most",
    "fewer_than": "fewer than",
    "range": "from … to …",
}
_UPWARDS = ("fewer_than", "at_most", "nearly", "about", "exact", "at_least", "more_than")  # bounds of one number

# The day that a figure holds for: the one it speaks of; of a period its end, if that is not after the report; of a count since some day,
# and of one without a day, the day of publication.
_DAY = """CASE WHEN as_of_to IS NULL THEN substr(published, 1, 10)
  WHEN substr(as_of_from, 1, 10) <> substr(as_of_to, 1, 10) AND published < as_of_to THEN substr(published, 1, 10)
  ELSE substr(as_of_to, 1, 10) END"""
_LIVE = """figures.report NOT IN (SELECT report FROM earlier_texts) AND "of" IS NOT NULL
  AND (statement IS NULL OR statement NOT IN (SELECT value FROM json_each(:rejected)))"""
_IN_DISPUTE = """(SELECT figure FROM dispute_members
    WHERE figure IS NOT NULL AND dispute NOT IN (SELECT value FROM json_each(:rejected)))"""
_SIZES = f"""
SELECT "of", who, "where", count(*) AS figures, sum(figures.id IN {_IN_DISPUTE}) AS disputed
FROM figures WHERE {_LIVE} {{some}} GROUP BY "of", who, "where" ORDER BY disputed = 0, count(*) DESC, "of", who, "where"
"""
_WANTED = f"""
FROM json_each(:counts) AS wanted CROSS JOIN figures ON "of" = wanted.value ->> 0 AND who IS wanted.value ->> 1 AND "where" IS wanted.value ->> 2
  JOIN reports ON reports.id = figures.report
WHERE {_LIVE}"""
_SPANS = f"""
SELECT wanted.key AS number, count(DISTINCT figures.report) AS reports, min({_DAY}) AS since, max({_DAY}) AS until
{_WANTED} GROUP BY wanted.key
"""
_VALUES = f"SELECT DISTINCT wanted.key AS number, low, high, bound {_WANTED}"
_ONE = f"""
SELECT figures.id, figures.report, statement, coalesce(voice_group, voices.id) AS voice, {_DAY} AS day,
  CASE WHEN substr(as_of_from, 1, 10) < {_DAY} AND as_of_to IS NOT NULL THEN substr(as_of_from, 1, 10) END AS since,
  (SELECT group_concat(DISTINCT dispute) FROM dispute_members WHERE figure = figures.id
    AND dispute NOT IN (SELECT value FROM json_each(:rejected))) AS disputes
FROM figures JOIN reports ON reports.id = figures.report LEFT JOIN statements ON statements.id = figures.statement
  LEFT JOIN voices ON voices.id = statements.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
WHERE {_LIVE} AND "of" = :of AND who IS :who AND "where" IS :where
"""


class _Value(NamedTuple):
    """What a figure says."""

    low: float | None
    high: float | None
    bound: str


class _Size(NamedTuple):
    """What figures count, whom, where, and how many do."""

    of: str
    who: str | None
    where: str | None
    figures: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Count:
    """What figures count, with how many do: `least` and `most` are of the values named, `since` and `until` of the days they hold for.

    `values` has the bounds, which the two numbers have not: "nearly 70,000" is no 70,000.
    """

    id: str
    words: str  # what is counted, whom, where
    figures: int  # how many count it
    reports: int  # how many these stand in
    values: str | None  # the lowest and the highest with their bounds, in words: "31 to more than 100"; None where none is named
    least: float | None  # the lowest of the values named; None where it is open below ("at most 5")
    most: float | None  # the highest of the values named; None where it is open above ("more than 100")
    since: str | None  # the first day that one holds for
    until: str | None  # the last day that one holds for
    disputed: int  # figures in a dispute


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What /figures shows."""

    title: str
    words: str | None  # searched for (`q`)
    counts: tuple[Count, ...]  # a page of them, those in a dispute first, then those with most figures
    paging: Paging


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of a count. `number` is its row, `day` the one it holds for, `value` it in numbers; `to` is where its words stand."""

    number: int  # its row, from 1
    line: FigureLine  # the figure
    value: str  # with its bound, in words: "at least 214"
    report: str
    to: str  # where its words stand on the report's page: a statement's id, or a line ("L12")
    voice: str | None  # on whose word: its id
    since: str | None  # where it holds for several days, the first; `day` is the last
    day: str | None  # that it holds for
    disputes: tuple[str, ...]  # that it is in


@dataclass(frozen=True, slots=True)
class FigurePage:
    """What /figures/KEY shows. `charted` are those with a day and a value, in order of time; `rows` are all, page by page."""

    title: str
    count: Count  # what is counted
    charted: tuple[Counted, ...]  # the figures with a day and a value, in order of time, 2,000 at most
    uncharted: int  # with a day, and older than the chart has room for
    outside: int  # of years far from the others, which the chart leaves out
    undated: int  # without a day
    rows: tuple[Counted, ...]  # all figures, a page of them
    beside: tuple[Count, ...]  # counts of the same thing, of others or elsewhere, 12 at most
    paging: Paging


def figures_page(room: Room, query: Query) -> FiguresPage:
    """All counts. Raises BadQuestion where more is searched for than anybody means."""
    words = next((w.strip() for w in query.get("q", ()) if w.strip()), None)
    if len(words or "") > _WORDS:
        raise BadQuestion(f"more than {_WORDS} letters to search for; give fewer words")
    found = _sizes(room.ledger)
    if words:
        wanted = words.casefold().split()
        found = [one for one in found if all(word in counted(*one[:3]).casefold() for word in wanted)]
    length = room.length(LENGTH)
    paging = paged(query, len(found), length, (("q", words),) if words else ())
    title = f"Figures for {words}" if words else "Figures"
    some = _counts(room.ledger, found[(paging.page - 1) * length : paging.page * length])
    return FiguresPage(title, words, some, paging)


def figure_page(room: Room, key: str, query: Query) -> FigurePage:
    """Raises NotThere where no figure counts that."""
    of, who, where = _counted_by(room.ledger, key)
    same = _sizes(room.ledger, of)
    size = next((one for one in same if one[:3] == (of, who, where)), None)
    if size is None:
        raise NotThere(f"no figure that is shown counts {counted(of, who, where)} any more")
    count, *beside = _counts(room.ledger, [size, *[one for one in same if one != size][:_BESIDE]])
    rows = _figures(room.ledger, of, who, where)
    dated = [row for row in rows if row.day]
    near = _near(dated)
    length = room.length(ROWS)
    paging = paged(query, len(rows), length)
    return FigurePage(
        f"Figures: {count.words}", count, tuple(near[-CHARTED:]), max(0, len(near) - CHARTED),
        len(dated) - len(near), len(rows) - len(dated),
        tuple(rows[(paging.page - 1) * length : paging.page * length]), tuple(beside), paging,
    )  # fmt: skip


_id = lru_cache(maxsize=200_000)(count_id)


def count_keys(ledger: Ledger) -> list[str]:
    """The ids of all counts, each of which has a page."""
    return [_id(*size[:3]) for size in _sizes(ledger)]


def _rejected(ledger: Ledger) -> str:
    return json.dumps(sorted(rejected(ledger)))


def _sizes(ledger: Ledger, of: str | None = None) -> list[_Size]:
    """All counts, or those of one thing: those in a dispute first, then those with most figures."""
    given = {"of": of, "rejected": _rejected(ledger)}
    return [_Size(*row) for row in ledger.connection.execute(_SIZES.format(some='AND "of" = :of' if of else ""), given)]


def _counts(ledger: Ledger, sizes: Sequence[_Size]) -> tuple[Count, ...]:
    given = {"counts": json.dumps([size[:3] for size in sizes]), "rejected": _rejected(ledger)}
    spans = {row["number"]: row for row in ledger.connection.execute(_SPANS, given)}
    values: dict[int, list[_Value]] = {}
    for number, *value in ledger.connection.execute(_VALUES, given):
        values.setdefault(number, []).append(_Value(*value))
    return tuple(
        Count(
            _id(*size[:3]), counted(*size[:3]), size.figures, span["reports"], *_between(values.get(number, ())), span["since"], span["until"], size.disputed,
        )
        for number, size in enumerate(sizes)
        if (span := spans.get(number))
    )  # fmt: skip


def _counted_by(ledger: Ledger, key: str) -> tuple[str, str | None, str | None]:
    """What the count of this id counts, whom, where. Raises NotThere where there is none."""
    for of, who, where in ledger.connection.execute('SELECT DISTINCT "of", who, "where" FROM figures WHERE "of" IS NOT NULL'):
        if _id(of, who, where) == key:
            return of, who, where
    raise NotThere(f"the ledger has no count {key}")


def _figures(ledger: Ledger, of: str, who: str | None, where: str | None) -> list[Counted]:
    """The figures of a count in order of time, those without a day at the end."""
    given = {"rejected": _rejected(ledger), "of": of, "who": who, "where": where}
    rows = {row["id"]: row for row in ledger.connection.execute(_ONE, given)}
    lines = sorted(
        figure_lines(ledger, ids=list(rows)),
        key=lambda line: (rows[line.id]["day"] or "~", line.low or line.high or 0.0, line.path, line.start),
    )
    return [_counted(number, line, rows[line.id]) for number, line in enumerate(lines, 1)]


def _counted(number: int, line: FigureLine, row: sqlite3.Row) -> Counted:
    day, since = (one if _is_day(one) else None for one in (row["day"], row["since"]))
    return Counted(
        number, line, in_words(line), row["report"], row["statement"] or f"L{line.line}", row["voice"], since, day, _split(row["disputes"])
    )


def _near(dated: Sequence[Counted]) -> list[Counted]:
    """Those of the years that have most of them."""
    years = Counter(int(row.day[:4]) for row in dated if row.day)
    low, high = most_years(years) if years else (0, 0)
    return [row for row in dated if row.day and low <= int(row.day[:4]) <= high]


def _is_day(day: str | None) -> bool:
    return bool(day and re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", day))


def _split(packed: str | None) -> tuple[str, ...]:
    return tuple(sorted(packed.split(","))) if packed else ()


def in_words(line: FigureLine) -> str:
    """The figure with its bound as sayso understands it: "at least 214", "40 to 50"."""
    return _between([_Value(line.low, line.high, line.bound)])[0] or "?"


def _between(values: Sequence[_Value]) -> tuple[str | None, float | None, float | None]:
    """The lowest and the highest of values in words, with their bounds, and each as a number, None where it is open there."""
    ends = sorted(
        {
            (end, _UPWARDS.index("exact" if bound == "range" else bound))
            for low, high, bound in values
            for end in (low, high)
            if end is not None
        }
    )
    if not ends:
        return None, None, None
    (least, below), (most, above) = ends[0], ends[-1]
    # of several on one number each is named, of several numbers the lowest and the highest
    words = " or ".join(map(_bounded, ends)) if least == most else f"{_bounded(ends[0])} to {_bounded(ends[-1])}"
    return (
        words,
        None if _UPWARDS[below] in ("fewer_than", "at_most") else least,
        None if _UPWARDS[above] in ("at_least", "more_than") else most,
    )


def _bounded(end: tuple[float, int]) -> str:
    number, bound = f"{end[0]:,.10g}", _UPWARDS[end[1]]
    return number if bound == "exact" else f"{BOUNDS[bound]} {number}"
