"""Lines that several reports of one outlet share: page parts repeat, reporting seldom does."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sayso.model import Report, Span

FEWEST = 3  # reports of one outlet that must have a line
LONGEST = 300  # code points: a longer line is a paragraph
SHORTEST = 3


@dataclass(slots=True)
class Repeats:
    """Counts, for each outlet, of the reports that have a line; texts are not kept."""

    counts: dict[str, dict[bytes, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    seen: set[tuple[str, str]] = field(default_factory=set)

    def add(self, report: Report) -> None:
        """Count the report's lines, once for each text of an outlet."""
        if report.outlet is None or (report.outlet, report.sha256) in self.seen:
            return
        self.seen.add((report.outlet, report.sha256))
        for key in line_keys(report.text):
            self.counts[report.outlet][key] += 1

    def of(self, report: Report) -> tuple[Span, ...]:
        """The report's lines that at least `FEWEST` reports of its outlet have."""
        if report.outlet is None or report.outlet not in self.counts:
            return ()
        counts = self.counts[report.outlet]
        return repeated_lines(report.text, lambda key: counts.get(key, 0) >= FEWEST)


def line_keys(text: str) -> set[bytes]:
    """The keys of a text's lines."""
    return {_key(span.of(text)) for span in _lines(text)}


def repeated_lines(text: str, known: Callable[[bytes], bool]) -> tuple[Span, ...]:
    """The lines whose key is `known` to be repeated; none where they make up half of the text: that is a copy."""
    lines = [span for span in _lines(text) if known(_key(span.of(text)))]
    shared = sum(span.end - span.start for span in lines)
    return tuple(lines) if 2 * shared < len(text.strip()) else ()


def _lines(text: str) -> Iterable[Span]:
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].strip()
        if SHORTEST <= len(line) <= LONGEST:
            start = match.start() + match[0].index(line)
            yield Span(start, start + len(line))


def _key(line: str) -> bytes:
    return hashlib.blake2b(line.casefold().encode(), digest_size=8).digest()
