"""Threads against processes, and what a process weighs: ``python -m benchmarks.reading.processes``.

The same texts are read by one thread, by two threads of one process (each a reader of its own over one session), by one whose runtime
has two threads, and by two processes forked after loading. Wall time, the ways in turn: on a machine that others use only the ratios
of one round say something. Memory is the proportional set size: what is shared counts by halves.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import onnxruntime

from benchmarks.machine import described, write
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.encoder import FILES, FOLDER, SLOWER
from training.corpora import digest

ARTICLES, ROUNDS = 8, 2


def read(reader: Reader, texts: list[str]) -> None:
    for text in texts:
        reader.read(Report("", text, ""))


def in_threads(reader: Reader, texts: list[str]) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda part: read(reader, part), (texts[::2], texts[1::2])))


def in_processes(reader: Reader, texts: list[str]) -> list[dict[str, int]]:
    """Two children read half each; gives what each weighs when done."""
    children = []
    for part in (texts[::2], texts[1::2]):
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            read(reader, part)
            os.write(send, " ".join(map(str, memory().values())).encode())
            os._exit(0)
        children.append((child, receive))
        os.close(send)
    weights = []
    for child, receive in children:
        weights.append(dict(zip(("resident", "proportional", "private"), map(int, os.read(receive, 100).split()), strict=True)))
        os.close(receive)
        os.waitpid(child, 0)
    return weights


def memory() -> dict[str, int]:
    """Megabytes of this process: resident, its share of what is shared, and what is its own."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name.rstrip(":"): int(value) for name, value, *_ in map(str.split, lines)}
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return {"resident": kilobytes["Rss"] // 1024, "proportional": kilobytes["Pss"] // 1024, "private": private // 1024}


def with_threads(number: int) -> Reader:
    reader = Reader.load()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = number
    session = onnxruntime.InferenceSession(str(FOLDER / FILES[0]), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER)
    return replace(reader, encoder=replace(reader.encoder, session=session))


def timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=Path("../shared/corpora/polnear/dev/text"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speed-processes.json"))
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    texts = [path.read_text(encoding="utf8") for path in sorted(options.reports.glob("*.txt"))[:ARTICLES]]
    before = memory()
    reader = Reader.load()
    loaded = memory()
    read(reader, texts[:2])
    children: list[dict[str, int]] = []
    ways: dict[str, Callable[[], object]] = {
        "two processes": lambda: children.extend(in_processes(reader, texts)),
        "one thread": lambda: read(reader, texts),
        "two threads": lambda: in_threads(reader, texts),
    }
    times: dict[str, list[float]] = {name: [timed(run)] for name, run in ways.items()}
    runtime = with_threads(2)  # only now: a process whose runtime has threads must not fork
    once = timed(lambda: read(reader, texts))
    times["two threads in the runtime"] = [timed(lambda: read(runtime, texts)) * times["one thread"][0] / once]
    for _ in range(ROUNDS - 1):
        base = timed(lambda: read(reader, texts))
        for name, run in (("two threads", ways["two threads"]), ("two threads in the runtime", lambda: read(runtime, texts))):
            times[name].append(timed(run) * times["one thread"][0] / base)
    results = {
        "what": "ways to use two cores, wall time against one thread in one run; megabytes",
        "corpus_digest": digest(options.reports),
        "articles": len(texts),
        "model_digest": reader.encoder.digest,
        "machine": described(),
        "load_before": os.getloadavg()[0],
        "times_as_fast_as_one_thread": {
            name: round(times["one thread"][0] / statistics.median(took), 2) for name, took in times.items() if name != "one thread"
        },
        "memory": {"before_loading": before, "loaded": loaded, "children_forked_after_loading": children},
    }
    write(options.out, results)
    for key in ("times_as_fast_as_one_thread", "memory"):
        print(f"{key}: {results[key]}")


if __name__ == "__main__":
    main()
