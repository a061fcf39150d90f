"""What the room answers over HTTP: pages, their JSON, files that pages share, and what is asked amiss."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from tests.journeys.browser import Answer, Served, ask, every_kind, serving_room

ID = r"\b([srwvudkfcj]1)[-:]([0-9a-f]{16})\b"
STEP_OUT = (
    "../app.py",
    "..%2fapp.py",
    "%2e%2e/app.py",
    "%2e%2e%2fapp.py",
    "..%5capp.py",
    "....//app.py",
    "/etc/passwd",
    "%00",
    "room.css%00.js",
    ".",
)


def told(answer: Answer) -> str:
    """The body of an answer, which never shows how the room is made."""
    assert "Traceback" not in answer.text
    assert not re.search(r'File "[^"]+", line \d+|site-packages|sqlite3?\.|jinja2', answer.text)
    return answer.text


def values(found: Any) -> Iterator[str]:
    """All strings of a JSON value."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from values(one)


@pytest.fixture(scope="module")
def kinds(served: Served) -> dict[str, str]:
    return every_kind(served)


@pytest.mark.parametrize("name", STEP_OUT)
def test_only_the_shared_files_are_served(served: Served, name: str) -> None:
    answer = ask(served, f"/static/{name}")
    assert answer.status in (400, 404)
    assert "import" not in told(answer)
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/reports/../../etc/passwd", "/reports/%2e%2e/%2e%2e/etc/passwd", "/nothing", "/reports/r1-0000000000000000", "/reports/r1",
        "/reports/r1:", "/reports/%00", "/%00", "/reports/r1-%f0%28%8c%28", "/reports/%zz", "/%", "/%ff%fe", "/reports/r1-" + "0" * 6000, "///etc",
        "/statements/../app.py", "/.html", "/reports.html", "/Statements", "/reports/r1-0/more", "/reports/'--",
        "/versions", "/versions/r1-0000000000000000", "/%e2%80%ae", "/static", "/static/", "/static/room.css/", "/{{7*7}}", "/judge/",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_says_so(served: Served, path: str) -> None:
    answer = ask(served, path)
    assert answer.status in (400, 404)
    assert "49" not in told(answer) or "7*7" not in path


def test_letters_that_no_address_has_are_no_trouble(served: Served) -> None:
    for path in (b"/reports/\xff\xfe", b"/\xc3\xa9", b"/statements?q=\xff", b"/statements?q=\xc3\xa9"):
        answer = ask(served, path)
        assert answer.status in (200, 400, 404)
        told(answer)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("since=yesterday", "YYYY-MM-DD"), ("until=2019-3-1", "YYYY-MM-DD"), ("origins=many", "whole number"), ("told=-1", "whole number"),
        ("told=1e3", "whole number"), ("page=x", "whole number"), ("page=99999999999999999999", "whole number"), ("sort=sideways", "newest"),
        ("q=" + "word+" * 80, "fewer words"), ("&".join(f"a{n}=1" for n in range(300)), "take some out"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_with_what_to_do(served: Served, query: str, says: str) -> None:
    answer = ask(served, f"/statements?{query}")
    assert answer.status == 400
    assert says in told(answer)
    assert 'href="/statements"' in answer.text


def test_a_page_beyond_the_last_is_not_there(served: Served) -> None:
    for path in ("/statements?page=999999", "/reports?page=2"):
        answer = ask(served, path)
        assert answer.status == 404
        assert "there is no page" in told(answer)


@pytest.mark.parametrize(
    "words",
    ["%22", "*", "%22%22", "NEAR(", "a+AND", "NOT", "-", "'", "%00", "a%00b", "%ed%a0%80", "%ff", "%0d%0aSet-Cookie:a", "content:x", "%5E", "{a}", "(",
     "%22a+%22+b%22", "%e2%80%ae", "%f0%9f%91%a9%e2%80%8d%f0%9f%9a%92", "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg+src=x%3E", "%7B%7B7*7%7D%7D"],
)  # fmt: skip
def test_any_words_can_be_searched_for(served: Served, words: str) -> None:
    for path in ("/statements?q=", "/reports?q=", "/statements?voice=", "/statements?outlet=", "/reports?outlet=", "/statements?report="):
        answer = ask(served, path + words)
        assert answer.status == 200, path
        assert "<script>alert" not in told(answer)
        assert "<img" not in answer.text
        assert not ("{{" not in words and ">49<" in answer.text)


def test_a_filter_with_a_value_that_nothing_has_shows_nothing_and_can_be_taken_out(served: Served) -> None:
    for facet in ("voice", "side", "outlet", "relay", "kind", "month", "report"):
        body = told(ask(served, f"/statements?{facet}=nothing-like-it"))
        assert re.search(r'class="asked">0 statements', body), facet
        assert re.search(r'<a href="/statements" aria-label="without: ', body), facet


def test_each_kind_of_page_is_served_as_html_and_as_json(served: Served, kinds: dict[str, str]) -> None:
    for kind, path in kinds.items():
        html, data = ask(served, path), ask(served, f"{path}.json" if path != "/" else "/index.json")
        assert (html.status, data.status) == (200, 200), kind
        assert html.headers["content-type"].startswith("text/html; charset=utf-8"), kind
        assert data.headers["content-type"].startswith("application/json"), kind
        json.loads(told(data))
        told(html)


def test_the_json_of_a_page_has_every_id_that_the_page_shows(served: Served, kinds: dict[str, str]) -> None:
    for kind, path in kinds.items():
        html = told(ask(served, path))
        link = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', html)
        assert link, kind
        data = json.loads(ask(served, unescape(link[1])).text)
        shown = {":".join(found) for found in re.findall(ID, html.partition("<main")[2])}
        held = {":".join(found) for words in values(data) for found in re.findall(ID, words)}
        assert shown <= held, f"{kind}: {sorted(shown - held)[:3]}"
        assert unescape(data["title"].split()[0]) in unescape(html), kind


def test_the_json_of_a_list_has_its_statements_in_the_order_of_the_page(served: Served) -> None:
    for query in ("", "?sort=oldest", "?q=truce&sort=told", "?page=2"):
        html, data = ask(served, f"/statements{query}").text, json.loads(ask(served, f"/statements.json{query}").text)
        keys = [one["line"]["id"].replace(":", "-") for one in data["statements"]]
        assert keys
        assert re.findall(r'data-key="([^"]+)"', html) == keys


def test_the_json_of_what_cannot_be_shown_says_why(served: Served) -> None:
    for path, status in (("/statements.json?since=yesterday", 400), ("/reports/r1-0000000000000000.json", 404), ("/nothing.json", 404)):
        answer = ask(served, path)
        assert answer.status == status
        assert {"title", "why", "next"} <= json.loads(told(answer)).keys()


def test_head_is_answered_as_get_without_a_body(served: Served, kinds: dict[str, str]) -> None:
    for path in (*kinds.values(), "/static/room.css", "/nothing"):
        head, get = ask(served, path, method="HEAD"), ask(served, path)
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(("name", "kind"), [("room.css", "text/css"), ("room.js", "text/javascript"), ("icon.svg", "image/svg+xml")])
def test_shared_files_have_their_types(served: Served, name: str, kind: str) -> None:
    answer = ask(served, f"/static/{name}")
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == kind


def test_no_link_leads_to_nothing(served: Served, kinds: dict[str, str]) -> None:
    links: dict[str, str] = {}
    for path in ("/", *kinds.values()):
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', ask(served, path).text):
            links.setdefault(re.sub(r"-[0-9a-f]{16}", "-…", unescape(link)), unescape(link))
    dead = {
        link
        for link in links.values()
        if not link.startswith("#") and link != "/judge" and ask(served, link.partition("#")[0]).status != 200
    }
    assert not dead


def test_a_place_within_a_report_is_there(served: Served) -> None:
    links = re.findall(r'href="(/reports/[^"#]+)#([^"]+)"', ask(served, "/statements").text)
    assert links
    for path, place in links[:10]:
        assert f'id="{place}"' in ask(served, path).text


def test_an_old_form_of_an_id_with_its_colon_leads_to_the_same_page(served: Served, kinds: dict[str, str]) -> None:
    path = kinds["reports/"]
    assert ask(served, path.replace("r1-", "r1:")).body == ask(served, path).body
    assert ask(served, path.replace("r1-", "r1%3A")).body == ask(served, path).body


def test_a_page_that_fails_says_so_without_how(newsroom: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "broken.db"
    shutil.copy(newsroom, ledger)
    with serving_room(ledger, sound=False) as room:
        with closing(sqlite3.connect(ledger)) as db:
            db.execute("DROP TABLE failures")
        answer = ask(room, "/reports")
        assert answer.status == 500
        assert "The ledger is unharmed" in told(answer)
        assert ask(room, "/reports.json").status == 500
        assert ask(room, "/statements").status == 200
    assert "no such table: failures" in ledger.with_suffix(".said").read_text(encoding="utf8")  # the terminal has it


def test_pages_follow_what_is_written_meanwhile(own: Served) -> None:
    before = json.loads(ask(own, "/statements.json").text)["paging"]["total"]
    with Ledger(own.ledger) as ledger:
        (said,) = ledger.connection.execute("SELECT id FROM statements ORDER BY id DESC LIMIT 1").fetchone()
        judge(ledger, said, None, "reject", by="Ismay Corran")
    totals = {json.loads(ask(own, "/statements.json").text)["paging"]["total"] for _ in range(50)}
    assert before - 1 in totals
