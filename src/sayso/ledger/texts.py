"""Words and lines of the texts of a ledger's reports."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left
from functools import lru_cache

_HELD = 50  # texts at hand: what asks goes report by report


class Texts:
    """The texts of reports by their ids, those last asked for at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held = lru_cache(maxsize=_HELD)(self._read)

    def _read(self, report: str) -> tuple[str, list[int]]:
        (text,) = self._connection.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        return text, [found.start() for found in re.finditer("\n", text)]

    def of(self, report: str) -> str:
        """The whole text."""
        return self._held(report)[0]

    def words(self, report: str, start: int, end: int) -> str:
        return self.of(report)[start:end]

    def line(self, report: str, at: int) -> int:
        """The line of the code point at that place, counted from 1."""
        return bisect_left(self._held(report)[1], at) + 1
