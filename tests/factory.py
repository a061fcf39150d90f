"""One-line makers of values for tests."""

from __future__ import annotations

import hashlib

from sayso.model import Report, Span, Statement, Voice


def a_report(text: str, *, path: str = "report.txt", outlet: str | None = None) -> Report:
    return Report(path, text, hashlib.sha256(text.encode()).hexdigest(), outlet=outlet)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def a_statement(text: str, source: str, cue: str, content: str, *, voice: Voice | None = None) -> Statement:
    who, by, what = ((span_of(text, words),) for words in (source, cue, content))
    return Statement(who, by, what, kind="speech", mode="indirect", confidence=0.9, voice=voice)
