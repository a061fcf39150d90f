"""Where a voice answers otherwise than before: it accepted what it rejects now, says over what it said goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayso.linking.stances import Stance, stances
from sayso.views.pages import SaidLine


def turns(lines: Iterable[SaidLine]) -> Iterator[tuple[str, SaidLine, SaidLine]]:
    """Of one voice's statements in order of time: the terms that an earlier and a later one share, and the two."""
    held: list[tuple[SaidLine, Stance]] = []
    found = set()
    for line in lines:
        for stance in stances(line.cue, line.content):
            if stance.kind not in ("acceptance", "status") or stance.agent:
                continue
            for earlier, other in held:
                if stance.turns(other) and (earlier.id, line.id) not in found:
                    found.add((earlier.id, line.id))
                    yield " ".join(sorted({*stance.terms} & {*other.terms})), earlier, line
            held.append((line, stance))
