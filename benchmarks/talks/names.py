"""Names and their bearers across documents on MEANTIME: ``python -m benchmarks.talks.names [--corpora DIR] [--wrong]``.

The 120 documents (the first six sentences of each, where entities are marked; set as running text) are read and linked as one ledger, as a
user would. A proper name that the corpus marks (person, organisation, place; with an instance across documents) is found where a mention
of ours touches its last word; its group is the mention's bearer in the table `bearers`. B-cubed over the marked names, once over those that
were found, once over all, where a name that was not found is a group of its own. Baseline, over the same names: all that are written
alike, folded to lower case, are one. The corpus marks some titles and adjectives as names ("US", "the Airbus company"): these are as they are.
"""

from __future__ import annotations

import argparse
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.linking.metrics import b_cubed, weights_digest
from benchmarks.machine import described, write
from sayso.ledger import Ledger
from sayso.pipeline import build
from training.coreference import meantime
from training.corpora import digest

TOPICS = ("airbus", "apple", "gm", "stock")
KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A proper name of a document: where its last word stands, and whom it names across documents."""

    id: str
    document: str
    start: int
    end: int
    words: str
    kind: str
    instance: str


def marked(folder: Path, texts: Path) -> list[Marked]:
    """The names of all documents; their texts are written to `texts`."""
    out = []
    paths = {path.stem: path for topic in TOPICS for path in (folder / f"corpus_{topic}").glob("*.xml")}
    for article in meantime(folder, TOPICS):
        (texts / f"{article.name}.txt").write_text(article.text, encoding="utf8", newline="")
        entities = {
            e.get("m_id", ""): (KINDS[e.get("ent_type", "")], e.get("instance_id", ""))
            for e in ET.parse(paths[article.name]).getroot().iter("ENTITY")  # noqa: S314 (our own corpus)
            if e.get("ent_type") in KINDS and e.get("instance_id")
        }
        for mention in article.mentions or ():
            if mention.kind == "name" and mention.cluster in entities:
                words = article.text[mention.start : mention.end]
                last = mention.end - len(words.split()[-1])
                out.append(Marked(f"{article.name}/{mention.start}", article.name, last, mention.end, words, *entities[mention.cluster]))
    return list({one.id: one for one in out}.values())


def bearers(ledger: Ledger, names: list[Marked]) -> dict[str, str]:
    """The bearer of each name that a mention of ours touches."""
    held: dict[str, list[tuple[int, int, str]]] = {}
    for row in ledger.connection.execute(
        "SELECT path, start_at, end_at, bearer FROM mentions JOIN bearer_members USING (voice) JOIN reports ON reports.id = report"
    ):
        held.setdefault(Path(row["path"]).stem, []).append((row["start_at"], row["end_at"], row["bearer"]))
    out = {}
    for one in names:
        touching = [bearer for start, end, bearer in held.get(one.document, ()) if start < one.end and one.start < end]
        if touching:
            out[one.id] = touching[0]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--wrong", action="store_true", help="list names that are joined or kept apart wrongly, most frequent first")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/talks-names.json"))
    options = parser.parse_args()
    folder = options.corpora / "meantime"
    with tempfile.TemporaryDirectory() as scratch:
        texts = Path(scratch) / "texts"
        texts.mkdir()
        names = marked(folder, texts)
        build([str(texts)], Path(scratch) / "meantime.db")
        with Ledger(Path(scratch) / "meantime.db") as ledger:
            found = bearers(ledger, names)
            (model,) = ledger.connection.execute("SELECT model FROM runs LIMIT 1").fetchone()
    results: dict[str, object] = {}
    for kind in ("all", *KINDS.values()):
        some = [one for one in names if kind in ("all", one.kind)]
        gold = {one.id: one.instance for one in some}
        known = {key: instance for key, instance in gold.items() if key in found}
        alike = {one.id: one.words.casefold() for one in some}
        results[kind] = {
            "names": len(some), "instances": len(set(gold.values())), "found": round(len(known) / max(len(some), 1), 4),
            "sayso, names found": b_cubed(found, known), "written alike, names found": b_cubed(alike, known),
            "sayso, all names": b_cubed({key: found.get(key, key) for key in gold}, gold), "written alike, all names": b_cubed(alike, gold),
        }  # fmt: skip
    about = {
        "what": "bearers of the names in MEANTIME, across documents",
        "corpus_digest": digest(folder),
        "weights_digest": weights_digest(),
        "model_digest": model,
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for kind, values in results.items():
        print(kind, *(f"\n    {name}: {score}" for name, score in values.items()))  # type: ignore[attr-defined]
    if options.wrong:
        _wrong(names, found)


def _wrong(names: list[Marked], found: dict[str, str]) -> None:
    """Instances that have several bearers, bearers that have several instances."""
    by: dict[str, Counter[str]] = {}
    for one in names:
        if one.id in found:
            by.setdefault(one.instance, Counter())[f"{one.words} -> {found[one.id]}"] += 1
    for instance, counts in by.items():
        if len({key.rsplit(" -> ")[-1] for key in counts}) > 1:
            print("SEVERAL", instance, dict(counts.most_common(8)))
    back: dict[str, Counter[str]] = {}
    for one in names:
        if one.id in found:
            back.setdefault(found[one.id], Counter())[f"{one.words} = {one.instance}"] += 1
    for bearer, counts in back.items():
        if len({key.rsplit(" = ")[-1] for key in counts}) > 1:
            print("JOINED", bearer, dict(counts.most_common(8)))
    print("NOT FOUND", Counter(one.words for one in names if one.id not in found).most_common(40))


if __name__ == "__main__":
    main()
