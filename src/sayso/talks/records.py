"""What talks are made from, as records. They are read from the ledger's public tables."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sayso.model import Span, TermKind
from sayso.talks.encoder import CONTENT, CUE, SOURCE

_PART = {"source": SOURCE, "cue": CUE, "content": CONTENT}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with its spans (start, end, part), its voices and its day, where that is known."""

    id: str
    report: str
    spans: tuple[tuple[int, int, int], ...]
    voices: tuple[str, ...]
    within: str | None
    day: str | None

    @property
    def start(self) -> int:
        return min(span[0] for span in self.spans)

    @property
    def end(self) -> int:
        return max(span[1] for span in self.spans)

    def of(self, part: int) -> list[Span]:
        """The spans of source, cue or content."""
        return [Span(start, end) for start, end, of in self.spans if of == part]

    def covers(self, start: int, end: int, *parts: int) -> bool:
        """Whether [start, end) lies in one of its spans of these parts."""
        return any(part in parts and a <= start and end <= b for a, b, part in self.spans)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of one report, or somebody whom it only names, and the group that belongs to across reports."""

    id: str
    report: str
    name: str
    kind: str
    side: str | None
    group: str


@dataclass(frozen=True, slots=True)
class Named:
    """A place where a report names somebody; `bearer` is what it is called across reports, `voice` the id that its voice there has."""

    span: Span
    kind: str
    voice: str
    bearer: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things or a stretch of time that the text names."""

    span: Span
    kind: TermKind


@dataclass(frozen=True, slots=True)
class Told:
    """One report: its text, the page parts in it, what it names and counts, and its statements in order."""

    id: str
    text: str
    published: str | None
    furniture: tuple[Span, ...]
    named: tuple[Named, ...]
    quantities: tuple[Quantity, ...]
    statements: tuple[Spoken, ...]

    def named_in(self, start: int, end: int) -> list[Named]:
        """What is named within [start, end)."""
        first, last = (bisect_left(self.named, at, key=lambda n: n.span.start) for at in (start, end))
        return [one for one in self.named[first:last] if one.span.end <= end]


@dataclass(frozen=True, slots=True)
class Records:
    """All of a ledger that talks are made from: reports one at a time, speakers by id."""

    connection: sqlite3.Connection
    speakers: Mapping[str, Speaker]
    rejected: frozenset[str]

    def names(self) -> dict[str, str]:
        """What bodies and states are called across reports, by each of their names in lower case; the one named most often holds."""
        rows = self.connection.execute(
            "SELECT lower(mentions.name) AS called, bearers.name FROM mentions JOIN bearer_members USING (voice)"
            " JOIN bearers ON bearers.id = bearer WHERE bearers.kind IN ('organisation', 'state') GROUP BY 1, 2 ORDER BY count(*), 1, 2"
        )
        return dict(rows.fetchall())

    def reports(self) -> Iterator[Told]:
        """The reports, in order of id; of those with several texts the newest."""
        db = self.connection
        for row in db.execute(
            "SELECT id, text, published FROM reports WHERE id NOT IN (SELECT report FROM earlier_texts) ORDER BY id"
        ).fetchall():
            key = (row["id"],)
            furniture = [Span(*r) for r in db.execute("SELECT start_at, end_at FROM furniture WHERE report = ? ORDER BY start_at", key)]
            named = [
                Named(Span(r["start_at"], r["end_at"]), r["bearer_kind"], r["voice"], r["bearer"])
                for r in db.execute(
                    "SELECT mentions.*, coalesce(bearers.name, mentions.name) AS bearer, coalesce(bearers.kind, mentions.kind) AS bearer_kind FROM mentions LEFT JOIN bearer_members USING (voice)"
                    " LEFT JOIN bearers ON bearers.id = bearer WHERE report = ? ORDER BY start_at",
                    key,
                )
            ]
            quantities = [
                Quantity(Span(r["start_at"], r["end_at"]), r["kind"])
                for r in db.execute(
                    "SELECT start_at, end_at, 'number' AS kind FROM figures WHERE report = ?1 UNION ALL"
                    " SELECT start_at, end_at, 'duration' FROM times WHERE report = ?1 AND type = 'duration' ORDER BY 1",
                    key,
                )
            ]
            yield Told(
                row["id"], row["text"], (row["published"] or "")[:10] or None, tuple(furniture), tuple(named), tuple(quantities),
                tuple(self._statements(row["id"], row["published"])),
            )  # fmt: skip

    def _statements(self, report: str, published: str | None) -> Iterator[Spoken]:
        spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for r in self.connection.execute(
            "SELECT statement, role, start_at, end_at FROM spans JOIN statements ON id = statement WHERE report = ? ORDER BY statement, role, spans.position",
            (report,),
        ):
            spans[r["statement"]].append((r["start_at"], r["end_at"], _PART[r["role"]]))
        voices: dict[str, list[str]] = defaultdict(list)
        for statement, voice in self.connection.execute(
            "SELECT statement, speakers.voice FROM speakers JOIN statements ON id = statement WHERE report = ? ORDER BY statement, speakers.position",
            (report,),
        ):
            voices[statement].append(voice)
        for r in self.connection.execute(
            "SELECT id, within, said_from, said_to FROM statements WHERE report = ? ORDER BY position", (report,)
        ):
            if r["id"] not in self.rejected:
                one_day = r["said_from"] and r["said_to"] and r["said_from"][:10] == r["said_to"][:10]
                day = r["said_from"][:10] if one_day else (published or "")[:10] or None
                yield Spoken(r["id"], report, tuple(spans[r["id"]]), tuple(voices[r["id"]]), r["within"], day)


def records_of(connection: sqlite3.Connection, rejected: frozenset[str] = frozenset()) -> Records:
    """The records of a linked ledger, without the statements that a person has rejected."""
    speakers = {
        row["id"]: Speaker(row["id"], row["report"], row["name"], row["kind"], row["side"], row["voice_group"] or row["id"])
        for row in connection.execute(
            "SELECT voices.id, report, coalesce(voice_groups.name, voices.name) AS name, voices.kind, voices.side,"
            " voice_group FROM voices LEFT JOIN voice_members ON voice = voices.id LEFT JOIN voice_groups ON voice_groups.id = voice_group"
            " UNION SELECT mentions.voice, report, bearers.name, mentions.kind, voice_groups.side, voice_group FROM mentions"
            " JOIN bearer_members USING (voice) JOIN bearers ON bearers.id = bearer LEFT JOIN voice_groups ON voice_groups.id = voice_group"
            " WHERE mentions.kind <> 'place' AND bearers.kind <> 'place' AND mentions.voice NOT IN (SELECT id FROM voices)"
        )
    }
    return Records(connection, speakers, rejected)
