"""Whole walks across reports: origins, disputes, judgements, what is new, export."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from sayso.ledger import Ledger
from sayso.ledger.links import Verdict, judge_all
from sayso.pipeline import build
from sayso.reading import Reader
from sayso.views.cli import main
from tests.journeys.test_commands import sayso


@pytest.fixture
def own(story: Path, tmp_path: Path) -> Path:
    """A copy that a test may judge in."""
    return Path(shutil.copy(story, tmp_path / "own.db"))


def shown(*arguments: str | Path) -> Any:
    """What a command prints as JSON, without a process of its own."""
    found = CliRunner().invoke(main, [str(one) for one in arguments])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def exported(path: Path) -> dict[str, Any]:
    page: dict[str, Any] = shown("export", path, "--format", "json")
    return page


@pytest.fixture(scope="module")
def page(story: Path) -> dict[str, Any]:
    """What the command exports of the story. Not to be changed."""
    found = sayso("export", story, "--format", "json")
    assert found.returncode == 0, found.stderr
    loaded: dict[str, Any] = json.loads(found.stdout)
    return loaded


def utterance_of(page: dict[str, Any], statement: str) -> dict[str, Any]:
    found: dict[str, Any] = next(u for u in page["utterances"] if statement in u["statements"])
    return found


def test_the_export_has_the_contract_and_every_id_leads_somewhere(page: dict[str, Any]) -> None:
    assert {"reports", "voices", "utterances", "copies", "disputes", "figures", "statements", "links", "judgements"} <= page.keys()
    from sayso.views.exports.groups import export_schema

    jsonschema.validate(page, export_schema())
    statements, reports, voices = ({one["id"] for one in page[name]} for name in ("statements", "reports", "voices"))
    figures = {one["id"] for one in page["figures"]}
    for utterance in page["utterances"]:
        assert set(utterance["statements"]) <= statements
        assert 0 <= utterance["witnesses"]["low"] <= utterance["witnesses"]["high"]
        assert utterance["why"]
    assert {s for u in page["utterances"] for s in u["statements"]} == statements
    for voice in page["voices"]:
        assert set(voice["statements"]) <= statements
        assert voice["name"] in voice["names"]
    for copies in page["copies"]:
        assert set(copies["reports"]) <= reports
        assert copies["first"] is None or copies["first"] in copies["reports"]
    for dispute in page["disputes"]:
        assert len(dispute["sides"]) >= 2
        for side in dispute["sides"]:
            assert set(side["statements"]) <= statements
            assert set(side["voices"]) <= voices
            assert set(side["figures"]) <= figures
    assert all(link["reasons"] for link in page["links"])


def test_the_statements_of_the_export_are_those_of_read(page: dict[str, Any], sample: Path) -> None:
    read = [json.loads(line) for line in sayso("read", sample, "--json").stdout.splitlines()]
    by_id = {s["id"]: s for one in read for s in one["statements"]}
    for statement in page["statements"]:
        wanted = by_id[statement["id"]]
        assert {**wanted, "flags": sorted(wanted["flags"])} == {key: value for key, value in statement.items() if key != "report"}


def test_a_copied_quotation_has_one_origin(page: dict[str, Any]) -> None:
    words = {r["id"]: r for r in page["reports"]}
    told = [s for s in page["statements"] if s["voice"] and s["voice"]["name"] == "Pirro Vandel" and s["mode"] == "direct"]
    assert {words[s["report"]]["outlet"] for s in told} == {"Ternwire", "Lisarre Courier"}
    (one,) = {utterance_of(page, s["id"])["id"] for s in told}
    assert next(u for u in page["utterances"] if u["id"] == one)["witnesses"] == {"low": 1, "high": 1, "who": ["Ternwire"]}


def test_trace_goes_from_the_utterance_to_the_words(story: Path, page: dict[str, Any]) -> None:
    told = next(u for u in page["utterances"] if len(u["statements"]) > 1)
    tree = json.loads(sayso("trace", story, told["id"], "--json").stdout)

    def kinds(node: dict[str, Any]) -> list[str]:
        return [node["kind"], *(kind for below in node["below"] for kind in kinds(below))]

    assert {"utterance", "witness", "statement", "words", "link"} <= set(kinds(tree))
    lines = sayso("trace", story, told["id"][:12]).stdout
    assert "origin" in lines
    assert "taken for one at" in lines


def test_every_kind_of_entry_can_be_traced(story: Path, page: dict[str, Any]) -> None:
    for name in ("voices", "utterances", "claims", "copies", "disputes", "figures", "statements", "reports"):
        traced = CliRunner().invoke(main, ["trace", str(story), page[name][0]["id"]])
        assert traced.exit_code == 0, traced.output
        assert page[name][0]["id"] in traced.stdout or name in ("statements",)


def test_trace_of_what_is_not_there_says_where_ids_stand(story: Path) -> None:
    for wrong in ("s1:0000000000000000", "nonsense"):
        traced = sayso("trace", story, wrong)
        assert traced.returncode == 1
        assert wrong in traced.stderr
        assert "ids" in traced.stderr


def test_a_judgement_splits_an_utterance_and_is_taken_back(own: Path) -> None:
    page = exported(own)
    one, other = next(u for u in page["utterances"] if len(u["statements"]) == 2)["statements"]
    judged = sayso("judge", own, one, other, "--different", "--by", "Ada", "--note", "two occasions")
    assert judged.returncode == 0, judged.stderr
    page = exported(own)
    assert utterance_of(page, one)["id"] != utterance_of(page, other)["id"]
    (made,) = page["judgements"]
    assert (made["decision"], made["by"], made["note"], made["withdrawn_at"]) == ("different", "Ada", "two occasions", None)
    assert "Ada" in sayso("judge", own).stdout
    assert sayso("judge", own, "--withdraw", made["id"]).returncode == 0
    page = exported(own)
    assert utterance_of(page, one)["id"] == utterance_of(page, other)["id"]
    assert page["judgements"][0]["withdrawn_at"]


def test_two_voices_judged_the_same_are_one_and_stay_so_after_a_build(own: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Ruvan Hale said on Friday that the harbour would open.\n", encoding="utf8")
    trees = [shown("trace", own, voice["id"], "--json") for voice in shown("brief", own, "--json")["voices"][:2]]
    one, other = (next(below["id"] for below in tree["below"] if below["kind"] == "voice") for tree in trees)
    assert sayso("judge", own, one, other, "--same").returncode == 0
    sayso("build", tmp_path / "new.txt", "-o", own)
    for key in (one, other):
        tree = shown("trace", own, key, "--json")
        assert {one, other} <= {below["id"] for below in tree["below"]}
    assert sayso("verify", own).returncode == 0


def test_a_rejected_statement_counts_no_more_and_a_confirmed_one_is_marked(own: Path) -> None:
    page = exported(own)
    wrong, right = page["statements"][0]["id"], page["statements"][1]["id"]
    sayso("judge", own, wrong, "--reject")
    sayso("judge", own, right, "--confirm")
    after = exported(own)
    assert not [u for u in after["utterances"] if wrong in u["statements"]]
    told = shown("brief", own, "--json")
    lines = {line["id"]: line for line in [*told["unattributed"], *(line for v in told["voices"] for line in v["statements"])]}
    assert wrong not in lines
    assert lines[right]["confirmed"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("s1:0", "s1:1", "--same"), "has no s1:0"),
        (("s1:0", "--same"), "takes 2 ids"),
        (("s1:0", "s1:1", "--reject"), "takes 1 id"),
        (("--withdraw", "j1:0"), "no live judgements"),
    ],
)
def test_a_wrong_judgement_is_refused_with_the_next_step(own: Path, arguments: tuple[str, ...], said: str) -> None:
    refused = sayso("judge", own, *arguments)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert exported(own)["judgements"] == []


def test_what_is_new_since_a_run(tmp_path: Path, sample: Path, reader: Reader) -> None:
    path = tmp_path / "story.db"
    files = sorted(sample.glob("*.txt"))
    build(map(str, files[:8]), path, load=lambda: reader)
    run = shown("brief", path, "--since", "2000-01-01", "--json")
    assert len(run["reports"]) == 8
    build(map(str, files), path, load=lambda: reader)
    news = json.loads(sayso("brief", path, "--since", "1", "--json").stdout)
    assert {Path(name).name for name in news["reports"]} == {file.name for file in files[8:]}
    assert any(d["kind"] == "status" for d in news["disputes"])
    assert all(line["path"] in news["reports"] for _, line in news["statements"])
    assert sayso("brief", path, "--since", "1").stdout.startswith("Since 1: 6 new reports")
    assert sayso("brief", path, "--since", "99").returncode == 1
    assert sayso("brief", path, "--since", "yesterday").returncode == 1
    with Ledger(path) as ledger:  # what one person rejected and another confirmed later was not new, either
        before = ledger.connection.execute("SELECT statements.id FROM statements JOIN reports ON reports.id = report WHERE reports.run = 1")
        known = [key for (key,) in before.fetchall()]
        judge_all(ledger, [Verdict(key, "reject", "Ada") for key in known])
        judge_all(ledger, [Verdict(key, "confirm", "Bo") for key in known])
    again = json.loads(sayso("brief", path, "--since", "1", "--json").stdout)
    for of in (news, again):
        of["statements"] = [line["id"] for _, line in of["statements"]]
        of["disputes"] = [one["id"] for one in of["disputes"]]
    assert again == news


def test_the_links_are_listed_with_reasons_and_the_steps_can_be_seen(story: Path) -> None:
    listed = sayso("links", story, "--kind", "voice").stdout.splitlines()
    assert all(line.startswith("voice: ") for line in listed[::3])
    assert any("spelt otherwise" in line for line in listed)
    steps = json.loads(sayso("links", story, "--explain", "--json").stdout)
    names = [step["name"] for step in steps]
    assert names.index("voice_pairs") < names.index("copy_pairs") < names.index("utterance_pairs") < names.index("dispute_pairs")
    assert all(step["why"] and step["sql"].upper().startswith(("SELECT", "WITH", "CREATE")) for step in steps)


def test_the_five_reports_have_the_one_dispute_and_one_badran(tmp_path: Path, five_reports: Path) -> None:
    path = tmp_path / "talks.db"
    sayso("build", five_reports, "-o", path)
    page = exported(path)
    badran = [voice for voice in page["voices"] if any("Badran" in name for name in voice["names"])]
    assert len(badran) == 1
    assert {"Hussam Badran", "Hossam Badran"} <= set(badran[0]["names"])
    people = [voice for voice in page["voices"] if voice["kind"] == "person"]
    assert all(len({name.split()[-1] for name in person["names"]}) == 1 for person in people)
    assert [dispute["kind"] for dispute in page["disputes"]] == ["status"]
    by_id = {voice["id"]: voice["name"] for voice in page["voices"]}
    assert {by_id[v] for side in page["disputes"][0]["sides"] for v in side["voices"]} == {"Israel", "United States"}
