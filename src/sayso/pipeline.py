"""The main path, top to bottom: 1 intake  2 reading  3 ledger  4 linking  5 talks  6 views."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sayso import __version__
from sayso.errors import LedgerError, ReportError
from sayso.ids import report_id
from sayso.intake import Repeats, take_in
from sayso.lake.pull import Pulled, Wanted
from sayso.lake.pull import pull as from_lake
from sayso.ledger import Ledger
from sayso.ledger import links as kept_links
from sayso.ledger import talks as kept_talks
from sayso.ledger.given import to_read_again
from sayso.ledger.ledger import unpacked
from sayso.ledger.versions import older, record_superseded, record_versions
from sayso.linking import Count, Known, Told, digests, link, plain, records_of, suggest_dates
from sayso.linking.engine import Step
from sayso.model import Across, Fetched, Issue, Reading, Report, Talks
from sayso.reading import Reader
from sayso.settings import Intake, Settings
from sayso.talks import fingerprint, hold_talks, shipped, talk_records, taxonomy

NOT_ENGLISH = "not_english"
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did: reports added, read anew (other code, model, settings or facts of the report), known already, not readable.

    `changed` of the added are new texts of an address that is known; `foreign` are reports in other languages, kept and not read;
    `unchanged` are addresses that say they have nothing new.
    """

    added: int
    reread: int
    known: int
    failures: tuple[ReportError, ...]
    changed: int = 0
    foreign: int = 0
    unchanged: int = 0


def pull(lake: str, wanted: Wanted, ledger_path: str | Path) -> Pulled:
    """A slice of a lake into a ledger, as if its reports had been built there: 1 and 2 are done, 3 to 5 follow."""
    pulled = from_lake(lake, wanted, ledger_path)
    with Ledger(ledger_path) as ledger:
        grow(ledger, (), Reader.load())
    return pulled


def read_all(sources: Iterable[str], reader: Reader, *, intake: Intake | None = None) -> Iterator[tuple[Report, Reading] | ReportError]:
    """1 and 2: each report with its reading, in input order, or why it cannot be read. Nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder, Ledger(Path(folder, "read.db"), create=True) as ledger:
        order: list[str | ReportError] = []
        taken_in = _taken_in(ledger, sources, reader, intake, order.append, lambda _: None)
        repeats = _repeats(ledger, taken_in.outlets)
        for one in order:
            if isinstance(one, ReportError):
                yield one
            else:
                report = _report(ledger, one, repeats)
                yield report, reader.read(report)


def build(
    sources: Iterable[str],
    ledger_path: str | Path,
    *,
    load: Callable[[], Reader] = Reader.load,
    intake: Intake | None = None,
    on_report: Callable[[str], object] = str,
    stopped: Callable[[], bool] = bool,
) -> Built:
    """1 to 4: take in, read and record what the ledger lacks, and link. Safe to stop at any instant and to run again.

    `on_report` is told each path as its report is read; where `stopped` says so, the reports read so far are linked and the rest is left
    for the next build.
    """
    reader = load()
    with Ledger(ledger_path, create=True) as ledger:
        return grow(ledger, sources, reader, intake=intake, on_report=on_report, stopped=stopped)


def grow(
    ledger: Ledger,
    sources: Iterable[str],
    reader: Reader,
    *,
    intake: Intake | None = None,
    on_report: Callable[[str], object] = str,
    stopped: Callable[[], bool] = bool,
    only: frozenset[str] | None = None,
) -> Built:
    """A build into an open ledger; of files, only those named in `only` where it is given."""
    model, settings = reader.encoder.digest, reader.settings
    order: list[str | ReportError] = []
    taken_in = _taken_in(ledger, sources, reader, intake, order.append, on_report, stopped, only)
    failures = tuple(one for one in order if isinstance(one, ReportError))
    said_since = to_read_again(ledger.connection)
    wanted = list(dict.fromkeys([*(one for one in order if isinstance(one, str)), *ledger.unread(), *said_since]))
    changed = record_versions(ledger)
    repeats = _repeats(ledger, taken_in.outlets)
    # what the new reports show of page parts in the old
    shown = [
        report_id(held) for held in ledger.held_reports(outlets=taken_in.outlets) if repeats.of(held) != ledger.repeated(report_id(held))
    ]
    reread = added = foreign = 0
    for key in dict.fromkeys([*wanted, *shown]):
        if stopped():
            break
        report = _report(ledger, key, repeats)
        new = key in taken_in.unread
        if not new and ledger.has_reading(report, version=__version__, model=model, settings=settings):
            continue
        on_report(report.path)
        reading = reader.read(report)
        ledger.record(report, reading, version=__version__, settings=settings)
        added += new
        reread += not new
        foreign += new and any(flag.kind == NOT_ENGLISH and flag.span.end - flag.span.start == len(report.text) for flag in reading.flags)
    record_superseded(ledger)
    if added or reread or not linked(ledger):
        suggest(ledger, reader)
        relink(ledger, settings=settings, model=model)
    known = sum(isinstance(one, str) for one in order) - added - reread
    return Built(added, reread, max(known, 0), failures, changed, foreign, taken_in.unchanged)


@dataclass(slots=True)
class _TakenIn:
    outlets: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)  # held, and not read before this build
    unchanged: int = 0


def _taken_in(
    ledger: Ledger,
    sources: Iterable[str],
    reader: Reader,
    intake: Intake | None,
    on_each: Callable[[str | ReportError], object],
    on_report: Callable[[str], object],
    stopped: Callable[[], bool] = bool,
    only: frozenset[str] | None = None,
) -> _TakenIn:
    """1: record the texts at the sources, unread; `on_each` gets every report's id once, and what could not be taken in."""
    model, settings = reader.encoder.digest, reader.settings
    out = _TakenIn(unread=set(ledger.unread()))
    seen: set[str] = set()
    sources = list(sources)
    failed: set[str] = set()
    for one in take_in(sources, intake, memory=ledger.remembered, only=only):
        if stopped():
            break
        if isinstance(one, ReportError):
            failed.add(one.path)
            ledger.record_failure(one, version=__version__, model=model, settings=settings)
            on_each(one)
            on_report(one.path)
        elif isinstance(one, Fetched):
            ledger.remember(one, version=__version__, model=model, settings=settings)
            out.unchanged += one.status == NOT_MODIFIED
        else:
            key, new = ledger.take(one, version=__version__, model=model, settings=settings)
            if new:
                out.unread.add(key)
            out.outlets |= {one.outlet} if one.outlet else set()
            if key not in seen:
                seen.add(key)
                on_each(key)
    else:
        ledger.forget_failures([source for source in sources if source not in failed])
    return out


def _repeats(ledger: Ledger, outlets: set[str]) -> Repeats:
    """The lines of all the outlets' reports, of each address's newest text only: another version of a report is no other report."""
    repeats, old = Repeats(), older(ledger)
    for held in ledger.held_reports(outlets=outlets):
        if report_id(held) not in old:
            repeats.add(held)
    return repeats


def _report(ledger: Ledger, key: str, repeats: Repeats) -> Report:
    report = next(ledger.held_reports(ids={key}))
    return replace(report, repeated=repeats.of(report))


def accept_date(ledger: Ledger, report: str, published: str, reader: Reader) -> None:
    """Take a day for an undated report's, on a person's word: its times are resolved and what hangs on it is suggested anew."""
    ledger.accept_date(report, published)
    _read_again(ledger, [report], reader)
    relink(ledger, settings=reader.settings, model=reader.encoder.digest)


def _read_again(ledger: Ledger, reports: Iterable[str], reader: Reader) -> None:
    for held in ledger.held_reports(ids=set(reports)):
        again = replace(held, repeated=ledger.repeated(report_id(held)))
        ledger.record(again, reader.read(again), version=__version__, settings=reader.settings)
    record_superseded(ledger)
    suggest(ledger, reader)


def relink(ledger: Ledger, *, settings: Settings, model: str, on_steps: Callable[[Sequence[Step]], object] = list) -> Across:
    """4: link what the ledger holds, keep what stands of the last linking, and record links and groups."""
    judged = kept_links.judgements(ledger)
    kept = kept_links.kept(ledger)
    records = records_of(ledger.connection, kept_links.rejected(ledger))
    across = link(records, judged, Known(kept.links, kept.fingerprints, kept.vectors), on_steps=on_steps)
    kept_links.record(ledger, across, version=__version__, model=model, settings=settings)
    hold(ledger)
    return across


def hold(ledger: Ledger) -> Talks:
    """5: what acts the ledger's statements report, which issues they touch, parties, positions and proposals; recorded."""
    own, replaced = kept_talks.issues_of(ledger)
    issues = taxonomy(own, replaced=replaced)
    made_by = fingerprint(issues)
    db = ledger.connection
    outlets = {
        name.casefold() for (name,) in db.execute("SELECT outlet FROM reports WHERE outlet IS NOT NULL UNION SELECT name FROM relays")
    }
    talks = hold_talks(
        talk_records(db, kept_links.rejected(ledger)),
        issues,
        kept_talks.kept_acts(ledger, made_by),
        lambda name: name.casefold() in outlets,
    )
    kept_talks.record_talks(ledger, talks, () if replaced else shipped(), own, made_by)
    return talks


def use_issues(ledger: Ledger, own: Sequence[Issue], *, replaced: bool) -> Talks:
    """Take these issues for the ledger's own, on top of those shipped or in their place, and hold its statements against them."""
    kept_talks.set_issues(ledger, () if replaced else shipped(), own)
    return hold(ledger)


def regroup(ledger: Ledger, *, load: Callable[[Settings], Reader] = Reader.load) -> Across:
    """4 again, with what people have said since: by the model and settings of the last run.

    Reports for which they gave statements, or took some back, are read again before.
    """
    row = ledger.connection.execute("SELECT model, settings FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        raise LedgerError(f"{ledger.path}: holds nothing yet; build it first: sayso build REPORTS -o {ledger.path}")
    model, settings = row["model"], unpacked(row["settings"])
    if said_since := to_read_again(ledger.connection):
        reader = load(settings)
        _read_again(ledger, said_since, reader)
        model = reader.encoder.digest
    return relink(ledger, settings=settings, model=model)


def explained(ledger: Ledger) -> list[Step]:
    """The named SQL steps of linking the ledger from nothing; nothing is recorded."""
    steps: list[Step] = []
    link(records_of(ledger.connection), kept_links.judgements(ledger), on_steps=steps.extend)
    return steps


def linked(ledger: Ledger) -> bool:
    """Whether the ledger's reports have been linked, by the weights at hand."""
    db = ledger.connection
    (reports,), (compared,) = (
        db.execute(sql).fetchone()
        for sql in (
            "SELECT count(*) FROM reports WHERE id NOT IN (SELECT report FROM earlier_texts)",
            "SELECT count(*) FROM fingerprints WHERE kind = 'copy'",
        )
    )
    prints = dict(db.execute("SELECT kind, min(fingerprint) FROM fingerprints GROUP BY kind").fetchall())
    own, replaced = kept_talks.issues_of(ledger)
    if kept_talks.fingerprint_of(ledger) != fingerprint(taxonomy(own, replaced=replaced)):
        return False
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
