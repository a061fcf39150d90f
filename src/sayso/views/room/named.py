"""Where reports name somebody or something, as columns in memory: every name, and every office or title, at its place.

They are made once for each shelf, in the time of a second at a hundred thousand statements, so that a page only counts.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from sayso.ledger import Ledger
from sayso.views.room.kept import Kept
from sayso.views.room.shelf import UNKNOWN, Codes, Shelf

Numbers = NDArray[np.int64]
Spot = tuple[str, int, int, str | None]  # report, start, end; the statement whose source it is, where it is one


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom names stand for across reports; `voice` is its voice across reports where it speaks."""

    id: str
    name: str
    kind: str
    voice: str | None


@dataclass(frozen=True, slots=True)
class Where:
    """A report in which somebody is named."""

    id: str
    path: str
    outlet: str  # "?" where it is not known


@dataclass(frozen=True, slots=True)
class Places:
    """Places in reports with their words: those of bearer b, in order of the ledger, from `first[b]` to `first[b + 1]`."""

    first: Numbers
    words: Codes  # index into `Named.words`
    report: Codes  # index into `Named.reports`
    start: Codes
    end: Codes

    def of(self, bearer: int) -> Numbers:
        """The places of a bearer."""
        return np.arange(self.first[bearer], self.first[bearer + 1])


@dataclass(frozen=True, slots=True)
class Named:
    """The bearers, those named most first, with the places of their names, and one place in each report for each office or title there."""

    bearers: tuple[Bearer, ...]
    at: Mapping[str, int]  # by id
    reports: tuple[Where, ...]
    outlet: Codes  # of the reports, index into `outlets`
    outlets: tuple[str, ...]
    words: tuple[str, ...]  # on one line each
    names: Places
    roles: Places
    searched: tuple[str, ...]  # for each bearer all that it is called, in small letters

    def having(self, words: str | None) -> list[int]:
        """The bearers that are called by each of the words, or by what it is the beginning or another part of."""
        asked = (words or "").casefold().split()
        return [b for b, called in enumerate(self.searched) if all(word in called for word in asked)]

    def spot(self, places: Places, row: int) -> Spot:
        """Where one of the places is."""
        return self.reports[places.report[row]].id, int(places.start[row]), int(places.end[row]), None


_REPORTS = f"""
SELECT id, path, coalesce(outlet, '{UNKNOWN}'), text FROM reports WHERE id NOT IN (SELECT report FROM earlier_texts)
ORDER BY coalesce(published, '9999'), path, id
"""
_MENTIONS = "SELECT report, start_at, end_at, role, voice FROM mentions ORDER BY report, start_at"
_FURNITURE = "SELECT report, start_at, end_at FROM furniture ORDER BY report"

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“"}  # round a name alone: another way to call it
_REACH = 400  # code points: an office is read in the sentence of a name

Row = tuple[int, int, int, int, int]  # bearer, words, report, start, end


def _made(ledger: Ledger, _shelf: Shelf) -> Named:
    db = sqlite3.Cursor(ledger.connection)
    db.row_factory = None  # bare tuples: half the time for half a million
    bearers = [Bearer(*row) for row in db.execute("SELECT id, name, kind, voice_group FROM bearers")]
    number = {bearer.id: b for b, bearer in enumerate(bearers)}
    bearer_of = {voice: number[bearer] for voice, bearer in db.execute("SELECT voice, bearer FROM bearer_members")}
    beside = {report: [row[1:] for row in rows] for report, rows in groupby(db.execute(_FURNITURE).fetchall(), itemgetter(0))}
    texts = {key: (Where(key, path, outlet), text) for key, path, outlet, text in db.execute(_REPORTS)}
    at = {key: place for place, key in enumerate(texts)}
    words: dict[str, int] = {}
    names: list[Row] = []
    roles: list[Row] = []
    for key, rows in groupby(db.execute(_MENTIONS), itemgetter(0)):
        if key not in texts:
            continue
        (_, text), report, furniture = texts[key], at[key], beside.get(key)
        said_to_be: dict[tuple[int, str], list[int]] = defaultdict(list)
        for _, start, end, role, voice in rows:
            bearer = bearer_of.get(voice)
            if bearer is None or (furniture and any(s <= start and end <= e for s, e in furniture)):
                continue
            if text[start - 1 : start] in _QUOTES and text[end : end + 1] == _QUOTES[text[start - 1]]:
                start, end = start - 1, end + 1  # noqa: PLW2901 (an outlet that calls it "so-called" by quotation marks)
            names.append((bearer, words.setdefault(" ".join(text[start:end].split()), len(words)), report, start, end))
            if role:
                said_to_be[bearer, role].append(start)
        roles += _roles(text, report, said_to_be, lambda term: words.setdefault(term, len(words)))
    return _ordered(bearers, [one for one, _ in texts.values()], tuple(words), names, roles)


def _roles(text: str, report: int, found: Mapping[tuple[int, str], list[int]], word: Callable[[str], int]) -> Iterator[Row]:
    """Each office or title at the place of its words that is nearest to a name of whoever holds it; none where they stand nowhere near."""
    for (bearer, role), starts in found.items():
        pattern = re.compile(r"\s+".join(map(re.escape, role.split())))
        for at in starts:
            places = [one.span() for one in pattern.finditer(text, max(0, at - _REACH), at + _REACH)]
            if places:
                start, end = min(places, key=lambda place: abs(place[0] - at))
                yield bearer, word(" ".join(text[start:end].split())), report, start, end
                break


def _ordered(bearers: list[Bearer], reports: list[Where], words: tuple[str, ...], names: list[Row], roles: list[Row]) -> Named:
    """The bearers that are named, by how often."""
    columns = [_columns(rows) for rows in (names, roles)]
    counts = np.bincount(columns[0][0], minlength=len(bearers))
    order = sorted((int(b) for b in np.flatnonzero(counts)), key=lambda b: (-counts[b], bearers[b].name, bearers[b].id))
    rank = np.zeros(len(bearers), dtype=np.int64)
    rank[order] = np.arange(len(order))
    kept = tuple(bearers[b] for b in order)
    outlets = {name: code for code, name in enumerate(dict.fromkeys(one.outlet for one in reports))}
    placed = [_places(rank[column[0]], column, len(kept)) for column in columns]
    return Named(
        kept, {bearer.id: b for b, bearer in enumerate(kept)}, tuple(reports),
        np.array([outlets[one.outlet] for one in reports], dtype=np.int32), tuple(outlets), words, placed[0], placed[1],
        tuple(_searched(kept, words, placed)),
    )  # fmt: skip


def _columns(rows: Iterable[Row]) -> Codes:
    return np.array(list(rows), dtype=np.int32).reshape(-1, 5).T


def _places(bearer: Numbers, columns: Codes, count: int) -> Places:
    """In order of the ledger within each bearer."""
    _, words, report, start, end = columns
    order = np.lexsort((start, report, bearer))
    first = np.searchsorted(bearer[order], np.arange(count + 1))
    return Places(first, words[order], report[order], start[order], end[order])


def _searched(bearers: tuple[Bearer, ...], words: tuple[str, ...], placed: list[Places]) -> Iterator[str]:
    small = [word.casefold() for word in words]
    bounds = [list(pairwise(places.first.tolist())) for places in placed]
    codes = [places.words.tolist() for places in placed]
    for b, bearer in enumerate(bearers):
        called = {code for some, of in zip(codes, bounds, strict=True) for code in some[slice(*of[b])]}
        yield "\n".join([bearer.name.casefold(), *(small[code] for code in called)])


_kept = Kept(_made)
named_of = _kept.of  # of a room
