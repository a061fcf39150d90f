"""The main path, top to bottom: 1 intake  2 reading  3 ledger  4 linking  5 views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso import __version__
from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.ledger import Ledger
from sayso.model import Reading, Report
from sayso.reading import Reader


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did: reports added, read anew (other code, model, settings or facts of the report), known already, not readable."""

    added: int
    reread: int
    known: int
    failures: tuple[ReportError, ...]


def read_all(paths: Iterable[str], reader: Reader) -> Iterator[tuple[Report, Reading] | ReportError]:
    """1 and 2: each report with its reading, in input order, or why it cannot be read."""
    for taken in take_in(paths):
        yield taken if isinstance(taken, ReportError) else (taken, reader.read(taken))


def build(
    paths: Iterable[str],
    ledger_path: str | Path,
    *,
    load: Callable[[], Reader] = Reader.load,
    on_report: Callable[[str], object] = str,
) -> Built:
    """1 to 3: take in, read and record what the ledger lacks. Safe to stop at any instant and to run again."""
    reader = load()
    model, settings = reader.encoder.digest, reader.settings
    added = reread = known = 0
    failures: list[ReportError] = []
    with Ledger(ledger_path, create=True) as ledger:
        for taken in take_in(paths):
            if isinstance(taken, ReportError):
                failures.append(taken)
                ledger.record_failure(taken, version=__version__, model=model, settings=settings)
                on_report(taken.path)
                continue
            if ledger.has_reading(taken, version=__version__, model=model, settings=settings):
                known += 1
            else:
                held = ledger.holds(taken)
                ledger.record(taken, reader.read(taken), version=__version__, settings=settings)
                reread += held
                added += not held
            on_report(taken.path)
    return Built(added, reread, known, tuple(failures))
