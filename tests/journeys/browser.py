"""The reading room as people meet it: a `sayso serve` process, asked by hand or through Chromium.

A page of `visitor` fails its test when the console has an error, when a script throws, when the policy is run against, when a dialog
opens, and when any request leaves this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

    from sayso.reading import Reader

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_HERE = ("about", "data", "blob", "file")  # schemes of what never leaves
_TELL = (
    "addEventListener('securitypolicyviolation', e => console.error('against the policy: ' + e.effectiveDirective + ' ' + e.blockedURI))"
)


@dataclass(frozen=True, slots=True)
class Served:
    """A room being served: its ledger and its address, without a slash at the end."""

    ledger: Path
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf8")


@contextmanager
def serving_room(ledger: Path, *options: str, sound: bool = True) -> Iterator[Served]:
    """`sayso serve` for as long as the block lasts; where it is `sound` it is to have met with nothing unforeseen by then.

    What it has to say it says in a file beside the ledger, with the ending ".said".
    """
    said = ledger.with_suffix(".said")
    with said.open("wb") as trouble:
        process = subprocess.Popen(
            [sys.executable, "-m", "sayso", "serve", ledger, "--port", "0", *options],
            stdout=subprocess.PIPE, stderr=trouble, text=True, start_new_session=True, env={**os.environ, "PYTHONFAULTHANDLER": "1"},
        )  # fmt: skip
    assert process.stdout is not None
    try:
        with process.stdout:
            yield Served(ledger, _address(process.stdout, said))
    finally:
        ended = process.poll()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # groups that it was still making
            process.wait()
        assert ended is None, f"the server had ended with {ended}: {said.read_text(encoding='utf8')}"
    assert not sound or "Traceback" not in said.read_text(encoding="utf8"), said.read_text(encoding="utf8")


def _address(stdout: IO[str], said: Path) -> str:
    found = re.search(r"http://[\d.]+:\d+", stdout.readline())
    assert found, said.read_text(encoding="utf8")
    address = urlsplit(found[0])
    for _ in range(600):
        with suppress(ConnectionRefusedError), socket.create_connection((address.hostname, address.port), timeout=30):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {found[0]}")


def ask(
    room: Served,
    target: str | bytes = "/",
    *,
    method: str = "GET",
    hosts: Sequence[str] | None = None,
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    version: str = "1.1",
) -> Answer:
    """One request, sent letter by letter as it is given; `hosts` are its Host headers, by default the right one."""
    given = [*(("Host", host) for host in ([room.host] if hosts is None else hosts)), *headers, ("Connection", "close")]
    if body and not any(name.lower() == "content-length" for name, _ in headers):
        given.append(("Content-Length", str(len(body))))
    path = target if isinstance(target, bytes) else target.encode("utf8")
    head = b"\r\n".join((b"%s %s HTTP/%s" % (method.encode(), path, version.encode()), *(f"{n}: {v}".encode("latin1") for n, v in given)))
    split = urlsplit(room.address)
    with socket.create_connection((split.hostname, split.port), timeout=60) as wire:
        wire.sendall(head + b"\r\n\r\n" + body)
        answer = HTTPResponse(wire, method=method)
        answer.begin()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def form(room: Served, body: bytes, **changed: str | None) -> Answer:
    """A judgement sent as a browser sends it from the room's own page; `changed` headers differ, those that are None are left out."""
    given: dict[str, str | None] = {"origin": room.address, "sec_fetch_site": "same-origin", **changed}
    headers = [(name.replace("_", "-"), value) for name, value in given.items() if value is not None]
    return ask(room, "/judge", method="POST", body=body, headers=[*headers, ("Content-Type", "application/x-www-form-urlencoded")])


def every_kind(room: Served, *, needed: bool = True) -> dict[str, str]:
    """The path of a page of each kind, as links on pages lead to it: "reports" for the list, "reports/" for one of them.

    A ledger may lack what a kind is of (two texts of an address); where all are `needed` that fails.
    """
    from sayso.views.room import PAGES

    found = {section: f"/{section}" for section, page in PAGES.items() if page.listed}
    wanted = {f"{section}/" for section, page in PAGES.items() if page.one}
    left, seen = ["/", *found.values()], set[str]()
    while left and not wanted <= found.keys() and len(seen) < 200:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        for link in re.findall(r'href="/([^"?#]+)', ask(room, path).text):
            kind = f"{link.partition('/')[0]}/"
            if kind in wanted and kind not in found and not link.endswith(".json") and "/" in link:
                found[kind] = f"/{link}"
                left.append(f"/{link}")
    assert not needed or wanted <= found.keys(), f"no page leads to {wanted - found.keys()}"
    return found


class Visitor:
    """Somebody with a browser. What goes wrong on any of the pages is kept."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.trouble: list[str] = []
        self.asked: list[str] = []
        self.missing = False  # pages that are not there are asked for on purpose
        self._contexts: list[Any] = []

    def page(self, **options: Any) -> Page:
        """A page in a profile of its own; `options` as for Playwright's contexts."""
        context = self.browser.new_context(**{"reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}} | options)
        self._contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_init_script(_TELL)
        context.on("console", self._console)
        context.on("weberror", lambda thrown: self.trouble.append(f"a script threw: {thrown.error}"))
        context.on("request", self._request)
        context.on("dialog", self._dialog)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.missing and "Failed to load resource" in message.text):
            self.trouble.append(f"the console has: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in _HERE and address.hostname != "127.0.0.1":
            self.trouble.append(f"a request left for {request.url}")


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory, sample: Path, reader: Reader) -> Path:
    """A ledger of the sample newsroom and of what it lacks: a later text, a file that is no report, a judgement. Not to be written to."""
    from sayso.ledger import Ledger
    from sayso.ledger.links import judge
    from sayso.pipeline import build, regroup

    folder = tmp_path_factory.mktemp("newsroom")
    first = next(sample.glob("01-*.txt"))
    later = folder / "more" / "01-later.txt"
    later.parent.mkdir()
    later.write_text(
        first.read_text(encoding="utf8").replace("for 30 days", "for 40 days").replace("aid corridor", "aid road"), encoding="utf8"
    )
    shutil.copy(first.with_suffix(".json"), later.with_suffix(".json"))
    (folder / "more" / "torn.txt").write_bytes(b"\0\1")
    path = folder / "story.db"
    build([str(sample), str(later.parent)], path, load=lambda: reader)
    with Ledger(path) as ledger:
        (said,) = ledger.connection.execute("SELECT id FROM statements ORDER BY id LIMIT 1").fetchone()
        judge(ledger, said, None, "confirm", by="Ismay Corran", note="heard on the tape")
        regroup(ledger)
    return path


@pytest.fixture(scope="session")
def served(newsroom: Path) -> Iterator[Served]:
    """The sample newsroom's room; nothing is to be judged in it."""
    with serving_room(newsroom) as room:
        yield room


@pytest.fixture
def own(newsroom: Path, tmp_path: Path) -> Iterator[Served]:
    """A room of a test's own, to be written to."""
    shutil.copy(newsroom, tmp_path / "own.db")
    with serving_room(tmp_path / "own.db", "--by", "Ismay Corran") as room:
        yield room


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        lacking = f"there is no {CHROMIUM}; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true" or os.environ.get("SAYSO_BROWSER") == "required":
            pytest.fail(lacking)
        pytest.skip(lacking)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    one = Visitor(browser)
    yield one
    one.close()
    if one.trouble:
        pytest.fail("\n".join(one.trouble[:20]))


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A page of a wide light window."""
    return visitor.page()
