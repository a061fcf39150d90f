"""Pages as HTML and as JSON: the same value, shown twice."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sayso import __version__
from sayso.views.counted import count, origins
from sayso.views.room import PAGES
from sayso.views.room.statements import Told
from sayso.views.web.addresses import Addresses
from sayso.views.web.charts import chart
from sayso.views.web.marked import dashed, marked


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sayso.views.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"day": _day, "count": count, "flat": _flat, "name": os.path.basename, "dashed": dashed, "number": _number}
    environment.globals |= {"origins": origins, "version": __version__, "chart": chart}
    return environment


def as_html(page: Any, addresses: Addresses, *, ledger: str, query: str = "", judge: str | None = None, status: str | None = None) -> str:
    """The page as HTML. `query` is that of its address, `judge` in whose name judgements are recorded, `status` a word to the reader."""
    here, asked = addresses.here, parse_qsl(query)

    def words(text: str, marks: Any) -> Markup:
        return marked(text, marks, lambda key: addresses.at("statements", key))

    sections = [(key, page.name) for key, page in PAGES.items() if page.name and (page.published or not addresses.published)]
    template = _environment().get_template(f"{_snake(type(page).__name__)}.html")
    return template.render(
        page=page, sections=sections, at=addresses.at, static=addresses.static, here=here, published=addresses.published, marked=words,
        ledger=ledger, judge=judge, status=status, back=addresses.at(here.section, here.key, asked),
        json=addresses.at(here.section, here.key, asked, ending=".json"),
    )  # fmt: skip


def statement_html(one: Told, addresses: Addresses) -> str:
    """A statement as lists show it."""
    said: Any = _environment().get_template("said.html").module
    return str(said.statement(one, addresses.at)).strip()


def as_json(page: Any) -> str:
    """The page's value."""
    return json.dumps(asdict(page), ensure_ascii=False)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _day(published: str | None) -> str:
    """ "2024-05-03T10:00:00+02:00" as "3 May 2024", and what is no day as it stands."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return published or "no date"
    return f"{day.day} {day:%B %Y}"


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _number(value: float) -> str:
    return f"{value:,.10g}"
