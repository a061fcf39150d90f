"""Pictures of every kind of page, to be looked at: ``python -m benchmarks.room.screens LEDGER -o FOLDER``.

The ledger is served, each page is taken in light, in dark and on a narrow screen, and a sheet with all of them is put together.
"""

from __future__ import annotations

import argparse
import base64
import html
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.journeys.browser import CHROMIUM, FLAGS, Served, every_kind, serving_room

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "narrow": (390, "light")}
HIGHEST = 3000  # pixels of a picture
SHEET = 2000
_STYLE = """body { font: 14px sans-serif; background: #777; color: #fff; margin: 12px; } section { break-inside: avoid; margin-bottom: 16px; }
h2 { font-size: 16px; margin: 0 0 4px; } div { display: flex; gap: 8px; align-items: flex-start; } img { display: block; max-height: 900px; object-fit: cover;
object-position: top; } .light, .dark { width: 760px; } .narrow { width: 300px; }"""


def pictures(browser: Browser, room: Served, folder: Path) -> dict[str, list[Path]]:
    """Files of pictures by kind of page."""
    made: dict[str, list[Path]] = {}
    kinds = every_kind(room, needed=False)
    for look, (width, scheme) in LOOKS.items():
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        for kind, path in kinds.items():
            page.goto(f"{room.address}{path}")
            height = min(HIGHEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(900, height)})
            name = folder / f"{re.sub(r'/$', '-one', kind) or 'today'}-{look}.png"
            page.screenshot(path=name, clip={"x": 0, "y": 0, "width": width, "height": height})
            page.set_viewport_size({"width": width, "height": 900})
            made.setdefault(f"{kind}  {path}", []).append(name)
        context.close()
    return made


def sheet(browser: Browser, made: dict[str, list[Path]], folder: Path) -> Path:
    """One picture of them all."""
    rows = []
    for kind, files in made.items():
        shown = "".join(
            f'<img class="{file.stem.rpartition("-")[2]}" src="data:image/png;base64,{base64.b64encode(file.read_bytes()).decode()}">'
            for file in files
        )
        rows.append(f"<section><h2>{html.escape(kind)}</h2><div>{shown}</div></section>")
    written = folder / "sheet.html"
    written.write_text(f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(rows)}", encoding="utf8")
    page = browser.new_page(viewport={"width": SHEET, "height": 900})
    page.goto(written.as_uri())
    page.screenshot(path=folder / "sheet.png", full_page=True)
    page.close()
    written.unlink()
    return folder / "sheet.png"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("-o", dest="folder", type=Path, required=True)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as beside, sync_playwright() as playwright:
        ledger = Path(beside) / given.ledger.name
        shutil.copy(given.ledger, ledger)  # a newer form is not brought to the one that was given
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving_room(ledger) as room:
            made = pictures(browser, room, given.folder)
        print(sheet(browser, made, given.folder))
        browser.close()


if __name__ == "__main__":
    main()
