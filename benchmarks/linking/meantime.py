"""Voices across documents on MEANTIME: ``python -m benchmarks.linking.meantime [--corpora DIR] [--wrong]``.

A chain of mentions that a document gives a person or an organisation is a voice, called by the longest of its proper names; role and side
are not known. A proper name is marked with all that stands before it ("automaker Chrysler"), which is in no voice's name: the scores are
once of names as marked, once of the longest without such words. Chains are one where the corpus gives them one instance. Chains without a name or an instance are left out. All 120
documents are linked as one ledger; entities are marked in the first six sentences of each. The rivals: all that are named exactly
alike are one; none are.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.linking.metrics import b_cubed, pairwise, weights_digest
from benchmarks.machine import described, write
from sayso.linking.link import link
from sayso.linking.records import Records, ReportRecord, VoiceRecord
from training.coreference import meantime
from training.corpora import Article, digest

KINDS = {"PER": "person", "ORG": "organisation"}
TOPICS = ("airbus", "apple", "gm", "stock")


@dataclass(frozen=True, slots=True)
class Chain:
    """What one document says of one person or organisation."""

    id: str
    document: str
    name: str
    kind: str
    instance: str


_WORD = r"(?:[A-Z0-9][\w’'&.-]*)"
_NAME = re.compile(rf"(?:[Tt]he )?({_WORD}(?: (?:(?:of|and|&|for|de|van) )?{_WORD})*)[.,]?")


def bare(names: list[str]) -> str:
    """The longest of the names that are nothing but a name; else the last name in the longest of them, before a bracket or comma."""
    alone = [found[1] for name in names if (found := _NAME.fullmatch(name))]
    longest = max(alone or names, key=lambda name: (len(name), name))
    if alone:
        return longest
    inside = _NAME.findall(re.split(r" \(|(?<=\w), ", longest)[0])
    return str(inside[-1]) if inside else longest


def chains(article: Article, path: Path, *, as_marked: bool) -> list[Chain]:
    """The chains of a document that have a name and an instance."""
    entities = {
        e.get("m_id", ""): (KINDS[e.get("ent_type", "")], e.get("instance_id", ""))
        for e in ET.parse(path).getroot().iter("ENTITY")  # noqa: S314 (our own corpus)
        if e.get("ent_type") in KINDS and e.get("instance_id")
    }
    names: dict[str, list[str]] = {}
    for mention in article.mentions or ():
        if mention.kind == "name" and mention.cluster in entities:
            names.setdefault(mention.cluster, []).append(article.text[mention.start : mention.end])
    named = {key: max(found, key=lambda name: (len(name), name)) if as_marked else bare(found) for key, found in names.items()}
    return [Chain(f"{article.name}/{key}", article.name, named[key], *entities[key]) for key in sorted(named)]


def linked(articles: list[Article], found: list[Chain]) -> dict[str, str]:
    """The group of each chain, linked as the voices of a ledger are."""
    reports = tuple(ReportRecord(a.name, a.name, None, None, None, a.text) for a in articles)
    across = link(Records(reports, tuple(VoiceRecord(c.id, c.document, c.name, c.kind, None, None) for c in found), (), ()))
    return {voice: group.voices[0] for group in across.voices for voice in group.voices}


def scores(articles: list[Article], found: list[Chain], *, wrong: bool) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, str]] = {
        "sayso": linked(articles, found),
        "exact names": {c.id: f"{c.kind} {c.name.casefold()}" for c in found},
        "all apart": {c.id: c.id for c in found},
    }
    results = {}
    for kind in ("all", *KINDS.values()):
        wanted = {c.id: c.instance for c in found if kind in ("all", c.kind)}
        results[kind] = {
            "chains": len(wanted),
            "instances": len(set(wanted.values())),
            **{name: {"B-cubed": b_cubed(own, wanted), "pairs": pairwise(own, wanted)} for name, own in groups.items()},
        }
    if wrong:
        counts: Counter[tuple[str, ...]] = Counter()
        for one, other in combinations(found, 2):
            together = groups["sayso"][one.id] == groups["sayso"][other.id]
            if together != (one.instance == other.instance):
                counts["JOINED" if together else "MISSED", one.kind, *sorted((one.name, other.name))] += 1
        for names, count in counts.most_common():
            print(count, *names, sep=" | ")
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wrong", action="store_true", help="list the names that are joined or kept apart wrongly")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/linking-meantime.json"))
    options = parser.parse_args()
    folder = options.corpora / "meantime"
    paths = {path.stem: path for topic in TOPICS for path in (folder / f"corpus_{topic}").glob("*.xml")}
    articles = sorted(meantime(folder, TOPICS), key=lambda a: a.name)
    results = {}
    for naming in ("as marked", "bare"):
        found = [chain for article in articles for chain in chains(article, paths[article.name], as_marked=naming == "as marked")]
        results[naming] = scores(articles, found, wrong=options.wrong and naming == "bare")
    about = {
        "what": "persons and organisations of MEANTIME's documents, linked by name across documents",
        "corpus_digest": digest(folder),
        "weights_digest": weights_digest(),
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for naming, kinds in results.items():
        for kind, values in kinds.items():
            print(naming, kind, *(f"\n    {name}: {score}" for name, score in values.items()))


if __name__ == "__main__":
    main()
