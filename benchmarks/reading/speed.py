"""Speed, memory and start-up of the reader: ``python -m benchmarks.reading.speed [--reports FOLDER]``.

One thread. The machine may be shared and noisy: median, best and worst of several rounds are given, and beside them the
share of the time that the encoder's network takes, measured in the same rounds, which noise touches less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.machine import described, write
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.furniture import find_furniture
from sayso.reading.pieces import without
from sayso.reading.quotes import find_quotations

ROUNDS = 5


def words_per_second(texts: list[str]) -> dict[str, float]:
    """Median and best over rounds of the whole reading of `texts`; a word is what str.split gives."""
    reader = Reader.load()
    words = sum(len(text.split()) for text in texts)
    reports = [Report("", text, "") for text in texts]
    reader.read(reports[0])
    rates, shares, alone = [], [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for report in reports:
            reader.read(report)
        whole = time.perf_counter() - begun
        begun = time.perf_counter()
        for report in reports:
            attribution_alone(reader, report)
        alone.append((time.perf_counter() - begun) / whole)
        cuts = [reader.encoder.cut(text) for text in texts]
        begun = time.perf_counter()
        for pieces in cuts:
            reader.encoder.scores(pieces)
        rates.append(words / whole)
        shares.append((time.perf_counter() - begun) / whole)
    rounded = {"median": round(statistics.median(rates)), "best": round(max(rates)), "worst": round(min(rates))}
    return {
        "words": words,
        **rounded,
        "share_of_the_network_over_the_outer_layer": round(statistics.median(shares), 3),
        "speed_against_attribution_alone": round(statistics.median(alone), 3),
    }


def attribution_alone(reader: Reader, report: Report) -> None:
    """The steps that find the outer statements, and no other."""
    walls = [part.span for part in find_furniture(report.text)]
    pieces = without(reader.encoder.cut(report.text), walls)
    reader.one_layer(pieces, reader.encoder.scores(pieces), find_quotations(report.text), walls)


def peak_memory(folder: Path) -> int:
    """Peak resident megabytes of `sayso read --json FOLDER` in a process of its own."""
    code = (
        "import resource, subprocess, sys;"
        f"subprocess.run([sys.executable, '-m', 'sayso', 'read', '--json', {str(folder)!r}], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) // 1024


def start_up(*arguments: str) -> float:
    """Median seconds of a command that does nothing else."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "sayso", *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - begun)
    return round(statistics.median(times), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--reports", type=Path, default=Path("../shared/corpora/polnear/dev/text"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speed.json"))
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    texts = [path.read_text(encoding="utf8") for path in sorted(options.reports.glob("*.txt"))]
    from sayso.reading.encoder import Encoder
    from training.corpora import digest

    results = {
        "what": "reading on one thread, int8 weights: whole reports, all stages",
        "corpus_digest": digest(options.reports),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "load_before": os.getloadavg()[0],
        "words_per_second": words_per_second(texts),
        "peak_megabytes": peak_memory(options.reports),
        "seconds_of_help": start_up("--help"),
    }
    write(options.out, results)
    for key in ("words_per_second", "peak_megabytes", "seconds_of_help"):
        print(f"{key}: {results[key]}")


if __name__ == "__main__":
    main()
