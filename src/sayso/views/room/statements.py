"""The statements that a filter picks, a page of them, with what else could be picked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.errors import BadQuestion, NotThere
from sayso.views.pages import SaidLine, said_lines
from sayso.views.room.filters import SORTS, Filter, number
from sayso.views.room.room import Query, Room

LENGTH = 50  # statements on a page
PUBLISHED = 500  # on the one page of a published site: it finds the others by itself, or they are read by report and by voice
_TITLE = 90  # code points of a content in a heading
_VALUES = 12  # of a facet that are offered

SWITCHES: dict[str, tuple[str, int]] = {  # what is offered to be turned on, and to what
    "disputed": ("in a dispute", True),
    "unnamed": ("by voices without a name only", True),
    "told": ("told in several reports", 2),
    "origins": ("with two origins or more", 2),
}

Address = tuple[tuple[str, str], ...]  # parameters of an address


@dataclass(frozen=True, slots=True)
class Who:
    """A voice as it is named on a page."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with its voices."""

    line: SaidLine  # the statement
    voices: tuple[Who, ...]  # who says it; empty where nobody is given


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a facet offers: how many statements of those picked have it, and the address that picks or unpicks it."""

    value: str  # as the parameter has it
    label: str  # what it is called
    count: int  # statements of those picked that have it; 0 for an order of the list
    chosen: bool  # whether the filter has it
    address: Address  # parameters of the address that picks it, or unpicks it where it is chosen


@dataclass(frozen=True, slots=True)
class Offered:
    """A facet with its most frequent values; `more` are not listed."""

    name: str  # the parameter of /statements
    choices: tuple[Choice, ...]  # the most frequent first
    more: int  # values that are not listed


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the filter in words, and the address without it."""

    words: str  # as it is read
    without: Address  # parameters of the address that is without it


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list a page is; pages count from 1."""

    page: int  # this one
    pages: int  # how many there are, at least one
    total: int  # what all of them list
    address: Address  # parameters of the address, without the page


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """What /statements shows."""

    title: str
    filter: Filter  # what was asked, as it was understood
    conditions: tuple[Condition, ...]  # the same in words
    statements: tuple[Told, ...]  # of those picked, a page
    facets: tuple[Offered, ...]  # what else could be picked
    switches: tuple[Choice, ...]  # conditions to be turned on or off
    sorts: tuple[Choice, ...]  # orders of the list
    paging: Paging


def statements_page(room: Room, query: Query) -> StatementsPage:
    asked = Filter.of(query)
    shelf = room.shelf
    rows = asked.rows(shelf, room.ledger)
    order = asked.ordered(shelf, rows)
    length = PUBLISHED if room.whole else LENGTH
    page = paged(query, len(order), length, tuple(asked.address()))
    some = order[(page.page - 1) * length : page.page * length]
    conditions = tuple(Condition(words, tuple(less.address())) for words, less in asked.conditions(shelf, _named(room, asked.report)))
    offered = []
    for name, facet in shelf.facets.items():
        chosen = getattr(asked, name)
        if name in ("called", "role", "source") and not chosen:  # of one voice, from the page of names
            continue
        found = facet.counts(rows, _VALUES)
        choices = [
            Choice(
                value, label, count, value in chosen,
                tuple((asked.without(name, value) if value in chosen else asked.adding(name, value)).address()),
            )
            for value, label, count in found
        ]  # fmt: skip
        offered.append(Offered(name, tuple(choices), max(0, facet.distinct(rows) - len(choices))))
    columns = (shelf.disputed, shelf.unnamed, shelf.told_in >= 2, shelf.origins >= 2)
    switches = tuple(
        Choice(name, label, int((rows & column).sum()), bool(getattr(asked, name)), tuple(asked.turning(name, to).address()))
        for (name, (label, to)), column in zip(SWITCHES.items(), columns, strict=True)
    )
    sorts = tuple(Choice(name, words, 0, asked.sort == name, tuple(asked.sorted(name).address())) for name, words in SORTS.items())
    said = "; ".join(c.words for c in conditions)
    title = f"Statements {said}" if said else "Statements"
    return StatementsPage(title, asked, conditions, told(room, [shelf.ids[row] for row in some]), tuple(offered), switches, sorts, page)


def told(room: Room, ids: Sequence[str], *, superseded: bool = False) -> tuple[Told, ...]:
    """These statements in this order; one that was read anew a moment ago is left out, as `said_lines` leaves some out."""
    lines, speakers = said_lines(room.ledger, ids=ids, superseded=superseded)
    names = names_of(room, {voice for who in speakers.values() for voice in who})
    return tuple(Told(lines[key], tuple(Who(v, names.get(v, v)) for v in speakers[key])) for key in ids if key in lines)


def titled(one: Told) -> str:
    """A statement as a heading."""
    content = one.line.content if len(one.line.content) <= _TITLE else f"{one.line.content[:_TITLE].rsplit(' ', 1)[0]} …"
    return f"{speaker(one)} {one.line.cue}: {content}"


def speaker(one: Told) -> str:
    """Who says it, by name."""
    return " and ".join(who.name for who in one.voices) or "No voice given"


def names_of(room: Room, voices: set[str]) -> Mapping[str, str]:
    """What voices are called, by the id of the voice across reports, or in one report where it is not linked."""
    rows = room.ledger.connection.execute(
        "SELECT id, name FROM voice_groups WHERE id IN (SELECT value FROM json_each(?1))"
        " UNION ALL SELECT id, name FROM voices WHERE id IN (SELECT value FROM json_each(?1))",
        (json.dumps(sorted(voices)),),
    )
    return dict(rows.fetchall())


def _named(room: Room, reports: Sequence[str]) -> Mapping[str, str]:
    rows = room.ledger.connection.execute(
        "SELECT id, coalesce(title, path) FROM reports WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(reports)),)
    )
    return dict(rows.fetchall())


def paged(query: Query, total: int, length: int, address: Address = ()) -> Paging:
    """The page that an address asks for. Raises NotThere where there is no such page, BadQuestion where there cannot be."""
    page = number(query, "page", 1)
    if not page:
        raise BadQuestion("pages count from 1")
    pages = max(1, -(-total // length))
    if page > pages:
        raise NotThere(f"there is no page {page}: there are {pages}")
    return Paging(page, pages, total, address)
