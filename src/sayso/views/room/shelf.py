"""The ledger's statements as columns in memory, so that 100,000 of them are counted and filtered in the time of a page.

A row is a live statement: not rejected by a person, not standing word for word in a later text of its report. A `Facet` is what
they are filtered by; a statement may have several values of one (two voices, three relays) or none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.ledger import Ledger
from sayso.ledger.links import rejected
from sayso.talks.positions import LEAST_STANCE

UNKNOWN = "?"  # the outlet of reports that do not say theirs
Rows = NDArray[np.bool_]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Facet:
    """Which rows have which values: pairs of a row and the index of one of its values."""

    rows: Codes
    codes: Codes
    index: Mapping[str, int]  # of the values
    values: tuple[str, ...]
    labels: tuple[str, ...]  # of the values, as shown

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str]], labels: Mapping[str, str] | None = None) -> Facet:
        index: dict[str, int] = {}
        made = [(row, index.setdefault(value, len(index))) for row, value in pairs]
        packed = np.array(made, dtype=np.int32).reshape(-1, 2)
        return cls(packed[:, 0], packed[:, 1], index, tuple(index), tuple((labels or {}).get(value, value) for value in index))

    def having(self, wanted: Sequence[str], size: int) -> Rows:
        """The rows with any of the values."""
        out = np.zeros(size, dtype=np.bool_)
        out[self.rows[np.isin(self.codes, [self.index[value] for value in wanted if value in self.index])]] = True
        return out

    def counts(self, rows: Rows, most: int) -> list[tuple[str, str, int]]:
        """The values of these rows with their labels and counts: the most frequent, then by label."""
        counted = np.bincount(self.codes[rows[self.rows]], minlength=len(self.values))
        most_first = np.argsort(-counted, kind="stable")[: 4 * most + 50]  # a tie at the end is cut by order of the ledger
        found = [(self.values[i], self.labels[i], int(counted[i])) for i in most_first if counted[i]]
        return sorted(found, key=lambda item: (-item[2], item[1].casefold(), item[0]))[:most]

    def distinct(self, rows: Rows) -> int:
        """How many values these rows have."""
        return int(np.count_nonzero(np.bincount(self.codes[rows[self.rows]], minlength=len(self.values))))

    def label(self, value: str) -> str | None:
        """What a value is called; None where no statement has it."""
        return self.labels[self.index[value]] if value in self.index else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All rows. `days` are of the saying, or of the report where that day is not known, "" where neither is."""

    ids: tuple[str, ...]
    row_of: Mapping[str, int]  # by id
    reports: tuple[str, ...]
    report: Codes  # index into `reports`
    runs: Codes  # of the report's taking in, by index into `reports`
    days: NDArray[np.str_]
    newest_first: Codes
    origins: Codes  # at least; -1 where it is not linked
    told_in: Codes  # reports that tell the same utterance
    utterance: Codes  # a number for each
    disputed: Rows
    unnamed: Rows  # by voices without a name only
    facets: Mapping[str, Facet]

    @property
    def size(self) -> int:
        return len(self.ids)

    def all(self) -> Rows:
        return np.ones(self.size, dtype=np.bool_)

    def of(self, ids: Iterable[str]) -> Rows:
        """The rows of these statements."""
        out = self.all() & False
        out[[self.row_of[key] for key in ids if key in self.row_of]] = True
        return out


_ROWS = """
SELECT statements.id, statements.report, statements.kind, statements.source, reports.outlet, reports.run,
  substr(coalesce(CASE WHEN substr(said_from, 1, 10) = substr(said_to, 1, 10) THEN said_from END, reports.published, ''), 1, 10) AS day,
  utterance, utterances.low
FROM statements JOIN reports ON reports.id = statements.report LEFT JOIN utterance_members ON utterance_members.statement = statements.id
  LEFT JOIN utterances ON utterances.id = utterance
WHERE statements.id NOT IN (SELECT statement FROM superseded)
ORDER BY coalesce(reports.published, '9999'), reports.path, reports.id, statements.position
"""
_SPEAKERS = """
SELECT speakers.statement, coalesce(voice_group, voices.id) AS voice, coalesce(voice_groups.name, voices.name) AS name,
  coalesce(voice_groups.kind, voices.kind) AS kind, coalesce(voice_groups.side, voices.side) AS side, voices.name AS called, voices.role
FROM speakers JOIN voices ON voices.id = speakers.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
  LEFT JOIN voice_groups ON voice_groups.id = voice_group
"""


def shelf_of(ledger: Ledger) -> Shelf:
    """The ledger's statements as they stand."""
    db = ledger.connection
    out = rejected(ledger)
    kept = [row for row in db.execute(_ROWS) if row["id"] not in out]
    at: dict[str, int] = {}
    reports: dict[str, int] = {}
    runs: list[int] = []
    for i, row in enumerate(kept):
        at[row["id"]] = i
        if reports.setdefault(row["report"], len(reports)) == len(runs):
            runs.append(row["run"])
    utterances: dict[str, int] = {}
    utterance = np.array([utterances.setdefault(row["utterance"] or row["id"], len(utterances)) for row in kept], dtype=np.int32)
    report = np.array([reports[row["report"]] for row in kept], dtype=np.int32)
    days = np.array([row["day"] for row in kept] or [""])
    days = days[: len(kept)]
    speakers = _speakers(db, at)
    disputed = np.zeros(len(kept), dtype=np.bool_)
    parted = db.execute("SELECT statement, dispute FROM dispute_members WHERE statement IS NOT NULL")
    disputed[[at[s] for s, dispute in parted if s in at and dispute not in out]] = True
    named = {row for row, who in speakers if who.kind != "anonymous"}
    unnamed = np.zeros(len(kept), dtype=np.bool_)
    unnamed[[row for row, who in speakers if who.kind == "anonymous" and row not in named]] = True
    labels = {who.voice: who.name for _, who in speakers}
    relays = ((at[s], name) for s, name in db.execute("SELECT statement, name FROM relays ORDER BY statement, position") if s in at)
    issues = db.execute("SELECT statement, issue FROM issue_members ORDER BY statement, score DESC, issue")
    acts = db.execute("SELECT statement, type, CASE WHEN stance_score >= ? THEN stance END AS stance FROM acts", (LEAST_STANCE,)).fetchall()
    facets = {
        "voice": Facet.of(dict.fromkeys((row, who.voice) for row, who in speakers), labels),
        "side": Facet.of(dict.fromkeys((row, who.side) for row, who in speakers if who.side)),
        "outlet": Facet.of(((i, row["outlet"] or UNKNOWN) for i, row in enumerate(kept)), {UNKNOWN: "outlet not known"}),
        "relay": Facet.of(dict.fromkeys(relays)),
        "kind": Facet.of((i, row["kind"]) for i, row in enumerate(kept)),
        "issue": Facet.of(((at[s], issue) for s, issue in issues if s in at), dict(db.execute("SELECT id, name FROM issues").fetchall())),
        "act": Facet.of((at[row["statement"]], row["type"]) for row in acts if row["type"] and row["statement"] in at),
        "stance": Facet.of((at[row["statement"]], row["stance"]) for row in acts if row["stance"] and row["statement"] in at),
        "called": Facet.of(dict.fromkeys((row, who.called) for row, who in speakers)),
        "source": Facet.of((i, " ".join(row["source"].split())) for i, row in enumerate(kept) if row["source"]),
        "role": Facet.of(dict.fromkeys((row, who.role) for row, who in speakers if who.role)),
        "month": Facet.of((i, row["day"][:7]) for i, row in enumerate(kept) if row["day"]),
    }
    return Shelf(
        tuple(at), at, tuple(reports), report, np.array(runs, dtype=np.int32), days, _newest_first(days),
        np.array([-1 if row["low"] is None else row["low"] for row in kept], dtype=np.int32), _told_in(utterance, report), utterance,
        disputed, unnamed, facets,
    )  # fmt: skip


class _Speaker(NamedTuple):
    """Who speaks, and what that voice is called and said to be in the report."""

    voice: str
    name: str
    kind: str
    side: str | None
    called: str
    role: str | None


def _speakers(db: sqlite3.Connection, at: Mapping[str, int]) -> list[tuple[int, _Speaker]]:
    return [(at[s], _Speaker(*who)) for s, *who in db.execute(_SPEAKERS) if s in at]


def _newest_first(days: NDArray[np.str_]) -> Codes:
    """Rows by day, the last first, those without one at the end; of one day in order of the ledger."""
    ranks = np.unique(days, return_inverse=True)[1] if len(days) else np.zeros(0, dtype=np.int64)
    return np.argsort(-ranks.reshape(-1), kind="stable").astype(np.int32)


def _told_in(utterance: Codes, report: Codes) -> Codes:
    """For each row the number of reports that tell its utterance."""
    pairs = np.unique(np.stack([utterance, report], axis=1), axis=0) if len(utterance) else np.zeros((0, 2), dtype=np.int32)
    return np.bincount(pairs[:, 0])[utterance].astype(np.int32) if len(utterance) else np.zeros(0, dtype=np.int32)
