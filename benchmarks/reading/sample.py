"""How right the reader is on the sample newsroom, whose truth is known: ``python -m benchmarks.reading.sample [--wrong]``.

The sample is invented, short, and was written by us: it shows shapes (nested, garbled, partisan), it is no measure of
the world. Nested statements are counted apart, since one pass reads one layer.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from benchmarks.reading.metrics import Tokenised, jaccard
from sayso.intake import take_in
from sayso.model import Report, Span, Statement
from sayso.reading import Reader
from sayso.sample import reports_folder, truth


@dataclass(frozen=True, slots=True)
class Wanted:
    """One statement of the truth with its spans found in the report's text."""

    known: dict[str, Any]
    source: tuple[Span, ...]
    content: tuple[Span, ...]


def wanted_in(report: Report, known: dict[str, Any]) -> Wanted:
    """Content words stand once in a report; the source is the occurrence nearest to the content."""
    content = tuple(Span(start := report.text.index(words), start + len(words)) for words in known["content"])
    source: tuple[Span, ...] = ()
    if known["source"]:
        places = [Span(*m.span()) for m in re.finditer(rf"(?<!\w){re.escape(known['source'])}(?!\w)", report.text)]
        outside = [p for p in places if not any(c.start <= p.start < c.end for c in content)] or places
        source = (min(outside, key=lambda p: min(max(c.start - p.end, p.start - c.end, 0) for c in content)),)
    return Wanted(known, source, content)


def compare(report: Report, statements: tuple[Statement, ...], wanted: list[Wanted]) -> list[tuple[Wanted, Statement | None]]:
    """Each wanted statement with the one read: source overlapping or both empty, content alike by half."""
    tokenised = Tokenised(report.text)
    used: set[int] = set()
    pairs: list[tuple[Wanted, Statement | None]] = []
    for one in wanted:
        source, content = tokenised.of(one.source), tokenised.of(one.content)
        best = max(
            (i for i in range(len(statements)) if i not in used),
            key=lambda i: jaccard(tokenised.of(statements[i].content), content),
            default=None,
        )
        found = statements[best] if best is not None else None
        if found is not None and jaccard(tokenised.of(found.content), content) >= 0.5:
            own = tokenised.of(found.source)
            if own & source or own == source:
                used.add(best)  # type: ignore[arg-type]
                pairs.append((one, found))
                continue
        pairs.append((one, None))
    return pairs


def _bare(words: str | None) -> str | None:
    """A time without its preposition."""
    return re.sub(r"^(?:on|in|at|by|late|early) ", "", words.casefold()) if words else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what is missed or has the wrong voice")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/sample.json"))
    options = parser.parse_args()
    reader, known = Reader.load(), truth()
    names = {voice["name"]: {name.casefold() for name in (voice["name"], *voice["names"])} for voice in known["voices"]}
    counts: Counter[str] = Counter()
    with reports_folder() as folder:
        for report in take_in([str(folder)]):
            assert isinstance(report, Report)
            mine = [wanted_in(report, one) for one in known["statements"] if report.path.endswith(one["report"])]
            read = reader.read(report).statements
            counts["read"] += len(read)
            for one, found in compare(report, read, mine):
                layer = "nested" if one.known["within"] else "outer"
                counts[f"{layer} wanted"] += 1
                if found is None:
                    if options.wrong:
                        print(f"MISSED {layer} {report.path[-30:]}: [{one.known['source']}] <{one.known['cue']}> {one.known['content']}")
                    continue
                counts[f"{layer} found"] += 1
                voice = found.voice.name.casefold() if found.voice else None
                right_voice = voice in names[one.known["voice"]] if one.known["voice"] else voice is None
                for field, right in (
                    ("voice", right_voice),
                    ("kind", found.kind == one.known["kind"]),
                    ("mode", found.mode == one.known["mode"]),
                    ("addressee", (found.addressee.name if found.addressee else None) == one.known["addressee"]),
                    ("relay", [step.name for step in found.relay] == one.known["relay"]),
                    ("said", _bare(found.said.text if found.said else None) == _bare(one.known["said"])),
                ):
                    counts[f"{field} right"] += right
                    if options.wrong and not right:
                        got = {"voice": found.voice, "addressee": found.addressee, "relay": found.relay, "said": found.said}.get(
                            field, getattr(found, field)
                        )
                        print(f"{field.upper()} {report.path[-30:]}: [{one.known['source']}] wanted {one.known[field]!r}, got {got}")
    about = {"what": "the sample newsroom: statements found, and of those found what is right", "model_digest": reader.encoder.digest}
    write(options.out, {**about, "machine": described(), "counts": dict(sorted(counts.items()))})
    for key, number in sorted(counts.items()):
        print(f"{key:18} {number}")


if __name__ == "__main__":
    main()
