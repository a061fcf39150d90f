"""From a ledger entry down to the words: `sayso trace`."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.views.pages import SaidLine, said_lines


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of the tree: what it is, its id where it has one, and what hangs on it."""

    kind: str  # claim, utterance, witness, statement, step, words, link, copy, dispute, side, voice
    text: str
    id: str | None = None
    below: tuple[Node, ...] = ()


def trace(ledger: Ledger, key: str) -> Node:
    """The tree below the entry with this id, or the beginning of one. Raises LedgerError where none or several begin so."""
    tracer = _Tracer(ledger)
    return tracer.node(_found(ledger, key))


_PLACES = {
    "s1": ("statements", "id"), "u1": ("utterances", "id"), "c1": ("claims", "id"), "d1": ("disputes", "id"), "w1": ("voice_groups", "id"),
    "v1": ("voices", "id"), "f1": ("figures", "id"), "r1": ("reports", "id"), "k1": ("copy_families", "id"),
}  # fmt: skip


def _found(ledger: Ledger, key: str) -> str:
    table, column = _PLACES.get(key.partition(":")[0], ("", ""))
    if not table:
        raise LedgerError(f"{ledger.path}: {key} is no id of an entry; ids begin with {', '.join(f'{scheme}:' for scheme in _PLACES)}")
    rows = ledger.connection.execute(
        f"SELECT {column} FROM {table} WHERE substr({column}, 1, length(?1)) = ?1 ORDER BY 1 LIMIT 2", (key,)
    ).fetchall()
    if len(rows) != 1:
        raise LedgerError(
            f"{ledger.path}: {'several entries begin' if rows else 'no entry begins'} with {key}; ids stand in: sayso brief {ledger.path} --json"
        )
    return str(rows[0][0])


class _Tracer:
    """The ledger's entries as nodes."""

    def __init__(self, ledger: Ledger) -> None:
        self.db: sqlite3.Connection = ledger.connection
        self.lines, _ = said_lines(ledger)

    def node(self, key: str) -> Node:
        scheme = key.partition(":")[0]
        if scheme == "s1":
            row = self.db.execute("SELECT utterance FROM utterance_members WHERE statement = ?", (key,)).fetchone()
            claim = self.db.execute("SELECT claim FROM claim_members WHERE statement = ?", (key,)).fetchone()
            return self.claim(claim[0]) if claim else self.utterance(row[0]) if row else self.statement(key)
        if scheme == "f1":
            row = self.db.execute("SELECT statement FROM figures WHERE id = ?", (key,)).fetchone()
            return Node("figure", self.figure(key), key, (self.node(row[0]),) if row[0] else ())
        return {
            "u1": self.utterance,
            "c1": self.claim,
            "d1": self.dispute,
            "w1": self.voice,
            "v1": self.one_voice,
            "r1": self.report,
            "k1": self.copies,
        }[scheme](key)

    def claim(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM claims WHERE id = ?", (key,)).fetchone()
        utterances = [u for (u,) in self.db.execute(
            "SELECT DISTINCT utterance FROM claim_members JOIN utterance_members USING (statement) WHERE claim = ? ORDER BY 1", (key,))]  # fmt: skip
        return Node("claim", f"{_voices(row['low'], row['high'])}: {row['why']}", key, tuple(self.utterance(u) for u in utterances))

    def utterance(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM utterances WHERE id = ?", (key,)).fetchone()
        told = [
            s
            for (s,) in self.db.execute("SELECT statement FROM utterance_members WHERE utterance = ? ORDER BY 1", (key,))
            if s in self.lines
        ]
        by_root: dict[str, list[str]] = defaultdict(list)
        for s in told:
            by_root[self.nearest(s)].append(s)
        roots = tuple(Node("witness", root, None, tuple(self.statement(s) for s in some)) for root, some in sorted(by_root.items()))
        low, high = row["low"], row["high"]
        number = f"{low}" if low == high else f"{low} to {high}"
        return Node("utterance", f"{number} origin{'' if high == 1 else 's'}: {row['why']}", key, (*roots, *self.links("utterance", told)))

    def nearest(self, statement: str) -> str:
        """Who is nearest to the voice, as the statement's own report says."""
        line = self.lines[statement]
        return line.relay[0] if line.relay else line.outlet or line.path

    def statement(self, key: str) -> Node:
        line = self.lines.get(key)
        if line is None:
            return Node("statement", "a person rejected it", key)
        steps = tuple(
            Node("step", f"{row['name']} ({row['how']}): “{row['words']}”")
            for row in self.db.execute(
                "SELECT name, how, substr(text, start_at + 1, end_at - start_at) AS words FROM relays JOIN statements ON statements.id = statement"
                " JOIN reports ON reports.id = report WHERE statement = ? ORDER BY relays.position", (key,))
        )  # fmt: skip
        spans = tuple(
            Node("words", f"{row['role']} {row['start_at']}–{row['end_at']}: {row['words']}")
            for row in self.db.execute(
                "SELECT role, start_at, end_at, substr(text, start_at + 1, end_at - start_at) AS words FROM spans JOIN statements ON statements.id = statement"
                " JOIN reports ON reports.id = report WHERE statement = ? ORDER BY start_at", (key,))
        )  # fmt: skip
        copies = tuple(
            self.copies(k) for (k,) in self.db.execute("SELECT family FROM copy_members WHERE report = ? ORDER BY 1", (line.report,))
        )
        return Node("statement", _told(line), key, (*spans, *steps, *copies))

    def links(self, kind: str, members: list[str]) -> tuple[Node, ...]:
        """Why the members are taken for one."""
        wanted = json.dumps(members)
        rows = self.db.execute(
            "SELECT * FROM links WHERE kind = ? AND left_id IN (SELECT value FROM json_each(?2)) AND right_id IN (SELECT value FROM json_each(?2))"
            " ORDER BY weight DESC, id", (kind, wanted))  # fmt: skip
        return tuple(Node("link", said_reasons(row["weight"], json.loads(row["reasons"])), row["id"]) for row in rows)

    def copies(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM copy_families WHERE id = ?", (key,)).fetchone()
        members = self.db.execute(
            "SELECT report, outlet, path FROM copy_members JOIN reports ON id = report WHERE family = ? ORDER BY path", (key,)
        ).fetchall()
        names = ", ".join(f"{m['outlet'] or m['path']}{' (first)' if m['report'] == row['first'] else ''}" for m in members)
        return Node("copy", f"copies, {row['kind']}: {names}; {row['why']}", key, self.links("copy", [m["report"] for m in members]))

    def voice(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM voice_groups WHERE id = ?", (key,)).fetchone()
        names = self.db.execute(
            "SELECT voices.*, designation FROM voice_members JOIN voices ON voices.id = voice_members.voice LEFT JOIN designations ON designations.voice = voices.id"
            " WHERE voice_group = ? ORDER BY name, voices.id", (key,)).fetchall()  # fmt: skip
        shown = tuple(
            Node("voice", ", ".join(p for p in (v["name"], v["role"], v["side"] and f"for {v['side']}") if p), v["id"]) for v in names
        )
        links = self.links("voice", sorted({v["designation"] for v in names if v["designation"]}))
        return Node("voice", f"{row['name']} ({row['kind']})", key, (*shown, *links))

    def one_voice(self, key: str) -> Node:
        (group,) = self.db.execute("SELECT voice_group FROM voice_members WHERE voice = ?", (key,)).fetchone()
        return self.voice(group)

    def report(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM reports WHERE id = ?", (key,)).fetchone()
        families = tuple(self.copies(k) for (k,) in self.db.execute("SELECT family FROM copy_members WHERE report = ? ORDER BY 1", (key,)))
        named = " · ".join(p for p in (row["outlet"], row["title"], row["published"], row["path"]) if p)
        return Node("report", named, key, (*self.places(key), *self.versions(key), *families))

    def places(self, key: str) -> Iterator[Node]:
        """Where the report was found, and what is said of it there, by whom."""
        for place in self.db.execute(
            "SELECT places.*, kind FROM places LEFT JOIN originals ON sha256 = original WHERE report = ? ORDER BY path", (key,)
        ).fetchall():
            said = self.db.execute("SELECT * FROM facts WHERE report = ? AND path = ? ORDER BY position", (key, place["path"]))
            facts = tuple(Node("fact", f"{fact['name']}: {fact['value']} ({fact['source']})") for fact in said)
            kept = f"{place['kind']} {place['original'][:16]}" if place["original"] else None
            yield Node("place", " · ".join(p for p in (place["path"], place["seen"] and f"seen {place['seen']}", kept) if p), None, facts)

    def versions(self, key: str) -> Iterator[Node]:
        """The other texts of its address."""
        for row in self.db.execute(
            "SELECT DISTINCT other.* FROM versions AS one JOIN versions AS other USING (address) WHERE one.report = ?1 AND other.report <> ?1"
            " ORDER BY other.number",
            (key,),
        ).fetchall():
            yield Node("version", f"text {row['number']} of {row['address']}{' seen ' + row['seen'] if row['seen'] else ''}", row["report"])

    def figure(self, key: str) -> str:
        row = self.db.execute(
            "SELECT substr(text, start_at + 1, end_at - start_at) AS words, figures.of, who FROM figures JOIN reports ON reports.id = report"
            " WHERE figures.id = ?", (key,)).fetchone()  # fmt: skip
        return " ".join(p for p in (row["words"], row["of"], row["who"] if row["who"] != row["of"] else None) if p)

    def dispute(self, key: str) -> Node:
        row = self.db.execute("SELECT * FROM disputes WHERE id = ?", (key,)).fetchone()
        sides: dict[int, list[Node]] = defaultdict(list)
        for member in self.db.execute("SELECT * FROM dispute_members WHERE dispute = ? ORDER BY side, rowid", (key,)):
            if member["figure"]:
                sides[member["side"]].append(Node("figure", self.figure(member["figure"]), member["figure"]))
            else:
                sides[member["side"]].append(self.statement(member["statement"]))
        below = tuple(Node("side", f"account {number + 1}", None, tuple(nodes)) for number, nodes in sorted(sides.items()))
        return Node("dispute", f"{row['kind']}: {row['matter']}; {row['why']} ({row['confidence']:.2f})", key, below)


def said_reasons(bits: float, reasons: Iterable[tuple[str, str, float]]) -> str:
    """A link in words: its weight, and what each signal adds or takes away."""
    most_first = sorted(reasons, key=lambda reason: -abs(reason[2]))
    said = "; ".join(f"{level} ({weight:+.1f})" for _, level, weight in most_first if abs(weight) >= 0.1)
    return f"taken for one at {bits:+.1f} bits: {said}" if bits > 0 else f"kept apart: {said}"


def _told(line: SaidLine) -> str:
    where = " · ".join(p for p in (line.outlet, line.published, f"{line.path}, line {line.line}") if p)
    return f"{line.source or '—'} {line.cue}: {line.content}  [{where}]"


def _voices(low: int, high: int) -> str:
    number = f"{low}" if low == high else f"{low} to {high}"
    return f"{number} independent voice{'' if high == 1 else 's'}"
