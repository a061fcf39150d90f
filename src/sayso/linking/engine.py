"""The engine of linking: named SQL steps on DuckDB, in process, and Splink for what is scored. No other file knows either.

Steps are kept with their SQL, so that ``--explain`` can show how a result came about.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sayso.linking.meaning import unpacked

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


RULES = 1  # add one when names, words or stances are compared otherwise: ledgers are then linked anew


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two records may compare: the words a reader sees, and the condition on columns `…_l` and `…_r`."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One signal: its levels, tried in order; where `unknown` holds it says nothing. `ordered`: no level is a better sign than those
    before it."""

    name: str
    levels: tuple[Level, ...]
    unknown: str
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """The comparisons of one kind of link, with the calibrated match weight (bits) of each level, and the least weight that links."""

    kind: str
    comparisons: tuple[Comparison, ...]
    weights: Mapping[str, Mapping[str, float]]
    prior: float  # bits: the weight of a candidate pair of which nothing is known
    least: float

    @property
    def digest(self) -> str:
        """Identifies all that decides a link of this kind."""
        packed = json.dumps([RULES, self.kind, [[c.name, c.unknown, [[v.name, v.sql] for v in c.levels]] for c in self.comparisons],
                             {k: dict(v) for k, v in self.weights.items()}, self.prior, self.least], sort_keys=True)  # fmt: skip
        return sha256(packed.encode()).hexdigest()[:16]


def calibrated(kind: str, comparisons: tuple[Comparison, ...]) -> Model:
    """The model of a kind of link with the weights shipped; raises ValueError where they are of other levels."""
    shipped = json.loads(files("sayso.linking").joinpath("weights.json").read_text(encoding="utf8"))[kind]
    weights: dict[str, dict[str, float]] = shipped["weights"]
    wanted = {c.name: [level.name for level in c.levels] for c in comparisons}
    if {name: list(levels) for name, levels in weights.items()} != wanted:
        raise ValueError(f"weights.json has other levels for {kind} links than the code; run: python -m training.linking")
    return Model(kind, comparisons, weights, shipped["prior"], shipped["least"])


@dataclass(frozen=True, slots=True)
class Step:
    """One named step: what it is for, the SQL that was run, and how many rows it made."""

    name: str
    why: str
    sql: str
    rows: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair with its match weight (bits, prior included) and, for each comparison that said something, level and weight."""

    left: str
    right: str
    weight: float
    reasons: tuple[tuple[str, str, float], ...]


@dataclass(slots=True)
class Engine:
    """A DuckDB connection and the steps run on it. Tables live as long as the engine."""

    connection: duckdb.DuckDBPyConnection
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def start(cls) -> Engine:
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET threads = 2; SET preserve_insertion_order = false")
        return cls(connection)

    def add(self, name: str, rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> None:
        """A table of records under a name; `schema` gives each column's SQL type."""
        self.connection.register("incoming", _arrow(rows, schema))
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def function(self, name: str, function: Callable[[str, str], str]) -> None:
        """A Python function of two strings that steps and comparisons may call; deterministic."""
        from duckdb.sqltypes import VARCHAR

        self.connection.create_function(name, function, [VARCHAR, VARCHAR], VARCHAR)

    def step(self, name: str, why: str, sql: str) -> None:
        """Make the table `name` from a SELECT."""
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")
        self.steps.append(Step(name, why, sql.strip(), self.count(name)))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def score(self, records: str, pairs: str, model: Model) -> Iterator[Scored]:
        """Compare the `pairs` (columns id_l < id_r) of the table `records` (key `unique_id`); those at or over the model's least weight."""
        if not self.count(pairs):
            return
        from splink import DuckDBAPI, Linker

        logging.getLogger("splink").setLevel(logging.ERROR)  # it warns of comparisons that are never unknown
        api = DuckDBAPI(connection=self.connection)
        linker = Linker(api.register(records), splink_settings(model), log_level=None, validate_settings=False)
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {pairs}_blocked AS SELECT '0' AS match_key, id_l AS join_key_l, id_r AS join_key_r FROM {pairs}"
        )
        blocked = api.register(f"{pairs}_blocked")
        linker.table_management.register_blocked_pairs_for_predict(blocked)
        predicted = linker.inference.predict(threshold_match_weight=model.least)
        self.steps.append(
            Step(
                f"{model.kind}_scored",
                f"Splink weighs the pairs of {pairs}",
                predicted.sql_used_to_create.strip(),
                self.count(predicted.physical_name),
            )
        )
        over = f"{pairs}_linked"
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {over} AS SELECT unique_id_l AS id_l, unique_id_r AS id_r, match_weight"
            f" FROM {predicted.physical_name}"
        )
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
        weights = {(left, right): weight for left, right, weight in self.rows(f"SELECT id_l, id_r, match_weight FROM {over}")}
        for left, right, levels in self.levels(records, over, model.comparisons):
            reasons = tuple((signal, level, model.weights[signal][level]) for signal, level in levels.items())
            yield Scored(left, right, round(weights[left, right], 4), reasons)

    def levels(self, records: str, pairs: str, comparisons: Sequence[Comparison]) -> Iterator[tuple[str, str, dict[str, str]]]:
        """For each of the `pairs`, in order, the level of every comparison that says something."""
        columns = [row[0] for row in self.rows(f"DESCRIBE {records}")]
        sides = {side: ", ".join(f'"{column}" AS "{column}_{side}"' for column in columns) for side in "lr"}
        cases = ", ".join(
            f"CASE WHEN {c.unknown} THEN NULL "
            + " ".join(f"WHEN {level.sql} THEN {at}" for at, level in enumerate(c.levels[:-1]))
            + f" ELSE {len(c.levels) - 1} END"
            for c in comparisons
        )
        cursor = self.connection.execute(
            f"SELECT id_l, id_r, {cases} FROM {pairs} JOIN (SELECT {sides['l']} FROM {records}) ON unique_id_l = id_l"
            f" JOIN (SELECT {sides['r']} FROM {records}) ON unique_id_r = id_r ORDER BY id_l, id_r"
        )
        while batch := cursor.fetchmany(10_000):
            for left, right, *found in batch:
                named = zip(comparisons, found, strict=True)
                yield left, right, {c.name: c.levels[at].name for c, at in named if at is not None}


def _arrow(rows: Iterable[Mapping[str, object]], schema: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    plain = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64()}

    def typed(name: str) -> pa.DataType:
        if name.startswith("FLOAT["):
            return pa.list_(pa.float32(), int(name[6:-1]))
        return pa.list_(plain[name[:-2]]) if name.endswith("[]") else plain[name]

    fields = pa.schema([(column, typed(name)) for column, name in schema.items()])
    vectors = [column for column, name in schema.items() if name.startswith("FLOAT[")]
    batches, batch = [], []
    for row in rows:
        batch.append({**row, **{column: unpacked(row[column]) for column in vectors}})  # type: ignore[arg-type]
        if len(batch) == 20_000:
            batches.append(pa.RecordBatch.from_pylist(batch, fields))
            batch = []
    return pa.Table.from_batches([*batches, pa.RecordBatch.from_pylist(batch, fields)], fields)


def splink_settings(model: Model) -> dict[str, Any]:
    """The model as Splink's settings. Only the ratio of m to u counts, so the greater of the two is set to .9."""
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": 2**model.prior / (1 + 2**model.prior),
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [
            {
                "output_column_name": _column(comparison),
                "comparison_levels": [
                    {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True},
                    *(_level(level, model.weights[comparison.name][level.name]) for level in comparison.levels),
                ],
            }
            for comparison in model.comparisons
        ],
    }


def _column(comparison: Comparison) -> str:
    return comparison.name.replace(" ", "_")


def _level(level: Level, weight: float) -> dict[str, Any]:
    m, u = (0.9, 0.9 / 2**weight) if weight >= 0 else (0.9 * 2**weight, 0.9)
    return {"sql_condition": level.sql, "label_for_charts": level.name, "m_probability": m, "u_probability": u}
