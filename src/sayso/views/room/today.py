"""The brief as a page: what came in last, what of it was not said before, what is disputed, which figures moved, who spoke."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import numpy as np

from sayso.errors import BadQuestion, LedgerError, NotThere
from sayso.ledger import Ledger
from sayso.ledger.links import judged_alone
from sayso.views.pages import ReportLine, report_lines
from sayso.views.room.disputes import DisputeShown, shown
from sayso.views.room.filters import is_day
from sayso.views.room.room import Query, Room
from sayso.views.room.shelf import Rows, Shelf
from sayso.views.room.statements import Told, told
from sayso.views.since import Moved, moved, taken_since

REPORTS, UTTERANCES, DISPUTES, FIGURES, VOICES = 12, 15, 5, 8, 12  # that the page has room for
_ACCOUNT = 3  # statements of a side of a dispute


@dataclass(frozen=True, slots=True)
class Spoke:
    """A voice with how many new acts of saying it has, and one of them."""

    id: str
    name: str
    count: int  # new acts of saying
    one: Told | None  # one of them, told in most reports


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What / shows: the new in figures, and as much of it as a page holds."""

    title: str
    since: str | None  # as asked for; None: the last time that reports came in
    everything: bool  # whether all reports are new
    days: tuple[tuple[str, int], ...]  # on which reports came into the ledger, and how many, the last day first, 14 at most
    reports: int  # in the ledger
    statements: int  # in the ledger
    voices: int  # in the ledger
    disputes: int  # that nobody rejected
    new_reports: int  # that came in since then
    new_statements: int  # in these
    new_utterances: int  # acts of saying that no older report tells
    first: tuple[ReportLine, ...]  # new reports, 12 at most
    told: tuple[Told, ...]  # one telling of each new utterance, those told in most reports first, 15 at most
    again: tuple[Told, ...]  # tellings of older utterances that new reports tell too, 15 at most
    parted: tuple[DisputeShown, ...]  # disputes, those with a new statement first, 5 at most
    new_disputes: int  # disputes with a new statement
    moved: tuple[Moved, ...]  # counts that new reports give otherwise, 8 at most
    more_moved: int  # such counts that are not listed
    spoke: tuple[Spoke, ...]  # the voices with most new acts of saying, 12 at most
    failures: int  # paths that could not be read


def today_page(room: Room, query: Query) -> TodayPage:
    since = next((s.strip() for s in query.get("since", ()) if s.strip()), None)
    ledger, shelf = room.ledger, room.shelf
    db = ledger.connection
    new = came_in(ledger, since) if since else _last(ledger)
    fresh = np.isin(shelf.report, [code for code, report in enumerate(shelf.reports) if report in new])
    acts = _acts(shelf, fresh)
    again = fresh & ~np.isin(shelf.utterance, shelf.utterance[acts])
    disputes = _disputes(room, {shelf.ids[row] for row in np.flatnonzero(fresh)})
    days = db.execute(
        "SELECT substr(started, 1, 10) AS day, count(*) FROM reports JOIN runs ON runs.id = run GROUP BY day ORDER BY day DESC LIMIT 14"
    )
    (total,), (failures,) = (db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("reports", "failures"))
    everything = len(new) == total
    figures, counts = ((), 0) if everything else moved(ledger, new, FIGURES)
    return TodayPage(
        "The story so far" if everything else "What is new", since, everything, tuple(tuple(day) for day in days), total, shelf.size,
        len(shelf.facets["voice"].values), len(disputes[0]), len(new), int(fresh.sum()), len(acts), _reports(ledger, new),
        _tellings(room, acts), _tellings(room, _acts(shelf, again, known=True)), shown(room, disputes[0][:DISPUTES], _ACCOUNT), disputes[1],
        figures, counts - len(figures), _spoke(room, acts), failures,
    )  # fmt: skip


def came_in(ledger: Ledger, since: str) -> set[str]:
    """The reports that came in since a day or a run. Raises BadQuestion where it is neither, NotThere where there is no such run."""
    if not re.fullmatch("[0-9]{1,9}", since) and not is_day(since):
        raise BadQuestion(f"{since[:40]!r} is neither a day (YYYY-MM-DD) nor the number of a run")
    try:
        return taken_since(ledger, since)
    except LedgerError as error:
        raise NotThere(f"the ledger has no run {since}; its runs are in the table `runs`") from error


def _last(ledger: Ledger) -> set[str]:
    """The reports that the last run which took in any took in."""
    rows = ledger.connection.execute("SELECT id FROM reports WHERE run = (SELECT max(run) FROM reports)")
    return {key for (key,) in rows}


def _acts(shelf: Shelf, fresh: Rows, *, known: bool = False) -> list[int]:
    """One row for each utterance that only these rows tell (`known`: whoever else tells it), the most told first."""
    old = np.zeros(int(shelf.utterance.max(initial=0)) + 1, dtype=np.bool_)
    if not known:
        old[shelf.utterance[~fresh]] = True
    rows = np.flatnonzero(fresh & ~old[shelf.utterance]) if shelf.size else np.zeros(0, dtype=np.int64)
    _, first = np.unique(shelf.utterance[rows], return_index=True)
    rows = rows[first]
    return [int(row) for row in rows[np.lexsort((rows, -shelf.origins[rows], -shelf.told_in[rows]))]]


def _tellings(room: Room, rows: list[int]) -> tuple[Told, ...]:
    return told(room, [room.shelf.ids[row] for row in rows[:UTTERANCES]])


def _reports(ledger: Ledger, new: set[str]) -> tuple[ReportLine, ...]:
    rows = ledger.connection.execute(
        "SELECT reports.id FROM json_each(?) JOIN reports ON reports.id = value WHERE reports.id NOT IN (SELECT report FROM earlier_texts)"
        " ORDER BY published IS NULL, published DESC, reports.path LIMIT ?",
        (json.dumps(sorted(new)), REPORTS),
    )
    keys = [key for (key,) in rows]
    lines = {line.id: line for line in report_lines(ledger, ids=keys)}
    return tuple(lines[key] for key in keys)


def _disputes(room: Room, fresh: set[str]) -> tuple[list[str], int]:
    """The disputes that nobody rejected, those with new statements first, and how many these are."""
    judged = judged_alone(room.ledger)
    with_new: dict[str, bool] = {}
    for row in room.ledger.connection.execute(
        "SELECT disputes.id, statement FROM disputes JOIN dispute_members ON dispute = disputes.id ORDER BY confidence DESC, disputes.id"
    ):
        if judged.get(row["id"]) != "reject":
            with_new[row["id"]] = with_new.get(row["id"], False) or row["statement"] in fresh
    return sorted(with_new, key=lambda key: not with_new[key]), sum(with_new.values())


def _spoke(room: Room, acts: list[int]) -> tuple[Spoke, ...]:
    shelf, facet = room.shelf, room.shelf.facets["voice"]
    rows = shelf.all() & False
    rows[acts] = True
    most = facet.counts(rows, VOICES)
    ones = {}
    for key, _, _ in most:
        theirs = np.flatnonzero(facet.having([key], shelf.size) & rows)
        ones[key] = shelf.ids[theirs[np.lexsort((theirs, -shelf.told_in[theirs]))[0]]]
    said = {one.line.id: one for one in told(room, list(ones.values()))}
    return tuple(Spoke(key, name, count, said.get(ones[key])) for key, name, count in most)
