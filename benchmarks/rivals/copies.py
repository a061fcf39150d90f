"""Near-duplicates: sayso's copies, plain MinHash, and datasketch's MinHashLSH, on the labelled pairs of benchmarks/linking/sets/copies.jsonl.

sayso and datasketch have to find the pairs themselves among all reports of the half; plain MinHash is told which to compare. The
thresholds of both rivals are the best on the dev half.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

from benchmarks.linking.copies import Case, best_threshold, scores
from benchmarks.linking.labelled import Half, digest
from benchmarks.linking.metrics import of_pairs, weights_digest
from benchmarks.machine import described
from benchmarks.rivals.copies_ours import texts
from benchmarks.rivals.prepare import ENVIRONMENTS, environment, python
from sayso.reading.encoder import Encoder

GRID = (*(round(0.03 + 0.01 * i, 2) for i in range(28)), 0.35, 0.4, 0.5, 0.6, 0.7, 0.8)


def ours(half: str, corpora: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rivals.copies_ours", half, str(corpora)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def datasketch(work: Path, reports: Mapping[str, str], thresholds: tuple[float, ...]) -> list[dict[str, Any]]:
    """Its answers, one a threshold, and at the end what all took."""
    lines = [json.dumps({"id": key, "text": text}) for key, text in reports.items()]
    asked = "\n".join([*lines, json.dumps({"thresholds": thresholds}), ""])
    command = [python(work, "datasketch"), "-m", "benchmarks.rivals.copies_datasketch"]
    done = subprocess.run(command, input=asked, env=environment(), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def best(answers: list[dict[str, Any]], cases: list[Case]) -> float:
    """The threshold with the best F1 on these cases, the highest of several."""

    def f1(answer: dict[str, Any]) -> float:
        found = {tuple(pair) for pair in answer["pairs"]}
        return float(of_pairs(((case.left, case.right) in found, case.same) for case in cases)["f1"])

    return float(max(answers, key=lambda answer: (f1(answer), answer["threshold"]))["threshold"])


def measure(work: Path, corpora: Path) -> dict[str, Any]:
    """Scores of both halves, reports a second, memory."""
    load, known = os.getloadavg()[0], texts(corpora)
    with ThreadPoolExecutor() as pool:  # a process each; what is timed is the processor's time
        halves = dict(zip(get_args(Half), pool.map(lambda half: ours(half, corpora), get_args(Half)), strict=True))
    cases = {half: [Case(**case) for case in found["cases"]] for half, found in halves.items()}
    some = {half: {key: known[key] for key in found["reports"]} for half, found in halves.items()}
    threshold = best(datasketch(work, some["dev"], GRID)[:-1], cases["dev"])
    plain = best_threshold([case.likeness["MinHash"] for case in cases["dev"]], [case.same for case in cases["dev"]])
    everything, spent = datasketch(work, known, (threshold,))
    results: dict[str, Any] = {}
    for half, of_half in cases.items():
        answer, taken = datasketch(work, some[half], (threshold,))
        found = {tuple(pair) for pair in answer["pairs"]}
        deciders: dict[str, Callable[[Case], bool]] = {
            "sayso": lambda case: case.linked,
            "datasketch": lambda case, found=found: (case.left, case.right) in found,  # type: ignore[misc]
            "plain MinHash": lambda case: case.likeness["MinHash"] >= plain,
        }
        results[half] = {name: scores(of_half, linked) for name, linked in deciders.items()}
        own = halves[half]
        results[half]["cost"] = {
            "reports": len(own["reports"]),
            "words": own["words"],
            "sayso": {
                "reports a second, linking": round(len(own["reports"]) / own["seconds of linking"], 1),
                "reports a second, reading and linking": round(
                    len(own["reports"]) / (own["seconds of reading"] + own["seconds of linking"]), 1
                ),
                "peak megabytes": own["megabytes"],
            },
            "datasketch": {
                "reports a second": round(len(own["reports"]) / (taken["seconds"] + answer["seconds"]), 1),
                "peak megabytes": taken["megabytes"],
                "pairs proposed": len(answer["pairs"]),
            },
        }
    return {
        "what": "labelled pairs of reports: copies found among all reports of the half; thresholds best on the dev half",
        "set_digest": digest("copies"),
        "weights_digest": weights_digest(),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "load": round(load, 2),
        "versions": spent["versions"],
        "asked for": list(ENVIRONMENTS["datasketch"]),
        "settings": {
            "datasketch": {"permutations": 128, "shingle": "3 words, lower-cased", "threshold": threshold},
            "plain MinHash": {"permutations": 128, "shingle": "3 words", "threshold": round(plain, 4)},
        },
        "datasketch on all reports of the three files": {
            "reports": len(known),
            "reports a second": round(len(known) / (spent["seconds"] + everything["seconds"])),
            "peak megabytes": spent["megabytes"],
            "pairs proposed": len(everything["pairs"]),
        },
        "results": results,
    }
