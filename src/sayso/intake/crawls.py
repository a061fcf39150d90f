"""WARC files to the pages they hold, by warcio; and which members of a WACZ are its crawls, and its pages."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from sayso.intake.addresses import address
from sayso.intake.draft import Refused
from sayso.intake.kinds import HEAD
from sayso.settings import Limits

CHUNK = 1 << 16
HEADERS = 10_000_000  # bytes between two answers
_TYPES = frozenset(
    """text/html application/xhtml+xml text/plain application/pdf application/rss+xml application/atom+xml text/xml
    application/xml""".split()
)


@dataclass(frozen=True, slots=True)
class Captured:
    """One answer of a web server, as a crawl kept it."""

    number: int  # of the record in its file, from 1
    url: str
    seen: str | None
    declared: str
    data: bytes


class _Measured:
    """What is read of a crawl, unpacked: no more than it may be in all, and of what stands between two answers."""

    def __init__(self, stream: Any, most: int) -> None:
        self.stream = stream
        self.tail = b""
        self.most = self.left = most
        self.between: int | None = None

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self.stream.read1(size)  # what comes before a break, too
        except (EOFError, zlib.error) as error:  # warcio would take the first for the end
            raise ValueError(str(error)) from error
        self.tail = (self.tail + data)[-4:]
        self.left -= len(data)
        if self.between is not None:
            self.between -= len(data)
        if self.left < 0 or (self.between is not None and self.between < 0):
            raise Refused("bomb", f"its records unpack to more than {self.most / 1e6:.0f} MB; the rest of the file is left")
        return data


def captured(path: Path, limits: Limits, only: frozenset[str] | None = None) -> Iterator[Captured | tuple[int, Refused]]:
    """The answers with a text in them, in the file's order; of certain addresses only, where `only` is given."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, wanted = 1, 0
    try:
        with _opened(path) as stream:
            measured = _Measured(stream, min(limits.unpacked, max(limits.slack, path.stat().st_size * limits.ratio)))
            records = iter(ArchiveIterator(measured))
            while True:
                measured.between = HEADERS
                record = next(records, None)
                measured.between = None
                if record is None:
                    break
                if _is_wanted(record, only):
                    wanted += 1
                    yield _captured(record, number, limits.document)
                _pass(record)
                number += 1
            if not measured.tail.endswith((b"\r\n\r\n", b"\n\n")):
                raise ValueError("the file breaks off")
            if not wanted and only is None:
                yield 1, Refused("empty", "no page in it that was captured with status 200; crawl it again or leave it out")
    except Refused as refused:
        yield number, refused
    except (ArchiveLoadFailed, ValueError, OSError, LookupError, AttributeError, TypeError, AssertionError) as error:
        why = " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
        yield number, Refused("damaged", f"not a WARC record ({why}); the rest of the file is left")


def _opened(path: Path) -> IO[bytes]:
    """The records unpacked, whether they are packed one by one, as they should be, or the whole file at once."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if packed else path.open("rb")


def _captured(record: Any, number: int, most: int) -> Captured | tuple[int, Refused]:
    data = _content(record, most)
    _pass(record)
    packed = str((record.http_headers and record.http_headers.get_header("Content-Encoding")) or "").strip().lower()
    if len(data) > most:
        return number, Refused("too_large", f"an answer of more than {most / 1e6:.0f} MB; no report is so long")
    if record.rec_headers.get_header("WARC-Truncated"):
        return number, Refused("torn", "the crawl cut this answer short; fetch the page again")
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate", "utf-8") and b"<" not in data[:HEAD]:
        return number, Refused("encoding", f"an answer packed as {packed[:20]}, which is not read here; crawl it without")
    return Captured(number, _url(record), record.rec_headers.get_header("WARC-Date"), _type(record), data)


def _url(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")


def _type(record: Any) -> str:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    return str(headers.get_header("Content-Type") or "")


def _is_wanted(record: Any, only: frozenset[str] | None) -> bool:
    if record.rec_type not in ("response", "resource") or (only is not None and address(_url(record)) not in only):
        return False
    if record.http_headers is not None and (record.http_headers.get_statuscode() or "200") not in ("200", "203"):
        return False
    if urlsplit(address(_url(record))).path in ("/robots.txt", "/ads.txt"):
        return False
    return not _type(record) or _type(record).partition(";")[0].strip().lower() in _TYPES


def _content(record: Any, most: int) -> bytes:
    """The answer's body, decoded, one byte more than `most` at most."""
    stream = record.content_stream()
    out = bytearray()
    while len(out) <= most and (chunk := stream.read(min(CHUNK, most + 1 - len(out)))):
        out += chunk
    return bytes(out)


def _pass(record: Any) -> None:
    """Read to the record's end. Raises ValueError where the file ends before it."""
    while record.raw_stream.read(CHUNK):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise ValueError("the file breaks off")


def is_wacz(folder: Path) -> bool:
    """Whether an unpacked zip is a WACZ: a description and an `archive` folder."""
    return (folder / "datapackage.json").is_file() and (folder / "archive").is_dir()


def wacz_pages(folder: Path) -> frozenset[str] | None:
    """The addresses of a WACZ's pages; None where it lists none. The rest of its answers are what its pages are made of."""
    pages = set()
    for path in sorted((folder / "pages").glob("*.jsonl")) if (folder / "pages").is_dir() else ():
        with path.open("rb") as lines:
            while line := lines.readline(1_000_000):
                try:
                    page = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(page, dict) and isinstance(page.get("url"), str):
                    pages.add(address(page["url"]))
    return frozenset(pages) or None
