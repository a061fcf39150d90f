"""Grouped pieces to statements: character spans, mode, kind and a calibrated confidence."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sayso.model import Kind, Mode, Span
from sayso.reading.decode import Grouped, Run
from sayso.reading.pieces import Pieces
from sayso.reading.quotes import Quotation
from sayso.reading.sentences import sentence_round
from sayso.reading.words import pattern


@dataclass(frozen=True, slots=True)
class Found:
    """A statement before its voice is known; fields as in `sayso.model.Statement`. `cited`: by another, whose content is the same."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: Kind
    mode: Mode
    confidence: float
    cited: bool = False


def find_statements(
    pieces: Pieces, grouped: Sequence[Grouped], quotations: Sequence[Quotation], walls: Sequence[Span], weights: Sequence[float]
) -> list[Found]:
    """The statements among the pieces, in order of their cues; no span reaches over a wall. A cue without content is none."""
    text = pieces.text
    drafts = []
    for one in grouped:
        content = _merged(text, [_with_marks(text, span, quotations) for span in _spans(pieces, one.content, walls)])
        source = _spans(pieces, one.source, walls)
        cue = _spans(pieces, (one.cue,), walls)
        content = _in_its_line(text, content, cue)
        if content and cue:
            drafts.append(Found(source, cue, content, "speech", "indirect", confidence(one, weights)))
    drafts = _with_later_paragraphs(text, drafts, quotations)
    drafts = _with_cited(text, drafts)
    inner = [within for draft in drafts if (within := _quoted_inside(text, draft)) is not None]
    known = {span.start for draft in drafts for span in draft.cue}
    drafts = sorted([*drafts, *(within for within in inner if within.cue[0].start not in known)], key=lambda draft: draft.cue[0].start)
    return described(text, drafts, quotations)


def described(text: str, drafts: Sequence[Found], quotations: Sequence[Quotation]) -> list[Found]:
    """The drafts with the kind and mode that their words show."""
    if not drafts:
        return []
    names = _quoted_names(text, quotations)
    quoted = [q.span for q in quotations if q.span not in names]
    return [replace(draft, kind=_kind(text, draft), mode=_mode(text, draft.content, quoted)) for draft in drafts]


def _in_its_line(text: str, content: tuple[Span, ...], cue: tuple[Span, ...]) -> tuple[Span, ...]:
    """A headline's content ends with the headline: a short line without a stop does not run on into the next, which opens a sentence."""
    out = []
    for span in content:
        start, end = span
        for gap in re.finditer(r"(?<=[^\s.!?:;,”\"’'–—-])\s*\n\s*(?=[A-Z“\"])", span.of(text)):
            before, after = span.start + gap.start(), span.start + gap.end()
            line = text[text.rfind("\n", 0, before) + 1 : before]
            if len(line) > HEADLINE or re.search(r"[.!?] ", line):
                continue
            if cue and cue[0].start < before:
                end = min(end, before)
            else:
                start = max(start, after)
        if start < end:
            out.append(Span(start, end))
    return tuple(out)


HEADLINE = 140  # code points: a longer line without a stop is a paragraph that lost it


def with_whole_names(text: str, found: Sequence[Found], names: Sequence[Span]) -> list[Found]:
    """A source that stops inside a name, or after a bare article before one, reaches to the name's end."""
    out = []
    for one in found:
        taken = (*one.cue, *one.content)
        source = []
        for span in one.source:
            bare = span.of(text).casefold() in ("the", "a", "an")
            whole = next((n for n in names if span.start <= n.start < span.end < n.end or (bare and 0 < n.start - span.end <= 1)), None)
            free = whole is not None and not any(t.start < whole.end and span.end < t.end for t in taken)
            source.append(Span(span.start, whole.end) if whole is not None and free else span)
        out.append(replace(one, source=tuple(source)))
    return out


def evidence(one: Grouped) -> tuple[float, ...]:
    """What the confidence is computed from; `training.calibrate` fits its weights on dev."""
    pieces = sum(last - first + 1 for first, last in one.content)
    return (
        1.0,
        math.log(max(one.cue_chance, 1e-6) / max(1 - one.cue_chance, 1e-6)),
        math.log(max(one.path_chance, 1e-12)),
        float(not one.source),
        math.log(max(pieces, 1)),
    )


def confidence(one: Grouped, weights: Sequence[float]) -> float:
    """The chance that annotators would mark this statement (source overlapping, content by half): 0 to 1."""
    total = sum(w * e for w, e in zip(weights, evidence(one), strict=True))
    return round(1 / (1 + math.exp(-max(min(total, 30.0), -30.0))), 3)


def _spans(pieces: Pieces, found: Iterable[Run], walls: Sequence[Span]) -> tuple[Span, ...]:
    """Runs of pieces as spans; a run that reaches over furniture is cut there."""
    spans = []
    for first, last in found:
        parts = [Span(int(pieces.starts[first]), int(pieces.ends[last]))]
        for wall in walls:
            tail = parts[-1]
            if tail.start < wall.start and wall.end < tail.end:
                parts[-1:] = [Span(tail.start, wall.start), Span(wall.end, tail.end)]
        spans += [stripped for part in parts if (stripped := _stripped(pieces.text, part))]
    return tuple(spans)


def _stripped(text: str, span: Span) -> Span | None:
    words = span.of(text)
    start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
    return Span(start, end) if end > start else None


def _with_marks(text: str, span: Span, quotations: Sequence[Quotation]) -> Span:
    """The span with the quotation mark that it stops just short of, on either side."""
    start, end = span
    for q in quotations:
        if q.span.start < start <= q.span.start + 3 and not text[q.span.start + 1 : start].strip("`'\" "):
            start = q.span.start
        if q.closed and q.span.end - 3 <= end < q.span.end and not text[end : q.span.end].strip(",.!?'’”\"» "):
            end = q.span.end
    return Span(start, end)


def _merged(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order of place; spans with nothing but space between them become one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and (span.start <= out[-1].end or not text[out[-1].end : span.start].strip()):
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def _with_later_paragraphs(text: str, drafts: list[Found], quotations: Sequence[Quotation]) -> list[Found]:
    """A quotation left open at a paragraph's end goes on in the next paragraph that opens with a mark, if no other statement has it."""
    following = {}
    for before, after in pairwise(quotations):
        gap = text[before.span.end : after.span.start]
        if not before.closed and "\n" in gap and not gap.strip():
            following[before.span] = after.span
    taken = [span for draft in drafts for span in draft.content]
    out = []
    for draft in drafts:
        content = list(draft.content)
        current = next((q.span for q in quotations if not q.closed and q.span.start < content[-1].end <= q.span.end), None)
        while current in following and not any(
            span.start < following[current].end and following[current].start < span.end for span in taken
        ):
            current = following[current]
            content.append(current)
        out.append(replace(draft, content=_merged(text, content)))
    return out


_CITING = re.compile(
    r"\b(citing|quoting|(?:which|who) (?:cited|quoted))\s+([^,;.\n]{3,120}?)(?=,|;|\.(?:\s|$)|\s(?:as saying|for its)\b|\n|$)",
    re.IGNORECASE,
)


_CITES = re.compile(r"cit(?:ing|ed)|quot(?:ing|ed)", re.IGNORECASE)


def _with_cited(text: str, drafts: list[Found]) -> list[Found]:
    """ "CNN reported, citing an official": the official's statement besides CNN's, of the same content; "citing" alone is none."""
    out = [one for one in drafts if not (len(one.cue) == 1 and re.fullmatch(r"citing|quoting", one.cue[0].of(text), re.IGNORECASE))]
    for one in list(out) if _CITES.search(text) else ():
        sentence = sentence_round(text, min(s.start for s in (*one.source, *one.cue)), one.cue[-1].end)
        for match in _CITING.finditer(text, max(sentence.start, one.cue[0].start - 200), sentence.end):
            source, cue = Span(*match.span(2)), Span(*match.span(1))
            known = any(cue.start < s.end and s.start < cue.end for other in out for s in (*other.cue, *other.source))
            if known or not one.source:
                continue
            content = tuple(part for c in one.content if (part := _behind(text, c, match.end())) is not None)
            if content:
                out.append(replace(one, source=(source,), cue=(cue,), content=content, cited=content == one.content))
    return sorted(out, key=lambda draft: draft.cue[0].start)


def _behind(text: str, part: Span, place: int) -> Span | None:
    """The part as it is, or what of it stands behind `place` where that lies inside: the reader may leave "citing …" in the content."""
    if not part.start <= place < part.end:
        return part if part.start >= place or part.end <= place - 1 else None
    start = part.end - len(text[place : part.end].lstrip(" ,;"))
    return Span(start, part.end) if start < part.end else None


_AS_SAYING = re.compile(r"(.{3,120}?),? (as (?:having )?\w+(?:ing|id|ld))\b,? (.+)", re.DOTALL)


def _quoted_inside(text: str, draft: Found) -> Found | None:
    """The statement of whom the source quotes: the official's in "Radio Estuary quoted an official as saying that …"."""
    first, *others = draft.content
    match = _AS_SAYING.fullmatch(first.of(text))
    if match is None or not re.search(r"\b(?:quot|cit)", " ".join(span.of(text) for span in draft.cue)):
        return None
    source, cue, content = (Span(first.start + match.start(i), first.start + match.end(i)) for i in (1, 2, 3))
    return replace(draft, source=(source,), cue=(cue,), content=(content, *others))


def _quoted_names(text: str, quotations: Sequence[Quotation]) -> set[Span]:
    """Quotation marks round a name are no quotation: one capitalised word that the report puts in marks again and again."""
    words = {q.span: q.span.of(text).strip("\"'“”‘’«»`.,!?") for q in quotations}
    counts = Counter(words.values())
    return {span for span, word in words.items() if counts[word] > 1 and word[:1].isupper() and " " not in word}


def _mode(text: str, content: Sequence[Span], quoted: Sequence[Span]) -> Mode:
    """Direct where all words stand in quotation marks, mixed where some do."""
    if not any(q.start < span.end and span.start < q.end for q in quoted for span in content):
        return "indirect"
    inside = outside = 0
    for span in content:
        for word in re.finditer(r"\w+", span.of(text)):
            place = span.start + word.start()
            before = bisect_right(quoted, place, key=lambda q: q.start) - 1
            if before >= 0 and place < quoted[before].end:
                inside += 1
            else:
                outside += 1
    return "indirect" if not inside else "mixed" if outside > max(1, (inside + outside) // 10) else "direct"


def _kind(text: str, draft: Found) -> Kind:
    """A document speaks where the source's head noun is one; thought and speech are told apart by the cue."""
    source = " ".join(span.of(text) for span in draft.source)
    head = re.split(r"\s(?:of|for|from|in|at|by|to|with|on|who|which|that)\s|,", source, maxsplit=1)[0].strip()
    if head and pattern("documents").fullmatch(head.split()[-1]):
        return "document"
    cue = " ".join(span.of(text) for span in draft.cue)
    return "thought" if pattern("thought").search(cue) else "speech"
