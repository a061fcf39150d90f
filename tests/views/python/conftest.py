"""A ledger of the sample newsroom as `sayso demo` makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.pipeline import build
from sayso.reading import Reader


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, sample: Path, reader: Reader) -> Path:
    """The ledger. Not to be written to."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    build([str(sample)], path, load=lambda: reader)
    return path
