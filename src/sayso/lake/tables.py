"""What lies in a lake: a folder of Parquet tables, each with its columns. docs/lake.md says what they mean.

`reports`, `readings` and the tables of linking are partitioned by `date`, the day of publication or ``unknown``. A row of `readings`
is one whole reading, nested as in `sayso.model`: it is there or it is not, whatever a job was doing when it died.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from sayso.model import Reading, Report, Span

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = "unknown"  # the date of a report whose day is not known
_LEFT_OUT: Mapping[Any, tuple[str, ...]] = {
    Report: ("original", "repeated", "given")
}  # the bytes stay where they were taken from; repeated lines are of a reading; people give statements to a ledger


def day_of(published: str | None) -> str:
    """The partition of a report: its day, where its date names one."""
    day = (published or "")[:10]
    return day if len(day) == 10 else UNKNOWN


def report_schema() -> pa.Schema:
    """The columns of `reports`."""
    import pyarrow as pa

    return pa.schema([("id", pa.string()), *_fields(Report), ("length", pa.int64()), ("date", pa.string())])


def reading_schema() -> pa.Schema:
    """The columns of `readings`; `contents` are the vectors of the statements' contents, in order, a signed byte a number."""
    import pyarrow as pa

    made_by = [(name, pa.string()) for name in ("report", "print", "version", "settings", "read_at")]
    vectors = ("contents", pa.list_(pa.binary()))
    return pa.schema([*made_by, ("repeated", pa.list_(_type(Span))), *_fields(Reading), vectors, ("date", pa.string())])


def schema_of(kind: Any) -> pa.Schema:
    """The columns of a noun's fields."""
    import pyarrow as pa

    return pa.schema(_fields(kind))


def packed(value: Any) -> Any:
    """A noun as what Arrow takes: dataclasses and named tuples as mappings, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: packed(getattr(value, name)) for name in _hints(type(value))}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: packed(getattr(value, name)) for name in value._fields}
    return [packed(one) for one in value] if isinstance(value, tuple) else value


def unpacked(kind: Any, value: Any) -> Any:
    """The noun of type `kind` that was packed; fields that are not there have their default."""
    kind, _ = _bare(kind)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        (of, *_) = get_args(kind)
        return tuple(unpacked(of, one) for one in value)
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        hints = _hints(kind)
        return kind(**{name: unpacked(hint, value[name]) for name, hint in hints.items() if name in value})
    return value


def _fields(kind: Any) -> list[tuple[str, pa.DataType]]:
    return [(name, _type(hint)) for name, hint in _hints(kind).items()]


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if name not in _LEFT_OUT.get(kind, ())}


def _bare(kind: Any) -> tuple[Any, bool]:
    """A type without its None, and whether it had one."""
    if get_origin(kind) in (Union, types.UnionType):
        (one,) = (part for part in get_args(kind) if part is not type(None))
        return one, True
    return kind, False


def _type(kind: Any) -> pa.DataType:
    import pyarrow as pa

    kind, _ = _bare(kind)
    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.binary()}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) is Literal:
        return pa.string()
    if get_origin(kind) is tuple:
        return pa.list_(_type(get_args(kind)[0]))
    return pa.struct(_fields(kind))
