"""1 taking in: the files of any file system that Spark reads, to `reports`. What was taken in whole is not taken in again.

Lines of JSON Lines and rows of Parquet are shared out among workers; any other file (WARC, WACZ, zip, page, PDF, letter) is one task's.
Each goes through the same intake as with `sayso build`, so that a report is the same report here and there.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from sayso.errors import LakeError, ReportError
from sayso.ids import report_id
from sayso.intake import take_in
from sayso.lake.spark import Lake, Row, mapped
from sayso.lake.tables import day_of, packed, report_schema
from sayso.model import Report
from sayso.settings import Intake

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

BATCH_BYTES, BATCH_FILES = 4_000_000_000, 10_000  # of input in one job: what a job that dies has to take in again
LINES = (".jsonl", ".ndjson")  # packed ones are read whole: nobody can begin in their middle


class Source(NamedTuple):
    """A file as it was listed: another time or size is another file."""

    path: str
    modified: str
    bytes: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many reports were new, and what could not be taken in."""

    added: int
    failures: tuple[ReportError, ...]


def take(lake: Lake, inputs: Sequence[str], intake: Intake | None = None) -> TakenIn:
    """Take in what the lake lacks of the files, folders and patterns `inputs`. Raises LakeError where there is no such file."""
    listed = _listed(lake, inputs)
    done = {Source(*row) for row in lake.read("sources").select("path", "modified", "bytes").collect()} if lake.has("sources") else set()
    added, failures = 0, []
    for some in _batches([one for one in listed if one not in done]):
        fresh, refused = _one_batch(lake, some, intake or Intake())
        lake.append("sources", lake.session.createDataFrame([tuple(one) for one in some], "path string, modified string, bytes long"))
        added += fresh
        failures += refused
    return TakenIn(added, tuple(failures))


def _listed(lake: Lake, inputs: Sequence[str]) -> list[Source]:
    from pyspark.errors import AnalysisException

    out: set[Source] = set()
    for one in inputs:
        listing = lake.session.read.format("binaryFile").option("recursiveFileLookup", "true")
        try:
            rows = listing.load(one).selectExpr("path", "CAST(modificationTime AS STRING)", "length").collect()
        except AnalysisException as error:
            raise LakeError(f"{one}: no such file or folder, or no way to read it; check the path ({_short(error)})") from error
        out |= {Source(*row) for row in rows if row[2]}
        if not rows:
            raise LakeError(f"{one}: no file in it; give WARC, Parquet or JSON Lines, or a folder of them")
    return sorted(out)


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for one in sources:
        if batch and (len(batch) == BATCH_FILES or size + one.bytes > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.bytes
    if batch:
        yield batch


def _one_batch(lake: Lake, sources: Sequence[Source], intake: Intake) -> tuple[int, list[ReportError]]:
    from pyspark.sql.functions import expr

    kinds: dict[str, list[str]] = {"lines": [], "rows": [], "whole": []}
    for one in sources:
        name = one.path.lower()
        kinds["lines" if name.endswith(LINES) else "rows" if name.endswith(".parquet") else "whole"].append(one.path)
    damaged: list[ReportError] = []
    made = [_taken(kind, rows, intake) for kind, rows in _opened(lake, kinds, damaged)]
    refusals = [(one.path, one.kind, one.message) for one in damaged]
    if refusals:
        lake.append("failures", lake.session.createDataFrame(refusals, "path string, kind string, message string"))
    if not made:
        return 0, damaged
    found = reduce(lambda one, other: one.unionByName(other), made).persist()
    try:
        every = f"struct({', '.join(report_schema().names)})"
        first = found.where("id IS NOT NULL").groupBy("id").agg(expr(f"min_by({every}, path) AS first")).select("first.*")
        if lake.has("reports"):  # of a job that died at its end, some may be there
            first = first.join(lake.read("reports").select("id"), "id", "left_anti")
        fresh = first.persist()
        added = fresh.count()
        if added:
            lake.append("reports", fresh.repartition("date"), by_date=True)
        fresh.unpersist()
        failures = found.where("id IS NULL").select("path", "kind", "message").distinct()
        refused = [ReportError(*row) for row in failures.sort("path").collect()]
        if refused:
            lake.append("failures", failures)
        return added, [*damaged, *refused]
    finally:
        found.unpersist()


def _opened(lake: Lake, kinds: Mapping[str, Sequence[str]], damaged: list[ReportError]) -> Iterator[tuple[str, DataFrame]]:
    """The files as rows of `path`, `at` (of lines where their stretch begins, of rows their number from 0) and `value` (bytes)."""
    read = lake.session.read
    if kinds["whole"]:
        yield "whole", read.format("binaryFile").load(_literal(kinds["whole"])).selectExpr("path", "0L AS at", "content AS value")
    if kinds["lines"]:
        placed = ("_metadata.file_path AS path", "_metadata.file_block_start AS at", "CAST(value AS BINARY) AS value")
        yield "lines", read.text(_literal(kinds["lines"])).selectExpr(*placed)
    alike: dict[str, list[str]] = defaultdict(list)  # exports of several tools have columns of their own
    for path in kinds["rows"]:
        try:
            alike[read.parquet(*_literal([path])).schema.json()].append(path)
        except Exception as error:  # noqa: BLE001 (whatever Spark makes of a file that is none)
            damaged.append(ReportError(_plain(path), "damaged", f"not a Parquet file that can be read ({_short(error)}); export it again"))
    for some in alike.values():
        placed = ("_metadata.file_path AS path", "_metadata.row_index AS at", "CAST(to_json(struct(*)) AS BINARY) AS value")
        yield "rows", read.parquet(*_literal(some)).selectExpr(*placed)


def _literal(paths: Sequence[str]) -> list[str]:
    """Paths that mean themselves, not patterns."""
    return [re.sub(r"([\\\[\]{}*?])", r"\\\1", path) for path in paths]


def _taken(kind: str, rows: DataFrame, intake: Intake) -> DataFrame:
    """Reports and refusals (`kind`, `message`) of what was opened."""
    schema = report_schema().append(_field("kind")).append(_field("message"))

    def take_all(cells: Iterable[Row]) -> Iterator[Row]:
        named = unquote if kind != "whole" else str  # Spark writes the one path as an address, the other as it is
        return _reports(kind, ((named(cell["path"]), cell["at"], cell["value"]) for cell in cells), intake)

    return mapped(rows, schema, take_all)


def _field(name: str) -> pa.Field:
    import pyarrow as pa

    return pa.field(name, pa.string())


def _reports(kind: str, cells: Iterable[tuple[str, int, bytes]], intake: Intake) -> Iterator[Row]:
    """What each file, or each stretch of lines or rows of one file, gives, under the path the user knows."""
    with tempfile.TemporaryDirectory(prefix="sayso-lake-") as folder:
        if kind == "whole":
            for path, _, data in cells:
                yield from _file(Path(folder), path, data, lambda tail: tail, intake)
            return
        for (path, start), some in groupby(cells, key=lambda cell: (cell[0], cell[1] if kind == "lines" else 0)):
            lines, numbers = [], []
            for number, (_, at, line) in enumerate(some, 1):
                lines.append(line)
                numbers.append(number if kind == "lines" else at + 1)

            def place(tail: str, numbers: Sequence[int] = numbers, start: int = start) -> str:
                at, _, rest = tail.removeprefix(":").partition(":")
                where = str(numbers[int(at) - 1]) if at.isdigit() and int(at) <= len(numbers) else at
                return f"{f'@{start}' if start else ''}:{where}{':' + rest if rest else ''}"

            yield from _file(Path(folder), f"{path}.jsonl" if kind == "rows" else path, b"\n".join(lines), place, intake, shown=path)


def _file(folder: Path, path: str, data: bytes, place: Any, intake: Intake, shown: str | None = None) -> Iterator[Row]:
    """What `take_in` makes of the bytes, as a file of that name. `place` words what follows the path in where a report stands."""
    shown = _plain(shown or path)
    file = folder / path.rsplit("/", 1)[-1]
    file.write_bytes(data)
    for one in take_in([str(file)], intake):
        if isinstance(one, Report):
            where = shown + (place(one.path.removeprefix(str(file))) if one.path != str(file) else "")
            yield {**packed(one), "path": where, "id": report_id(one), "length": len(one.text), "date": day_of(one.published)}
        elif isinstance(one, ReportError):
            tail = one.path.removeprefix(str(file))
            yield {"path": shown + (place(tail) if tail else ""), "kind": one.kind, "message": one.message}
    file.unlink()


def _plain(path: str) -> str:
    """A path as people write it: file addresses without their scheme."""
    return re.sub(r"^file:/+", "/", path)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
