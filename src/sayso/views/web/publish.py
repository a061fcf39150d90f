"""The reading room as files: every page with its JSON, to send to a colleague and open from disk."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sayso import __version__
from sayso.errors import NotThere, SaysoError
from sayso.ledger import Ledger
from sayso.views.pages import report_lines
from sayso.views.room import PAGES, Room, made
from sayso.views.room.filters import SAID, SORTS
from sayso.views.room.reports import named
from sayso.views.room.shelf import shelf_of
from sayso.views.room.statements import SWITCHES, told
from sayso.views.web.addresses import Addresses, Place
from sayso.views.web.app import shared_file, shared_names
from sayso.views.web.render import as_html, as_json, statement_html

MARK = "sayso-site.json"  # in a folder that this program wrote, and may write anew
MOST_FOUND = 20_000  # statements that a browser searches by itself: a kilobyte each


@dataclass(frozen=True, slots=True)
class Published:
    """What was written."""

    folder: str
    pages: int
    bytes: int
    searchable: bool  # whether the pages find statements by themselves


def publish(ledger: str | Path, folder: str | Path, *, on_page: Callable[[int], object] = int) -> Published:
    """Write the room of a ledger into a folder, whole or not at all; an earlier one that this program wrote is replaced.

    Raises SaysoError where the folder holds anything else, or cannot be written.
    """
    target, source = Path(folder).resolve(), Path(ledger).resolve()
    Ledger(source).connection.close()  # brings an older form to this one
    try:
        _may_be_replaced(target, source)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as beside:
            site = Path(beside) / "site"
            site.mkdir()
            done = _written(site, source, on_page)
            _put(site, target, Path(beside) / "before")
    except OSError as error:
        raise SaysoError(f"{folder}: cannot be written ({error.strerror}); give a folder that is not there yet") from error
    return replace(done, folder=str(folder))


def _may_be_replaced(target: Path, ledger: Path) -> None:
    """Raises SaysoError unless nothing stands there but what this program published."""
    if not target.exists():
        return
    if not target.is_dir():
        raise SaysoError(f"{target}: a file; give a folder that is not there yet, or is empty")
    if ledger.is_relative_to(target):
        raise SaysoError(f"{target}: holds the ledger itself; give another folder")
    mark, ours = target / MARK, set[str]()
    with suppress(ValueError, KeyError, TypeError):  # a file of that name that is not ours
        ours |= {MARK, *json.loads(mark.read_text(encoding="utf8"))["files"]} if mark.is_file() else set()
    others = sorted({file.relative_to(target).as_posix() for file in target.rglob("*") if not file.is_dir()} - ours)
    if others:
        raise SaysoError(f"{target}: holds what sayso did not publish ({others[0]}); give a folder that is not there yet, or is empty")


def _written(site: Path, ledger: Path, on_page: Callable[[int], object]) -> Published:
    with Ledger(ledger, read_only=True) as opened, opened.still():
        room = Room(opened, shelf_of(opened), whole=True)
        pages = 0
        for pages, (place, page) in enumerate(_pages(room), 1):
            _write(site, place, page, ledger=ledger.name)
            on_page(pages)
        searchable = room.shelf.size <= MOST_FOUND
        (site / "static").mkdir()
        for name in shared_names():
            (site / "static" / name).write_bytes(shared_file(name) or b"")
        (site / "static" / "statements.js").write_text(_found(room) if searchable else "", encoding="utf8")
    files = [file for file in site.rglob("*") if file.is_file()]
    known = {"version": __version__, "ledger": ledger.name, "files": sorted(file.relative_to(site).as_posix() for file in files)}
    (site / MARK).write_text(json.dumps(known), encoding="utf8")
    return Published("", pages, sum(file.stat().st_size for file in files), searchable)


def _put(site: Path, target: Path, before: Path) -> None:
    """In the place of an earlier one, which comes back if anything goes wrong."""
    if not target.exists():
        site.rename(target)
        return
    target.rename(before)
    try:
        site.rename(target)
    except BaseException:
        before.rename(target)
        raise


def _pages(room: Room) -> Iterator[tuple[Place, Any]]:
    for section, page in PAGES.items():
        if page.published and page.listed is not None:
            yield Place(section), made(room, section, None, {})
        for key in page.keys(room) if page.published else ():
            with suppress(NotThere):  # an utterance whose every telling a person rejected
                yield Place(section, key), made(room, section, key, {})


def _write(site: Path, place: Place, page: Any, *, ledger: str) -> None:
    path = site / place.name
    path.parent.mkdir(exist_ok=True)
    html = as_html(page, Addresses(place, published=True), ledger=ledger)
    path.with_name(f"{path.name}.html").write_text(html, encoding="utf8")
    path.with_name(f"{path.name}.json").write_text(as_json(page), encoding="utf8")


def _found(room: Room) -> str:
    """The statements as a script, for found.js: with pages opened from disk a browser reads nothing but scripts."""
    shelf = room.shelf
    values: dict[int, dict[str, list[int]]] = {}
    for name, facet in shelf.facets.items():
        for row, code in zip(facet.rows.tolist(), facet.codes.tolist(), strict=True):
            values.setdefault(row, {}).setdefault(name, []).append(code)
    addresses = Addresses(Place("statements"), published=True)
    order = shelf.newest_first.tolist()
    said = {one.line.id: one for one in told(room, [shelf.ids[row] for row in order])}
    rows = [
        {
            "html": statement_html(said[shelf.ids[row]], addresses),
            "words": [said[shelf.ids[row]].line.source or "", said[shelf.ids[row]].line.content],
            "day": str(shelf.days[row]), "told": int(shelf.told_in[row]), "origins": int(shelf.origins[row]),
            "disputed": bool(shelf.disputed[row]), "unnamed": bool(shelf.unnamed[row]), "report": shelf.reports[shelf.report[row]],
            "has": values.get(row, {}),
        }
        for row in order if shelf.ids[row] in said
    ]  # fmt: skip
    facets = {name: [list(pair) for pair in zip(facet.values, facet.labels, strict=True)] for name, facet in shelf.facets.items()}
    reports = {line.id: named(line) for line in report_lines(room.ledger)}
    packed = json.dumps({"rows": rows, "facets": facets, "said": SAID, "reports": reports, "sorts": SORTS, "switches": SWITCHES})
    return f"window.SAYSO = {packed};\n"
