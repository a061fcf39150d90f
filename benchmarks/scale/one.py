"""What one size of ledger costs, measured in a process of its own; results are written after each phase, so that a stopped one leaves some."""

from __future__ import annotations

import hashlib
import json
import random
import resource
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.linking.newsroom import newsroom
from benchmarks.linking.newsroom_truth import Published
from benchmarks.room.load import addresses, ask, served
from benchmarks.scale.clock import Clock
from sayso import __version__
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.linking.meaning import SIZE, Meaning
from sayso.linking.words import stems
from sayso.pipeline import relink
from sayso.reading import Reader
from sayso.settings import Settings
from sayso.talks import fingerprint, taxonomy

SEED = 7
LATER = 100  # every hundredth report comes later
ASKED = 5  # times that each kind of page is asked for, each time another


def measure(size: int, out: Path, *, stand_in: bool, read: int) -> None:
    """All phases of one size. `stand_in` spares the encoders; `read` is how many reports the reader reads, to time it."""
    reports = list(newsroom(size, SEED))
    digest = hashlib.sha256("\n".join(one.report.sha256 for one in reports).encode()).hexdigest()[:16]
    found: dict[str, Any] = {"reports": size, "newsroom": digest, "encoders": "stand-in" if stand_in else "real", "phases": {}}

    def done(phase: str, value: Any) -> None:
        found["phases"][phase] = value
        found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        out.write_text(json.dumps(found), encoding="utf8")

    order = random.Random(SEED).sample(range(size), size)
    late = set(order[: max(1, size // LATER)])
    first, later = ([one for at, one in enumerate(reports) if (at in late) == is_late] for is_late in (False, True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scale.db"
        with Ledger(path, create=True) as ledger:
            done("record", _record(ledger, path, first))
            if stand_in:
                _stand_in(ledger)
            done("link", _relink(ledger))
            done("sizes", {**_sizes(path), **_held(ledger)})
            one, other = _judged(ledger, "utterance_members", "utterance", "statement")
            judge(ledger, one, other, "different", by="benchmark")
            done("link after a judgement on two statements", _relink(ledger))
            one, other = _judged(ledger, "voice_members", "voice_group", "voice")
            judge(ledger, one, other, "different", by="benchmark")
            done("link after a judgement on two voices", _relink(ledger))
            _record(ledger, path, later)
            if stand_in:
                _stand_in(ledger)
            done("link with 1 % more", {"reports added": len(later), **_relink(ledger)})
        done("pages", _pages(path))
        if read:
            done("read", _read(reports[:read]))
    found["done"] = True
    out.write_text(json.dumps(found), encoding="utf8")


def _record(ledger: Ledger, path: Path, reports: Sequence[Published]) -> dict[str, float]:
    busy, start = time.process_time(), time.perf_counter()
    for one in reports:
        ledger.record(one.report, one.reading, version=__version__, settings=Settings())
    ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {
        "processor seconds": round(time.process_time() - busy, 2), "seconds": round(time.perf_counter() - start, 2),
        "ledger MB": round(path.stat().st_size / 1e6, 2),
    }  # fmt: skip


def _relink(ledger: Ledger) -> dict[str, Any]:
    clock = Clock()
    busy, start = time.process_time(), time.perf_counter()
    rows: dict[str, int] = {}
    with clock.taken():
        relink(ledger, settings=Settings(), model="truth", on_steps=lambda steps: rows.update({step.name: step.rows for step in steps}))
    seconds = {name: round(took, 3) for name, took in sorted(clock.seconds.items(), key=lambda item: -item[1])}
    return {
        "processor seconds": round(time.process_time() - busy, 2), "seconds": round(time.perf_counter() - start, 2),
        "parts": seconds, "rows of steps": rows, "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def _stand_in(ledger: Ledger) -> None:
    """Vectors and acts that cost nothing, as if the encoders had made them before: a content's is the sum of a vector for each stem.

    Likeness is then that of words, and no statement has an act; what linking and talks make of them costs what it costs.
    """
    db = ledger.connection
    of_stem: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    common = _vector("")
    missing = db.execute("SELECT id, content FROM statements WHERE id NOT IN (SELECT statement FROM vectors)").fetchall()
    with ledger.writing():
        for key, content in missing:
            found = stems(content)
            for stem in found:
                if stem not in of_stem:
                    of_stem[stem] = _vector(stem)
            summed = 0.5 * max(len(found), 1) ** 0.5 * common + sum((of_stem[stem] for stem in found), np.zeros(SIZE))
            db.execute("INSERT INTO vectors VALUES (?,?)", (key, np.round(summed / np.abs(summed).max() * 127).astype(np.int8).tobytes()))
            db.execute(
                "INSERT INTO acts (statement, type, mode, modality, stance, type_score, modality_score, stance_score)"
                " VALUES (?, NULL, NULL, 'none', 'none', 1, 1, 1)",
                (key,),
            )
        made_by = fingerprint(taxonomy((), replaced=False))
        for kind, thing, print_ in (("vector", "meaning", Meaning.load().digest), ("talks", "acts", made_by)):
            db.execute("DELETE FROM fingerprints WHERE kind = ?", (kind,))
            db.execute("INSERT INTO fingerprints VALUES (?,?,?)", (kind, thing, print_))


def _vector(word: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Much the same length for every word, and at right angles to that of nearly every other word."""
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(SIZE)


def _sizes(path: Path) -> dict[str, float]:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"ledger MB": round(path.stat().st_size / 1e6, 2)}


def _held(ledger: Ledger) -> dict[str, int]:
    tables = ("statements", "voices", "figures", "links", "utterances", "disputes", "proposals")
    return {name: ledger.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


def _judged(ledger: Ledger, table: str, group: str, member: str) -> tuple[str, str]:
    """Two of one group, of one with few members as most have."""
    sql = f"SELECT min({member}), max({member}) FROM {table} GROUP BY {group} HAVING count(*) BETWEEN 2 AND 4 ORDER BY {group} LIMIT 1"
    one, other = ledger.connection.execute(sql).fetchone()
    return one, other


def _pages(path: Path) -> dict[str, Any]:
    """Milliseconds by kind of page, one reader asking; the first of each kind warms its template and is not counted."""
    with served(path) as port:
        times: dict[str, list[float]] = defaultdict(list)
        errors: list[str] = []
        for kind, paths in addresses(path, random.Random(SEED)).items():
            for at in range(ASKED + 1):
                ask(port, paths[at % len(paths)], times if at else defaultdict(list), kind, errors)
    medians = {kind: round(1000 * median(some)) for kind, some in sorted(times.items())}
    every = [one for some in times.values() for one in some]
    slowest = max(medians, key=lambda kind: medians[kind])
    return {
        "median ms": round(1000 * median(every)), "slowest": slowest, "slowest ms": medians[slowest], "by page": medians, "errors": errors[:5],
    }  # fmt: skip


def _read(reports: Sequence[Published]) -> dict[str, float]:
    reader = Reader.load()
    reader.read(reports[0].report)
    busy, start = time.process_time(), time.perf_counter()
    for one in reports:
        reader.read(one.report)
    took, words = time.process_time() - busy, sum(len(one.report.text.split()) for one in reports)
    return {
        "reports": len(reports), "words": words, "processor seconds": round(took, 1), "seconds": round(time.perf_counter() - start, 1),
        "words a processor second": round(words / took),
    }  # fmt: skip
