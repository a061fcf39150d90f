"""The quotes of each report as Citron's annotation format has them (github.com/bbc/citron, docs/data_format.md): `sayso export --format citron`.

One JSON file for each report: {"text", "quotes": [{"id", "cue", "sources", "contents", "coreferences", "confidence"}]}, each span as
{"start", "end", "text"} in code points. It is what Citron's trainers, evaluation and annotator read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.ledger import Ledger
from sayso.model import Span
from sayso.views.exports.brat import file_name
from sayso.views.exports.tellings import Source, Telling, sources, tellings


def citron_files(ledger: Ledger, folder: Path) -> Iterator[Path]:
    """Write a file for each report, also for those in which nothing is said; of an earlier text only where it says what no later one does."""
    folder.mkdir(parents=True, exist_ok=True)
    mentions = _mentions(ledger)
    written = set()
    for report, text, some in tellings(ledger):
        written.add(report.id)
        yield _write(folder, report, text, [_quote(text, one, mentions[one.line.id]) for one in some if _is_quote(one)])
    for report in sources(ledger).values():
        if report.id not in written and not report.earlier:
            (text,) = ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (report.id,)).fetchone()
            yield _write(folder, report, text, [])


def _is_quote(telling: Telling) -> bool:
    """Citron has one layer: what is told inside another's words would stand there as if the report itself told it."""
    return telling.line.within is None and bool(telling.parts.cue)


def _quote(text: str, telling: Telling, mentions: list[Span]) -> dict[str, Any]:
    sources = telling.parts.source
    quote = {
        "id": telling.line.id,
        "cue": _span(text, telling.parts.cue[0]),
        "sources": [_span(text, one) for one in sources],
        "contents": [_span(text, one) for one in telling.parts.content],
    }
    if telling.voices:  # in Citron no coreferences are not the same as none known
        same = {one.of(text) for one in sources}  # Citron gives none that has the same words, either
        beside = [one for one in mentions if not any(one.start < source.end and source.start < one.end for source in sources)]
        quote["coreferences"] = [_span(text, one) for one in beside if one.of(text) not in same]
    return {**quote, "confidence": f"{telling.line.confidence:.4f}"}  # a string, as Citron writes it


def _span(text: str, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _mentions(ledger: Ledger) -> dict[str, list[Span]]:
    """Where the report says most about the voices of each statement."""
    found: dict[str, list[Span]] = defaultdict(list)
    for statement, start, end in ledger.connection.execute(
        "SELECT speakers.statement, start_at, end_at FROM speakers JOIN voices ON voices.id = voice WHERE start_at IS NOT NULL"
        " ORDER BY speakers.statement, position"
    ):
        found[statement].append(Span(start, end))
    return found


def _write(folder: Path, report: Source, text: str, quotes: list[dict[str, Any]]) -> Path:
    """The file's name ends with the report's id, as in the folders for brat; what is before it is for people."""
    path = folder / f"{file_name(report.path, report.id)}.json"
    path.write_text(json.dumps({"text": text, "quotes": quotes}, ensure_ascii=False, indent=4) + "\n", encoding="utf8", newline="")
    return path
