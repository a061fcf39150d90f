"""Who calls whom what: for each voice the terms that the outlets use, counted."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from sayso.views.room.room import Query, Room
from sayso.views.room.shelf import UNKNOWN, Shelf
from sayso.views.room.statements import Paging, paged

LENGTH = 12  # voices on a page: those spoken of most have hundreds of terms
OUTLETS = 8  # of a term that are listed
SOURCES = 20  # ways to word a source that are listed of a voice


@dataclass(frozen=True, slots=True)
class Use:
    """A term and how often each outlet has it; "?" for reports that do not say their outlet."""

    term: str
    counts: tuple[tuple[str, int], ...]
    more: int  # outlets that are not listed
    total: int


@dataclass(frozen=True, slots=True)
class Called:
    """What one voice is called: by name, as what (office, role, party), and in which words where it speaks; `more` of these are not listed."""

    id: str
    name: str
    kind: str
    terms: tuple[Use, ...]
    roles: tuple[Use, ...]
    sources: tuple[Use, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NamesPage:
    """What /names shows."""

    title: str
    words: str | None
    voices: tuple[Called, ...]
    paging: Paging


def names_page(room: Room, query: Query) -> NamesPage:
    words = next((w.strip() for w in query.get("q", ()) if w.strip()), None)
    condition, given = ("1", []) if not words else ("instr(lower(voice_groups.names || voice_groups.roles), lower(?)) > 0", [words])
    db = room.ledger.connection
    several = (
        "SELECT id, name, kind FROM voice_groups WHERE (json_array_length(names) > 1 OR json_array_length(roles) > 1"
        " OR lower(json_extract(roles, '$[0]')) <> lower(name))"
        f" AND {condition}"
    )
    facet = room.shelf.facets["voice"]
    statements = dict(zip(facet.values, np.bincount(facet.codes, minlength=len(facet.values)).tolist(), strict=True))
    rows = sorted(db.execute(several, given), key=lambda row: (-statements.get(row["id"], 0), row["name"], row["id"]))
    paging = paged(query, len(rows), room.length(LENGTH), (("q", words),) if words else ())
    rows = rows[(paging.page - 1) * room.length(LENGTH) :][: room.length(LENGTH)]
    ids = [row["id"] for row in rows]
    names, roles = (_uses(room, ids, column) for column in ("name", "role"))
    sources = {key: _sources(room.shelf, key) for key in ids}
    called = tuple(
        Called(
            row["id"], row["name"], row["kind"], names.get(row["id"], ()), roles.get(row["id"], ()), sources[row["id"]][:SOURCES],
            max(0, len(sources[row["id"]]) - SOURCES),
        )
        for row in rows
    )  # fmt: skip
    return NamesPage("Names", words, called, paging)


def _uses(room: Room, voices: list[str], column: str) -> dict[str, tuple[Use, ...]]:
    """For each of the voices its names or roles."""
    counted: dict[str, dict[str, dict[str, int]]] = {}
    for row in room.ledger.connection.execute(
        f"SELECT voice_group, voices.{column} AS term, coalesce(outlet, '{UNKNOWN}') AS outlet, count(DISTINCT statement) AS uses"
        " FROM json_each(?) AS wanted CROSS JOIN voice_members ON voice_group = wanted.value"
        " CROSS JOIN voices ON voices.id = voice_members.voice JOIN reports ON reports.id = voices.report"
        f" JOIN speakers ON speakers.voice = voices.id WHERE voices.{column} IS NOT NULL GROUP BY 1, 2, 3",
        (json.dumps(voices),),
    ):
        counted.setdefault(row["voice_group"], {}).setdefault(row["term"], {})[row["outlet"]] = row["uses"]
    return {voice: _sorted(terms) for voice, terms in counted.items()}


def _sources(shelf: Shelf, voice: str) -> tuple[Use, ...]:
    """The words of the sources where the voice speaks."""
    theirs = shelf.facets["voice"].having([voice], shelf.size)
    sources, outlets = shelf.facets["source"], shelf.facets["outlet"]
    outlet_of = np.zeros(shelf.size, dtype=np.int32)
    outlet_of[outlets.rows] = outlets.codes  # every statement has one
    picked = theirs[sources.rows]
    pairs, uses = np.unique(np.stack([sources.codes[picked], outlet_of[sources.rows[picked]]], axis=1), axis=0, return_counts=True)
    terms: dict[str, dict[str, int]] = {}
    for (source, outlet), number in zip(pairs.tolist(), uses.tolist(), strict=True):
        terms.setdefault(sources.values[source], {})[outlets.values[outlet]] = number
    return _sorted(terms)


def _sorted(terms: dict[str, dict[str, int]]) -> tuple[Use, ...]:
    """The terms with the statements of each outlet that have them, the most frequent first."""
    made = []
    for term, by in terms.items():
        most = sorted(by.items(), key=lambda one: (-one[1], one[0]))
        made.append(Use(term, tuple(most[:OUTLETS]), max(0, len(most) - OUTLETS), sum(by.values())))
    return tuple(sorted(made, key=lambda use: (-use.total, use.term)))
