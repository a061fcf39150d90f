"""A reading as the JSON object that other programs rely on; ``sayso schema`` prints its JSON Schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from sayso.errors import ReportError
from sayso.ids import report_id, statement_id
from sayso.model import DateSuggestion, Figure, Moment, Reading, Report, Statement, Time, Voice


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one line of ``sayso read --json``."""
    loaded: dict[str, Any] = json.loads(files("sayso.views").joinpath("reading.schema.json").read_text(encoding="utf8"))
    return loaded


def reading_object(report: Report, reading: Reading) -> dict[str, Any]:
    """One report and its reading, by the contract. Spans are [start, end]; unknown is None, absent is []."""
    key = report_id(report)
    ids = [statement_id(key, statement) for statement in reading.statements]
    statements = [_statement(one, reading, ids, number) for number, one in enumerate(reading.statements)]
    return {
        "report": {
            "id": key,
            **{name: getattr(report, name) for name in ("path", "outlet", "title", "author", "url", "published", "language", "sha256")},
            "length": len(report.text),
        },
        "furniture": [{"start": f.span.start, "end": f.span.end, "kind": f.kind} for f in reading.furniture],
        "statements": statements,
        "figures": [_figure(one, ids) for one in reading.figures],
        "times": [_time(one) for one in reading.times],
        "flags": [{"kind": f.kind, "start": f.span.start, "end": f.span.end, "why": f.why} for f in reading.flags],
        "facts": [fact._asdict() for fact in report.facts],
        "suggested_dates": [_suggestion(one) for one in reading.dates],
    }


def error_object(error: ReportError) -> dict[str, Any]:
    """What could not be read, by the contract."""
    return {"error": {"path": error.path, "kind": error.kind, "message": error.message}}


def _statement(one: Statement, reading: Reading, ids: list[str], number: int) -> dict[str, Any]:
    heard = one.addressee
    return {
        "id": ids[number],
        **one.parts.placed(),
        "kind": one.kind,
        "mode": one.mode,
        "within": None if one.within is None else ids[one.within],
        "voice": None if one.voice is None else _voice(one.voice),
        "voices": [_voice(voice) for voice in one.voices],
        "addressee": None if heard is None else {"name": heard.name, "start": heard.span.start, "end": heard.span.end},
        "relay": [step.name for step in one.relay],
        "relay_steps": [{"name": s.name, "how": s.how, "start": s.span.start, "end": s.span.end} for s in one.relay],
        "said": None if one.said is None else _moment(one.said),
        "flags": list(reading.flags_on(one)),
        "confidence": one.confidence,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    mention = None if voice.mention is None else list(voice.mention)
    return {"name": voice.name, "kind": voice.kind, "role": voice.role, "side": voice.side, "mention": mention}


def _suggestion(one: DateSuggestion) -> dict[str, Any]:
    at = one.span
    return {"from": one.since, "to": one.until, "why": one.why, "start": at.start if at else None, "end": at.end if at else None}


def _moment(moment: Moment) -> dict[str, Any]:
    return {"text": moment.text, "start": moment.span.start, "end": moment.span.end, **_when(moment)}


def _when(moment: Moment) -> dict[str, Any]:
    return {"from": moment.since, "to": moment.until, "precision": moment.precision, "anchor": moment.anchor}


def _figure(figure: Figure, ids: list[str]) -> dict[str, Any]:
    at = figure.as_of
    return {
        "start": figure.span.start,
        "end": figure.span.end,
        **{name: getattr(figure, name) for name in ("low", "high", "bound", "of", "who", "where")},
        "as_of": None if at is None else at.text,
        "as_of_moment": None if at is None else _moment(at),
        "statement": None if figure.statement is None else ids[figure.statement],
    }


def _time(time: Time) -> dict[str, Any]:
    moment = time.moment
    return {"start": moment.span.start, "end": moment.span.end, "type": time.type, "value": time.value, **_when(moment)}
