"""How cost grows with reports: ``python -m benchmarks.scale [--sizes 100,300,1000] [--minutes 10]``.

The synthetic newsroom's reports are recorded with their true readings, linked, judged, added to and shown, each size in a process of
its own that has `--minutes`; sizes go up until one does not end. Times are processor seconds of all threads: on a machine that others use
too, seconds by the clock say little. From `--stand-in-from` reports on, vectors and acts are made without the encoders, whose cost is so
much a statement: that of the size before says how much. Where an end is given (`--until 17:30`), no size goes on past it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from benchmarks.scale.chart import draw, page
from benchmarks.scale.growth import growth
from benchmarks.scale.one import SEED, measure
from sayso import __version__
from sayso.linking.meaning import Meaning
from sayso.reading import Reader
from sayso.talks.encoder import TalksEncoder

RESULTS = Path("benchmarks/results/scale.json")
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
READ = 100  # reports that the reader reads, at the first size


def run(size: int, minutes: float, *, stand_in: bool, read: int) -> dict[str, Any]:
    """One size; what was done of it where it did not end."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        arguments = ["--one", str(size), "--output", str(out), "--read", str(read), *(["--stand-in"] if stand_in else [])]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([sys.executable, "-m", "benchmarks.scale", *arguments], check=True, timeout=60 * minutes)
        return (
            _ended(out, f"stopped after {minutes:.0f} minutes by the clock")
            if out.exists()
            else {"reports": size, "phases": {}, "not done": "nothing"}
        )


def _ended(out: Path, otherwise: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf8"))
    if not found.pop("done", False):
        found["not done"] = f"{otherwise}, after: {', '.join(found['phases'])}"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--until", type=datetime.time.fromisoformat)
    parser.add_argument("--stand-in-from", type=int, default=3_000)
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--one", type=int)
    parser.add_argument("--read", type=int, default=READ)
    parser.add_argument("--found", type=Path, nargs="+", help="sizes that were measured apart")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    parser.add_argument("--page-only", action="store_true", help="write the page and the chart from the results that are there")
    given = parser.parse_args()
    if given.one:
        measure(given.one, given.output, stand_in=given.stand_in, read=given.read)
        return
    if not given.page_only:
        _all(given)
    results = json.loads(given.output.read_text(encoding="utf8"))
    draw(results, Path("docs/scale.svg"))
    page(results, Path("docs/scale.md"))


def _all(given: argparse.Namespace) -> None:
    about = {
        "what": "the synthetic newsroom, recorded with its true readings, linked, judged, added to and shown",
        "version": __version__, "seed": SEED, "model_digest": Reader.load().encoder.digest, "meaning_digest": Meaning.load().digest,
        "talks_digest": TalksEncoder.load().digest, "machine": described(), "minutes a size": given.minutes,
    }  # fmt: skip
    if given.found:
        sizes = sorted((_ended(out, "stopped") for out in given.found), key=lambda one: one["reports"])
        _written(given.output, about, sizes, [size for size in SIZES if size > sizes[-1]["reports"]])
        return
    sizes = []
    wanted = [int(size) for size in given.sizes.split(",")]
    for at, size in enumerate(wanted):
        minutes = given.minutes
        if given.until:
            now = datetime.datetime.now()  # noqa: DTZ005 (the clock on the wall)
            minutes = min(minutes, (datetime.datetime.combine(now, given.until) - now).total_seconds() / 60)
        if minutes < 1:
            break
        sizes.append(run(size, minutes, stand_in=size >= given.stand_in_from, read=0 if at else given.read))
        print(json.dumps(sizes[-1]), flush=True)
        _written(given.output, about, sizes, wanted[at + 1 :])
        if "not done" in sizes[-1]:
            break


def _written(path: Path, about: dict[str, Any], sizes: list[dict[str, Any]], left: list[int]) -> None:
    write(path, {**about, "sizes": sizes, "not run": left, "growth": growth(sizes)})


if __name__ == "__main__":
    main()
