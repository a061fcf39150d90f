"""Who calls whom what, and what was told of which day, as a user asks for it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from sayso.views.cli import main
from tests.journeys.test_commands import sayso


def test_names_have_three_forms_with_the_same_words(story: Path) -> None:
    page = json.loads(sayso("names", story, "--json").stdout)
    assert page == json.loads(sayso("names", story, "--format", "json").stdout)
    markdown, terminal = sayso("names", story, "--format", "markdown").stdout, sayso("names", story).stdout
    assert "\x1b" not in terminal
    uses = [use for one in page["bearers"] for name in ("terms", "roles", "sources") for use in one[name]]
    rows = [line for line in markdown.splitlines() if line.startswith("| ") and "where first" not in line]
    assert len(rows) == len(uses)
    assert all(one["name"] in terminal for one in page["bearers"])
    shown = " ".join(terminal.split())
    assert all(f"{one['kind']}; named {one['times']} time" in shown for one in page["bearers"])


def test_every_listed_use_is_words_of_the_file(story: Path) -> None:
    page = json.loads(sayso("names", story, "--json").stdout)
    for one in page["bearers"]:
        for use in (*one["terms"], *one["roles"]):
            for by in use["counts"]:
                place = by["first"]
                text = Path(place["path"]).read_text(encoding="utf8")
                assert " ".join(text[place["start"] : place["end"]].split()) == use["term"]
                assert use["term"].split()[0] in text.splitlines()[place["line"] - 1]


def test_names_show_who_calls_the_delegate_what(story: Path) -> None:
    [one] = json.loads(sayso("names", story, "--json", "--about", "Chembe", "--kind", "person").stdout)["bearers"]
    said = {use["term"]: [by["outlet"] for by in use["counts"]] for use in one["terms"]}
    assert said["Elyar Shambe"] == ["NewsTurbine"]
    assert "Ternwire" in said["Ilyar Chembe"]
    assert "the gunmen’s chief delegate" in [use["term"] for use in one["roles"]]


def test_names_are_limited_and_say_so(story: Path) -> None:
    page = json.loads(sayso("names", story, "--json", "--limit", "3").stdout)
    assert len(page["bearers"]) == 3 < page["paging"]["total"]
    assert "the 3 named most" in " ".join(sayso("names", story, "--limit", "3").stdout.split())
    assert "try fewer words" in sayso("names", story, "--about", "nothing like it").stdout


def test_the_timeline_has_three_forms_with_the_same_words(story: Path) -> None:
    page = json.loads(sayso("timeline", story, "--json").stdout)
    assert page == json.loads(sayso("timeline", story, "--format", "json").stdout)
    markdown, terminal = sayso("timeline", story, "--format", "markdown").stdout, sayso("timeline", story).stdout
    assert "\x1b" not in terminal
    assert markdown.count("\n## ") == len({item["day"] for item in page["items"]}) + 1  # and what has no day
    assert all(item["statement"] in markdown for item in page["items"] if item["statement"])
    assert all(item["statement"] in terminal for item in page["items"] if item["statement"])
    assert [item["day"] for item in page["items"]] == sorted(item["day"] for item in page["items"])


def test_the_timeline_of_some_days_says_what_it_leaves_out(story: Path) -> None:
    whole, some = (
        json.loads(sayso("timeline", story, "--json", *days).stdout) for days in ((), ("--from", "2019-03-05", "--to", "2019-03-06"))
    )
    assert {item["day"] for item in some["items"]} == {"2019-03-05", "2019-03-06"}
    shown = " ".join(sayso("timeline", story, "--from", "2019-03-05", "--to", "2019-03-06").stdout.split())
    assert f"{len(whole['items']) - len(some['items'])} more on the whole line" in shown
    assert f"{some['undated']} utterances are not here: nothing tells on which day" in shown
    assert "3 of 14 reports have no date" in shown


def test_a_day_that_is_none_is_told_in_a_line(story: Path) -> None:
    wrong = sayso("timeline", story, "--from", "Tuesday")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "sayso: 'Tuesday' is no day; write it as YYYY-MM-DD\n"


def test_the_examples_of_the_docs_are_what_is_printed(story: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "names.md").read_text(encoding="utf8")
    examples = re.findall(r"```text\n\$ (sayso .*)\n((?:.*\n)*?)```", page)
    assert len(examples) == 2
    for command, output in examples:
        arguments = [str(story) if word == "sayso-demo.db" else word for word in shlex.split(command)[1:]]
        printed = CliRunner().invoke(main, arguments, env={"COLUMNS": "160"}, catch_exceptions=False).output
        assert [line.rstrip() for line in printed.splitlines()] == output.splitlines(), "python docs/update_readme.py writes it anew"
