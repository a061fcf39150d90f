"""Every command, query and piece of Python in our pages does what its page says. The convention stands in examples.py here."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sayso.reading import Reader
from tests.docs.examples import (
    ROOT,
    Block,
    Example,
    blocks,
    commands,
    differs,
    examples,
    known,
    pages,
    parts,
    printed,
    rows,
    runnable,
    to_be_run,
)
from tests.docs.start import newsroom_folder

# blocks that are run by tests of their own, which know what these need
ELSEWHERE = {
    "api.md": {"python"},  # a room that is served: tests/views/web/test_api_docs.py
    "lake.md": {"sql"},  # DuckDB over a lake: tests/lake/test_schema_docs.py
    "python.md": {"python"},  # tests/views/python/test_guide.py
    "spacy.md": {"python"},  # tests/views/test_spacy_pipe.py
}
NOT_RUN = {"commands.md"}  # its lines show forms, with names that are nowhere: they are held against the real options only
NAMES = [page.relative_to(ROOT).as_posix() for page in pages()]


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """The ledger of the sample newsroom's reports, as a page finds it. Not to be written to."""
    folder = newsroom_folder(tmp_path_factory.mktemp("ready"), ROOT / "README.md", load=lambda: reader)
    with sqlite3.connect(folder / "story.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "story.db"


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_page_do_what_it_says(name: str, tmp_path: Path, ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, left_out, names = ROOT / name, ELSEWHERE.get(Path(name).name, set()), dict[str, Any]()
    monkeypatch.chdir(newsroom_folder(tmp_path, page, ready))
    before: Block | None = None
    for block in blocks(page):
        where = f"{name}:{block.line}"
        if block.language in left_out:
            continue
        if block.language == "console" or (block.language == "text" and block.text.startswith("$ ")):
            for example in examples(block):
                shown_is_printed(example, where, width=88 if block.language == "console" else 160)
        elif block.language in ("", "bash", "sh", "shell"):
            typed_is_known(block, where, None if page.name in NOT_RUN else tmp_path)
        elif block.language == "sql":
            query(block.text)
        elif block.language == "text" and before is not None and before.language == "sql" and block.behind:
            given = [" | ".join("" if value is None else str(value) for value in row) for row in query(before.text)]
            missing = [row for row in rows(block.text) if row not in rows("\n".join(given))]
            assert not missing, f"{where}: the query gives\n" + "\n".join(given)
            assert "…" in block.text or len(rows(block.text)) == len(given), f"{where}: the query gives {len(given)} rows"
        elif block.language == "python":
            exec(compile(block.text, where, "exec"), names)  # noqa: S102 (our own example)
        elif block.language == "json" and "…" not in block.text and "..." not in block.text:
            json.loads(block.text)
        elif block.language == "toml":
            tomllib.loads(block.text)
        before = block


def shown_is_printed(example: Example, where: str, *, width: int) -> None:
    for words in parts(example.command):
        if words[0] == "sayso":
            known(words)
    if not to_be_run(example.command):
        return
    output, status = printed(example.command, width=width)
    assert (status == 0) != ("sayso: " in example.shown), f"{where}: {example.command} ended with {status}\n{output}"
    lacking = differs(example.shown, output) if example.shown else None
    assert lacking is None, f"{where}: {example.command} does not print\n{lacking}\nit prints\n{output}"


def typed_is_known(block: Block, where: str, folder: Path | None) -> None:
    """Commands are those that there are; those of a ledger or folder in `folder` are run."""
    for words in commands(block):
        try:
            known(words)
        except Exception as error:
            raise AssertionError(f"{where}: {' '.join(words)}: {error}") from error
        here = ["reports" if word in ("FOLDER", "YOUR_FOLDER") else word for word in words]
        if folder is not None and runnable(here, folder):
            output, status = printed(" ".join(f"'{word}'" if " " in word else word for word in here), width=160)
            assert status == 0, f"{where}: {' '.join(words)} ended with {status}\n{output}"


def query(sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect("file:story.db?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_what_is_shown_is_compared_by_words_and_in_order() -> None:
    assert differs("one\n…\nthree four", "one\ntwo\nthree\n   four\n") is None
    assert differs("one\nthree", "one\ntwo\nthree") == "one three"
    assert differs("two\n…", "one\ntwo") == "two"
    assert differs("…\ntwo", "one\ntwo") is None
    assert differs("…\none", "one\ntwo") == "(and then) two"


def test_a_command_that_is_not_there_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```\nsayso brief story.db --abuot x\n```\n", encoding="utf8")
    (block,) = blocks(page)
    with pytest.raises(AssertionError, match="--abuot"):
        typed_is_known(block, "page.md:1", tmp_path)
