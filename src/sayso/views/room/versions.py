"""The texts of one address, side by side."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.views.room.parts import Part, cut
from sayso.views.room.room import Query, Room
from sayso.views.versions import Version, Versions, versions


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A text and the one before it: `old` and `new` are the two in parts, `gone` and `added` statements that one alone has."""

    number: int  # of the later one
    before: str  # their reports
    report: str
    seen: str | None
    summary: bool  # the later one is no more than that
    old: tuple[Part, ...]
    new: tuple[Part, ...]
    gone: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """What the page of an address whose text changed shows."""

    title: str
    address: str
    texts: int
    pairs: tuple[Neighbours, ...]


def versions_page(room: Room, key: str, _: Query) -> VersionsPage:
    """By one of its reports. Raises NotThere where that has one text only."""
    found = versions(room.ledger, about=key)
    if not found:
        raise NotThere(f"one text only is held of the report {key}: there is nothing to lay beside it")
    page: Versions = found[0]
    rows = room.ledger.connection.execute(
        "SELECT id, text FROM reports WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([v.report for v in page.versions]),)
    )
    texts = dict(rows.fetchall())
    pairs = tuple(_pair(one, other, texts) for one, other in zip(page.versions, page.versions[1:], strict=False))
    return VersionsPage(f"Texts of {page.address}", page.address, len(page.versions), pairs)


def _pair(one: Version, other: Version, texts: dict[str, str]) -> Neighbours:
    out, put = ([(c.start, c.end) for c in other.changes if c.kind == kind] for kind in ("removed", "added"))
    return Neighbours(
        other.number, one.report, other.report, other.seen, other.summary, cut(texts[one.report], out), cut(texts[other.report], put),
        other.gone, other.new,
    )  # fmt: skip
