"""Entities of FollowTheMoney (followthemoney.tech), a JSON object a line, for Aleph, OpenAleph and the `ftm` tools: `sayso export --format ftm`.

A report is an Article; a voice that has a name is a Person, an Organization or (a state) a PublicBody; a statement is a Note on the article
and its voices, whose description is the whole attribution ("Ternwire reports: … said …"), never the claim alone. A Documentation joins a
voice to an article in which it is a source, and a Mention has what that article calls it. Ids are the ledger's, with "-" for ":".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sayso.ledger import Ledger
from sayso.views.exports.codes import state_code
from sayso.views.exports.tellings import Source, Telling, Who, across, attributed, sources, straight, tellings

# Whoever has no name is no entity: a platform that joins entities by their names would make one person of all "senior officials".
SCHEMATA = {"person": "Person", "organisation": "Organization", "state": "PublicBody"}
NAME, STRING, TEXT = 384, 1024, 65_000  # code points that a name, a string and a text may have in the model
_LANGUAGES = {  # ISO 639-1 to the ISO 639-3 that the model takes: the languages of most of the world's news
    "ar": "ara", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fa": "fas", "fi": "fin", "fr": "fra",
    "he": "heb", "hi": "hin", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "zho",
}  # fmt: skip


def entity_texts(ledger: Ledger) -> Iterator[str]:
    """An entity a line: of each report first its article, then what is said in it; the voices last."""
    return (json.dumps(entity, ensure_ascii=False) + "\n" for entity in _entities(ledger))


def _entities(ledger: Ledger) -> Iterator[dict[str, Any]]:
    named: dict[str, list[Who]] = {}
    told = set()
    for report, text, some in tellings(ledger):
        told.add(report.id)
        yield _article(report, text)
        for telling in some:
            yield _note(report, telling)
        counts = Counter(who.id for telling in some for who in telling.voices if who.kind in SCHEMATA)
        here = {(who.id, who.called): who for telling in some for who in telling.voices if who.kind in SCHEMATA}
        for voice, count in counts.items():
            yield _documentation(report, voice, count)
        for who in here.values():
            named.setdefault(who.id, []).append(who)
            yield _mention(report, who)
    for report in sources(ledger).values():
        if report.id not in told and not report.earlier:
            (text,) = ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (report.id,)).fetchone()
            yield _article(report, text)
    groups = {row["id"]: row for row in ledger.connection.execute("SELECT * FROM voice_groups")}
    for voice, whos in named.items():
        yield _voice(voice, whos, groups.get(voice))


def _article(report: Source, text: str) -> dict[str, Any]:
    notes = [f"text as UTF-8 has SHA-256 {report.sha256}"]
    if len(text) > TEXT:
        notes.append(f"its text of {len(text)} characters is left out: a property of the model has at most {TEXT}")
    if report.earlier:
        notes.append("an earlier text: its address has a newer one")
    return _entity(
        _id(report.id), "Article",
        title=report.title, author=report.author, publisher=report.outlet, sourceUrl=_address(report.url), publishedAt=_date(report.published),
        retrievedAt=_date(report.seen), language=_LANGUAGES.get((report.language or "").split("-")[0]),
        fileName=re.split(r"[/\\]", report.path)[-1] or None, contentHash=hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(),
        bodyText=text if len(text) <= TEXT else None, notes=notes,
    )  # fmt: skip


def _note(report: Source, telling: Telling) -> dict[str, Any]:
    line = telling.line
    voices = [_id(who.id) for who in telling.voices if who.kind in SCHEMATA]
    confirmed = [f"confirmed by {telling.confirmed.by}"] if telling.confirmed else []
    return _entity(
        _id(line.id), "Note",
        description=_cut(attributed(telling), TEXT), entity=[_id(report.id), *voices], proof=_id(report.id), publisher=report.outlet,
        sourceUrl=_address(report.url), keywords=["statement", line.kind, line.mode, *confirmed], notes=_cut(straight("; ".join(_where(telling))), TEXT),
    )  # fmt: skip


def _where(telling: Telling) -> Iterator[str]:
    """Where the words of a statement stand, and what is known of the saying, in words."""
    line = telling.line
    yield line.id
    for role, spans in telling.parts._asdict().items():
        if spans:
            yield f"{role} at {', '.join(f'{span.start}–{span.end}' for span in spans)}"
    yield f"confidence {line.confidence:.2f}"
    inside = [f"told inside {telling.within}"] if telling.within else []
    word = [f"on the word of {' and '.join(across(who.name, who.called) for who in telling.tellers)}"] if telling.tellers else []
    if inside or word:
        yield ", ".join(inside + word)
    if line.addressee:
        yield f"said to {line.addressee}"
    if line.said:
        yield f"said “{line.said}”" + (f" ({line.said_from} to {line.said_to})" if line.said_from and line.said_to else "")
    if line.origins_low is not None:
        yield f"independent origins of the saying: {line.origins_low} to {line.origins_high}"
    if line.disputes:
        yield f"one account of {', '.join(line.disputes)}"
    if line.flags:
        yield f"flagged {', '.join(line.flags)}"


def _documentation(report: Source, voice: str, count: int) -> dict[str, Any]:
    what = "1 statement is attributed to it" if count == 1 else f"{count} statements are attributed to it"
    return _entity(
        _id(_hashed("documentation", report.id, voice)), "Documentation",
        document=_id(report.id), entity=_id(voice), role="source in this report", summary=what, date=_date(report.published),
        publisher=report.outlet, sourceUrl=_address(report.url),
    )  # fmt: skip


def _mention(report: Source, who: Who) -> dict[str, Any]:
    return _entity(
        _id(_hashed("mention", report.id, who.id, who.called)), "Mention",
        document=_id(report.id), resolved=_id(who.id), name=_cut(who.called, NAME), detectedSchema=SCHEMATA[who.kind],
    )  # fmt: skip


def _voice(voice: str, whos: list[Who], group: Any) -> dict[str, Any]:
    """A voice across reports; in a ledger that is not linked, of one report."""
    first = whos[0]
    name = group["name"] if group else first.name
    names = [one for one in (json.loads(group["names"]) if group else [who.called for who in whos]) if one != name]
    roles = json.loads(group["roles"]) if group else [who.role for who in whos if who.role]
    schema = SCHEMATA[first.kind]
    state = state_code(name, 2) if schema == "PublicBody" else None
    short = [one for one in names if schema == "Person" and " " not in one]  # a surname alone is no ground for a match
    return _entity(
        _id(voice), schema,
        name=_cut(name, NAME), alias=[_cut(one, NAME) for one in names if one not in short], weakAlias=short,
        country=state.lower() if state else None,
        **({"position": [_cut(one, STRING) for one in roles]} if schema == "Person" else {}),
    )  # fmt: skip


def _entity(key: str, schema: str, **properties: str | Iterable[str] | None) -> dict[str, Any]:
    """Unknown and absent are left out; all values are lists, without repetition."""
    held = {name: [value] if isinstance(value, str) else list(dict.fromkeys(value or ())) for name, value in properties.items()}
    return {
        "id": key,
        "schema": schema,
        "properties": {name: [one for one in values if one] for name, values in held.items() if any(values)},
    }


def _id(key: str) -> str:
    return f"sayso-{key.replace(':', '-')}"


def _hashed(*parts: str) -> str:
    return f"{parts[0]}:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}"


def _address(url: str | None) -> str | None:
    return url if url and re.match(r"https?://[^\s/]+\.\S+$", url) and len(url) <= 4096 else None


def _date(when: str | None) -> str | None:
    """A date as the model has it: as precise as it is known, times in UTC without a zone."""
    if when is None or len(when) <= len("2019-03-05"):
        return when
    moment = datetime.fromisoformat(when)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%S")


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
