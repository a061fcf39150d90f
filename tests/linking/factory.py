"""One-line makers of what linking takes in, and of small ledgers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sayso.ledger import Ledger
from sayso.linking.records import FigureRecord, Records, ReportRecord, StatementRecord, VoiceRecord
from sayso.model import Across, Reading, Report, Statement, Voice
from sayso.pipeline import relink
from sayso.settings import Settings
from tests.factory import span_of

Relay = tuple[tuple[str, str], ...]


def a_report_record(key: str, outlet: str | None = None, *, published: str | None = None, title: str | None = None, text: str = "") -> ReportRecord:  # fmt: skip
    return ReportRecord(key, f"{key}.txt", outlet, published, title, text)


def a_voice_record(key: str, name: str, *, report: str = "r1", kind: str = "person", role: str | None = None, side: str | None = None) -> VoiceRecord:  # fmt: skip
    return VoiceRecord(key, report, name, kind, role, side)


def a_statement_record(
    key: str, report: str, content: str = "that the mill is shut", *, voices: tuple[str, ...] = ("v1",), cue: str = "said",
    kind: str = "speech", relay: Relay = (), addressee: str | None = None, said: str | None = None, within: str | None = None,
) -> StatementRecord:  # fmt: skip
    mode = "direct" if "“" in content else "indirect"
    return StatementRecord(key, report, 0, kind, mode, None, cue, content, addressee, said, said, within, voices, relay)


def a_figure_record(
    key: str, report: str, value: float, *, of: str = "killed", where: str | None = "Ostra", statement: str | None = None, as_of: str | None = None
) -> FigureRecord:  # fmt: skip
    return FigureRecord(key, report, f"{value:g}", value, value, "exact", of, "people", where, as_of, as_of, statement)


def records_with(
    reports: Sequence[ReportRecord], voices: Sequence[VoiceRecord], statements: Sequence[StatementRecord], figures: Sequence[FigureRecord] = ()
) -> Records:  # fmt: skip
    """Records in the order in which a ledger gives them."""
    return Records(
        tuple(sorted(reports, key=lambda r: r.id)), tuple(sorted(voices, key=lambda v: v.id)),
        tuple(sorted(statements, key=lambda s: (s.report, s.id))), tuple(sorted(figures, key=lambda f: (f.report, f.id))),
    )  # fmt: skip


def a_telling(
    name: str, content: str, *, outlet: str = "Lantern", published: str | None = "2024-03-04", voice: Voice | None = None, model: str = "m1"
) -> tuple[Report, Reading]:
    """A report of one sentence, in which somebody said something, and its reading."""
    text = f"{name} said {content}."
    who, cue, what = ((span_of(text, words),) for words in (name, " said ", content))
    cue = (cue[0]._replace(start=cue[0].start + 1, end=cue[0].end - 1),)
    statement = Statement(who, cue, what, "speech", "indirect", 0.9, (voice or Voice(name, "person"),))
    report = Report(f"{outlet}.txt", text, hashlib.sha256(text.encode()).hexdigest(), outlet=outlet, published=published)
    return report, Reading(model, (statement,))


def record(ledger: Ledger, report: Report, reading: Reading) -> None:
    ledger.record(report, reading, version="0", settings=Settings())


def linked(ledger: Ledger) -> Across:
    return relink(ledger, settings=Settings(), model="m1")
