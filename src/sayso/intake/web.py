"""Pages fetched from the web, politely: robots.txt kept, one request at a time and a pause at each host, only what has changed.

Redirects are followed one by one and each is judged as a new address; bytes, seconds and what they unpack to are bounded.
"""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

from sayso.errors import ReportError
from sayso.model import Fetched
from sayso.settings import Intake

HOSTS = 8  # fetched from at once
AHEAD = 2 * HOSTS  # answers that may wait for those before them: all of them are in memory
ROBOTS = 500_000  # bytes of a robots.txt, by RFC 9309
LONGEST_PAUSE = 30.0  # seconds between requests that a robots.txt may ask for; beyond it the host is asked as seldom as that
LONGEST_STAMP = 1_000  # code points of an ETag or date that is sent back: a server refuses all requests with one that is too long
REST = 65_536  # bytes that are read of an answer that is no page, so that its connection can be used again
ACCEPTED = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"


Memory = Callable[[str], Fetched | None]  # what is remembered of an address


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes at an address, and the address they were finally found at."""

    url: str
    data: bytes
    declared: str
    fetched: Fetched
    before: Fetched | None = None  # what was remembered of it


class Failed(Exception):
    """An address cannot be had; `kind` and `message` as of a ReportError. `again` says in how many seconds to try again, if it says."""

    def __init__(self, kind: str, message: str, again: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.again = again


class Fetcher:
    """Fetches addresses; its connections are made with the first. Use as a context manager."""

    def __init__(self, intake: Intake, memory: Memory | None = None) -> None:
        self.intake = intake
        self.limits = intake.limits
        self.memory = memory or (lambda _: None)
        self._pool: Any = None
        self._robots: dict[str, Any] = {}  # rules by scheme and host, or why there are none
        self._pauses: dict[str, float] = {}
        self._next: dict[str, float] = {}  # when each host may be asked again, by the clock
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._until = threading.local()  # when the request that a thread makes must have ended, by the clock

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.close()

    def fetch_all(
        self, urls: Sequence[str], stamps: Mapping[str, str] | None = None
    ) -> Iterator[tuple[str, Answer | Fetched | ReportError]]:
        """Several addresses, hosts side by side, each host's one after another; in the order given.

        An address whose `stamp` (of the feed's entry that leads to it) is the remembered one is not asked again, and not yielded.
        """
        stamps = stamps or {}
        wanted = [url for url in urls if not (url in stamps and (known := self.memory(url)) and known.stamp == stamps[url])]
        pages = [(url, self.memory(url)) for url in wanted]  # asked here: the memory may belong to this thread
        with ThreadPoolExecutor(HOSTS) as pool:
            last: dict[str, Future[Answer | Fetched | ReportError]] = {}  # of each host, the address asked before

            def asked(url: str, before: Fetched | None) -> Future[Answer | Fetched | ReportError]:
                host = _host(url)
                last[host] = pool.submit(self._in_turn, last.get(host), url, before)
                return last[host]

            waiting = ((url, asked(url, before)) for url, before in pages)
            running = deque(islice(waiting, AHEAD))
            try:
                while running:
                    url, future = running.popleft()
                    answer = future.result()
                    running.extend(islice(waiting, 1))
                    stamp = stamps.get(url)
                    if isinstance(answer, Answer):
                        answer = replace(answer, fetched=replace(answer.fetched, stamp=stamp))
                    elif isinstance(answer, Fetched):
                        answer = replace(answer, stamp=stamp)
                    yield url, answer
            finally:
                for _, future in running:
                    future.cancel()

    def _in_turn(self, before: Future[Any] | None, url: str, known: Fetched | None) -> Answer | Fetched | ReportError:
        """Fetch an address when the one asked before it at its host has been had: that one began earlier, so none waits for ever."""
        if before is not None:
            wait([before])
        return self._fetch(url, known)

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
            self._check_robots(at, until)
            moment = datetime.now(UTC).isoformat(timespec="milliseconds")
            before = known if at == url else None
            status, headers, data = self._asked(at, until, self.limits.document, before)
            if status == 304 and before is not None:
                return replace(before, status=304, at=moment)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                at = _joined(at, headers["location"])
                continue
            if status != 200:
                raise Failed("http", f"answers {status}; look at it in a browser", _retry_after(headers))
            fetched = Fetched(url, 200, moment, _stamp(headers, "etag"), _stamp(headers, "last-modified"))
            return Answer(at, data, headers.get("content-type", ""), fetched, known)
        raise Failed("redirects", f"leads on more than {self.limits.redirects} times; look at it in a browser")

    def _check_robots(self, url: str, until: float) -> None:
        """Raises Failed where the host's robots.txt does not let us fetch it, or cannot be had for the server's fault (RFC 9309)."""
        parts = _parts(url)
        root = f"{parts.scheme}://{parts.netloc.lower()}"
        with self._lock_of(root):
            if root not in self._robots:
                try:
                    self._robots[root] = self._rules(root, until)
                except Failed as failed:  # asked once: a feed may lead to hundreds of pages of a host that is down
                    self._robots[root] = failed
        rules = self._robots[root]
        if isinstance(rules, Failed):
            raise Failed(rules.kind, rules.message, rules.again)
        if not rules.can_fetch(url, self._agent):
            raise Failed("robots", f"{parts.hostname} asks programs not to fetch it (robots.txt); save the page and take that in")

    def _rules(self, root: str, until: float) -> Any:
        from protego import Protego

        rules = Protego.parse(_ours(self._robots_text(f"{root}/robots.txt", until), self._agent))
        host = _parts(root).hostname
        asked = min(rules.crawl_delay(self._agent) or 0.0, LONGEST_PAUSE)
        self._pauses[host] = max(asked, self._pauses.get(host, self.limits.pause))
        return rules

    def _robots_text(self, url: str, until: float) -> str:
        for _ in range(self.limits.redirects + 1):
            status, headers, data = self._asked(url, until, ROBOTS, None, cut=True)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                url = _joined(url, headers["location"])
            elif status == 200:
                return data.decode("utf8", "replace")
            elif status >= 500 or status == 429:
                message = f"its robots.txt answers {status}, and without it nothing there may be fetched; try again later"
                raise Failed("robots", message, _retry_after(headers))
            else:
                return ""
        return ""

    @property
    def _agent(self) -> str:
        return self.intake.user_agent.strip().partition(" ")[0]

    def _lock_of(self, what: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(what, threading.Lock())

    def _asked(
        self, url: str, until: float, most: int, known: Fetched | None, *, cut: bool = False
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request and its answer's bytes: one connection a host, and a pause between two requests."""
        host = _parts(url).hostname
        with self._lock_of(f"request {host}"):
            wait = self._next.get(host, 0.0) - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self._until.at = max(until, time.monotonic() + self.limits.fetch_seconds / 2)
            try:
                return self._answer(url, most, known, cut=cut)
            finally:
                self._next[host] = time.monotonic() + self._pauses.get(host, self.limits.pause)

    def _answer(self, url: str, most: int, known: Fetched | None, *, cut: bool) -> tuple[int, Mapping[str, str], bytes]:
        import httpcore
        import httpx

        from sayso.intake.guard import PrivateAddress

        headers = {"User-Agent": self.intake.user_agent, "Accept": ACCEPTED, "Accept-Encoding": "gzip, identity;q=0.5"}
        if known is not None:
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), min(20.0, self.limits.fetch_seconds))
        try:  # without httpx's client: no cookies, no proxies, nothing followed that is not judged first
            request = httpx.Request("GET", url, headers=httpx.Headers(headers, encoding="utf8"))
            at = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
            with self._opened().stream("GET", at, headers=request.headers.raw, extensions={"timeout": timeout}) as response:
                told = httpx.Headers(response.headers)
                if response.status == 200:
                    return 200, told, _body(response.iter_stream(), told.get("content-encoding", ""), most, cut=cut)
                return response.status, told, _body(response.iter_stream(), "", REST, cut=True)
        except PrivateAddress as error:
            raise Failed("private", str(error)) from error
        except httpcore.TimeoutException as error:
            raise Failed("slow", f"does not answer in {self.limits.fetch_seconds:g} seconds; try again later") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.InvalidURL, ValueError) as error:
            raise Failed(
                "unreachable", f"cannot be fetched ({str(error)[:200] or type(error).__name__}); check it and the connection"
            ) from error

    def _opened(self) -> Any:
        """The connections: only what the guard allows is dialled."""
        with self._lock:
            if self._pool is None:
                import httpcore
                import httpx

                from sayso.intake.guard import Guard, GuardedBackend

                guard = Guard(allow_private=self.intake.allow_private, networks=self.intake.allow_networks)
                backend = GuardedBackend(guard, lambda: float(self._until.at - time.monotonic()))
                self._pool = httpcore.ConnectionPool(
                    ssl_context=httpx.create_ssl_context(), max_connections=HOSTS, keepalive_expiry=60.0, network_backend=backend
                )
            return self._pool


def _body(chunks: Iterator[bytes], encoding: str, most: int, *, cut: bool) -> bytes:
    """The answer's bytes, unpacked within bounds; beyond `most` it fails, or is cut off where that will do."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Failed("encoding", f"answers in an encoding we did not ask for ({encoding[:40]}); save the page by hand")
    packed = encoding not in ("", "identity")
    unpack = zlib.decompressobj(47)
    out = bytearray()
    part = False  # whether something packed has begun and not ended
    try:
        for chunk in chunks:
            out += unpack.decompress(chunk, most + 1 - len(out)) if packed else chunk
            while len(out) <= most and unpack.unused_data.startswith(b"\x1f\x8b"):  # another piece behind the first, as gzip may have
                rest, unpack = unpack.unused_data, zlib.decompressobj(47)
                out += unpack.decompress(rest, most + 1 - len(out))
            part = packed and (part or bool(chunk)) and not unpack.eof
            if len(out) > most:
                if cut:
                    return bytes(out[:most])
                raise Failed("too_large", f"more than {most / 1e6:.0f} MB, as no report is; save what you need of it and take the file in")
            if len(unpack.unused_data) > 1:  # what stands behind the end is nothing of it
                break
    except zlib.error as error:
        raise Failed("damaged", f"its answer cannot be unpacked ({error}); try again later") from error
    if part:
        raise Failed("damaged", "its answer ends in the middle of what was packed; try again later")
    return bytes(out)


def _ours(robots: str, agent: str) -> str:
    """A robots.txt with one name for all groups that are not for us: Protego keeps a group's rules once for each of its names."""
    out = []
    for line in robots.splitlines():
        named = re.match(r"\s*user(?:-?|\s+)agent\b[\s:]*([^#]*)", line, re.IGNORECASE)
        name = named[1].strip().lower() if named else ""
        ours = name == "*" or name.replace("*", "") in agent.lower()
        out.append(line if ours else "User-agent: somebody else")
    return "\n".join(out)


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


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Failed("address", f"leads to what is no address ({error})") from error


def _stamp(headers: Mapping[str, str], name: str) -> str | None:
    """A header that can be sent back as it came, to ask whether anything has changed."""
    value = headers.get(name, "")
    return value if 0 < len(value) <= LONGEST_STAMP and value.isascii() and value.isprintable() else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Its seconds, or those until its date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
