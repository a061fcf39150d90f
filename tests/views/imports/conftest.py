"""The small ledger, built once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.reading import Reader
from tests.views.imports.factory import MILL, QUAY


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    folder = tmp_path_factory.mktemp("story")
    (folder / "quay.txt").write_bytes(QUAY.encode())
    (folder / "mill.txt").write_bytes(MILL.encode())
    build([str(folder)], folder / "story.db", load=lambda: reader)
    return folder / "story.db"


@pytest.fixture
def ledger(built: Path, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(shutil.copy(built, tmp_path / "story.db")) as opened:
        yield opened
