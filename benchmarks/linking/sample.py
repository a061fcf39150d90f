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

from benchmarks.machine import described, write
from benchmarks.reading.sample import compare, wanted_in
from sayso.ids import report_id, statement_id
from sayso.intake import take_in
from sayso.ledger import Ledger
from sayso.linking.link import link
from sayso.linking.records import records_of
from sayso.model import Report
from sayso.reading import Reader
from sayso.sample import reports_folder, truth


def pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """All pairs of members of one group."""
    return {pair for group in groups for pair in combinations(sorted(set(group)), 2)}


def by_group(member_of: Mapping[str, str]) -> list[list[str]]:
    groups = defaultdict(list)
    for member, group in member_of.items():
        groups[group].append(member)
    return list(groups.values())


def scores(found: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> dict[str, float | int]:
    right = len(found & wanted)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    return {"right": right, "found": len(found), "wanted": len(wanted), "precision": round(precision, 3), "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3)}  # fmt: skip


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
    found_utterances = pairs([s for s in group if s in ours] for group in by_group(linked.utterances))
    results["utterances"] = scores(found_utterances, wanted_utterances)
    results["copies"] = scores(pairs(by_group(linked.families)), pairs([file_of[r] for r in c["reports"]] for c in known["copies"]))
    named = {v.id: v for v in records.voices}
    voice_of = {t["id"]: t["voice"] for t in known["statements"]}
    kind_of = {v["name"]: v["kind"] for v in known["voices"]}
    wanted_voices, mentioned = defaultdict(set), defaultdict(set)
    for t, s in found_as.items():
        if voice_of[t] and kind_of[voice_of[t]] in ("person", "organisation", "state") and said[s].voices and said[s].voices[0] in linked.voices:
            wanted_voices[voice_of[t]].add(said[s].voices[0])
            mentioned[linked.voices[said[s].voices[0]]].add(said[s].voices[0])
    results["voices"] = scores(pairs(mentioned.values()), pairs(wanted_voices.values()))
    if options.wrong:
        for label, some in (("WRONG", found_utterances - wanted_utterances), ("MISSED", wanted_utterances - found_utterances)):
            for left, right in sorted(some):
                for s in (said[left], said[right]):
                    print(f"{label} {[named[v].name for v in s.voices]} <{s.cue}> {s.content[:110]} {s.report}")
                print()
        for label, some in (("WRONG", pairs(mentioned.values()) - pairs(wanted_voices.values())), ("MISSED", pairs(wanted_voices.values()) - pairs(mentioned.values()))):
            for line in sorted({(named[left].name, named[left].kind, named[right].name, named[right].kind) for left, right in some}):
                print(label, line)
    about = {"what": "the sample newsroom, linked: pairs of statements, reports and voices that are one", "model_digest": reader.encoder.digest}
    write(options.out, {**about, "machine": described(), "results": results})
    for name, values in results.items():
        print(name, values)


if __name__ == "__main__":
    main()
