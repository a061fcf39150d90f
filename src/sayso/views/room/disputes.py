"""The disputes: where accounts cannot all hold, each with its sides and the words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.ledger.links import judged_alone
from sayso.views.pages import DisputeLine, disputes
from sayso.views.room.judged import JudgementLine, judgements_on
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Paging, Told, paged, told

LENGTH = 20  # disputes on a page
_TELLINGS = 12  # of a side that the list shows
STATES = ("open", "confirmed", "rejected")


@dataclass(frozen=True, slots=True)
class Account:
    """A side: who gives it, in which statements, with which figures. `more` statements are not listed."""

    voices: tuple[str, ...]  # who gives it, by name
    figures: tuple[str, ...]  # the words of its figures
    statements: tuple[Told, ...]  # that give it, 12 at most in a list
    more: int  # statements that are not listed


@dataclass(frozen=True, slots=True)
class DisputeShown:
    """A dispute, and whether a person judged it: open, confirmed or rejected."""

    id: str
    kind: str
    matter: str  # what the accounts part on
    why: str  # why they cannot all hold
    confidence: float  # that it is one, from 0 to 1
    state: str  # as a person judged it, or open
    accounts: tuple[Account, ...]  # its sides


@dataclass(frozen=True, slots=True)
class DisputesPage:
    """What /disputes shows."""

    title: str
    kind: str | None  # asked for
    state: str | None  # asked for
    kinds: tuple[tuple[str, int], ...]  # with how many there are of each
    states: tuple[tuple[str, int], ...]  # with how many there are of each
    disputes: tuple[DisputeShown, ...]  # a page of them, the surest first
    paging: Paging


@dataclass(frozen=True, slots=True)
class DisputePage:
    """What a dispute's own page shows."""

    title: str
    dispute: DisputeShown  # with all its statements
    judgements: tuple[JudgementLine, ...]  # on it, the last first; withdrawn ones too


def disputes_page(room: Room, query: Query) -> DisputesPage:
    rows = room.ledger.connection.execute("SELECT id, kind FROM disputes ORDER BY confidence DESC, id").fetchall()
    judged = judged_alone(room.ledger)
    state_of = {row["id"]: _state(judged.get(row["id"])) for row in rows}
    kind = next((k for k in query.get("kind", ()) if k), None)
    state = next((s for s in query.get("state", ()) if s in STATES), None)
    picked = [
        row["id"] for row in rows
        if kind in (None, row["kind"]) and (state_of[row["id"]] == state if state else room.whole or state_of[row["id"]] != "rejected")
    ]  # fmt: skip
    address = tuple((name, value) for name, value in (("kind", kind), ("state", state)) if value)
    paging = paged(query, len(picked), room.length(LENGTH), address)
    some = picked[(paging.page - 1) * room.length(LENGTH) :][: room.length(LENGTH)]
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    states = tuple((name, sum(found == name for found in state_of.values())) for name in STATES)
    return DisputesPage("Disputes", kind, state, tuple(sorted(kinds.items())), states, shown(room, some, _TELLINGS), paging)


def dispute_page(room: Room, key: str, _: Query) -> DisputePage:
    """Raises NotThere where the ledger has no such dispute."""
    found = shown(room, [key], 10_000)
    if not found:
        raise NotThere(f"the ledger has no dispute {key}")
    return DisputePage(f"Dispute: {found[0].matter}", found[0], judgements_on(room, [key]))


def shown(room: Room, ids: Sequence[str], most: int) -> tuple[DisputeShown, ...]:
    """These disputes, in this order, with so many statements of each side."""
    members = room.ledger.connection.execute(
        "SELECT statement FROM dispute_members WHERE statement IS NOT NULL AND dispute IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    said = {one.line.id: one for one in told(room, sorted({s for (s,) in members}))}
    judged = judged_alone(room.ledger)
    made = {
        line.id: _shown(line, said, judged.get(line.id), most)
        for line in disputes(room.ledger, {key: one.line for key, one in said.items()}, ids=set(ids))
    }
    return tuple(made[key] for key in ids if key in made)


def _shown(line: DisputeLine, said: dict[str, Told], decision: str | None, most: int) -> DisputeShown:
    accounts = tuple(
        Account(side.voices, side.figures, tuple(said[s.id] for s in side.statements[:most]), max(0, len(side.statements) - most))
        for side in line.sides
    )
    return DisputeShown(line.id, line.kind, line.matter, line.why, line.confidence, _state(decision), accounts)


def _state(decision: str | None) -> str:
    return {"confirm": "confirmed", "reject": "rejected"}.get(decision or "", "open")
