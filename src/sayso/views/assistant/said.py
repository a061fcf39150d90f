"""Statements and words of reports as answers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sayso.ledger.parts import parts_of
from sayso.model import Parts
from sayso.views.assistant.values import Origins, ReportRef, Speaker, Statement, Words
from sayso.views.exports.tellings import across
from sayso.views.pages import SaidLine
from sayso.views.room.room import Room
from sayso.views.room.statements import Told

# Code points of words that an answer gives, so that a page of statements is a few thousand tokens; all of them are read by their place.
CONTENT, SHORT = 600, 200


def statements(room: Room, some: Sequence[Told]) -> list[Statement]:
    """These statements, each with its exact words, their places, and how it is attributed."""
    ids = [one.line.id for one in some]
    parts = parts_of(room.ledger.connection, statements=ids)
    speakers = _speakers(room, [*ids, *{one.line.within: None for one in some if one.line.within and one.line.told_by}])
    return [_statement(one, parts[one.line.id], speakers) for one in some]


def words(given: str, spans: Sequence[tuple[int, int]], most: int) -> Words:
    """Words with their places, the end left out where they are many: between two words, where there is such a place."""
    if len(given) <= most:
        return Words(words=given, spans=list(spans))
    last = next((at for at in range(most, most // 2, -1) if given[at].isspace()), most)
    return Words(words=given[:last], spans=list(spans), cut=True)


def report_ref(room: Room, key: str) -> ReportRef:
    """The report of this id."""
    row = room.ledger.connection.execute("SELECT id, outlet, title, published, path FROM reports WHERE id = ?", (key,)).fetchone()
    return ReportRef(**dict(row))


def _statement(one: Told, parts: Parts, speakers: Mapping[str, list[Speaker]]) -> Statement:
    line = one.line
    voices = speakers.get(line.id, [])
    return Statement(
        id=line.id, attribution=_attribution(line, voices, speakers.get(line.within or "", [])), voices=voices,
        source=words(line.source, parts.source, SHORT) if line.source else None, cue=words(line.cue, parts.cue, SHORT),
        content=words(line.content, parts.content, CONTENT), kind=line.kind, mode=line.mode, confidence=round(line.confidence, 3),
        through=list(line.relay), addressee=line.addressee, said_from=line.said_from, said_to=line.said_to, within=line.within,
        told_by=line.told_by, warnings=list(line.flags),
        report=ReportRef(
            id=line.report, outlet=line.outlet, title=line.title, published=line.published, path=None if line.outlet else line.path
        ),
        utterance=line.utterance, told_in=line.told_in,
        origins=None if line.origins_low is None or line.origins_high is None
        else Origins(low=line.origins_low, high=line.origins_high, why=line.origins_why or ""),
        disputes=list(line.disputes), confirmed=line.confirmed,
    )  # fmt: skip


_MODES = {"direct": "in quotation marks", "indirect": "in the report's own words", "mixed": "partly in quotation marks"}


def _attribution(line: SaidLine, speakers: Sequence[Speaker], tellers: Sequence[Speaker]) -> str:
    """Who reports that who said it, on one line. Inside another statement words and marks may be those of its voices, the tellers."""
    reporter = line.outlet or f"a report “{line.title or line.path}” whose outlet is not known"
    day = line.published[:10] if line.published else "date not known"
    who = " and ".join(one.name for one in speakers) or "a voice that is not given"
    teller = " and ".join(across(who.name, *who.called) for who in tellers) or "a voice that is not given"
    told = f", as told by {teller}," if line.within else ""
    mode = f"inside the account of {teller}: words and quotation marks may be theirs" if line.within else _MODES[line.mode]
    through = f", through {' and '.join(line.relay)}" if line.relay else ""
    return " ".join(f"{reporter} ({day}){through}: {who}{told} “{line.cue}”, {mode}".split())


def _speakers(room: Room, ids: Sequence[str]) -> dict[str, list[Speaker]]:
    """Who speaks, as this report says it, and as it is called across reports."""
    rows = room.ledger.connection.execute(
        "SELECT wanted.value AS said, coalesce(voice_groups.id, voices.id) AS id, coalesce(voice_groups.name, voices.name) AS name,"
        " coalesce(voice_groups.kind, voices.kind) AS kind, voices.name AS called, voices.role, voices.side"
        " FROM json_each(?) AS wanted LEFT JOIN superseded ON superseded.statement = wanted.value"
        " CROSS JOIN speakers ON speakers.statement = coalesce(superseded.by, wanted.value) JOIN voices ON voices.id = speakers.voice"
        " LEFT JOIN voice_members ON voice_members.voice = voices.id LEFT JOIN voice_groups ON voice_groups.id = voice_group"
        " ORDER BY wanted.key, speakers.position",
        (json.dumps(list(ids)),),
    ).fetchall()
    found: dict[str, dict[str, list[dict[str, str | None]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["said"]][row["id"]].append(dict(row))
    return {said: [_speaker(uses) for uses in who.values()] for said, who in found.items()}


def _speaker(uses: Sequence[dict[str, str | None]]) -> Speaker:
    first = uses[0]
    return Speaker(
        id=str(first["id"]), name=str(first["name"]), kind=str(first["kind"]),
        called=list(dict.fromkeys(str(one["called"]) for one in uses)),
        roles=list(dict.fromkeys(one["role"] for one in uses if one["role"])),
        side=next((one["side"] for one in uses if one["side"]), None),
    )  # fmt: skip
