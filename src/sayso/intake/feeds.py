"""RSS and Atom to their entries, by feedparser: text, and who is said to have published it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from sayso.intake.addresses import is_address
from sayso.intake.days import iso
from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean
from sayso.intake.facts import fact_of
from sayso.intake.webpages import decoded_markup, fragment

MOST = 5_000  # entries of one feed
SOURCE = "the feed's source of the entry"  # who is said to have published it: says more than the page of an aggregator
_REFERENCE = re.compile(r"&#(?:(\d{1,9})|x([0-9a-f]{1,8}));", re.IGNORECASE)


def entries(data: bytes, *, url: str | None = None, charset: str | None = None) -> Iterator[Draft]:
    """A draft for each entry, in the feed's order. An entry without words of its own has an empty text, and perhaps a link.

    `<source url>` of RSS and `source` of Atom name the real publisher of an entry that another passes on; else the feed's title does.
    """
    import feedparser

    decoded = decoded_markup(data, charset)
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url:
        headers["content-location"] = url
    markup = BytesIO(_REFERENCE.sub(_sound, clean(decoded.text)).encode())
    feed = feedparser.parse(markup, response_headers=headers, sanitize_html=True, resolve_relative_uris=True)
    if not feed.entries:
        if not feed.get("version"):
            raise Refused("no_feed", f"not a feed that can be read ({feed.get('bozo_exception', 'no entries')}); check it")
        raise Refused("empty", "the feed has no entries; fetch it again later or leave it out")
    for number, entry in enumerate(feed.entries[:MOST], 1):
        yield replace(_draft(entry, feed.feed, number), encoding=decoded.how, guessed=decoded.guessed)
    if len(feed.entries) > MOST:
        raise Refused("too_many", f"more than {MOST} entries; the first {MOST} are taken in")


def _draft(entry: Any, feed: Any, number: int) -> Draft:
    full = max((part.get("value", "") for part in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary", "")
    text = fragment(full if len(full) >= len(summary) else summary)
    source = entry.get("source", {})
    link = clean(entry.get("link") or "")
    updated = dict.get(entry, "updated")  # the entry's own .get takes `published` for it, and warns
    dated = "published" if "published" in entry else "updated"  # all that many feeds give: Atom demands it, and dc:date is read as it
    authors = [fragment(name) for person in entry.get("authors", ()) if (name := person.get("name"))]
    written = (
        fact_of("outlet", fragment(source.get("title") or "") or source.get("href"), SOURCE),
        fact_of("outlet", fragment(feed.get("title") or ""), "the feed"),
        fact_of("title", fragment(entry.get("title", "")), "the feed"),
        fact_of("author", authors or fragment(entry.get("author") or ""), "the feed"),
        fact_of("url", link, "the feed"),
        fact_of("published", _moment(dict.get(entry, dated), dict.get(entry, f"{dated}_parsed")), "the feed"),
        fact_of("language", (entry.get("content") or [{}])[0].get("language") or feed.get("language"), "the feed"),
    )
    part = link or clean(entry.get("id") or "") or str(number)
    return Draft(
        text, tuple(fact for fact in written if fact), part=part, link=link if is_address(link) else None,
        stamp=clean(updated or entry.get("published") or entry.get("id") or "") or None, summary=not full,
    )  # fmt: skip


def _sound(reference: re.Match[str]) -> str:
    """A reference to a character; feedparser breaks on those to none."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return reference[0] if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def _moment(written: str | None, parsed: time.struct_time | None) -> str | None:
    """A date as it is written, with its zone: the day is the publisher's; else as feedparser has it, in UTC."""
    if written is None or parsed is None or iso(written) is not None:
        return written
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat(timespec="seconds")
    except ValueError:
        return None
