"""The Spark session of a lake, and its tables."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.errors import LakeError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

Row = dict[str, Any]

# A dead job's tasks must not write beside those of the job that resumes it; and what follows from what is told apart by so many
# comparisons takes Spark's planner longer to think of than the work does.
_ALWAYS = {
    "spark.sql.constraintPropagation.enabled": "false", "spark.speculation": "false", "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500", "spark.sql.ansi.enabled": "true", "spark.ui.showConsoleProgress": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}  # fmt: skip


def session(master: str | None = None, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session on `master`; under spark-submit, and without one, what Spark's own settings say. Raises LakeError without pyspark."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LakeError("a lake needs Spark, which is not installed: pip install 'sayso[spark]' and a Java of 17 or later") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers' Python, unless somebody says otherwise
    builder = SparkSession.builder.appName("sayso lake")
    if master:
        builder = builder.master(master)
    for key, value in {**_ALWAYS, **(settings or {})}.items():
        builder = builder.config(key, value)
    try:
        made = builder.getOrCreate()
    except Exception as error:
        raise LakeError(f"Spark does not start: {' '.join(str(error).split())[:200]}; Java of 17 or later must be on the path") from error
    made.sparkContext.setLogLevel("ERROR")
    return made


@dataclass(frozen=True, slots=True)
class Lake:
    """A folder of Parquet tables on any file system that the session reaches."""

    session: SparkSession
    path: str

    @classmethod
    def at(cls, session: SparkSession, path: str) -> Lake:
        """The lake at a path; one from here is made absolute, since workers stand elsewhere."""
        return cls(session, path if re.match(r"[\w+.-]+:/", path) else str(Path(path).absolute()))

    def where(self, table: str) -> str:
        return f"{self.path.rstrip('/')}/{table}"

    def has(self, table: str) -> bool:
        """Whether anything was written to the table."""
        return bool(self.names(table))

    def names(self, folder: str) -> list[str]:
        """What lies in a folder of the lake, but for what Spark keeps for itself."""
        path, system = self._on(self.where(folder))
        found = [str(status.getPath().getName()) for status in system.listStatus(path)] if system.exists(path) else []
        return sorted(name for name in found if not name.startswith(("_", ".")))

    def read(self, table: str) -> DataFrame:
        return self.session.read.parquet(self.where(table))

    def append(self, table: str, frame: DataFrame, *, by_date: bool = False) -> None:
        self.remove(f"{table}/_temporary")  # what tasks of a job that died had ready: the next commit would take it along
        writer = frame.write.mode("append")
        (writer.partitionBy("date") if by_date else writer).parquet(self.where(table))

    def remove(self, table: str) -> None:
        path, system = self._on(self.where(table))
        system.delete(path, True)

    def _on(self, where: str) -> tuple[Any, Any]:
        jvm: Any = self.session._jvm  # the one way to the file systems that Spark knows
        path = jvm.org.apache.hadoop.fs.Path(where)
        return path, path.getFileSystem(self.session._jsc.hadoopConfiguration())


def mapped(frame: DataFrame, schema: pa.Schema, function: Callable[[Iterator[Row]], Iterable[Mapping[str, Any]]]) -> DataFrame:
    """What a Python function makes of a frame's rows, partition by partition, by Arrow."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        made = iter(function(chain.from_iterable(batch.to_pylist() for batch in batches)))
        while some := list(islice(made, BATCH)):
            yield _batch(some, schema)

    return frame.mapInArrow(run, _spark_schema(schema))


def by_group(frame: DataFrame, column: str, schema: pa.Schema, function: Callable[[list[Row]], Iterable[Mapping[str, Any]]]) -> DataFrame:
    """What a Python function makes of the rows of each value of a column, by Arrow."""

    def run(table: pa.Table) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_batches([_batch(list(function(table.to_pylist())), schema)], schema)

    return frame.groupBy(column).applyInArrow(run, _spark_schema(schema))


BATCH = 200  # rows


def _batch(rows: list[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist(rows, schema)


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
