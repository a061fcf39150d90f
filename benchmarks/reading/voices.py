"""Voices against coreference: ``python -m benchmarks.reading.voices``, on GUM's news and the MEANTIME documents not trained on.

Of the sources that the reader finds, those which gold marks as a pronoun or a nominal of something mentioned before: is the voice
that thing? Right where the voice's mention lies in a gold mention of it, or where its name is one of its names. With the learned
antecedent head and without it, in one run.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import described, write
from sayso.model import Report, Span, Voice
from sayso.reading import Reader
from sayso.settings import Settings
from training.coreference import gum, meantime
from training.corpora import Article, Mention, digest


def gold_of(article: Article, source: Span) -> tuple[Mention, list[Mention]] | None:
    """The gold mention that the source is, and all mentions of its cluster; None where it is a name or first of its cluster."""
    inside = [
        m for m in article.mentions or () if source.start <= m.head_start and m.head_end <= source.end and m.start <= source.start + 5
    ]
    if not inside:
        return None
    mention = max(inside, key=lambda m: (m.end - m.start, m.kind == "name"))
    cluster = [m for m in article.mentions or () if m.cluster == mention.cluster]
    earlier = any(m.start < mention.start for m in cluster)
    return (mention, cluster) if earlier and mention.kind != "name" else None


def is_right(article: Article, voice: Voice | None, mention: Mention, cluster: list[Mention]) -> bool:
    if voice is None:
        return False
    at = voice.mention
    others = [m for m in cluster if (m.start, m.end) != (mention.start, mention.end)]
    if at is not None and any(
        (m.start <= at.start and at.end <= m.end + 3) or (at.start <= m.head_start and m.head_end <= at.end) for m in others
    ):
        return True
    names = {re.sub(r"^the |[’' ]+s$", "", article.text[m.start : m.end].casefold()) for m in others if m.kind == "name"}
    return voice.name.casefold() in names


def measure(articles: list[Article], *, learned: bool, verbose: bool = False) -> dict[str, object]:
    reader = Reader.load(replace(Settings(), learned_references=learned))
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for article in articles:
        reading = reader.read(Report(article.name, article.text, hashlib.sha256(article.text.encode()).hexdigest()))
        for one in reading.statements:
            gold = gold_of(article, one.source[0]) if one.source else None
            if gold is None:
                continue
            mention, cluster = gold
            ok = is_right(article, one.voice, mention, cluster)
            total[mention.kind] += 1
            right[mention.kind] += ok
            if verbose and not ok:
                known = [article.text[m.start : m.end] for m in cluster][:3]
                print("WRONG", article.name, repr(one.source[0].of(article.text)), "is", known, "read", one.voice and one.voice.name)
    return {kind: {"right": right[kind], "of": total[kind], "share": round(right[kind] / max(total[kind], 1), 4)} for kind in sorted(total)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/voices.json"))
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    parts = {
        "GUM news": gum(options.corpora / "gum", "news"),
        "MEANTIME airbus, apple": meantime(options.corpora / "meantime", ("airbus", "apple")),
    }
    scores = {
        name: {
            "rules": measure(articles, learned=False),
            "rules and antecedent head": measure(articles, learned=True, verbose=options.verbose),
        }
        for name, articles in parts.items()
    }
    about = {
        "corpus_digest": {name: digest(options.corpora / name) for name in ("gum", "meantime")},
        "model_digest": Reader.load().encoder.digest,
    }
    write(
        options.out,
        {"what": "voices of pronoun and nominal sources against gold coreference", **about, "machine": described(), "scores": scores},
    )
    for name, by in scores.items():
        for how, found in by.items():
            print(f"{name}, {how}: {found}")


if __name__ == "__main__":
    main()
