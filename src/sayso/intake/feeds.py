"""RSS and Atom to their entries, by feedparser: text, and who is said to have published it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sayso.intake.draft import Draft, Refused
from sayso.intake.facts import fact_of
from sayso.intake.webpages import fragment

MOST = 5_000  # entries of one feed


def entries(data: bytes, *, url: str | None = None, charset: str | None = None) -> Iterator[Draft]:
    """A draft for each entry, in the feed's order. An entry without words of its own has an empty text, and perhaps a link.

    `<source url>` of RSS and `source` of Atom name the real publisher of an entry that another passes on; else the feed's title does.
    """
    import feedparser

    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    if url:
        headers["content-location"] = url
    feed = feedparser.parse(data, response_headers=headers, sanitize_html=True, resolve_relative_uris=True)
    if not feed.entries:
        if not feed.get("version"):
            raise Refused("no_feed", f"not a feed that can be read ({feed.get('bozo_exception', 'no entries')}); check it")
        return
    for number, entry in enumerate(feed.entries[:MOST], 1):
        yield _draft(entry, feed.feed, number)
    if len(feed.entries) > MOST:
        raise Refused("too_many", f"more than {MOST} entries; the first {MOST} are taken in")


def _draft(entry: Any, feed: Any, number: int) -> Draft:
    full = max((part.get("value", "") for part in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary", "")
    text = fragment(full if len(full) >= len(summary) else summary)
    source = entry.get("source", {})
    authors = [name for person in entry.get("authors", ()) if (name := person.get("name"))]
    written = (
        fact_of("outlet", source.get("title") or source.get("href"), "the feed's source of the entry"),
        fact_of("outlet", feed.get("title"), "the feed"),
        fact_of("title", fragment(entry.get("title", "")), "the feed"),
        fact_of("author", authors or entry.get("author"), "the feed"),
        fact_of("url", entry.get("link"), "the feed"),
        fact_of("published", _moment(entry.get("published_parsed")) or entry.get("published"), "the feed"),
        fact_of("language", (entry.get("content") or [{}])[0].get("language") or feed.get("language"), "the feed"),
    )
    return Draft(
        text, tuple(fact for fact in written if fact), part=str(number), link=entry.get("link"),
        stamp=entry.get("updated") or entry.get("published") or entry.get("id"), summary=not full,
    )  # fmt: skip


def _moment(parsed: time.struct_time | None) -> str | None:
    """feedparser's dates are in UTC."""
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat(timespec="seconds")
    except ValueError:
        return None
