"""Addresses of the web, in the form that tells one page from another."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

# What only tells who followed a link. Libraries (courlan) also take out `id`-like names that are an article's own with some publishers:
# two articles would then be two texts of one address.
_TRACKS = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign)\w*|\w{1,4}clid|mc_[ce]id|igshid|cmpid|ns_(?:mchannel|source|campaign))", re.IGNORECASE
)
_PORTS = {"http": 80, "https": 443}


def is_address(source: str) -> bool:
    """Whether a source is an address of the web and not a path."""
    return re.match(r"https?://", source, re.IGNORECASE) is not None


def address(written: str) -> str:
    """An http or https address without its fragment, user and what only tracks readers; empty for what is none."""
    written = re.sub(r"[\0-\x20]", "", written) if "\n" in written or "\t" in written else written.strip()
    parts = _split(written if is_address(written) else f"https://{written}" if _is_bare(written) else "")
    if parts is None or not parts.hostname:
        return ""
    scheme, host = parts.scheme.lower(), parts.hostname.lower()
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, _PORTS[scheme]) else ""
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKS.fullmatch(part.partition("=")[0]))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # pages that a script puts together
    return urlunsplit((scheme, host + port, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") if parts.path else "", query, fragment))


def site(url: str) -> str:
    """The host of an address, without "www."."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts is not None else ""


def _is_bare(written: str) -> bool:
    """ "estuary.example/ferry": an address as people write it down."""
    return re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", written, re.IGNORECASE) is not None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    return parts
