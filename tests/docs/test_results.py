"""The numbers in the README and in docs/ are those of benchmarks/results/."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.examples import ROOT

AGAIN = "`python docs/update_readme.py` writes it anew"


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """docs/results.py, which is no part of a package; it reads from the root."""
    monkeypatch.chdir(ROOT)
    spec = importlib.util.spec_from_file_location("docs_results", ROOT / "docs" / "results.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "docs_results", module)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_readme_are_those_of_the_results(results: ModuleType) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    assert results.readme_with_results(text) == text, AGAIN


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_numbers_of_a_page_are_those_of_the_results(results: ModuleType, page: Path) -> None:
    text = page.read_text(encoding="utf8")
    assert results.with_results(text) == text, AGAIN


def test_every_results_file_has_its_line_with_the_script_that_writes_it(results: ModuleType) -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf8")
    for path in (ROOT / "benchmarks" / "results").glob("*.json"):
        (line,) = (line for line in page.splitlines() if line.endswith(f"| `{path.name}` |"))
        assert f"python -m benchmarks.{results.script_of(path.stem)}" in line


def test_the_limits_take_their_scores_from_the_results() -> None:
    """A number with decimals, or a share of a hundred, that is not between marks was written by hand."""
    text = re.sub(r"<!--n .+?-->.*?<!--/n-->", "", (ROOT / "docs" / "limits.md").read_text(encoding="utf8"))
    assert not re.findall(r"(?<![\w.])0?\.\d\d|\d %", text)


def test_a_number_keeps_its_form(results: ModuleType) -> None:
    shown = "<!--n linking-pairs: results/unseen/disputes/any/recall-->{}<!--/n-->"
    found = {form: re.sub("<.*?>", "", results.with_results(shown.format(form))) for form in (".1", ".11", "1 %", "0.111")}
    recall = float(found["0.111"])
    assert found == {".1": f"{recall:.1f}"[1:], ".11": f"{recall:.2f}"[1:], "1 %": f"{recall * 100:.0f} %", "0.111": f"{recall:.3f}"}
