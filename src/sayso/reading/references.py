"""To whom a pronoun or description refers, as the antecedent head scores it: a learned choice among candidates before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.model import Span
from sayso.reading.decode import Floats, Window
from sayso.reading.labels import distance_buckets
from sayso.reading.pieces import Pieces


@dataclass(frozen=True, slots=True)
class References:
    """The head's states over one report. A score compares candidates of one anaphor with each other, and says nothing alone."""

    pieces: Pieces
    windows: tuple[Window, ...]
    reach: Floats

    def scores(self, anaphor: Span, candidates: Sequence[Span]) -> list[float | None]:
        """The score of each candidate; None for one that is not before the anaphor in its window."""
        at = self._place(anaphor)
        window = next((w for w in self.windows if at is not None and w.keep_first <= at < w.keep_last), None)
        if at is None or window is None:
            return [None] * len(candidates)
        state = window.anaphors[at - window.first]
        reach = self.reach[distance_buckets(np.arange(window.first - at, 0))]
        out: list[float | None] = []
        for place in map(self._place, candidates):
            if place is None or not window.first <= place < at or place >= window.first + len(window.antecedents):
                out.append(None)
                continue
            row = place - window.first
            out.append(float(state @ window.antecedents[row] * len(state) ** -0.5 + reach[row]))
        return out

    def _place(self, span: Span) -> int | None:
        """The last piece of the span."""
        place = int(np.searchsorted(self.pieces.starts, span.end)) - 1
        return place if place >= 0 and self.pieces.ends[place] > span.start else None
