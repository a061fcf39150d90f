"""Decoding against brute force, and the rules it must keep."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.reading.decode import (
    FORBIDDEN,
    RelativeWeights,
    Window,
    best_paths,
    bio_steps,
    find_cues,
    group,
    path_chances,
    runs,
    segmented_path,
)
from sayso.reading.labels import DISTANCES, RELATIVE, ROLES, distance_buckets

LABELS = ("O", "B-x", "I-x")


def worth(scores: np.ndarray, steps: np.ndarray, path: tuple[int, ...]) -> float:
    start = 0.0 if steps[0, path[0]] > FORBIDDEN / 2 else float(FORBIDDEN)
    return (
        start + sum(float(scores[t, label]) for t, label in enumerate(path)) + sum(float(steps[a, b]) for a, b in itertools.pairwise(path))
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_best_path_is_the_best_of_all_paths(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(1, 5, 3)).astype(np.float32) * 2
    steps = bio_steps(LABELS)
    every = {path: worth(scores[0], steps, path) for path in itertools.product(range(3), repeat=5)}
    best = max(every, key=lambda path: every[path])
    paths = best_paths(scores, steps)
    (path,), (chance,) = paths, path_chances(scores, steps, paths)
    assert tuple(path.tolist()) == best
    total = np.logaddexp.reduce(list(every.values()))
    assert chance == pytest.approx(np.exp(every[best] - total), rel=1e-4)


@given(seed=st.integers(0, 10_000))
def test_leaving_out_what_is_plainly_o_changes_no_path(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(40, 3)).astype(np.float32) * 3
    scores[:, 0] += 9
    (whole,) = best_paths(scores[None], bio_steps(LABELS))
    assert segmented_path(scores, bio_steps(LABELS)).tolist() == whole.tolist()


@given(labels=st.lists(st.integers(0, 2), max_size=30))
def test_runs_cover_the_labelled_places_once(labels: list[int]) -> None:
    covered = [i for first, last in runs(np.array(labels, dtype=np.int64), LABELS, "x") for i in range(first, last + 1)]
    assert covered == [i for i, label in enumerate(labels) if label]


def test_distances_before_and_after_a_cue_differ_and_fit_the_table() -> None:
    buckets = distance_buckets(np.arange(-500, 501))
    assert buckets.min() >= 0
    assert buckets.max() < DISTANCES
    assert set(buckets[:500].tolist()).isdisjoint(buckets[500:].tolist())


def random_window(seed: int, n: int) -> tuple[Window, RelativeWeights]:
    dice = np.random.default_rng(seed)
    d = 4
    tokens, cues = (dice.normal(size=(n, d)).astype(np.float32) for _ in range(2))
    window = Window(3, 3, 3 + n, tokens, cues, dice.random((n, 2)).astype(np.float32), *np.zeros((2, n, 4), np.float32))
    weights = RelativeWeights(
        dice.normal(size=(len(RELATIVE), d + 1, d + 1)).astype(np.float32) * 2,
        dice.normal(size=(DISTANCES, len(RELATIVE))).astype(np.float32),
        dice.normal(size=(2, len(RELATIVE))).astype(np.float32),
        dice.normal(size=(len(RELATIVE), len(RELATIVE))).astype(np.float32),
    )
    return window, weights


@given(seed=st.integers(0, 10_000), n=st.integers(3, 40))
@example(seed=513, n=30)  # a place left out of the chain once stood inside a source
def test_a_statement_has_one_source_at_most_and_never_its_own_cue(seed: int, n: int) -> None:
    window, weights = random_window(seed, n)
    cues = [((3 + n // 2, 3 + n // 2), 0.9), ((3, 3), 0.5)]
    for one in group(cues, [window], weights):
        assert len(one.source) <= 1
        pieces = [i for first, last in (*one.source, *one.content) for i in range(first, last + 1)]
        assert len(pieces) == len(set(pieces))
        assert all(3 <= i < 3 + n for i in pieces)
        assert not set(pieces) & set(range(one.cue[0], one.cue[1] + 1))
        assert 0 <= one.path_chance <= 1


def test_cues_grow_with_the_lean() -> None:
    roles = np.random.default_rng(1).normal(size=(200, len(ROLES))).astype(np.float32)
    counts = [sum(b - a + 1 for (a, b), _ in find_cues(roles, lean=lean)) for lean in (-3.0, 0.0, 3.0)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_nothing_in_nothing_out() -> None:
    assert find_cues(np.zeros((0, len(ROLES)), np.float32), lean=0.0) == []
    assert segmented_path(np.zeros((0, 3), np.float32), bio_steps(LABELS)).tolist() == []
