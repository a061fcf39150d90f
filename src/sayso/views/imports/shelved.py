"""What of the ledger annotations are held against: which report one is about, its text, and the statements that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from urllib.parse import urldefrag

from sayso.ledger import Ledger
from sayso.ledger.parts import parts_of
from sayso.ledger.taken import now_named
from sayso.model import Parts
from sayso.views.exports.iris import address
from sayso.views.imports.documents import Target

_AT_ONCE = 50  # texts in memory


class Shelved:
    """A ledger's reports by id, hash and address."""

    def __init__(self, ledger: Ledger) -> None:
        self._db = ledger.connection
        self.text = lru_cache(_AT_ONCE)(self._text)
        self.statements = lru_cache(_AT_ONCE)(self._statements)
        self._addresses = cache(self._by_address)

    def reports(self, targets: Sequence[Target], statement: str | None) -> list[str]:
        """The reports that the targets may be in, the newest first, by the surest that they say: report, text, statement, address."""
        db = self._db
        named = [now_named(db, one.report) for one in targets if one.report]
        rungs = (
            [key for key in named if db.execute("SELECT 1 FROM reports WHERE id = ?", (key,)).fetchone()],
            [
                key
                for one in targets
                if one.sha256
                for (key,) in db.execute("SELECT id FROM reports WHERE sha256 = ? ORDER BY 1", (one.sha256,))
            ],
            [key for (key,) in db.execute("SELECT report FROM statements WHERE id = ?", (statement,))],
            [key for one in targets if one.address for key in self._addresses().get(_plain(one.address), ())],
        )
        return next((list(dict.fromkeys(rung)) for rung in rungs if rung), [])

    def sha256(self, report: str) -> str:
        (found,) = self._db.execute("SELECT sha256 FROM reports WHERE id = ?", (report,)).fetchone()
        return str(found)

    def _text(self, report: str) -> str:
        (found,) = self._db.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        return str(found)

    def _statements(self, report: str) -> Mapping[str, Parts]:
        """The spans of its statements, by id."""
        return parts_of(self._db, report=report)

    def _by_address(self) -> Mapping[str, list[str]]:
        out: dict[str, list[str]] = defaultdict(list)
        rows = self._db.execute(
            "SELECT id, at, max(seen) AS seen, id IN (SELECT report FROM earlier_texts) AS earlier FROM ("
            " SELECT id, url AS at, seen FROM reports JOIN places ON report = id WHERE url IS NOT NULL"
            " UNION ALL SELECT report, path, seen FROM places WHERE path LIKE 'http%') GROUP BY id, at ORDER BY earlier, seen DESC, id"
        )
        for row in rows:
            out[_plain(row["at"])].append(row["id"])
        return out


def _plain(url: str) -> str:
    """An address as it is compared: its fragment, and a slash at its end, aside."""
    return urldefrag(address(url) or url)[0].rstrip("/")
