"""Run all rivals: ``python -m benchmarks.rivals [--work DIR] [--corpora DIR] [--rounds N] [--only PART]``.

Makes and trains what is not there (benchmarks/rivals/prepare.py), measures, and writes ``benchmarks/results/rivals-*.json``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import write
from benchmarks.rivals import attribution, copies, linking
from benchmarks.rivals.prepare import CORPORA, WORK, prepare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--rounds", type=int, default=3, help="how often each rival reads the texts")
    parser.add_argument("--articles", type=int, help="read so many articles alone, evenly taken: a trial")
    parser.add_argument("--only", choices=("attribution", "copies", "linking"), action="append", help="measure this part alone")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    work = options.work.resolve()
    chosen = options.only or ("attribution", "copies", "linking")
    prepare(work, options.corpora, parts=chosen)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "attribution": lambda: attribution.measure(work, options.corpora, rounds=options.rounds, most=options.articles),
        "copies": lambda: copies.measure(work, options.corpora),
        "linking": lambda: linking.measure(options.corpora),
    }
    for name, measure in parts.items():
        if name in chosen:
            begun = time.time()
            write(options.out / f"rivals-{name}.json", measure())
            print(f"{name}: {time.time() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
