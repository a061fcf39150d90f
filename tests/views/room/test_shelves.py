"""The room keeps up with its ledger, and stands still while a page is made."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from sayso.errors import NotALedger
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.views.room import Room, Shelves, made
from sayso.views.room.kept import Kept
from sayso.views.room.shelf import Shelf
from tests.views.room.rooms import fresh_room, sample_room


@pytest.fixture
def mine(newsroom: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(newsroom, tmp_path / "story.db"))


def total(shelves: Shelves) -> int:
    with shelves.room() as room:
        return int(made(room, "statements", None, {}).paging.total)


def rejected(path: Path) -> None:
    with Ledger(path) as ledger:
        (key,) = ledger.connection.execute(
            "SELECT id FROM statements WHERE id NOT IN (SELECT left_id FROM judgements) AND id NOT IN (SELECT statement FROM superseded)"
        ).fetchone()
        judge(ledger, key, None, "reject", by="a tester")


def test_what_somebody_else_writes_is_on_the_next_page(mine: Path) -> None:
    shelves = Shelves(mine)
    before = total(shelves)
    shelves._took = 0.0  # at once, however slow this machine is
    rejected(mine)
    assert total(shelves) == before - 1
    shelves.close()


def test_a_shelf_that_takes_long_is_made_behind_the_page(mine: Path) -> None:
    shelves = Shelves(mine)
    before = total(shelves)
    shelves._took, shelves._made = 10.0, -1_000.0  # it took long, and was made long ago
    rejected(mine)
    others = set(threading.enumerate())
    assert total(shelves) == before
    for thread in set(threading.enumerate()) - others:
        thread.join(20)
    assert total(shelves) == before - 1
    shelves.close()


def test_a_room_stands_still_while_a_page_is_made(mine: Path) -> None:
    shelves = Shelves(mine)
    with shelves.room() as room:
        count = "SELECT count(*) FROM judgements"
        (before,) = room.ledger.connection.execute(count).fetchone()
        rejected(mine)
        assert room.ledger.connection.execute(count).fetchone()[0] == before
    with shelves.room() as room:
        assert room.ledger.connection.execute(count).fetchone()[0] == before + 1
    shelves.close()


def test_another_ledger_in_its_place_is_read_from_then_on(mine: Path, tmp_path: Path) -> None:
    shelves = Shelves(mine)
    assert total(shelves) > 0
    with Ledger(tmp_path / "other.db", create=True) as other:
        other.connection.execute("PRAGMA journal_mode = DELETE")
    (tmp_path / "other.db").rename(mine)
    assert total(shelves) == 0
    shelves.close()


def test_a_ledger_that_is_gone_is_said_to_be_gone(mine: Path) -> None:
    shelves = Shelves(mine)
    mine.rename(mine.with_suffix(".away"))
    with pytest.raises(NotALedger, match="no longer there"):
        total(shelves)
    mine.with_suffix(".away").rename(mine)
    assert total(shelves) > 0
    shelves.close()


def test_nothing_is_written_through_a_room(mine: Path) -> None:
    shelves = Shelves(mine)
    with shelves.room() as room, pytest.raises(Exception, match=r"readonly|read-only"):
        room.ledger.connection.execute("DELETE FROM judgements")
    shelves.close()


def test_what_is_made_of_a_shelf_is_made_once(newsroom: Path) -> None:
    shelves = [fresh_room(newsroom).shelf for _ in range(3)]
    asked: list[int] = []

    def make(_: Ledger, shelf: Shelf) -> int:
        asked.append(next(n for n, one in enumerate(shelves) if one is shelf))
        return len(asked)

    kept = Kept(make)
    rooms = [Room(sample_room(newsroom).ledger, shelf) for shelf in shelves]
    assert [kept.of(rooms[n]) for n in (0, 1, 0, 1)] == [1, 2, 1, 2]
    assert [kept.of(rooms[n]) for n in (2, 1, 0)] == [3, 2, 4]  # the first was let go
    assert asked == [0, 1, 2, 0]
