"""docs/python.md: its blocks run in order, and print what the page says they print."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "python.md"


def test_the_blocks_of_the_guide_print_what_it_says(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(story, tmp_path / "story.db")
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf8")
    blocks = list(re.finditer(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", page, re.DOTALL))
    assert len(blocks) == page.count("```python\n") > 8
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile("\n" * page.count("\n", 0, block.start(1)) + block[1], str(PAGE), "exec"), names)  # noqa: S102 (our own examples)
        assert capsys.readouterr().out == (block[2] or ""), block[1]
