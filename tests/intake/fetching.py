"""How the tests of fetching ask an address, and what they look for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from sayso.errors import ReportError
from sayso.intake.web import Answer, Fetcher
from sayso.model import Fetched
from sayso.settings import Intake
from tests.servers import NEAR, Page, Site, article

HANG = 60.0  # seconds: what takes as long does not end by itself
FERRY = article(
    "Ferry to Lisarre stays in port",
    "The ferry to Lisarre stays in port until the ice has gone, the harbour board of Estuary said on Monday.",
    "Oren Tal, who chairs the board, told reporters that two cracks had been found in the hull.",
    "The council of Lisarre said that it had asked for a smaller boat, and that nobody on the island was short of food.",
)


@contextmanager
def no_hang() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < HANG


def fetched(url: str, intake: Intake = NEAR, known: Fetched | None = None) -> Answer | Fetched | ReportError:
    with Fetcher(intake, lambda _: known) as fetcher:
        return fetcher.fetch(url)


def answer(url: str, intake: Intake = NEAR) -> Answer:
    found = fetched(url, intake)
    assert isinstance(found, Answer), found
    return found


def failure(url: str, intake: Intake = NEAR) -> ReportError:
    found = fetched(url, intake)
    assert isinstance(found, ReportError), found
    assert found.path == url
    return found


def raw(*parts: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of just these bytes, after which the connection is closed."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)

    return write


def robots(site: Site, text: str, **page: Any) -> None:
    site.pages["/robots.txt"] = Page(text, type="text/plain", **page)
    site.pages.setdefault("/open", Page("open"))
    site.pages.setdefault("/closed", Page("closed"))
