"""How many pairs the keys of copies make, and which keys make them: ``python -m benchmarks.scale.keys [--corpora ../shared/corpora]``.

Keys are those by which `sayso.linking.copies` finds candidates, before any bound; on the newsroom by size, and on real articles (bulk),
a sample of them by size. Texts alone are needed: nothing is read.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.linking.newsroom import newsroom
from benchmarks.machine import write
from benchmarks.scale.growth import slope
from sayso.linking import copies, crowds
from sayso.linking.records import ReportRecord
from sayso.linking.words import quotations, runs, words

SEED = 7
RESULTS = Path("benchmarks/results/scale-keys.json")


def counted(reports: Sequence[ReportRecord]) -> dict[str, Any]:
    """Keys and the pairs that they make, and what of both is of keys that a crowd has, and of keys inside quotations."""
    rows = copies.rows(reports, ())
    values, counts = np.unique(np.concatenate([np.array(row["keys"], np.int64) for row in rows]), return_counts=True)
    quoted = np.isin(
        values, np.array(sorted({int(k) for r in reports for q in quotations(r.text) for k in runs(words(q), copies.QUOTE_RUN)}), np.int64)
    )
    pairs, many = counts * (counts - 1) // 2, counts > crowds.MANY
    return {
        "reports": len(reports), "keys": len(values), "pairs": int(pairs.sum()), "pairs by keys that no crowd has": int(pairs[~many].sum()), "most reports of a key": int(counts.max()),
        "crowded keys": int(many.sum()), "of these in quotations": int((many & quoted).sum()), "share of pairs by crowded keys": round(float(pairs[many].sum() / max(1, pairs.sum())), 4),
    }  # fmt: skip


def invented(size: int) -> list[ReportRecord]:
    return [ReportRecord(f"{at:07}", "", one.report.outlet, (one.report.published or "")[:10] or None, one.report.title, one.report.text)
            for at, one in enumerate(newsroom(size, SEED))]  # fmt: skip


def real(corpora: Path) -> list[ReportRecord]:
    lines = (line for name in ("middle_east", "mixed") for line in (corpora / f"bulk/{name}.jsonl").read_text(encoding="utf8").splitlines())
    found = {r["id"]: r for r in map(json.loads, lines)}
    return [
        ReportRecord(key, "", r.get("outlet"), (r.get("published") or "")[:10] or None, r["title"], r["text"])
        for key, r in sorted(found.items())
    ]


def growing(sets: Iterable[Sequence[ReportRecord]]) -> dict[str, Any]:
    sizes = [counted(some) for some in sets]
    exponents = {name: slope({one["reports"]: one[name] for one in sizes[-2:]}) for name in ("pairs", "pairs by keys that no crowd has")}
    return {"sizes": sizes, "exponents of the last two": exponents}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    given = parser.parse_args()
    articles = real(given.corpora)
    dice = random.Random(SEED)
    results = {
        "newsroom": growing(invented(size) for size in (300, 1_000, 3_000)),
        "bulk": growing(sorted(dice.sample(articles, size), key=lambda r: r.id) for size in (300, 1_000, len(articles))),
    }
    write(given.output, {"what": "keys of copies and the pairs that they make", "seed": SEED, "crowd": crowds.MANY, **results})
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
