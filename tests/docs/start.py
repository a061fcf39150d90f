"""Where the examples of a page start: a folder with the sample newsroom's reports and their ledger."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from sayso.reading import Reader
from sayso.sample import reports_folder

_BUILT = {
    "story.db": re.compile(r"^\$ sayso build .*-o story\.db", re.MULTILINE),
    "sayso-demo.db": re.compile(r"^\$ sayso demo$", re.MULTILINE),
}


def newsroom_folder(folder: Path, page: Path, ready: Path | None = None, load: Callable[[], Reader] = Reader.load) -> Path:
    """`folder` with ``reports/``, and the ledgers that a page finds; `ready` is one made of them before."""
    from sayso.pipeline import build

    with reports_folder() as sample:
        shutil.copytree(sample, folder / "reports")
    if ready is None:
        ready = folder / "ready.db"
        build([str(folder / "reports")], ready, load=load)
    text = page.read_text(encoding="utf8")
    for name in (name for name, built in _BUILT.items() if not built.search(text)):
        shutil.copy(ready, folder / name)
    return folder
