"""Pages fetched from the web, politely: robots.txt kept, one request at a time and a pause at each host, only what has changed.

Redirects are followed one by one and each is judged as a new address; bytes, seconds and what they unpack to are bounded.
"""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

from sayso.errors import ReportError
from sayso.model import Fetched
from sayso.settings import Intake

HOSTS = 8  # fetched from at once
ROBOTS = 500_000  # bytes of a robots.txt, by RFC 9309
LONGEST_PAUSE = 30.0  # seconds between requests that a robots.txt may ask for; beyond it the host is asked as seldom as that
ACCEPTED = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"


Memory = Callable[[str], Fetched | None]  # what is remembered of an address


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes at an address, and the address they were finally found at."""

    url: str
    data: bytes
    declared: str
    fetched: Fetched


class Failed(Exception):
    """An address cannot be had; `kind` and `message` as of a ReportError. `again` says in how many seconds to try again, if it says."""

    def __init__(self, kind: str, message: str, again: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.again = again


def is_address(source: str) -> bool:
    """Whether a source is an address of the web and not a path."""
    return re.match(r"https?://", source, re.IGNORECASE) is not None


class Fetcher:
    """Fetches addresses; its client is made with the first. Use as a context manager."""

    def __init__(self, intake: Intake, memory: Memory | None = None) -> None:
        self.intake = intake
        self.limits = intake.limits
        self.memory = memory or (lambda _: None)
        self._client: Any = None
        self._robots: dict[str, Any] = {}
        self._next: dict[str, float] = {}  # when each host may be asked again, by the clock
        self._hosts: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._client is not None:
            self._client.close()

    def fetch_all(
        self, urls: Sequence[str], stamps: Mapping[str, str] | None = None
    ) -> Iterator[tuple[str, Answer | Fetched | ReportError]]:
        """Several addresses, hosts side by side, each host's one after another; in the order given.

        An address whose `stamp` (of the feed's entry that leads to it) is the remembered one is not asked again, and not yielded.
        """
        stamps = stamps or {}
        wanted = [url for url in urls if not (url in stamps and (known := self.memory(url)) and known.stamp == stamps[url])]
        known_before = {url: self.memory(url) for url in wanted}  # asked here: the memory may belong to this thread
        with ThreadPoolExecutor(HOSTS) as pool:
            running = [(url, pool.submit(self._fetch, url, known_before[url])) for url in wanted]
            try:
                for url, future in running:
                    answer = future.result()
                    stamp = stamps.get(url)
                    if isinstance(answer, Answer):
                        answer = replace(answer, fetched=replace(answer.fetched, stamp=stamp))
                    elif isinstance(answer, Fetched):
                        answer = replace(answer, stamp=stamp)
                    yield url, answer
            finally:
                for _, future in running:
                    future.cancel()

    def fetch(self, url: str) -> Answer | Fetched | ReportError:
        """One address: its bytes; that it has not changed; or why it cannot be had."""
        return self._fetch(url, self.memory(url))

    def _fetch(self, url: str, known: Fetched | None) -> Answer | Fetched | ReportError:
        try:
            return self._followed(url, known)
        except Failed as failed:
            return ReportError(url, failed.kind, failed.message, failed.again)

    def _followed(self, url: str, known: Fetched | None) -> Answer | Fetched:
        until = time.monotonic() + self.limits.fetch_seconds
        at = url
        for _ in range(self.limits.redirects + 1):
            if not self._allowed(at, until):
                raise Failed("robots", f"{_host(at)} asks programs not to fetch it (robots.txt); save the page and take that in")
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            status, headers, data = self._asked(at, until, self.limits.document, known if at == url else None)
            if status == 304 and known is not None:
                return replace(known, status=304, at=moment)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                at = _joined(at, headers["location"])
                continue
            if status != 200:
                raise Failed("http", f"answers {status}; look at it in a browser", _retry_after(headers))
            fetched = Fetched(url, 200, moment, headers.get("etag"), headers.get("last-modified"))
            return Answer(at, data, headers.get("content-type", ""), fetched)
        raise Failed("redirects", f"leads on more than {self.limits.redirects} times; look at it in a browser")

    def _allowed(self, url: str, until: float) -> bool:
        """Whether the host's robots.txt lets us fetch it; one that cannot be had for the server's fault lets nothing (RFC 9309)."""
        from protego import Protego

        parts = _parts(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock_of(root):
            if root not in self._robots:
                text = self._robots_text(f"{root}/robots.txt", until)
                self._robots[root] = Protego.parse(text)
                asked = self._robots[root].crawl_delay(self._agent)
                self._next.setdefault(f"pause {root}", min(float(asked or self.limits.pause), LONGEST_PAUSE))
        return bool(self._robots[root].can_fetch(url, self._agent))

    def _robots_text(self, url: str, until: float) -> str:
        for _ in range(self.limits.redirects + 1):
            status, headers, data = self._asked(url, until, ROBOTS, None, cut=True)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                url = _joined(url, headers["location"])
            elif status == 200:
                return data.decode("utf8", "replace")
            else:
                return "User-agent: *\nDisallow: /" if status >= 500 or status == 429 else ""
        return ""

    @property
    def _agent(self) -> str:
        return self.intake.user_agent.partition(" ")[0]

    def _lock_of(self, root: str) -> threading.Lock:
        with self._lock:
            return self._hosts.setdefault(root, threading.Lock())

    def _asked(
        self, url: str, until: float, most: int, known: Fetched | None, *, cut: bool = False
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request and its answer's bytes: one connection a host, and a pause between two requests."""
        parts = _parts(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock_of(f"request {root}"):
            wait = self._next.get(root, 0.0) - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            try:
                return self._answer(url, max(until, time.monotonic() + self.limits.fetch_seconds / 2), most, known, cut=cut)
            finally:
                self._next[root] = time.monotonic() + self._next.get(f"pause {root}", self.limits.pause)

    def _answer(self, url: str, until: float, most: int, known: Fetched | None, *, cut: bool) -> tuple[int, Mapping[str, str], bytes]:
        import httpcore
        import httpx

        from sayso.intake.guard import PrivateAddress

        headers = {"Accept": ACCEPTED, "Accept-Encoding": "gzip, identity;q=0.5"}
        if known is not None:
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        try:
            with self._opened().stream("GET", url, headers=headers) as response:
                data = _body(response.iter_raw(), response.headers.get("content-encoding", ""), until, most, cut=cut)
                return response.status_code, response.headers, data
        except PrivateAddress as error:
            raise Failed("private", str(error)) from error
        except (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError) as error:
            raise Failed("slow", f"does not answer in {self.limits.fetch_seconds:g} seconds; try again later") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
            raise Failed(
                "unreachable", f"cannot be fetched ({str(error)[:200] or type(error).__name__}); check it and the connection"
            ) from error

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _client(self.intake)
            return self._client


def _client(intake: Intake) -> Any:
    """An httpx client that dials only what the guard allows, follows no redirect by itself and takes no proxy from the environment."""
    import httpcore
    import httpx

    from sayso.intake.guard import Guard, GuardedBackend

    guard = Guard(allow_private=intake.allow_private, networks=intake.allow_networks)
    transport = httpx.HTTPTransport()
    transport._pool = httpcore.ConnectionPool(  # httpx 0.28 has no public way to name the network backend of its pool
        ssl_context=httpx.create_ssl_context(), max_connections=HOSTS, network_backend=GuardedBackend(guard)
    )
    timeout = httpx.Timeout(min(20.0, intake.limits.fetch_seconds))
    return httpx.Client(
        transport=transport, timeout=timeout, follow_redirects=False, trust_env=False, headers={"User-Agent": intake.user_agent}
    )


def _body(chunks: Iterator[bytes], encoding: str, until: float, most: int, *, cut: bool) -> bytes:
    """The answer's bytes, unpacked within bounds; beyond `most` it fails, or is cut off where that will do."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Failed("encoding", f"answers in an encoding we did not ask for ({encoding[:40]}); save the page by hand")
    unpack = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
    out = bytearray()
    try:
        for chunk in chunks:
            out += unpack.decompress(chunk, most + 1 - len(out)) if unpack is not None else chunk
            if len(out) > most:
                if cut:
                    return bytes(out[:most])
                raise Failed("too_large", f"more than {most / 1e6:.0f} MB, as no report is; save what you need of it and take the file in")
            if time.monotonic() > until:
                raise TimeoutError
    except zlib.error as error:
        raise Failed("damaged", f"its answer cannot be unpacked ({error}); try again later") from error
    return bytes(out)


def _parts(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is none
    except ValueError as error:
        raise Failed("address", f"not an address ({error}); check it") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise Failed("scheme", f"leads to {parts.scheme or 'no'}: address; only http and https are fetched")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise Failed("address", "names no host, or a user with it; give the plain address")
    return parts


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Failed("address", f"leads to what is no address ({error})") from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return float(value) if value.isdigit() else None
