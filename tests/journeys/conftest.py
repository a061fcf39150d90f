"""What several journeys start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.test_commands import sayso


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """The ledger of the sample newsroom as the command builds it. Not to be written to."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    built = sayso("build", sample, "-o", path)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout == f"{path}: 14 reports added, 0 known already\n"
    return path
