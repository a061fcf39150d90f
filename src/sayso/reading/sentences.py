"""Where the sentence round a place begins and ends; lines end sentences, initials and titles do not."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from sayso.model import Span

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Rep|Gov|Prof|Rev|Hon|No|vs|Inc|Ltd|Co|Corp|Jr|Sr|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec"
)
_STOP = re.compile(r"(?<!\b[A-Z])[.!?…]+[”\"’'»)]*(?=\s|$)|\n")
REACH = 600  # code points: no sentence is looked for further than this on either side
_SHORT = re.compile(rf"\b(?:{_ABBREVIATIONS})\.$")


def sentence_round(text: str, start: int, end: int) -> Span:
    """The sentence that holds [start, end), from its first letter to behind its stop; several if the stretch spans them."""
    stops = _stops(text)
    before = bisect_right(stops, start, key=lambda stop: stop.end) - 1
    begin = stops[before].end if before >= 0 else 0
    while begin < start and text[begin].isspace():
        begin += 1
    behind = bisect_left(stops, end, key=lambda stop: stop.end)
    stop = stops[behind] if behind < len(stops) else Span(len(text), len(text))
    close = stop.end if stop.start == stop.end or text[stop.start] != "\n" else stop.start
    return Span(max(begin, start - REACH), min(close, end + REACH))


@lru_cache(maxsize=4)
def _stops(text: str) -> tuple[Span, ...]:
    """Every sentence end of the text. Cached, since many rules ask about the sentences of the report being read."""
    return tuple(
        Span(*match.span()) for match in _STOP.finditer(text) if not _SHORT.search(text, max(0, match.start() - 5), match.start() + 1)
    )
