"""4 pulling: a slice of a lake into a ledger that people work on. Needs no Spark: it reads Parquet from any file system Arrow knows.

The ledger has the reports and their readings as the lake has them, links them itself, and is one like any other from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
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
    keys = sorted(chosen) if chosen is not None else [row["id"] for row in _table(path, "reports", ["id"]).to_pylist()]
    if not keys:
        raise LakeError(f"{path}: no report is what was asked for; see its stories with: sayso stories {path}")
    added = unread = known = 0
    with Ledger(ledger_path, create=True) as ledger:
        for some in _portions(keys):
            readings = {row["report"]: row for row in _readings(path, some)}
            for row in _table(path, "reports", None, some, "id").to_pylist():
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


def _chosen(path: str, wanted: Wanted) -> set[str] | None:
    """The ids of the reports that are asked for; None for all."""
    found: set[str] | None = None
    if wanted.stories:
        rows = _linked(path, "stories", ["story", "report"]).to_pylist()
        known = {row["story"] for row in rows}
        asked = {_story(path, given, known) for given in wanted.stories}
        found = {row["report"] for row in rows if row["story"] in asked}
    if wanted.query or wanted.outlets or wanted.since or wanted.until:
        met = {row["id"] for row in _met(path, wanted)}
        found = met if found is None else found & met
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

    needles = [(phrase or word).casefold() for phrase, word in re.findall(r'"([^"]+)"|(\S+)', wanted.query or "")]
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
    columns = ["id", "title", "text"] if needles else ["id"]
    for batch in _dataset(path, "reports").to_batches(columns=columns, filter=where):
        for row in batch.to_pylist():
            text = f"{row.get('title') or ''}\n{row.get('text') or ''}".casefold()
            if all(re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", text) for needle in needles):
                yield row


PORTION = 500  # reports held at once


def _portions(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]


def _readings(path: str, keys: list[str]) -> Iterator[dict[str, Any]]:
    """The readings of some reports, the newest of each last."""
    rows = _table(path, "readings", None, keys, "report").to_pylist() if _has(path, "readings") else []
    yield from sorted(rows, key=lambda row: row["read_at"])


def _table(path: str, name: str, columns: list[str] | None, keys: list[str] | None = None, key: str = "id") -> pa.Table:
    import pyarrow.dataset as ds

    where = None if keys is None else ds.field(key).isin(keys)
    return _dataset(path, name).to_table(columns=columns, filter=where)


def _linked(path: str, name: str, columns: list[str]) -> pa.Table:
    """A table of the linking that stands."""
    if not _has(path, "linkings"):
        raise LakeError(f"{path}: this lake was not linked to its end; run: sayso lake {path}")
    rows = _table(path, "linkings", ["number", "key"]).to_pylist()
    key = max(rows, key=lambda row: row["number"])["key"]
    return _dataset(path, f"linking/{key}/{name}").to_table(columns=columns)


def _has(path: str, name: str) -> bool:
    from pyarrow.fs import FileType

    system, base = _system(path)
    return bool(system.get_file_info(f"{base}/{name}").type != FileType.NotFound)


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
