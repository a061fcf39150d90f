"""Kills at random instants: ``python -m benchmarks.intake.killed [--kills 200]``.

Half of them fall on `sayso build` of a folder of every format, half on `sayso watch` of a folder that fills meanwhile and of a feed on
the loopback. An instant is drawn evenly from what is left of an undisturbed run. After each kill the ledger, as it was left, must open
and `sayso verify` must find nothing; after at most five the command runs undisturbed, and the ledger must then hold what that of an
undisturbed run holds: all tables but `runs`, all columns but those of runs and of when an address was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.intake.mixed import FEED, files, folder, invented, served
from benchmarks.machine import described, write

REPORTS = 40
IN_A_ROW = 5
START = 1.5  # seconds, about, until a command that loads the reader has opened its ledger
STILL = 2.3  # seconds that a file must stand still before `watch` takes it in, and a little
_WHEN = {"run", "at", "first", "status", "seen", "started"}  # columns that tell when or by which run
Contents = dict[str, list[tuple[Any, ...]]]


def contents(path: Path) -> Contents:
    """All rows but what tells one run from another."""
    db = sqlite3.connect(path)
    tables = [
        name
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' AND name <> 'runs' ORDER BY name"
        )
    ]
    out: Contents = {}
    for table in tables:
        columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in _WHEN)
        out[table] = sorted(db.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
    db.close()
    return out


def differences(one: Contents, other: Contents) -> list[str]:
    """Tables whose rows differ, with the first that does."""
    out = []
    for table in sorted(one.keys() | other.keys()):
        left, right = (Counter(map(repr, side.get(table, []))) for side in (one, other))
        if left != right:
            first = next(iter((left - right) or (right - left)))
            out.append(f"{table}: {(left - right).total()} rows too many, {(right - left).total()} missing, as {first[:300]}")
    return out


def stage(path: Path, wanted: int) -> tuple[str, float]:
    """What a killed run left behind, and the share of the reports that it had read."""
    if not path.exists():
        return "no ledger yet", 0.0
    db = sqlite3.connect(path)
    try:
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'superseded'").fetchone()
        if not tables:
            return "no tables yet", 0.0
        reports, read = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("reports", "readings"))
        (linked,) = db.execute("SELECT count(*) FROM fingerprints WHERE kind = 'copy'").fetchone()
    finally:
        db.close()
    if reports < wanted:
        return "taking in" if not read else "taking in more", read / wanted
    if read < wanted:
        return "reading", read / wanted
    return ("done" if linked == wanted else "linking"), 1.0


@dataclass
class Tally:
    """What happened with one command."""

    seconds: float = 0.0
    kills: int = 0
    ended_before: int = 0  # the kill came too late
    ledgers: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    open_transactions: int = 0
    findings: list[str] = field(default_factory=list)
    workers_left: int = 0
    scratch_left: int = 0

    def told(self) -> dict[str, Any]:
        return {
            "seconds of an undisturbed run": round(self.seconds, 1), "kills": self.kills, "runs that ended before": self.ended_before, "ledgers": self.ledgers,
            "at the kill": dict(self.stages.most_common()), "with a log of writes to be recovered": self.open_transactions,
            "processes left behind": self.workers_left, "temporary folders left behind": self.scratch_left, "findings": self.findings,
        }  # fmt: skip


class Commands:
    """sayso as processes of their own, in a place of their own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.scratch = top / "tmp"
        self.scratch.mkdir()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "sayso", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.scratch)},
        )

    def ended(self, *arguments: str) -> None:
        """Run to its end."""
        process = self.start(*arguments)
        _, said = process.communicate()
        if process.returncode not in (0, 1) or b"Traceback" in said:
            raise RuntimeError(f"sayso {' '.join(arguments)} ended with {process.returncode}: {said.decode()[-2000:]}")

    def verified(self, ledger: Path) -> list[str]:
        """What `sayso verify` finds in a copy of the ledger as it was left."""
        place = self.top / "copy"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for path in ledger.parent.glob(f"{ledger.name}*"):
            shutil.copy(path, place / path.name)
        done = subprocess.run(
            [sys.executable, "-m", "sayso", "verify", str(place / ledger.name), "--json"], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return []
        try:
            return [str(one) for one in json.loads(done.stdout)]
        except ValueError:
            return [f"verify ended with {done.returncode}: {done.stderr[-500:]}"]

    def workers(self) -> list[int]:
        """Processes that a killed run started: they should end with it."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"TMPDIR={self.scratch}".encode() in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def swept(self) -> int:
        """How many temporary folders a killed run left; they are removed."""
        left = list(self.scratch.glob("sayso-*"))
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)


def killed(
    commands: Commands,
    tally: Tally,
    ledger: Path,
    wanted: int,
    begin: Callable[[], subprocess.Popen[bytes]],
    dice: random.Random,
    *,
    goes_on: bool,
) -> None:
    """Kill one run after another on a ledger, IN_A_ROW at most; `goes_on` where a run does not end by itself."""
    tally.ledgers += 1
    share = 0.0
    for _ in range(IN_A_ROW):
        begun = time.monotonic()
        process = begin()
        until = dice.uniform(0, START + (tally.seconds - START) * (1 - share))
        try:
            process.wait(until)
            process.communicate()
            tally.ended_before += 1
            if not share:
                tally.seconds = min(tally.seconds, time.monotonic() - begun)  # the first run was slowed by something else
            if process.returncode not in (0, 1):
                tally.findings.append(f"a run ended with {process.returncode}")
            return
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            _, said = process.communicate()
        if b"Traceback" in said:
            tally.findings.append(f"a run that was resumed failed: {said.decode()[-500:]}")
        tally.kills += 1
        log = ledger.with_name(f"{ledger.name}-wal")
        tally.open_transactions += log.exists() and log.stat().st_size > 0
        left = [one for one in commands.workers() if _is_there(one, 2.0)]
        tally.workers_left += len(left)
        for one in left:
            os.kill(one, signal.SIGKILL)
        tally.scratch_left += commands.swept()
        at, share = stage(_copy(ledger, commands.top), wanted)
        tally.stages[at] += 1
        found = commands.verified(ledger) if at not in ("no ledger yet", "no tables yet") else []
        tally.findings += [f"after kill {tally.kills}, {at}: {one}" for one in found]
        if at == "done" and not goes_on:
            return


def _copy(ledger: Path, top: Path) -> Path:
    """The ledger as it was left, to be looked at: opening it would mend it."""
    place = top / "look"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for path in ledger.parent.glob(f"{ledger.name}*"):
        shutil.copy(path, place / path.name)
    return place / ledger.name


def _is_there(process: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if b"(zombie)" in Path(f"/proc/{process}/status").read_bytes():
                return False
        except OSError:
            return False
        time.sleep(0.1)
    return True


def of_build(commands: Commands, kills: int, dice: random.Random) -> Tally:
    tally = Tally()
    reports = invented(REPORTS)
    source = commands.top / "reports"
    folder(source, reports)
    whole = commands.top / "whole.db"
    begun = time.monotonic()
    commands.ended("build", str(source), "-o", str(whole))
    tally.seconds = time.monotonic() - begun
    wanted = contents(whole)
    assert len(wanted["reports"]) == REPORTS, len(wanted["reports"])
    while tally.kills < kills:
        place = commands.top / "killed"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        ledger = place / "l.db"
        killed(commands, tally, ledger, REPORTS, lambda at=ledger: commands.start("build", str(source), "-o", str(at)), dice, goes_on=False)  # type: ignore[misc]
        commands.ended("build", str(source), "-o", str(ledger))
        commands.swept()
        tally.findings += [f"ledger {tally.ledgers}, {one}" for one in [*commands.verified(ledger), *differences(contents(ledger), wanted)]]
        print(time.strftime("%H:%M:%S"), "build", json.dumps(tally.told()), flush=True)
    return tally


@contextmanager
def _filling(source: Path, left: list[tuple[str, bytes]], every: float) -> Iterator[None]:
    """A file more in the folder now and then, as long as the context lasts."""
    stop = threading.Event()

    def fill() -> None:
        while left and not stop.wait(every):
            _put(source, left, 2)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _put(source: Path, left: list[tuple[str, bytes]], count: int) -> None:
    """What tells of a file and the file, in this order."""
    for name, data in left[:count]:
        (source / name).write_bytes(data)
    del left[:count]


def of_watch(commands: Commands, kills: int, dice: random.Random) -> Tally:
    tally = Tally()
    reports = invented(REPORTS)
    own, fed = reports[: REPORTS - FEED], reports[REPORTS - FEED :]
    written = list(files(own))
    with served(fed) as address:
        whole = commands.top / "whole.db"
        source = commands.top / "watched"

        def arguments(ledger: Path) -> list[str]:
            return ["watch", str(source), address, "-o", str(ledger), "--every", "0.05", "--allow-network", "127.0.0.1/32"]

        _emptied(source)
        left = list(written)
        _put(source, left, len(left))
        time.sleep(STILL)
        commands.ended(*arguments(whole), "--rounds", "1")
        wanted = contents(whole)
        assert len(wanted["reports"]) == REPORTS, len(wanted["reports"])
        tally.seconds = _followed(commands, source, list(written), arguments)
        print(f"undisturbed, with files added meanwhile: {tally.seconds:.1f} s", flush=True)
        while tally.kills < kills:
            place = commands.top / "killed"
            _emptied(place)
            _emptied(source)
            ledger = place / "l.db"
            left = list(written)
            _put(source, left, 8)
            with _filling(source, left, tally.seconds / len(written)):
                killed(commands, tally, ledger, REPORTS, lambda at=ledger: commands.start(*arguments(at)), dice, goes_on=True)  # type: ignore[misc]
            _put(source, left, len(left))
            time.sleep(STILL)
            commands.ended(*arguments(ledger), "--rounds", "1")
            commands.swept()
            tally.findings += [
                f"ledger {tally.ledgers}, {one}" for one in [*commands.verified(ledger), *differences(contents(ledger), wanted)]
            ]
            print(time.strftime("%H:%M:%S"), "watch", json.dumps(tally.told()), flush=True)
    return tally


def _followed(commands: Commands, source: Path, left: list[tuple[str, bytes]], arguments: Callable[[Path], list[str]]) -> float:
    """Seconds until a watch that nobody disturbs has taken in, read and linked all of what is added while it runs."""
    place = commands.top / "followed"
    _emptied(place)
    _emptied(source)
    _put(source, left, 8)
    begun = time.monotonic()
    process = commands.start(*arguments(place / "l.db"))
    with _filling(source, left, 0.4):
        while stage(place / "l.db", REPORTS)[0] != "done":
            if process.poll() is not None or time.monotonic() - begun > 600:
                raise RuntimeError("an undisturbed watch did not come to its end")
            time.sleep(0.3)
    seconds = time.monotonic() - begun
    process.terminate()
    process.communicate()
    return seconds


def _emptied(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200, help="in all")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", choices=["build", "watch"])
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/intake-killed.json"))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    results = {}
    for name, run in (("build", of_build), ("watch", of_watch)):
        if options.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="killed-") as top:
                results[f"sayso {name}"] = run(Commands(Path(top)), options.kills // (1 if options.only else 2), dice).told()
    from sayso.reading.encoder import Encoder

    write(options.out, {
        "what": f"kills at random instants, at most {IN_A_ROW} on a ledger; each ledger verified as it was left, and equal in the end to one that nobody disturbed",
        "reports": REPORTS, "seed": options.seed, "model_digest": Encoder.load().digest, "machine": described(),
        "results": {"kills": sum(one["kills"] for one in results.values()), "findings": sum(len(one["findings"]) for one in results.values()), **results},
    })  # fmt: skip
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
