"""Linking against the truth of the synthetic newsroom: ``python -m benchmarks.linking.newsroom_scores [--reports 100 1000 10000] [--read]``.

All stories of a size are linked as one ledger, in a process of its own (for its memory), from their true readings; with `--read` also
100 reports as the reader reads them, what it misses left out. The newsroom is invented and by us, as the rules of linking are: it
shows how linking scales and where it errs, it is no measure of the world.

witnesses and voices are counted right where the range holds the truth, exact where it is the truth and nothing else: of what was
grouped as the truth has it ("intact"), and of all, by the found group that has most of the statements.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

from benchmarks.linking.metrics import pairwise, rates, weights_digest
from benchmarks.linking.newsroom import Story, stories
from benchmarks.linking.newsroom_placed import Placed, gathered, place
from benchmarks.machine import described, write
from sayso.ledger import Ledger
from sayso.linking.link import Known, link
from sayso.linking.meaning import Meaning
from sayso.linking.records import records_of
from sayso.model import Across, Counted, Dispute
from sayso.reading import Reader

SEED = 7


def measure(reports: int, *, read: bool, wrong: bool) -> dict[str, Any]:
    told = list(stories(reports, SEED))
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "newsroom.db", create=True) as ledger:
        placed = place(told, ledger, Reader.load() if read else None)
        records = records_of(ledger.connection)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, busy = time.perf_counter(), time.process_time()
    meaning = Meaning.load()
    vectors = {s.id: meaning.vector(s.content) for s in records.statements}
    encoded = time.perf_counter()
    encoding = time.process_time() - busy
    across = link(records, (), Known(fingerprints={"vector": {"meaning": meaning.digest}}, vectors=vectors))
    end, busy = time.perf_counter(), time.process_time() - busy - encoding
    return {
        "stories": len(told),
        "statements": len(records.statements),
        "links": dict(sorted(Counter(one.kind for one in across.links).items())),
        "seconds": {"vectors of contents": round(encoded - start, 1), "linking": round(end - encoded, 1)},
        "processor seconds": {"vectors of contents": round(encoding, 1), "linking": round(busy, 1)},
        "peak MB": {"before": before // 1024, "after": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024},
        "statements found": f"{len(placed.utterances)} of {sum(placed.wanted)}",
        **groups(across, placed),
        "disputes": disputes(across.disputes, told, placed, wrong=wrong),
    }


def groups(across: Across, placed: Placed) -> dict[str, Any]:
    """Pairs of one group, and how many stand behind each."""
    voices = {v: group.voices[0] for group in across.voices for v in group.voices}
    families = {r: r for r in placed.families} | {r: one.first or one.reports[0] for one in across.families for r in one.reports}
    utterances = {s: one.statements[0] for one in across.utterances for s in one.statements}
    claims = {**utterances, **{s: f"claim of {one.statements[0]}" for one in across.claims for s in one.statements}}
    witnesses = {one.statements[0]: one.witnesses for one in across.utterances}
    asserted = {f"claim of {one.statements[0]}": one.voices for one in across.claims}
    apart = {v: f"{placed.story[v]} {group}" for v, group in voices.items() if v in placed.story}
    return {
        "voices": pairwise(voices, placed.voices),
        "voices within a story": pairwise(apart, placed.within_stories(placed.voices)),
        "copies": pairwise(families, placed.families),
        "utterances": pairwise(utterances, placed.utterances),
        "claims": pairwise(claims, placed.claims),
        "witnesses": counted(utterances, placed.utterances, witnesses, placed.witnesses),
        "voices of claims": counted(claims, placed.claims, asserted, placed.asserted),
    }


def counted(found: Mapping[str, str], wanted: Mapping[str, str], ranges: Mapping[str, Counted], truth: Mapping[str, int]) -> dict[str, Any]:
    """How often the range found for a group holds the true number, and is it; members that the truth does not know have no say."""
    groups_found = gathered({member: found[member] for member in wanted})
    counts = {"intact": Counter[str](), "all": Counter[str]()}
    for group, members in sorted(gathered(wanted).items()):
        if group not in truth:
            continue
        most = max(sorted({found[m] for m in members}), key=lambda one: len(groups_found[one] & members))
        range_ = ranges.get(most)
        for name in ("intact", "all") if groups_found[most] == members else ("all",):
            counts[name]["of"] += 1
            if range_:
                counts[name]["holds"] += range_.low <= truth[group] <= range_.high
                counts[name]["exact"] += range_.low == truth[group] == range_.high
                counts[name]["one number"] += range_.low == range_.high
                counts[name]["too low" if range_.high < truth[group] else "too high" if range_.low > truth[group] else "within"] += 1
    return {
        name: {**dict(sorted(some.items())), **{f"share {k}": round(some[k] / max(some["of"], 1), 4) for k in ("holds", "exact")}}
        for name, some in counts.items()
    }


def meets(dispute: Dispute, sides: Sequence[set[str]]) -> bool:
    """Whether two sides of a dispute that was found overlap two of what was planted; of a decoy of one statement, whether it is in one."""
    own = [{*side.figures} if dispute.kind == "figure" else {*side.statements} for side in dispute.sides]
    if len(sides) == 1:
        return any(one & sides[0] for one in own)
    return any(one & this and other & that for one, other in permutations(own, 2) for this, that in combinations(sides, 2))


def disputes(found: Sequence[Dispute], told: Sequence[Story], placed: Placed, *, wrong: bool = False) -> dict[str, Any]:
    """By kind: disputes that were found against those planted; decoys that were taken for disputes."""
    planted = [(p.kind, placed.sides(story, p)) for story in told for p in story.disputes]
    decoys = [(p.kind, placed.sides(story, p)) for story in told for p in story.decoys]
    counts: dict[str, Counter[str]] = {}
    for kind in ("figure", "status", "acceptance", "denial", "wording"):
        count = counts[kind] = Counter()
        mine = [one for one in found if one.kind == kind]
        by_member: dict[str, list[Dispute]] = {}
        for one in mine:
            for key in {key for side in one.sides for key in (side.figures if kind == "figure" else side.statements)}:
                by_member.setdefault(key, []).append(one)
        hit: dict[str, set[int]] = {"planted": set(), "decoys": set()}
        for name, some in (("planted", planted), ("decoys", decoys)):
            for sides in (sides for which, sides in some if which == kind):
                met = {id(one) for side in sides for key in side for one in by_member.get(key, ()) if meets(one, sides)}
                hit[name] |= met
                count[name] += 1
                count[f"{name} hit"] += bool(met)
        count["found"], count["right"] = len(mine), len(hit["planted"])
        count["found on decoys"] = len(hit["decoys"] - hit["planted"])
        if wrong:
            for one in (one for one in mine if id(one) not in hit["planted"]):
                print("DISPUTE", kind, "decoy" if id(one) in hit["decoys"] else "", one.matter, one.why, one.sides, file=sys.stderr)
    counts["all"] = sum(counts.values(), Counter())
    return {kind: {**dict(sorted(n.items())), **_shares(n)} for kind, n in counts.items()}


def _shares(n: Counter[str]) -> dict[str, float]:
    """Precision over the disputes found, recall over those planted."""
    return {
        "precision": float(rates(n["right"], n["found"], n["found"])["precision"]),
        "recall": float(rates(n["planted hit"], n["planted"], n["planted"])["recall"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--read", action="store_true", help="100 reports also as the reader reads them")
    parser.add_argument("--wrong", action="store_true", help="list disputes that are none")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds that a size may take")
    parser.add_argument("--one", action="store_true", help="measure one size in this process, and print the result as JSON")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/linking-newsroom.json"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.reports[0], read=options.read, wrong=options.wrong)))
        return
    runs = [("100 reports, as read", ["100", "--read"])] if options.read else []
    runs += [(f"{size} reports", [str(size)]) for size in options.reports]
    results: dict[str, Any] = {}
    for name, arguments in runs:
        flags = ["--one", *(["--wrong"] if options.wrong else []), "--reports", *arguments]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.linking.newsroom_scores", *flags],
                check=True,
                stdout=subprocess.PIPE,
                timeout=options.limit,
            )
            results[name] = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            results[name] = f"not linked within {options.limit:.0f} seconds"
        print(name, json.dumps(results[name], indent=1))
        about = {"what": "the synthetic newsroom, linked as one ledger, against its truth", "seed": SEED}
        digests = {
            "weights_digest": weights_digest(),
            "model_digest": Reader.load().encoder.digest,
            "meaning_digest": Meaning.load().digest,
        }
        write(options.out, {**about, **digests, "machine": described(), "results": results})


if __name__ == "__main__":
    main()
