"""What a user writes, for mypy to check: the types of the public names, of what they give, and of their parts. Nothing here is run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import sayso
from sayso.model import Span, Time
from sayso.views.exports.rows import FigureRow, LinkRow, ReportRow, StatementRow, UtteranceRow, VoiceRow
from sayso.views.python import Dispute, ReadReport, Statements, Table, Utterance


def read_one() -> list[str]:
    report: ReadReport = sayso.read("The board said no.", outlet="Harbour Gazette", published="2024-03")
    again: ReadReport = sayso.read(Path("note.txt"))
    words: list[str] = [statement.content for statement in (*report, *again)]
    spans: tuple[Span, ...] = report.statements[0].content_spans
    times: tuple[Time, ...] = report.times
    bound: str = report.figures[0].bound
    low: float | None = report.figures[0].low
    outlet: str | None = report.outlet
    return [*words, bound, str((spans, times, low, outlet))]


def look_at_a_ledger(path: Path) -> Table[StatementRow]:
    with sayso.Ledger(path, read_only=True) as ledger:
        opened: sayso.Ledger = ledger
        statement: StatementRow = opened.statements[0]
        by_id: StatementRow = opened.statements["s1:0"]
        some: Statements = opened.statements[2:7]
        picked: Statements = some.where(
            about="truce", voice=["Ruvan Hale", "Dovi Maskar"], since=date(2019, 3, 4), until="2019-03-09", disputed=True
        )
        voices: list[VoiceRow] = list(opened.voices)
        figures: Table[FigureRow] = opened.figures.where(lambda figure: (figure.low or 0) > 10, of="killed")
        links: list[LinkRow] = [link for link in opened.links if link.weight < 1]
        reports: list[ReportRow] = [report for report in opened.reports if report.outlet]
        utterance: UtteranceRow = max(opened.utterances, key=lambda one: one.witnesses_high)
        tree: Utterance = opened.utterance(utterance.id)
        dispute: Dispute = opened.disputes[0]
        sides: list[tuple[str, ...]] = [account.voices for account in dispute.accounts]
        who: str | None = statement.voice_name
        told: int | None = by_id.told_in
        how_many: int = len(picked) + len(voices) + len(figures) + len(links) + len(reports) + len(sides) + tree.low
        return some if who or told or how_many else picked
