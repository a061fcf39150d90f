"""Publishing replaces what it published, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sayso.errors import SaysoError
from sayso.views.web import publish as publishing
from sayso.views.web.publish import MARK, publish


def test_every_page_has_its_json_beside_it(newsroom: Path, tmp_path: Path) -> None:
    done = publish(newsroom, tmp_path / "site")
    pages = {file.relative_to(tmp_path / "site").with_suffix("") for file in (tmp_path / "site").rglob("*.html")}
    assert done.pages == len(pages)
    data = {file.relative_to(tmp_path / "site").with_suffix("") for file in (tmp_path / "site").rglob("*.json")} - {
        Path(MARK).with_suffix("")
    }
    assert pages == data
    for file in (tmp_path / "site").rglob("*.json"):
        json.loads(file.read_text(encoding="utf8"))


def test_what_was_published_is_replaced_whole(newsroom: Path, tmp_path: Path) -> None:
    publish(newsroom, tmp_path / "site")
    (tmp_path / "site" / "index.html").write_text("old", encoding="utf8")
    publish(newsroom, tmp_path / "site")
    assert "sayso" in (tmp_path / "site" / "index.html").read_text(encoding="utf8")
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", ["notes.md", "reports/mine.html", ".hidden"])
def test_a_folder_that_holds_anything_else_is_left_alone(newsroom: Path, tmp_path: Path, name: str) -> None:
    publish(newsroom, tmp_path / "site")
    mine = tmp_path / "site" / name
    mine.write_text("mine", encoding="utf8")
    with pytest.raises(SaysoError, match="did not publish"):
        publish(newsroom, tmp_path / "site")
    assert mine.read_text(encoding="utf8") == "mine"


def test_a_ledger_in_the_folder_itself_is_not_published_over(newsroom: Path, tmp_path: Path) -> None:
    publish(newsroom, tmp_path / "site")
    ledger = Path(shutil.copy(newsroom, tmp_path / "site" / "story.db"))
    with pytest.raises(SaysoError, match="holds the ledger itself"):
        publish(ledger, tmp_path / "site")
    assert ledger.is_file()


def test_a_folder_with_a_mark_of_another_kind_is_left_alone(newsroom: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARK).write_text("[1]", encoding="utf8")
    with pytest.raises(SaysoError, match="did not publish"):
        publish(newsroom, tmp_path / "site")


@pytest.mark.parametrize("where", ["a.file", "a.file/site"])
def test_where_no_folder_can_be_it_is_said(newsroom: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "a.file").write_text("x", encoding="utf8")
    with pytest.raises(SaysoError, match="give a folder that is not there yet"):
        publish(newsroom, tmp_path / where)


def test_stopped_in_the_middle_the_earlier_site_stands(newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(newsroom, tmp_path / "site")
    rename = Path.rename

    def stopped(path: Path, to: Path) -> Path:
        if path.name == "site" and path.parent != tmp_path:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish(newsroom, tmp_path / "site")
    monkeypatch.undo()
    assert (tmp_path / "site" / "index.html").is_file()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_ledger_too_large_for_a_browser_is_published_without_its_search(
    newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MOST_FOUND", 10)
    assert not publish(newsroom, tmp_path / "site").searchable
    assert (tmp_path / "site" / "static" / "statements.js").read_text(encoding="utf8") == ""
