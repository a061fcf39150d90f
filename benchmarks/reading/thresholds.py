"""Attribution by the least confidence kept: ``python -m benchmarks.reading.thresholds FOLDER``. `Settings.least_confidence` rests on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.machine import described, write
from benchmarks.reading.metrics import score
from sayso.model import Report
from sayso.reading import Reader
from sayso.settings import Settings
from training.corpora import Attribution, digest, polnear

LEAST = (0.0, 0.2, 0.3, 0.4, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/polnear/dev"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/thresholds.json"))
    options = parser.parse_args()
    reader = Reader.load(Settings(least_confidence=0, nested=False))
    read = [(article, reader.read(Report(article.name, article.text, "")).statements) for article in polnear(options.folder)]
    rows = {}
    for least in LEAST:
        kept = (
            (a.text, a.attributions or (), [Attribution(s.source, s.cue, s.content) for s in statements if s.confidence >= least])
            for a, statements in read
        )
        rows[str(least)] = score(kept)["attr.soft"]
        print(least, rows[str(least)], flush=True)
    about = {"corpus_digest": digest(options.folder), "model_digest": reader.encoder.digest, "machine": described()}
    write(options.out, {"what": "soft attribution by the least confidence kept", **about, "rows": rows})


if __name__ == "__main__":
    main()
