"""docs/lake.md says what lies in a lake: each table with its columns, and queries that run. Needs no Spark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sayso.lake.linking import TABLES, table
from sayso.lake.tables import UNKNOWN, reading_schema, report_schema, schema_of
from sayso.lake.taking import Source

DOCS = (Path(__file__).parents[2] / "docs" / "lake.md").read_text(encoding="utf8")
SCHEMAS: Mapping[str, pa.Schema] = {
    "reports": report_schema(),
    "readings": reading_schema(),
    "sources": schema_of(Source),
    "failures": pa.schema([(name, pa.string()) for name in ("path", "kind", "message")]),
    "linkings": pa.schema([("number", pa.int64()), ("key", pa.string())]),
    **{table("KEY", name): schema_of(kind) for name, kind in TABLES.items()},
}
LISTS = (
    "statements",
    "furniture",
    "figures",
    "times",
    "flags",
    "dates",
    "mentions",
)  # of a reading; their fields have a table of their own


def section(title: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#|\Z)", DOCS, re.DOTALL | re.MULTILINE)
    assert found is not None, title
    return found[2]


def rows(title: str) -> dict[str, str]:
    """The rows of a section's table by their first cell: the last cell of each."""
    lines = [line.strip("| ").split(" | ") for line in section(title).splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[-1] for cells in lines}


def names(cell: str) -> set[str]:
    """The columns and fields that a cell speaks of."""
    return set(re.findall(r"`(\w+)`", cell))


def fields(kind: pa.DataType) -> Iterator[str]:
    """The names of a struct's fields, or of those in a list."""
    inner = kind.value_type if pa.types.is_list(kind) else kind
    if pa.types.is_struct(inner):
        yield from (inner.field(at).name for at in range(inner.num_fields))


def test_every_table_of_a_lake_is_documented_and_no_other() -> None:
    assert list(rows("The tables")) == list(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_is_in_the_row_of_its_table(name: str) -> None:
    schema, said = SCHEMAS[name], rows("The tables")[name]
    spans = {"start", "end"}
    known = {*schema.names, *(one for field in schema if field.name not in LISTS for one in fields(field.type))}
    assert names(said) == known - spans


@pytest.mark.parametrize("name", SCHEMAS)
def test_columns_that_hold_no_string_have_their_type(name: str) -> None:
    said = rows("The tables")[name]
    for field in SCHEMAS[name]:
        for kind, word in ((pa.int64(), "integer"), (pa.float64(), "number"), (pa.list_(pa.string()), "list of string")):
            assert (f"`{field.name}` ({word})" in said) == (field.type == kind), (field.name, word)


def test_every_field_of_what_was_read_is_documented() -> None:
    said, schema = rows("In a reading"), reading_schema()
    assert list(said) == list(LISTS)
    for name in LISTS:
        inner = schema.field(name).type.value_type
        assert names(said[name]) == set(fields(inner)) | {
            deep
            for at in range(inner.num_fields)
            for deep in fields(inner.field(at).type)
            if inner.field(at).name in ("voices", "addressee", "relay")
        }, name
    moment = schema.field("times").type.value_type.field("moment").type
    assert set(fields(moment)) <= names(section("In a reading").split("|")[0])


def test_every_query_of_the_page_runs(tmp_path: Path) -> None:
    """On a lake with one row in each table, of a report whose day is not known."""
    for name, schema in SCHEMAS.items():
        folder = tmp_path / name / (f"date={UNKNOWN}" if "date" in schema.names else "")
        folder.mkdir(parents=True)
        row: dict[str, Any] = {"number": 0, "key": "KEY"} if name == "linkings" else {}
        kept = pa.schema([field for field in schema if field.name != "date"])
        pq.write_table(pa.Table.from_pylist([{one: row.get(one) for one in kept.names}], kept), folder / "part-0.parquet")
    queries = re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL)
    assert len(queries) >= 5
    with duckdb.connect() as connection:
        for query in queries:
            connection.execute(query.replace("'LAKE'", f"'{tmp_path}'")).fetchall()
