"""What the forms that tell of statements one by one say of each: its spans, voices, relay, and what people judged of it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sayso.ledger import Ledger
from sayso.ledger.links import resolved
from sayso.ledger.parts import parts_of
from sayso.model import Judgement, Parts, Span
from sayso.views.pages import SaidLine, said_lines

_MANNERS = {"direct": "direct", "mixed": "partly direct", "indirect": "indirect"}
_WHOSE = {"direct": "", "mixed": ", else in the report's words", "indirect": ", in the report's words"}
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what turns the direction of all that follows


@dataclass(frozen=True, slots=True)
class Who:
    """A voice of a statement: across reports, and what its own report says of it."""

    id: str  # w1 across reports, v1 in a ledger that is not linked
    name: str
    kind: str
    called: str  # by the report
    role: str | None
    side: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a relay, and the words that show it."""

    name: str
    how: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement that stands: no person rejected it, no later text of its report has it word for word."""

    line: SaidLine
    parts: Parts
    voices: tuple[Who, ...]
    relay: tuple[Step, ...]  # nearest to the voice first
    said_precision: str | None
    within: str | None  # id of the statement in whose content it is told, where that one stands, too
    tellers: tuple[Who, ...]  # the voices of that one; none where a person rejected it
    run: int  # that read it
    confirmed: Judgement | None
    added: Judgement | None  # the judgement by which a person gave it


@dataclass(frozen=True, slots=True)
class Source:
    """A report as exports tell of it; what is not known is None."""

    id: str
    path: str
    outlet: str | None
    title: str | None
    author: str | None
    url: str | None
    published: str | None
    language: str | None
    sha256: str
    length: int
    taken: str  # when sayso first took it in
    seen: str | None  # when this text was last fetched or captured
    earlier: bool  # whether its address has a newer text


def tellings(ledger: Ledger) -> Iterator[tuple[Source, str, list[Telling]]]:
    """The reports that have statements which stand, each with its text, in order of date and path; the statements in order of place."""
    db = ledger.connection
    lines, _ = said_lines(ledger)
    parts = parts_of(db)
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in db.execute("SELECT * FROM relays ORDER BY statement, position"):
        at = None if row["start_at"] is None else Span(row["start_at"], row["end_at"])
        steps[row["statement"]].append(Step(row["name"], row["how"], at))
    voices = _voices(ledger)
    other = {row["id"]: row for row in db.execute("SELECT id, run, said_precision FROM statements")}
    confirmed, added = _judged(ledger)
    held = sources(ledger)
    for report, some in groupby(lines.values(), key=lambda line: line.report):
        (text,) = db.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        yield held[report], text, [
            Telling(
                line, parts[line.id], tuple(voices[line.id]), tuple(steps[line.id]), other[line.id]["said_precision"],
                line.within if line.within in lines else None, tuple(voices[line.within]) if line.within and line.told_by else (), other[line.id]["run"],
                confirmed.get(line.id), added.get(line.id),
            )
            for line in some
        ]  # fmt: skip


def sources(ledger: Ledger) -> dict[str, Source]:
    """All reports, in order of date and path."""
    rows = ledger.connection.execute(
        "SELECT reports.*, runs.started AS taken, reports.id IN (SELECT report FROM earlier_texts) AS earlier,"
        " (SELECT max(seen) FROM places WHERE report = reports.id) AS seen,"
        " (SELECT at FROM fetches WHERE fetches.url = reports.url AND status IN (200, 304)) AS asked"
        " FROM reports JOIN runs ON runs.id = reports.run ORDER BY coalesce(published, '9999'), path, reports.id"
    )
    out = {}
    for row in rows:
        seen = [at for at in (row["seen"], None if row["earlier"] else row["asked"]) if at]
        out[row["id"]] = Source(
            row["id"], row["path"], row["outlet"], row["title"], row["author"], row["url"], row["published"], row["language"], row["sha256"],
            row["length"], row["taken"], max(seen, default=None), bool(row["earlier"]),
        )  # fmt: skip
    return out


def attributed(telling: Telling) -> str:
    """The whole claim of the report in one line: who reports that who says what, with the cue, since "denied" and "said" are not one."""
    return straight(f"{reporter(telling)} reports: {speaker(telling)} — {telling.line.cue} — {telling.line.content} [{manner(telling)}]")


def reporter(telling: Telling) -> str:
    """Who passes the words on: the outlet, by way of whom it has them, nearest to it first, and in whose words they are told."""
    outlet = telling.line.outlet
    via = [step.name for step in reversed(telling.relay) if step.name.casefold() != (outlet or "").casefold()]
    through = f"by way of {' and '.join(via)}" if via else ""
    passed = [part for part in (through, _on_whose_word(telling, via)) if part]
    first = outlet or "A report whose outlet is not known"
    return f"{', '.join([first, *passed])}," if passed else first


def _on_whose_word(telling: Telling, via: Sequence[str]) -> str:
    """The teller of what is told inside another statement, unless they are named already."""
    if not telling.tellers:
        return "on the word of somebody else" if telling.line.within else ""
    known = {name.casefold() for name in (*via, telling.line.outlet or "")}
    words = [across(who.name, who.called) for who in telling.tellers if not {who.name.casefold(), who.called.casefold()} & known]
    return f"on the word of {' and '.join(words)}" if words else ""


def speaker(telling: Telling) -> str:
    """Who speaks: the report's own words, where they name all the voices; else the voices' names, then those words. No quotation marks."""
    words = telling.line.source
    if not telling.voices:
        return f"{words} (not known who)" if words else "somebody it does not name"
    if words and all(_has(words, who.name) for who in telling.voices):
        return words
    names = " and ".join(named(who) for who in telling.voices)
    return f"{names} (here: {words})" if words else names


def named(who: Who) -> str:
    """A voice with its office, where its name does not say that."""
    return f"{who.name}, {who.role}" if who.role and not _has(who.name, who.role) else who.name


def across(name: str, *called: str) -> str:
    """A voice by its name across reports, with what its own report calls it, where that is something else."""
    here = [one for one in called if not _has(name, one)]
    return f"{name} (here: {', '.join(here)})" if here else name


def _has(words: str, name: str) -> bool:
    """Whether the name stands among the words, whole: an Israeli is not Israel."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None


def straight(words: str) -> str:
    """Words in a line of ours: signs that would turn the direction of the whole line are shown as U+FFFD, one for one."""
    return _TURNING.sub("\ufffd", words)


def manner(telling: Telling) -> str:
    """Whose words they are: only those in the report's own quotation marks are given as the voice's.

    Inside another statement the marks, and the words, may as well be those of who tells it: which, is not known.
    """
    if telling.line.within:
        account = " and ".join(across(who.name, who.called) for who in telling.tellers) or "somebody else"
        return f"{telling.line.kind} inside the account of {account}, words and quotation marks may be theirs"
    return f"{_MANNERS[telling.line.mode]} {telling.line.kind}{_WHOSE[telling.line.mode]}"


def _voices(ledger: Ledger) -> dict[str, list[Who]]:
    out: dict[str, list[Who]] = defaultdict(list)
    for row in ledger.connection.execute(
        "SELECT speakers.statement, coalesce(voice_group, voices.id) AS voice, coalesce(voice_groups.name, voices.name) AS name,"
        " coalesce(voice_groups.kind, voices.kind) AS kind, voices.name AS called, voices.role, coalesce(voice_groups.side, voices.side) AS side"
        " FROM speakers JOIN voices ON voices.id = speakers.voice LEFT JOIN voice_members ON voice_members.voice = voices.id"
        " LEFT JOIN voice_groups ON voice_groups.id = voice_group ORDER BY speakers.statement, speakers.position"
    ):
        who = Who(row["voice"], row["name"], row["kind"], row["called"], row["role"], row["side"])
        if who.id not in [one.id for one in out[row["statement"]]]:
            out[row["statement"]].append(who)
    return out


def _judged(ledger: Ledger) -> tuple[dict[str, Judgement], dict[str, Judgement]]:
    """Of statements that a person confirmed, and that a person added, the judgement."""
    confirmed: dict[str, Judgement] = {}
    added: dict[str, Judgement] = {}
    for row, left, right in resolved(ledger):
        if row["withdrawn_at"] is None and right is None:
            into = added if row["decision"] == "add" else confirmed
            into[left] = Judgement(left, None, row["decision"], row["by"], row["at"], row["note"])
    return {key: one for key, one in confirmed.items() if one.decision == "confirm"}, added


def runs(ledger: Ledger) -> dict[int, tuple[str, str, str, str]]:
    """Version, model, settings and start of each run."""
    rows = ledger.connection.execute("SELECT * FROM runs ORDER BY id")
    return {
        row["id"]: (row["version"], row["model"], json.dumps(json.loads(row["settings"]), sort_keys=True), row["started"]) for row in rows
    }
