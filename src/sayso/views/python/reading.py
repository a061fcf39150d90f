"""A report as it was read: from a ledger, or by `sayso.read` from a text at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from sayso import __version__
from sayso.errors import NotThere, ReportError
from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.model import Flag, Moment, Report, Span, Time
from sayso.views.exports.queries import KINDS
from sayso.views.exports.rows import FigureRow, ReportRow, StatementRow
from sayso.views.python.groups import room_of
from sayso.views.python.table import as_pandas, as_polars
from sayso.views.room.reports import Mark, report_page

GIVEN = "as given to sayso.read"
_HERE = "text"  # the path of a text that is in no file


@dataclass(frozen=True, slots=True, repr=False)
class ReadReport(ReportRow):
    """A report with all that was read in it; looped over, it gives its statements. Offsets are code points of `text`."""

    statements: tuple[StatementRow, ...]
    figures: tuple[FigureRow, ...]
    times: tuple[Time, ...]
    warnings: tuple[Flag, ...]  # what `flags` names, each with its place and why
    marks: tuple[Mark, ...]  # all of it, and page furniture, as stretches of the text

    def __iter__(self) -> Iterator[StatementRow]:
        return iter(self.statements)

    def __repr__(self) -> str:
        return f"<report {self.id}: {self.title or self.path}, {len(self.statements)} statements>"

    def to_arrow(self) -> Any:
        """Its statements as a pyarrow.Table, with the columns of the table `statements` in docs/exports.md."""
        from sayso.views.exports.tables import arrow_of

        return arrow_of(KINDS["statements"], self.statements)

    def to_pandas(self) -> Any:
        """Its statements as a pandas.DataFrame."""
        return as_pandas(self.to_arrow())

    def to_polars(self) -> Any:
        """Its statements as a polars.DataFrame. Raises ImportError without polars."""
        return as_polars(self.to_arrow())

    def _repr_html_(self) -> str:
        from sayso.views.python.shown import report_html

        return report_html(self)


def read(
    text: str | Path, *, outlet: str | None = None, published: str | None = None, url: str | None = None, title: str | None = None
) -> ReadReport:
    """Read one report: a text as it stands, or the file at a Path (text, a saved page, a PDF, a letter).

    What is known of it helps: relays hang on the outlet, days on the date ("2019-03-05", as precise as it is known). The reader is loaded
    once, at the first call. Raises ReportError where there is nothing to read, or more than one report in the file.
    """
    from sayso.intake.facts import facts_of

    report = _in_file(text) if isinstance(text, Path) else _of_text(text)
    known = facts_of({"outlet": outlet, "title": title, "url": url, "published": published}, GIVEN)
    held = {fact.name: fact.value for fact in known}
    if published is not None and "published" not in held:
        raise ReportError(
            report.path, "published", f"{published!r} is no date; write it as YYYY-MM-DD, or YYYY-MM where the day is not known"
        )
    report = replace(
        report, outlet=held.get("outlet", report.outlet), title=held.get("title", report.title), url=held.get("url", report.url),
        published=held.get("published", report.published), facts=(*known, *report.facts),
    )  # fmt: skip
    reader = _reader()
    reading = reader.read(report)
    with Ledger(":memory:", create=True) as ledger:
        ledger.record(report, reading, version=__version__, settings=reader.settings)
        return read_report(ledger, report_id(report))


@cache
def _reader() -> Any:
    from sayso.reading import Reader

    return Reader.load()


def _of_text(text: str) -> Report:
    from sayso.intake.draft import Draft
    from sayso.intake.encodings import clean
    from sayso.intake.reports import Place, report_of
    from sayso.settings import Intake

    made = report_of(Place(Path(_HERE), _HERE, _HERE), Draft(clean(text)), None, Intake())
    if isinstance(made, ReportError):
        raise made
    return made


def _in_file(path: Path) -> Report:
    from sayso.intake import take_in

    found = list(take_in([str(path)]))
    for one in found:
        if isinstance(one, ReportError):
            raise one
    reports = [one for one in found if isinstance(one, Report)]
    if len(reports) != 1:
        raise ReportError(
            str(path), "several", f"it holds {len(reports)} reports; take them in with sayso.build([{str(path)!r}], 'story.db')"
        )
    return reports[0]


def read_report(ledger: Ledger, key: str) -> ReadReport:
    """A report of a ledger. Raises NotThere where it has none of that id."""
    page = report_page(room_of(ledger), key, {})
    row = next(KINDS["reports"].rows(ledger, [key]), None)
    if row is None:
        raise NotThere(f"the ledger has no report {key}")
    db = ledger.connection
    times = tuple(
        Time(Moment(span := Span(t["start_at"], t["end_at"]), span.of(row.text), t["since"], t["until"], t["precision"], t["anchor"]),
             t["type"], t["value"])
        for t in db.execute("SELECT * FROM times WHERE report = ? ORDER BY start_at", (key,))
    )  # fmt: skip
    warnings = tuple(
        Flag(f["kind"], Span(f["start_at"], f["end_at"]), f["why"])
        for f in db.execute("SELECT * FROM flags WHERE report = ? ORDER BY start_at, kind", (key,))
    )
    return ReadReport(
        **{field.name: getattr(row, field.name) for field in fields(ReportRow)},
        statements=tuple(KINDS["statements"].rows(ledger, [one.line.id for one in page.statements], all_texts=True)),
        figures=tuple(KINDS["figures"].rows(ledger, [one.id for one in page.figures], all_texts=True)),
        times=times, warnings=warnings, marks=page.marks,
    )  # fmt: skip
