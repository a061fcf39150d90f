"""F1 and speed of window lengths and overlaps: ``python -m benchmarks.reading.windows FOLDER``. The choice in `encoder.py` rests on it."""

from __future__ import annotations

import argparse
import os
import time
from functools import partial
from pathlib import Path

from benchmarks.machine import described, write
from benchmarks.reading.metrics import score
from sayso.reading.encoder import Encoder
from training.calibrate import read_articles
from training.corpora import digest, polnear

GRID = ((160, 48), (192, 32), (192, 64), (224, 32), (224, 48), (224, 64), (256, 48), (256, 64), (320, 64))


class Windowed:
    """An encoder read with other windows than its own."""

    def __init__(self, encoder: Encoder, window: int, overlap: int) -> None:
        self._encoder = encoder
        self.scores = partial(encoder.scores, window=window, overlap=overlap)

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/polnear/dev"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/windows.json"))
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    encoder, articles = Encoder.load(), polnear(options.folder)
    words = sum(len(article.text.split()) for article in articles)
    rows = []
    for window, overlap in GRID:
        begun = time.thread_time()
        scores = score(read_articles(Windowed(encoder, window, overlap), articles))  # type: ignore[arg-type]
        rate = words / (time.thread_time() - begun)
        row: dict[str, float] = {"window": window, "overlap": overlap, "words_per_cpu_second": round(rate)}
        row |= {key: scores[key]["F1"] for key in ("span.content", "attr.soft", "attr.strict", "who_what")}
        rows.append(row)
        print(row, flush=True)
    about = {"corpus_digest": digest(options.folder), "model_digest": Encoder.load().digest, "machine": described()}
    write(options.out, {"what": "windows of the reader, one run in turn", **about, "rows": rows})


if __name__ == "__main__":
    main()
