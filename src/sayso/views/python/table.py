"""What a ledger has of one kind, as a sequence that asks the ledger only for what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Generic, Self, SupportsIndex, TypeVar, overload

from sayso.errors import BadQuestion, NotThere
from sayso.ledger import Ledger
from sayso.views.exports.queries import KINDS
from sayso.views.exports.rows import StatementRow
from sayso.views.room.filters import Filter
from sayso.views.room.shelf import Shelf

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_AT_ONCE = 500  # things that are asked for together
_SHOWN = 20  # rows that a notebook shows
Some = str | Sequence[str]


class Table(Sequence[T_co], Generic[T_co]):
    """Things of one kind in the order of the ledger: counted, looped over, sliced, found by id, turned into a data frame.

    `ledger.statements` is such a table, made anew each time it is named; which things it has is asked once, when it is first counted or
    looked at.
    """

    def __init__(self, ledger: Ledger, kind: str, ids: Sequence[str] | None = None) -> None:
        self._ledger = ledger
        self._kind = KINDS[kind]
        self._some = None if ids is None else tuple(ids)

    def _things(self, ids: Sequence[str]) -> Iterator[T_co]:
        raise NotImplementedError

    def _of(self, ids: Sequence[str]) -> Self:
        return type(self)(self._ledger, self._kind.name, ids)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the things, in order."""
        return self._kind.ids(self._ledger) if self._some is None else self._some

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[T_co]:
        for start in range(0, len(self.ids), _AT_ONCE):
            yield from self._things(self.ids[start : start + _AT_ONCE])

    def __contains__(self, one: object) -> bool:
        return getattr(one, "id", one) in self._known

    @overload
    def __getitem__(self, which: SupportsIndex | str) -> T_co: ...
    @overload
    def __getitem__(self, which: slice[Any, Any, Any]) -> Self: ...
    def __getitem__(self, which: SupportsIndex | str | slice[Any, Any, Any]) -> T_co | Self:
        """The nth thing, the thing of an id, or the things of a slice. Raises NotThere where the table has no such id."""
        if isinstance(which, slice):
            return self._of(self.ids[which])
        key = which if isinstance(which, str) else self.ids[which]
        found = next(self._things([key]), None) if key in self._known else None
        if found is None:
            raise NotThere(f"{self._ledger.path}: {key} is not among these {len(self):,} {self._kind.name}; their ids are in .ids")
        return found

    def to_arrow(self) -> Any:
        """A pyarrow.Table; its columns are listed in docs/exports.md, and each field's metadata says what it means."""
        from sayso.views.exports.tables import arrow

        return arrow(self._kind, self._ledger, self._some)

    def to_pandas(self) -> Any:
        """A pandas.DataFrame with the same columns; whole numbers that may be unknown are Int32. Raises ImportError without pandas."""
        return as_pandas(self.to_arrow())

    def to_polars(self) -> Any:
        """A polars.DataFrame with the same columns. Raises ImportError without polars."""
        return as_polars(self.to_arrow())

    def __repr__(self) -> str:
        return f"<{len(self):,} {self._kind.name} of {self._ledger.path}>"

    def _repr_html_(self) -> str:
        from sayso.views.python.shown import table_html

        return table_html(self._kind.name, list(self._kind.rows(self._ledger, self.ids[:_SHOWN])), len(self))


class Rows(Table[T]):
    """A table whose things are frozen values with a field for each column."""

    def _things(self, ids: Sequence[str]) -> Iterator[T]:
        return self._kind.rows(self._ledger, ids)

    def _fields(self) -> set[str]:
        return {column.name for column in self._kind.columns}

    def where(self, condition: Callable[[T], object] = lambda _: True, /, **values: object) -> Self:
        """Those whose fields have these values, a list among others, and for which the condition holds.

        Raises BadQuestion where there is no such field.
        """
        if unknown := sorted(values.keys() - self._fields()):
            raise BadQuestion(f"{self._kind.name} have no {unknown[0]}; they have {', '.join(sorted(self._fields()))}")
        picked = [bool(_fits(one, values) and condition(one)) for one in self]
        return self._of([key for key, kept in zip(self.ids, picked, strict=True) if kept])


class Statements(Table[StatementRow]):
    """Statements, filtered as the reading room filters them."""

    def __init__(self, ledger: Ledger, kind: str, ids: Sequence[str] | None = None, *, shelf: Callable[[], Shelf]) -> None:
        super().__init__(ledger, kind, ids)
        self._shelf = shelf

    def _of(self, ids: Sequence[str]) -> Self:
        return type(self)(self._ledger, self._kind.name, ids, shelf=self._shelf)

    def _things(self, ids: Sequence[str]) -> Iterator[StatementRow]:
        return self._kind.rows(self._ledger, ids)

    def where(
        self, *, about: str | None = None, voice: Some = (), called: Some = (), role: Some = (), side: Some = (), outlet: Some = (),
        relay: Some = (), kind: Some = (), issue: Some = (), act: Some = (), stance: Some = (), report: Some = (),
        since: str | date | None = None, until: str | date | None = None, origins: int | None = None, told: int | None = None,
        disputed: bool = False, unnamed: bool = False,
    ) -> Self:  # fmt: skip
        """Those for which all conditions hold; of several values of one condition any may.

        `about`: all these words, in source or content; "words in quotation marks" as they stand. `voice`: an id, or any name that it is
        called by across reports. `issue`: an id or a name. `since`, `until`: days, both included, of the saying or else of the report.
        `origins`: independent origins at least. `told`: in at least so many reports. `unnamed`: by voices without a name only.
        Raises BadQuestion where a value cannot be meant: a day that is none.
        """
        several = {"voice": voice, "called": called, "role": role, "side": side, "outlet": outlet, "relay": relay, "kind": kind,
                   "issue": issue, "act": act, "stance": stance, "report": report}  # fmt: skip
        given = {name: [values] if isinstance(values, str) else list(values) for name, values in several.items() if values}
        shelf = self._shelf()
        query: dict[str, Sequence[str]] = {name: self._meant(shelf, name, values) for name, values in given.items()}
        query |= {"q": [about or ""], "since": [str(since or "")], "until": [str(until or "")], "disputed": ["1" * disputed]}
        query |= {"unnamed": ["1" * unnamed], "origins": [str(origins or "")], "told": [str(told or "")]}
        picked = Filter.of(query).rows(shelf, self._ledger)
        return self._of([key for key in self.ids if key in shelf.row_of and picked[shelf.row_of[key]]])

    def _meant(self, shelf: Shelf, name: str, values: Sequence[str]) -> list[str]:
        """The values of a facet that are meant, by themselves or by what they are called; what no statement has stays, and picks none."""
        facet = shelf.facets.get(name)
        if name not in ("voice", "issue") or facet is None:
            return list(values)
        wanted = {value.casefold() for value in values}
        found = [value for value, label in zip(facet.values, facet.labels, strict=True) if {value.casefold(), label.casefold()} & wanted]
        if name == "voice":
            found += [row.id for row in KINDS["voices"].rows(self._ledger) if wanted & {called.casefold() for called in row.names}]
        return found or list(values)


def _fits(row: object, wanted: dict[str, object]) -> bool:
    for name, value in wanted.items():
        held = getattr(row, name)
        if held != value and not (isinstance(held, tuple) and value in held):
            return False
    return True


def as_pandas(table: Any) -> Any:
    """An Arrow table as a pandas.DataFrame."""
    try:
        import pandas as pd  # type: ignore[import-untyped]  # its types are a package of their own
    except ImportError as error:
        raise ImportError("pandas is not installed; pip install 'sayso[notebook]'") from error
    import pyarrow as pa

    return table.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)


def as_polars(table: Any) -> Any:
    """An Arrow table as a polars.DataFrame."""
    try:
        import polars as pl
    except ImportError as error:
        raise ImportError("polars is not installed; pip install 'sayso[notebook]'") from error
    return pl.from_arrow(table)
