"""A day's folder into a ledger with one command: ``python -m benchmarks.intake.day [--corpora FOLDER] [--limit N]``.

Exports of news articles (`bulk`, `fakes`) as they are; `sayso build` as a process of its own, whose steps are timed by what is in the
ledger meanwhile, then `sayso verify`, then the same build again, which should add nothing. Intake is timed alone besides.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write

FILES = ("bulk/middle_east.jsonl", "bulk/mixed.jsonl", "fakes/reports.jsonl")
LOOK = 0.5  # seconds between two looks at the ledger and the processes
_ALONE = """
import json, resource, sys, time
from sayso.errors import ReportError
from sayso.intake import take_in
begun = time.perf_counter()
kinds = [type(one).__name__ for one in take_in(sys.argv[1:])]
seconds = time.perf_counter() - begun
print(json.dumps({"seconds": round(seconds, 1), "taken": len(kinds), "refused": kinds.count("ReportError"),
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "megabytes of the process apart": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024}))
"""


def copied(corpora: Path, top: Path, limit: int | None) -> dict[str, int]:
    """The files, of each the first so many lines; how many each has."""
    counts = {}
    for name in FILES:
        target = top / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if limit is None:
            shutil.copy(corpora / name, target)
        else:
            lines = (corpora / name).read_bytes().splitlines(keepends=True)[:limit]
            target.write_bytes(b"".join(lines))
        counts[name] = target.read_bytes().count(b"\n")
    return counts


def _peaks(process: int) -> dict[str, int]:
    """Peak megabytes of a process and of those it started, while they run."""
    out: dict[str, int] = {}
    children = Path(f"/proc/{process}/task/{process}/children")
    try:
        below = [int(one) for one in children.read_text().split()]
    except OSError:
        below = []
    for one in (process, *below):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        peak = next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
        name = "build" if one == process else "process apart"
        out[name] = max(out.get(name, 0), peak)
    return out


def _counts(ledger: Path) -> tuple[int, int] | None:
    """Reports and readings in it by now."""
    if not ledger.exists():
        return None
    db = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=5)
    try:
        return db.execute("SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM readings)").fetchone()  # type: ignore[no-any-return]
    except sqlite3.OperationalError:  # its tables are not there yet, or just now it is locked
        return None
    finally:
        db.close()


def built(folder: Path, ledger: Path) -> dict[str, Any]:
    """One build, with the moments at which the last report was taken in and the last one read."""
    fresh = not ledger.exists()
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "sayso", "build", str(folder), "-o", str(ledger), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    at: dict[str, float] = {}
    before = (0, 0)
    peaks: Counter[str] = Counter()
    while process.poll() is None:
        time.sleep(LOOK)
        now = time.monotonic() - begun
        for name, peak in _peaks(process.pid).items():
            peaks[name] = max(peaks[name], peak)
        counts = _counts(ledger)
        if counts is None:
            continue
        if counts[0] > before[0]:
            at["reports"] = now
        if counts[1] > before[1]:
            at["readings"] = now
        before = counts
    seconds = time.monotonic() - begun
    said = json.loads(process.stdout.read()) if process.stdout is not None else {}
    steps = {}
    if "readings" in at and fresh:
        steps = {"intake": at["reports"], "reading": at["readings"] - at["reports"], "linking": seconds - at["readings"]}
    return {
        "seconds": round(seconds, 1), "seconds of": {name: round(value, 1) for name, value in steps.items()}, "exit": process.returncode,
        "peak megabytes": dict(peaks), "said": {name: value for name, value in said.items() if name != "ledger"},
    }  # fmt: skip


def held(ledger: Path) -> dict[str, Any]:
    """What the ledger holds of reports, and what is known of them; counts only."""
    db = sqlite3.connect(ledger)

    def counted(sql: str) -> dict[str, int]:
        return {str(key): count for key, count in db.execute(sql)}

    def one(sql: str) -> int:
        return int(db.execute(sql).fetchone()[0])

    reports = one("SELECT count(*) FROM reports")
    out = {
        "reports": reports,
        "readings": one("SELECT count(*) FROM readings"),
        "statements": one("SELECT count(*) FROM statements"),
        "exact duplicates (places beyond the first)": one("SELECT count(*) FROM places") - reports,
        "texts that more than one report has": one("SELECT count(*) FROM (SELECT 1 FROM reports GROUP BY sha256 HAVING count(*) > 1)"),
        "addresses with versions": one("SELECT count(DISTINCT address) FROM versions WHERE previous IS NOT NULL"),
        "later versions": one("SELECT count(*) FROM versions WHERE previous IS NOT NULL"),
        "refused": counted("SELECT kind, count(*) FROM failures GROUP BY kind ORDER BY 2 DESC"),
        "reports flagged": one("SELECT count(DISTINCT report) FROM flags"),
        "flags": counted("SELECT kind, count(*) FROM flags GROUP BY kind ORDER BY 2 DESC"),
        "languages": counted("SELECT coalesce(language, 'unknown'), count(*) FROM reports GROUP BY 1 ORDER BY 2 DESC"),
        "known": {name: one(f"SELECT count({name}) FROM reports") for name in ("outlet", "title", "author", "published", "url")},
        "outlets": one("SELECT count(DISTINCT outlet) FROM reports"),
        "megabytes": round(ledger.stat().st_size / 1e6, 1),
    }
    db.close()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--limit", type=int, help="lines of each file")
    parser.add_argument("--keep", type=Path, help="where the ledger is to be left")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/intake-day.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="day-") as scratch:
        folder, ledger = Path(scratch, "day"), Path(scratch, "l.db")
        counts = copied(options.corpora, folder, options.limit)
        alone = json.loads(subprocess.run([sys.executable, "-c", _ALONE, str(folder)], capture_output=True, text=True, check=True).stdout)
        print("intake alone:", alone, flush=True)
        first = built(folder, ledger)
        print("build:", first, flush=True)
        if options.keep:
            shutil.copy(ledger, options.keep)
        begun = time.monotonic()
        verified = subprocess.run(
            [sys.executable, "-m", "sayso", "verify", str(ledger), "--json"], capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - begun
        in_it = held(ledger)
        again = built(folder, ledger)
        print("again:", again, flush=True)
    from sayso.reading.encoder import Encoder

    results = {
        "lines": counts, "intake alone": alone, "build": first, "verify": {"seconds": round(seconds, 1), "findings": len(json.loads(verified.stdout or "[]")), "exit": verified.returncode},
        "again": again, "held": in_it,
    }  # fmt: skip
    write(options.out, {
        "what": "a folder of exports of news articles built into a ledger by one command, verified, and built again",
        "corpus_digest": {name: sha256((options.corpora / name).read_bytes()).hexdigest()[:16] for name in FILES},
        "limit": options.limit, "model_digest": Encoder.load().digest, "machine": described(), "load": os.getloadavg()[0], "results": results,
    })  # fmt: skip
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
