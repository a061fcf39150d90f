"""Statements inside the content of others, to any depth: each content is read again by itself.

The corpus that the reader learnt from marks one layer, so a first reading takes what "Badran explained that Netanyahu rejected a
ceasefire" reports for content. Read alone, that content is a sentence like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np

from sayso.model import Span
from sayso.reading.decode import Floats
from sayso.reading.pieces import CASINGS, Pieces
from sayso.reading.statements import Found

# adverbs, auxiliaries and marks, which the reader takes for cues where a short content gives it nothing else
_NO_CUE = re.compile(r"(?:\w+ly|would|will|could|should|may|might|must|can|to|that|of|and|as|[^\w]+)", re.IGNORECASE)
FEWEST = 6  # pieces: the shortest content that can hold a source, a cue and a content of its own


# of a piece's promise (log odds that it is a cue where its content is read alone): a content whose best lies below is not read again.
# On PolNeAR dev that spares 42 % of them and misses 1 % of what reading all finds; benchmarks/reading/look.py has other thresholds
PROMISING = -3.0


def find_nested(
    pieces: Pieces,
    outer: Sequence[Found],
    read: Callable[[Sequence[Pieces], Sequence[Span]], list[Found]],
    promise: Floats | None = None,
) -> list[Found]:
    """All statements in the order of their cues: `outer` and what `read` finds inside their contents, again and again.

    `read` is given the pieces of each content of one level, and the gaps between the parts of contents, which no span may cross.
    Of the outer contents only those are read that hold a piece of `promise`; of those inside them, which are few, all.
    """
    found = list(outer)
    level: Sequence[Found] = outer
    while level:
        parts = [part for content in dict.fromkeys(one.content for one in level) if len(part := _only(pieces, content)) >= FEWEST]
        if promise is not None and level is outer:
            parts = [part for part in parts if promise[np.searchsorted(pieces.starts, part.starts)].max() >= PROMISING]
        gaps = sorted({Span(a.end, b.start) for one in level for a, b in pairwise(one.content)})
        inner: list[Found] = []
        for new in read(parts, gaps) if parts else ():
            known = [span for other in (*found, *inner) for span in other.cue]
            told = any(_holds(one, new) and _smaller(new, one) for one in level)
            if told and _is_new(new, known) and not _NO_CUE.fullmatch(new.cue[0].of(pieces.text)):
                inner.append(new)
        found += inner
        level = inner
    return sorted(found, key=lambda one: (one.cue[0], one.content))


def enclosing(found: Sequence[Found], corrected: Collection[int] = ()) -> list[int | None]:
    """For each statement the one with the shortest content that holds its cue and content; None for the outermost.

    Those that a person `corrected` hold none.
    """
    sizes = [sum(span.end - span.start for span in one.content) for one in found]
    reaches = [(min(span.start for span in one.content), max(span.end for span in one.content)) for one in found]

    def cites(one: Found, other: Found) -> bool:
        return one.cited and not other.cited and one.content == other.content

    def candidates(i: int) -> Iterator[int]:
        one, (start, end) = found[i], reaches[i]
        for j, (begin, stop) in enumerate(reaches):
            if j in corrected or j == i or not (begin <= start and end <= stop):
                continue
            if (sizes[j] > sizes[i] and _holds(found[j], one)) or cites(one, found[j]):
                yield j

    return [min(candidates(i), key=sizes.__getitem__, default=None) for i in range(len(found))]


_LOWER, _TITLE = CASINGS.index("lower"), CASINGS.index("title")


def _only(pieces: Pieces, spans: Sequence[Span]) -> Pieces:
    """The pieces inside the spans, set as a sentence: each part opens a line with a capital, without its "that", and the full
    stop that follows belongs to it. training/README.md has what that was seen to give."""
    keep = np.zeros(len(pieces), dtype=bool)
    shapes = pieces.shapes.copy()
    for start, end in spans:
        begin = start + len("that ") if pieces.text[start : start + 5].casefold() == "that " else start
        first, last = np.searchsorted(pieces.starts, [begin, end])
        last += last < len(pieces) and pieces.text[pieces.starts[last] : pieces.ends[last]] == "."
        keep[first:last] = True
        if first < last:
            casing = shapes[first] % len(CASINGS)
            shapes[first] = len(CASINGS) + (_TITLE if casing == _LOWER else casing)
    return Pieces(pieces.text, pieces.ids[keep], shapes[keep], pieces.starts[keep], pieces.ends[keep])


def _holds(outer: Found, one: Found) -> bool:
    """Whether cue and content lie inside the outer content."""
    return all(any(part.start <= span.start and span.end <= part.end for part in outer.content) for span in (*one.cue, *one.content))


def _is_new(new: Found, known: Sequence[Span]) -> bool:
    return not any(cue.start < span.end and span.start < cue.end for cue in new.cue for span in known)


def _smaller(new: Found, outer: Found) -> bool:
    """A content is told inside another only if it is less than that: so that reading again comes to an end."""
    return sum(s.end - s.start for s in new.content) < sum(s.end - s.start for s in outer.content)
