"""The reports whose text changed under one address, and what changed: silent edits are findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sayso.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Change:
    """Words that a version added (a span of its text) or took out (a span of the version before)."""

    kind: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an address. `gone` are statements of the version before that it lacks, `new` those that it alone has."""

    number: int
    report: str
    kind: str  # what it was taken from: html, pdf, email or text
    summary: bool  # whether it is no more than that: what it lacks was not taken out
    path: str
    seen: str | None  # when it was fetched or captured
    taken: str  # when it reached the ledger
    changes: tuple[Change, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """An address with its texts, the oldest first."""

    address: str
    versions: tuple[Version, ...]


def versions(ledger: Ledger, *, about: str | None = None) -> tuple[Versions, ...]:
    """The addresses with more than one text, in order; only those that hold `about`, or the report of that id, where it is given."""
    db = ledger.connection
    said: dict[str, dict[tuple[str, str, str | None], str]] = defaultdict(dict)
    for row in db.execute(
        "SELECT report, source, cue, content FROM statements WHERE report IN (SELECT report FROM versions) ORDER BY report, position"
    ):
        key = (row["content"], row["cue"], row["source"])
        said[row["report"]][key] = f"{row['source'] or '—'} {row['cue']}: {row['content']}"
    changed: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for row in db.execute(
        "SELECT changes.*, substr(text, start_at + 1, end_at - start_at) AS words FROM changes JOIN reports ON reports.id = report"
        " ORDER BY address, number, position"
    ):
        changed[row["address"], row["number"]].append(Change(row["kind"], row["words"], row["start_at"], row["end_at"]))
    found: dict[str, list[Version]] = defaultdict(list)
    for row in db.execute(
        "SELECT versions.*, reports.path, started, coalesce(originals.kind, 'text') AS kind,"
        " coalesce(notes LIKE '%\"summary\"%', 0) AS summary"
        " FROM versions JOIN reports ON reports.id = versions.report JOIN runs ON runs.id = reports.run"
        " LEFT JOIN places ON places.report = reports.id AND places.path = reports.path LEFT JOIN originals ON originals.sha256 = original"
        " ORDER BY address, number"
    ):
        before, now = said.get(row["previous"] or "", {}), said.get(row["report"], {})
        gone = tuple(words for key, words in before.items() if key not in now)
        new = tuple(words for key, words in now.items() if key not in before) if row["previous"] else ()
        changes = tuple(changed[row["address"], row["number"]])
        found[row["address"]].append(
            Version(
                row["number"],
                row["report"],
                row["kind"],
                bool(row["summary"]),
                row["path"],
                row["seen"],
                row["started"],
                changes,
                gone,
                new,
            )
        )
    pages = (Versions(address, tuple(some)) for address, some in found.items())
    return tuple(
        page
        for page in pages
        if about is None or about in page.address or any(version.report.startswith(about) for version in page.versions)
    )
