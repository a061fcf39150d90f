"""How fast the reading room answers: ``python -m benchmarks.room.load LEDGER [--seconds 60]``, on a ledger made by `benchmarks.room.ledger`.

Three measurements, on a copy of the ledger, with `sayso serve` and the readers in processes of their own on one machine:
one reader, page by page; then, while `sayso build` adds reports to the ledger, 50 readers who look at a page for five seconds before
they go on to the next, and 50 who do not look at all (each asks for the next page as soon as it has one: how much the room can do).
A reader goes to a page of each kind in turn, each time to another thing. Times are until the last byte.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.linking.newsroom import newsroom
from benchmarks.machine import described, write
from sayso import __version__
from sayso.views.room import PAGES, Shelves

RESULTS = Path("benchmarks/results/room.json")
READERS = 50
LOOKS = 5.0  # seconds at a page
THINGS = 200  # of each kind that readers go to
Timed = dict[str, list[float]]


@contextmanager
def served(ledger: Path) -> Iterator[int]:
    """The port of a room."""
    process = subprocess.Popen([sys.executable, "-m", "sayso", "serve", ledger, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found
        yield int(found[1])
    finally:
        process.terminate()
        process.wait()


def addresses(ledger: Path, dice: random.Random) -> dict[str, list[str]]:
    """Paths of each kind of page."""
    shelves = Shelves(ledger)
    with shelves.room() as room:
        some = {section: sorted(key.replace(":", "-") for key in page.keys(room)) for section, page in PAGES.items()}
    shelves.close()
    with closing(sqlite3.connect(ledger)) as db:
        outlets = [
            name for (name,) in db.execute("SELECT outlet FROM reports WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 30")
        ]
        words = [
            word
            for (text,) in db.execute("SELECT content FROM statements ORDER BY id LIMIT 2000")
            for word in re.findall(r"[a-z]{5,}", text)
        ]
    found = {f"/{section}": [f"/{section}"] for section, page in PAGES.items() if page.listed}
    found |= {
        f"/{section}/…": [f"/{section}/{key}" for key in dice.sample(keys, min(THINGS, len(keys)))]
        for section, keys in some.items()
        if keys
    }
    found["/statements?q=…"] = [f"/statements?q={word}" for word in dice.sample(words, THINGS)]
    found["/statements?outlet=…&unnamed=1"] = [f"/statements?outlet={name.replace(' ', '+')}&unnamed=1" for name in outlets]
    return found


def ask(port: int, path: str, times: Timed, kind: str, errors: list[str]) -> None:
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            errors.append(f"{answer.status} {path}")
    except OSError as error:
        errors.append(f"{type(error).__name__} {path}")
    finally:
        connection.close()
    times[kind].append(time.perf_counter() - started)


def reading(port: int, where: dict[str, list[str]], seconds: float, looks: float) -> tuple[Timed, list[str]]:
    """All readers at once, for so long."""
    times: Timed = defaultdict(list)
    errors: list[str] = []
    end = time.monotonic() + seconds

    def reader(number: int) -> None:
        dice = random.Random(number)
        kinds = dice.sample(sorted(where), len(where))
        time.sleep(dice.random() * looks)
        while time.monotonic() < end:
            for kind in kinds:
                ask(port, dice.choice(where[kind]), times, kind, errors)
                time.sleep(dice.uniform(0.5, 1.5) * looks)
                if time.monotonic() >= end:
                    break

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors


def summed(times: Timed) -> dict[str, Any]:
    """Milliseconds by kind of page, and of all."""
    every = [one for some in times.values() for one in some]
    return {"pages": len(every), "all": spread(every), "by page": {kind: spread(some) for kind, some in sorted(times.items())}}


def spread(some: list[float]) -> dict[str, float]:
    parts = quantiles(some, n=100) if len(some) > 1 else [some[0]] * 99
    return {name: round(1000 * value) for name, value in (("median", median(some)), ("95 of 100", parts[94]), ("most", max(some)))}


def reports(folder: Path, number: int) -> None:
    """Reports that the ledger does not hold, for a build to add."""
    for at, one in enumerate(newsroom(number, seed=int(time.time()))):
        (folder / f"{at:05}.txt").write_text(one.report.text, encoding="utf8")


def measure(ledger: Path, seconds: float) -> dict[str, Any]:
    where = addresses(ledger, random.Random(7))
    with closing(sqlite3.connect(ledger)) as db:
        held = {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("reports", "statements", "utterances", "disputes", "links")
        }
        models = [model for (model,) in db.execute("SELECT DISTINCT model FROM readings ORDER BY 1")]
    results: dict[str, Any] = {"version": __version__, "machine": described(), "ledger": {**held, "models": models}}
    with tempfile.TemporaryDirectory() as scratch, served(ledger) as port:
        errors: list[str] = []
        alone: Timed = defaultdict(list)
        for kind, paths in where.items():
            for at in range(21):
                ask(
                    port, paths[at % len(paths)], alone if at else defaultdict(list), kind, errors
                )  # the first of a kind warms its template
        results["one reader"] = {**summed(alone), "errors": errors}
        print(json.dumps(results["one reader"]["all"]), errors[:3], flush=True)
        new = Path(scratch)
        reports(new, 3_000)
        build = subprocess.Popen(
            [sys.executable, "-m", "sayso", "build", new, "-o", ledger], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            for name, looks in (("50 readers who look for five seconds", LOOKS), ("50 readers who do not look", 0.0)):
                times, errors = reading(port, where, seconds, looks)
                running = build.poll() is None
                results[name] = {
                    "seconds": seconds,
                    **summed(times),
                    "errors": errors[:20],
                    "error count": len(errors),
                    "build still running": running,
                }
                print(name, json.dumps(results[name]["all"]), len(errors), errors[:3], flush=True)
        finally:
            build.terminate()
            build.wait()
    with closing(sqlite3.connect(ledger)) as db:
        results["reports added meanwhile"] = db.execute("SELECT count(*) FROM readings").fetchone()[0] - held["reports"]
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(given.ledger, folder))
        write(given.output, measure(copy, given.seconds))


if __name__ == "__main__":
    main()
