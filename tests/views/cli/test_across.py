"""links says whom it links and what to judge; judge takes what it is given, or says why not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.ledger import Ledger
from sayso.views.cli import main


@pytest.fixture
def ledger(newsroom: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(newsroom, tmp_path / "story.db"))


def asked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_link_says_whom_it_links_and_what_judge_takes(ledger: Path) -> None:
    shown = asked("links", ledger).stdout.splitlines()
    listed = json.loads(asked("links", ledger, "--json").stdout)
    assert shown[::3] == [f"{one['kind']}: {one['left_name']} | {one['right_name']}" for one in listed]
    assert {one["kind"] for one in listed} == {"voice", "utterance", "copy", "claim"}
    for one, ids in zip(listed, shown[2::3], strict=True):
        assert ids.strip() == " ".join(one["judge"] or ()) or "there is nothing to judge" in ids
        assert not any(name.startswith("n1:") for name in (one["left_name"], one["right_name"], *(one["judge"] or ())))


def test_the_ids_of_a_link_can_be_judged(ledger: Path) -> None:
    listed = json.loads(asked("links", ledger, "--kind", "voice", "--json").stdout)
    ids = next(one["judge"] for one in listed if one["judge"])
    assert asked("judge", ledger, *ids, "--unsure", "--by", "Mira").exit_code == 0


def test_several_judgements_are_not_withdrawn_by_one_command_without_a_word(ledger: Path) -> None:
    with Ledger(ledger) as opened:
        ids = [key for (key,) in opened.connection.execute("SELECT id FROM statements ORDER BY id LIMIT 2")]
    judged = [json.loads(asked("judge", ledger, key, "--confirm", "--json").stdout)[0]["id"] for key in ids]
    result = asked("judge", ledger, "--withdraw", *judged)
    assert (result.exit_code, "one by one" in result.stderr) == (2, True)
    assert not any(one["withdrawn_at"] for one in json.loads(asked("judge", ledger, "--json").stdout))


def test_a_voice_across_reports_leads_to_those_that_can_be_judged(ledger: Path) -> None:
    voices = json.loads(asked("export", ledger).stdout)["voices"]
    one, other = [voice for voice in voices if len(voice["members"]) > 1][:2]
    result = asked("judge", ledger, one["id"], other["id"], "--different")
    assert result.exit_code == 1
    shown = re.search(r"sayso trace (\S+) (w1:\w+)", result.stderr)
    assert shown is not None
    traced = asked("trace", *shown.groups()).stdout
    assert any(member in traced for voice in (one, other) for member in voice["members"])


def test_a_brief_with_ids_has_what_trace_and_judge_take(ledger: Path) -> None:
    for form in ("terminal", "markdown"):
        shown = asked("brief", ledger, "--about", "round", "--ids", "--format", form).stdout
        ids = re.findall(r"s1:[0-9a-f]{16}", " ".join(shown.split()))
        assert ids
        assert asked("trace", ledger, ids[0]).exit_code == 0
        assert not re.search(r"s1:[0-9a-f]{16}", asked("brief", ledger, "--about", "round", "--format", form).stdout)


def test_a_brief_about_something_lists_the_reports_that_say_it(ledger: Path) -> None:
    listed = asked("brief", ledger, "--about", "peace chance blank").stdout
    assert "Pellin Standard" in listed
    assert "Radio Estuary" not in listed
    assert "published" not in asked("brief", ledger, "--about", "nothing has these words").stdout


def test_a_build_says_what_lacks_in_most_reports(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The harbour board said on Friday that the ferry would sail.", encoding="utf8")
    built = asked("build", tmp_path / "one.txt", "-o", tmp_path / "l.db").stdout
    assert "Most reports have no known day and no known outlet" in built
    built = asked("build", tmp_path / "one.txt", "-o", tmp_path / "m.db", "--outlet", "Oste Mail", "--published", "2024-03-05").stdout
    assert "Most reports" not in built
