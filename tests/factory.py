"""One-line makers of values for tests."""

from __future__ import annotations

import hashlib

from sayso.model import Report, Span, Statement, Voice
from sayso.reading.names import Name
from sayso.reading.statements import Found


def a_report(text: str, *, path: str = "report.txt", outlet: str | None = None) -> Report:
    return Report(path, text, hashlib.sha256(text.encode()).hexdigest(), outlet=outlet)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def a_statement(text: str, source: str, cue: str, content: str, *, voice: Voice | None = None) -> Statement:
    who, by, what = ((span_of(text, words),) for words in (source, cue, content))
    return Statement(who, by, what, kind="speech", mode="indirect", confidence=0.9, voices=(voice,) if voice else ())


def a_found(text: str, source: str | None, cue: str, *content: str, cited: bool = False) -> Found:
    who, by, what = ((span_of(text, source),) if source else ()), (span_of(text, cue),), tuple(span_of(text, part) for part in content)
    return Found(who, by, what, "speech", "indirect", 0.9, cited)


def names_in(text: str, kinds: dict[str, str]) -> list[Name]:
    """All mentions of the names, known by kind; of two that overlap the one that begins first, the longer of two that begin together."""
    known = sorted(
        (
            Name(Span(at, at + len(words)), words, kind)
            for words, kind in kinds.items()
            for at in range(len(text))
            if text.startswith(words, at)
        ),
        key=lambda name: (name.span.start, -name.span.end),
    )
    apart: list[Name] = []
    for name in known:
        if not apart or name.span.start >= apart[-1].span.end:
            apart.append(name)
    return apart
