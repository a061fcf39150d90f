"""Figures: extents on MEANTIME's VALUE marks, and all parts on our own set: ``python -m benchmarks.reading.figures [--wrong]``.

MEANTIME marks percentages, sums of money and quantities, bare "one" and "first" too, in its first six sentences. Our set (sets/figures.jsonl)
marks what sayso calls a figure; a text part ("where") is right where its words are the same, "as of" where one holds the other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from sayso.model import Figure, Report
from sayso.reading import Reader
from training.coreference import ANNOTATED, meantime_text
from training.corpora import digest

SET = Path(__file__).parent / "sets" / "figures.jsonl"
PARTS = ("value", "bound", "of", "who", "where", "as_of")


def figures_of(reader: Reader, text: str) -> tuple[Figure, ...]:
    return reader.read(Report("set", text, hashlib.sha256(text.encode()).hexdigest())).figures


def place_of(text: str, words: str, nth: int) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def right_parts(gold: dict[str, Any], found: Figure) -> dict[str, bool]:
    def same(a: float | None, b: float | None) -> bool:
        return a == b or (a is not None and b is not None and abs(a - b) <= 0.01 * abs(a))

    def words(one: str | None) -> str:
        return (one or "").casefold().strip()

    share = words(gold["of"]).startswith("percent") and words(found.of).startswith(words(gold["of"]))
    as_of, dated = words(gold["as_of"]), words(found.as_of.text if found.as_of else None)
    return {
        "value": same(gold["low"], found.low) and same(gold["high"], found.high),
        "bound": gold["bound"] == found.bound,
        "of": words(gold["of"]) == words(found.of) or share,
        "who": words(gold["who"]) == words(found.who),
        "where": words(gold["where"]) == words(found.where),
        "as_of": as_of == dated or bool(as_of and dated and (as_of in dated or dated in as_of)),
    }


def measure_set(reader: Reader, part: str, *, wrong: bool = False) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for line in SET.read_text(encoding="utf8").splitlines():
        case = json.loads(line)
        if case["part"] != part:
            continue
        found = figures_of(reader, case["text"])
        used: set[int] = set()
        for gold in case["figures"]:
            start, end = place_of(case["text"], gold["words"], gold.get("nth", 0))
            at = next((i for i, f in enumerate(found) if i not in used and f.span.start < end and start < f.span.end), None)
            if at is None:
                if wrong:
                    print("MISSED", gold["words"], "|", case["text"])
                continue
            used.add(at)
            right = right_parts(gold, found[at])
            counts.update({"matched": 1, **{name: int(ok) for name, ok in right.items()}})
            if wrong and not all(right.values()):
                print("WRONG", gold["words"], [name for name, ok in right.items() if not ok], found[at], "|", case["text"])
        counts["found"] += len(found)
        counts["gold"] += len(case["figures"])
        counts["passages"] += 1
    return _scores(counts, PARTS)


def measure_meantime(reader: Reader, folder: Path) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("corpus_*/*.xml")):
        root = ET.parse(path).getroot()  # noqa: S314 (our own corpus)
        text, place = meantime_text(root, sentences=ANNOTATED)
        anchors = [[a.get("t_id", "") for a in value.iter("token_anchor")] for value in root.iter("VALUE")]
        gold = [(place[of[0]][0], place[of[-1]][1]) for of in anchors if of and all(a in place for a in of)]
        found = figures_of(reader, text)
        used: set[int] = set()
        for start, end in gold:
            at = next((i for i, f in enumerate(found) if i not in used and f.span.start < end and start < f.span.end), None)
            if at is not None:
                used.add(at)
                counts["matched"] += 1
        counts["found"] += len(found)
        counts["gold"] += len(gold)
        counts["passages"] += 1
    return _scores(counts, ())


def _scores(counts: Counter[str], parts: tuple[str, ...]) -> dict[str, float]:
    p, r = counts["matched"] / max(counts["found"], 1), counts["matched"] / max(counts["gold"], 1)
    shares = {f"{name} right": round(counts[name] / max(counts["matched"], 1), 4) for name in parts}
    f1 = round(2 * p * r / max(p + r, 1e-9), 4)
    return {"P": round(p, 4), "R": round(r, 4), "F1": f1, **shares, "gold": counts["gold"], "passages": counts["passages"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wrong", action="store_true", help="list what is missed or wrong in the dev part of our set")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/figures.json"))
    options = parser.parse_args()
    reader = Reader.load()
    scores = {
        "our set, dev": measure_set(reader, "dev", wrong=options.wrong),
        "our set, test": measure_set(reader, "test"),
        "MEANTIME VALUE, relaxed": measure_meantime(reader, options.corpora / "meantime"),
    }
    about = {
        "corpus_digest": {"set": hashlib.sha256(SET.read_bytes()).hexdigest(), "meantime": digest(options.corpora / "meantime")},
        "model_digest": reader.encoder.digest,
        "machine": described(),
    }
    write(options.out, {"what": "figures: extents (relaxed), and of those found what is right", **about, "scores": scores})
    for name, found in scores.items():
        print(f"{name:24} {found}")


if __name__ == "__main__":
    main()
