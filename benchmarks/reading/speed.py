"""Speed, memory and start-up of the reader: ``python -m benchmarks.reading.speed [--reports FOLDER] [--against SRC]``.

One thread. Speed is words a second of CPU time: on a core of one's own that is words a second, and on a machine that others use it
is what remains comparable. `--against` names the `src` folder of another version, whose readings are timed in turn with ours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.machine import described, write
from benchmarks.reading.stages import stages
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.furniture import find_furniture
from sayso.reading.pieces import without
from sayso.reading.quotes import find_quotations
from sayso.settings import Settings

ROUNDS = 3
BULK = 100  # texts of bulk/middle_east
_WORKER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sayso.model import Report
from sayso.reading import Reader
paths = sorted(Path(sys.argv[2]).glob("*.txt"))[: int(sys.argv[3])]
reports = [Report("", path.read_text(encoding="utf8"), "") for path in paths]
reader = Reader.load()
for report in reports[:5]:  # what is loaded and made at first use
    reader.read(report)
begun = time.thread_time()
for report in reports[5:]:
    reader.read(report)
print(time.thread_time() - begun)
"""


def words_per_second(texts: list[str]) -> dict[str, float]:
    """Median, best and worst over rounds of the whole reading of `texts`; a word is what str.split gives."""
    reader = Reader.load()
    plain = Reader(reader.encoder, Settings(nested=False))
    words = sum(len(text.split()) for text in texts)
    reports = [Report("", text, "") for text in texts]
    reader.read(reports[0])
    rates, alone, outer = [], [], []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        for report in reports:
            reader.read(report)
        whole = time.thread_time() - begun
        rates.append(words / whole)
        begun = time.thread_time()
        for report in reports:
            attribution_alone(reader, report)
        alone.append((time.thread_time() - begun) / whole)
        begun = time.thread_time()
        for report in reports:
            plain.read(report)
        outer.append(whole / (time.thread_time() - begun))
    return {
        "words": words,
        "median": round(statistics.median(rates)),
        "best": round(max(rates)),
        "worst": round(min(rates)),
        "speed_against_attribution_alone": round(statistics.median(alone), 3),
        "speed_without_nested_against_whole": round(statistics.median(outer), 3),
    }


def attribution_alone(reader: Reader, report: Report) -> None:
    """The steps that find the outer statements, and no other."""
    walls = [part.span for part in find_furniture(report.text)]
    pieces = without(reader.encoder.cut(report.text), walls)
    reader.one_layer(pieces, reader.encoder.scores(pieces), find_quotations(report.text), walls)


def against(ours: Path, other: Path, folder: Path, articles: int) -> dict[str, float]:
    """How many times faster than the version in `other`: each reads the same articles in a process of its own, in turn."""

    def seconds(source: Path) -> float:
        command = [sys.executable, "-c", _WORKER, str(source), str(folder), str(articles)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    ratios = [seconds(other) / seconds(ours) for _ in range(ROUNDS)]
    return {"median": round(statistics.median(ratios), 3), "least": round(min(ratios), 3), "most": round(max(ratios), 3)}


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
    parser.add_argument("--bulk", type=Path, default=Path("../shared/corpora/bulk/middle_east.jsonl"))
    parser.add_argument("--articles", type=int, default=84, help="how many of the reports: fewer on a busy machine")
    parser.add_argument("--against", type=Path, help="the src folder of another version")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speed.json"))
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    texts = [path.read_text(encoding="utf8") for path in sorted(options.reports.glob("*.txt"))[: options.articles]]
    lines = options.bulk.read_text(encoding="utf8").splitlines()[::30][: min(BULK, options.articles)]
    from sayso.reading.encoder import Encoder
    from training.corpora import digest

    results = {
        "what": "reading on one thread, int8 weights: whole reports, all stages; words a second of CPU time",
        "corpus_digest": digest(options.reports),
        "articles": len(texts),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "load_before": os.getloadavg()[0],
        "words_per_second": words_per_second(texts),
        "stages": stages(Reader.load(), [Report("", text, "") for text in texts]),
        "stages_of_bulk": stages(Reader.load(), [Report("", json.loads(line)["text"], "") for line in lines]),
        "peak_megabytes": peak_memory(options.reports),
        "seconds_of_help": start_up("--help"),
    }
    if options.against:
        results["times_as_fast_as_before"] = against(Path("src"), options.against, options.reports, options.articles)
    write(options.out, results)
    for key in ("words_per_second", "stages", "times_as_fast_as_before", "peak_megabytes", "seconds_of_help"):
        print(f"{key}: {results.get(key)}")


if __name__ == "__main__":
    main()
