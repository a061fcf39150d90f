"""The reading room: a ledger opened for reading, with its shelf. Each page of it is a value made from the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.ledger import Ledger
from sayso.views.room.shelf import Shelf

Query = Mapping[str, Sequence[str]]  # parameters of an address


@dataclass(frozen=True, slots=True)
class Room:
    """What a page is made from. The ledger is opened for reading and stands still while a page is made."""

    ledger: Ledger
    shelf: Shelf
    whole: bool = False  # lists are not cut into pages, for files that cannot be asked

    def length(self, most: int) -> int:
        """How many lines of a list a page holds."""
        return 10**9 if self.whole else most
