"""A ledger of 100,000 statements to serve: ``python -m benchmarks.room.ledger big.db [--corpora ../shared/corpora]``. It takes an hour.

The articles of `bulk/` as the reader reads them, and stories of the synthetic newsroom with their true readings until there are
enough statements, linked together.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.linking.newsroom import newsroom
from sayso import __version__
from sayso.ledger import Ledger
from sayso.pipeline import build, relink
from sayso.reading import Reader
from sayso.settings import Settings

SEED = 7


def make(path: Path, corpora: Path, statements: int) -> None:
    """Build it, or go on where it was stopped."""
    build([str(corpora / "bulk")], path)
    with Ledger(path) as ledger:
        (held,) = ledger.connection.execute("SELECT count(*) FROM statements").fetchone()
        for one in newsroom(max(10, (statements - held) // 6), SEED):  # six statements a report
            ledger.record(one.report, one.reading, version=__version__, settings=Settings())
        relink(ledger, settings=Settings(), model=Reader.load().encoder.digest)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--statements", type=int, default=100_000)
    given = parser.parse_args()
    make(given.ledger, given.corpora, given.statements)
