"""docs/notebooks: valid, without outputs, and running on a real kernel."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

FIRST_LOOK = Path(__file__).parents[3] / "docs" / "notebooks" / "first-look.ipynb"


def loaded() -> Any:
    import nbformat

    return nbformat.read(FIRST_LOOK, as_version=4)  # type: ignore[no-untyped-call]


def test_the_notebook_is_valid_and_holds_no_outputs() -> None:
    import nbformat

    notebook = loaded()
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.cell_type == "markdown" or (cell.outputs == [] and cell.execution_count is None)
    assert FIRST_LOOK.stat().st_size < 20_000


def test_the_notebook_runs(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    shutil.copy(story, tmp_path / "first-look.db")
    here = tmp_path / "kernels" / "here"  # the interpreter that runs the tests, whatever kernels the machine has
    here.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (here / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "here", "language": "python"}), encoding="utf8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    notebook = loaded()
    NotebookClient(notebook, kernel_name="here", timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    results = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    shown = ["".join(output.get("data", {}).get("text/html", "") + output.get("text", "") for output in outputs) for outputs in results]
    assert all(outputs for outputs in results)
    assert not [output for outputs in results for output in outputs if output.get("name") == "stderr"]
    assert 'class="sayso"' in shown[1]
    assert "“Both delegations " in shown[1]
    assert sum('class="sayso"' in one for one in shown) == 5
    assert any("image/svg+xml" in output.get("data", {}) for outputs in results for output in outputs)
