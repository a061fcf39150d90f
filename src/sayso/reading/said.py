"""When a statement was made: the time that goes with its cue, never one that its content speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.model import Moment, Span, Time
from sayso.reading.sentences import sentence_round
from sayso.reading.statements import Found

FARTHEST = 90  # code points between a cue and the time that dates it
# between cue and time: no other verb of the sentence, only how, where and to whom it was said
_BETWEEN = re.compile(
    r"[\s,]*(?:(?:reporters|journalists|lawmakers|parliament|the|a|an|his|her|their|its|in|on|at|to|by|from|during|after|of|for|with|late|early|"
    r"earlier|later|televised|statement|interview|speech|news|press|conference|briefing|remarks|comments|post|message|separately|also|"
    r"[A-Z][\w’'.-]*|[a-z]+ly|through|via|before|told|said|weekly|daily|and|social|media|website|television|radio|visit|meeting|letter|"
    r"phone|call|local|state|news|agency|channel|newspaper|that)[\s,]*)*",
)

_SUBORDINATE = re.compile(r"\b(?:after|when|as|while|since|before|although|though|because|following|if|once)\b", re.IGNORECASE)


def find_said(text: str, statements: Sequence[Found], times: Sequence[Time], within: Sequence[int | None]) -> list[Moment | None]:
    """For each statement the moment of its saying, None where its own sentence does not give it.

    What dates a statement told inside another's content (`within`) stands in that content.
    """
    return [
        _said(text, one, times, statements[outer].content if outer is not None else None)
        for one, outer in zip(statements, within, strict=True)
    ]


def _said(text: str, one: Found, times: Sequence[Time], room: Sequence[Span] | None) -> Moment | None:
    cue = one.cue[-1]
    dated = [time for time in times if time.type in ("date", "time") and not time.value.endswith("_REF") and not time.value.startswith("P")]
    inside = [time.moment for time in dated if any(c.start <= time.moment.span.start and time.moment.span.end <= c.end for c in one.cue)]
    if inside:
        return inside[0]
    sentence = sentence_round(text, one.cue[0].start, cue.end)
    best: tuple[int, Moment] | None = None
    for time in dated:
        span = time.moment.span
        if span.start < sentence.start or span.end > sentence.end:
            continue
        if room is not None and not any(part.start <= span.start and span.end <= part.end for part in room):
            continue
        if _leads(text, span, one):
            return time.moment
        if any(part.start <= span.start and span.end <= part.end for part in one.content):
            continue
        if any(s.start <= span.start and span.end <= s.end for s in one.source) and not _at_edge(text, span, one.source):
            continue  # "Monday's statement" says when it was made; "the minister since May" does not
        gap = Span(cue.end, span.start) if span.start >= cue.end else Span(span.end, one.cue[0].start)
        distance = gap.end - gap.start
        earlier = text[sentence.start : span.start]
        if span.end <= one.cue[0].start and _SUBORDINATE.search(earlier):
            continue  # "after the ferry sank on Friday, the mayor said"
        if distance > FARTHEST or not _joins(text, gap, one, before=span.end <= one.cue[0].start):
            continue
        if best is None or distance < best[0]:
            best = (distance, time.moment)
    return best[1] if best else None


def _leads(text: str, span: Span, one: Found) -> bool:
    """Whether the reader left the time at the content's edge that touches the cue: "said | on Friday that …"."""
    for part in one.content:
        if part.start <= span.start and span.end <= part.end and 0 <= part.start - one.cue[-1].end <= 2:
            lead = re.fullmatch(r"\s*(?:(?:late|early|earlier) )?(?:on |in )?", text[part.start : span.start])
            return lead is not None and re.match(r",? (?:that\b|[“\"])", text[span.end : part.end]) is not None
    return False


def _at_edge(text: str, span: Span, source: Sequence[Span]) -> bool:
    """Whether the time dates the saying though it stands in the source: "Monday's statement", "the ministry on Friday"."""
    owns = re.match(r"[’']s?\s", text[span.end : span.end + 3]) is not None
    related = any(re.search(r"\b(?:who|which|that|whose)\b", text[s.start : span.start]) for s in source if s.start < span.start < s.end)
    closes = (
        not related
        and any(s.end - span.end <= 1 for s in source)
        and re.search(r"\bon\s$", text[max(0, span.start - 4) : span.start]) is not None
    )
    return (owns and any(span.start - s.start <= 4 for s in source)) or closes


def _joins(text: str, gap: Span, one: Found, *, before: bool) -> bool:
    """Whether what stands between cue and time lets the time date the cue: source, addressee and circumstances only."""
    words = text[gap.start : gap.end]
    for span in sorted((*one.source, *one.content), key=lambda s: -s.start):
        start, end = max(span.start, gap.start) - gap.start, min(span.end, gap.end) - gap.start
        if start < end:
            if span in one.content and not before:
                return False  # behind the content: the time is another clause's
            words = words[:start] + " " + words[end:]
    return _BETWEEN.fullmatch(words) is not None
