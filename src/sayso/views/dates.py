"""The reports without a date, and what suggests one."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.ledger.ledger import unpacked
from sayso.settings import Settings


@dataclass(frozen=True, slots=True)
class SuggestedDate:
    """An interval of days with its evidence: words of the report itself, or another report."""

    since: str | None
    until: str | None
    why: str
    words: str | None
    other: str | None


@dataclass(frozen=True, slots=True)
class Undated:
    """A report without a date."""

    id: str
    path: str
    outlet: str | None
    suggestions: tuple[SuggestedDate, ...]


def undated(ledger: Ledger) -> tuple[Undated, ...]:
    """All reports without a date, in order of path."""
    db = ledger.connection
    out = []
    for report in db.execute("SELECT * FROM reports WHERE published IS NULL ORDER BY path, id").fetchall():
        rows = db.execute(
            "SELECT suggested_dates.*, reports.path AS other_path FROM suggested_dates LEFT JOIN reports ON reports.id = other"
            " WHERE report = ? ORDER BY suggested_dates.rowid",
            (report["id"],),
        )
        made = tuple(
            SuggestedDate(
                row["since"], row["until"], row["why"],
                report["text"][row["start_at"] : row["end_at"]] if row["start_at"] is not None else None, row["other_path"],
            )
            for row in rows
        )  # fmt: skip
        out.append(Undated(report["id"], report["path"], report["outlet"], made))
    return tuple(out)


def chosen(ledger: Ledger, report: str, published: str | None) -> tuple[str, str]:
    """The id of the one undated report that is meant, and its day. Raises LedgerError where it is not one, or has no one day."""
    found = [
        one for one in undated(ledger) if one.id.startswith(report) or one.id.partition(":")[2].startswith(report) or one.path == report
    ]
    if len(found) != 1:
        raise LedgerError(f"{report}: {len(found)} undated reports go by that; list them with: sayso dates {ledger.path}")
    days = {s.since for s in found[0].suggestions if s.since is not None and s.since == s.until}
    if published is None and len(days) != 1:
        raise LedgerError(f"{found[0].id}: {len(days)} days are suggested; say which with --published YYYY-MM-DD")
    return found[0].id, published or str(days.pop())


def settings_of(ledger: Ledger, report: str) -> Settings:
    """The settings that the report was read with."""
    (packed,) = ledger.connection.execute("SELECT settings FROM readings WHERE report = ?", (report,)).fetchone()
    return unpacked(packed)
