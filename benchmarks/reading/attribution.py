"""Attribution quality on a PolNeAR folder: ``python -m benchmarks.reading.attribution FOLDER [--out FILE]``.

FOLDER holds ``text/`` and ``attributions/``. The reports are read by `sayso read --json`, as a user would.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import described, write
from benchmarks.reading.metrics import score
from sayso.reading.encoder import Encoder
from training.corpora import Attribution, digest, polnear


def spans(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)


def measure(folder: Path, *, nested: bool = False) -> dict[str, object]:
    """Scores of the shipped weights on the articles of `folder`, first annotator of each.

    PolNeAR marks one layer, so the outermost statements are compared; with `nested` all are, and each nested one counts as wrong.
    """
    articles = polnear(folder)
    layers = [] if nested else ["--outermost"]
    command = [
        sys.executable,
        "-m",
        "sayso",
        "read",
        "--json",
        *layers,
        *(str(folder / "text" / f"{article.name}.txt") for article in articles),
    ]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {Path(read["report"]["path"]).stem: read["statements"] for read in map(json.loads, lines)}
    scores = score(
        (
            article.text,
            article.attributions or (),
            [Attribution(spans(one["source"]), spans(one["cue"]), spans(one["content"])) for one in found[article.name]],
        )
        for article in articles
    )
    return {
        "what": "attribution on PolNeAR, int8 weights, one annotator an article",
        "articles": len(articles),
        "corpus_digest": digest(folder),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "scores": scores,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/polnear/dev"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/attribution.json"))
    options = parser.parse_args()
    results = measure(options.folder)
    results["scores_if_nested_ones_count_as_wrong"] = measure(options.folder, nested=True)["scores"]
    write(options.out, results)
    for key, values in results["scores"].items():  # type: ignore[attr-defined]
        print(f"{key:16} P {values['P']:.3f}  R {values['R']:.3f}  F1 {values['F1']:.3f}")


if __name__ == "__main__":
    main()
