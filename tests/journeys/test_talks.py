"""A user asks for the talks, and gives issues of his own: whole walks with the commands, and the page in the room."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.reading import Reader
from sayso.views.cli import main
from tests.journeys.browser import Served, ask
from tests.journeys.test_commands import sayso


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, newsroom: Path) -> Path:
    return Path(shutil.copy(newsroom, tmp_path_factory.mktemp("ledger") / "story.db"))


@pytest.fixture
def ledger(tmp_path: Path, once: Path) -> Path:
    return Path(shutil.copy(once, tmp_path / "story.db"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], env={"COLUMNS": "200"})


def printed(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(ledger: Path) -> dict[str, dict[str, object]]:
    return {one["id"]: one for one in json.loads(printed("issues", ledger, "--json"))}


def test_the_talks_have_three_forms_with_the_same_words(once: Path) -> None:
    page = json.loads(sayso("talks", once, "--json").stdout)
    assert page == json.loads(printed("talks", once, "--format", "json"))
    terminal, markdown = printed("talks", once), printed("talks", once, "--format", "markdown")
    assert "\x1b" not in terminal
    flat = [re.sub(r"\s+", " ", shown.replace("\\", "")) for shown in (terminal, markdown)]
    columns = {one["name"] for one in page["parties"] if one["id"] in page["columns"]}
    assert columns
    for shown in flat:
        assert all(name in shown for name in columns)
        assert all(one["id"] in shown for one in page["proposals"])
        assert all(one["id"] in shown for one in page["disputes"])
    assert markdown.startswith("# Talks: ")
    assert terminal.startswith("Talks: ")


def test_the_sample_has_two_parties_and_two_mediators(once: Path) -> None:
    page = json.loads(printed("talks", once, "--json"))
    parts = {one["name"]: one["part"] for one in page["parties"]}
    assert {name for name, part in parts.items() if part == "party"} >= {"Dorvane", "Oruna Front"}
    assert {name for name, part in parts.items() if part == "mediator"} >= {"Caphira", "Council of the Lakes"}
    assert all(one["signs"] for one in page["parties"] if one["part"] != "other")


def test_every_place_of_the_json_is_words_of_the_file(once: Path) -> None:
    page = json.loads(printed("talks", once, "--json"))
    for proposal in page["proposals"]:
        for place in (*proposal["mentions"], *proposal["terms"]):
            text = Path(place["path"]).read_text(encoding="utf8")
            assert text[place["start"] : place["end"]] == place["words"]
            assert place["words"].splitlines()[0] in text.splitlines()[place["line"] - 1]
    for cell in page["cells"]:
        for position in cell["positions"]:
            text = Path(position["said"]["path"]).read_text(encoding="utf8")
            assert text[position["start"] : position["end"]].strip()


def test_one_party_and_one_issue_are_asked_for(once: Path) -> None:
    page = json.loads(printed("talks", once, "--json"))
    party = next(one for one in page["parties"] if one["name"] == "Dorvane")
    only = json.loads(printed("talks", once, "--party", "dorvane", "--json"))
    assert only["columns"] == [party["id"]]
    assert sum(len(cell["positions"]) + cell["more"] for cell in only["cells"]) == sum(
        n for cell in only["cells"] for _, n in cell["stances"]
    )
    assert "Oruna Front" not in printed("talks", once, "--party", "Dorvane").split("Who holds what")[1].splitlines()[1]
    issue = only["cells"][0]["issue"]
    assert {cell["issue"] for cell in json.loads(printed("talks", once, "--issue", issue, "--json"))["cells"]} == {issue}
    both = json.loads(printed("talks", once, "--issue", issue, "--party", "Dorvane", "--json"))
    assert both["cells"] == [cell for cell in only["cells"] if cell["issue"] == issue]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("talks", "--party", "Nobody"), "has no party 'Nobody'; they are listed by: sayso talks"), (("talks", "--issue", "nothing"), "has no issue 'nothing'; they are listed by: sayso issues"),
        (("talks", "--since", "yesterday"), "neither a day"), (("talks", "--since", "99"), "has no run 99"), (("issues", "--remove", "nothing"), "has no issue nothing; they are listed by: sayso issues"),
        (("issues", "--add", "ferries"), '--add: issue "ferries" has no list of examples'), (("issues", "--add", "ferries", "--example", " "), '--add: issue "ferries"'),
        (("issues", "--from", "none.toml"), "none.toml: cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_line(once: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(arguments[0], once, *arguments[1:])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("sayso: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [("--add", "x", "--shipped"), ("--remove", "work", "--from", "x"), ("--example", "words"), ("--shipped", "--remove", "work")],
)
def test_what_does_not_go_together_is_a_wrong_usage(once: Path, arguments: tuple[str, ...]) -> None:
    before = once.read_bytes()
    result = run("issues", once, *arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert once.read_bytes() == before


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[ferry", "not TOML"),
        ("[ferry]\nname = 'boats'\n", 'issue "ferry" has no list of examples'),
        ("[ferry]\nexamples = [3]\n", 'issue "ferry"'),
        ("\xff", "cannot be read"),
        ("", "issue"),
    ],
    ids=["no TOML", "no examples", "no words", "no UTF-8", "empty"],
)
def test_a_file_of_issues_that_cannot_be_taken_changes_nothing(ledger: Path, tmp_path: Path, toml: str, said: str) -> None:
    before = listed(ledger)
    (tmp_path / "mine.toml").write_text(toml, encoding="latin1")
    result = run("issues", ledger, "--from", tmp_path / "mine.toml")
    assert result.exit_code == 1
    assert "mine.toml" in result.stderr
    assert said in result.stderr
    assert listed(ledger) == before


def test_an_issue_is_added_found_in_statements_kept_by_a_build_and_taken_away(ledger: Path, sample: Path, tmp_path: Path) -> None:
    added = sayso(
        "issues", ledger, "--add", "Mines & shells", "--example", "mines must be lifted", "--example", "clear the mines", "--about", "mines"
    )
    assert (added.returncode, added.stderr) == (0, "")
    assert "mines-shells" in added.stdout
    one = listed(ledger)["mines-shells"]
    assert (one["name"], one["about"], one["shipped"], one["examples"]) == (
        "Mines & shells",
        "mines",
        False,
        ["mines must be lifted", "clear the mines"],
    )
    assert one["statements"]
    assert all(other["shipped"] for key, other in listed(ledger).items() if key != "mines-shells")
    (tmp_path / "more.txt").write_text("The mayor said that mines must be lifted before the ferry sails.", encoding="utf8")
    grown = sayso("build", sample, tmp_path / "more.txt", "-o", ledger)
    assert "1 report added" in grown.stdout
    after = listed(ledger)
    assert after["mines-shells"]["examples"] == one["examples"]
    assert after["mines-shells"]["statements"] >= one["statements"]  # type: ignore[operator]
    assert sayso("verify", ledger).stdout == f"{ledger}: all holds, 16 reports\n"
    assert "mines must be lifted" in printed("talks", ledger, "--issue", "Mines & shells")
    printed("issues", ledger, "--remove", "mines-shells")
    assert "mines-shells" not in listed(ledger)
    assert run("talks", ledger, "--issue", "mines-shells").exit_code == 1


def test_a_file_that_is_printed_edited_and_taken_replaces_all_issues_and_can_be_undone(ledger: Path, tmp_path: Path) -> None:
    before = listed(ledger)
    talks = json.loads(printed("talks", ledger, "--json"))
    mine = tmp_path / "mine.toml"
    mine.write_text(printed("issues", ledger, "--toml"), encoding="utf8")
    assert list(tomllib.loads(mine.read_text(encoding="utf8"))) == list(before)
    printed("issues", ledger, "--from", mine)
    same = listed(ledger)
    assert {key: {**one, "shipped": True} for key, one in same.items()} == before
    assert not any(one["shipped"] for one in same.values())
    printed("issues", ledger, "--remove", "withdrawal")
    assert list(listed(ledger)) == [key for key in before if key != "withdrawal"]
    mine.write_text('[ferry]\nname = "ferries “and” boats"\nexamples = ["the ferry"]\n', encoding="utf8")
    printed("issues", ledger, "--from", mine)
    assert list(listed(ledger)) == ["ferry"]
    assert {cell["issue"] for cell in json.loads(printed("talks", ledger, "--json"))["cells"]} <= {"ferry"}
    printed("issues", ledger, "--shipped")
    assert listed(ledger) == before
    assert json.loads(printed("talks", ledger, "--json")) == talks


def test_an_issue_added_again_has_its_new_words(ledger: Path) -> None:
    printed("issues", ledger, "--add", "ferries", "--example", "the ferry")
    printed("issues", ledger, "--add", "ferries", "--example", "the boat")
    assert listed(ledger)["ferries"]["examples"] == ["the boat"]


def test_an_added_issue_is_taken_away_without_a_trace(ledger: Path) -> None:
    before = listed(ledger)
    printed("issues", ledger, "--add", "ferries", "--example", "the ferry")
    printed("issues", ledger, "--remove", "ferries")
    assert listed(ledger) == before


@pytest.mark.parametrize("name", ["!!!", "", " "])
def test_a_name_without_a_letter_is_refused(ledger: Path, name: str) -> None:
    before = listed(ledger)
    assert run("issues", ledger, "--add", name, "--example", "the ferry").exit_code != 0
    assert listed(ledger) == before


def test_the_last_issue_cannot_be_taken_away_unseen(ledger: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[ferry]\nexamples = ["the ferry"]\n', encoding="utf8")
    printed("issues", ledger, "--from", mine)
    result = run("issues", ledger, "--remove", "ferry")
    assert result.exit_code == 1 or listed(ledger) == {}


def test_a_statement_that_a_person_rejects_is_out_of_the_talks(ledger: Path) -> None:
    page = json.loads(printed("talks", ledger, "--party", "Dorvane", "--json"))
    key = page["cells"][0]["positions"][0]["said"]["id"]
    printed("judge", ledger, key, "--reject", "--by", "Mira")
    after = printed("talks", ledger, "--party", "Dorvane", "--json")
    assert key not in {position["said"]["id"] for cell in json.loads(after)["cells"] for position in cell["positions"]}


def test_a_ledger_of_an_earlier_form_has_no_talks_until_it_is_built(once: Path, sample: Path, tmp_path: Path, reader: Reader) -> None:
    old = Path(shutil.copy(once, tmp_path / "old.db"))
    with Ledger(old) as opened:
        opened.connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("proposal_answers", "proposal_terms", "proposal_members", "proposal_parties", "proposals", "positions", "party_signs", "party_members",
                      "parties", "issue_members", "issues", "acts"):  # fmt: skip
            opened.connection.execute(f"DELETE FROM {table}")
        opened.connection.execute("DELETE FROM fingerprints WHERE kind = 'talks'")
    empty = json.loads(printed("talks", old, "--json"))
    assert (empty["parties"], empty["cells"], empty["statements"]) == ([], [], 0)
    assert printed("talks", old).startswith("Talks: 0 parties")
    build([str(sample)], old, load=lambda: reader)
    assert json.loads(printed("talks", old, "--json")) == json.loads(printed("talks", once, "--json"))


def test_the_room_serves_the_talks_and_one_issue_and_one_party(served: Served) -> None:
    page = json.loads(ask(served, "/talks.json").text)["talks"]
    whole = ask(served, "/talks")
    assert whole.status == 200
    for one in page["parties"]:
        assert one["part"] == "other" or one["name"] in whole.text
    cell = page["cells"][0]
    for query in (f"issue={cell['issue']}", f"party={cell['party']}", f"issue={cell['issue']}&party={cell['party']}"):
        answer = ask(served, f"/talks?{query}")
        assert answer.status == 200
        assert all(p["said"]["id"].replace(":", "-") in answer.text for p in cell["positions"])
    for query in ("issue=nothing", "party=Nobody", "since=99", "issue=%3Cscript%3E"):
        answer = ask(served, f"/talks?{query}")
        assert answer.status == 404
        assert "<script>" not in answer.text.partition("<main")[2]
    assert ask(served, "/statements?stance=demand").status == ask(served, "/statements?issue=nothing&act=none").status == 200
