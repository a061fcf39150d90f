"""A ledger as people use it from Python: all that it has, as sequences of typed values that become data frames in one call."""

from __future__ import annotations

from typing import Self

from sayso import ledger as base
from sayso.views.exports.rows import FigureRow, LinkRow, ReportRow, UtteranceRow, VoiceRow
from sayso.views.python.groups import Disputes, Utterance, kept_as, room_of
from sayso.views.python.reading import ReadReport, read_report
from sayso.views.python.table import Rows, Statements
from sayso.views.room.shelf import Shelf, shelf_of
from sayso.views.room.utterances import utterance_page


class Ledger(base.Ledger):
    """An open ledger. `sayso.build` makes one; whatever stands here only reads it, and any number of programs may while one writes.

    Use it as a context manager, or `close` it. One of an older sayso is brought to this form when it is opened, unless it is `read_only`.
    What people rejected, and what a later text of a report has word for word, is left out, as in the reading room.
    """

    _kept: tuple[tuple[int, int], Shelf] | None = None

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @property
    def statements(self) -> Statements:
        """Who is said to have said what, in the order of reports and places."""
        return Statements(self, "statements", shelf=self._shelf)

    @property
    def voices(self) -> Rows[VoiceRow]:
        """Whom statements are attributed to, across reports, those with most statements first."""
        return Rows(self, "voices")

    @property
    def utterances(self) -> Rows[UtteranceRow]:
        """Acts of saying, each with its independent origins."""
        return Rows(self, "utterances")

    @property
    def disputes(self) -> Disputes:
        """Where accounts cannot all hold, the surest first."""
        return Disputes(self, "disputes")

    @property
    def figures(self) -> Rows[FigureRow]:
        """Quantities, with their bounds and on whose word they are."""
        return Rows(self, "figures")

    @property
    def links(self) -> Rows[LinkRow]:
        """What the machine takes for one, with its reasons."""
        return Rows(self, "links")

    @property
    def reports(self) -> Rows[ReportRow]:
        """The reports with their texts, earlier texts of an address too."""
        return Rows(self, "reports")

    def report(self, key: str) -> ReadReport:
        """A report with all that was read in it. Raises NotThere where the ledger has none of that id."""
        return read_report(self, key)

    def utterance(self, key: str) -> Utterance:
        """An utterance by its id, or that of a statement which tells it: its tellings and the ways they came. Raises NotThere."""
        row = self.connection.execute(
            "SELECT utterance FROM utterance_members WHERE statement = coalesce((SELECT by FROM superseded WHERE statement = ?1), ?1)",
            (key,),
        ).fetchone()
        return kept_as(Utterance, utterance_page(room_of(self), row["utterance"] if row else key, {}))

    def _shelf(self) -> Shelf:
        """What the room's filters work on; made anew when the ledger was written to."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        state = (int(version), self.connection.total_changes)
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, shelf_of(self))
        return self._kept[1]
