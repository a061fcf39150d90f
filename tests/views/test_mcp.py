"""`sayso mcp`, asked by the official SDK's client over stdio."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import given
from hypothesis import strategies as st
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent, Tool

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.views.assistant.answers import ReportText
from sayso.views.assistant.said import words
from sayso.views.assistant.values import ReportRef
from sayso.views.assistant.wording import BAR, NOTE, in_words, visible

START = "from sayso.views.cli.mcp import mcp; mcp()"


@dataclass(frozen=True, slots=True)
class Assistant:
    """Somebody who asks a server."""

    portal: BlockingPortal
    client: Client
    ledger: Path

    def tools(self) -> dict[str, Tool]:
        return {tool.name: tool for tool in self.portal.call(self.client.list_tools).tools}

    def call(self, tool: str, **asked: Any) -> CallToolResult:
        answer: CallToolResult = self.portal.call(self.client.call_tool, tool, asked)
        return answer

    def ask(self, tool: str, **asked: Any) -> dict[str, Any]:
        """The data of an answer, which its schema describes, and which its text goes with."""
        answer = self.call(tool, **asked)
        assert not answer.is_error, answer.content
        data: dict[str, Any] = answer.structured_content or {}
        jsonschema.validate(data, self.tools()[tool].output_schema or {})
        text_of(answer)
        return data

    def refused(self, tool: str, **asked: Any) -> str:
        """What is said where there is no answer."""
        answer = self.call(tool, **asked)
        assert answer.is_error
        [said] = answer.content
        assert isinstance(said, TextContent)
        assert "Traceback" not in said.text
        return said.text

    def texts(self) -> dict[str, str]:
        with Ledger(self.ledger, read_only=True) as ledger:
            return dict(ledger.connection.execute("SELECT id, text FROM reports").fetchall())


def text_of(answer: CallToolResult) -> str:
    [said] = answer.content
    assert isinstance(said, TextContent)
    _, note, *lines = said.text.split("\n")
    assert note == NOTE
    assert all(line.startswith(BAR) for line in lines)
    return said.text


@contextmanager
def asking(ledger: Path, mode: str = "auto") -> Iterator[Assistant]:
    server = StdioServerParameters(command=sys.executable, args=["-c", START, str(ledger)])
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(stdio_client(server), mode=mode)) as client:
        yield Assistant(portal, client, ledger)


@pytest.fixture(scope="module")
def assistant(newsroom: Path) -> Iterator[Assistant]:
    with asking(newsroom) as one:
        yield one


def held(node: Any, report: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """All words of an answer, with the report that they are of."""
    if isinstance(node, list):
        for one in node:
            yield from held(one, report)
    elif isinstance(node, Mapping):
        inside = node.get("report") or node.get("statement")
        if isinstance(inside, Mapping):
            report = (inside.get("report") or inside)["id"]
        if "spans" in node:
            assert report is not None
            yield report, dict(node)
        for one in node.values():
            yield from held(one, report)


def asks(assistant: Assistant) -> dict[str, dict[str, Any]]:
    """A question for each tool that has an answer in the sample newsroom."""
    statement = assistant.ask("search_statements", sort="told")["statements"][0]
    return {
        "overview": {}, "what_is_new": {"since": "2019-01-01"}, "search_statements": {"words": "draft", "limit": 25}, "find_voices": {},
        "voice_record": {"voice": "Ruvan Hale"}, "utterance": {"id": statement["id"]}, "disputes": {}, "counts": {},
        "count_over_time": {"id": assistant.ask("counts")["counts"][0]["id"]}, "positions": {}, "names": {"words": "oruna"},
        "find_reports": {"words": "brisca"}, "report_text": {"report": statement["report"]["id"]},
    }  # fmt: skip


def test_every_tool_answers_with_words_that_stand_where_it_says(assistant: Assistant) -> None:
    texts, asked = assistant.texts(), asks(assistant)
    assert set(asked) == set(assistant.tools())
    seen = 0
    for tool, question in asked.items():
        answer = assistant.ask(tool, **question)
        for report, one in held(answer):
            stands = " … ".join(texts[report][start:end] for start, end in one["spans"])
            assert stands.startswith(one["words"]) if one.get("cut") else stands == one["words"], tool
            seen += 1
    assert seen > 100


def test_tools_say_that_they_only_read_and_how_to_use_them(assistant: Assistant) -> None:
    for tool in assistant.tools().values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.description
        assert tool.output_schema
        for name, argument in tool.input_schema["properties"].items():
            assert "description" in argument or "enum" in str(argument), (tool.name, name)
    said = assistant.client.instructions or ""
    for word in ("claimed", "origins", "Unknown is unknown", "never instructions"):
        assert word in said


def test_a_statement_comes_with_its_attribution(assistant: Assistant) -> None:
    for one in assistant.ask("search_statements", limit=25)["statements"]:
        assert one["attribution"].startswith(one["report"]["outlet"] or "a report")
        assert (one["report"]["published"] or "date not known")[:10] in one["attribution"]
        for voice in one["voices"]:
            assert voice["name"] in one["attribution"]
        assert one["report"]["outlet"] or one["report"]["path"]


def test_what_is_told_inside_another_statement_may_be_in_the_words_of_who_tells_it(assistant: Assistant) -> None:
    inside: list[dict[str, Any]] = []
    page = 1
    while page and len(inside) < 3:
        answer = assistant.ask("search_statements", limit=25, page=page)
        inside += [one for one in answer["statements"] if "within" in one]
        page = answer["page"].get("next_page")
    assert inside
    for one in inside:
        teller = one.get("told_by") or "a voice that is not given"
        assert teller in one["attribution"].partition(", as told by ")[2]
        assert one["attribution"].endswith(": words and quotation marks may be theirs")
        assert "in quotation marks" not in one["attribution"]
        assert "in the report's own words" not in one["attribution"]


def test_text_alone_has_ids_places_and_words(assistant: Assistant) -> None:
    answer = assistant.call("search_statements", words="draft", limit=3)
    text = text_of(answer)
    assert answer.structured_content is not None
    for one in answer.structured_content["statements"]:
        assert one["id"] in text
        assert one["report"]["id"] in text
        assert visible(one["content"]["words"]) in text
        for start, end in one["content"]["spans"]:
            assert f"{start}–{end}" in text


def test_pages_follow_one_another_and_have_all(assistant: Assistant) -> None:
    total = assistant.ask("overview")["statements"]
    found: list[str] = []
    page: int | None = 1
    while page:
        answer = assistant.ask("search_statements", page=page, limit=25)
        assert len(answer["statements"]) <= 25
        found += [one["id"] for one in answer["statements"]]
        page = answer["page"]["next_page"]
    assert len(found) == len(set(found)) == total


def test_a_text_is_read_to_its_end_in_stretches(assistant: Assistant) -> None:
    report, text = max(assistant.texts().items(), key=lambda item: len(item[1]))
    read, start = "", 0
    for _ in count():
        answer = assistant.ask("report_text", report=report, start=start, end=start + 700)
        assert answer["text"] == text[answer["start"] : answer["end"]]
        read += answer["text"]
        if answer["next_start"] is None:
            break
        start = answer["next_start"]
    assert read == text


def test_conditions_are_said_back_and_hold(assistant: Assistant) -> None:
    answer = assistant.ask("search_statements", voice="hale", outlet="pellin standard", since="2019-03-01", until="2019-03-31")
    assert answer["statements"]
    assert "reported by Pellin Standard" in answer["asked"]
    assert all(one["report"]["outlet"] == "Pellin Standard" for one in answer["statements"])
    assert all("Ruvan Hale" in {voice["name"] for voice in one["voices"]} for one in answer["statements"])


def test_an_act_of_saying_counts_its_origins_and_shows_how_it_came(assistant: Assistant) -> None:
    told = assistant.ask("search_statements", sort="told", limit=1)["statements"][0]
    answer = assistant.ask("utterance", id=told["id"])
    assert answer["id"] == told["utterance"] == assistant.ask("utterance", id=told["utterance"])["id"]
    assert answer["origins"] == told["origins"]
    assert answer["page"]["total"] >= told["told_in"] > 1
    assert answer["tree"][0]["how"] == "voice"
    assert {one["id"] for one in answer["tellings"]} <= {step.get("statement") for step in answer["tree"]}


def test_a_dispute_gives_all_accounts(assistant: Assistant) -> None:
    [listed, *_] = assistant.ask("disputes")["disputes"]
    [alone] = assistant.ask("disputes", id=listed["id"])["disputes"]
    assert len(alone["accounts"]) == len(listed["accounts"]) >= 2
    assert all(account["statements"] for account in alone["accounts"])


def test_positions_are_of_the_issue_that_was_asked_for(assistant: Assistant) -> None:
    [issue, *_] = assistant.ask("overview")["issues"]
    by_id, by_name = (assistant.ask("positions", issue=issue[key]) for key in ("id", "name"))
    assert by_id == by_name
    assert [one["name"] for one in by_id["issues"]] == [issue["name"]]
    assert {one["issue"] for one in by_id["positions"]} == {issue["name"]}


@pytest.mark.parametrize(
    ("tool", "asked", "said"),
    [
        ("search_statements", {"voice": "Nobody Atall"}, "find_voices"),
        ("search_statements", {"voice": "w1:0000000000000000"}, "find_voices"),
        ("search_statements", {"outlet": "Nowhere Times"}, "there are: "),
        ("search_statements", {"since": "yesterday"}, "YYYY-MM-DD"),
        ("search_statements", {"page": 999}, "there is no page 999"),
        ("search_statements", {"page": 0}, "greater than or equal to 1"),
        ("search_statements", {"limit": 10_000}, "less than or equal to 25"),
        ("search_statements", {"words": "a" * 400}, "fewer words"),
        ("find_voices", {"page": 99}, "there is no page 99"),
        ("voice_record", {"voice": "a"}, "find_voices"),
        ("utterance", {"id": "u1:nonsense"}, "no utterance"),
        ("utterance", {"id": "'; DROP TABLE reports"}, "no utterance"),
        ("disputes", {"id": "d1:nonsense"}, "no dispute"),
        ("disputes", {"kind": "quarrel"}, "figure"),
        ("disputes", {"page": 99}, "there is no page 99"),
        ("count_over_time", {"id": "q1:nonsense"}, "no count"),
        ("positions", {"issue": "nonsense"}, "withdrawal"),
        ("positions", {"party": "nonsense"}, "Dorvane"),
        ("report_text", {"report": "r1:nonsense"}, "no report"),
        ("what_is_new", {"since": "soon"}, "neither a day"),
        ("nonsense", {}, "Unknown tool"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_in_words(assistant: Assistant, tool: str, asked: dict[str, Any], said: str) -> None:
    assert said in assistant.refused(tool, **asked)


def test_stretches_of_a_text_that_are_none_are_said(assistant: Assistant) -> None:
    report = next(iter(assistant.texts()))
    assert "code points" in assistant.refused("report_text", report=report, start=10**6)
    assert "code points" in assistant.refused("report_text", report=report, start=9, end=3)


def test_answers_follow_what_people_judge_and_nothing_is_written(newsroom: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "own.db"
    shutil.copy(newsroom, ledger)
    with asking(ledger, mode="legacy") as assistant:
        before = assistant.ask("search_statements", words="draft")
        rejected = before["statements"][0]["id"]
        with Ledger(ledger) as opened:
            judge(opened, rejected, None, "reject", by="Ismay Corran")
            [(version,)] = opened.connection.execute("PRAGMA data_version").fetchall()
            for _ in range(600):  # a shelf that took long to make is kept for a while
                after = assistant.ask("search_statements", words="draft")
                if after["page"]["total"] != before["page"]["total"]:
                    break
                time.sleep(0.1)
            assert after["page"]["total"] == before["page"]["total"] - 1
            assert rejected not in {one["id"] for one in after["statements"]}
            for tool, question in asks(assistant).items():
                assistant.ask(tool, **question)
            assert [(version,)] == [tuple(row) for row in opened.connection.execute("PRAGMA data_version")]


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], input="", capture_output=True, text=True, check=False)


def test_nothing_but_protocol_goes_to_standard_output(newsroom: Path) -> None:
    done = run(START, str(newsroom))
    assert (done.returncode, done.stdout) == (0, "")


def test_a_ledger_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run(START, str(tmp_path / "none.db"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "no such ledger" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("library", ["mcp", "pydantic"])
def test_without_the_extra_it_says_what_to_install(library: str, newsroom: Path) -> None:
    done = run(f"import sys; sys.modules[{library!r}] = None; {START}", str(newsroom))
    assert done.returncode == 1
    assert "pip install 'sayso[mcp]'" in done.stderr
    assert "Traceback" not in done.stderr


@given(st.text())
def test_words_of_reports_cannot_end_a_line(given_words: str) -> None:
    shown = visible(given_words)
    assert len(shown.splitlines()) <= 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", shown)


@given(st.text(), st.text())
def test_a_text_cannot_leave_its_quotation(title: str, text: str) -> None:
    ref = ReportRef(id="r1:0", outlet=title, title=title, published=None)
    said = in_words(ReportText(report=ref, url=None, language=None, length=len(text), start=0, end=len(text), text=text, next_start=None))
    _, note, *lines = said.splitlines()
    assert note == NOTE
    assert all(line.startswith(BAR) for line in lines)


@given(st.text(), st.integers(1, 60))
def test_long_words_are_cut_and_say_so(given_words: str, most: int) -> None:
    made = words(given_words, [(0, len(given_words))], most)
    assert given_words.startswith(made.words)
    assert len(made.words) <= most
    assert made.cut == (len(given_words) > most)
    assert made.words or not given_words
