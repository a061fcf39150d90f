"""The training model: its chain loss against brute force, and the exported model equal to it on tiny weights."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from sayso.reading.decode import RelativeWeights, Window, _scores_in
from sayso.reading.encoder import Encoder
from sayso.reading.labels import distance_buckets
from training.export import export
from training.network import Network, Size, chain_loss

TINY = Size(vocabulary=30522, positions=64, hidden=24, heads=2, layers=2, inner=48, relative=8, barriers=3)


def tiny(seed: int = 0) -> Network:
    torch.manual_seed(seed)
    return Network(TINY).eval()


def test_the_chain_loss_is_the_likelihood_of_the_gold_path() -> None:
    torch.manual_seed(1)
    scores, steps = torch.randn(2, 5, 3), torch.randn(3, 3)
    gold = torch.tensor([[0, 1, 2, 1, 0], [2, 0, 1, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]).bool()

    def worth(row: int, path: tuple[int, ...]) -> torch.Tensor:
        return sum((scores[row, t, label] for t, label in enumerate(path)), torch.tensor(0.0)) + sum(
            (steps[a, b] for a, b in itertools.pairwise(path)), torch.tensor(0.0)
        )

    for row, length in ((0, 5), (1, 3)):
        every = torch.stack([worth(row, path) for path in itertools.product(range(3), repeat=length)])
        expected = torch.logsumexp(every, 0) - worth(row, tuple(gold[row, :length].tolist()))
        assert chain_loss(scores, steps, gold, mask)[row].item() == pytest.approx(expected.item(), rel=1e-4)


def test_the_exported_model_equals_the_training_model(tmp_path: Path) -> None:
    network = tiny()
    export(network, tmp_path, quantised=False)
    encoder = Encoder.load(tmp_path)
    text = "The harbour master said the ferry would sail on Friday."
    pieces = encoder.cut(text)
    scores = encoder.scores(pieces, window=64, overlap=8)
    ids = torch.tensor([[101, *pieces.ids.tolist(), 102]])
    shapes = torch.tensor([[0, *pieces.shapes.tolist(), 0]])
    with torch.no_grad():
        roles, names, tokens, cues, barriers, anaphors, antecedents = network(ids, shapes, torch.ones_like(ids))
    (window,) = scores.windows
    for got, expected in (
        (scores.roles, roles),
        (scores.names, names),
        (window.tokens, tokens),
        (window.cues, cues),
        (window.barriers, barriers),
        (window.anaphors, anaphors),
        (window.antecedents, antecedents),
    ):
        assert np.allclose(got, expected[0, 1:-1].numpy(), atol=1e-4)


def test_the_relative_scores_equal_those_of_training() -> None:
    network = tiny(2)
    n, heads = 9, [2, 5]
    tokens, cues, barriers = torch.randn(n, TINY.relative), torch.randn(n, TINY.relative), torch.rand(n, TINY.barriers)
    buckets = distance_buckets(np.arange(n)[None, :] - np.array(heads)[:, None])
    passed = barriers.cumsum(0)
    between = torch.stack([(passed - passed[head]).abs() for head in heads])
    with torch.no_grad():
        expected = network.relative(tokens.expand(2, -1, -1), cues[heads], torch.from_numpy(buckets), between).numpy()
    weights = RelativeWeights(*(getattr(network, name).detach().numpy() for name in ("bilinear", "distance", "barrier", "steps")))
    window = Window(0, 0, n, tokens.numpy(), cues.numpy(), barriers.numpy(), *np.zeros((2, n, 4), np.float32))
    got = _scores_in(window, [((head, head), 1.0) for head in heads], weights)
    for row, head in enumerate(heads):
        others = [i for i in range(n) if i != head]
        assert np.allclose(got[row, others], expected[row, others], atol=1e-4)


def test_int8_stays_near_the_float_model(tmp_path: Path) -> None:
    network = tiny()
    export(network, tmp_path / "float", quantised=False)
    export(network, tmp_path / "int8")
    plain, small = Encoder.load(tmp_path / "float"), Encoder.load(tmp_path / "int8")
    pieces = plain.cut("The harbour master said the ferry would sail on Friday.")
    a, b = (encoder.scores(pieces, window=64, overlap=8).roles for encoder in (plain, small))
    assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > 0.98
