"""Sources followed for as long as one likes: the main path again and again, each time on what is due and may have changed.

All that must outlive a crash (what was taken in, what addresses answered) is in the ledger; what is kept here only saves work.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from sayso.errors import ReportError
from sayso.intake import files_in, is_address
from sayso.ledger import Ledger
from sayso.pipeline import Built, grow
from sayso.reading import Reader
from sayso.settings import Intake

LONGEST = 24 * 3600.0  # seconds between two tries of an address that keeps failing
FOLDERS = 2.0  # seconds between two looks at folders
AGAIN_AFTER = 3600.0  # seconds after which a page is first looked at again for changes; then after twice as long, and so on
AGAIN_UNTIL = timedelta(days=30)  # after its first fetch
AGAIN_MOST = 50  # pages looked at again in one round
_Stat = tuple[int, int]  # size, time of its last change in nanoseconds


@dataclass(slots=True)
class _Due:
    """When an address is asked next, and how long after."""

    at: float = 0.0
    pause: float = 0.0


class Watch:
    """A list of sources and the ledger they feed. `every` is in seconds; `stop`, once set, ends the rounds."""

    def __init__(
        self,
        sources: Iterable[str],
        ledger: str | Path,
        reader: Reader,
        *,
        intake: Intake | None = None,
        every: float = 900.0,
        stop: threading.Event | None = None,
        folders_every: float = FOLDERS,
    ) -> None:
        sources = list(dict.fromkeys(sources))
        self.addresses = {source: _Due(pause=every) for source in sources if is_address(source)}
        self._pages: dict[str, _Due] = {}  # pages that failed when they were looked at again
        self.paths = [source for source in sources if not is_address(source)]
        self.ledger_path = ledger
        self.reader = reader
        self.intake = intake or Intake()
        self.every = every
        self.stop = stop or threading.Event()
        self.folders_every = folders_every
        self._taken: dict[str, _Stat] = {}  # files as they were when last taken in
        self._before: dict[str, _Stat] = {}  # files as they were at the last look: one that is still being written is let be
        self._missing: set[str] = set()
        self._begun = False

    def rounds(self, most: int | None = None) -> Iterator[Built]:
        """What each round did that found something due, until stopped or `most` rounds were made."""
        made = 0
        while not self.stop.is_set() and (most is None or made < most):
            built = self._round()
            if built is not None:
                made += 1
                yield built
            if most is None or made < most:
                self.stop.wait(self._rest())

    def _round(self) -> Built | None:
        """All that is due. The ledger is opened for each round: what it brings is of a run of its own, by which one asks what is new."""
        due = [url for url, when in self.addresses.items() if when.at <= time.monotonic()]
        files = self._changed()
        if self._begun and not (due or files):
            return None
        self._begun = True
        with Ledger(self.ledger_path, create=True) as ledger:
            again = self._again(ledger) if due else []
            if not (due or files or ledger.unread()):
                return None
            sources = [*dict.fromkeys(files.values()), *due]
            built = grow(ledger, sources, self.reader, intake=self.intake, stopped=self.stop.is_set, only=frozenset(files))
            self._plan(due, self.addresses, built.failures)
            if again and not self.stop.is_set():  # feeds were asked above; these are pages, and lead nowhere
                plain = replace(self.intake, follow=False)
                looked = grow(ledger, again, self.reader, intake=plain, stopped=self.stop.is_set)
                self._plan(again, self._pages, looked.failures)
                built = _both(built, looked)
        return built

    def _plan(self, asked: Iterable[str], plan: dict[str, _Due], failures: Iterable[ReportError]) -> None:
        """An address that failed is asked again after twice as long; one that did not, after the usual time."""
        failed = {failure.path: failure for failure in failures}
        for url in asked:
            when = plan.setdefault(url, _Due(pause=self.every))
            when.pause = max(self.every, min(2 * when.pause, LONGEST)) if url in failed else self.every
            asked_for = min(failed[url].again or 0.0, LONGEST) if url in failed else 0.0  # by its Retry-After
            when.at = time.monotonic() + max(when.pause, asked_for)

    def _rest(self) -> float:
        waits = [when.at - time.monotonic() for when in self.addresses.values()]
        waits += [self.folders_every] if self.paths else []
        return max(0.0, min(waits, default=self.folders_every))

    def _changed(self) -> dict[str, str]:
        """The files that are new or changed, and have stood still since the last look, with the path each is below; missing paths, once."""
        now: dict[str, _Stat] = {}
        below: dict[str, str] = {}
        out: dict[str, str] = {}
        for path in self.paths:
            if not os.path.exists(path):
                if path not in self._missing:
                    self._missing.add(path)
                    out[path] = path
                continue
            self._missing.discard(path)
            for file, beside in files_in(path):
                stats = [stat for one in (file, *beside) if (stat := _stat(one)) is not None]
                if stats:
                    below[file] = path
                    now[file] = (sum(size for size, _ in stats), max(changed for _, changed in stats))
        for file, stat in now.items():
            settled = self._before.get(file) == stat or time.time() - stat[1] / 1e9 > self.folders_every
            if settled and self._taken.get(file) != stat:
                self._taken[file] = stat
                out[file] = below[file]
        self._before = now
        return out

    def _again(self, ledger: Ledger) -> list[str]:
        """Pages that were fetched a while ago, to be looked at again: edits are often made without a word, within hours."""
        now = datetime.now(UTC)
        since = (now - AGAIN_UNTIL).isoformat()
        rows = ledger.connection.execute(
            "SELECT url, at, first FROM fetches WHERE first > ? AND url IN (SELECT path FROM places) ORDER BY at",  # feeds gave no report
            (since,),
        )
        out = []
        for row in rows:
            at, first = (datetime.fromisoformat(row[name]) for name in ("at", "first"))
            waited = max(AGAIN_AFTER, (at - first).total_seconds())
            failed = self._pages.get(row["url"])
            if failed is not None and failed.at > time.monotonic():
                continue
            if row["url"] not in self.addresses and (now - at).total_seconds() >= waited:
                out.append(row["url"])
        return out[:AGAIN_MOST]


def _both(one: Built, other: Built) -> Built:
    return Built(
        one.added + other.added, one.reread + other.reread, one.known + other.known, (*one.failures, *other.failures),
        one.changed + other.changed, one.foreign + other.foreign, one.unchanged + other.unchanged,
    )  # fmt: skip


def _stat(path: str) -> _Stat | None:
    try:
        found = os.stat(path)
    except OSError:  # gone between two looks
        return None
    return found.st_size, max(found.st_mtime_ns, found.st_ctime_ns)  # a copy may keep the time of its words, a permission has none


@contextmanager
def until_signalled() -> Iterator[threading.Event]:
    """An event that is set by the first signal to end; a second one ends the program at once."""
    stop = threading.Event()

    def on_signal(_: int, __: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    wanted = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, on_signal) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
