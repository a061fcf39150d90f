"""Several sources at once: "the United States and Western countries" are two voices, "the Ministry of Trade and Industry" one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.model import Span
from sayso.reading.names import Name, mentions_office, name_at
from sayso.reading.words import pattern
from sayso.states import state_named

_JOINT = re.compile(r",?\s+(?:and|as well as|along with|together with|alongside)(?: both| also)?\s+|\s*&\s*|\s+nor\s+")
_LED_IN = re.compile(r"(?:both|either|neither)\s+", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?:the|an?|some|several|many|other|another|two|three|four|its|his|her|their|senior|unnamed|western|[A-Z]\w+)\s", re.IGNORECASE
)
_QUALIFIES = re.compile(r"\b(?:of|from|for|in|by|with|to|between|at|on|who|which|that|whose)\s", re.IGNORECASE)


def parts_of(text: str, span: Span, names: Sequence[Name]) -> list[Span]:
    """The source cut where it joins two who can both speak; else the source whole."""
    words = span.of(text)
    lead = _LED_IN.match(words)
    begin = span.start + (lead.end() if lead else 0)
    whole = [Span(begin, span.end)]
    inside = name_at(names, span.start, span.end)
    joints = [
        match for match in _JOINT.finditer(text, begin, span.end)
        if not any(name.span.start < match.start() and match.end() < name.span.end for name in inside)
    ]  # fmt: skip
    if not joints:
        return whole
    starts = [begin, *(match.end() for match in joints)]
    ends = [*(match.start() for match in joints), span.end]
    parts = [piece for start, end in zip(starts, ends, strict=True) for piece in _listed(text, Span(start, end), inside)]
    bare = any(_QUALIFIES.search(part.of(text)) for part in parts[:-1]) and _is_bare(text, parts[-1], inside)
    crowd = [p for part in parts for p in _words_of(text, part)]
    if (
        len(crowd) > 1
        and all(re.fullmatch(r"[A-Za-z]?[a-z]+s", p.of(text)) for p in crowd[:-1])
        and re.match(r"[a-z]+s\b", crowd[-1].of(text))
    ):
        return crowd  # "guards, cooks and cleaners at the barracks"
    if len(parts) > 1 and not bare and all(_can_speak(text, part, inside) for part in parts):
        return parts
    return whole


def _listed(text: str, part: Span, inside: Sequence[Name]) -> list[Span]:
    """ "Egypt, Qatar" before the "and": each a bare name; an apposition behind a name is no voice of its own."""
    pieces = list(re.finditer(r"[^,]+", part.of(text)))
    spans = [Span(part.start + m.start() + len(m[0]) - len(m[0].lstrip()), part.start + m.end()) for m in pieces]
    return spans if len(spans) > 1 and all(_is_bare(text, span, inside) for span in spans) else [part]


def _words_of(text: str, part: Span) -> list[Span]:
    return [Span(part.start + m.start(), part.start + m.end()) for m in re.finditer(r"[^,\s][^,]*", part.of(text))]


def _is_bare(text: str, part: Span, inside: Sequence[Name]) -> bool:
    words = part.of(text).strip()
    article = re.match(r"the\s+", part.of(text), re.IGNORECASE)
    begin = part.start + (article.end() if article else 0)
    return state_named(words) is not None or any(
        name.span.start in (begin, part.start) and name.span.end >= part.end - 1 for name in inside
    )


def _can_speak(text: str, part: Span, inside: Sequence[Name]) -> bool:
    words = part.of(text).strip()
    head = re.split(r"[,(]|\s(?:of|from|for|in|at|who|which|that|with|to)\s", words, maxsplit=1)[0].strip()
    if not head:
        return False
    if _is_bare(text, Span(part.start, part.start + len(head)), inside) or any(
        n.kind == "person" and n.span.start < part.start + len(head) and n.span.start >= part.start for n in inside
    ):
        return True
    noun = head.split()[-1]
    speaks = (
        mentions_office(noun)
        or pattern("bodies").fullmatch(noun)
        or pattern("unnamed").fullmatch(noun)
        or re.fullmatch(r"countries|states|nations|groups|parties|people|others|forces|troops|residents|critics|allies|families", noun)
    )
    return bool(speaks) and _DETERMINED.match(words) is not None
