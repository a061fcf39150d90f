"""4 pulling: a slice of a lake into a ledger that people work on. Needs no Spark: it reads Parquet from any file system Arrow knows.

The ledger has the reports and their readings as the lake has them, links them itself, and is one like any other from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import LakeError
from sayso.lake.tables import UNKNOWN, unpacked
from sayso.ledger import Ledger
from sayso.ledger.ledger import unpacked as unpacked_settings
from sayso.model import Reading, Report, Span

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a lake is asked for; what is not given does not matter. `since` and `until` are days, both included."""

    stories: tuple[str, ...] = ()  # ids, or beginnings of ids that no other story has
    query: str | None = None  # words that a report must all have, in any order and case; "…" is a phrase
    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A story of a lake as it is listed: its first and last known day, its reports and outlets, and the headline of its first report."""

    id: str
    since: str | None
    until: str | None
    reports: int
    outlets: tuple[str, ...]
    title: str | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came into the ledger: reports, of these not read yet in the lake, and those that were there."""

    added: int
    unread: int
    known: int


def stories(path: str, wanted: Wanted) -> list[Story]:
    """The lake's stories of two reports and more, the greatest first. Raises LakeError where the lake was not linked."""
    chosen = _chosen(path, wanted)
    told: dict[str, list[dict[str, str | None]]] = {}
    for row in _linked(path, "stories", ["story", "report", "outlet", "title", "date"]).to_pylist():
        told.setdefault(row["story"], []).append(row)
    out = []
    for key, rows in told.items():
        if len(rows) > 1 and (chosen is None or any(row["report"] in chosen for row in rows)):
            days = sorted(row["date"] for row in rows if row["date"] and row["date"] != UNKNOWN)
            first = min(rows, key=lambda row: (row["date"] == UNKNOWN, row["date"] or "", row["report"] or ""))
            outlets = tuple(sorted({row["outlet"] for row in rows if row["outlet"]}))
            out.append(Story(key, days[0] if days else None, days[-1] if days else None, len(rows), outlets, first["title"]))
    return sorted(out, key=lambda story: (-story.reports, story.id))


def pull(path: str, wanted: Wanted, ledger_path: str | Path, *, on_report: Callable[[str], object] = str) -> Pulled:
    """Bring what is wanted of a lake into a ledger, new or there already; nothing is linked yet. Raises LakeError where there is none."""
    chosen = _chosen(path, wanted)
    if chosen is None:
        chosen = {row["id"]: row["date"] for row in _dataset(path, "reports").to_table(columns=["id", "date"]).to_pylist()}
    keys = sorted((date, key) for key, date in chosen.items())
    counting = _counting(path)
    if not keys:
        raise LakeError(f"{path}: no report is what was asked for; see its stories with: sayso stories {path}")
    added = unread = known = 0
    with Ledger(ledger_path, create=True) as ledger:
        for some in _portions(keys):
            readings = {row["report"]: row for row in _readings(path, some, counting)}
            for row in _some(path, "reports", some, "id"):
                report = unpacked(Report, {**row, "repeated": None})
                reading = readings.get(row["id"])
                if ledger.holds(report):
                    known += 1
                    continue
                on_report(report.path)
                added += 1
                if reading is None:
                    unread += 1
                    continue
                settings = unpacked_settings(reading["settings"])
                made = unpacked(Reading, reading)
                ledger.take(report, version=reading["version"], model=made.model, settings=settings)
                repeated = tuple(Span(one["start"], one["end"]) for one in reading["repeated"])
                ledger.record(replace(report, repeated=repeated), made, version=reading["version"], settings=settings)
    return Pulled(added - unread, unread, known)


def _chosen(path: str, wanted: Wanted) -> dict[str, str] | None:
    """The ids of the reports that are asked for, with their partitions; None for all."""
    found: dict[str, str] | None = None
    if wanted.stories:
        rows = _linked(path, "stories", ["story", "report", "date"]).to_pylist()
        known = {row["story"] for row in rows}
        asked = {_story(path, given, known) for given in wanted.stories}
        found = {row["report"]: row["date"] for row in rows if row["story"] in asked}
    if wanted.query or wanted.outlets or wanted.since or wanted.until:
        met = {row["id"]: row["date"] for row in _met(path, wanted)}
        found = met if found is None else {key: date for key, date in found.items() if key in met}
    return found


def _story(path: str, given: str, known: Collection[str]) -> str:
    fits = [one for one in known if one == given or one.removeprefix("t1:").startswith(given.removeprefix("t1:"))]
    if len(fits) != 1:
        many = f"{len(fits)} stories begin with it" if fits else "no story has this id"
        raise LakeError(f"{given}: {many}; list them with: sayso stories {path}")
    return fits[0]


def _met(path: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The reports that fit, looked through batch by batch."""
    import pyarrow.dataset as ds

    said = [(phrase or word).casefold() for phrase, word in re.findall(r'"([^"]+)"|(\S+)', wanted.query or "")]
    needles = [re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)") for words in said]
    conditions = []
    if wanted.since:
        conditions.append((ds.field("date") >= wanted.since) & (ds.field("date") != UNKNOWN))
    if wanted.until:
        conditions.append(ds.field("date") <= f"{wanted.until}~")
    if wanted.outlets:
        conditions.append(ds.field("outlet").isin(list(wanted.outlets)))
    where = None
    for one in conditions:
        where = one if where is None else where & one
    columns = ["id", "date", "title", "text"] if needles else ["id", "date"]
    for batch in _dataset(path, "reports").to_batches(columns=columns, filter=where):
        for row in batch.to_pylist():
            text = f"{row.get('title') or ''}\n{row.get('text') or ''}".casefold()
            if all(needle.search(text) for needle in needles):
                yield row


PORTION = 500  # reports held at once


def _portions(keys: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]


def _counting(path: str) -> dict[str, str]:
    """For each report that was linked the print of the reading that was."""
    if not _has(path, "linkings"):
        return {}
    return {row["report"]: row["print"] for row in _linked(path, "readings", ["report", "print"]).to_pylist()}


def _readings(path: str, keys: list[tuple[str, str]], counting: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The readings of some reports, last for each that which was linked, or the newest where none was."""
    rows = _some(path, "readings", keys, "report") if _has(path, "readings") else []
    yield from sorted(rows, key=lambda row: (row["print"] == counting.get(row["report"]), row["read_at"]))


def _some(path: str, name: str, keys: list[tuple[str, str]], key: str) -> list[dict[str, Any]]:
    """The rows of some reports, given by day and id."""
    import pyarrow.dataset as ds

    where = ds.field("date").isin(sorted({date for date, _ in keys})) & ds.field(key).isin([one for _, one in keys])
    rows: list[dict[str, Any]] = _dataset(path, name).to_table(filter=where).to_pylist()
    return rows


def _linked(path: str, name: str, columns: list[str]) -> pa.Table:
    """A table of the linking that stands."""
    if not _has(path, "linkings"):
        raise LakeError(f"{path}: this lake was not linked to its end; run: sayso lake {path}")
    rows = _dataset(path, "linkings").to_table(columns=["number", "key"]).to_pylist()
    key = max(rows, key=lambda row: row["number"])["key"]
    return _dataset(path, f"linking/{key}/{name}").to_table(columns=columns)


def _has(path: str, name: str) -> bool:
    """Whether anything was written to the table; what begins so is Spark's own."""
    from pyarrow.fs import FileSelector

    system, base = _system(path)
    found = system.get_file_info(FileSelector(f"{base}/{name}", allow_not_found=True))
    return any(not one.base_name.startswith(("_", ".")) for one in found)


def _dataset(path: str, name: str) -> ds.Dataset:
    import pyarrow as pa
    import pyarrow.dataset as ds

    if not _has(path, name):
        raise LakeError(f"{path}: no lake (it has no {name}); make one with: sayso lake {path} WARC-OR-PARQUET-OR-JSONL…")
    system, base = _system(path)
    days = ds.partitioning(pa.schema([("date", pa.string())]), flavor="hive")
    return ds.dataset(f"{base}/{name}", filesystem=system, format="parquet", partitioning=days)


def _system(path: str) -> tuple[pa.fs.FileSystem, str]:
    """The file system of an address ("s3://…", "hdfs://…"; what Spark calls s3a is s3 here), or this machine's."""
    from pyarrow.fs import FileSystem, LocalFileSystem

    if "://" not in path:
        return LocalFileSystem(), str(Path(path).absolute())
    try:
        system, base = FileSystem.from_uri(re.sub(r"^s3[an]:", "s3:", path))
    except Exception as error:
        raise LakeError(f"{path}: cannot be opened ({error})") from error
    return system, base.rstrip("/")
