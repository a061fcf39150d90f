"""Linking's steps on Spark: the same SQL and the same weights as on DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sayso.linking.engine import Engine, arrow
from sayso.linking.weighing import Model

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(slots=True)
class Spark(Engine):
    """A Spark session. Tables are views; what a step makes is kept in `folder`, any that Spark writes to, or in the session where there
    is none. A step that is whole in the folder is not run again."""

    session: SparkSession
    folder: str | None = None

    def add(self, name: str, rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> None:
        self.session.createDataFrame(arrow(rows, schema)).createOrReplaceTempView(name)

    def function(self, name: str, function: Callable[[str, str], str]) -> None:
        from pyspark.sql.functions import udf

        self.session.udf.register(name, udf(function, "string"))

    def create(self, name: str, sql: str) -> None:
        self.keep(name, lambda: self.session.sql(sql))

    def keep(self, name: str, made: Callable[[], DataFrame]) -> DataFrame:
        """The table `name`: as it lies in the folder, or made now."""
        if self.folder is None:
            frame = made().persist()
        else:
            path = f"{self.folder}/{name}"
            if not self._whole(path):
                made().write.mode("overwrite").parquet(path)
            frame = self.session.read.parquet(path)
        frame.createOrReplaceTempView(name)
        return frame

    def _whole(self, path: str) -> bool:
        """Whether a table was written to its end: its writer leaves an empty file of this name last."""
        jvm: Any = self.session._jvm  # the one way to the file systems that Spark knows
        marker = jvm.org.apache.hadoop.fs.Path(f"{path}/_SUCCESS")
        return bool(marker.getFileSystem(self.session._jsc.hadoopConfiguration()).exists(marker))

    def weigh(self, records: str, pairs: str, model: Model) -> str:
        levels = f"{pairs}_levels"
        if self.folder is not None and self._whole(f"{self.folder}/{levels}"):
            self.session.read.parquet(f"{self.folder}/{levels}").createOrReplaceTempView(levels)
            return levels
        # as one compiled stage the comparisons are more than a method of Java's may be, and compiling is tried at length
        whole = "spark.sql.codegen.wholeStage"
        before = self.session.conf.get(whole)
        self.session.conf.set(whole, "false")
        try:
            made = Engine.weigh(self, records, pairs, model)
        finally:
            self.session.conf.set(whole, str(before))
        if self.folder is not None:
            self.session.catalog.clearCache()  # what Splink keeps on its way
        return made

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        for row in self.session.sql(sql).toLocalIterator():
            yield tuple(row)

    def columns(self, table: str) -> list[str]:
        return self.session.table(table).columns

    def splink(self) -> Any:
        from splink import SparkAPI

        how = "persist"
        if (
            self.folder is not None
        ):  # what hangs together is found step by step: each begins with what was written, not with how it came about
            self.session.sparkContext.setCheckpointDir(f"{self.folder}/checkpoints")
            how = "parquet"
        return SparkAPI(spark_session=self.session, break_lineage_method=how, register_udfs_automatically=False)  # type: ignore[no-untyped-call]
