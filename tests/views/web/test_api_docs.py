"""docs/api.md: each of its commands is run against a served room, and its tables are those of the OpenAPI document."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.journeys.browser import Served, ask

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf8")
DOCUMENT = json.loads((files("sayso.views.web") / "openapi.json").read_text(encoding="utf8"))
COMMANDS = re.findall(r"^curl .+$", PAGE, re.MULTILINE)
ROW = re.compile(r"^\| `(/[^`]+)` \| [^|]+ \| ([^|]*)\|$", re.MULTILINE)
USUAL = "127.0.0.1:8741"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl; install it with: apt-get install curl")
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_answers_with_json(served: Served, command: str) -> None:
    done = subprocess.run(shlex.split(command.replace(USUAL, served.host)), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    refused = answer.keys() == {"title", "why", "next"}
    assert refused == ("outlets=" in command)
    if refused:
        [shown] = re.findall(r"```json\n(.+)\n```", PAGE)
        assert all(json.loads(shown)[name].partition("…")[0] in answer[name] for name in answer)


def test_what_the_commands_ask_for_is_there(served: Served) -> None:
    for path, held in (
        ("/statements.json?outlet=Ternwire&outlet=Radio+Estuary&since=2019-03-05", "statements"),
        ("/statements.json?q=prisoners&told=2", "statements"),
        ("/figures.json?q=killed", "counts"),
    ):
        assert any(path in command for command in COMMANDS)
        assert json.loads(ask(served, path).text)[held]


def test_the_python_of_the_page_reads_all_pages(served: Served) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code.replace(USUAL, served.host)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *lines, words = done.stdout.splitlines()
    assert len(lines) > 100
    assert all(re.match(r".+, line [0-9]+: .+: ", line) for line in lines if ", line " in line)
    assert words.strip()


def test_the_addresses_of_the_page_are_those_of_the_document() -> None:
    rows = {path: set(re.findall(r"`([a-z]+)`", given)) for path, given in ROW.findall(PAGE)}
    assert rows.keys() == DOCUMENT["paths"].keys()
    for path, methods in DOCUMENT["paths"].items():
        named = {one["name"] for one in methods.get("get", {}).get("parameters", ()) if one["in"] == "query"}
        assert rows[path] == named, path


def test_each_status_of_the_document_is_explained() -> None:
    listed = {status for methods in DOCUMENT["paths"].values() for operation in methods.values() for status in operation["responses"]}
    assert set(re.findall(r"^\| ([0-9]{3}) \|", PAGE, re.MULTILINE)) == {status for status in listed if status >= "400"}
