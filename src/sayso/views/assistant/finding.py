"""The answers on statements, voices and what is said of one thing, made from the reading room's values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sayso.errors import BadQuestion, NotThere
from sayso.views.assistant import answers, values
from sayso.views.assistant.pages import Asked, asked_page, page, sliced
from sayso.views.assistant.said import statements
from sayso.views.room import disputes as disputed
from sayso.views.room.filters import Filter
from sayso.views.room.room import Room
from sayso.views.room.shelf import UNKNOWN
from sayso.views.room.statements import Paging, paged, told
from sayso.views.room.utterances import Step as RoomStep
from sayso.views.room.utterances import utterance_page
from sayso.views.room.voices import LENGTH, VoicePage, voice_page, voices_page
from sayso.views.room.voices import VoiceLine as RoomVoice

VOICES, DISPUTES, TELLINGS, OTHERS = 20, 5, 8, 5  # of each that an answer has
_SIDE, _SIDE_ALONE = 3, 12  # statements of a side, in a list and of one dispute
_ALIKE = 12  # voices of one name that a search takes together
_STEPS = 60


def found_statements(room: Room, given: dict[str, Any], number: int, limit: int) -> answers.Statements:
    """The statements that a filter picks. `given` are its fields; voices, outlets and issues may be given by name."""
    asked = Filter.of({"q" if name == "words" else name: values for name, values in _resolved(room, given).items()})
    shelf = room.shelf
    order = asked.ordered(shelf, asked.rows(shelf, room.ledger))
    paging = paged(asked_page(number), len(order), limit)
    some = told(room, [shelf.ids[row] for row in order[(paging.page - 1) * limit :][:limit]])
    return answers.Statements(asked=[said for said, _ in asked.conditions(shelf, {})], statements=statements(room, some), page=page(paging))


def _resolved(room: Room, given: dict[str, Any]) -> dict[str, list[str]]:
    out = {}
    for name, value in given.items():
        if value is None or value is False:
            continue
        if name == "voice":
            out[name] = voices_called(room, value)
        elif name in room.shelf.facets:
            out[name] = _of_facet(room, name, value)
        else:
            out[name] = ["1" if value is True else str(value)]
    return out


def _of_facet(room: Room, name: str, value: str) -> list[str]:
    """The values of a facet that are so called; the outlet "?" is the unknown one."""
    facet, wanted = room.shelf.facets[name], value.strip().casefold()
    found = [key for key, label in zip(facet.values, facet.labels, strict=True) if wanted in (key.casefold(), label.casefold())]
    if not found:
        every = room.shelf.all()
        some = ", ".join(label if key != UNKNOWN else f"{UNKNOWN} ({label})" for key, label, _ in facet.counts(every, 20))
        more = max(0, facet.distinct(every) - 20)
        raise NotThere(f"no statement has the {name} {value!r}; there are: {some or 'none'}{f', and {more} more' if more else ''}")
    return found


def voices_called(room: Room, asked: str) -> list[str]:
    """The voices with this id or name, or with this as a part of a name. Raises NotThere where there are none, BadQuestion where many."""
    facet, db = room.shelf.facets["voice"], room.ledger.connection
    if asked.startswith(("w1:", "v1:")):
        row = db.execute("SELECT voice_group FROM voice_members WHERE voice = ?", (asked,)).fetchone()
        key = row[0] if row else asked
        if key not in facet.index:
            raise NotThere(f"no voice {asked} is reported to say anything; find voices by name with find_voices")
        return [key]
    wanted = asked.strip().casefold()
    names = {key: [label] for key, label in zip(facet.values, facet.labels, strict=True)}
    for key, packed in db.execute("SELECT id, names FROM voice_groups"):
        if key in names:
            names[key] += json.loads(packed)
    exact = [key for key, called in names.items() if wanted in (one.casefold() for one in called)]
    found = exact or [key for key, called in names.items() if wanted and any(wanted in one.casefold() for one in called)]
    if not found:
        raise NotThere(f"no voice is called {asked!r}; list voices with find_voices, or search the words of statements")
    if len(found) > _ALIKE:
        raise BadQuestion(f"{len(found)} voices are called so or partly so ({asked!r}); find the one that is meant with find_voices")
    return found


def found_voices(room: Room, words: str | None, number: int) -> answers.Voices:
    def listed(query: Asked) -> tuple[Sequence[RoomVoice], Paging]:
        shown = voices_page(room, {**query, "q": [words or ""]})
        return shown.voices, shown.paging

    some, at = sliced(listed, number, VOICES, LENGTH)
    return answers.Voices(voices=[_voice_line(one) for one in some], page=at)


def _voice_line(one: RoomVoice) -> answers.VoiceLine:
    return answers.VoiceLine(
        id=one.id, name=one.name, kind=one.kind, side=one.side, other_names=one.names, statements=one.statements, reports=one.reports
    )


def voice_record(room: Room, asked: str, number: int, limit: int) -> answers.VoiceRecord:
    """Raises BadQuestion where several voices are so called."""
    keys = voices_called(room, asked)
    if len(keys) > 1:
        facet = room.shelf.facets["voice"]
        several = "; ".join(f"{facet.label(key)} {key}" for key in keys)
        raise BadQuestion(f"several voices are called {asked!r}: {several}; ask for one of them by its id")
    shown = voice_page(room, keys[0], {})
    found = found_statements(room, {"voice": keys[0], "sort": "oldest"}, number, limit)
    turns = [(one.matter, statements(room, [one.before, one.now])) for one in shown.turns[:OTHERS]]
    return answers.VoiceRecord(
        voice=_line_of(shown, found.page), roles=list(shown.roles),
        called=[answers.Use(words=one.name, outlet=_known(one.outlet), times=one.count) for one in shown.names[:VOICES]],
        outlets=[(_known(name), number) for name, number in shown.outlets[:VOICES]],
        through=list(shown.relays[:VOICES]), issues=list(shown.issues),
        changed=[answers.Turn(matter=matter, before=two[0], now=two[1]) for matter, two in turns],
        statements=found.statements, page=found.page,
    )  # fmt: skip


def _line_of(shown: VoicePage, found: values.Page) -> answers.VoiceLine:
    others = tuple(dict.fromkeys(one.name for one in shown.names if one.name != shown.title))
    return answers.VoiceLine(
        id=shown.id, name=shown.title, kind=shown.kind, side=shown.side, other_names=others[:VOICES], statements=found.total,
        reports=shown.reports,
    )  # fmt: skip


def _known(outlet: str) -> str | None:
    return None if outlet == UNKNOWN else outlet


def utterance(room: Room, key: str, number: int) -> answers.Utterance:
    """By the id of an act of saying, or of a statement that tells it. Raises NotThere where there is none."""
    row = room.ledger.connection.execute(
        "SELECT utterance FROM utterance_members LEFT JOIN superseded ON superseded.by = utterance_members.statement"
        " WHERE utterance_members.statement = ?1 OR superseded.statement = ?1",
        (key,),
    ).fetchone()
    shown = utterance_page(room, row[0] if row else key, {})
    paging = paged(asked_page(number), len(shown.versions), TELLINGS)
    some = [one.told for one in shown.versions[(paging.page - 1) * TELLINGS :][:TELLINGS]]
    claim = shown.claim
    return answers.Utterance(
        id=shown.id, origins=values.Origins(low=shown.low, high=shown.high, why=shown.why), witnesses=list(shown.witnesses),
        tellings=statements(room, some), tree=_flat(shown.tree, 0)[:_STEPS],
        taken_for_one=[f"{one.bits:+.1f} bits: {'; '.join(signal.words for signal in one.signals)}" for one in shown.links[:OTHERS]],
        claim=None if claim is None else answers.Claim(
            id=claim.id, voices_low=claim.low, voices_high=claim.high, who=list(claim.who), why=claim.why,
            others=statements(room, claim.others[:OTHERS]),
        ),
        judgements=[
            f"{one.by} at {one.at}: {one.decision}{f' ({one.note})' if one.note else ''}{' (withdrawn)' if one.withdrawn else ''}"
            for one in shown.judgements[:OTHERS]
        ],
        page=page(paging),
    )  # fmt: skip


def _flat(steps: Sequence[RoomStep], depth: int) -> list[answers.Step]:
    out = []
    for one in steps:
        out.append(
            answers.Step(
                depth=depth, name=one.name, how=one.how, shown_by=one.words, origin=one.origin, statement=one.statement, report=one.report
            )
        )
        out += _flat(one.below, depth + 1)
    return out


def found_disputes(room: Room, key: str | None, kind: str | None, state: str | None, number: int) -> answers.Disputes:
    """One dispute by its id, or a page of them."""
    if key:
        shown = disputed.dispute_page(room, key, {}).dispute
        return answers.Disputes(disputes=[dispute(room, shown, _SIDE_ALONE)], page=values.Page(page=1, pages=1, total=1, next_page=None))

    def listed(query: Asked) -> tuple[Sequence[disputed.DisputeShown], Paging]:
        shown = disputed.disputes_page(room, {**query, "kind": [kind or ""], "state": [state or ""]})
        return shown.disputes, shown.paging

    some, at = sliced(listed, number, DISPUTES, disputed.LENGTH)
    return answers.Disputes(disputes=[dispute(room, one, _SIDE) for one in some], page=at)


def dispute(room: Room, one: disputed.DisputeShown, most: int = _SIDE) -> answers.Dispute:
    """A dispute with so many statements of each side."""
    return answers.Dispute(
        id=one.id, kind=one.kind, matter=one.matter, why=one.why, confidence=round(one.confidence, 3), state=one.state,
        accounts=[
            answers.Account(
                voices=list(side.voices), figures=list(side.figures), statements=statements(room, side.statements[:most]),
                more=side.more + max(0, len(side.statements) - most),
            )
            for side in one.accounts
        ],
    )  # fmt: skip
