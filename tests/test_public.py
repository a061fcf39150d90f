"""The public names."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sayso


def test_the_public_names_are_sorted_and_there() -> None:
    assert sayso.__all__ == sorted(sayso.__all__)
    for name in sayso.__all__:
        assert getattr(sayso, name).__module__.startswith("sayso.")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = sayso.nonsense


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, sayso.views.cli; print([m for m in ('numpy', 'onnxruntime', 'tokenizers', 'rich', 'torch') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_names_load_what_they_need_when_it_is_asked_for() -> None:
    heavy = ("numpy", "onnxruntime", "tokenizers", "pandas", "polars", "pyarrow", "duckdb", "jinja2", "IPython")
    code = (
        f"import sys; heavy = {heavy}; loaded = lambda: [m for m in heavy if m in sys.modules]; import sayso; print(loaded());"
        " sayso.Ledger, sayso.read; print(loaded())"
    )
    first, named = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert first == "[]"
    assert named == "['numpy']"  # the filters of the reading room
