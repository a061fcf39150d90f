"""Calibrate the match weights of linking: ``python -m training.linking [--corpora DIR]``, from labelled pairs to weights.json.

Weights are fitted by logistic regression over the levels of all comparisons at once, since signals overlap (words in common,
meaning alike) and weights counted one by one would count the same evidence twice. Pairs labelled "unsure" are left out. Only the
dev half of each set is used; the other half is for benchmarks/linking/pairs.py. Pairs of reports that tell one story or two are those of
the dev windows of benchmarks/stories; reading them takes minutes, so they are asked for by themselves, with `--stories LEDGER`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from benchmarks.linking.labelled import Table, labelled
from benchmarks.stories import windows
from sayso.linking.engine import DuckDB
from sayso.linking.weighing import Comparison

OUT = Path("src/sayso/linking/weights.json")
PENALTY = 1.0  # of squared distance from what is expected: it decides where few pairs show a level
# What is expected of levels before any pair is seen, in bits; 0 of all others. The sets have few or none of them.
EXPECTED = {
    ("voice", "body_name", "named together in a report"): 5.0,
    ("voice", "body_name", "same name"): 4.0,
    ("voice", "person_name", "given name alone"): -4.0,
    ("voice", "one report", "both in one report"): -2.0,
    ("copy", "credit", "one credits the other's outlet"): 3.0,
    ("copy", "credit", "both credit one agency"): 1.0,
    ("utterance", "voice", "one voice"): 2.0,
    ("utterance", "voice", "one of them unnamed or unknown, of no other side"): -2.0,
    ("utterance", "voice", "different voices"): -7.0,
    ("utterance", "report", "in copies of one text"): 4.0,
    ("utterance", "report", "in one report"): -2.0,
    ("utterance", "publication", "one of the reports undated"): 1.5,
    ("claim", "negation", "one is negated"): -4.0,
    **{
        (kind, "meaning", f"alike in meaning by {share}"): bits
        for kind in ("utterance", "claim")
        for share, bits in (("0.92", 2.0), ("0.84", 1.5), ("0.76", 1.0), ("0.68", 0.5))
    },
}


def levels_of(table: Table) -> list[dict[str, str]]:
    """For each labelled pair the level of each comparison that says something."""
    engine = DuckDB.start()
    table.prepare(engine)
    engine.add("records", table.records, table.schema)
    engine.add("pairs", table.pairs, {"id_l": "VARCHAR", "id_r": "VARCHAR"})
    found = {(left, right): levels for left, right, levels in engine.levels("records", "pairs", table.comparisons)}
    return [found[min(p.left, p.right), max(p.left, p.right)] for p in table.labels]


def fit(
    comparisons: Sequence[Comparison],
    seen: Sequence[dict[str, str]],
    labels: Sequence[bool],
    kind: str,
    counts: Sequence[float] | None = None,
) -> tuple[dict[str, dict[str, float]], float]:
    """Weights in bits by comparison and level, and the prior. `counts` says how much each pair counts, where not all count alike."""
    names = [(c.name, level.name) for c in comparisons for level in c.levels]
    place = {name: i for i, name in enumerate(names)}
    x = torch.zeros(len(seen), len(names), dtype=torch.double)
    for row, levels in enumerate(seen):
        for signal, level in levels.items():
            x[row, place[signal, level]] = 1
    y = torch.tensor(labels, dtype=torch.double)
    much = None if counts is None else torch.tensor(counts, dtype=torch.double)
    expected = torch.tensor([EXPECTED.get((kind, *name), 0.0) for name in names], dtype=torch.double)
    free = torch.zeros(len(names) + 1, dtype=torch.double, requires_grad=True)

    def weights() -> torch.Tensor:
        """In an ordered comparison each level's weight is the next one's and something more."""
        made, at = [], 0
        for comparison in comparisons:
            own = free[at : at + len(comparison.levels)]
            at += len(comparison.levels)
            if comparison.ordered:
                own = torch.cat([functional.softplus(own[:-1] - 2), own[-1:]]).flip(0).cumsum(0).flip(0)
            made.append(own)
        return torch.cat(made)

    def loss() -> torch.Tensor:
        own = weights()
        nats = x @ own * math.log(2) + free[-1]
        return (
            functional.binary_cross_entropy_with_logits(nats, y, weight=much, reduction="sum")
            + PENALTY / 2 * ((own - expected) ** 2).sum() * math.log(2) ** 2
        )

    optimiser = torch.optim.LBFGS([free], lr=0.5, max_iter=500, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(step)  # type: ignore[no-untyped-call]
    bits = weights().detach().numpy()
    out = {c.name: {level.name: round(float(bits[place[c.name, level.name]]), 2) for level in c.levels} for c in comparisons}
    return out, round(float(free[-1].detach()) / math.log(2), 2)


def weight_of(levels: dict[str, str], weights: dict[str, dict[str, float]], prior: float) -> float:
    """The match weight of a pair, as Splink will have it."""
    return prior + sum(weights[signal][level] for signal, level in levels.items())


def least_for(weights: Iterable[float], labels: Iterable[bool], precision: float) -> float:
    """The least weight at which the pairs over it are right as often as `precision` asks; halves of a bit."""
    pairs = sorted(zip(weights, labels, strict=True), reverse=True)
    best, right = 20.0, 0
    for count, (weight, label) in enumerate(pairs, 1):
        right += label
        if right >= precision * count:
            best = weight
    return max(0.0, float(np.floor(best * 2) / 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--stories", type=Path, metavar="LEDGER", help="fit stories only; the ledger keeps the readings of their reports")
    parser.add_argument("--show", action="store_true", help="print the weights")
    options = parser.parse_args()
    shipped = json.loads(OUT.read_text(encoding="utf8")) if OUT.exists() else {}
    tables = labelled("dev", options.corpora)
    if options.stories:
        known, _ = windows.records(options.corpora, options.stories)
        tables = iter([windows.table(known)])
    for table in tables:
        seen = levels_of(table)
        labels = [pair.same for pair in table.labels]
        counts = [float(pair.known.get("counts", 1.0)) for pair in table.labels]
        weights, prior = fit(table.comparisons, seen, labels, table.kind, counts)
        prior = round(prior + table.lean, 2)
        got = [weight_of(levels, weights, prior) for levels in seen]
        least = least_for(got, labels, table.precision)
        shipped[table.kind] = {
            "prior": prior,
            "least": least,
            "pairs": len(labels),
            "same": sum(labels),
            "digest": table.digest,
            "weights": weights,
        }
        over = [label for label, weight in zip(labels, got, strict=True) if weight >= least]
        print(
            f"{table.kind:10} {len(labels)} pairs, {sum(labels)} the same; at {least} bits or more {len(over)}, {sum(over)} of them right"
        )
        if options.show:
            print(json.dumps(weights, indent=1, ensure_ascii=False), prior)
    OUT.write_text(json.dumps(shipped, indent=1, ensure_ascii=False) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
