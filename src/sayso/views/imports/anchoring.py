"""Where the words of an annotation stand in a stored text: the selectors of the W3C model, held against it. Nothing is moved.

A position is right where the text has just the quoted words there. The model counts code points; tools in JavaScript count UTF-16 units,
in which a sign beyond U+FFFF is two: a position that is right so counted is right too, since nothing is moved but otherwise counted.
A quotation without a position is right where just one place has its words with all that it says stands around them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Postfix, Prefix

from sayso.model import Span
from sayso.views.imports import found_now

_SHOWN = 60  # code points of words in a message
_CUT = "\ufffd"  # half a sign, where a tool cut what stands around in the middle of one


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a target says of its place: a position, a quotation, or both."""

    exact: str | None
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Why an anchor does not hold, and where just its words stand."""

    why: str
    suggestion: Span | None = None


def anchor_of(target: Any) -> Anchor | Lost:
    """What a target's selectors say; those that count no characters (XPath, CSS, ranges of elements) are of the page, not of its text."""
    found = target.get("selector") if isinstance(target, dict) else None
    selectors = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    kinds: dict[str, dict[str, Any]] = {}
    for one in selectors:
        types = one.get("type") or one.get("@type")
        for kind in types if isinstance(types, list) else [types]:
            kinds.setdefault(str(kind).rpartition(":")[2], one)
    quote, place = kinds.get("TextQuoteSelector", {}), kinds.get("TextPositionSelector", {})
    if not quote and not place:
        of = ", ".join(sorted(kinds))
        return Lost(f"it selects by {of}, which is no place in the text" if of else "it is about a whole page: it selects no words")
    words = [quote.get(name) for name in ("exact", "prefix", "suffix")]
    ends = [place.get(name) for name in ("start", "end")]
    if quote and not (isinstance(words[0], str) and words[0]):
        return Lost("its quotation has no words")
    if not all(word is None or isinstance(word, str) for word in words):
        return Lost("its quotation is not of words")
    if place and not all(isinstance(end, int) and not isinstance(end, bool) and end >= 0 for end in ends):
        return Lost("its position is not of whole numbers from 0")
    return Anchor(words[0], (words[1] or "").lstrip(_CUT), (words[2] or "").rstrip(_CUT), ends[0], ends[1])


def anchored(text: str, anchor: Anchor, *, same_text: bool) -> Span | Lost:
    """The place that an anchor means in a text; `same_text` where it is known to be made on just this text, by its hash."""
    if anchor.start is None or anchor.end is None:
        return _by_quotation(text, anchor)
    place = Span(anchor.start, anchor.end)
    if anchor.exact is None:
        if same_text and place.start < place.end <= len(text):
            return place
        return Lost(f"it names the place {place.start}–{place.end} without its words, and not of the text that is stored")
    counted = [one for one in (place, _in_utf16(text, place)) if one and one.end <= len(text) and one.of(text) == anchor.exact]
    if counted:
        return max(counted, key=lambda one: _around(text, one, anchor))  # of two the first, where both fit their surroundings alike
    there = " ".join(place.of(text).split())
    has = f"stands “{_short(there)}”" if there else "stands nothing"
    return Lost(f"at {place.start}–{place.end} {has}", _elsewhere(text, anchor))


def _by_quotation(text: str, anchor: Anchor) -> Span | Lost:
    exact = anchor.exact or ""
    whole = list(_places(text, anchor.prefix + exact + anchor.suffix))
    if len(whole) == 1:
        start = whole[0] + len(anchor.prefix)
        return Span(start, start + len(exact))
    if whole:
        return Lost(f"its words stand at {len(whole)} places, and nothing says which", _elsewhere(text, anchor))
    found = _elsewhere(text, anchor)
    return Lost(
        "its words do not stand in the text as quoted, with what it says stands around them" if found else "its words do not stand there",
        found,
    )


def _elsewhere(text: str, anchor: Anchor) -> Span | None:
    """Where just the words stand: the place whose surroundings fit best, the nearest of several; spaces aside where there is none."""
    exact, near = anchor.exact or "", anchor.start or 0
    spans = (Span(at, at + len(exact)) for at in _places(text, exact))
    best = max(spans, key=lambda span: (_around(text, span, anchor), -abs(span.start - near), -span.start), default=None)
    return best or found_now(text, exact, near)


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _around(text: str, span: Span, anchor: Anchor) -> int:
    """How many letters around a place are as the anchor has them."""
    before = text[max(0, span.start - len(anchor.prefix)) : span.start]
    after = text[span.end : span.end + len(anchor.suffix)]
    return int(Postfix.similarity(before, anchor.prefix) + Prefix.similarity(after, anchor.suffix))


def _in_utf16(text: str, place: Span) -> Span | None:
    """A place counted in UTF-16 units, in code points; None where the text is shorter, or a sign would be parted in two."""
    if text.isascii() or place.start >= place.end:
        return None
    packed = text.encode("utf-16-le", "surrogatepass")
    if 2 * place.end > len(packed):
        return None
    try:
        start, length = (len(packed[2 * a : 2 * b].decode("utf-16-le")) for a, b in ((0, place.start), (place.start, place.end)))
    except UnicodeDecodeError:
        return None
    return Span(start, start + length)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
