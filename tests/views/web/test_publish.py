"""Publishing replaces what it published, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sayso.errors import SaysoError
from sayso.views.web import publish as publishing
from sayso.views.web.publish import MARK, Published, publish


@pytest.fixture(scope="module")
def published(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """The newsroom's site, not to be written to, and what was said of its making."""
    folder = tmp_path_factory.mktemp("published") / "site"
    return folder, publish(newsroom, folder)


@pytest.fixture
def own_site(published: tuple[Path, Published], tmp_path: Path) -> Path:
    """The newsroom's site as it was published, for a test to write to."""
    return Path(shutil.copytree(published[0], tmp_path / "site"))


def test_every_page_has_its_json_beside_it(published: tuple[Path, Published]) -> None:
    folder, done = published
    pages = {file.relative_to(folder).with_suffix("") for file in folder.rglob("*.html")}
    assert done.pages == len(pages)
    data = {file.relative_to(folder).with_suffix("") for file in folder.rglob("*.json")} - {Path(MARK).with_suffix("")}
    assert pages == data
    for file in folder.rglob("*.json"):
        json.loads(file.read_text(encoding="utf8"))


def test_what_was_published_is_replaced_whole(newsroom: Path, tmp_path: Path, own_site: Path) -> None:
    (own_site / "index.html").write_text("old", encoding="utf8")
    publish(newsroom, own_site)
    assert "sayso" in (own_site / "index.html").read_text(encoding="utf8")
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", ["notes.md", "reports/mine.html", ".hidden"])
def test_a_folder_that_holds_anything_else_is_left_alone(newsroom: Path, own_site: Path, name: str) -> None:
    mine = own_site / name
    mine.write_text("mine", encoding="utf8")
    with pytest.raises(SaysoError, match="did not publish"):
        publish(newsroom, own_site)
    assert mine.read_text(encoding="utf8") == "mine"


def test_a_ledger_in_the_folder_itself_is_not_published_over(newsroom: Path, own_site: Path) -> None:
    ledger = Path(shutil.copy(newsroom, own_site / "story.db"))
    with pytest.raises(SaysoError, match="holds the ledger itself"):
        publish(ledger, own_site)
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


def test_stopped_in_the_middle_the_earlier_site_stands(
    newsroom: Path, tmp_path: Path, own_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def stopped(path: Path, to: Path) -> Path:
        if path.name == "site" and path.parent != tmp_path:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        publish(newsroom, own_site)
    monkeypatch.undo()
    assert (own_site / "index.html").is_file()
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_ledger_too_large_for_a_browser_is_published_without_its_search(
    newsroom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MOST_FOUND", 10)
    assert not publish(newsroom, tmp_path / "site").searchable
    assert (tmp_path / "site" / "static" / "statements.js").read_text(encoding="utf8") == ""
