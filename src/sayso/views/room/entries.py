"""The ledger entry of one statement: its words with their places, and all that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.ledger.links import rejected
from sayso.views.pages import FigureLine, figure_lines, said_lines
from sayso.views.room.judged import JudgementLine, judgements_on
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Told, Who, names_of, titled, told

_AROUND = 600  # code points of the report before and behind, cut at the ends of lines


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A span of the statement with its words; half-open, in code points of the report's text."""

    role: str  # what the words are of the statement
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class RelayLine:
    """A step on the way to the report, nearest to the voice first, and the words that show it."""

    name: str  # who passed the statement on
    how: str | None  # how it did; None where the words do not say
    words: str | None  # of the report, that show it


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What a statement's own page shows."""

    title: str
    statement: Told  # with its voices
    before: str  # text of the report before it, 600 code points at most
    around: str  # text from the first of its spans to the last
    after: str  # text behind it, as much
    spans: tuple[SpanLine, ...]  # source, cue and content, in order of place
    relay: tuple[RelayLine, ...]  # the way to the report, nearest to the voice first
    figures: tuple[FigureLine, ...]  # that stand in it
    inner: tuple[Told, ...]  # statements that are told in its content
    rejected: bool  # whether a person rejected it
    judgements: tuple[JudgementLine, ...]  # on it, the last first; withdrawn ones too
    run: int  # of sayso that read it: its row in the ledger's table `runs`
    version: str  # of sayso that read it
    model: str  # digest of the weights that read it


def entry_page(room: Room, key: str, _: Query) -> EntryPage:
    """Raises NotThere where the ledger has no such statement."""
    db = room.ledger.connection
    row = db.execute(
        "SELECT statements.*, text, version, runs.model FROM statements JOIN reports ON reports.id = report"
        " JOIN runs ON runs.id = statements.run WHERE statements.id = ?",
        (key,),
    ).fetchone()
    if row is None:
        raise NotThere(f"the ledger has no statement {key}")
    later = db.execute("SELECT by FROM superseded WHERE statement = ?", (key,)).fetchone()
    if later is not None:  # word for word in a later text of its report
        return entry_page(room, later["by"], _)
    lines, speakers = said_lines(room.ledger, ids=[key], rejected=True)
    if key not in lines:
        raise NotThere(f"the ledger has no statement {key}")
    names = names_of(room, set(speakers[key]))
    one = Told(lines[key], tuple(Who(v, names.get(v, v)) for v in speakers[key]))
    text: str = row["text"]
    spans = tuple(
        SpanLine(s["role"], s["start_at"], s["end_at"], text[s["start_at"] : s["end_at"]])
        for s in db.execute("SELECT * FROM spans WHERE statement = ? ORDER BY start_at, end_at", (key,))
    )
    relay = tuple(
        RelayLine(r["name"], r["how"], text[r["start_at"] : r["end_at"]] if r["start_at"] is not None else None)
        for r in db.execute("SELECT * FROM relays WHERE statement = ? ORDER BY position", (key,))
    )
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    counted = [f for (f,) in db.execute("SELECT id FROM figures WHERE statement = ? ORDER BY start_at", (key,))]
    inner = told(room, [s for (s,) in db.execute("SELECT id FROM statements WHERE within = ? ORDER BY position", (key,))])
    judged = judgements_on(room, [key])
    return EntryPage(
        titled(one), one, _back(text, first), text[first:last], _on(text, last), spans, relay, figure_lines(room.ledger, ids=counted), inner,
        key in rejected(room.ledger), judged, row["run"], row["version"], row["model"],
    )  # fmt: skip


def _back(text: str, at: int) -> str:
    """What stands before, from the beginning of a line where one is near."""
    found = text[max(0, at - _AROUND) : at]
    return found if at <= _AROUND else found.partition("\n")[2] or f"…{found}"


def _on(text: str, at: int) -> str:
    found = text[at : at + _AROUND]
    return found if at + _AROUND >= len(text) else found.rpartition("\n")[0] or f"{found}…"
