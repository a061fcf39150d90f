"""What is new in a ledger since a day or a run: what was known then is linked again from the reports it had, and compared with now."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sayso.errors import LedgerError
from sayso.ids import dispute_id
from sayso.ledger import Ledger
from sayso.ledger.links import judgements, kept, rejected
from sayso.linking import Known, Records, link, records_of
from sayso.model import Across
from sayso.views.pages import DisputeLine, FigureLine, SaidLine, brief, figure_lines
from sayso.views.positions import turns


@dataclass(frozen=True, slots=True)
class Gained:
    """An utterance that was known, and whose origins are counted otherwise now."""

    line: SaidLine
    low_before: int
    high_before: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A count that has a new figure: the newest known before, and the new ones."""

    of: str
    before: tuple[FigureLine, ...]
    now: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A voice that answers otherwise than before: it accepted what it rejects now, says over what it said goes on."""

    voice: str
    matter: str
    before: SaidLine
    now: SaidLine


@dataclass(frozen=True, slots=True)
class News:
    """What is new: statements of new utterances, disputes, figures that moved, positions that changed and origins gained."""

    since: str
    reports: tuple[str, ...]
    statements: tuple[tuple[str, SaidLine], ...]  # with the voice's name
    positions: tuple[Position, ...]
    disputes: tuple[DisputeLine, ...]
    figures: tuple[Moved, ...]
    origins: tuple[Gained, ...]


def taken_since(ledger: Ledger, since: str) -> set[str]:
    """The reports that came into the ledger on or after the day (YYYY-MM-DD), or after the run of that number.

    Raises LedgerError where it is neither, or the ledger has no such run.
    """
    db = ledger.connection
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", since):
        condition = "run IN (SELECT id FROM runs WHERE substr(started, 1, 10) >= ?)"
    elif re.fullmatch(r"[0-9]{1,9}", since):
        condition = "run > CAST(? AS INTEGER)"
        if not db.execute("SELECT 1 FROM runs WHERE id = ?", (int(since),)).fetchone():
            raise LedgerError(f"{ledger.path}: has no run {since}; its runs are in the table `runs`")
    else:
        raise LedgerError(f"{since!r} is neither a day (YYYY-MM-DD) nor the number of a run")
    return {key for (key,) in db.execute(f"SELECT id FROM reports WHERE {condition}", (since,))}


def news(ledger: Ledger, since: str) -> News:
    """What came into the ledger on or after the day (YYYY-MM-DD), or after the run of that number."""
    reports = ledger.connection.execute(
        "SELECT id, path FROM reports WHERE id IN (SELECT value FROM json_each(?)) ORDER BY path",
        (json.dumps(sorted(taken_since(ledger, since))),),
    )
    new = dict(reports.fetchall())
    then = _as_of(ledger, set(new))
    page = brief(ledger)
    lines = {line.id: (voice.name, line) for voice in page.voices for line in voice.statements} | {
        line.id: ("no voice given", line) for line in page.unattributed
    }
    later = _later(ledger)
    utterance_then = {later.get(s, s): u for u in then.utterances for s in u.statements}
    members: dict[str, list[SaidLine]] = {}
    for _, line in lines.values():
        members.setdefault(line.utterance or line.id, []).append(line)
    told = tuple((lines[some[0].id][0], some[0]) for some in members.values() if not any(line.id in utterance_then for line in some))
    gained = tuple(
        Gained(some[0], old.low, old.high)
        for some in members.values()
        for known in [[utterance_then[line.id].witnesses for line in some if line.id in utterance_then]] if known
        for old in [max(known, key=lambda w: (w.high, w.low))]
        if (some[0].origins_low, some[0].origins_high) != (old.low, old.high) and any(line.report in new for line in some)
    )  # fmt: skip
    before = {dispute_id(d) for d in then.disputes}
    disputes = tuple(d for d in page.disputes if d.id not in before and not _known(d, then, later))
    return News(since, tuple(new.values()), told, tuple(_positions(lines, new)), disputes, moved(ledger, new)[0], gained)


def _as_of(ledger: Ledger, new: set[str]) -> Across:
    """The ledger without its new reports, linked."""
    held = kept(ledger)
    now = records_of(ledger.connection, rejected(ledger), frozenset(new))
    then = Records(
        tuple(r for r in now.reports if r.id not in new), tuple(v for v in now.voices if v.report not in new),
        tuple(s for s in now.statements if s.report not in new), tuple(f for f in now.figures if f.report not in new),
        tuple(one for one in now.named if one.voice.report not in new),
    )  # fmt: skip
    return link(then, judgements(ledger), Known(held.links, held.fingerprints, held.vectors))


def _later(ledger: Ledger) -> dict[str, str]:
    """For a statement that stands word for word in a later text of its report, that one's."""
    return dict(ledger.connection.execute("SELECT statement, by FROM superseded").fetchall())


def _known(dispute: DisputeLine, then: Across, later: Mapping[str, str]) -> bool:
    """Whether the dispute was there, on fewer statements."""
    sides = [{line.id for line in side.statements} for side in dispute.sides]
    held = ((d.kind, [{later.get(s, s) for s in side.statements} for side in d.sides]) for d in then.disputes)
    return any(kind == dispute.kind and all(any(old <= side for side in sides) for old in before) for kind, before in held)


def _positions(lines: Mapping[str, tuple[str, SaidLine]], new: Mapping[str, str]) -> Iterator[Position]:
    """New statements of acceptance or rejection, of over or going on, against what the same voice held before of the same."""
    by_voice: dict[str, list[SaidLine]] = {}
    for voice, line in sorted(lines.values(), key=lambda item: (item[1].published or "", item[1].path, item[1].start)):
        by_voice.setdefault(voice, []).append(line)
    for voice, said in by_voice.items():
        for about, earlier, line in turns(said):
            if line.report in new and earlier.report not in new:
                yield Position(voice, about, earlier, line)


# Counts of one thing in one place that a new report gives otherwise than every old one.
_OTHERWISE = """
SELECT DISTINCT fresh."of", fresh.who, fresh."where" FROM json_each(:new) AS wanted CROSS JOIN figures AS fresh ON fresh.report = wanted.value
WHERE fresh."of" IS NOT NULL AND (fresh.statement IS NULL OR fresh.statement NOT IN (SELECT value FROM json_each(:rejected)))
  AND EXISTS (SELECT 1 FROM figures AS old WHERE old."of" = fresh."of" AND old.who IS fresh.who AND old."where" IS fresh."where"
    AND (old.statement IS NULL OR old.statement NOT IN (SELECT value FROM json_each(:rejected)))
    AND old.report NOT IN (SELECT value FROM json_each(:new)))
  AND NOT EXISTS (SELECT 1 FROM figures AS old WHERE old."of" = fresh."of" AND old.who IS fresh.who AND old."where" IS fresh."where"
    AND old.low IS fresh.low AND old.high IS fresh.high AND old.report NOT IN (SELECT value FROM json_each(:new)))
ORDER BY 1, 2, 3
"""


def moved(ledger: Ledger, new: Collection[str], most: int | None = None) -> tuple[tuple[Moved, ...], int]:
    """Counts of one thing in one place that the new reports give otherwise than the old ones: the last of the old, and the new.

    At most `most` of them, and how many there are. Figures of statements that a person rejected are left out.
    """
    db, found = ledger.connection, []
    out = json.dumps(sorted(rejected(ledger)))
    counts = db.execute(_OTHERWISE, {"new": json.dumps(sorted(new)), "rejected": out}).fetchall()
    for of, who, where in counts[:most]:
        rows = db.execute(
            'SELECT id, report FROM figures WHERE "of" = ? AND who IS ? AND "where" IS ?'
            " AND (statement IS NULL OR statement NOT IN (SELECT value FROM json_each(?)))",
            (of, who, where, out),
        )
        report_of = dict(rows.fetchall())
        some = figure_lines(ledger, ids=list(report_of))
        old, fresh = [f for f in some if report_of[f.id] not in new], [f for f in some if report_of[f.id] in new]
        values = {(f.low, f.high) for f in old}
        last = max(f.as_of_from or f.published or "" for f in old)
        newest = tuple(f for f in old if (f.as_of_from or f.published or "") == last)
        what = " ".join(part for part in (who if who != of else None, of, f"in {where}" if where else None) if part)
        found.append(Moved(what, newest, tuple(f for f in fresh if (f.low, f.high) not in values)))
    return tuple(found), len(counts)
