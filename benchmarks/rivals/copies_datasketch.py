"""datasketch as a rival for near-duplicates: ``python -m benchmarks.rivals.copies_datasketch``; datasketch alone.

In, JSON lines: ``{"id": str, "text": str}`` for each report, then ``{"thresholds": [...]}``. Out, a line for each threshold:
``{"threshold", "pairs": [[id, id], ...], "seconds": of the processor, to index and query}``, then one with the seconds of the signatures, peak megabytes and versions.
A pair is one that MinHashLSH proposes at the threshold and whose estimated Jaccard likeness reaches it, of all pairs of the reports.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
import time
from importlib.metadata import version

from datasketch import MinHash, MinHashLSH

from benchmarks.rivals.protocol import peak_megabytes

PERMUTATIONS, SHINGLE = 128, 3  # words


def signature(text: str) -> MinHash:
    """Of the runs of three words, lower-cased."""
    words = re.findall(r"\w+", text.lower())
    found = MinHash(num_perm=PERMUTATIONS, seed=1)
    found.update_batch({" ".join(words[i : i + SHINGLE]).encode() for i in range(max(len(words) - SHINGLE + 1, 1))})
    return found


def pairs(signatures: dict[str, MinHash], threshold: float) -> list[tuple[str, str]]:
    """Each once, the lower id first. A report is looked for before it is added, as in a stream."""
    lsh, found = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS), []
    for key, own in signatures.items():
        found += [(min(key, other), max(key, other)) for other in lsh.query(own) if own.jaccard(signatures[other]) >= threshold]
        lsh.insert(key, own)
    return sorted(found)


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    signatures: dict[str, MinHash] = {}
    seconds, thresholds = 0.0, []
    for line in sys.stdin:
        asked = json.loads(line)
        if "thresholds" in asked:
            thresholds = asked["thresholds"]
            break
        begun = time.process_time()
        signatures[asked["id"]] = signature(asked["text"])
        seconds += time.process_time() - begun
    for threshold in thresholds:
        begun = time.process_time()
        found = pairs(signatures, threshold)
        print(json.dumps({"threshold": threshold, "pairs": found, "seconds": time.process_time() - begun}))
    versions = {"python": platform.python_version(), **{name: version(name) for name in ("datasketch", "numpy")}}
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes(), "versions": versions}))


if __name__ == "__main__":
    main()
