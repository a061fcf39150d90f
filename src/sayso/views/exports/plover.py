"""Coded events as PLOVER records, a JSON object a line: `sayso export --format plover`.

The fields are those of the PLOVER manual, draft 0.8 (github.com/openeventdata/PLOVER, "Data Fields"), which lets providers add their own. An
event here is what a statement reports, so each record says on whose word: `modality`, `stance`, `scores` and `attribution` are ours.
Types are the sixteen that POLECAT codes: the manual's, with REQUEST for its DEMAND.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sayso import __version__
from sayso.ledger import Ledger
from sayso.model import Span
from sayso.talks.stances import denies, leaves_open
from sayso.views.exports.codes import state_code
from sayso.views.exports.tellings import Source, Telling, attributed, tellings

CODEBOOK = "PLOVER 0.8 (draft); event types as in POLECAT"
QUADS: Mapping[int, tuple[str, ...]] = {  # the manual's table "Quad categories"
    1: ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    2: ("COOPERATE", "AID", "RETREAT"),
    3: ("REQUEST", "ACCUSE", "REJECT", "SANCTION", "THREATEN"),
    4: ("PROTEST", "MOBILIZE", "COERCE", "ASSAULT"),
}
_QUAD_OF = {event: quad for quad, events in QUADS.items() for event in events}
# The manual's names for what the ledger calls otherwise; a mode that is none of the manual's is left out, and stands in `ledger_mode`.
_MODES = {("COERCE", "seize"): "confiscate", ("ASSAULT", "chemical"): "unconventional"}
_NOT_IN_THE_MANUAL = {("ASSAULT", "aerial"), ("COERCE", "cyber"), ("COERCE", "destroy")}
_CONTEXTS = {"promised": "future", "demanded": "hypothetical", "hypothetical": "hypothetical", "denied": "negation"}
# "The coder should always return the single event category, not a category+context" (0.8, "Special contexts"): these are the saying itself.
_IS_THE_SAYING = {
    ("AGREE", "promised"), ("CONCEDE", "promised"), ("THREATEN", "promised"), ("REJECT", "promised"), ("REQUEST", "demanded"), ("REJECT", "denied"),
}  # fmt: skip

_ACTS = """
SELECT acts.*, (SELECT utterance FROM utterance_members WHERE utterance_members.statement = acts.statement) AS utterance FROM acts
WHERE type IS NOT NULL
"""
_NAMED = """
SELECT ids.voice, coalesce(voices.name, bearers.name) AS called, coalesce(voice_groups.name, bearers.name, voices.name) AS name,
  coalesce(voices.kind, bearers.kind) AS kind, voices.role, coalesce(voices.side, voice_groups.side) AS side
FROM (SELECT actor AS voice FROM acts WHERE actor IS NOT NULL UNION SELECT recipient FROM acts WHERE recipient IS NOT NULL) AS ids
  LEFT JOIN voices ON voices.id = ids.voice LEFT JOIN voice_members ON voice_members.voice = ids.voice
  LEFT JOIN voice_groups ON voice_groups.id = voice_members.voice_group
  LEFT JOIN bearer_members ON bearer_members.voice = ids.voice LEFT JOIN bearers ON bearers.id = bearer_members.bearer
"""


def plover_texts(ledger: Ledger) -> Iterator[str]:
    """A line for each statement that stands and reports an act of one of the types, in order of date, report and place."""
    db = ledger.connection
    acts = {row["statement"]: row for row in db.execute(_ACTS)}
    named = {row["voice"]: row for row in db.execute(_NAMED)}
    for report, text, some in tellings(ledger):
        for telling in some:
            if act := acts.get(telling.line.id):
                yield json.dumps(_record(report, text, telling, act, named), ensure_ascii=False) + "\n"


def _record(report: Source, text: str, telling: Telling, act: Any, named: Mapping[str, Any]) -> dict[str, Any]:
    line = telling.line
    content = telling.parts.content
    every = [span for spans in telling.parts for span in spans]
    start, end = min(span.start for span in every), max(span.end for span in every)
    return {
        "id": line.id,
        "date": report.published[:10] if report.published and len(report.published) >= 10 else None,
        "source": _actor(text, act, "actor", named),
        "recipient": _actor(text, act, "recipient", named),
        "event": [act["type"]],
        "event_text": [span.of(text) for span in content],
        "quad_code": _QUAD_OF[act["type"]],
        "mode": _mode(act["type"], act["mode"]),
        "context": _contexts(act["type"], act["modality"], line.cue),
        "link": act["utterance"],
        "text": text[start:end],
        "text_info": {"start": start, "end": end, "event_spans": [list(span) for span in content]},
        "cite_info": {
            "citation": report.id, "url": report.url, "title": report.title, "language": report.language, "publication": report.outlet,
            "coder": f"sayso {__version__}", "codebook": CODEBOOK,
        },
        "coder": f"sayso {__version__}",
        "comment": attributed(telling),
        "modality": act["modality"],
        "stance": act["stance"],
        "ledger_mode": act["mode"],
        "scores": {name: act[f"{name}_score"] for name in ("type", "modality", "stance")},
        "attribution": _attribution(report, telling),
    }  # fmt: skip


def _mode(event: str, mode: str | None) -> list[str]:
    """The mode by the manual's name; none where the manual has none for it."""
    return [] if mode is None or (event, mode) in _NOT_IN_THE_MANUAL else [_MODES.get((event, mode), mode)]


def _contexts(event: str, modality: str | None, cue: str) -> list[str]:
    """The manual's special context that says how the event stands, so that nothing asked for, possible or denied counts as done."""
    if modality in (None, "done") and leaves_open(cue):
        return [_CONTEXTS["hypothetical"]]
    if modality is None or modality == "done" or ((event, modality) in _IS_THE_SAYING and not (modality == "denied" and denies(cue))):
        return []
    return [_CONTEXTS[modality]]


def _actor(text: str, act: Any, end: str, named: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who does it or to whom, as the manual's list of actors; empty where the words do not say."""
    if act[f"{end}_start_at"] is None:
        return []
    span = Span(act[f"{end}_start_at"], act[f"{end}_end_at"])
    known = named.get(act[end])
    name, role, side, kind = (known[field] for field in ("name", "role", "side", "kind")) if known else (None, None, None, None)
    return [
        {"code": _code(span.of(text), name, side, kind), "actor_text": span.of(text), "start": span.start, "end": span.end,
         "identifier_id": act[end], "identifier_text": name, "office": role, "side": side}
    ]  # fmt: skip


def _code(words: str, name: str | None, side: str | None, kind: str | None) -> str | None:
    """ISO 3166-1 alpha-3 of the state that the actor is or that somebody speaks for, by the report; None for all others: none is looked up."""
    meant = side if kind in ("person", "anonymous", "group") else (name or words) if kind in ("state", "place", None) else None
    return state_code(meant, 3) if meant else None


def _attribution(report: Source, telling: Telling) -> dict[str, Any]:
    """On whose word the event stands: without this it is nothing that happened."""
    line = telling.line
    return {
        "report": report.id,
        "published": report.published,
        "outlet": report.outlet,
        "voices": [{"id": who.id, "name": who.name, "kind": who.kind, "role": who.role, "side": who.side} for who in telling.voices],
        "source": line.source,
        "cue": line.cue,
        "kind": line.kind,
        "mode": line.mode,
        "relay": [step.name for step in telling.relay],
        "within": telling.within,
        "told_by": line.told_by,
        "confidence": line.confidence,
        "witnesses": None if line.origins_low is None else [line.origins_low, line.origins_high],
        "confirmed": line.confirmed,
        "flags": list(line.flags),
        "spans": telling.parts.placed(),
    }
