"""Where linking is computed: named SQL steps, and Splink for what is scored. `DuckDB` runs in process; `spark.Spark` runs on a cluster.

One SQL runs on both. It is written in Spark's functions; DuckDB is taught the few that it calls otherwise. Steps are kept with their
SQL, so that ``--explain`` can show how a result came about.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.linking.weighing import Comparison, Model, Scored, reasons, splink_settings

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Step:
    """One named step: what it is for, the SQL that was run, and how many rows it made."""

    name: str
    why: str
    sql: str
    rows: int


@dataclass(slots=True)
class Engine(ABC):
    """The steps run so far. What an engine must do is to hold tables, and to run SQL and Python functions over them."""

    steps: list[Step] = field(default_factory=list, init=False)

    @abstractmethod
    def add(self, name: str, rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> None:
        """A table of records under a name; `schema` gives each column's SQL type."""

    @abstractmethod
    def function(self, name: str, function: Callable[[str, str], str]) -> None:
        """A Python function of two strings that steps and comparisons may call; deterministic."""

    @abstractmethod
    def create(self, name: str, sql: str) -> None:
        """Make the table `name` from a SELECT; one of that name is replaced."""

    @abstractmethod
    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT, one by one."""

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """The names of a table's columns."""

    @abstractmethod
    def splink(self) -> Any:
        """Splink's API of this engine."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.stream(sql))

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def step(self, name: str, why: str, sql: str) -> None:
        """Make the table `name` from a SELECT, and keep how."""
        self.create(name, sql)
        self.steps.append(Step(name, why, sql.strip(), self.count(name)))

    def score(self, records: str, pairs: str, model: Model) -> Iterator[Scored]:
        """Compare the `pairs` (columns id_l < id_r) of the table `records` (key `unique_id`); those at or over the model's least weight."""
        over = self.weigh(records, pairs, model)
        for left, right, weight, *found in self.stream(f"SELECT * FROM {over} ORDER BY id_l, id_r"):
            yield Scored(left, right, round(weight, 4), tuple(reasons(model, found)))

    def weigh(self, records: str, pairs: str, model: Model) -> str:
        """The table that scoring makes: id_l, id_r, match_weight (bits), and each comparison's level by number, or null."""
        linked, levels = f"{pairs}_linked", f"{pairs}_levels"
        if self.count(pairs):
            from splink import Linker

            logging.getLogger("splink").setLevel(logging.ERROR)  # it warns of comparisons that are never unknown
            api = self.splink()
            linker = Linker(api.register(records), splink_settings(model), log_level=None, validate_settings=False)
            self.create(f"{pairs}_blocked", f"SELECT '0' AS match_key, id_l AS join_key_l, id_r AS join_key_r FROM {pairs}")
            linker.table_management.register_blocked_pairs_for_predict(api.register(f"{pairs}_blocked"))
            predicted = linker.inference.predict(threshold_match_weight=model.least)
            self.create(linked, f"SELECT unique_id_l AS id_l, unique_id_r AS id_r, match_weight FROM {predicted.physical_name}")
            sql = predicted.sql_used_to_create.strip()
            self.steps.append(Step(f"{model.kind}_scored", f"Splink weighs the pairs of {pairs}", sql, self.count(linked)))
            linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
        else:
            self.create(linked, f"SELECT id_l, id_r, CAST(0 AS DOUBLE) AS match_weight FROM {pairs}")
        self.create(levels, self._levels(records, linked, model.comparisons, "match_weight"))
        return levels

    def levels(self, records: str, pairs: str, comparisons: Sequence[Comparison]) -> Iterator[tuple[str, str, dict[str, str]]]:
        """For each of the `pairs`, in order, the level of every comparison that says something."""
        for left, right, *found in self.stream(f"{self._levels(records, pairs, comparisons)} ORDER BY id_l, id_r"):
            named = zip(comparisons, found, strict=True)
            yield left, right, {c.name: c.levels[at].name for c, at in named if at is not None}

    def _levels(self, records: str, pairs: str, comparisons: Sequence[Comparison], *more: str) -> str:
        columns = self.columns(records)
        sides = {side: ", ".join(f"{column} AS {column}_{side}" for column in columns) for side in "lr"}
        cases = [
            f"CASE WHEN {c.unknown} THEN NULL "
            + " ".join(f"WHEN {level.sql} THEN {at}" for at, level in enumerate(c.levels[:-1]))
            + f" ELSE {len(c.levels) - 1} END AS level_{number}"
            for number, c in enumerate(comparisons)
        ]
        return (
            f"SELECT {', '.join(['id_l', 'id_r', *more, *cases])} FROM {pairs}"
            f" JOIN (SELECT {sides['l']} FROM {records}) ON unique_id_l = id_l"
            f" JOIN (SELECT {sides['r']} FROM {records}) ON unique_id_r = id_r"
        )


@dataclass(slots=True)
class DuckDB(Engine):
    """A DuckDB connection. Tables live as long as the engine."""

    connection: duckdb.DuckDBPyConnection

    @classmethod
    def start(cls) -> DuckDB:
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET threads = 2; SET preserve_insertion_order = false")
        connection.execute(
            "CREATE MACRO size(list) AS len(list); CREATE MACRO explode(list) AS unnest(list);"
            "CREATE MACRO arrays_overlap(one, other) AS list_has_any(one, other);"
            "CREATE MACRO vector_inner_product(one, other) AS array_inner_product(one, other)"
        )
        return cls(connection)

    def add(self, name: str, rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> None:
        self.connection.register("incoming", arrow(rows, schema))
        self.create(name, "SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def function(self, name: str, function: Callable[[str, str], str]) -> None:
        from duckdb.sqltypes import VARCHAR

        self.connection.create_function(name, function, [VARCHAR, VARCHAR], VARCHAR)

    def create(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self.connection.cursor().execute(sql)
        while batch := cursor.fetchmany(10_000):
            yield from batch

    def columns(self, table: str) -> list[str]:
        return [row[0] for row in self.rows(f"DESCRIBE {table}")]

    def splink(self) -> Any:
        from splink import DuckDBAPI

        return DuckDBAPI(connection=self.connection)


BATCH = 20_000  # records


def arrow(rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> pa.Table:
    """Records as an Arrow table; `schema` gives each column's SQL type. The value of a FLOAT[n] is n signed bytes, a number each."""
    import pyarrow as pa

    fields = arrow_schema(schema)
    vectors = [column for column, name in schema.items() if name.startswith("FLOAT[")]
    batches, batch = [], []
    for row in rows:
        batch.append({**row, **{column: np.frombuffer(row[column], np.int8).astype(np.float32) for column in vectors}})  # type: ignore[call-overload]
        if len(batch) == BATCH:
            batches.append(pa.RecordBatch.from_pylist(batch, fields))
            batch = []
    return pa.Table.from_batches([*batches, pa.RecordBatch.from_pylist(batch, fields)], fields)


def arrow_schema(schema: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of columns given by their SQL types."""
    import pyarrow as pa

    plain = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64()}

    def typed(name: str) -> pa.DataType:
        if name.startswith("FLOAT["):
            return pa.list_(pa.float32(), int(name[6:-1]))
        return pa.list_(plain[name[:-2]]) if name.endswith("[]") else plain[name]

    return pa.schema([(column, typed(name)) for column, name in schema.items()])
