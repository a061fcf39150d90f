"""The reading room as files: every page with its JSON, to send to a colleague and open from disk."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso import __version__
from sayso.errors import NotThere, SaysoError
from sayso.ledger import Ledger
from sayso.views.room import PAGES, Room, made
from sayso.views.room.filters import SAID
from sayso.views.room.shelf import shelf_of
from sayso.views.room.statements import told
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
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise SaysoError(f"{target}: a file; give a folder that is not there yet, or is empty")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise SaysoError(f"{target}: holds files that sayso did not publish; give a folder that is not there yet, or is empty")
    target.parent.mkdir(parents=True, exist_ok=True)
    Ledger(ledger).connection.close()  # brings an older form to this one
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as beside:
        site = Path(beside) / "site"
        site.mkdir()
        with Ledger(ledger, read_only=True) as opened, opened.still():
            room = Room(opened, shelf_of(opened), whole=True)
            pages = 0
            for pages, (place, page) in enumerate(_pages(room), 1):
                _write(site, place, page, ledger=str(ledger))
                on_page(pages)
            searchable = room.shelf.size <= MOST_FOUND
            (site / "static").mkdir()
            for name in shared_names():
                (site / "static" / name).write_bytes(shared_file(name) or b"")
            (site / "static" / "statements.js").write_text(_found(room) if searchable else "", encoding="utf8")
        (site / MARK).write_text(json.dumps({"version": __version__, "ledger": Path(ledger).name, "pages": pages}), encoding="utf8")
        size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
        if target.is_dir():
            target.rename(Path(beside) / "before")
        shutil.move(site, target)
    return Published(str(target), pages, size, searchable)


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
            "words": f"{said[shelf.ids[row]].line.source or ''} {said[shelf.ids[row]].line.content}",
            "day": str(shelf.days[row]), "told": int(shelf.told_in[row]), "origins": int(shelf.origins[row]),
            "disputed": bool(shelf.disputed[row]), "unnamed": bool(shelf.unnamed[row]), "report": shelf.reports[shelf.report[row]],
            "has": values.get(row, {}),
        }
        for row in order if shelf.ids[row] in said
    ]  # fmt: skip
    facets = {name: [list(pair) for pair in zip(facet.values, facet.labels, strict=True)] for name, facet in shelf.facets.items()}
    packed = json.dumps({"rows": rows, "facets": facets, "said": SAID}, ensure_ascii=True)
    return f"window.SAYSO = {packed};\n"
