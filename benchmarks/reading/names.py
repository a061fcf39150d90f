"""Names on Universal NER: ``python -m benchmarks.reading.names [FILE]``, F1 of exact spans with their kind, and of spans alone."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from pathlib import Path

from benchmarks.machine import described, write
from sayso.reading.encoder import Encoder
from sayso.reading.names import find_names
from training.corpora import uner

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/uner/dev.iob2"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/names.json"))
    options = parser.parse_args()
    encoder = Encoder.load()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()  # found and wanted together
    for article in uner(options.file):
        pieces = encoder.cut(article.text)
        found = {(name.span.start, name.span.end, name.kind) for name in find_names(pieces, encoder.scores(pieces).names)}
        wanted = {(start, end, KINDS[kind]) for start, end, kind in article.names or ()}
        for kind in KINDS.values():
            right[kind] += sum(one[2] == kind for one in found & wanted)
            total[kind] += sum(one[2] == kind for side in (found, wanted) for one in side)
        right["spans alone"] += len({one[:2] for one in found} & {one[:2] for one in wanted})
        total["spans alone"] += len(found) + len(wanted)
    right["all"], total["all"] = (sum(count[kind] for kind in KINDS.values()) for count in (right, total))
    scores = {kind: round(2 * right[kind] / max(total[kind], 1), 4) for kind in total}
    about = {"corpus_digest": hashlib.sha256(options.file.read_bytes()).hexdigest(), "model_digest": encoder.digest, "machine": described()}
    write(options.out, {"what": "names on Universal NER, English EWT, exact spans, F1", **about, "scores": scores})
    for kind, f1 in scores.items():
        print(f"{kind:14} F1 {f1:.3f}")


if __name__ == "__main__":
    main()
