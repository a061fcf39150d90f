"""sayso's copies, timed in a process of its own: ``python -m benchmarks.rivals.copies_ours HALF CORPORA``.

Out, one JSON line: the labelled pairs of the half with what sayso and the likenesses of benchmarks/linking/copies.py make of them, seconds of the
processor, and peak megabytes. Reading is what a ledger has done before it links; so it is timed apart from finding and weighing pairs.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from benchmarks.linking.copies import MinHash, cases_of, triples
from benchmarks.linking.labelled import Half, copy_pairs
from benchmarks.rivals.protocol import peak_megabytes


def texts(corpora: Path) -> dict[str, str]:
    """All reports of the three files by the ids that the labelled pairs have."""
    files = {"middle_east": "bulk/middle_east", "mixed": "bulk/mixed", "fakes": "fakes/reports"}
    return {
        f"{name}:{report['id']}": report["text"]
        for name, path in files.items()
        for report in map(json.loads, (corpora / f"{path}.jsonl").read_text(encoding="utf8").splitlines())
    }


def baselines(known: list[str]) -> float:
    """Seconds that `cases_of` spends on the likenesses of the baselines, which are none of sayso's."""
    begun, minhash = time.process_time(), MinHash()
    for text in known:
        minhash.signature(triples(text))
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", choices=get_args(Half))
    parser.add_argument("corpora", type=Path)
    options = parser.parse_args()
    known = texts(options.corpora)
    begun = time.process_time()
    table = copy_pairs(options.half, options.corpora, invented=False)
    read = time.process_time()
    cases = cases_of(table, known)
    done, megabytes = time.process_time(), peak_megabytes()
    reports = sorted(str(row["unique_id"]) for row in table.records)
    answer = {
        "cases": [{**asdict(case), "likeness": dict(case.likeness)} for case in cases],
        "reports": reports,
        "words": sum(len(known[key].split()) for key in reports),
        "seconds of reading": read - begun,
        "seconds of linking": done - read - baselines([known[key] for key in reports]),
        "megabytes": megabytes,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
