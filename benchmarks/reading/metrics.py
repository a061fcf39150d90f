"""Attribution scores, as the recipe defines them. Tokens are ``\\w+|[^\\w\\s]``; all figures are micro-averaged.

span.ROLE    contiguous spans, exact token extent
token.ROLE   tokens of the role
attr.soft    one-to-one by cue overlap; source overlaps (or both are empty); content Jaccard >= 0.5
attr.strict  one-to-one by cue overlap; source equal; content Jaccard >= 0.8
who_what     one-to-one by content Jaccard, whatever the cue; source overlaps (or both are empty), content overlaps

Attributions without content are left out of the last three.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.corpora import Attribution, Span

ROLES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """An attribution as sets of token numbers."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


class Tokenised:
    """The tokens of one text, found by span."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _TOKEN.finditer(text)]
        self._ends = [end for _, end in self._spans]

    def of(self, spans: Iterable[Span]) -> frozenset[int]:
        """Numbers of the tokens that the spans touch."""
        found = set()
        for start, end in spans:
            i = bisect.bisect_right(self._ends, start)
            while i < len(self._spans) and self._spans[i][0] < end:
                found.add(i)
                i += 1
        return frozenset(found)

    def attribution(self, one: Attribution) -> Tokens:
        return Tokens(self.of(one.source), self.of(one.cue), self.of(one.content))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, len(one | other))


def same_source(one: Tokens, other: Tokens) -> bool:
    return bool(one.source & other.source) or one.source == other.source


def by_cue(gold: Sequence[Tokens], found: Sequence[Tokens]) -> list[tuple[int, int]]:
    """Pairs (gold, found), one to one: most cue overlap first, then most like content."""
    ranked = [
        (-len(g.cue & f.cue), -jaccard(g.content, f.content), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.cue & f.cue
    ]
    return _one_to_one((i, j) for _, _, i, j in sorted(ranked))


def soft(gold: Tokens, found: Tokens) -> bool:
    return same_source(gold, found) and jaccard(gold.content, found.content) >= 0.5


def strict(gold: Tokens, found: Tokens) -> bool:
    return gold.source == found.source and jaccard(gold.content, found.content) >= 0.8


def _one_to_one(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    used: tuple[set[int], set[int]] = (set(), set())
    out = []
    for i, j in pairs:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            out.append((i, j))
    return out


def score(articles: Iterable[tuple[str, Sequence[Attribution], Sequence[Attribution]]]) -> Mapping[str, Mapping[str, float]]:
    """Precision, recall and F1 of each metric over (text, gold, found)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # right, found, gold

    def add(key: str, right: int, found: int, gold: int) -> None:
        for i, number in enumerate((right, found, gold)):
            counts[key][i] += number

    for text, gold, found in articles:
        tokenised = Tokenised(text)
        for role in ROLES:
            sides = [
                {(min(tokens), max(tokens)) for one in side for span in getattr(one, role) if (tokens := tokenised.of([span]))}
                for side in (found, gold)
            ]
            add(f"span.{role}", len(sides[0] & sides[1]), len(sides[0]), len(sides[1]))
            covered = [tokenised.of(span for one in side for span in getattr(one, role)) for side in (found, gold)]
            add(f"token.{role}", len(covered[0] & covered[1]), len(covered[0]), len(covered[1]))
        g = [numbered for one in gold if (numbered := tokenised.attribution(one)).content]
        f = [numbered for one in found if (numbered := tokenised.attribution(one)).content]
        pairs = by_cue(g, f)
        add("attr.soft", sum(soft(g[i], f[j]) for i, j in pairs), len(f), len(g))
        add("attr.strict", sum(strict(g[i], f[j]) for i, j in pairs), len(f), len(g))
        ranked = sorted(
            (-jaccard(a.content, b.content), i, j)
            for i, a in enumerate(g)
            for j, b in enumerate(f)
            if a.content & b.content and same_source(a, b)
        )
        add("who_what", len(_one_to_one((i, j) for _, i, j in ranked)), len(f), len(g))
    return {
        key: {"P": round(right / max(f, 1), 4), "R": round(right / max(g, 1), 4), "F1": round(2 * right / max(f + g, 1), 4)}
        for key, (right, f, g) in counts.items()
    }
