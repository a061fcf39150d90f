"""Rooms of ledgers for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sayso.ledger import Ledger
from sayso.views.room import Room
from sayso.views.room.shelf import shelf_of


@cache
def sample_room(ledger: Path) -> Room:
    """The room of a ledger that nobody writes to any more."""
    return fresh_room(ledger)


def fresh_room(ledger: Path) -> Room:
    """The room of a ledger as it stands now."""
    opened = Ledger(ledger, read_only=True)
    return Room(opened, shelf_of(opened))
