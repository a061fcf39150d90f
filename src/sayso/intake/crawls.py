"""WARC files to the pages they hold, by warcio; and which members of a WACZ are its crawls, and its pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.intake.addresses import address
from sayso.intake.draft import Refused
from sayso.settings import Limits

CHUNK = 1 << 16
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


def captured(path: Path, limits: Limits, only: frozenset[str] | None = None) -> Iterator[Captured | tuple[int, Refused]]:
    """The answers with a text in them, in the file's order; of certain addresses only, where `only` is given."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    most = min(limits.unpacked, max(limits.slack, path.stat().st_size * limits.ratio))
    passed = number = 0
    with path.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                wanted = _is_wanted(record, only)
                data = _content(record, limits.document) if wanted else b""
                passed += len(data) + _rest(record, most - passed)
                if passed > most:
                    yield number, Refused("bomb", f"its records unpack to more than {most / 1e6:.0f} MB; the rest of the file is left")
                    return
                if not wanted:
                    continue
                if len(data) > limits.document:
                    yield number, Refused("too_large", f"an answer of more than {limits.document / 1e6:.0f} MB; no report is so long")
                    continue
                yield Captured(number, _url(record), record.rec_headers.get_header("WARC-Date"), _type(record), data)
        except (ArchiveLoadFailed, ValueError, OSError, EOFError, AttributeError, KeyError, TypeError, IndexError) as error:
            yield number + 1, Refused("damaged", f"not a WARC record ({str(error)[:100]}); the rest of the file is left")


def _url(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")


def _type(record: Any) -> str:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    return str(headers.get_header("Content-Type") or "")


def _is_wanted(record: Any, only: frozenset[str] | None) -> bool:
    if record.rec_type not in ("response", "resource") or (only is not None and address(_url(record)) not in only):
        return False
    if record.http_headers is not None and not (record.http_headers.get_statuscode() or "200").startswith("2"):
        return False
    return not _type(record) or _type(record).partition(";")[0].strip().lower() in _TYPES


def _content(record: Any, most: int) -> bytes:
    """The answer's body, decoded, one byte more than `most` at most."""
    stream = record.content_stream()
    out = bytearray()
    while len(out) <= most and (chunk := stream.read(min(CHUNK, most + 1 - len(out)))):
        out += chunk
    return bytes(out)


def _rest(record: Any, most: int) -> int:
    """Read to the record's end, as long as that is within bounds; how many bytes that were."""
    passed = 0
    while passed <= most and (chunk := record.raw_stream.read(CHUNK)):
        passed += len(chunk)
    return passed


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
