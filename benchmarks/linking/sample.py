"""How right linking is on the sample newsroom, whose truth is known: ``python -m benchmarks.linking.sample [--wrong]``.

The statements are those that the reader finds; a statement of the truth that it misses is left out, since that is the reader's
fault (benchmarks/reading/sample.py). The sample is invented, short and by us: it shows shapes, it is no measure of the world.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from benchmarks.reading.sample import compare, wanted_in
from sayso.ids import report_id, statement_id
from sayso.intake import take_in
from sayso.ledger import Ledger
from sayso.linking.link import link
from sayso.linking.records import StatementRecord, VoiceRecord, records_of
from sayso.linking.voices import NAMED
from sayso.model import Across, Report
from sayso.reading import Reader
from sayso.sample import reports_folder, truth


def pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """All pairs of members of one group."""
    return {pair for group in groups for pair in combinations(sorted(set(group)), 2)}


def scores(found: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> dict[str, float | int]:
    right = len(found & wanted)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    return {"right": right, "found": len(found), "wanted": len(wanted), "precision": round(precision, 3), "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3)}  # fmt: skip


def _witnesses(known: dict[str, Any], found_as: Mapping[str, str], linked: Across) -> dict[str, float | int]:
    """Of the truth's utterances that have a statement found: how often the range is the truth's, and how often it holds it."""
    range_of = {s: (u.witnesses.low, u.witnesses.high) for u in linked.utterances for s in u.statements}
    seen = [
        (u["witnesses"], range_of[found_as[t]])
        for u in known["utterances"]
        for t in [next((t for t in u["statements"] if t in found_as), None)]
        if t
    ]
    equal = sum((w["low"], w["high"]) == found for w, found in seen)
    holds = sum(found[0] <= w["low"] and w["high"] <= found[1] for w, found in seen)
    return {"utterances": len(seen), "equal": equal, "within": holds}


def _disputes(known: dict[str, Any], found_as: Mapping[str, str], linked: Across) -> dict[str, float | int]:
    """A dispute found is right where each of its sides has a statement of another side of one of the truth's."""
    wanted = [[{found_as[t] for t in side if t in found_as} for side in d["sides"]] for d in known["disputes"]]
    met = set()
    right = 0
    for dispute in linked.disputes:
        sides = [set(side.statements) for side in dispute.sides]
        hit = [n for n, (a, b) in enumerate(wanted) if (sides[0] & a and sides[1] & b) or (sides[0] & b and sides[1] & a)]
        right += bool(hit)
        met |= set(hit)
    return {"found": len(linked.disputes), "right": right, "wanted": len(wanted), "met": len(met)}


def _print_wrong(
    found: set[tuple[str, str]], wanted: set[tuple[str, str]], said: Mapping[str, StatementRecord], named: Mapping[str, VoiceRecord]
) -> None:
    for label, some in (("WRONG", found - wanted), ("MISSED", wanted - found)):
        for pair in sorted(some):
            for one in (said[key] for key in pair):
                print(f"{label} {[named[v].name for v in one.voices]} <{one.cue}> {one.content[:110]} {one.report}")
            print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list pairs that are wrong or missed")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/linking-sample.json"))
    options = parser.parse_args()
    reader, known = Reader.load(), truth()
    found_as: dict[str, str] = {}  # truth's statement -> ours
    file_of: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "sample.db", create=True) as ledger, reports_folder() as reports:
        for report in take_in([str(reports)]):
            assert isinstance(report, Report)
            reading = reader.read(report)
            ledger.record(report, reading, version="benchmark", settings=reader.settings)
            key = report_id(report)
            file_of[Path(report.path).name] = key
            mine = [wanted_in(report, one) for one in known["statements"] if report.path.endswith(one["report"])]
            for wanted, found in compare(report, reading.statements, mine):
                if found is not None:
                    found_as[wanted.known["id"]] = statement_id(key, found)
        records = records_of(ledger.connection)
    linked = link(records)
    ours = set(found_as.values())
    said = {s.id: s for s in records.statements}
    results = {}
    wanted_utterances = pairs([found_as[t] for t in u["statements"] if t in found_as] for u in known["utterances"])
    found_utterances = pairs([s for s in u.statements if s in ours] for u in linked.utterances)
    results["utterances"] = scores(found_utterances, wanted_utterances)
    families: dict[str, set[str]] = defaultdict(set)
    for one in linked.families:
        families[one.first or one.reports[0]] |= {*one.reports}
    copied = {frozenset(pair) for c in known["copies"] for pair in pairs([[file_of[r] for r in c["reports"]]])}
    results["copies"] = scores({(a, b) for a, b in pairs(families.values())}, {(min(p), max(p)) for p in copied})
    named = {v.id: v for v in records.voices}
    group_of = {v: g.voices[0] for g in linked.voices for v in g.voices}
    voice_of = {t["id"]: t["voice"] for t in known["statements"]}
    kind_of = {v["name"]: v["kind"] for v in known["voices"]}
    wanted_voices, mentioned = defaultdict(set), defaultdict(set)
    for t, s in found_as.items():
        if voice_of[t] and kind_of[voice_of[t]] in NAMED and said[s].voices and named[said[s].voices[0]].kind in NAMED:
            wanted_voices[voice_of[t]].add(said[s].voices[0])
            mentioned[group_of[said[s].voices[0]]].add(said[s].voices[0])
    results["voices"] = scores(pairs(mentioned.values()), pairs(wanted_voices.values()))
    results["witnesses"] = _witnesses(known, found_as, linked)
    results["disputes"] = _disputes(known, found_as, linked)
    if options.wrong:
        _print_wrong(found_utterances, wanted_utterances, said, named)
    about = {
        "what": "the sample newsroom, linked: pairs of statements, reports and voices that are one",
        "model_digest": reader.encoder.digest,
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for name, values in results.items():
        print(name, values)


if __name__ == "__main__":
    main()
