"""Stages import the pure modules and their own siblings, never one another; only pipeline and views know several."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sayso

ROOT = Path(sayso.__file__).parent
STAGES = ("intake", "reading", "linking", "talks", "ledger", "sample")
PURE = {"model", "ids", "errors", "settings", "states", "languages"}  # the last two: facts that stages share


def imported(path: Path) -> set[str]:
    """Second parts of the ``sayso.X`` modules that a file imports anywhere."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sayso."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("sayso.")}
    return names


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_no_other_stage(stage: str) -> None:
    for path in (ROOT / stage).rglob("*.py"):
        assert imported(path) <= PURE | {stage}, path


@pytest.mark.parametrize("module", sorted(PURE))
def test_the_pure_modules_know_only_one_another(module: str) -> None:
    for path in (ROOT / module).rglob("*.py") if (ROOT / module).is_dir() else [ROOT / f"{module}.py"]:
        assert imported(path) <= PURE, path


def test_no_module_but_the_encoders_imports_the_runtime() -> None:
    users = {path.name for path in ROOT.rglob("*.py") if re.search(r"^ *(import|from) onnxruntime", path.read_text(encoding="utf8"), re.M)}
    assert users <= {"encoder.py", "meaning.py", "__init__.py"}


@pytest.mark.parametrize(
    ("library", "files"),
    [("splink", {"engine.py", "spark.py"}), ("duckdb", {"engine.py"}), ("pyarrow", {"engine.py"}), ("pyspark", {"spark.py"})],
)
def test_the_engines_of_linking_are_known_to_their_files(library: str, files: set[str]) -> None:
    users = {
        path.name
        for path in (ROOT / "linking").glob("*.py")
        if f"import {library}" in (text := path.read_text(encoding="utf8")) or f"from {library}" in text
    }
    assert users == files
