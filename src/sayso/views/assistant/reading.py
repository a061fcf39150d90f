"""The answers on reports and their texts, on what is new, and on the ledger as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.errors import BadQuestion
from sayso.views.assistant.answers import Mark, News, Overview, ReportLine, Reports, ReportText
from sayso.views.assistant.counting import issues_held
from sayso.views.assistant.finding import dispute, found_voices
from sayso.views.assistant.pages import Asked, sliced
from sayso.views.assistant.said import report_ref, statements
from sayso.views.assistant.values import ReportRef
from sayso.views.pages import ReportLine as Line
from sayso.views.room.reports import LENGTH, report_page, reports_page
from sayso.views.room.room import Room
from sayso.views.room.statements import Paging
from sayso.views.room.today import today_page
from sayso.views.since import Moved

REPORTS, TEXT = 20, 4000  # reports of an answer, and code points of a text
_OUTLETS, _HEARD, _TOLD, _DISPUTES = 20, 10, 8, 2


def found_reports(room: Room, words: str | None, outlet: str | None, number: int) -> Reports:
    """The reports with these words in title or text, of this outlet."""

    def listed(query: Asked) -> tuple[Sequence[Line], Paging]:
        shown = reports_page(room, {**query, "q": [words or ""], "outlet": [outlet or ""]})
        return shown.reports, shown.paging

    some, at = sliced(listed, number, REPORTS, LENGTH)
    return Reports(reports=[_line(one) for one in some], page=at)


def _line(one: Line) -> ReportLine:
    return ReportLine(report=_ref(one), words=one.words, statements=one.statements, language=one.language, read=one.read, texts=one.texts)


def _ref(one: Line) -> ReportRef:
    return ReportRef(id=one.id, outlet=one.outlet, title=one.title, published=one.published, path=one.path)


def report_text(room: Room, key: str, start: int, end: int | None) -> ReportText:
    """A stretch of a report's text. Raises NotThere where there is no such report, BadQuestion where the stretch is none."""
    shown = report_page(room, key, {})
    length = len(shown.text)
    if not 0 <= start < max(length, 1) or (end is not None and end <= start):
        raise BadQuestion(f"{start} to {'the end' if end is None else end} is no stretch of this text, which has {length:,} code points")
    last = min(length, start + TEXT, length if end is None else end)
    marks = tuple(
        Mark(start=one.start, end=one.end, note=f"{one.layer}: {one.note}")
        for one in shown.marks
        if one.layer in ("furniture", "flag") and one.start < last and start < one.end
    )
    return ReportText(
        report=report_ref(room, key), url=shown.url, language=shown.report.language, length=length, start=start, end=last,
        text=shown.text[start:last], next_start=last if last < length else None, marks=marks, newest=shown.newest,
    )  # fmt: skip


def news(room: Room, since: str | None) -> News:
    """What came in since a day or a run. Raises BadQuestion and NotThere as the room's page does."""
    shown = today_page(room, {"since": [since or ""]})
    moved = [_moved(one) for one in shown.moved]
    first = shown.told[:_TOLD]
    left = [
        (shown.new_reports - len(shown.first), "reports"), (shown.new_utterances - len(first), "acts of saying"),
        (max(0, len(shown.parted) - _DISPUTES), "disputes"), (shown.more_moved, "counts"),
    ]  # fmt: skip
    more = ", ".join(f"{number:,} {what}" for number, what in left if number > 0)
    return News(
        since=since, new_reports=shown.new_reports, new_statements=shown.new_statements, new_utterances=shown.new_utterances,
        new_disputes=shown.new_disputes, reports=[_ref(one) for one in shown.first], first_told=statements(room, first),
        disputes=[dispute(room, one) for one in shown.parted[: min(_DISPUTES, shown.new_disputes)]], figures=moved,
        not_listed=f"{more}: ask for them with the other tools" if more else "",
    )  # fmt: skip


def _moved(one: Moved) -> str:
    before, now = (
        ", ".join(f"“{f.words}” ({f.voice or 'the report itself'}, {f.outlet or 'outlet unknown'})" for f in some[:3])
        for some in (one.before, one.now)
    )
    return f"{one.of}: {before} before; {now} now"


def overview(room: Room) -> Overview:
    """The ledger in numbers."""
    shelf, db = room.shelf, room.ledger.connection
    reports, undated = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE published IS NULL) FROM reports WHERE id NOT IN (SELECT report FROM earlier_texts)"
    ).fetchone()
    today = today_page(room, {})
    outlets = reports_page(room, {}).outlets
    days = sorted({str(day) for day in shelf.days} - {""})
    return Overview(
        ledger=room.ledger.path.name, reports=reports, statements=shelf.size, voices=len(shelf.facets["voice"].values),
        disputes=today.disputes, unread=today.failures, undated_reports=undated,
        first_day=days[0] if days else None, last_day=days[-1] if days else None,
        outlets=list(outlets[:_OUTLETS]), most_heard=found_voices(room, None, 1).voices[:_HEARD], issues=issues_held(room),
    )  # fmt: skip
