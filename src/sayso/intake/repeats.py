"""Lines that several reports of one outlet share: page parts repeat, reporting seldom does."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
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
        for key in {_key(span.of(report.text)) for span in _lines(report.text)}:
            self.counts[report.outlet][key] += 1

    def of(self, report: Report) -> tuple[Span, ...]:
        """The report's lines that at least `FEWEST` reports of its outlet have; none where they make up half of it: that is a copy."""
        if report.outlet is None or report.outlet not in self.counts:
            return ()
        counts = self.counts[report.outlet]
        lines = [span for span in _lines(report.text) if counts.get(_key(span.of(report.text)), 0) >= FEWEST]
        shared = sum(span.end - span.start for span in lines)
        return tuple(lines) if 2 * shared < len(report.text.strip()) else ()


def _lines(text: str) -> Iterable[Span]:
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].strip()
        if SHORTEST <= len(line) <= LONGEST:
            start = match.start() + match[0].index(line)
            yield Span(start, start + len(line))


def _key(line: str) -> bytes:
    return hashlib.blake2b(line.casefold().encode(), digest_size=8).digest()
