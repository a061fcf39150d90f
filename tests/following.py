"""A watch that is told when to look, and what the tests of watching let it find."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from sayso.ledger import Ledger
from sayso.ledger.verify import verify
from sayso.pipeline import Built
from sayso.reading import Reader
from sayso.settings import Intake
from sayso.watching import Watch
from tests.servers import NEAR, Page, Site, article, rss

Step = Callable[[], object]
EVERY = 900.0
HANG = 60.0  # seconds


class Waits(threading.Event):
    """Stands in for the time between two looks: instead of waiting the next step is taken, and behind the last one the watch ends."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self.steps = iter(steps)
        self.asked: list[float] = []  # seconds that would have been waited

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout or 0.0)
        step = next(self.steps, None)
        if step is None:
            self.set()
        else:
            step()
        return self.is_set()


class Followed:
    """A watch over sources; `sees` makes one look after each step, and gives the rounds that found something."""

    def __init__(self, ledger: Path, reader: Reader, *sources: str | Path, every: float = EVERY, intake: Intake = NEAR) -> None:
        self.ledger = ledger
        self.waits = Waits(())
        # files have stood still when they are at a look as they were at the one before: no test takes as long as FOLDERS here
        self.watch = Watch(map(str, sources), ledger, reader, intake=intake, every=every, stop=self.waits, folders_every=3600.0)

    def sees(self, *steps: Step) -> list[Built]:
        self.waits.clear()
        self.waits.steps = iter(steps)
        self.waits.asked.clear()
        return list(self.watch.rounds())

    def all_due(self) -> None:
        for when in self.watch.addresses.values():
            when.at = 0.0


def rows(ledger: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with Ledger(ledger) as opened:
        assert list(verify(opened)) == []
        return [tuple(row) for row in opened.connection.execute(sql, values)]


def paths(ledger: Path) -> list[str]:
    return [str(path) for (path,) in rows(ledger, "SELECT path FROM reports ORDER BY path")]


def said(quay: int) -> str:
    return f"The mayor of Estuary said on Monday that quay {quay} would be mended before the ice came back to the harbour."


def page(quay: int) -> Page:
    return Page(article(f"Quay {quay}", said(quay), f"A clerk told reporters that {quay * 40} porters had signed a list."))


def item(site: Site, quay: int, more: str = "") -> str:
    return f"<title>Quay {quay}</title><link>{site.url(f'/{quay}')}</link><guid>{quay}</guid>{more}"


def feed(site: Site, *quays: int) -> Page:
    for quay in quays:
        site.pages.setdefault(f"/{quay}", page(quay))
    return rss(*(item(site, quay) for quay in quays))
