"""Event types on PLOVER's gold records: ``python -m benchmarks.talks.events [--corpora DIR]``.

The held third of the records (training/statements.py: every third of each type, in order of id); the other two thirds are trained on.
Records are single sentences without a voice. Types are called as they are now (DEMAND is REQUEST, DISAPPROVE and INVESTIGATE are ACCUSE,
FIGHT is ASSAULT). Rivals in the same run: a keyword baseline; logistic regression on frozen sentence vectors, trained on the same two
thirds. A published coder could not be run: PETRARCH, PETRARCH2 and their successors are in no package registry and want parses of
Stanford CoreNLP, whose models cannot be fetched here; NGEC wants transformer models from a hub.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from benchmarks.machine import described, write
from benchmarks.talks.keywords import act_by_keywords
from sayso.linking.meaning import Meaning, unpacked
from sayso.talks.encoder import ACTOR, RECIPIENT, TalksEncoder
from sayso.talks.labels import ACTS, NONE
from training.corpora import digest
from training.statements import Labelled, plover


def scores(gold: Sequence[str], guess: Sequence[str]) -> dict[str, object]:
    """F1 of each type, their mean over the types that occur in gold, and the share that is right."""
    by = {}
    for act in sorted(set(gold)):
        right = sum(g == p == act for g, p in zip(gold, guess, strict=True))
        said, there = guess.count(act), gold.count(act)
        by[act] = {
            "records": there,
            "P": round(right / said, 3) if said else None,
            "R": round(right / there, 3),
            "F1": round(2 * right / (said + there), 3),
        }
    right = sum(g == p for g, p in zip(gold, guess, strict=True))
    return {"macro F1": round(float(np.mean([one["F1"] for one in by.values()])), 3), "right": round(right / len(gold), 3), "types": by}


def frozen(train: Sequence[Labelled], test: Sequence[Labelled]) -> list[str]:
    """Logistic regression on the sentence vectors that linking uses."""
    meaning = Meaning.load()
    x, y = (torch.tensor(np.array([unpacked(meaning.vector(one.text)) for one in some])) for some in (train, test))
    labels = sorted({one.act or NONE for one in train})
    goal = torch.tensor([labels.index(one.act or NONE) for one in train])
    counts = Counter(goal.tolist())
    weight = torch.tensor([len(train) / len(labels) / counts[i] for i in range(len(labels))])
    layer = torch.nn.Linear(x.shape[1], len(labels))
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=200)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(layer(x), goal, weight) + 1e-3 * layer.weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return [labels[int(i)] for i in layer(y).argmax(1)]


def ends(encoder: TalksEncoder, test: Sequence[Labelled]) -> dict[str, object]:
    """Actors and recipients: the likeliest stretch of pieces against the names in the record; right where it touches one of its role."""
    out: dict[str, object] = {}
    for role, name in ((ACTOR, "actor"), (RECIPIENT, "recipient")):
        right = said = there = 0
        for one in test:
            wanted = [(a, b) for a, b, r in one.ends or () if r == role]
            worded = encoder.worded(one.text, one.spans)
            each = encoder.read(worded).ends[:, role]
            best = int(each.argmax())
            found = each[best] >= 0.5
            there += bool(wanted)
            said += bool(found)
            right += bool(found and any(a < worded.ends[best] and worded.starts[best] < b for a, b in wanted))
        p, r = right / max(said, 1), right / max(there, 1)
        out[name] = {"P": round(p, 3), "R": round(r, 3), "F1": round(2 * p * r / max(p + r, 1e-9), 3)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/talks-events.json"))
    options = parser.parse_args()
    torch.manual_seed(1)
    train, test = (list(plover(options.corpora, test=held)) for held in (False, True))
    encoder = TalksEncoder.load()
    read = [encoder.read(encoder.worded(one.text, one.spans)).acts for one in test]
    guesses = {
        "sayso": [ACTS[int(found.argmax())] for found in read],
        "sayso, none not allowed": [ACTS[1 + int(found[1:].argmax())] for found in read],
        "frozen vectors": frozen(train, test),
        "keywords": [act_by_keywords(one.text) for one in test],
    }
    gold = [one.act or NONE for one in test]
    results = {name: scores(gold, guess) for name, guess in guesses.items()}
    about = {
        "what": f"event types of the {len(test)} held gold records of PLOVER, {len(train)} trained on", "corpus_digest": digest(options.corpora / "plover"),
        "model_digest": encoder.digest,
    }  # fmt: skip
    write(options.out, {**about, "machine": described(), "results": results, "who": ends(encoder, test)})
    for name, found in results.items():
        print(f"{name}: macro F1 {found['macro F1']}, right {found['right']}")
    print(*(f"{act} {one}" for act, one in results["sayso"]["types"].items()), sep="\n")  # type: ignore[attr-defined]
    print(ends(encoder, test))


if __name__ == "__main__":
    main()
