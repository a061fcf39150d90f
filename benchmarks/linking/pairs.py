"""How right the shipped match weights are on the labelled pairs: ``python -m benchmarks.linking.pairs [--corpora DIR] [--wrong]``.

Each pair of `sets/` is weighed, or asked whether it contradicts, by itself: what finds candidates and what groups links has no part in it
(copies.py and newsroom_scores.py have). Weights and thresholds were chosen on the dev half. Pairs labelled "unsure" are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from benchmarks.linking.labelled import Half, Pair, Table, claim_pairs, digest, read, utterance_pairs, voice_pairs
from benchmarks.linking.metrics import WEIGHTS, of_pairs, weights_digest
from benchmarks.machine import described, write
from sayso.linking.disputes import Told, contradiction
from sayso.linking.figures import Counted, relation
from sayso.linking.meaning import Meaning, unpacked
from sayso.linking.names import plain
from sayso.linking.words import STOP, stem, words
from training.linking import levels_of, weight_of

SETS = ("voices", "utterances", "disputes", "figures")


def weighed(table: Table) -> list[tuple[Pair, float, dict[str, str]]]:
    """Each labelled pair with its match weight above what links, and the levels it rests on."""
    shipped = json.loads(WEIGHTS.read_text(encoding="utf8"))[table.kind]
    seen = levels_of(table)
    return [
        (p, weight_of(levels, shipped["weights"], shipped["prior"]) - shipped["least"], levels)
        for p, levels in zip(table.labels, seen, strict=True)
    ]


def by_type(table: Table, *, wrong: bool) -> dict[str, Any]:
    """Rates over all pairs, over the set's own, over natural and invented ones, and for each type of the set how many are decided right."""
    decided = weighed(table)
    groups = {"all": decided}
    types: dict[str, Counter[bool]] = {}
    for p, over, levels in decided:
        kind = str(p.known.get("type"))
        groups.setdefault(kind if kind in ("natural", "invented") else "set", []).append((p, over, levels))
        types.setdefault(kind, Counter())[(over >= 0) == p.same] += 1
        if wrong and (over >= 0) != p.same:
            print("JOINED" if over >= 0 else "MISSED", table.kind, kind, f"{over:+.1f}", _shown(p), levels)
    return {
        **{name: {"pairs": len(some), **of_pairs((over >= 0, p.same) for p, over, _ in some)} for name, some in groups.items()},
        "right by type": {kind: f"{found[True]} of {found.total()}" for kind, found in sorted(types.items())},
    }


def _shown(pair: Pair) -> str:
    if "left" not in pair.known:
        return f"{pair.left} | {pair.right}"
    return " | ".join(str({k: v for k, v in pair.known[side].items() if v}) for side in ("left", "right"))


def disputes_in(half: Half, *, wrong: bool) -> dict[str, Any]:
    """Whether a pair of statements parts at all, and for each kind whether it is the one found."""
    meaning = Meaning.load()

    def told(s: dict[str, Any]) -> Told:
        called = frozenset(stem(w) for w in words(s["voice"]) if w not in STOP)
        vector = unpacked(meaning.vector(s["content"]))
        return Told(plain(s["voice"]), called, s["cue"], s["content"], s["said"] or s["published"], vector)

    decided: list[tuple[str, str]] = []
    types: dict[str, Counter[bool]] = {}
    for known in _known("disputes", half):
        contradicts = contradiction(told(known["left"]), told(known["right"]))
        found = contradicts.kind if contradicts else "none"
        decided.append((found, known["label"]))
        types.setdefault(known["type"], Counter())[found == known["label"]] += 1
        if wrong and found != known["label"]:
            print("DISPUTE", found, "for", known["label"], known["type"], *(f"[{known[s]['voice']}] <{known[s]['cue']}> {known[s]['content']} |" for s in ("left", "right")))  # fmt: skip
    kinds = sorted({label for _, label in decided} - {"none"})
    return {
        "any": {"pairs": len(decided), **of_pairs((found != "none", label != "none") for found, label in decided)},
        **{kind: of_pairs((found == kind, label == kind) for found, label in decided) for kind in kinds},
        "right by type": {kind: f"{found[True]} of {found.total()}" for kind, found in sorted(types.items())},
    }


def figures_in(half: Half, *, wrong: bool) -> dict[str, Any]:
    """Figures that conflict; and how often each relation is the one labelled."""

    def counted(f: dict[str, Any]) -> Counted:
        since, until = f["as_of"] or (None, None)
        return Counted(f["low"], f["high"], f["bound"], f["of"], f["who"], f["where"], since, until, f["published"], f["sentence"])

    decided = []
    for known in _known("figures", half):
        found = relation(counted(known["left"]), counted(known["right"]))
        decided.append((found, known["label"]))
        if wrong and found != known["label"]:
            print("FIGURES", found, "for", known["label"], f"({known['why']})", *(f"{known[s]['sentence']} |" for s in ("left", "right")))
    return {
        "conflict": {"pairs": len(decided), **of_pairs((found == "conflict", label == "conflict") for found, label in decided)},
        "right": f"{sum(found == label for found, label in decided)} of {len(decided)}",
        "found for label": {f"{found} for {label}": count for (found, label), count in sorted(Counter(decided).items())},
    }


def _known(name: str, half: Half) -> Iterator[dict[str, Any]]:
    return (known for known in read(name) if known["half"] == half and known["label"] != "unsure")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wrong", action="store_true", help="list the unseen pairs that are decided wrong")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/linking-pairs.json"))
    options = parser.parse_args()
    results: dict[str, dict[str, Any]] = {}
    for half in get_args(Half):
        wrong = options.wrong and half == "unseen"
        told = utterance_pairs(half, options.corpora)
        tables = {"voices": voice_pairs(half, options.corpora), "utterances": told, "claims": claim_pairs(told)}
        results[half] = {name: by_type(table, wrong=wrong) for name, table in tables.items()}
        results[half] |= {"disputes": disputes_in(half, wrong=wrong), "figures": figures_in(half, wrong=wrong)}
    about = {
        "what": "labelled pairs, decided by the shipped weights and rules; they were fitted to the dev half",
        "set_digest": {name: digest(name) for name in SETS},
        "weights_digest": weights_digest(),
        "model_digest": Meaning.load().digest,
        "fakes": (options.corpora / "fakes").exists(),  # where natural pairs come from
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for half, tables_ in results.items():
        for name, groups in tables_.items():
            for group, values in groups.items():
                print(half, name, group, values)


if __name__ == "__main__":
    main()
