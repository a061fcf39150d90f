"""What notebooks show: HTML that stands by itself, light or dark as they are, without a script. All words of reports are escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sayso.views.counted import count, origins
from sayso.views.web.marked import dashed, marked

if TYPE_CHECKING:
    from sayso.views.python.reading import ReadReport

_COLUMNS = {  # of a table that a notebook shows; the cue stands between those who speak and their words
    "statements": ("voice_names", "cue", "content", "told_by", "relay", "outlet", "published", "witnesses_low", "witnesses_high"),
    "figures": ("voice_names", "cue", "words", "of", "who", "where", "as_of", "told_by", "outlet", "published"),
    "voices": ("name", "kind", "side", "roles", "statement_count", "report_count"),
    "links": ("kind", "left_name", "right_name", "weight", "judged"),
    "reports": ("outlet", "title", "published", "path", "statement_count"),
    "utterances": ("voice_names", "cue", "content", "told_by", "witnesses_low", "witnesses_high", "witnesses", "report_count"),
}


def html(macro: str, **values: Any) -> str:
    """A macro of shown.html with its style."""
    module: Any = _environment().get_template("shown.html").module
    return str(module.page(_style(), getattr(module, macro)(**values)))


def report_html(report: ReadReport) -> str:
    """A report with its marks: source, cue and content of each statement, figures, times, flags and page furniture."""
    return html("report", report=report, text=marked(report.text, report.marks, lambda key: f"#{dashed(key)}"))


def table_html(name: str, rows: Sequence[Any], total: int) -> str:
    """The first rows of a table, and how many more there are."""
    shown = _COLUMNS[name]
    cells = [[_cell(getattr(row, column)) for column in shown] for row in rows]
    heads = [column.removesuffix("s" * (column == "voice_names")).removesuffix("_name").replace("_", " ") for column in shown]
    return html("table", name=name, heads=heads, rows=cells, total=total, more=total - len(rows))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value:,.10g}" if isinstance(value, float) else str(value)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("sayso.views.python", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"count": count, "flat": lambda words: " ".join(words.split()), "name": os.path.basename}
    made.globals |= {"origins": origins}
    return made


@cache
def _style() -> Markup:
    """The reading room's colours and marks, kept to what stands within `.sayso`, and to the notebook's theme where it has one."""
    room = (files("sayso.views.web") / "static" / "room.css").read_text(encoding="utf8")
    colours, marks = re.search(r":root \{(.*?)\n\}", room, re.DOTALL), re.search(r"/\* marks \*/\n(.*?)\n\n", room, re.DOTALL)
    if colours is None or marks is None:
        raise RuntimeError("room.css has no colours (:root) or no marks (/* marks */) that a notebook could use")
    own = (files("sayso.views.python") / "shown.css").read_text(encoding="utf8")
    return Markup(f".sayso {{{colours[1]}\n{marks[1]}\n{own}")  # noqa: S704 (our own files)
