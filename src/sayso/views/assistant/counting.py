"""The answers on figures, positions and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from sayso.errors import LedgerError, NotThere
from sayso.views.assistant.answers import Count, CountOverTime, Counts, Figure, Issue, Named, Names, Party, Position, Positions, Use
from sayso.views.assistant.pages import Asked, asked_page, page, sliced
from sayso.views.assistant.said import SHORT, report_ref, statements, words
from sayso.views.room.figures import LENGTH, ROWS, Counted, figure_page, figures_page
from sayso.views.room.figures import Count as RoomCount
from sayso.views.room.names import Called, names_page
from sayso.views.room.names import Use as RoomUse
from sayso.views.room.room import Room
from sayso.views.room.shelf import UNKNOWN
from sayso.views.room.statements import Paging, paged, told
from sayso.views.talks import IssueLine, PartyLine, PositionLine, talks

COUNTS, FIGURES, POSITIONS, NAMED = 25, 20, 8, 5  # of each that an answer has
_BESIDE, _USES, _PARTIES = 8, 20, 30
_ALL = 10**9


def counts(room: Room, asked: str | None, number: int) -> Counts:
    """What is counted, in a dispute first, then most often."""

    def listed(query: Asked) -> tuple[Sequence[RoomCount], Paging]:
        shown = figures_page(room, {**query, "q": [asked or ""]})
        return shown.counts, shown.paging

    some, at = sliced(listed, number, COUNTS, LENGTH)
    return Counts(counts=[_count(one) for one in some], page=at)


def count_over_time(room: Room, key: str, number: int) -> CountOverTime:
    """Raises NotThere where there is no such count."""

    def listed(query: Asked) -> tuple[Sequence[Counted], Paging]:
        shown = figure_page(room, key, query)
        return shown.rows, shown.paging

    some, at = sliced(listed, number, FIGURES, ROWS)
    shown = figure_page(room, key, {})
    return CountOverTime(
        count=_count(shown.count), figures=[_figure(room, one) for one in some], beside=[_count(one) for one in shown.beside[:_BESIDE]],
        page=at,
    )  # fmt: skip


def _count(one: RoomCount) -> Count:
    return Count(
        id=one.id, words=one.words, figures=one.figures, reports=one.reports, values=one.values, least=one.least, most=one.most,
        since=one.since, until=one.until, disputed=one.disputed,
    )  # fmt: skip


def _figure(room: Room, one: Counted) -> Figure:
    line = one.line
    return Figure(
        id=line.id, value=one.value, words=words(line.words, [(line.start, line.end)], SHORT), low=line.low, high=line.high,
        bound=line.bound, day=one.day, voice=line.voice, cue=line.cue, statement=one.to if one.to.startswith("s1:") else None,
        report=report_ref(room, one.report), disputes=one.disputes,
    )  # fmt: skip


def positions(room: Room, issue: str | None, party: str | None, number: int) -> Positions:
    """The positions on an issue, or of a party, or all. Raises NotThere where there is no such issue or party."""
    try:
        shown = talks(room.ledger, issue=issue, party=party, columns=_ALL, listed=_ALL, proposals=0, signs=0)
    except LedgerError as error:
        raise NotThere(_lacking(room, str(error))) from error
    found = list(chain.from_iterable(cell.positions for cell in shown.cells))
    paging = paged(asked_page(number), len(found), POSITIONS)
    some = found[(paging.page - 1) * POSITIONS :][:POSITIONS]
    on, of = Counter(one.issue for one in found), Counter(one.party for one in found)
    issues = [replace(one, positions=on[one.id]) for one in shown.issues if on[one.id]]
    parties = [replace(one, positions=of[one.id]) for one in shown.parties if of[one.id]]
    called = {one.id: one.name for one in issues} | {one.id: one.name for one in parties}
    return Positions(
        issues=[_issue(one) for one in issues], parties=[_party(one) for one in parties[:_PARTIES]],
        positions=_positions(room, some, called), page=page(paging),
    )  # fmt: skip


def _lacking(room: Room, said: str) -> str:
    """That there is no such issue or party, and what there is."""
    shown = talks(room.ledger, listed=0, proposals=0, signs=0)
    lacking = said.partition(": ")[2].partition(";")[0]
    issues = [one.id for one in shown.issues if one.positions]
    parties = [one.name for one in shown.parties if one.positions]
    there = parties[:_PARTIES] if " party " in lacking else issues
    return f"the ledger {lacking}; positions are held {'by' if there is not issues else 'on'}: {', '.join(there) or 'none'}"


def issues_held(room: Room) -> list[Issue]:
    """The issues on which positions are held, those with most first."""
    shown = talks(room.ledger, listed=0, proposals=0, signs=0)
    return [_issue(one) for one in sorted(shown.issues, key=lambda one: -one.positions) if one.positions]


def _issue(one: IssueLine) -> Issue:
    return Issue(id=one.id, name=one.name, about=one.about, statements=one.statements, positions=one.positions)


def _party(one: PartyLine) -> Party:
    return Party(id=one.id, name=one.name, part=one.part, statements=one.statements, positions=one.positions)


def _positions(room: Room, some: Sequence[PositionLine], called: dict[str, str]) -> list[Position]:
    said = {one.id: one for one in statements(room, told(room, list(dict.fromkeys(p.said.id for p in some)), superseded=True))}
    texts = {row["id"]: row["text"] for row in (_text(room, p.said.report) for p in some)}
    return [
        Position(
            issue=called[one.issue], party=called[one.party], stance=one.stance, day=one.day,
            nearest=words(texts[one.said.report][one.start : one.end], [(one.start, one.end)], SHORT), statement=said[one.said.id],
            opposite_of=one.changes.id if one.changes else None,
        )
        for one in some
        if one.said.id in said
    ]  # fmt: skip


def _text(room: Room, key: str) -> dict[str, str]:
    return dict(room.ledger.connection.execute("SELECT id, text FROM reports WHERE id = ?", (key,)).fetchone())


def names(room: Room, asked: str | None, kind: str | None, number: int) -> Names:
    """Who calls whom what."""
    shown = names_page(room, {"q": [asked or ""], "kind": [kind or ""], **asked_page(number)}, NAMED)
    return Names(named=[_named(one) for one in shown.bearers], page=page(shown.paging))


def _named(one: Called) -> Named:
    called, roles = _uses(one.terms), _uses(one.roles)
    more = max(0, len(called) - _USES) + max(0, len(roles) - _USES)
    return Named(
        id=one.id, name=one.name, kind=one.kind, voice=one.voice, times=one.times, reports=one.reports, names=called[:_USES],
        roles=roles[:_USES], more=more,
    )  # fmt: skip


def _uses(uses: Sequence[RoomUse]) -> list[Use]:
    return [
        Use(words=one.term, outlet=None if count.outlet == UNKNOWN else count.outlet, times=count.count)
        for one in uses
        for count in one.counts
    ]
