"""What the entries of a ledger are called where a format wants IRIs: `urn:sayso:` and the id that the ledger has.

Nobody serves these names, so they are no addresses: the same entry has the same name in every export of every ledger.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import quote

TERMS = "urn:sayso:term:"  # what no vocabulary of the format has a word for
_ENTRY = "urn:sayso:"
_SCHEME = re.compile(r"https?://[^/?#\s]")


def entry(key: str) -> str:
    """Of an entry by its id: s1:…, r1:…, w1:…"""
    return _ENTRY + key


def entry_of(iri: str) -> str | None:
    """The id that such a name holds, "s1:0123456789abcdef"; None where it is no such name."""
    found = re.fullmatch(r"(?:urn:sayso:)?([a-z]1:[0-9a-f]{16})", iri.strip())
    return found[1] if found else None


def of_name(kind: str, name: str) -> str:
    """Of who has only a name: an outlet or agency, a person who judged."""
    return f"{_ENTRY}{kind}:{quote(name, safe='')}"


def of_run(version: str, model: str, settings: str, started: str) -> str:
    """Of a use of sayso: its number is of one ledger only."""
    return f"{_ENTRY}run:{digest(version, model, settings, started)}"


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that stand for all the parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def address(url: str | None) -> str | None:
    """An address of the web as an IRI (RFC 3987): what may not stand in one is percent-encoded. None where it is none."""
    if url is None or not _SCHEME.match(url):
        return None
    return re.sub(r"[\x00-\x20<>\"{}|\\^`\x7f]", lambda found: quote(found[0], safe=""), url)


def utc(moment: str | None) -> str | None:
    """A moment as xsd:dateTime in UTC, ending in "Z"; None where it has no time of day or no time zone: none is made up."""
    if moment is None or "T" not in moment:
        return None
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return None if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
