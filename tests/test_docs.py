"""The docs say what there is: commands, tables and columns, words, and queries that run."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.ledger.migrations import migrate
from sayso.reading import Reader
from sayso.views.cli import main

ROOT = Path(__file__).parents[1]
LEDGER = (ROOT / "docs" / "ledger.md").read_text(encoding="utf8")
README = (ROOT / "README.md").read_text(encoding="utf8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf8")


@pytest.fixture
def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    migrate(connection)
    return connection


def test_every_table_and_column_is_documented(empty: sqlite3.Connection) -> None:
    tables = [
        row[0]
        for row in empty.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_text\\_%' ESCAPE '\\'"
        )
    ]
    for table in tables:
        assert f"`{table}`" in LEDGER, table
        row = next((line for line in LEDGER.splitlines() if line.startswith(f"| `{table}` |")), None)
        if row is not None:
            for column in empty.execute(f"PRAGMA table_info({table})"):
                assert f"`{column[1]}`" in row, (table, column[1])
    empty.close()


def test_every_query_of_the_docs_runs(empty: sqlite3.Connection) -> None:
    queries = re.findall(r"```sql\n(.*?)```", LEDGER, re.DOTALL)
    assert len(queries) >= 6
    for query in queries:
        empty.execute(query).fetchall()
    empty.close()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme_and_explains_itself(name: str) -> None:
    assert f"sayso {name}" in README
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    for parameter in main.commands[name].params:
        if parameter.param_type_name == "option":
            assert getattr(parameter, "help", None), parameter.name


def test_the_nouns_are_in_the_glossary() -> None:
    from sayso import model

    nouns = [name for name, value in vars(model).items() if isinstance(value, type) and value.__module__.startswith(model.__name__)]
    for noun in set(nouns) - {"Time"}:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", noun).lower()
        assert f"| {words} |" in GLOSSARY, noun


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 (our own example)
    assert "that the ferry would sail" in capsys.readouterr().out


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path, sample: Path, reader: Reader) -> None:
    from sayso.ledger import Ledger
    from sayso.pipeline import build
    from sayso.views.cli.show import brief_lines
    from sayso.views.pages import brief

    build([str(sample)], tmp_path / "demo.db", load=lambda: reader)
    with Ledger(tmp_path / "demo.db") as ledger:
        printed = brief_lines(brief(ledger), width=120)
    excerpt = README.split("```text\n")[1].split("```")[0].splitlines()
    shown = {without_confidence(line) for line in printed}
    for line in excerpt:
        if line.strip() not in ("", "…"):
            assert without_confidence(line) in shown, line


def without_confidence(line: str) -> str:
    """A line of the brief less its last decimals, which may differ between processors."""
    return re.sub(r"\b[01]\.\d\d(?=\])", "", line).rstrip()
