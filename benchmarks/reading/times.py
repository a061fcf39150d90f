"""Moments against MEANTIME's TIMEX3, beside the libraries that find dates in running text: ``python -m benchmarks.reading.times``.

Extents by overlap (relaxed), one to one; values on the matched. Only what is annotated counts: expressions in the sentences whose
entities are marked (the first six), anchored to the document's own date. Libraries that are not installed are left out, and said.
`airbus` and `gm` were read while the grammar was written; `apple` and `stock` only in lists of expressions.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.machine import described, write
from sayso.reading.times import find_times, published_day
from training.coreference import ANNOTATED, meantime_text
from training.corpora import digest


class Timex(NamedTuple):
    """One time expression: its extent, its TIMEX3 type in lower case and its value; type and value None where a library gives none."""

    start: int
    end: int
    type: str | None
    value: str | None


Finder = Callable[[str, str | None], list[Timex]]


def documents(folder: Path, corpora: tuple[str, ...]) -> list[tuple[str, str | None, list[Timex]]]:
    """Text of the annotated sentences, ISO date of the document, and gold expressions."""
    out = []
    for path in (p for corpus in corpora for p in sorted((folder / f"corpus_{corpus}").glob("*.xml"))):
        root = ET.parse(path).getroot()  # noqa: S314 (our own corpus)
        text, place = meantime_text(root, sentences=ANNOTATED)
        gold, created = [], None
        for timex in root.iter("TIMEX3"):
            anchors = [a.get("t_id", "") for a in timex.iter("token_anchor")]
            if timex.get("functionInDocument") == "CREATION_TIME":
                created = timex.get("value")
            if anchors and all(a in place for a in anchors):
                value = timex.get("value", "")
                gold.append(Timex(place[anchors[0]][0], place[anchors[-1]][1], timex.get("type", "").lower(), value))
        if created is None or published_day(created) is None:  # the date line is the first full date
            created = next((g.value for g in gold if re.fullmatch(r"\d{4}-\d\d-\d\d", g.value or "")), None)
        out.append((text, created, gold))
    return out


def plain(value: str | None) -> str:
    """A value without what annotators write in several ways: open ends, the zone, the order of PnY."""
    return re.sub(r"^P([YMD])(\d+)$", r"P\2\1", re.sub(r"-?X+$", "", re.sub(r"Z$", "", value or "")))


def score(found_by: Finder, documents: list[tuple[str, str | None, list[Timex]]]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for text, created, gold in documents:
        found = found_by(text, created)
        used: set[int] = set()
        for g in gold:
            at = next((i for i, f in enumerate(found) if i not in used and f.start < g.end and g.start < f.end), None)
            if at is None:
                continue
            used.add(at)
            counts["matched"] += 1
            counts["value"] += plain(found[at].value) == plain(g.value)
            counts["type"] += found[at].type == g.type
        counts["found"] += len(found)
        counts["gold"] += len(gold)
    p, r = counts["matched"] / max(counts["found"], 1), counts["matched"] / max(counts["gold"], 1)
    shares = {name: round(counts[name] / max(counts["matched"], 1), 4) for name in ("value", "type")}
    return {"P": round(p, 4), "R": round(r, 4), "F1": round(2 * p * r / max(p + r, 1e-9), 4), **shares, "gold": counts["gold"]}


def sayso(text: str, created: str | None) -> list[Timex]:
    return [Timex(t.moment.span.start, t.moment.span.end, t.type, t.value) for t in find_times(text, created)]


def libraries() -> dict[str, Finder]:
    """Those that are installed, each with its settings as its manual gives them for running text."""
    out: dict[str, Finder] = {}

    def base(created: str | None) -> datetime:
        return datetime.fromisoformat(created) if created else datetime(2000, 1, 1)  # noqa: DTZ001 (dates without zones)

    try:
        from dateparser.search import search_dates

        def dateparser(text: str, created: str | None) -> list[Timex]:
            found, place = [], 0
            for words, when in search_dates(text, languages=["en"], settings={"RELATIVE_BASE": base(created)}) or []:
                at = text.find(words, place)
                if at >= 0:
                    found.append(Timex(at, at + len(words), "date", when.date().isoformat()))
                    place = at + len(words)
            return found

        out["dateparser"] = dateparser
    except ImportError:
        pass
    try:
        import parsedatetime

        calendar = parsedatetime.Calendar()

        def pdt(text: str, created: str | None) -> list[Timex]:
            found = calendar.nlp(text, base(created)) or ()
            return [Timex(start, end, "date", when.date().isoformat()) for when, _, start, end, _ in found]

        out["parsedatetime"] = pdt
    except ImportError:
        pass
    try:
        import timefhuman as human

        def timefhuman(text: str, created: str | None) -> list[Timex]:
            found = []
            for sentence in re.finditer(r"[^\n]+", text):
                try:
                    results = human.timefhuman(sentence[0], human.tfhConfig(now=base(created), return_matched_text=True))
                except Exception:  # noqa: BLE001, S112 (a grammar that fails on a sentence finds nothing in it)
                    continue
                for words, (start, _), when in results:
                    day = when.date().isoformat() if isinstance(when, datetime) else str(when)
                    found.append(Timex(sentence.start() + start, sentence.start() + start + len(words), "date", day))
            return found

        out["timefhuman"] = timefhuman
    except ImportError:
        pass
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/times.json"))
    options = parser.parse_args()
    folder = options.corpora / "meantime"
    parts = {"all": ("airbus", "apple", "gm", "stock"), "airbus, gm": ("airbus", "gm"), "apple, stock": ("apple", "stock")}
    finders = {"sayso": sayso, **libraries()}
    scores: dict[str, Any] = {
        name: {part: score(finder, documents(folder, of)) for part, of in parts.items()} for name, finder in finders.items()
    }
    versions = {}
    for name in ("dateparser", "parsedatetime", "timefhuman"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed, not measured"
    about = {"corpus_digest": digest(folder), "machine": described(), "libraries": versions}
    write(options.out, {"what": "time expressions on MEANTIME: relaxed extents, value and type of the matched", **about, "scores": scores})
    for name, by in scores.items():
        for part, found in by.items():
            print(f"{name:14} {part:14} {found}")


if __name__ == "__main__":
    main()
