"""Judgements from a page are recorded at once, and grouped behind it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sayso.errors import BadQuestion
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.views.web.judging import Judges


@pytest.fixture
def mine(newsroom: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(newsroom, tmp_path / "story.db"))


def voices(path: Path) -> tuple[str, str, str]:
    """Two voices of single reports that are one across reports, and which."""
    with Ledger(path) as ledger:
        left, right, group = ledger.connection.execute(
            "SELECT min(voice), max(voice), voice_group FROM voice_members GROUP BY voice_group HAVING count(*) = 2 ORDER BY voice_group LIMIT 1"
        ).fetchone()
    return left, right, group


def groups_of(path: Path, *members: str) -> int:
    with Ledger(path) as ledger:
        found = {
            ledger.connection.execute("SELECT voice_group FROM voice_members WHERE voice = ?", (one,)).fetchone()[0] for one in members
        }
    return len(found)


def done(judges: Judges) -> None:
    """Wait until the groups are made anew."""
    grouping = judges._grouping
    if grouping is not None:
        grouping.join(120)


def test_a_judgement_parts_what_was_one(mine: Path) -> None:
    left, right, _ = voices(mine)
    judges = Judges(mine, "a tester")
    done(judges)
    assert groups_of(mine, left, right) == 1
    judges.judge({"decision": "different", "left": left, "right": right})
    assert "grouped anew" in (judges.status() or "")
    done(judges)
    assert groups_of(mine, left, right) == 2
    assert judges.status() is None


def test_what_was_judged_when_the_last_room_was_closed_is_grouped_when_the_next_opens(mine: Path) -> None:
    left, right, _ = voices(mine)
    done(Judges(mine, "a tester"))
    with Ledger(mine) as ledger:
        judge(ledger, left, right, "different", by="a tester")
        ledger.connection.execute("UPDATE runs SET started = '2020-01-01T00:00:00+00:00'")  # the tests are quicker than a second
    assert groups_of(mine, left, right) == 1
    done(Judges(mine, "a tester"))
    assert groups_of(mine, left, right) == 2


def test_a_room_for_reading_only_takes_none_and_groups_none(mine: Path) -> None:
    left, right, _ = voices(mine)
    with Ledger(mine) as ledger:
        judge(ledger, left, right, "different", by="a tester")
        ledger.connection.execute("UPDATE runs SET started = '2020-01-01T00:00:00+00:00'")
    judges = Judges(mine, None)
    assert judges._grouping is None
    with pytest.raises(BadQuestion, match="for reading only"):
        judges.judge({"decision": "same", "left": left, "right": right})


@pytest.mark.parametrize(
    "form",
    [
        {}, {"decision": "same", "left": "s1:0"}, {"decision": "reject", "left": "s1:0", "right": "s1:1"}, {"decision": "maybe", "left": "s1:0"},
        {"decision": "withdraw", "judgement": "j1:"}, {"decision": "withdraw"},
    ],
)  # fmt: skip
def test_what_is_no_judgement_is_refused(mine: Path, form: dict[str, str]) -> None:
    with Ledger(mine) as ledger:
        before = ledger.connection.execute("SELECT id, withdrawn_at FROM judgements").fetchall()
    with pytest.raises(BadQuestion):
        Judges(mine, "a tester").judge(form)
    with Ledger(mine) as ledger:
        assert [*map(tuple, ledger.connection.execute("SELECT id, withdrawn_at FROM judgements"))] == [*map(tuple, before)]


def test_grouping_that_fails_is_said(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, right, _ = voices(mine)
    judges = Judges(mine, "a tester")
    done(judges)
    monkeypatch.setattr("sys.executable", "/bin/false")
    judges.judge({"decision": "unsure", "left": left, "right": right})
    done(judges)
    assert "grouping failed" in (judges.status() or "")
