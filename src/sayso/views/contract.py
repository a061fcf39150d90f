"""A reading as the JSON object that other programs rely on; ``sayso schema`` prints its JSON Schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from sayso.errors import ReportError
from sayso.ids import report_id, statement_id
from sayso.model import Figure, Moment, Reading, Report, Statement, Time, Voice


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one line of ``sayso read --json``."""
    loaded: dict[str, Any] = json.loads(files("sayso.views").joinpath("reading.schema.json").read_text(encoding="utf8"))
    return loaded


def reading_object(report: Report, reading: Reading) -> dict[str, Any]:
    """One report and its reading, by the contract. Spans are [start, end]; unknown is None, absent is []."""
    key = report_id(report)
    ids = [statement_id(key, statement) for statement in reading.statements]
    return {
        "report": {
            "id": key,
            **{name: getattr(report, name) for name in ("path", "outlet", "title", "author", "url", "published", "language", "sha256")},
            "length": len(report.text),
        },
        "furniture": [{"start": f.span.start, "end": f.span.end, "kind": f.kind} for f in reading.furniture],
        "statements": [_statement(one, key) for one, key in zip(reading.statements, ids, strict=True)],
        "figures": [_figure(one, ids) for one in reading.figures],
        "times": [_time(one) for one in reading.times],
        "flags": [{"kind": f.kind, "start": f.span.start, "end": f.span.end, "why": f.why} for f in reading.flags],
    }


def error_object(error: ReportError) -> dict[str, Any]:
    """What could not be read, by the contract."""
    return {"error": {"path": error.path, "kind": error.kind, "message": error.message}}


def _statement(one: Statement, key: str) -> dict[str, Any]:
    heard = one.addressee
    return {
        "id": key,
        **{role: [list(span) for span in getattr(one, role)] for role in ("source", "cue", "content")},
        "kind": one.kind,
        "mode": one.mode,
        "voice": None if one.voice is None else _voice(one.voice),
        "addressee": None if heard is None else {"name": heard.name, "start": heard.span.start, "end": heard.span.end},
        "relay": list(one.relay),
        "said": None if one.said is None else _moment(one.said),
        "confidence": one.confidence,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    mention = None if voice.mention is None else list(voice.mention)
    return {"name": voice.name, "kind": voice.kind, "role": voice.role, "side": voice.side, "mention": mention}


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "text": moment.text,
        "start": moment.span.start,
        "end": moment.span.end,
        "from": moment.since,
        "to": moment.until,
        "precision": moment.precision,
    }


def _figure(figure: Figure, ids: list[str]) -> dict[str, Any]:
    return {
        "start": figure.span.start,
        "end": figure.span.end,
        **{name: getattr(figure, name) for name in ("low", "high", "bound", "of", "who", "where", "as_of")},
        "statement": None if figure.statement is None else ids[figure.statement],
    }


def _time(time: Time) -> dict[str, Any]:
    moment = time.moment
    return {
        "start": moment.span.start,
        "end": moment.span.end,
        "type": time.type,
        "from": moment.since,
        "to": moment.until,
        "precision": moment.precision,
    }
