"""From the network's scores to spans grouped round cues. Pure functions on arrays; pieces, not characters.

Two chains are decoded, both under the BIO rule that an I follows only its own B or I: the roles of all pieces,
from which the cues are kept, and for each cue the roles of the pieces of its window *relative to that cue*, under
the step scores of a linear-chain CRF and the rule that a statement has at most one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sayso.reading.labels import RELATIVE, ROLES, distance_buckets

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Run = tuple[int, int]  # first and last piece, both included
FORBIDDEN = np.float32(-1e4)
HOPELESS = np.float32(6)  # a label this far below O (1 in 400) is never on the best path: 9 gave the same readings of PolNeAR dev
SHORT = 16  # places in a short stretch
BLOCK = 256  # cues decoded at once: bounds the memory that a report of any length needs


@dataclass(frozen=True, slots=True)
class Window:
    """States of the pieces `first` and on, of which ``keep_first:keep_last`` lie nearer this window's middle than another's.

    `tokens` and `cues` are projections [n, D], `barriers` [n, K], `anaphors` and `antecedents` [n, R]. They hold
    only among pieces of one window, since
    they carry the place in it: scoring pairs across windows grouped far worse (training/README.md).
    """

    first: int
    keep_first: int
    keep_last: int
    tokens: Floats
    cues: Floats
    barriers: Floats
    anaphors: Floats
    antecedents: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder says: role and name scores of each of N pieces [N, 7], and the states of each window."""

    roles: Floats
    names: Floats
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class RelativeWeights:
    """Of the relative head: `bilinear` [L, D+1, D+1], `distance` [buckets, L], `barrier` [K, L], `steps` [L, L].

    `from_cue` [D, L * (D+1)] and `from_any` [L * (D+1)] are `bilinear` laid out for one product with all cues of a block.
    """

    bilinear: Floats
    distance: Floats
    barrier: Floats
    steps: Floats
    from_cue: Floats = field(init=False, repr=False)
    from_any: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        flat = np.ascontiguousarray(self.bilinear.transpose(1, 0, 2)).reshape(self.bilinear.shape[1], -1)
        object.__setattr__(self, "from_cue", flat[:-1])
        object.__setattr__(self, "from_any", flat[-1])


@dataclass(frozen=True, slots=True)
class Grouped:
    """One cue and what belongs to it, in runs of pieces; `cue_chance` and `path_chance` are the network's own, 0 to 1."""

    cue: Run
    source: tuple[Run, ...]
    content: tuple[Run, ...]
    cue_chance: float
    path_chance: float


def bio_steps(labels: Sequence[str]) -> Floats:
    """Additive step scores that forbid what BIO forbids: an I after anything but its own B or I."""
    allowed = [[not to.startswith("I-") or label[1:] == to[1:] for to in labels] for label in labels]
    return np.where(np.array(allowed), np.float32(0), FORBIDDEN)


def best_paths(scores: Floats, steps: Floats) -> Ints:
    """Viterbi over [C, N, L]: the best labels [C, N], begun as after an O."""
    c, n, _ = scores.shape
    best = scores.transpose(1, 0, 2).copy()  # becomes the score of the best way to each place and label
    best[0] += _begun(steps)
    to_from, onward = np.ascontiguousarray(steps.T), np.ascontiguousarray(steps)[:, None, :]
    for t in range(1, n):
        best[t] += (best[t - 1].T[:, :, None] + onward).max(0)  # over the first axis: many times faster than over a short last one
    path = np.empty((n, c), dtype=np.int64)
    path[-1] = best[-1].argmax(1)
    for t in range(n - 1, 0, -1):  # whence the best way came is looked up along the path only
        path[t - 1] = (best[t - 1] + to_from[path[t]]).argmax(1)
    return path.T


def path_chances(scores: Floats, steps: Floats, paths: Ints) -> npt.NDArray[np.float64]:
    """The chance [C] that the chain gives each path: its share of the sum over all paths."""
    c, n, _ = scores.shape
    rows = np.arange(c)
    along = scores[rows[:, None], np.arange(n)[None, :], paths].sum(1, dtype=np.float64)
    along += steps[paths[:, :-1], paths[:, 1:]].sum(1, dtype=np.float64) + _begun(steps)[paths[:, 0]]
    peaks = scores.max(2)
    weights = np.exp(scores - peaks[..., None]).transpose(1, 0, 2)
    factors = np.exp(np.maximum(steps, -80))
    reached = weights[0] * np.exp(np.maximum(_begun(steps), -80))
    sums = np.empty((n, c))
    for t in range(n):
        if t:
            reached = (reached @ factors) * weights[t]
        sums[t] = reached.sum(1)
        reached /= sums[t][:, None]
    total = np.log(sums).sum(0) + peaks.sum(1, dtype=np.float64)
    chances: npt.NDArray[np.float64] = np.exp(np.minimum(along - total, 0))
    return chances


def _begun(steps: Floats) -> Floats:
    return np.where(steps[0] <= FORBIDDEN / 2, FORBIDDEN, np.float32(0))


def segmented_path(scores: Floats, steps: Floats) -> Ints:
    """`best_paths` of one long chain [N, L] whose label 0 is O and whose steps from O to O cost nothing.

    Most places are plainly O: the stretches between them are decoded side by side, which changes no path.
    """
    likely = np.pad(_likely(scores[None])[0], 1)
    starts, ends = np.flatnonzero(np.diff(likely.astype(np.int8)) == 1), np.flatnonzero(np.diff(likely.astype(np.int8)) == -1)
    labels = np.zeros(len(scores), dtype=np.int64)
    short = ends - starts <= SHORT
    for some in (short, ~short):  # apart, so that one long stretch does not pad them all
        if not some.any():
            continue
        places = starts[some, None] + np.arange((ends - starts)[some].max())[None, :]
        within = places < ends[some, None]
        rows = scores[places.clip(0, len(scores) - 1)]
        rows[..., 1:] = np.where(within[..., None], rows[..., 1:], FORBIDDEN)
        labels[places[within]] = best_paths(rows, steps)[within]
    return labels


def _likely(scores: Floats) -> npt.NDArray[np.bool_]:
    """Of [C, N, L]: the places where a label other than 0 is within reach of it, and their neighbours."""
    near: npt.NDArray[np.bool_] = scores[..., 1:].max(2) > scores[..., :1].max(2) - HOPELESS
    likely = near.copy()
    likely[:, 1:] |= near[:, :-1]
    likely[:, :-1] |= near[:, 1:]
    return likely


def runs(labels: Ints, names: Sequence[str], kind: str) -> list[Run]:
    """The runs of `kind` in one row of labels."""
    begin, inside = names.index(f"B-{kind}"), names.index(f"I-{kind}")
    out: list[Run] = []
    places = np.flatnonzero((labels == begin) | (labels == inside))
    for i, label in zip(places.tolist(), labels[places].tolist(), strict=True):
        if label == inside and out and out[-1][1] == i - 1:
            out[-1] = (out[-1][0], i)
        else:
            out.append((i, i))
    return out


def find_cues(roles: Floats, *, lean: float) -> list[tuple[Run, float]]:
    """Cues in role scores [N, 7], each with its mean chance; `lean` is added to the cue labels' scores."""
    if not len(roles):
        return []
    of_cue = [ROLES.index(label) for label in _CUE[1:]]
    rest = np.delete(roles, of_cue, axis=1).max(1, keepdims=True)
    labels = segmented_path(np.concatenate([rest, roles[:, of_cue] + np.float32(lean)], 1), _CUE_STEPS)
    chances = np.exp(roles - roles.max(1, keepdims=True))
    cue_chance = chances[:, of_cue].sum(1) / chances.sum(1)
    return [(cue, float(cue_chance[cue[0] : cue[1] + 1].mean())) for cue in runs(labels, _CUE, "cue")]


def group(cues: Sequence[tuple[Run, float]], windows: Sequence[Window], weights: RelativeWeights) -> list[Grouped]:
    """The source and content of each cue, each decoded in the window where the cue lies most central."""
    out = []
    for first in range(0, len(cues), BLOCK):
        block = cues[first : first + BLOCK]
        rows = [(window, own) for window in windows if (own := _cues_of(window, block))]
        toward = _toward(rows, weights)
        width = max(len(window.tokens) for window, _ in rows)
        padded, at = _empty(sum(len(own) for _, own in rows), width), 0
        for window, own in rows:
            padded[at : at + len(own), : len(window.tokens)] = _scores_in(window, own, weights, toward[at : at + len(own)])
            at += len(own)
        labels, chances = _one_source_paths(padded, weights.steps)
        owners = [(window.first, cue, chance) for window, own in rows for cue, chance in own]
        for (offset, cue, cue_chance), row, chance in zip(owners, labels, chances, strict=True):
            source, content = (tuple((a + offset, b + offset) for a, b in runs(row, RELATIVE, role)) for role in ("source", "content"))
            out.append(Grouped(cue, source, content, cue_chance, float(chance)))
    return out


def _empty(cues: int, width: int) -> Floats:
    """Scores [C, width, L] of places that are nothing but O."""
    out = np.full((cues, width, len(RELATIVE)), FORBIDDEN)
    out[..., 0] = 0
    return out


def _toward(rows: Sequence[tuple[Window, list[tuple[Run, float]]]], weights: RelativeWeights) -> Floats:
    """What each cue looks for [C, L, D+1], in the order of `rows`."""
    heads = np.concatenate([window.cues[[cue[0] - window.first for cue, _ in own]] for window, own in rows])
    toward: Floats = (heads @ weights.from_cue + weights.from_any).reshape(len(heads), *weights.bilinear.shape[::2])
    return toward


def _cues_of(window: Window, cues: Sequence[tuple[Run, float]]) -> list[tuple[Run, float]]:
    return [(cue, chance) for cue, chance in cues if window.keep_first <= cue[0] < window.keep_last]


def _scores_in(window: Window, cues: list[tuple[Run, float]], weights: RelativeWeights, toward: Floats | None = None) -> Floats:
    """Scores [C, n, L] of the window's pieces relative to each of its cues; `toward` is `_toward` of them, where it is known."""
    toward = _toward([(window, cues)], weights) if toward is None else toward
    places = np.arange(len(window.tokens))
    passed = window.barriers.cumsum(0)
    scores: Floats = window.tokens @ toward[..., :-1].transpose(0, 2, 1)
    scores += toward[:, None, :, -1]
    for number, ((first, last), _) in enumerate(cues):
        head, end = first - window.first, last - window.first
        scores[number] += weights.distance[distance_buckets(places - head)]
        scores[number] += np.log1p(np.abs(passed - passed[head])) @ weights.barrier
        scores[number, head : end + 1, 1:] = FORBIDDEN
    return scores


def _one_source_paths(scores: Floats, steps: Floats) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Best relative labels [C, N] with at most one source each, and their chances; plainly-O places are left out of the chain."""
    likely = _likely(scores)
    closed = likely.copy()
    closed[:, 1:] |= likely[:, :-1]  # the first place of each stretch left out stands for it: what ends there ends
    scores = np.concatenate([scores[..., :1], np.where(likely[..., None], scores[..., 1:], FORBIDDEN)], 2)
    # rows with fewer are filled up with their first unlikely places, which stay O wherever they stand
    kept = np.argsort(~closed, axis=1, kind="stable")[:, : max(int(closed.sum(1).max()), 1)]
    phased = np.take_along_axis(scores, kept[..., None], 1)[..., _PHASED]
    steps = steps[_PAIRS] + _PHASED_STEPS
    paths = best_paths(phased, steps)
    chances = path_chances(phased, steps, paths)
    labels = np.zeros(scores.shape[:2], dtype=np.int64)
    np.put_along_axis(labels, kept, _PHASED[paths], 1)
    return labels, chances


def _one_source_steps() -> tuple[Ints, Floats]:
    """The relative labels in two phases, before and after the source, and the steps that allow it once.

    All but 9 of 18,347 attributions with a source in PolNeAR train have one source span.
    """
    phased = [("before", "O"), ("before", "B-content"), ("before", "I-content"), ("in", "B-source"), ("in", "I-source"),
              ("after", "O"), ("after", "B-content"), ("after", "I-content")]  # fmt: skip
    steps = bio_steps([label for _, label in phased])
    allowed = {("before", "before"), ("before", "in"), ("in", "in"), ("in", "after"), ("after", "after")}
    for i, (phase, _) in enumerate(phased):
        for j, (next_phase, label) in enumerate(phased):
            if (phase, next_phase) not in allowed or (phase == "in" and label == "B-source"):
                steps[i, j] = FORBIDDEN
    return np.array([RELATIVE.index(label) for _, label in phased]), steps


_CUE = ("O", "B-cue", "I-cue")
_CUE_STEPS = bio_steps(_CUE)
_PHASED, _PHASED_STEPS = _one_source_steps()
_PAIRS = np.ix_(_PHASED, _PHASED)
