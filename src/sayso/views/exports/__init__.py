"""The ledger in the forms that other programs read: one module each, listed here.

A form that is one text has a function of a ledger that gives it piece by piece; one that is several files has a function of a ledger and a
folder that writes them there and gives their paths. All say the same values as the ledger does, with the ids that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from sayso.ledger import Ledger

Texts = Callable[[Ledger], Iterable[str]]
Files = Callable[[Ledger, Path], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: what it is in a line, and where its function is (`module.function` of this package)."""

    what: str
    home: str
    folder: bool = False

    def _made_by(self) -> object:
        module, _, name = self.home.partition(".")
        return getattr(import_module(f"sayso.views.exports.{module}"), name)  # only the form asked for is loaded

    def texts(self, ledger: Ledger) -> Iterable[str]:
        """The text of a form that is one."""
        return cast(Texts, self._made_by())(ledger)

    def files(self, ledger: Ledger, folder: Path) -> Iterable[Path]:
        """The files of a form that is several, as they are written."""
        return cast(Files, self._made_by())(ledger, folder)


FORMS: Mapping[str, Form] = {
    "json": Form("everything with its groups, one JSON object (sayso schema --export)", "groups.group_texts"),
    "csv": Form("a folder of tables: statements, figures, voices, disputes, links, reports, utterances", "tables.csv_files", folder=True),
    "parquet": Form("the same tables as Parquet", "tables.parquet_files", folder=True),
    "webannotation": Form("W3C Web Annotations (JSON-LD), one for each statement", "annotations.annotation_texts"),
    "prov": Form("the relays as PROV-O (Turtle)", "provenance.provenance_texts"),
    "brat": Form("a folder of texts and standoff annotations for brat", "brat.brat_files", folder=True),
    "citron": Form("a folder of quotes as Citron writes them, a JSON file for each report", "citron.citron_files", folder=True),
    "plover": Form("coded events as PLOVER records, a JSON object a line", "plover.plover_texts"),
    "ftm": Form("entities of FollowTheMoney, a JSON object a line", "ftm.entity_texts"),
    "citations": Form("who said what, where and when, in Markdown", "citations.citation_texts"),
    "csl": Form("the reports as CSL-JSON, for reference managers", "citations.csl_texts"),
    "datasette": Form("metadata for Datasette: titles, facets, queries (JSON)", "datasette.metadata_texts"),
}
