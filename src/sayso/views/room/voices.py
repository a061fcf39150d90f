"""The voices: all of them, and one with all it is reported to have said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sayso.errors import NotThere
from sayso.views.positions import turns
from sayso.views.room.room import Query, Room
from sayso.views.room.shelf import UNKNOWN
from sayso.views.room.statements import Paging, Told, paged, told

LENGTH = 100  # voices on a page
SAID = 50  # statements on a voice's page
_COMPARED = 1_000  # statements that are searched for positions that changed


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice across reports, with its statements and the reports they stand in."""

    id: str
    name: str
    kind: str
    side: str | None
    names: tuple[str, ...]  # what else it is called, four at most
    statements: int  # how many it has
    reports: int  # how many these stand in


@dataclass(frozen=True, slots=True)
class VoicesPage:
    """What /voices shows."""

    title: str
    words: str | None  # searched for (`q`)
    voices: tuple[VoiceLine, ...]  # a page of them, those with most statements first
    paging: Paging


@dataclass(frozen=True, slots=True)
class NameUse:
    """What a voice is called, by which outlet, and in how many of its statements."""

    name: str  # what the outlet calls it
    outlet: str  # "?" where it is not known
    count: int  # of its statements with that name


@dataclass(frozen=True, slots=True)
class Turn:
    """A position that changed: what was said before, and what was said otherwise later."""

    matter: str  # what the two are about
    before: Told  # what was said first
    now: Told  # what was said later


@dataclass(frozen=True, slots=True)
class VoicePage:
    """What a voice's page shows: its statements in order of time, those without a day at the end."""

    title: str
    id: str
    kind: str
    side: str | None
    roles: tuple[str, ...]  # offices and titles that reports give it, the most frequent first
    names: tuple[NameUse, ...]  # what it is called, by outlet
    reports: int  # how many its statements stand in
    outlets: tuple[tuple[str, int], ...]  # that report it, with the number of its statements
    relays: tuple[tuple[str, int], ...]  # through whom it is reported, with the number of its statements
    issues: tuple[tuple[str, str, int], ...]  # id, name, and number of its statements that touch it
    turns: tuple[Turn, ...]  # positions that changed
    compared: int | None  # how many statements were compared for that; None where all were
    statements: tuple[Told, ...]  # a page of them, in order of time, those without a day at the end
    paging: Paging


def voices_page(room: Room, query: Query) -> VoicesPage:
    words = next((w.strip() for w in query.get("q", ()) if w.strip()), None)
    facet = room.shelf.facets["voice"]
    counts = np.bincount(facet.codes, minlength=len(facet.values))
    order = np.argsort(-counts, kind="stable")
    if words:
        found = room.ledger.connection.execute("SELECT id FROM voice_groups WHERE instr(lower(names), lower(?)) > 0", (words,))
        wanted, asked = {key for (key,) in found}, words.casefold()
        order = np.array([c for c in order if facet.values[c] in wanted or asked in facet.labels[c].casefold()], dtype=np.int64)
    paging = paged(query, len(order), room.length(LENGTH), (("q", words),) if words else ())
    some = [int(code) for code in order[(paging.page - 1) * room.length(LENGTH) :][: room.length(LENGTH)]]
    return VoicesPage("Voices", words, tuple(_lines(room, some, counts)), paging)


def _lines(room: Room, codes: list[int], counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterator[VoiceLine]:
    facet, shelf = room.shelf.facets["voice"], room.shelf
    keys = json.dumps([facet.values[code] for code in codes])
    known = {row["id"]: row for row in room.ledger.connection.execute(
        "SELECT id, name, kind, side, names FROM voice_groups WHERE id IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT id, name, kind, side, '[]' FROM voices WHERE id IN (SELECT value FROM json_each(?1))", (keys,)
    )}  # fmt: skip
    picked = np.isin(facet.codes, codes)
    pairs = np.unique(np.stack([facet.codes[picked], shelf.report[facet.rows[picked]]], axis=1), axis=0)
    reports = np.bincount(pairs[:, 0], minlength=len(facet.values))
    for code in codes:
        row = known.get(facet.values[code])
        if row is not None:  # else it was grouped anew a moment ago
            names = tuple(name for name in json.loads(row["names"]) if name != row["name"])
            yield VoiceLine(row["id"], row["name"], row["kind"], row["side"], names[:4], int(counts[code]), int(reports[code]))


def voice_page(room: Room, key: str, query: Query) -> VoicePage:
    """Raises NotThere where the ledger has no such voice."""
    db = room.ledger.connection
    row = db.execute("SELECT * FROM voice_groups WHERE id = ?", (key,)).fetchone()
    if row is None:  # the voice of one report: that across reports, or by itself where it is not linked
        if group := db.execute("SELECT voice_group FROM voice_members WHERE voice = ?", (key,)).fetchone():
            return voice_page(room, group[0], query)
        row = db.execute("SELECT name, kind, side, '[]' AS roles FROM voices WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise NotThere(f"the ledger has no voice {key}")
    shelf = room.shelf
    rows = shelf.facets["voice"].having([key], shelf.size)
    dated = np.flatnonzero(rows & (shelf.days != ""))
    order = [*dated[np.argsort(shelf.days[dated], kind="stable")], *np.flatnonzero(rows & (shelf.days == ""))]
    ids = [shelf.ids[i] for i in order]
    paging = paged(query, len(ids), room.length(SAID))
    said = told(room, ids[(paging.page - 1) * room.length(SAID) :][: room.length(SAID)])
    first = {one.line.id: one for one in (told(room, ids[:_COMPARED]) if len(ids) > len(said) else said)}
    changed = tuple(Turn(about, first[a.id], first[b.id]) for about, a, b in turns(one.line for one in first.values()))
    facets = shelf.facets
    return VoicePage(
        row["name"], key, row["kind"], row["side"], tuple(json.loads(row["roles"])),
        tuple(_names(room, key)), len(np.unique(shelf.report[rows])),
        tuple((value, n) for value, _, n in facets["outlet"].counts(rows, 30)),
        tuple((label, n) for _, label, n in facets["relay"].counts(rows, 30)), tuple(facets["issue"].counts(rows, 12)),
        changed, _COMPARED if len(ids) > _COMPARED else None, said, paging,
    )  # fmt: skip


def _names(room: Room, key: str) -> Iterator[NameUse]:
    for row in room.ledger.connection.execute(
        "SELECT voices.name, coalesce(reports.outlet, ?) AS outlet, count(DISTINCT speakers.statement) AS uses FROM voice_members"
        " JOIN voices ON voices.id = voice_members.voice JOIN reports ON reports.id = voices.report JOIN speakers ON speakers.voice = voices.id"
        " WHERE voice_group = ? GROUP BY 1, 2 ORDER BY uses DESC, 1, 2",
        (UNKNOWN, key),
    ):
        yield NameUse(row["name"], row["outlet"], row["uses"])
