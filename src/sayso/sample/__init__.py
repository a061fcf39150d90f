"""The sample newsroom: reports of an invented story by invented outlets, and the truth known beside them. See README.md here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any


@contextmanager
def reports_folder() -> Iterator[Path]:
    """The folder of the sample's reports, as files, wherever the package is installed."""
    with as_file(files("sayso.sample") / "reports") as folder:
        yield folder


def truth() -> dict[str, Any]:
    """What is known of the sample: statements, voices, utterances, copies, disputes, figures, furniture."""
    loaded: dict[str, Any] = json.loads((files("sayso.sample") / "truth.json").read_text(encoding="utf8"))
    return loaded
