"""Processor seconds of named parts of a program, taken from outside: functions are replaced by ones that count, for as long as it runs."""

from __future__ import annotations

import functools
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class Clock:
    """Seconds by name, of all threads of the process; what a part spends in another part counts for that one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open = ["the rest"]
        self._since = time.process_time()

    def _lap(self) -> None:
        now = time.process_time()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        self._lap()
        self._open.append(name)
        try:
            yield
        finally:
            self._lap()
            self._open.pop()

    def counting(self, name: str | Callable[..., str], function: Callable[..., T]) -> Callable[..., T]:
        """The function, its time counted under a name, or under the one that its arguments have."""

        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> T:
            with self.part(name if isinstance(name, str) else name(*args, **kwargs)):
                return function(*args, **kwargs)

        return counted

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Count the parts of `pipeline.relink`."""
        parts: list[tuple[str, str, str | Callable[..., str]]] = [
            ("sayso.pipeline", "records_of", "the ledger's records"),
            ("sayso.ledger.links", "kept", "the ledger's links"),
            ("sayso.ledger.links", "record", "recording links and groups"),
            ("sayso.pipeline", "hold", "talks"),
            ("sayso.linking.link", "grouped", "groups"),
            ("sayso.linking.link", "families_of", "families"),
            ("sayso.linking.link", "utterances_of", "origins"),
            ("sayso.linking.link", "claims_of", "origins"),
            ("sayso.linking.link", "disputes", "disputes"),
            ("sayso.linking.voices", "designations", "designations"),
            ("sayso.linking.meaning:Meaning", "vector", "vectors of contents"),
            ("sayso.talks.encoder:TalksEncoder", "read", "acts of statements"),
            ("sayso.linking.engine:DuckDB", "add", lambda _, name, *__: f"rows of {name}"),
            ("sayso.linking.engine:Engine", "step", lambda _, name, *__: f"step {name}"),
            ("sayso.linking.engine:Engine", "weigh", lambda _, __, pairs, *___: f"step {pairs}, weighed"),
        ]
        kept = []
        for place, attribute, name in parts:
            module, _, inside = place.partition(":")
            holder: Any = sys.modules[module]
            holder = getattr(holder, inside) if inside else holder
            kept.append((holder, attribute, holder.__dict__[attribute]))
            setattr(holder, attribute, self.counting(name, holder.__dict__[attribute]))
        self._since = time.process_time()
        try:
            yield
        finally:
            self._lap()
            for holder, attribute, function in kept:
                setattr(holder, attribute, function)
