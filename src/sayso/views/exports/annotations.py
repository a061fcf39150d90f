"""Statements as W3C Web Annotations in JSON-LD (https://www.w3.org/TR/annotation-model/): one annotation for each.

An annotation has a target for each span, those of the content first, since tools that know one target only show the first. A target has
the same place twice, as TextPositionSelector and as TextQuoteSelector; both count code points, as the model has it. Its `purpose` is its
role, and its `state` names the text that the places are in, by report and SHA-256, whatever stands at the address by now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from sayso import __version__
from sayso.ledger import Ledger
from sayso.model import Judgement, Span
from sayso.views.exports.iris import TERMS, address, digest, entry, of_name, utc
from sayso.views.exports.tellings import Source, Telling, Who, attributed, runs, tellings

_CONTENT_FIRST = ("content", "source", "cue")
ANNO = "http://www.w3.org/ns/anno.jsonld"
CONTEXT = [
    ANNO,
    {
        "sayso": TERMS,
        "sayso:voices": {"@id": "sayso:voices", "@container": "@list"},  # the first named first
        "sayso:relay": {"@id": "sayso:relay", "@container": "@list"},  # nearest to the voice first
        "sayso:within": {"@id": "sayso:within", "@type": "@id"},
        "sayso:utterance": {"@id": "sayso:utterance", "@type": "@id"},
        "sayso:disputes": {"@id": "sayso:disputes", "@type": "@id"},
    },
]
AROUND = 32  # code points of prefix and suffix
_TYPES = {"person": "Person", "organisation": "Organization"}  # the model has no class for the others


def annotation_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the document, written from the model's rules and ours."""
    loaded: dict[str, Any] = json.loads(files("sayso.views.exports").joinpath("annotations.schema.json").read_text(encoding="utf8"))
    return loaded


def annotation_texts(ledger: Ledger) -> Iterator[str]:
    """An AnnotationCollection whose one page holds all annotations, one on a line, in order of date, report and place."""
    head = {"@context": CONTEXT, "type": "AnnotationCollection", "label": "Who is said to have said what"}
    yield _packed(head)[:-1]
    keys: list[str] = []
    for one in annotation_objects(ledger):
        yield ',\n"first": {"type": "AnnotationPage", "startIndex": 0, "items": [\n' if not keys else ",\n"
        yield _packed(one)
        keys.append(one["id"])
    name = entry(f"annotations:{digest(*keys)}")
    if keys:
        yield f'\n], "id": "{name}:1"}},\n"last": "{name}:1"'
    yield f',\n"generator": {_packed(_software())},\n"total": {len(keys)}, "id": "{name}"}}\n'


def annotation_objects(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """The annotations, each without a context. `created` is when the statement was read or given, never now: the same ledger gives the same."""
    ran = runs(ledger)
    for source, text, some in tellings(ledger):
        for telling in some:
            version, model, _, started = ran[telling.run]
            made = telling.added
            yield {
                "id": entry(telling.line.id),
                "type": "Annotation",
                "motivation": "describing",
                "creator": _person(made.by) if made else _software(version, model),
                "created": utc(made.at if made else started),
                "body": list(_bodies(telling, source)),
                "target": [_target(source, text, role, span) for role in _CONTENT_FIRST for span in getattr(telling.parts, role)],
                **_said(telling, text),
            }


def _bodies(telling: Telling, source: Source) -> Iterator[dict[str, Any]]:
    """The whole attribution, so that it is true of each target alone; then what people said of it."""
    language = {"language": "en"} if source.language == "en" else {}  # the words around the report's are English
    yield {"type": "TextualBody", "purpose": "describing", "format": "text/plain", **language, "value": attributed(telling)}
    for one in (telling.added, telling.confirmed):
        if one and one is telling.confirmed:
            yield _remark(one, "assessing", "confirm")
        if one and one.note:
            yield _remark(one, "commenting", one.note)


def _remark(judgement: Judgement, purpose: str, value: str) -> dict[str, Any]:
    return {
        "type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value, "creator": _person(judgement.by),
        "created": utc(judgement.at),
    }  # fmt: skip


def _target(source: Source, text: str, role: str, span: Span) -> dict[str, Any]:
    seen = utc(source.seen)
    return {
        "type": "SpecificResource",
        "purpose": f"sayso:{role}",
        "source": address(source.url) or entry(source.id),
        "state": {
            "type": "TimeState",
            **({"sourceDate": seen} if seen else {}),
            "cached": entry(source.id),
            "sayso:sha256": source.sha256,
            "sayso:length": source.length,
        },
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }


def _said(telling: Telling, text: str) -> dict[str, Any]:
    """What the model has no words for; what is not known is left out."""
    line = telling.line
    known = {
        "kind": line.kind,
        "mode": line.mode,
        "confidence": line.confidence,
        "voices": [_voice(who) for who in telling.voices],
        "addressee": line.addressee,
        "relay": [
            _known({"name": step.name, "sayso:how": step.how, "sayso:words": step.span.of(text) if step.span else None})
            for step in telling.relay
        ],
        "said": line.said,
        "saidFrom": line.said_from,
        "saidTo": line.said_to,
        "within": entry(telling.within) if telling.within else None,
        "utterance": entry(line.utterance) if line.utterance else None,
        "disputes": [entry(key) for key in line.disputes],
        "flags": list(line.flags),
    }
    return {f"sayso:{name}": value for name, value in _known(known).items()}


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}


def _voice(who: Who) -> dict[str, Any]:
    called = who.called if who.called != who.name else None
    return {
        "id": entry(who.id),
        **({"type": _TYPES[who.kind]} if who.kind in _TYPES else {}),
        "name": who.name,
        **_known({"sayso:kind": who.kind, "sayso:called": called, "sayso:role": who.role, "sayso:side": who.side}),
    }


def _software(version: str = __version__, model: str | None = None) -> dict[str, Any]:
    """sayso of a version; that which read a report, with its model."""
    read = {"sayso:model": model} if model else {}
    key = f"{version}-{model[:16]}" if model else version
    return {"id": of_name("software", key), "type": "Software", "name": f"sayso {version}", "nickname": "sayso", **read}


def _person(by: str) -> dict[str, Any]:
    return {"id": of_name("person", by), "type": "Person", "name": by, "nickname": by}


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
