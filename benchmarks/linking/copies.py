"""Copies of reports, against MinHash: ``python -m benchmarks.linking.copies [--corpora DIR] [--wrong]``, on labelled pairs of bulk and fakes.

A pair is linked where sayso both finds it among all reports of the set and weighs it high enough. The rivals know which pairs to
compare, and their threshold is the best one on the dev half: 128-permutation MinHash of word triples, the true Jaccard likeness of the
triples, and the share of the shorter report's triples that are in both. False corroboration is what a count of origins suffers
from: two outlets' copies of one text, taken for two reports of their own. The kind of a pair is what `families` says of the two alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from itertools import pairwise as neighbours
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from benchmarks.linking.labelled import Half, Table, copy_pairs, digest
from benchmarks.linking.metrics import of_pairs, weights_digest
from benchmarks.machine import described, write
from sayso.linking import copies
from sayso.linking.engine import DuckDB
from sayso.linking.families import PART, WHOLE
from sayso.linking.groups import grouped
from sayso.linking.link import COHESION
from sayso.linking.weighing import calibrated
from sayso.linking.words import words
from sayso.model import Link
from sayso.reading import Reader

FILES = ("bulk/middle_east", "bulk/mixed", "fakes/reports")
PRIME = np.uint64(4_294_967_311)  # the first over 2**32
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled pair, how alike each rival finds it, and what sayso makes of it."""

    left: str
    right: str
    label: str
    cross: bool  # of two known outlets
    likeness: Mapping[str, float]
    compared: bool  # found among all pairs
    linked: bool
    family: bool  # in one group of links
    kind: str

    @property
    def same(self) -> bool:
        return self.label != "independent"


def triples(text: str) -> Hashes:
    """A 31-bit hash of each run of three words, each once."""
    found = words(text)
    runs = {" ".join(found[at : at + 3]) for at in range(len(found) - 2)}
    return np.array(sorted({int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") >> 1 for run in runs}), np.uint64)


class MinHash:
    """Signatures whose share of equal places estimates the Jaccard likeness of two sets (Broder 1997)."""

    def __init__(self, permutations: int = 128, seed: int = 1) -> None:
        dice = np.random.default_rng(seed)
        self.times = dice.integers(1, 2**32, permutations, np.uint64)
        self.plus = dice.integers(0, 2**32, permutations, np.uint64)

    def signature(self, hashes: Hashes) -> Hashes:
        """uint64 [permutations]; products stay below 2**63."""
        if not len(hashes):
            return np.full(len(self.times), 2**64 - 1, np.uint64)
        return ((hashes[:, None] * self.times + self.plus) % PRIME).min(axis=0)  # type: ignore[no-any-return]

    @staticmethod
    def likeness(one: Hashes, other: Hashes) -> float:
        return float((one == other).mean())


def best_threshold(likeness: Sequence[float], same: Sequence[bool]) -> float:
    """The threshold of the best F1, halfway between two values that occur."""
    values = sorted(set(likeness))
    middles = [values[0] / 2, *((low + high) / 2 for low, high in neighbours(values))]
    return max(middles, key=lambda t: (of_pairs((value >= t, one) for value, one in zip(likeness, same, strict=True))["f1"], t))


def false_corroboration(cases: Sequence[Case], linked: Callable[[Case], bool]) -> dict[str, float | int]:
    """Of the copies that two outlets have, how many would count as two origins."""
    copied = [case for case in cases if case.same and case.cross]
    missed = sum(not linked(case) for case in copied)
    return {"copies of two outlets": len(copied), "counted twice": missed, "share": round(missed / max(len(copied), 1), 4)}


def scores(cases: Sequence[Case], linked: Callable[[Case], bool]) -> dict[str, Any]:
    labels = Counter(case.label for case in cases if case.same)
    right = Counter(case.label for case in cases if case.same and linked(case))
    return {
        "pairs": len(cases),
        **of_pairs((linked(case), case.same) for case in cases),
        "recall by label": {label: f"{right[label]} of {labels[label]}" for label in ("whole", "part", "rewritten")},
        "two outlets": of_pairs((linked(case), case.same) for case in cases if case.cross),
        "false corroboration": false_corroboration(cases, linked),
    }


def cases_of(table: Table, texts: Mapping[str, str]) -> list[Case]:
    """The labelled pairs of one half with all that is compared."""
    engine, model = DuckDB.start(), calibrated("copy", table.comparisons)
    engine.add("reports", table.records, table.schema)
    engine.add("changed", ({"id": row["unique_id"]} for row in table.records), {"id": "VARCHAR"})
    copies.keys(engine)
    copies.candidates(engine)
    links = [Link("copy", one.left, one.right, one.weight, ()) for one in engine.score("reports", "copy_pairs", model)]
    family = grouped([str(row["unique_id"]) for row in table.records], links, cohesion=COHESION)
    compared = set(engine.rows("SELECT id_l, id_r FROM copy_pairs"))
    pairs = {(link.left, link.right) for link in links}
    rows = {str(row["unique_id"]): row for row in table.records}
    hashes = {key: triples(texts[key]) for key in rows}
    minhash = MinHash()
    signatures = {key: minhash.signature(found) for key, found in hashes.items()}
    cases = []
    for p in table.labels:
        one, other = hashes[p.left], hashes[p.right]
        common = len(np.intersect1d(one, other))
        own: list[set[int]] = [set(rows[key]["own"]) for key in (p.left, p.right)]  # type: ignore[call-overload]
        share = len(own[0] & own[1]) / max(1, min(map(len, own)))
        outlets = [rows[key]["outlet"] for key in (p.left, p.right)]
        likeness = {
            "MinHash": minhash.likeness(signatures[p.left], signatures[p.right]),
            "Jaccard": common / max(len(one) + len(other) - common, 1),
            "share of the shorter": common / max(min(len(one), len(other)), 1),
        }
        kind = "whole" if share >= WHOLE else "part" if share >= PART else "rewritten"
        pair = (min(p.left, p.right), max(p.left, p.right))
        cross = None not in outlets and outlets[0] != outlets[1]
        together = family[p.left] == family[p.right]
        cases.append(Case(*pair, p.known["label"], cross, likeness, pair in compared, pair in pairs, together, kind))
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wrong", action="store_true", help="list the pairs that sayso decides wrong")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/linking-copies.json"))
    options = parser.parse_args()
    texts = {f"{name}:{r['id']}": r["text"] for name, path in zip(("middle_east", "mixed", "fakes"), FILES, strict=True)
             for r in map(json.loads, (options.corpora / f"{path}.jsonl").read_text(encoding="utf8").splitlines())}  # fmt: skip
    halves = {half: cases_of(copy_pairs(half, options.corpora, invented=False), texts) for half in get_args(Half)}
    same = [case.same for case in halves["dev"]]
    thresholds = {name: best_threshold([case.likeness[name] for case in halves["dev"]], same) for name in halves["dev"][0].likeness}
    deciders: dict[str, Callable[[Case], bool]] = {"sayso": lambda case: case.linked, "sayso, families": lambda case: case.family}
    for name, threshold in thresholds.items():
        deciders[name] = lambda case, name=name, threshold=threshold: case.likeness[name] >= threshold  # type: ignore[misc]
    parts = {**halves, "all": halves["dev"] + halves["unseen"]}
    results: dict[str, Any] = {part: {name: scores(cases, linked) for name, linked in deciders.items()} for part, cases in parts.items()}
    for part, cases in parts.items():
        kinds = Counter((case.kind, case.label) for case in cases if case.same and case.linked)
        results[part]["copies never compared"] = sum(case.same and not case.compared for case in cases)
        results[part]["kind, of copies linked"] = {
            "right": f"{sum(n for (kind, label), n in kinds.items() if kind == label)} of {kinds.total()}",
            **{f"{kind} for {label}": count for (kind, label), count in sorted(kinds.items())},
        }
    for part, case in ((part, case) for part, cases in halves.items() for case in cases):
        if options.wrong and case.linked != case.same:
            print("JOINED" if case.linked else "MISSED", part, case.label, case.left, case.right, dict(case.likeness))
    about = {
        "what": "labelled pairs of reports: copies found, against likeness of word triples with the threshold that is best on the dev half",
        "set_digest": digest("copies"),
        "corpus_digest": {path: sha256((options.corpora / f"{path}.jsonl").read_bytes()).hexdigest()[:16] for path in FILES},
        "weights_digest": weights_digest(),
        "model_digest": Reader.load().encoder.digest,
        "thresholds": {name: round(value, 4) for name, value in thresholds.items()},
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for part, by in results.items():
        for name, values in by.items():
            print(part, name, values)


if __name__ == "__main__":
    main()
