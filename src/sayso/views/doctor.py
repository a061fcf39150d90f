"""What `sayso doctor` finds: whether this machine, the weights and a ledger are as they should be, and what to do where they are not."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sayso import __version__
from sayso.errors import SaysoError
from sayso.views.counted import count

if TYPE_CHECKING:
    from sayso.ledger import Ledger
    from sayso.reading import Reader

State = Literal["well", "note", "broken"]
EXTRAS = {  # those that a user may want, and for what
    "spark": "sayso lake",
    "mcp": "sayso mcp",
    "notebook": "tables of polars in Python",
    "spacy": 'nlp.add_pipe("sayso") in spaCy',
}
JAVA = 17  # the oldest that Spark 4 runs on
SENTENCE = "The harbour master said on Friday that the ferry would sail again."
CONTENT = "the ferry would sail again"  # its words, as any reader must find them
ROOM = 100_000_000  # bytes free beside a ledger below which a build may soon stop


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: how it is, what was found, and the next step where there is one."""

    area: str
    name: str
    state: State
    found: str
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """All findings, and how many of them are of something broken."""

    sayso: str
    ledger: str | None
    broken: int
    findings: tuple[Finding, ...]


def examine(ledger: str | None = None) -> Examined:
    """Examine the machine, the weights and, where one is given, the ledger at that path; nothing is written."""
    reader, weights = _weights()
    findings = [*_machine(), *_extras(), *weights, *(_ledger(Path(ledger), reader) if ledger is not None else ())]
    return Examined(__version__, ledger, sum(one.state == "broken" for one in findings), tuple(findings))


def _machine() -> Iterator[Finding]:
    area = "This machine"
    yield Finding(area, "sayso", "well", f"{__version__}, in {Path(__file__).parents[1]}")
    yield Finding(area, "Python", "well", f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}")
    yield Finding(area, "system", "well", f"{platform.platform()}, {count(os.cpu_count() or 1, 'processor')}")
    yield from _libraries(area)
    yield _sqlite(area)
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        yield Finding(area, "letters", "well", "standard output takes UTF-8")
    else:
        said = f"standard output takes {sys.stdout.encoding}: letters that it lacks are shown by their numbers"
        yield Finding(
            area, "letters", "note", said, "set PYTHONUTF8=1, or LANG to a name that ends in .UTF-8; what is piped is UTF-8 anyway"
        )


def _libraries(area: str) -> Iterator[Finding]:
    """Those that sayso cannot do without, each held against the versions that it asks for."""
    wrong = list(_lacking(None))
    if wrong:
        yield Finding(area, "libraries", "broken", "; ".join(wrong), "pip install --upgrade sayso")
        return
    shown = ("onnxruntime", "tokenizers", "numpy", "duckdb", "splink", "pyarrow", "trafilatura", "click", "rich")
    yield Finding(area, "libraries", "well", ", ".join(f"{name} {version(name)}" for name in shown))


def _lacking(extra: str | None) -> Iterator[str]:
    """What is not as sayso's package asks for it, of its own needs or those of an extra."""
    from packaging.requirements import Requirement  # onnxruntime needs it, too

    for line in distribution("sayso").requires or ():
        wanted = Requirement(line)
        marker = wanted.marker
        if marker is not None and not marker.evaluate({"extra": extra or ""}):
            continue
        if (extra is not None) != (marker is not None and "extra" in str(marker)):
            continue
        try:
            if not wanted.specifier.contains(version(wanted.name), prereleases=True):
                yield f"{wanted.name} is {version(wanted.name)}, and {wanted.specifier} is needed"
        except PackageNotFoundError:
            yield f"{wanted.name} is not installed"


def _sqlite(area: str) -> Finding:
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
            db.execute("CREATE TABLE strict (one TEXT) STRICT")
        except sqlite3.Error as error:
            said = f"{sqlite3.sqlite_version}: {error}; full-text search (FTS5) and strict tables are needed"
            return Finding(area, "SQLite", "broken", said, "use a Python with SQLite 3.37 or later, such as that of python.org")
    return Finding(area, "SQLite", "well", f"{sqlite3.sqlite_version}, with full-text search (FTS5)")


def _extras() -> Iterator[Finding]:
    area = "Extras"
    for extra, use in EXTRAS.items():
        wrong = list(_lacking(extra))
        if wrong:
            yield Finding(area, extra, "note", f"for {use}: {'; '.join(wrong)}", f"pip install 'sayso[{extra}]'")
        elif extra == "spark":
            yield _java(area, use)
        else:
            yield Finding(area, extra, "well", f"for {use}")


def _java(area: str, use: str) -> Finding:
    """Spark needs a Java that is none of Python's packages."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    following = f"install Java {JAVA} or later, and set JAVA_HOME to it or put it on the path"
    if java is None:
        where = f"JAVA_HOME ({home})" if home else "the path"
        return Finding(area, "spark", "note", f"for {use}: pyspark {version('pyspark')}, and no Java on {where}", following)
    try:
        ran = subprocess.run([java, "-version"], capture_output=True, check=False, timeout=20)  # noqa: S603 (found by us)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(area, "spark", "note", f"for {use}: {java} does not run ({error})", following)
    said = ran.stderr.decode(errors="replace")  # before the line of the version may stand options that it picked up
    number = re.search(r'^.*version "(?:1\.)?(\d+).*$', said, re.MULTILINE)
    words = f"for {use}: pyspark {version('pyspark')}, {' '.join(number[0].split()) if number else java}"
    if number is None or int(number[1]) < JAVA:
        return Finding(area, "spark", "note", words, following)
    return Finding(area, "spark", "well", words)


def _weights() -> tuple[Reader | None, list[Finding]]:
    """Each of the encoders is loaded, which holds its weights against the digest of their card, and the reader reads a sentence."""
    from sayso.linking import digests
    from sayso.linking.meaning import Meaning
    from sayso.reading import Reader
    from sayso.talks.encoder import TalksEncoder

    area, loaded, findings = "Weights", list[Reader](), list[Finding]()

    def reader() -> str:
        loaded.append(Reader.load())
        return f"digest {loaded[0].encoder.digest[:16]}, that of its card"

    for name, check in (
        ("reader", reader),
        ("talks", lambda: f"digest {TalksEncoder.load().digest[:16]}, that of its card"),
        ("meaning of contents", lambda: f"digest {Meaning.load().digest[:16]}, that of its card"),
        ("links", lambda: f"match weights for the comparisons at hand: {', '.join(f'{kind} {made}' for kind, made in digests().items())}"),
    ):
        try:
            findings.append(Finding(area, name, "well", check()))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what is to be told)
            findings.append(
                Finding(area, name, "broken", str(error) or type(error).__name__, "pip install --force-reinstall --no-deps sayso")
            )
    return (loaded[0], [*findings, _sentence_read(area, loaded[0])]) if loaded else (None, findings)


def _sentence_read(area: str, reader: Reader) -> Finding:
    from sayso.model import Report
    from sayso.reading.encoder import int8_saturates

    found = reader.read(Report("sentence", SENTENCE, sha256="")).statements
    voice = next((one.voice for one in found if any(CONTENT in span.of(SENTENCE) for span in one.content)), None)
    if voice is None:
        said = f"in “{SENTENCE}” nobody is found to say that “{CONTENT}”: the weights are whole, and do not run here as they should"
        return Finding(
            area, "a sentence read", "broken", said, "pip install --upgrade onnxruntime; if that does not help, report it with this output"
        )
    way = "by an exact path, slower and with the same readings: this processor has no VNNI" if int8_saturates() else "at full speed"
    return Finding(area, "a sentence read", "well", f"“{voice.name}” is found to say that “{CONTENT}”; run {way}")


def _ledger(path: Path, reader: Reader | None) -> Iterator[Finding]:
    from sayso.ledger import Ledger
    from sayso.ledger.migrations import STEPS

    area = f"The ledger {path}"
    if not path.is_file():
        yield Finding(area, "file", "broken", "there is no such file", f"make it: sayso build REPORTS -o {path}")
        return
    log = path.with_name(f"{path.name}-wal")
    waiting = log.stat().st_size if log.exists() else 0  # seen before it is opened: whoever closes it last takes it in
    yield from _place(area, path)
    try:
        with Ledger(path, read_only=True) as ledger:
            db = ledger.connection
            (form,), (journal,) = db.execute("PRAGMA user_version").fetchone(), db.execute("PRAGMA journal_mode").fetchone()
            if form == len(STEPS):
                yield Finding(area, "form", "well", f"{form}, this sayso's")
            else:
                said = f"{form}, of an older sayso; this one's is {len(STEPS)}"
                yield Finding(
                    area, "form", "note", said, "any other command brings it up to date; copy it before, if an older sayso is to open it"
                )
            yield _journal(area, journal, waiting)
            if form == len(STEPS):
                yield from _held(area, ledger, reader)
    except (SaysoError, sqlite3.Error) as error:
        said, _, following = str(error).removeprefix(f"{path}: ").partition("; ")
        yield Finding(area, "file", "broken", said, following or "restore a copy, or build it again from its reports")


def _place(area: str, path: Path) -> Iterator[Finding]:
    folder = path.resolve().parent
    size, free = path.stat().st_size, shutil.disk_usage(folder).free
    room = f"{size / 1e6:,.1f} MB, {free / 1e6:,.0f} MB free beside it"
    if free < ROOM:
        yield Finding(area, "room", "note", room, "free some space before the next build")
    else:
        yield Finding(area, "room", "well", room)
    for what, place in (("file", path), ("folder", folder)):
        if not os.access(place, os.W_OK):
            said = f"{place} may not be written to: nothing can be added or judged"
            yield Finding(area, f"its {what}", "note", said, f"chmod u+w {place}, or copy the ledger to a folder of yours")


def _journal(area: str, journal: str, waiting: int) -> Finding:
    if journal != "wal":
        said = f"its journal is {journal}: whoever reads waits for whoever writes"
        return Finding(area, "journal", "note", said, "sqlite3 LEDGER 'PRAGMA journal_mode = WAL' while nobody has it open")
    if waiting:
        said = f"a write-ahead log with {waiting / 1e6:,.1f} MB that are not in the file yet: a sayso is at work, or was killed"
        return Finding(area, "journal", "note", said, "copy the file only together with those that end in -wal and -shm")
    return Finding(area, "journal", "well", "a write-ahead log, with nothing left in it")


def _held(area: str, ledger: Ledger, reader: Reader | None) -> Iterator[Finding]:
    """What the ledger holds, and whether sayso as it is here would make the same of it."""
    from sayso.pipeline import linked

    def number(sql: str, *values: str) -> int:
        return int(ledger.connection.execute(f"SELECT count(*) FROM {sql}", values).fetchone()[0])

    reports = number("reports")
    nouns = (("statement", "statements"), ("utterance", "utterances"), ("dispute", "disputes"))
    held = [count(reports, "report"), *(count(number(table), noun) for noun, table in nouns)]
    yield Finding(area, "holds", "well", ", ".join([*held, count(number("judgements WHERE withdrawn_at IS NULL"), "judgement")]))
    again = f"sayso build SOURCES -o {ledger.path}, with the sources that it was built from"
    if unread := number("reports WHERE id NOT IN (SELECT report FROM readings)"):
        yield Finding(area, "not read", "note", f"{count(unread, 'report')} taken in and not read yet", again)
    if failed := number("failures"):
        said = f"{count(failed, 'source')} could not be read"
        yield Finding(area, "failures", "note", said, "SELECT path, kind, message FROM failures, or sayso brief, says which and why")
    if reader is None:
        return
    others = number(
        "readings JOIN runs ON runs.id = run WHERE readings.model <> ? OR runs.version <> ?", reader.encoder.digest, __version__
    )
    if others:
        said = (
            f"{others:,} of {count(reports, 'report')} by other weights or another sayso than the ones here: they may be read otherwise now"
        )
        yield Finding(area, "read", "note", said, again)
    else:
        yield Finding(area, "read", "well", "all by the weights and the sayso at hand" if reports else "nothing to read")
    if linked(ledger):
        yield Finding(area, "linked", "well", "by the weights at hand")
    else:
        yield Finding(
            area,
            "linked",
            "note",
            "not all of it, or by other weights or issues than those at hand",
            f"sayso judge {ledger.path} --regroup",
        )
