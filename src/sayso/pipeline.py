"""The main path, top to bottom: 1 intake  2 reading  3 ledger  4 linking  5 views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sayso import __version__
from sayso.errors import ReportError
from sayso.ids import report_id
from sayso.intake import Repeats, take_in
from sayso.ledger import Ledger
from sayso.ledger import links as kept_links
from sayso.ledger.ledger import unpacked
from sayso.linking import Count, Known, Told, digests, link, plain, records_of, suggest_dates
from sayso.linking.engine import Step
from sayso.model import Across, Reading, Report
from sayso.reading import Reader
from sayso.settings import Settings


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did: reports added, read anew (other code, model, settings or facts of the report), known already, not readable."""

    added: int
    reread: int
    known: int
    failures: tuple[ReportError, ...]


def read_all(paths: Iterable[str], reader: Reader, *, published: str | None = None) -> Iterator[tuple[Report, Reading] | ReportError]:
    """1 and 2: each report with its reading, in input order, or why it cannot be read. `published` is the day of reports without one."""
    paths = list(paths)
    repeats = Repeats()
    _count(paths, repeats)
    for taken in take_in(paths):
        if isinstance(taken, ReportError):
            yield taken
        else:
            report = _completed(taken, repeats, published)
            yield report, reader.read(report)


def build(
    paths: Iterable[str],
    ledger_path: str | Path,
    *,
    load: Callable[[], Reader] = Reader.load,
    on_report: Callable[[str], object] = str,
    published: str | None = None,
) -> Built:
    """1 to 4: take in, read and record what the ledger lacks, and link. Safe to stop at any instant and to run again."""
    reader = load()
    model, settings = reader.encoder.digest, reader.settings
    paths = list(paths)
    added = reread = known = 0
    failures: list[ReportError] = []
    with Ledger(ledger_path, create=True) as ledger:
        repeats = Repeats()
        outlets = _count(paths, repeats)
        for held in ledger.reports(outlets=outlets):
            repeats.add(held)
        taken_in: set[str] = set()
        for taken in take_in(paths):
            if isinstance(taken, ReportError):
                failures.append(taken)
                ledger.record_failure(taken, version=__version__, model=model, settings=settings)
                on_report(taken.path)
                continue
            report = _completed(taken, repeats, published)
            taken_in.add(report_id(report))
            if ledger.has_reading(report, version=__version__, model=model, settings=settings):
                known += 1
            else:
                held_before = ledger.holds(report)
                ledger.record(report, reader.read(_dated(ledger, report)), version=__version__, settings=settings)
                reread += held_before
                added += not held_before
            on_report(taken.path)
        for held in ledger.reports(outlets=outlets):  # what the new reports show of page parts in the old
            key = report_id(held)
            if key not in taken_in and (lines := repeats.of(held)) != ledger.repeated(key):
                again = replace(held, repeated=lines)
                ledger.record(again, reader.read(again), version=__version__, settings=settings)
                reread += 1
        if added or reread or not linked(ledger):
            suggest(ledger, reader)
            relink(ledger, settings=settings, model=model)
    return Built(added, reread, known, tuple(failures))


def accept_date(ledger: Ledger, report: str, published: str, reader: Reader) -> None:
    """Take a day for an undated report's, on a person's word: its times are resolved and what hangs on it is suggested anew."""
    ledger.accept_date(report, published)
    for held in ledger.reports(ids={report}):
        again = replace(held, repeated=ledger.repeated(report))
        ledger.record(again, reader.read(again), version=__version__, settings=reader.settings)
    suggest(ledger, reader)
    relink(ledger, settings=reader.settings, model=reader.encoder.digest)


def relink(ledger: Ledger, *, settings: Settings, model: str, on_steps: Callable[[Sequence[Step]], object] = list) -> Across:
    """4: link what the ledger holds, keep what stands of the last linking, and record links and groups."""
    judged = kept_links.judgements(ledger)
    last: dict[str, str] = {}
    for judgement in judged:
        if judgement.right is None:
            last[judgement.left] = judgement.decision
    rejected = frozenset(statement for statement, decision in last.items() if decision == "reject")
    kept = kept_links.kept(ledger)
    records = records_of(ledger.connection, rejected)
    across = link(records, judged, Known(kept.links, kept.fingerprints, kept.vectors), on_steps=on_steps)
    kept_links.record(ledger, across, version=__version__, model=model, settings=settings)
    return across


def regroup(ledger: Ledger) -> Across:
    """4 again, with what people have said since: by the model and settings of the last run."""
    row = ledger.connection.execute("SELECT model, settings FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return relink(ledger, settings=unpacked(row["settings"]), model=row["model"])


def explained(ledger: Ledger) -> list[Step]:
    """The named SQL steps of linking the ledger from nothing; nothing is recorded."""
    steps: list[Step] = []
    link(records_of(ledger.connection), kept_links.judgements(ledger), on_steps=steps.extend)
    return steps


def linked(ledger: Ledger) -> bool:
    """Whether the ledger's reports have been linked, by the weights at hand."""
    db = ledger.connection
    (reports,), (compared,) = (
        db.execute(sql).fetchone() for sql in ("SELECT count(*) FROM reports", "SELECT count(*) FROM fingerprints WHERE kind = 'copy'")
    )
    prints = dict(db.execute("SELECT kind, min(fingerprint) FROM fingerprints GROUP BY kind").fetchall())
    return reports == compared and all(prints[kind].startswith(digest) for kind, digest in digests().items() if kind in prints)


_DAY_OF_WEEK = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: \w+)? before|day (?:of|before) publication")


def suggest(ledger: Ledger, reader: Reader) -> None:
    """4: what dated reports show of the dates of undated ones."""
    db = ledger.connection
    published = {row["id"]: row["published"] for row in db.execute("SELECT id, published FROM reports ORDER BY id")}
    rows = db.execute(
        "SELECT statements.report, voice, voices.name, voices.kind, content, said_from, said_anchor FROM statements"
        " JOIN voices ON voices.id = voice ORDER BY statements.id"
    )
    told = [
        Told(
            row["report"],
            plain(row["name"]) if row["kind"] in ("person", "organisation", "state") else row["voice"],
            row["content"],
            row["said_from"],
            _DAY_OF_WEEK.match(row["said_anchor"] or "") is not None,
        )
        for row in rows
    ]
    counts = [
        Count(row["report"], row["of"], row["low"] if row["low"] is not None else row["high"])
        for row in db.execute("SELECT report, of, low, high FROM figures WHERE of = 'killed' ORDER BY id")
    ]
    made = suggest_dates(published, told, counts)
    ledger.suggest(made, version=__version__, model=reader.encoder.digest, settings=reader.settings)


def _count(paths: list[str], repeats: Repeats) -> set[str]:
    """Count the lines of all reports at the paths; their outlets."""
    outlets = set()
    for taken in take_in(paths):
        if isinstance(taken, Report):
            repeats.add(taken)
            outlets |= {taken.outlet} if taken.outlet else set()
    return outlets


def _completed(report: Report, repeats: Repeats, published: str | None) -> Report:
    return replace(report, repeated=repeats.of(report), published=report.published or published)


def _dated(ledger: Ledger, report: Report) -> Report:
    """The report with the date that the ledger has for it, where its file gives none."""
    held = next(iter(ledger.reports(ids={report_id(report)})), None) if report.published is None else None
    return replace(report, published=held.published) if held else report
