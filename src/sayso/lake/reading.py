"""2 reading: what was taken in and is not read, as an Arrow map over slices. A slice that was written is never read again.

Each worker has one model session. A report is read with the lines that its outlet's other reports have as well, so what an outlet
publishes later may have it read anew; which reading counts is told by its `print`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from sayso import __version__
from sayso.intake.repeats import FEWEST, line_keys, repeated_lines
from sayso.lake.spark import Lake, Row, mapped
from sayso.lake.tables import packed, reading_schema, report_schema, unpacked
from sayso.linking.meaning import Meaning
from sayso.model import Report, Span
from sayso.reading import Reader
from sayso.reading.encoder import FOLDER
from sayso.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

SLICE = 20_000  # reports in one job: what a job that dies has to read again at most
TASK = 250  # reports in one task


def read(lake: Lake, settings: Settings | None = None, *, slice_size: int = SLICE, on_slice: Callable[[int, int], object] = divmod) -> int:
    """Read what is not read; the number of reports that were. `on_slice` is told how many of how many are done."""
    settings = settings or Settings()
    found = wanted(lake, settings)
    if lake.has("readings"):
        found = found.join(lake.read("readings").selectExpr("report AS id", "print"), ["id", "print"], "left_anti")
    found.write.mode("overwrite").parquet(lake.where("pending"))  # apart from `readings`, which grows meanwhile
    pending = lake.read("pending")
    days = {str(row["date"]): int(row["count"]) for row in pending.groupBy("date").count().collect()}
    left, done = sum(days.values()), 0
    for some, part, parts in _slices(days, slice_size):
        of_days = pending.where(pending.date.isin(some)).where(f"pmod(xxhash64(id), {parts}) = {part}")
        done += _read_slice(lake, of_days, some, settings)
        on_slice(done, left)
    lake.remove("pending")
    return left


def _slices(days: Mapping[str, int], size: int) -> Iterator[tuple[list[str], int, int]]:
    """Days with so many reports each, as slices of about `size`: their days, and for a great day which part of how many."""
    held: list[str] = []
    for day, count in sorted(days.items()):
        if held and sum(days[one] for one in held) + count > size:
            yield held, 0, 1
            held = []
        if count > size:
            parts = math.ceil(count / size)
            yield from (([day], part, parts) for part in range(parts))
        else:
            held.append(day)
    if held:
        yield held, 0, 1


def current(lake: Lake, settings: Settings | None = None) -> DataFrame:
    """The readings that count, one a report: by the code, weights and settings at hand."""
    prints = wanted(lake, settings or Settings()).selectExpr("id AS report", "print")
    return lake.read("readings").join(prints, ["report", "print"], "left_semi").dropDuplicates(["report"])


def wanted(lake: Lake, settings: Settings) -> DataFrame:
    """For each report the print that its reading is to have, and its repeated lines: id, date, length, print, repeated."""
    from pyspark.sql.functions import expr

    reports = lake.read("reports")
    outlets = reports.where("outlet IS NOT NULL").select("id", "outlet", "sha256", "text")
    lines = mapped(outlets, _schema(id="string", outlet="string", sha256="string", key="binary"), _lines).persist()
    common = (
        lines.join(newest(lake), "id")
        .select("outlet", "sha256", "key")
        .distinct()
        .groupBy("outlet", "key")
        .count()
        .where(f"count >= {FEWEST}")
    )
    shared = lines.join(common, ["outlet", "key"]).groupBy("id").agg(expr("collect_list(key) AS keys"))
    reader = [__version__, _model(), _packed(settings)]

    def printed(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            known = set(row["keys"] or ())
            repeated = repeated_lines(row["text"], known.__contains__) if known else ()
            notes = [(note["kind"], note["span"]["start"], note["span"]["end"], note["why"]) for note in row["notes"]]
            hangs_on = json.dumps([*reader, row["published"], notes, repeated], ensure_ascii=False)
            kept = {name: row[name] for name in ("id", "date", "length")}
            yield {**kept, "repeated": packed(repeated), "print": blake2b(hangs_on.encode(), digest_size=8).hexdigest()}

    needed = reports.select("id", "date", "length", "text", "notes", "published").join(shared, "id", "left")
    schema = _schema(id="string", date="string", length="int64", print="string").append(reading_schema().field("repeated"))
    return mapped(needed, schema, printed)


def newest(lake: Lake) -> DataFrame:
    """The ids of the reports that are their address's newest text; of one moment, a summary is older than the text."""
    age = (
        "row_number() OVER (PARTITION BY coalesce(url, id) ORDER BY exists(notes, n -> n.kind = 'summary'), seen DESC NULLS LAST,"
        " published DESC NULLS LAST, length DESC, id) AS age"
    )
    return lake.read("reports").selectExpr("id", age).where("age = 1").select("id")


def _read_slice(lake: Lake, some: DataFrame, days: Sequence[str], settings: Settings) -> int:
    """Read some reports of certain days and append their readings; how many. A report is one row of one file: there whole, or to be
    read again."""
    from pyspark.sql.functions import broadcast

    counts = [int(row["count"]) for row in some.groupBy("date").count().collect()]
    names = [name for name in report_schema().names if name not in ("date", "length")]
    reports = lake.read("reports")
    texts = reports.where(reports.date.isin(list(days))).select(*names).join(broadcast(some), "id")
    parts = math.ceil(max(counts, default=1) / TASK)  # of each day: a day is as few files as there are tasks for it
    tasks = max(1, math.ceil(sum(counts) / TASK))
    shared_out = texts.selectExpr("*", f"pmod(xxhash64(id), {parts}) AS part").repartition(tasks, "date", "part")
    rows = shared_out.drop("part").sortWithinPartitions("length")
    lake.append("readings", mapped(rows, reading_schema(), _Read(settings)), by_date=True)
    return sum(counts)


@dataclass(frozen=True, slots=True)
class _Read:
    """Reads rows of reports, on a worker."""

    settings: Settings

    def __call__(self, rows: Iterable[Row]) -> Iterator[Row]:
        reader = _reader(self.settings)
        for row in rows:
            yield read_one(row, reader)


@cache
def _reader(settings: Settings) -> Reader:
    """One session of the model in each worker's process."""
    return Reader.load(settings)


def read_one(row: Row, reader: Reader) -> Row:
    """The row of `readings` of a row of `reports` with its `print` and `repeated`."""
    report = unpacked(Report, {**row, "repeated": None})
    repeated = tuple(Span(one["start"], one["end"]) for one in row["repeated"])
    reading = reader.read(replace(report, repeated=repeated))
    meaning = Meaning.load()
    words = [" … ".join(span.of(report.text) for span in one.content) for one in reading.statements]
    made_by = {
        "version": __version__,
        "settings": _packed(reader.settings),
        "read_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    kept = {"report": row["id"], **{name: row[name] for name in ("print", "repeated", "date")}}
    return {**kept, **made_by, **packed(reading), "contents": [meaning.vector(content) for content in words]}


def _lines(rows: Iterable[Row]) -> Iterator[Row]:
    """The keys of the lines of each report."""
    for row in rows:
        for key in line_keys(row["text"]):
            yield {"id": row["id"], "outlet": row["outlet"], "sha256": row["sha256"], "key": key}


def _schema(**kinds: str) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])


def _model() -> str:
    return str(json.loads((FOLDER / "card.json").read_text(encoding="utf8"))["digest"])


def _packed(settings: Settings) -> str:
    return json.dumps(asdict(settings), sort_keys=True)
