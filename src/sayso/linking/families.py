"""Copy families: which of the copies is first, where the evidence gives it, and how much of it the others have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sayso.linking.copies import RUN
from sayso.linking.records import Records, ReportRecord
from sayso.linking.words import outside_quotations, runs, words
from sayso.model import CopyFamily, CopyKind

WHOLE, PART = 0.6, 0.12  # of the copy's own runs of five words that are in the first: reprinted whole, in part; below, rewritten


def families(records: Records, member_of: Mapping[str, str]) -> list[CopyFamily]:
    """The families of two reports or more; one with a first has an entry for each kind of copy made of it."""
    reports = {r.id: r for r in records.reports}
    named: dict[str, set[str]] = defaultdict(set)
    for statement in records.statements:
        named[statement.report] |= {name.casefold() for name, how in statement.relay if how != "passed_on"}
    members: dict[str, list[ReportRecord]] = defaultdict(list)
    for report, key in sorted(member_of.items()):
        members[key].append(reports[report])
    found = []
    for family in (some for some in members.values() if len(some) > 1):
        first, why = _first(family, named)
        own = {r.id: runs(words(outside_quotations(r.text)), RUN) for r in family}
        if first is None:
            most = 0.0
            for a, b in combinations(sorted(own), 2):
                most = max(most, _share(own[a], own[b]))
                if most >= WHOLE:  # nothing is more than that
                    break
            found.append(CopyFamily(tuple(r.id for r in family), None, _kind(most), why))
            continue
        kinds: dict[CopyKind, list[str]] = defaultdict(list)
        for r in family:
            if r.id != first.id:
                kinds[_kind(_share(own[first.id], own[r.id]))].append(r.id)
        found += [CopyFamily((first.id, *copies), first.id, kind, why) for kind, copies in sorted(kinds.items())]
    return found


def _first(family: Sequence[ReportRecord], named: Mapping[str, set[str]]) -> tuple[ReportRecord | None, str]:
    """The one report whose outlet the others name as where they have it from; else the one published before all others."""
    owed = [
        r
        for r in family
        if r.outlet and any(r.outlet.casefold() in named.get(other.id, ()) for other in family if other.outlet != r.outlet)
        and not any(other.outlet and other.outlet.casefold() in named.get(r.id, ()) for other in family if other.outlet != r.outlet)
    ]  # fmt: skip
    if len(owed) == 1:
        return owed[0], f"{owed[0].outlet} is credited"
    if len({r.outlet for r in owed}) == 1:
        family = owed
    dated = sorted((r for r in family if r.published), key=lambda r: r.published or "")
    if len(dated) == len(family) and dated[0].published != dated[1].published:
        return dated[0], f"{dated[0].outlet or dated[0].path} had it first, on {dated[0].published}"
    return None, "no report is credited by the others or dated before them"


def _share(first: npt.NDArray[np.int64], copy: npt.NDArray[np.int64]) -> float:
    return len(np.intersect1d(first, copy)) / max(1, min(len(first), len(copy)))


def _kind(share: float) -> CopyKind:
    return "whole" if share >= WHOLE else "part" if share >= PART else "rewritten"
