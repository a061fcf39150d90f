"""What hangs together across reports, as notebooks show it: a dispute with its sides, an utterance with its tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sayso.views.python.table import Rows
from sayso.views.room import Room
from sayso.views.room.disputes import DisputeShown, shown
from sayso.views.room.utterances import UtterancePage

Shown = TypeVar("Shown")
_ALL = 10**9  # statements of a side
_FEW = 5  # disputes that a notebook shows


class Dispute(DisputeShown):
    """Accounts that cannot all hold: `accounts` are the sides, each with its voices, statements and figures."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from sayso.views.python.shown import html

        return html("disputes", disputes=[self], more=0)


class Utterance(UtterancePage):
    """One act of saying: `versions` are its tellings, `tree` the ways from the voice to the reports, `why` is why so many origins."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from sayso.views.python.shown import html

        return html("utterance", page=self)


class Disputes(Rows[Dispute]):
    """The disputes that no person rejected, the surest first. As a data frame: a row for each statement or figure of a side."""

    def _things(self, ids: Sequence[str]) -> Iterator[Dispute]:
        room = room_of(self._ledger)
        return (kept_as(Dispute, one) for one in shown(room, ids, _ALL))

    def _fields(self) -> set[str]:
        return {field.name for field in fields(DisputeShown)}

    def _repr_html_(self) -> str:
        from sayso.views.python.shown import html

        return html("disputes", disputes=list(self[:_FEW]), more=max(0, len(self) - _FEW))


def kept_as(kind: type[Shown], page: Any) -> Shown:
    """A page's value as the class that shows itself in notebooks."""
    return kind(**{field.name: getattr(page, field.name) for field in fields(page)})


def room_of(ledger: Any) -> Room:
    """A room for pages of one thing, which need no shelf."""
    return Room(ledger, _NO_SHELF)


_NO_SHELF: Any = None
