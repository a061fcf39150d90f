"""The machine's links with their reasons, and what people said of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sayso.ledger.links import resolved
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Paging, Told, paged, told

LENGTH = 20  # pairs on a page
_RECENT = 100  # judgements that are listed
_SHOWN = 3  # statements of a voice


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason of a link: how its two compare on it, in words, and the bits that it gives or takes."""

    words: str  # how the two compare
    bits: float  # of evidence that it gives, or takes where negative


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A link of two things, with why; of negative weight where they are kept apart."""

    id: str
    kind: str
    left: str  # one of the two
    right: str  # the other
    bits: float  # the weight of all evidence: 0 is even odds, 10 a thousand to one
    signals: tuple[Signal, ...]  # what adds most, or takes most, first


@dataclass(frozen=True, slots=True)
class JudgementLine:
    """A person's decision."""

    id: str
    left: str  # what is judged, by the id it has now
    right: str | None  # the other of two
    decision: str
    by: str  # in whose name
    at: str  # when (ISO 8601, UTC)
    note: str | None  # why, in the person's words
    withdrawn: str | None  # when it was taken back (ISO 8601, UTC)


@dataclass(frozen=True, slots=True)
class End:
    """One side of a pair to judge: the id that a judgement names, what it is called, and statements to judge it by."""

    id: str
    name: str  # what it is called; "" for a statement
    about: str | None  # what more is known of it
    statements: tuple[Told, ...]  # to judge it by, three at most


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that a machine linked or kept apart, for a person to judge."""

    link: Reasoned  # what the machine found
    left: End  # one of the two
    right: End  # the other


@dataclass(frozen=True, slots=True)
class JudgingPage:
    """What /judging shows: the pairs that the machine is least sure of and nobody judged, and what people judged last."""

    title: str
    kind: str | None  # asked for
    kinds: tuple[tuple[str, int], ...]  # with how many links there are of each
    pairs: tuple[Pair, ...]  # a page of them, the least sure first
    judgements: tuple[JudgementLine, ...]  # the last 100, the last first; withdrawn ones too
    paging: Paging


def reasons_among(room: Room, kind: str, members: Sequence[str]) -> Iterator[Reasoned]:
    """Why these things are one: the links among them, the strongest first."""
    wanted = json.dumps(list(members))
    rows = room.ledger.connection.execute(
        "SELECT links.* FROM json_each(?2) AS wanted CROSS JOIN links ON left_id = wanted.value WHERE +kind = ?1"  # + : by the ends, of which there are few, not by kind
        " AND right_id IN (SELECT value FROM json_each(?2)) ORDER BY weight DESC, id LIMIT 200",
        (kind, wanted),
    )
    return (_reasoned(row) for row in rows)


def _reasoned(row: sqlite3.Row) -> Reasoned:
    signals = sorted(json.loads(row["reasons"]), key=lambda reason: -abs(reason[2]))
    return Reasoned(
        row["id"], row["kind"], row["left_id"], row["right_id"], row["weight"],
        tuple(Signal(level, bits) for _, level, bits in signals if abs(bits) >= 0.1),
    )  # fmt: skip


def judgements_on(room: Room, things: Collection[str] | None = None) -> tuple[JudgementLine, ...]:
    """The judgements on these things (all without), by what they are called now, the last first; withdrawn ones too."""
    found = [
        JudgementLine(row["id"], left, right, row["decision"], row["by"], row["at"], row["note"], row["withdrawn_at"])
        for row, left, right in resolved(room.ledger)
        if things is None or left in things or right in things
    ]
    return tuple(found[::-1][:_RECENT])


# Links of voices are between designations; judgements are between voices: any voice that bears the designation stands for it. Who is only
# named and never speaks has none, so that nobody can judge it.
_JUDGEABLE = (
    """(kind <> 'voice' OR (left_id IN (SELECT designation FROM designations) AND right_id IN (SELECT designation FROM designations)))"""
)
_UNJUDGED = f"""
SELECT links.*, coalesce((SELECT min(voice) FROM designations WHERE designation = left_id), left_id) AS one,
  coalesce((SELECT min(voice) FROM designations WHERE designation = right_id), right_id) AS other
FROM links WHERE kind = :kind AND {_JUDGEABLE} AND NOT EXISTS (
  SELECT 1 FROM judgements AS said WHERE withdrawn_at IS NULL AND said.right_id IS NOT NULL
    AND coalesce((SELECT designation FROM designations WHERE voice = said.left_id), said.left_id) IN (links.left_id, links.right_id)
    AND coalesce((SELECT designation FROM designations WHERE voice = said.right_id), said.right_id) IN (links.left_id, links.right_id))
ORDER BY abs(weight), id LIMIT :most
"""
KINDS = ("voice", "utterance", "copy")  # that people judge; a claim follows from its utterances


def judging_page(room: Room, query: Query) -> JudgingPage:
    db = room.ledger.connection
    kind = next((k for k in query.get("kind", ()) if k in KINDS), None)
    counts = dict(db.execute(f"SELECT kind, count(*) FROM links WHERE {_JUDGEABLE} GROUP BY kind").fetchall())
    kinds = tuple((name, counts.get(name, 0)) for name in KINDS)
    paging = paged(query, sum(n for name, n in kinds if kind in (None, name)), LENGTH, (("kind", kind),) if kind else ())
    most = paging.page * LENGTH
    rows = [row for name in KINDS if kind in (None, name) for row in db.execute(_UNJUDGED, {"kind": name, "most": most})]
    rows = sorted(rows, key=lambda row: (abs(row["weight"]), row["id"]))[most - LENGTH : most]
    pairs = tuple(Pair(_reasoned(row), _end(room, row["one"]), _end(room, row["other"])) for row in rows)
    return JudgingPage("Judging", kind, kinds, pairs, judgements_on(room), paging)


def _end(room: Room, key: str) -> End:
    db = room.ledger.connection
    if key.startswith("s1:"):
        return End(key, "", None, told(room, [key]))
    if key.startswith("r1:"):
        row = db.execute("SELECT outlet, title, path, published FROM reports WHERE id = ?", (key,)).fetchone()
        some = db.execute("SELECT id FROM statements WHERE report = ? ORDER BY position LIMIT ?", (key, _SHOWN))
        about = " · ".join(part for part in (row["outlet"], row["published"]) if part)
        return End(key, row["title"] or row["path"], about, told(room, [s for (s,) in some]))
    row = db.execute("SELECT name, kind, role, side FROM voices WHERE id = ?", (key,)).fetchone()
    if row is None:
        return End(key, key, "read anew a moment ago", ())
    some = db.execute(
        "SELECT DISTINCT statement FROM designations AS mine JOIN designations AS same USING (designation)"
        " JOIN speakers ON speakers.voice = same.voice WHERE mine.voice = ? ORDER BY 1 LIMIT ?",
        (key, _SHOWN),
    )
    about = "; ".join(part for part in (row["kind"], row["role"], row["side"] and f"for {row['side']}") if part)
    return End(key, row["name"], about, told(room, [s for (s,) in some]))
