"""Marks of one statement compared: which spans are the same, and how much two statements have in common."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Parts, Span

LEAST_SHARED = 0.5  # of the contents' letters, for a statement with another cue to be another version, as when PolNeAR is scored


def joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in order, without blanks at their ends; those with nothing but blanks between them are one."""
    out: list[Span] = []
    for span in sorted(spans):
        words = span.of(text)
        start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
        if start >= end:
            continue
        if out and (start <= out[-1].end or not text[out[-1].end : start].strip()):
            out[-1] = Span(out[-1].start, max(end, out[-1].end))
        else:
            out.append(Span(start, end))
    return tuple(out)


def closeness(one: Parts, other: Parts) -> float:
    """0 for two statements that are no versions of one; above 1 for two with a cue in common."""
    both = _shared(one.content, other.content)
    longest = sum(span.end - span.start for span in one.content) + sum(span.end - span.start for span in other.content) - both
    alike = both / longest
    if _shared(one.cue, other.cue):
        return 1 + alike
    return alike if alike >= LEAST_SHARED else 0.0


def _shared(one: Sequence[Span], other: Sequence[Span]) -> int:
    """Code points in common."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
