"""The labels of the reader's heads. A model file that lists others is refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ROLES = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
NAMES = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
RELATIVE = ("O", "B-source", "I-source", "B-content", "I-content")

_EDGES = np.array([1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 42, 60, 85, 120, 170, 240])
DISTANCES = 2 * (len(_EDGES) + 1)
_FARTHEST = 512  # pieces: the encoder has no more places


def distance_buckets(offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Signed distances in pieces (token minus cue) to classes of growing width; before and after a cue differ."""
    buckets: npt.NDArray[np.int64] = _BUCKETS[offsets.clip(-_FARTHEST, _FARTHEST) + _FARTHEST]
    return buckets


def _bucketed(offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    size = np.searchsorted(_EDGES, np.abs(offsets), side="right")
    return np.where(offsets < 0, size + len(_EDGES) + 1, size).astype(np.int64)


_BUCKETS = _bucketed(np.arange(-_FARTHEST, _FARTHEST + 1))
