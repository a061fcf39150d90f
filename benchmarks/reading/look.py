"""The first look at contents: which are worth reading again? ``python -m benchmarks.reading.look [--fit]``.

A linear score of each piece, on states that the first reading has anyway: the log odds that the piece is a cue where its content is
read alone. `--fit` fits it to what reading every content finds in texts that nobody labelled for it, and writes it into the
weights (`relative.npz`, with the card's digest); without, the shipped one is measured on PolNeAR dev at several thresholds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.machine import described, write
from sayso.reading import Reader
from sayso.reading.encoder import FOLDER, model_digest, states
from sayso.reading.nested import FEWEST, PROMISING, _only
from sayso.reading.quotes import find_quotations
from training.corpora import digest

THRESHOLDS = (-4.0, -3.5, -3.0, -2.5, -2.0, -1.5, -1.0)
RIDGE, STEPS = 100.0, 14
Rows = npt.NDArray[np.float32]


def contents(reader: Reader, texts: Iterable[str]) -> list[tuple[Rows, npt.NDArray[np.bool_], int]]:
    """Of each outer content: the states of its pieces, which are cues where it is read again, and how many statements that finds."""
    out = []
    for text in texts:
        pieces = reader.encoder.cut(text)
        scores, quotations = reader.encoder.scores(pieces), find_quotations(text)
        outer = reader.one_layer(pieces, scores, quotations, [])
        known = {(one.cue, one.content) for one in outer}
        nested = [one for one in reader.with_nested(pieces, outer, quotations, [], None) if (one.cue, one.content) not in known]
        rows = np.concatenate([states(scores, window) for window in scores.windows]) if scores.windows else None
        for content in dict.fromkeys(one.content for one in outer):
            part = _only(pieces, content)
            if rows is None or len(part) < FEWEST:
                continue
            inside = [one for one in nested if all(any(p.start <= c.start and c.end <= p.end for p in content) for c in one.cue)]
            cue = np.zeros(len(part), dtype=bool)
            for span in (span for one in inside for span in one.cue):
                cue |= (part.starts < span.end) & (part.ends > span.start)
            out.append((rows[np.searchsorted(pieces.starts, part.starts)], cue, len(inside)))
    return out


def fit(rows: Rows, cue: npt.NDArray[np.bool_]) -> Rows:
    """Logistic regression by Newton's method with a ridge, on columns of like spread; the last weight is the constant."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-3
    columns = np.concatenate([(rows - mean) / spread, np.ones((len(rows), 1), np.float32)], 1).astype(np.float64)
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        hessian = (columns * (chance * (1 - chance))[:, None]).T @ columns + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(hessian, columns.T @ (cue - chance) - RIDGE * weights)
    scaled = weights[:-1] / spread
    return np.append(scaled, weights[-1] - scaled @ mean).astype(np.float32)


def measured(reader: Reader, texts: list[str]) -> list[dict[str, float]]:
    """At each threshold: the share of contents and of their pieces that are spared, and of nested statements that are missed."""
    look = reader.encoder.look
    assert look is not None
    seen = contents(reader, texts)
    best = np.array([(rows @ look[:-1] + look[-1]).max() for rows, _, _ in seen])
    pieces, held = np.array([len(rows) for rows, _, _ in seen]), np.array([number for _, _, number in seen])
    out = []
    for threshold in THRESHOLDS:
        spared = best < threshold
        shares = (spared.mean(), pieces[spared].sum() / pieces.sum(), held[spared].sum() / held.sum())
        out.append(
            {"threshold": threshold} | dict(zip(("contents_spared", "pieces_spared", "missed"), np.round(shares, 4).tolist(), strict=True))
        )
    return out


def write_look(folder: Path, look: Rows) -> None:
    with np.load(folder / "relative.npz") as arrays:
        kept = dict(arrays)
    np.savez_compressed(folder / "relative.npz", **{**kept, "look": look})
    card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf8"))
    card["digest"] = model_digest(folder, card)
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")


def unlabelled(corpora: Path) -> list[str]:
    """Every fourth article of PolNeAR train, and news of the open web."""
    train = [path.read_text(encoding="utf8") for path in sorted((corpora / "polnear/train/text").glob("*.txt"))[::4][:170]]
    web = [json.loads(line)["text"] for line in (corpora / "bulk/mixed.jsonl").read_text(encoding="utf8").splitlines()[5::50][:110]]
    return train + web


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speed-look.json"))
    options = parser.parse_args()
    reader = Reader.load()
    if options.fit:
        seen = contents(reader, unlabelled(options.corpora))
        look = fit(np.concatenate([rows for rows, _, _ in seen]), np.concatenate([cue for _, cue, _ in seen]))
        write_look(FOLDER, look)
        reader = replace(reader, encoder=type(reader.encoder).load())
    dev = options.corpora / "polnear" / "dev" / "text"
    rows = measured(reader, [path.read_text(encoding="utf8") for path in sorted(dev.glob("*.txt"))])
    about = {"corpus_digest": digest(dev), "model_digest": reader.encoder.digest, "machine": described()}
    write(options.out, {"what": "the first look at contents: what it spares and misses", **about, "chosen": PROMISING, "rows": rows})
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
