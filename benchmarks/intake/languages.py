"""Which language a report is in: ``python -m benchmarks.intake.languages [CORPORA]``.

English that is taken for another language is not read, so the texts and the headlines of `bulk` and `fakes` (all English) are counted
by what they are taken for; against it stand sentences of our own in two dozen languages (sets/languages.jsonl), whole and cut short.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import py3langid

from benchmarks.machine import described, write
from sayso.languages import MARGIN, language_of

SETS = Path(__file__).with_name("sets") / "languages.jsonl"
FILES = ("bulk/middle_east.jsonl", "bulk/mixed.jsonl", "fakes/reports.jsonl")
RESULTS = Path(__file__).parents[1] / "results"
CUTS = (40, 60, 90, 1000)  # code points


def margin(text: str) -> float:
    """By how much the likeliest language is likelier than English, in natural logarithms."""
    ranked = py3langid.rank(text)
    return float(ranked[0][1] - dict(ranked)["en"])


def main() -> None:
    corpora = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora")
    articles = [json.loads(line) for name in FILES for line in (corpora / name).read_text(encoding="utf8").splitlines()]
    own = [json.loads(line) for line in SETS.read_text(encoding="utf8").splitlines()]
    foreign = [one for one in own if one["language"] not in ("en", None)]
    result = {
        "corpus": {name: hashlib.sha256((corpora / name).read_bytes()).hexdigest()[:16] for name in FILES},
        "set": hashlib.sha256(SETS.read_bytes()).hexdigest()[:16],
        "machine": described(),
        "margin": MARGIN,
        "english_texts": dict(Counter(str(language_of(one["text"])) for one in articles)),
        "english_headlines": dict(Counter(str(language_of(one["title"] or "")) for one in articles)),
        "largest_margin_of_a_headline": round(max(margin(one["title"] or "") for one in articles), 1),
        "sentences": {
            str(cut): dict(
                Counter(
                    "right"
                    if (found := language_of(one["text"][:cut])) == one["language"]
                    else "unknown"
                    if found is None
                    else f"wrong: {found}"
                    for one in foreign
                )
            )
            for cut in CUTS
        },
        "smallest_margin_of_a_sentence": round(min(margin(one["text"]) for one in foreign), 1),
    }
    write(RESULTS / "intake-languages.json", result)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
