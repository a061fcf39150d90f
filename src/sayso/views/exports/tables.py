"""The flat tables of a ledger as Arrow, CSV and Parquet: `rows` says what they hold, `queries` how they are asked for.

CSV follows RFC 4180 in UTF-8 without a mark at the beginning: unknown is an empty cell without quotes, a list is JSON. Words come from the
web, and a spreadsheet takes a cell that begins with = + - @ for a formula: such a cell gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection), and `unguarded` takes it off again. Parquet has all words as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from sayso import __version__
from sayso.ledger import Ledger
from sayso.views.exports.queries import KINDS, Kind
from sayso.views.exports.rows import Reasons, Spans, Texts

AT_ONCE = 10_000  # rows in memory, and in a row group of Parquet
_FORMULA = "('*[=+\\-@\\t\\r\\n\\x00＝＋－＠])"  # with the full-width signs, which some spreadsheets take for the others

_TYPES: dict[Any, Any] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    Texts: pa.list_(pa.string()),
    Spans: pa.list_(pa.list_(pa.int32())),
    Reasons: pa.list_(pa.struct([("signal", pa.string()), ("level", pa.string()), ("weight", pa.float64())])),
}


def schema(kind: Kind[Any], ledger: Ledger | None = None) -> Any:
    """The Arrow schema of a table: each field says what it means in its metadata (`what`), the schema by which sayso and model it was made."""
    made = pa.schema(
        [pa.field(c.name, _TYPES[c.type], nullable=c.optional, metadata={"what": c.what}) for c in kind.columns],
        {"sayso.table": kind.name, "sayso.version": __version__},
    )
    if ledger is None:
        return made
    models = [model for (model,) in ledger.connection.execute("SELECT DISTINCT model FROM readings ORDER BY 1")]
    return made.with_metadata({**made.metadata, "sayso.model": ",".join(models)})


def arrow(kind: Kind[Any], ledger: Ledger, ids: Sequence[str] | None = None) -> Any:
    """A table of a ledger as a pyarrow.Table; with `ids` those of its things, in that order."""
    return pa.Table.from_batches(_batches(kind.rows(ledger, ids), shape := schema(kind, ledger)), shape)


def arrow_of(kind: Kind[Any], rows: Iterable[Any]) -> Any:
    """Rows that are at hand as a pyarrow.Table."""
    return pa.Table.from_batches(_batches(rows, shape := schema(kind)), shape)


def _batches(rows: Iterable[Any], shape: Any) -> Iterator[Any]:
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        arrays = [pa.array([_plain(getattr(row, field.name)) for row in some], field.type) for field in shape]
        yield pa.RecordBatch.from_arrays(arrays, schema=shape)


def _plain(value: Any) -> Any:
    """Named tuples as Arrow takes them."""
    if not isinstance(value, tuple):
        return value
    return [one._asdict() if hasattr(one, "signal") else one for one in value]


def parquet_files(ledger: Ledger, folder: Path) -> Iterator[Path]:
    """Each table as NAME.parquet in the folder; the paths as they are written."""
    folder.mkdir(parents=True, exist_ok=True)
    with _still(ledger):
        for kind in KINDS.values():
            path, shape = folder / f"{kind.name}.parquet", schema(kind, ledger)
            with pyarrow.parquet.ParquetWriter(path, shape) as writer:
                for batch in _batches(kind.rows(ledger), shape):
                    writer.write_batch(batch)
            yield path


def csv_files(ledger: Ledger, folder: Path) -> Iterator[Path]:
    """Each table as NAME.csv in the folder; the paths as they are written."""
    folder.mkdir(parents=True, exist_ok=True)
    with _still(ledger):
        for kind in KINDS.values():
            path, shape = folder / f"{kind.name}.csv", schema(kind, ledger)
            flat = pa.schema([pa.field(field.name, pa.string() if pa.types.is_list(field.type) else field.type) for field in shape])
            with pyarrow.csv.CSVWriter(path, flat) as writer:
                for batch in _batches(kind.rows(ledger), shape):
                    writer.write_batch(pa.RecordBatch.from_arrays([_flat(column) for column in batch.columns], schema=flat))
            yield path


def _still(ledger: Ledger) -> AbstractContextManager[None]:
    """What is read within stands still; where the caller sees to that already, nothing."""
    return nullcontext() if ledger.connection.in_transaction else ledger.still()


def _flat(column: Any) -> Any:
    """A column as CSV can hold it."""
    if pa.types.is_list(column.type):
        return pa.array([json.dumps(_unnamed(value), ensure_ascii=False) for value in column.to_pylist()], pa.string())
    return guarded(column) if pa.types.is_string(column.type) else column


def _unnamed(value: list[Any]) -> list[Any]:
    """Reasons as the ledger has them: [signal, level, weight]."""
    return [list(one.values()) if isinstance(one, dict) else one for one in value]


def guarded(column: Any) -> Any:
    """Words as an Arrow array, an apostrophe before those that a spreadsheet would take for a formula."""
    return pc.replace_substring_regex(column, f"^{_FORMULA}", r"'\1")


def unguarded(cell: str) -> str:
    """A cell of words from one of the CSV files as the ledger has it."""
    return re.sub(f"^'{_FORMULA}", r"\1", cell)
