"""The texts of one address, side by side."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.views.room.parts import Part, cut
from sayso.views.room.room import Query, Room
from sayso.views.versions import Version, versions


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A text and the one before it: `old` and `new` are the two in parts, `gone` and `added` statements that one alone has."""

    number: int  # of the later text; they count from 1
    before: str  # id of the report that is the earlier text
    report: str  # id of the report that is the later text
    seen: str | None  # when the later one was fetched or captured (ISO 8601), where that is known
    summary: bool  # whether the later one is no more than a summary: what it lacks was not taken out
    old: tuple[Part, ...]  # the earlier text in parts
    new: tuple[Part, ...]  # the later text in parts
    gone: tuple[str, ...]  # statements that the earlier one alone has, in words
    added: tuple[str, ...]  # statements that the later one alone has, in words


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """What the page of an address whose text changed shows."""

    title: str
    address: str  # of the web, or the path, whose text changed
    texts: int  # how many there are
    pairs: tuple[Neighbours, ...]  # each text with the one before it, in order


def versions_page(room: Room, key: str, _: Query) -> VersionsPage:
    """By one of its reports. Raises NotThere where that has one text only."""
    page = next((one for one in versions(room.ledger, about=key) if any(text.report == key for text in one.versions)), None)
    if page is None:
        raise NotThere(f"one text only is held of the report {key}: there is nothing to lay beside it")
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
