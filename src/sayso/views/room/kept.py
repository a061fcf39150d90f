"""What is made of a whole shelf, once: whatever is written to the ledger makes another shelf."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sayso.ledger import Ledger
from sayso.views.room.room import Room
from sayso.views.room.shelf import Shelf

Made = TypeVar("Made")
_KEPT = 2  # shelves: a room has one, and another while that is made anew


class Kept(Generic[Made]):
    """Makes it for a room's shelf, or gives what was made for it."""

    def __init__(self, make: Callable[[Ledger, Shelf], Made]) -> None:
        self._make = make
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._made: list[tuple[Shelf, Made]] = []

    def of(self, room: Room) -> Made:
        found = self._found(room.shelf)
        if found is None:
            with self._making:  # once, and whoever has what he needs does not wait for it
                found = self._found(room.shelf)
                if found is None:
                    found = self._anew(room)
        return found

    def _found(self, shelf: Shelf) -> Made | None:
        with self._lock:
            return next((made for of, made in self._made if of is shelf), None)

    def _anew(self, room: Room) -> Made:
        made = self._make(room.ledger, room.shelf)
        with self._lock:
            self._made = [*self._made, (room.shelf, made)][-_KEPT:]
        return made
