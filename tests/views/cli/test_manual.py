"""Man pages and docs/commands.md say what --help says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from update_commands import PAGE, updated

from sayso.views.cli import main
from sayso.views.cli.command import EXITS
from sayso.views.cli.manual import Manual, Paragraph, man_page, manuals, write_man_pages

HEADINGS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The source of each man page, by its name."""
    return {path.name: path.read_text(encoding="utf8") for path in write_man_pages(main, tmp_path_factory.mktemp("man"))}


def of(*description: Paragraph, examples: tuple[tuple[str, str], ...] = ()) -> Manual:
    return Manual("sayso try", "Try it.", "sayso try", description, (), examples, ())


def test_docs_are_in_step() -> None:
    page = PAGE.read_text(encoding="utf8")
    assert page == updated(page), "run: python docs/update_commands.py"


def test_there_is_a_page_for_every_command_and_one_for_all(pages: dict[str, str]) -> None:
    assert set(pages) == {"sayso.1", *(f"sayso-{name}.1" for name in main.commands)}
    assert all(f"\\-{name}" in pages["sayso.1"] for name in main.commands)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_a_page_has_all_that_one_looks_for(pages: dict[str, str], name: str) -> None:
    source = pages[f"sayso-{name}.1"]
    assert [line.removeprefix(".SH ") for line in source.splitlines() if line.startswith(".SH")] == HEADINGS
    assert all(f".B {status}\n" in source for status in EXITS)


def test_every_option_of_help_is_in_the_pages(pages: dict[str, str]) -> None:
    for _, page in manuals(main):
        source = pages[f"{page.name.replace(' ', '-')}.1"]
        assert page.options
        for terms, words in page.options:
            assert f".B {terms}".replace("-", "\\-") in source
            assert words.split()[0].replace("`", "") in source


def test_words_are_never_requests() -> None:
    source = man_page(of(Paragraph(".so /etc/passwd", False), Paragraph(".nf\n'br\n\\fB", True), examples=((".sy true", "'tis."),)))
    lines = source.splitlines()
    assert {"\\&.so /etc/passwd", "\\&.nf", "\\&'br", "\\(rsfB", "\\&.sy true", "\\&'tis."} <= set(lines)


def test_the_day_of_a_page_can_be_set_for_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert '"1970-01-01"' in man_page(of()).splitlines()[0]


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not here; what it checks is checked where it is")
def test_mandoc_finds_nothing_wrong(tmp_path: Path) -> None:
    written = write_man_pages(main, tmp_path)
    found = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *written], capture_output=True, text=True, check=False)  # noqa: S607
    assert found.stdout == ""
