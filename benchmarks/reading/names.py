"""Names of persons, bodies and places: ``python -m benchmarks.reading.names``, on Universal NER (dev, test) and GUM's news."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from pathlib import Path

from benchmarks.machine import described, write
from sayso.reading.encoder import Encoder
from sayso.reading.names import find_names
from training.coreference import gum
from training.corpora import Article, digest, uner

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def measure(encoder: Encoder, articles: list[Article]) -> dict[str, float]:
    """F1 of exact spans with their kind, of each kind and of all, and of the spans alone."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()  # found and wanted together
    for article in articles:
        pieces = encoder.cut(article.text)
        found = {(name.span.start, name.span.end, name.kind) for name in find_names(pieces, encoder.scores(pieces).names)}
        wanted = {(start, end, KINDS[kind]) for start, end, kind in article.names or ()}
        for kind in KINDS.values():
            right[kind] += sum(one[2] == kind for one in found & wanted)
            total[kind] += sum(one[2] == kind for side in (found, wanted) for one in side)
        right["spans alone"] += len({one[:2] for one in found} & {one[:2] for one in wanted})
        total["spans alone"] += len(found) + len(wanted)
    right["all"], total["all"] = (sum(count[kind] for kind in KINDS.values()) for count in (right, total))
    return {kind: round(2 * right[kind] / max(total[kind], 1), 4) for kind in total}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/names.json"))
    options = parser.parse_args()
    encoder = Encoder.load()
    parts = {
        "UNER dev": uner(options.corpora / "uner" / "dev.iob2"),
        "UNER test": uner(options.corpora / "uner" / "test.iob2"),
        "GUM news": gum(options.corpora / "gum", "news"),
    }
    scores = {name: measure(encoder, articles) for name, articles in parts.items()}
    about = {
        "corpus_digest": {
            "uner": hashlib.sha256(
                b"".join((options.corpora / "uner" / f"{part}.iob2").read_bytes() for part in ("dev", "test"))
            ).hexdigest(),
            "gum": digest(options.corpora / "gum"),
        },
        "model_digest": encoder.digest,
        "machine": described(),
    }
    write(options.out, {"what": "names, exact spans with their kind, F1", **about, "scores": scores})
    for name, found in scores.items():
        print(f"{name:10} {found}")


if __name__ == "__main__":
    main()
