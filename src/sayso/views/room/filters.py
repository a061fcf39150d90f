"""What a reader asks of the statements, as a value: it is an address, it picks rows of the shelf, and it says itself in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from sayso.errors import BadQuestion
from sayso.ledger import Ledger
from sayso.views.room.shelf import Rows, Shelf

SORTS = {"newest": "the newest first", "oldest": "the oldest first", "told": "those told in most reports first"}
SAID = {  # of facets: how a filter on one begins
    "voice": "said by",
    "called": "whose voice is called",
    "role": "whose voice is said to be",
    "source": "whose source is worded",
    "side": "speaking for",
    "outlet": "reported by",
    "relay": "that came through",
    "kind": "of kind",
    "issue": "on",
    "act": "that report an act of the kind",
    "stance": "that hold a",
    "month": "in the month",
    "report": "in the report",
}
SEVERAL = tuple(SAID)
_MOST = 300  # code points of the words searched for


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that all hold; of several values of one facet any may hold. `since` and `until` are days, both included."""

    words: str | None = None  # all of these in who speaks or what is said (`q`)
    voice: tuple[str, ...] = ()  # said by any of these: ids
    called: tuple[str, ...] = ()  # whose voice the report calls so
    role: tuple[str, ...] = ()  # whose voice the report says to be that
    source: tuple[str, ...] = ()  # whose source is worded so, on one line
    side: tuple[str, ...] = ()  # speaking for any of these
    outlet: tuple[str, ...] = ()  # reported by any of these; "?" where it is not known
    relay: tuple[str, ...] = ()  # that came through any of these
    kind: tuple[str, ...] = ()  # of any of these kinds
    issue: tuple[str, ...] = ()  # that touch any of these: ids
    act: tuple[str, ...] = ()  # that report an act of any of PLOVER's types
    stance: tuple[str, ...] = ()  # that hold any of these
    month: tuple[str, ...] = ()  # of any of these months: YYYY-MM
    report: tuple[str, ...] = ()  # in any of these: ids
    since: str | None = None  # the first day: YYYY-MM-DD
    until: str | None = None  # the last day: YYYY-MM-DD
    origins: int | None = None  # independent origins, at least
    told: int | None = None  # reports that tell it, at least
    disputed: bool = False  # only those in a dispute
    unnamed: bool = False  # only those by voices without a name
    sort: str = "newest"  # the order of the list

    @classmethod
    def of(cls, query: Mapping[str, Sequence[str]]) -> Filter:
        """From an address. Raises BadQuestion where a value cannot be meant."""
        given: dict[str, Any] = {name: tuple(dict.fromkeys(v for v in query.get(name, ()) if v)) for name in SEVERAL}
        for name, address in (("words", "q"), ("since", "since"), ("until", "until"), ("sort", "sort")):
            value = next((v.strip() for v in query.get(address, ()) if v.strip()), None)
            if value is not None:
                given[name] = value
        for name in ("origins", "told"):
            given[name] = number(query, name, None)
        for name in ("disputed", "unnamed"):
            given[name] = any(value not in ("", "0") for value in query.get(name, ()))
        for name in ("since", "until"):
            if given.get(name) and not is_day(given[name]):
                raise BadQuestion(f"{given[name]!r} is no day; write it as YYYY-MM-DD")
        if given.get("sort", "newest") not in SORTS:
            raise BadQuestion(f"there is no order {given['sort']!r}; there are {', '.join(SORTS)}")
        if len(given.get("words") or "") > _MOST:
            raise BadQuestion(f"more than {_MOST} letters to search for; give fewer words")
        if not full_text(given.get("words") or ""):
            given["words"] = None  # signs without a word ask for nothing
        return cls(**given)

    def address(self) -> list[tuple[str, str]]:
        """The same as parameters of an address, defaults left out."""
        out: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value is False or value == () or (field.name == "sort" and value == "newest"):
                continue
            name = "q" if field.name == "words" else field.name
            out += [(name, one) for one in value] if isinstance(value, tuple) else [(name, "1" if value is True else str(value))]
        return out

    def without(self, name: str, value: str | None = None) -> Filter:
        """The filter less one condition; of a facet less one value."""
        if value is not None:
            return self._with(name, tuple(one for one in getattr(self, name) if one != value))
        return self._with(name, False if isinstance(getattr(self, name), bool) else None)

    def adding(self, name: str, value: str) -> Filter:
        """The filter with one more value of a facet allowed."""
        return self._with(name, (*getattr(self, name), value))

    def turning(self, name: str, to: bool | int) -> Filter:
        """The filter with a switch turned: on where it was off, off where it was on."""
        return self.without(name) if getattr(self, name) else self._with(name, to)

    def sorted(self, by: str) -> Filter:
        """The filter in another order."""
        return self._with("sort", by)

    def _with(self, name: str, value: Any) -> Filter:
        return replace(self, **{name: value})

    def conditions(self, shelf: Shelf, paths: Mapping[str, str]) -> Iterator[tuple[str, Filter]]:
        """Each condition in words, with the filter that is without it. `paths`: what reports are called."""
        if self.words:
            yield f"with the words {self.words}", self.without("words")
        for name in SEVERAL:
            facet = shelf.facets.get(name)
            for value in getattr(self, name):
                label = (facet.label(value) if facet else paths.get(value)) or value
                yield f"{SAID[name]} {label}", self.without(name, value)
        if self.since:
            yield f"on or after {self.since}", self.without("since")
        if self.until:
            yield f"on or before {self.until}", self.without("until")
        if self.origins is not None:
            yield f"with at least {self.origins} independent origin{'' if self.origins == 1 else 's'}", self.without("origins")
        if self.told is not None:
            yield f"told in at least {self.told} report{'' if self.told == 1 else 's'}", self.without("told")
        if self.disputed:
            yield "in a dispute", self.without("disputed")
        if self.unnamed:
            yield "by voices without a name only", self.without("unnamed")

    def rows(self, shelf: Shelf, ledger: Ledger) -> Rows:
        """The rows it picks."""
        out = shelf.all()
        if self.words:
            asked = full_text(self.words)
            found = ledger.connection.execute(
                "SELECT statements.id FROM statements_text CROSS JOIN statements ON statements.rowid = statements_text.rowid"
                " WHERE statements_text MATCH ?",
                (asked,),
            )
            out &= shelf.of(key for (key,) in found)
        for name in SEVERAL:
            if values := getattr(self, name):
                out &= self._in_reports(shelf) if name == "report" else shelf.facets[name].having(values, shelf.size)
        if self.since:
            out &= shelf.days >= self.since
        if self.until:
            out &= (shelf.days <= self.until) & (shelf.days != "")
        if self.origins is not None:
            out &= shelf.origins >= self.origins
        if self.told is not None:
            out &= shelf.told_in >= self.told
        for wanted, column in ((self.disputed, shelf.disputed), (self.unnamed, shelf.unnamed)):
            if wanted:
                out &= column
        return out

    def _in_reports(self, shelf: Shelf) -> Rows:
        codes = [code for code, report in enumerate(shelf.reports) if report in self.report]
        picked: Rows = np.isin(shelf.report, codes)
        return picked

    def ordered(self, shelf: Shelf, rows: Rows) -> list[int]:
        """The rows picked, in the order asked for."""
        order = shelf.newest_first
        if self.sort == "oldest":
            dated = np.flatnonzero(shelf.days != "")
            order = np.concatenate([dated[np.argsort(shelf.days[dated], kind="stable")], np.flatnonzero(shelf.days == "")])
        elif self.sort == "told":
            order = order[np.argsort(-shelf.told_in[order], kind="stable")]
        return [int(row) for row in order[rows[order]]]


def full_text(words: str) -> str:
    """What somebody typed as a question to FTS5: all the words, in any order; "words in quotation marks" as they stand."""
    parts = re.findall(r'"([^"]*)"|([^\s"]+)', words.replace("\0", " "))
    kept = [part for quoted, bare in parts if (part := (quoted or bare)) and re.search(r"[^\W_]", part)]
    return " ".join(f'"{part}"' for part in kept)


def is_day(given: str) -> bool:
    try:
        return len(given) == 10 and date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False


def number(query: Mapping[str, Sequence[str]], name: str, default: int | None) -> int | None:
    """A whole number of an address. Raises BadQuestion where it is none."""
    given = next((v for v in query.get(name, ()) if v), None)
    if given is None:
        return default
    if not re.fullmatch(r"[0-9]{1,7}", given):
        raise BadQuestion(f"{name} is to be a whole number, and {given[:40]!r} is none")
    return int(given)
