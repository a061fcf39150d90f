"""Where the parts of the statements of a ledger stand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sayso.model import ROLES, Parts, Span


def parts_of(db: sqlite3.Connection, *, report: str | None = None, statements: Iterable[str] | None = None) -> dict[str, Parts]:
    """The parts by the statement's id, in order of report and place: those of a report, of the `statements` named, or else all.

    Statements that the ledger does not have are left out.
    """
    which: str = ""
    given: tuple[str, ...] = ()
    if statements is not None:
        which, given = " WHERE statement IN (SELECT value FROM json_each(?))", (json.dumps(list(statements)),)
    elif report is not None:
        which, given = " WHERE report = ?", (report,)
    return gathered(
        db.execute(
            f"SELECT statement, role, start_at, end_at FROM spans JOIN statements ON id = statement{which}"
            " ORDER BY report, statements.position, id, spans.position",
            given,
        )
    )


def gathered(rows: Iterable[Sequence[Any]]) -> dict[str, Parts]:
    """Parts by their key, from rows of key, role, start and end, those of one role in order."""
    found: dict[str, dict[str, tuple[Span, ...]]] = {}
    for key, role, start, end in rows:
        parts = found.setdefault(key, dict.fromkeys(ROLES, ()))
        parts[role] += (Span(start, end),)
    return {key: Parts(**parts) for key, parts in found.items()}
