"""The ledger opened for many readers at once, and its shelf kept up with what is written."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from sayso.errors import NotALedger, SaysoError
from sayso.ledger import Ledger
from sayso.views.room.days import line_of
from sayso.views.room.named import named_of
from sayso.views.room.room import Room
from sayso.views.room.shelf import Shelf, shelf_of

_AT_ONCE = 0.1  # seconds: a shelf that is made in less is made before the page that finds it old; a longer one behind it
_REST = 10  # times what a shelf took to make: a build that writes every second shall not have it made anew every second

log = logging.getLogger(__name__)


class Shelves:
    """Rooms for as many threads as ask. Raises what Ledger raises where the file is none."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        Ledger(self.path).connection.close()  # brings an older form to this one
        self._ledgers: SimpleQueue[Ledger]
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._open()

    def _open(self) -> None:
        """Begin with the file that stands at the path now."""
        self._file = self._stands()
        self._watching = Ledger(self.path, read_only=True)
        self._ledgers = SimpleQueue()  # rooms of a file that stood there before put theirs back into its own
        self._state = self._written()
        self._shelf, self._took, self._made = self._anew()

    def _stands(self) -> tuple[int, int]:
        """Which file stands at the path: a ledger may be replaced by another. Raises NotALedger where none does."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise NotALedger(f"{self.path}: the ledger is no longer there ({error.strerror}); put it back and reload") from error
        return found.st_dev, found.st_ino

    @contextmanager
    def room(self) -> Iterator[Room]:
        """A room that stands still until it is left."""
        shelf = self._current()
        ledgers = self._ledgers
        try:
            ledger = ledgers.get_nowait()
        except Empty:
            ledger = Ledger(self.path, read_only=True)
        try:
            with ledger.still():
                yield Room(ledger, shelf)
        finally:
            ledgers.put(ledger)

    def close(self) -> None:
        """Close what is open. No room may be in use."""
        self._watching.connection.close()
        while not self._ledgers.empty():
            self._ledgers.get().connection.close()

    def _written(self) -> int:
        """A number that changes with every change of the ledger by somebody else."""
        (version,) = self._watching.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _current(self) -> Shelf:
        with self._lock:
            if self._stands() != self._file:
                self._open()
            state = self._written()
            if state == self._state or time.monotonic() < self._made + _REST * self._took:
                return self._shelf
            if self._took < _AT_ONCE:
                self._state = state
                self._shelf, self._took, self._made = self._anew()
                return self._shelf
        if self._making.acquire(blocking=False):
            threading.Thread(target=self._behind, args=(self._file, state), daemon=True).start()
        return self._shelf

    def _behind(self, file: tuple[int, int], state: int) -> None:
        try:
            made = self._anew()
            with self._lock:
                if self._file == file:  # else another ledger took its place meanwhile, and has a shelf of its own
                    self._state = state
                    self._shelf, self._took, self._made = made
        except SaysoError as error:  # the pages go on with the old one
            log.warning("the shelf is not made anew: %s", error)
        finally:
            self._making.release()

    def _anew(self) -> tuple[Shelf, float, float]:
        started = time.monotonic()
        with Ledger(self.path, read_only=True) as ledger, ledger.still():
            shelf = shelf_of(ledger)
            for made_of in (line_of, named_of):  # so that no page waits for them
                made_of(Room(ledger, shelf))
        return shelf, time.monotonic() - started, time.monotonic()
