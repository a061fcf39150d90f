"""Who calls whom what: for all that reports name the words they do it with, the offices and titles, and the words of their sources, counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import get_args

import numpy as np

from sayso.errors import BadQuestion, NotThere
from sayso.ledger.texts import Texts
from sayso.model import MentionKind
from sayso.views.room.named import Named, Numbers, Places, Spot, named_of
from sayso.views.room.passages import passage
from sayso.views.room.room import Query, Room
from sayso.views.room.shelf import UNKNOWN, Codes, Shelf
from sayso.views.room.statements import Paging, paged

LENGTH = 12  # bearers on a page: those named most have hundreds of terms
PASSAGES = 100  # on a page of one of them
UNASKED = 1000  # passages on the one page of a published site
OUTLETS = 8  # of a term that are listed
SOURCES = 20  # ways to word a source that are listed
KINDS: tuple[MentionKind, ...] = get_args(MentionKind)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand; with the statement whose source they are, where they are that."""

    report: str
    path: str
    line: int  # counted from 1
    start: int
    end: int
    statement: str | None  # whose source the words are, where they are that


@dataclass(frozen=True, slots=True)
class Count:
    """How often an outlet has a term, and where first; "?" for reports that do not say their outlet."""

    outlet: str  # "?" where it is not known
    count: int  # how often it has the term
    first: Place  # where first


@dataclass(frozen=True, slots=True)
class Use:
    """A term, on one line, and how often each outlet has it."""

    term: str  # on one line
    counts: tuple[Count, ...]  # by outlet, those with most first, eight at most
    more: int  # outlets that are not listed
    total: int  # how often all of them have it


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody or something is called: `terms` count the places that name it, `roles` the reports that say it holds an office or title,
    `sources` the statements of which it is the source in these words; `more` of these are not listed.
    """

    id: str
    name: str
    kind: str
    voice: str | None  # id of its voice across reports, where it speaks
    times: int  # how often it is named
    reports: int  # how many name it
    terms: tuple[Use, ...]  # the names, counted by the places that have them
    roles: tuple[Use, ...]  # offices and titles, counted by the reports that give them
    sources: tuple[Use, ...]  # words of its sources, counted by statements, 20 at most
    more: int  # ways to word its sources that are not listed


@dataclass(frozen=True, slots=True)
class NamesPage:
    """What /names and `sayso names` show: those named most first."""

    title: str
    words: str | None  # searched for (`q`)
    kind: str | None  # asked for
    kinds: tuple[tuple[str, int], ...]  # with how many there are of each that has the words
    bearers: tuple[Called, ...]  # a page of them, those named most first
    paging: Paging


@dataclass(frozen=True, slots=True)
class Passage:
    """A place where a term stands, with the sentence round it."""

    outlet: str  # "?" where it is not known
    published: str | None
    place: Place  # of the words
    before: str  # what stands before them in their sentence
    words: str  # of the report, as they stand
    after: str  # what stands behind them


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a term, or of an office or title (`role`); `number` is its place among these, from 0."""

    term: str  # on one line
    role: bool  # whether it is an office or title
    number: int  # its place among `called.terms` or `called.roles`, from 0
    passages: tuple[Passage, ...]  # of this page of the list


@dataclass(frozen=True, slots=True)
class NamePage:
    """What /names/ID shows: where it is named, by one term or each, those of the most frequent first; then the offices and titles."""

    title: str
    called: Called  # who or what it is
    term: str | None  # asked for
    role: str | None  # asked for
    outlet: str | None  # asked for
    groups: tuple[Passages, ...]  # the passages of this page of the list, by term
    unlisted: int  # passages that a published site has no room for
    paging: Paging


def names_page(room: Room, query: Query, length: int = LENGTH) -> NamesPage:
    """Raises BadQuestion where the kind is none."""
    words, kind = asked(query, "q"), asked(query, "kind")
    if kind not in (None, *KINDS):
        raise BadQuestion(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    named = named_of(room)
    found = named.having(words)
    kinds = ((one, sum(named.bearers[b].kind == one for b in found)) for one in KINDS)
    found = [b for b in found if kind in (None, named.bearers[b].kind)]
    length = room.length(length)
    paging = paged(query, len(found), length, _address(q=words, kind=kind))
    some = found[(paging.page - 1) * length :][:length]
    return NamesPage("Names", words, kind, tuple(one for one in kinds if one[1]), _called(room, named, some), paging)


def name_page(room: Room, key: str, query: Query) -> NamePage:
    """Raises NotThere where no report names it."""
    named = named_of(room)
    if key not in named.at:
        raise NotThere(f"no report of the ledger names {key}")
    b = named.at[key]
    [called] = _called(room, named, [b])
    term, role, outlet = (asked(query, name) for name in ("term", "role", "outlet"))
    found: list[tuple[bool, int, int]] = []  # a role, which of the uses, and the row
    if term or not role:
        found += [(False, *one) for one in _in_order(named, named.names, b, called.terms, term, outlet)]
    if role or not term:
        found += [(True, *one) for one in _in_order(named, named.roles, b, called.roles, role, outlet)]
    length = room.length(PASSAGES)
    paging = paged(query, len(found), length, _address(term=term, role=role, outlet=outlet))
    some = found[(paging.page - 1) * length :][: min(length, UNASKED)]
    return NamePage(
        called.name, called, term, role, outlet, tuple(_groups(room, named, called, some)), len(found) - len(some) if room.whole else 0, paging
    )  # fmt: skip


def bearer_keys(room: Room) -> Iterable[str]:
    """All that reports name."""
    return (bearer.id for bearer in named_of(room).bearers)


def asked(query: Query, name: str) -> str | None:
    """A parameter of an address that is given."""
    return next((one.strip() for one in query.get(name, ()) if one.strip()), None)


def _address(**given: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in given.items() if value)


# Terms, the most frequent first: for each the outlets with how often they have it, those with most first, and the row of the first.
Listed = list[tuple[str, list[tuple[str, int, int]]]]


def _called(room: Room, named: Named, some: Sequence[int]) -> tuple[Called, ...]:
    both = (named.names, named.roles)
    counted = [[_counted(named, places, places.of(b)) for places in both] for b in some]
    sources = [_sources(room.shelf, named.bearers[b].voice) for b in some]
    spots: list[dict[int, Spot]] = [
        {row: named.spot(places, row) for one in counted for row in _firsts(one[i])} for i, places in enumerate(both)
    ]
    spots.append(_source_spots(room, [row for one in sources for row in _firsts(one[:SOURCES])]))
    placed = _placed(room, {spot for some_spots in spots for spot in some_spots.values()})
    out = []
    for b, (terms, roles), by_voice in zip(some, counted, sources, strict=True):
        one, rows = named.bearers[b], named.names.of(b)
        called, held, spoken = (_uses(listed, of, placed) for listed, of in zip((terms, roles, by_voice[:SOURCES]), spots, strict=True))
        reports = len(np.unique(named.names.report[rows]))
        more = max(0, len(by_voice) - SOURCES)
        out.append(Called(one.id, one.name, one.kind, one.voice, len(rows), reports, called, held, spoken, more))
    return tuple(out)


def _counted(named: Named, places: Places, rows: Numbers) -> Listed:
    return _listed(places.words[rows], named.outlet[places.report[rows]], rows, named.words, named.outlets)


def _sources(shelf: Shelf, voice: str | None) -> Listed:
    """The words of the sources where the voice speaks."""
    if voice is None:
        return []
    theirs = shelf.facets["voice"].having([voice], shelf.size)
    sources, outlets = shelf.facets["source"], shelf.facets["outlet"]
    outlet_of = np.zeros(shelf.size, dtype=np.int32)
    outlet_of[outlets.rows] = outlets.codes  # every statement has one
    picked = theirs[sources.rows]
    rows = sources.rows[picked]
    return _listed(sources.codes[picked], outlet_of[rows], rows, sources.values, outlets.values)


def _listed(terms: Codes, outlets: Codes, rows: Numbers | Codes, term_names: Sequence[str], outlet_names: Sequence[str]) -> Listed:
    pairs, first, uses = np.unique(np.stack([terms, outlets], axis=1), axis=0, return_index=True, return_counts=True)
    found: dict[str, list[tuple[str, int, int]]] = {}
    for (term, outlet), at, number in zip(pairs.tolist(), first.tolist(), uses.tolist(), strict=True):
        found.setdefault(term_names[term], []).append((outlet_names[outlet], number, int(rows[at])))
    for by in found.values():
        by.sort(key=lambda one: (-one[1], one[0]))
    return sorted(found.items(), key=lambda one: (-_total(one[1]), one[0]))


def _total(by: Sequence[tuple[str, int, int]]) -> int:
    return sum(number for _, number, _ in by)


def _firsts(listed: Listed) -> Iterator[int]:
    return (row for _, by in listed for _, _, row in by[:OUTLETS])


def _source_spots(room: Room, rows: Sequence[int]) -> dict[int, Spot]:
    """Where the sources of these statements stand: from their first word to their last."""
    of = {room.shelf.ids[row]: row for row in rows}
    found = room.ledger.connection.execute(
        "SELECT report, min(start_at), max(end_at), statement FROM json_each(?) AS wanted CROSS JOIN spans ON statement = wanted.value AND role = 'source'"
        " JOIN statements ON statements.id = statement GROUP BY statement",
        (json.dumps(list(of)),),
    )
    return {of[statement]: (report, start, end, statement) for report, start, end, statement in found}


def _placed(room: Room, spots: Iterable[Spot]) -> dict[Spot, Place]:
    """The spots with their lines, less those in a report that was renamed a moment ago."""
    by_report: dict[str, list[Spot]] = {}
    for spot in spots:
        by_report.setdefault(spot[0], []).append(spot)
    out, texts = {}, Texts(room.ledger.connection)
    for key, path in room.ledger.connection.execute(
        "SELECT reports.id, reports.path FROM json_each(?) AS wanted CROSS JOIN reports ON reports.id = wanted.value",
        (json.dumps(list(by_report)),),
    ):
        for spot in by_report[key]:
            out[spot] = Place(key, path, texts.line(key, spot[1]), spot[1], spot[2], spot[3])
    return out


def _uses(listed: Listed, spots: Mapping[int, Spot], placed: Mapping[Spot, Place]) -> tuple[Use, ...]:
    made = []
    for term, by in listed:
        counts = tuple(
            Count(outlet, number, placed[spots[row]]) for outlet, number, row in by[:OUTLETS] if row in spots and spots[row] in placed
        )
        made.append(Use(term, counts, max(0, len(by) - OUTLETS), _total(by)))
    return tuple(made)


def _in_order(
    named: Named, places: Places, bearer: int, uses: Sequence[Use], term: str | None, outlet: str | None
) -> Iterator[tuple[int, int]]:
    """The number of the use and the row of each place with that term, reported by that outlet."""
    number = {use.term: n for n, use in enumerate(uses)}
    rows = [(number[named.words[places.words[row]]], int(row)) for row in places.of(bearer)]
    for n, row in sorted(rows):
        if term in (None, uses[n].term) and outlet in (None, named.reports[places.report[row]].outlet):
            yield n, row


def _groups(room: Room, named: Named, called: Called, found: Sequence[tuple[bool, int, int]]) -> Iterator[Passages]:
    spots = [named.spot(named.roles if role else named.names, row) for role, _, row in found]
    placed = _placed(room, spots)
    texts = Texts(room.ledger.connection)
    reported = {
        key: (outlet or UNKNOWN, published)
        for key, outlet, published in room.ledger.connection.execute(
            "SELECT id, outlet, published FROM reports WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([spot[0] for spot in placed]),),
        )
    }
    for (role, number), rows in groupby(zip(found, spots, strict=True), lambda one: one[0][:2]):
        passages = []
        for _, spot in rows:
            if spot in placed:
                report, start, end, _ = spot
                passages.append(Passage(*reported[report], placed[spot], *passage(texts.of(report), start, end)))
        yield Passages((called.roles if role else called.terms)[number].term, role, number, tuple(passages))
