"""Relays and addressees on two sets of our own: ``python -m benchmarks.reading.relays [--wrong]``.

`relays_first` was read while the rules were written. `relays_after` was written when they were frozen, in wordings that a rule-writer
would not think of; what the frozen code scored on it stands in FROZEN, since the rules have been taught by it afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from benchmarks.reading.figures import place_of
from sayso.model import Report, Statement
from sayso.reading import Reader
from sayso.reading.outlets import registry

SETS = Path(__file__).parent / "sets"
# once, on 2026-11-22, before any rule was changed for it
FROZEN = {"statements": 150, "found": 140, "relay right": 100, "addressee right": 112}


def plain(name: str | None) -> str:
    """A name as the registry has it, without article or possessive."""
    return registry().proper(re.sub(r"^(?:the|an?|his|her|its) ", "", name or "", flags=re.IGNORECASE)).casefold()


def best(text: str, gold: dict[str, Any], statements: tuple[Statement, ...], used: set[int]) -> int | None:
    """The statement whose source and cue are the gold's: of those that share either, the one that shares most."""
    start, end = place_of(text, gold["cue"], gold.get("nth") or 0)

    def shared(number: int) -> tuple[bool, bool]:
        one = statements[number]
        source = gold["source"] is not None and any(gold["source"] in s.of(text) or s.of(text) in gold["source"] for s in one.source)
        return source and abs(one.cue[0].start - start) < 80, any(c.start < end and start < c.end for c in one.cue)

    able = [number for number in range(len(statements)) if number not in used and any(shared(number))]
    return max(able, key=shared, default=None)


def measure(reader: Reader, name: str, *, wrong: bool = False) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for line in (SETS / f"{name}.jsonl").read_text(encoding="utf8").splitlines():
        case = json.loads(line)
        text = case["text"]
        statements = reader.read(Report("set", text, hashlib.sha256(text.encode()).hexdigest(), outlet=case["outlet"])).statements
        used: set[int] = set()
        for gold in case["statements"]:
            counts["statements"] += 1
            at = best(text, gold, statements, used)
            if at is None:
                if wrong:
                    print("MISSED", case["id"], gold["source"], gold["cue"], "|", text)
                continue
            used.add(at)
            one = statements[at]
            relay = [plain(step.name) for step in one.relay] == [plain(step) for step in gold["relay"]]
            heard = plain(one.addressee.name if one.addressee else None) == plain(gold["addressee"])
            counts.update({"found": 1, "relay right": int(relay), "addressee right": int(heard)})
            if wrong and not (relay and heard):
                print(
                    "WRONG",
                    case["id"],
                    gold["source"],
                    [s.name for s in one.relay],
                    gold["relay"],
                    one.addressee,
                    gold["addressee"],
                    "|",
                    text,
                )
    return dict(counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what is missed or wrong in the first set")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/relays.json"))
    options = parser.parse_args()
    reader = Reader.load()
    names = ("relays_first", "relays_after")
    scores = {"relays_after, frozen code": FROZEN, **{n: measure(reader, n, wrong=options.wrong and n == names[0]) for n in names}}
    about = {
        "corpus_digest": {name: hashlib.sha256((SETS / f"{name}.jsonl").read_bytes()).hexdigest() for name in names},
        "model_digest": reader.encoder.digest,
        "machine": described(),
    }
    write(options.out, {"what": "relays and addressees of the statements found", **about, "scores": scores})
    for name, found in scores.items():
        print(f"{name:26} {found}")


if __name__ == "__main__":
    main()
