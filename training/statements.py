"""Labelled statements to train and to judge `sayso.talks` by: our own invented ones, those labelled in the corpora, PLOVER's gold records.

`training/invented/*.jsonl` are invented sentences with labels; `benchmarks/talks/sets/*.jsonl` hold places in a corpus and labels, no
words; benchmarks/talks/sets/CODEBOOK.md says what the labels mean.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sayso.talks.encoder import ACTOR, CONTENT, CUE, OTHER, RECIPIENT, SOURCE

ROOT = Path(__file__).parent.parent
SETS = ROOT / "benchmarks" / "talks" / "sets"
INVENTED = Path(__file__).parent / "invented"
FILES = {"fakes": "fakes/reports.jsonl", "middle_east": "bulk/middle_east.jsonl", "mixed": "bulk/mixed.jsonl"}
NOW_CALLED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}  # PLOVER before its last revision
_PART = {"source": SOURCE, "cue": CUE, "content": CONTENT}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, the spans of the statement in it (start, end, part), and its labels; None where it was not labelled for that."""

    id: str
    text: str
    spans: tuple[tuple[int, int, int], ...]
    act: str | None
    modality: str | None
    stance: str | None
    issues: frozenset[str] | None
    ends: tuple[tuple[int, int, int], ...] | None = None  # who does it and to whom: (start, end, ACTOR or RECIPIENT)
    given: Mapping[str, Any] | None = None  # the line or record it comes from


def invented() -> Iterator[Labelled]:
    """Our own sentences. Those of wire style have no cue: their stance is not labelled by a voice's words and is left out."""
    for path in sorted(INVENTED.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf8").splitlines()):
            row = json.loads(line)
            text, spans = "", []
            for part in row.get("order", "source cue content").split():
                if words := row[part]:
                    text += " " if text else ""
                    spans.append((len(text), len(text) + len(words), _PART[part] if row["cue"] else OTHER))
                    text += words
            stance = row["stance"] if row["cue"] else None
            ends = None if "actor" not in row else _ends(text, {ACTOR: [row["actor"]], RECIPIENT: [row["recipient"]]})
            issues = frozenset(row["issues"])
            yield Labelled(f"{path.stem}-{number}", text, tuple(spans), row["act"], row["modality"], stance, issues, ends, row)


def _ends(text: str, named: Mapping[int, list[str]]) -> tuple[tuple[int, int, int], ...]:
    """The places of these words; an actor's come before a recipient's of the same words."""
    out: list[tuple[int, int, int]] = []
    for role, some in named.items():
        for words in some:
            found = [m.start() for m in re.finditer(re.escape(words), text)] if words else []
            free = [at for at in found if all(at >= end or at + len(words) <= start for start, end, _ in out)]
            if free:
                out.append((free[0], free[0] + len(words), role))
    return tuple(out)


@cache
def _texts(path: Path) -> dict[str, str]:
    with path.open(encoding="utf8") as lines:
        return {str(row["id"]): row["text"] for row in map(json.loads, lines)}


def labelled(name: str, corpora: Path) -> Iterator[Labelled]:
    """A set of benchmarks/talks/sets, with its words from the corpora. Raises FileNotFoundError where these are absent."""
    for line in (SETS / f"{name}.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        spans = tuple((start, end, _PART[part]) for part in ("source", "cue", "content") for start, end in row[part])
        text = _texts(corpora / FILES[row["corpus"]])[row["record"]]
        ends = tuple((start, end, role) for role, key in ((ACTOR, "actor"), (RECIPIENT, "recipient")) for start, end in row.get(key, ()))
        issues = frozenset(row["issues"])
        yield Labelled(row["id"], text, spans, row["act"], row["modality"], row["stance"], issues, ends if "actor" in row else None, row)


def plover(corpora: Path, *, test: bool) -> Iterator[Labelled]:
    """PLOVER's gold records, by the event types as they are called now: every third of each type, in order of id, is for test.

    One sentence is in the records twice, under two types: it is left out of test where it is trained on.
    """
    records = json.loads((corpora / "plover" / "PLOVER_GSR_CAMEO.json").read_text(encoding="utf8"))
    seen: Counter[str] = Counter()
    parts: dict[bool, list[tuple[str, dict[str, Any]]]] = {False: [], True: []}
    for record in sorted((r for r in records if r["event"] != "DOCUMENT"), key=lambda r: str(r["id"])):
        act = NOW_CALLED.get(record["event"], record["event"])
        seen[act] += 1
        parts[seen[act] % 3 == 0].append((act, record))
    trained = {record["text"] for _, record in parts[False]}
    for act, record in parts[test]:
        text = record["text"]
        if test and text in trained:
            continue
        named = {
            role: [one["actorText"] for one in record.get(key) or () if isinstance(one, dict)]
            for role, key in ((ACTOR, "source"), (RECIPIENT, "target"))
        }
        yield Labelled(record["id"], text, ((0, len(text), OTHER),), act, None, None, None, _ends(text, named), record)
