"""Cut a report's text into word pieces, with the offsets and the look of each.

The vocabulary is lower-cased, so what lower-casing loses (casing, digits) and what tokenising
loses (line breaks) is given to the encoder as one small class per piece, its *shape*.
Training and reading both cut here, so that they can never differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CASINGS = ("none", "lower", "upper", "title", "digit", "other")
SHAPES = 2 * len(CASINGS)  # casing x whether a line break precedes


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text: ``ids`` and ``shapes`` are int64[n]; ``starts``/``ends`` are code-point offsets, int64[n]."""

    text: str
    ids: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def cut(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut `text` into pieces. No special pieces are added; windows add their own."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    places = encoding.offsets  # made anew each time it is asked for
    offsets = np.array(places, dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    shapes, previous = [], 0
    for start, end in places:
        broken = start == 0 or (start > previous and "\n" in text[previous:start])
        shapes.append(_casing(text[start:end]) + (len(CASINGS) if broken else 0))
        previous = end
    return Pieces(text, np.array(encoding.ids, dtype=np.int64), np.array(shapes, dtype=np.int64), starts, ends)


@lru_cache(maxsize=65536)  # news says the same words again and again
def _casing(piece: str) -> int:
    if piece.islower():
        return 1
    if piece.isdigit():
        return 4
    if not any(c.isalnum() for c in piece):
        return 0
    if piece[0].isupper() and (len(piece) == 1 or piece[1:].islower()):
        return 3
    if piece.isupper():
        return 2
    return 5


def without(pieces: Pieces, spans: Sequence[tuple[int, int]]) -> Pieces:
    """The pieces that lie outside `spans` (in order, not overlapping); what follows a gap opens a line."""
    keep = np.ones(len(pieces), dtype=bool)
    shapes = pieces.shapes.copy()
    for start, end in spans:
        first, last = np.searchsorted(pieces.starts, [start, end])
        keep[first:last] = False
        if last < len(shapes) and shapes[last] < len(CASINGS):
            shapes[last] += len(CASINGS)
    return Pieces(pieces.text, pieces.ids[keep], shapes[keep], pieces.starts[keep], pieces.ends[keep])
