"""The labelled windows of `sets/`: their reports as records, and pairs of them as a table to fit. Sets are described in sets/README.md."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Literal

from benchmarks.linking.labelled import Pair, Table
from sayso.ledger import Ledger
from sayso.linking import stories
from sayso.linking.records import Records, records_of
from sayso.model import Report
from sayso.reading import Reader
from sayso.settings import Settings

SET = Path(__file__).parent / "sets" / "stories.jsonl"
Part = Literal["dev", "test"]
# How much a pair counts: each report is in some 40 of them. For dev windows that were left out, .1, .3 and 1 are alike within .01.
EVIDENCE = 0.1


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report of a window, "file:id", with the story that each labeller gave it; a story of one where they gave `none`."""

    window: str
    part: Part
    report: str
    a: str
    b: str

    @property
    def corpus(self) -> str:
        return self.window.split("-")[0]

    @property
    def file(self) -> str:
        return self.report.rpartition(":")[0]


def labelled() -> list[Labelled]:
    """All labelled reports, window by window."""
    found = []
    for line in SET.read_text(encoding="utf8").splitlines():
        known = json.loads(line)
        key = f"{known['file']}:{known['id']}"
        a, b = (known[by] if known[by] != "none" else f"none {key}" for by in "ab")
        found.append(Labelled(known["window"], known["part"], key, a, b))
    return found


def digest() -> str:
    return sha256(SET.read_bytes()).hexdigest()[:16]


def texts(corpora: Path, wanted: Sequence[Labelled]) -> list[Report]:
    """The labelled reports; of several lines with one id the last is kept, as when the windows were drawn."""
    lines = {
        f"{file}:{line['id']}": line
        for file in sorted({one.file for one in wanted})
        for line in map(json.loads, (corpora / f"{file}.jsonl").read_text(encoding="utf8").splitlines())
    }
    # The key is the address too: some texts are in a corpus twice, and are labelled twice.
    return [
        Report(
            key, r["text"], sha256(r["text"].encode()).hexdigest(), outlet=r["outlet"], title=r["title"], url=key, published=r["published"]
        )
        for key, r in ((one.report, lines[one.report]) for one in wanted)
    ]


def records(corpora: Path, ledger: Path) -> tuple[Records, str]:
    """What linking is given of the labelled reports, and the reader's digest. `ledger` keeps the readings; what it has is not read again."""
    reader = Reader.load(Settings(nested=False))
    model = reader.encoder.digest
    with Ledger(ledger, create=not ledger.exists()) as kept:
        for report in texts(corpora, labelled()):
            if not kept.has_reading(report, version="benchmark", model=model, settings=reader.settings):
                kept.record(report, reader.read(report), version="benchmark", settings=reader.settings)
        return records_of(kept.connection), model


def rows_of(known: Records) -> list[dict[str, object]]:
    """The records that are compared, by "file:id"."""
    key_of = {report.id: report.path for report in known.reports}
    return [{**row, "unique_id": key_of[str(row["unique_id"])]} for row in stories.rows(known.reports, known.named)]


def windows(part: Part | None = None) -> dict[str, list[Labelled]]:
    """The labelled reports by window."""
    found: dict[str, list[Labelled]] = defaultdict(list)
    for one in labelled():
        if part in (None, one.part):
            found[one.window].append(one)
    return found


def table(known: Records, part: Part = "dev") -> Table:
    """All pairs of reports of one window: one story by labeller a, or two. Each window counts alike, since pairs grow with its square.

    What a pair counts is among what is `known` of it.
    """
    rows = {str(row["unique_id"]): row for row in rows_of(known)}
    by = windows(part)
    pairs = {window: list(combinations(reports, 2)) for window, reports in by.items()}
    share = EVIDENCE * sum(map(len, pairs.values())) / len(pairs)
    labels = [
        Pair(left.report, right.report, left.a == right.a, {"type": window, "counts": share / len(some)})
        for window, some in pairs.items()
        for left, right in some
    ]
    wanted = tuple(rows[one.report] for reports in by.values() for one in reports)
    return Table("story", stories.COMPARISONS, wanted, stories.SCHEMA, tuple(labels), 0.0, digest())
