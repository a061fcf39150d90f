"""Web servers on this machine for tests: what they answer is set by path, and what they were asked is kept.

With `NEAR`, 127.0.0.1 stands for the public internet; every other address of this machine is private as ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sayso.settings import Intake, Limits

QUICK = Limits(pause=0.0, fetch_seconds=5.0)
NEAR = Intake(allow_networks=("127.0.0.1/32",), limits=QUICK)
BOTH = replace(NEAR, allow_networks=("127.0.0.1/32", "127.0.0.2/32"))


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; one with an ETag or Last-Modified is told to be unchanged to who sends that back."""

    body: bytes | str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body

    def unchanged_for(self, asked: Mapping[str, str]) -> bool:
        stamps = (("ETag", "if-none-match"), ("Last-Modified", "if-modified-since"))
        return any(self.headers.get(mine) and asked.get(theirs) == self.headers[mine] for mine, theirs in stamps)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a server got it, and when, by the clock."""

    path: str
    headers: Mapping[str, str]
    at: float


Answers = Callable[[BaseHTTPRequestHandler], object]  # writes all of the answer itself, as it likes


class Site:
    """One server. `pages` may be changed while it runs; a path that is not among them answers 404."""

    def __init__(self, host: str) -> None:
        self.pages: dict[str, Page | Answers] = {}
        self.asked: list[Asked] = []
        self.dialled = 0  # connections
        self.over = threading.Event()  # set when the test is: answers without end watch it
        self.server = _Server(self, host)

    @property
    def root(self) -> str:
        host, port = self.server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def url(self, path: str) -> str:
        return self.root + path

    def last(self, path: str) -> Asked:
        return next(one for one in reversed(self.asked) if one.path == path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Site, host: str) -> None:
        super().__init__((host, 0), _handler(site))
        self.site = site

    def verify_request(self, request: Any, client_address: Any) -> bool:
        self.site.dialled += 1
        return super().verify_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what is tested."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(self.path, headers, time.monotonic()))
            page = site.pages.get(self.path, Page("not here", 404))
            if isinstance(page, Page):
                self._send(Page("", 304, page.headers) if page.unchanged_for(headers) else page)
            else:
                self.close_connection = True
                page(self)

        def _send(self, page: Page) -> None:
            self.send_response(page.status)
            for name, value in {"Content-Type": page.type, "Content-Length": str(len(page.data)), **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if page.status != 304:
                self.wfile.write(page.data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Site]:
    """A server for as long as the block lasts."""
    site = Site(host)
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join()


def moved(to: str, status: int = 302) -> Page:
    """An answer that leads on."""
    return Page("", status, {"Location": to})


def article(title: str, *paragraphs: str, head: str = "") -> str:
    """A page that is a report."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang='en'><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


def rss(*items: str, title: str = "Estuary Post") -> Page:
    """A feed of items, each given as its inner XML."""
    entries = "".join(f"<item>{item}</item>" for item in items)
    xml = f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>"
    return Page(xml, type="application/rss+xml")
