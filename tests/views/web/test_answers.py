"""What a served room answers is what its OpenAPI document says: asked by schemathesis with all that the document allows and does not allow."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator

from sayso.ledger import Ledger
from sayso.views.room import PAGES, Room
from sayso.views.room.shelf import shelf_of
from sayso.views.web.addresses import Addresses, Place
from tests.journeys.browser import Answer, Served, ask, serving_room

DOCUMENT = json.loads((files("sayso.views.web") / "openapi.json").read_text(encoding="utf8"))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
ASKED = settings(max_examples=12, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])

pages = SCHEMA.exclude(path="/judge")
judging = SCHEMA.include(path="/judge")

Keys = Mapping[str, list[str | None]]


@pytest.fixture(scope="module")
def keys(newsroom: Path) -> Keys:
    """What there are pages of in the ledger, by section; None is the section's own page."""
    with Ledger(newsroom, read_only=True) as ledger:
        room = Room(ledger, shelf_of(ledger))
        return {name: [*([None] if page.listed else []), *page.keys(room)] for name, page in PAGES.items()}


@pytest.fixture(scope="module")
def judged(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A room that is judged in."""
    ledger = tmp_path_factory.mktemp("judged") / "story.db"
    shutil.copy(newsroom, ledger)
    with serving_room(ledger, "--by", "Ismay Corran") as room:
        yield room


def instead(case: Any, keys: Keys) -> None:
    """Put an id of the ledger in the place of most of those that are well formed and made up."""
    section = case.operation.path.split("/")[1]
    for name, made_up in case.path_parameters.items():
        known = [key.replace(":", "-") for key in keys[section] if key]
        if known and re.fullmatch(r"[a-z]1[-:][0-9a-f]{16}|[0-9-]{4,10}", made_up):
            at = sum(map(ord, made_up)) % (len(known) + 1)
            case.path_parameters[name] = [*known, made_up][at]


@pages.parametrize()
@ASKED
def test_a_page_answers_as_documented(case: Any, served: Served, keys: Keys) -> None:
    instead(case, keys)
    case.call_and_validate(base_url=served.address, headers={"Origin": served.address})


@judging.parametrize()
@ASKED
def test_a_judgement_is_answered_as_documented(case: Any, judged: Served) -> None:
    case.call_and_validate(base_url=judged.address, headers={"Origin": judged.address})


def test_every_page_of_a_ledger_answers_as_documented(served: Served, keys: Keys) -> None:
    for section, some in keys.items():
        for key in some:
            answer = ask(served, Addresses(Place(section, key)).at(section, key, ending=".json"))
            assert answer.status == 200, (section, key)
            documented(section, key is not None).validate(json.loads(answer.text))


def test_every_address_that_a_page_offers_is_answered_as_documented(served: Served, keys: Keys) -> None:
    """Facets, switches, orders and last pages: what an answer says can be asked next, can be asked."""
    asked: list[tuple[str, str | None, tuple[Any, ...]]] = [(section, key, ()) for section, some in keys.items() for key in some[:2]]
    seen = set[Any]()
    for section, key, query in asked:
        answer = ask(served, Addresses(Place(section, key)).at(section, key, query, ending=".json"))
        assert answer.status == 200, (section, key, query)
        page = json.loads(answer.text)
        documented(section, key is not None).validate(page)
        offered = [] if query else [*page.get("switches", ()), *page.get("sorts", ())]
        offered += [] if query else [one for facet in page.get("facets", ()) for one in facet["choices"]]
        addresses = [[tuple(pair) for pair in one["address"]] for one in offered]
        if page.get("paging", {"pages": 1})["pages"] > 1:
            addresses.append([*map(tuple, page["paging"]["address"]), ("page", str(page["paging"]["pages"]))])
        fresh = {(section, key, tuple(one)) for one in addresses} - seen
        seen |= fresh
        asked += sorted(fresh)
    assert len(seen) > 50


@cache
def documented(section: str, one: bool) -> Draft202012Validator:
    """What the page of a section, or that of one thing of it, is documented to hold."""
    key = ("/{period}" if section == "timeline" else "/{id}") if one else ""
    answer = DOCUMENT["paths"][f"/{section or 'index'}{key}.json"]["get"]["responses"]["200"]
    return Draft202012Validator({**answer["content"]["application/json"]["schema"], "components": DOCUMENT["components"]})


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"])
def test_a_method_that_is_not_answered_is_told_which_are(served: Served, method: str) -> None:
    answer = ask(served, "/statements.json", method=method, headers=[("Origin", served.address)])
    assert answer.status == 405
    assert {one.strip() for one in answer.headers["allow"].split(",")} == {"GET", "HEAD"}
    assert {"title", "why", "next"} == json.loads(answer.text).keys()
    for other in ("GET", "PUT"):
        there = ask(served, "/judge", method=other)
        assert (there.status, there.headers["allow"]) == (405, "POST")


def test_head_of_a_page_is_its_headers(served: Served) -> None:
    for path in ("/statements.json", "/openapi.json", "/statements.json?sort=best"):
        head, get = ask(served, path, method="HEAD"), ask(served, path)
        assert (head.status, head.headers["content-type"], head.body) == (get.status, get.headers["content-type"], b"")
        assert head.headers["content-length"] == str(len(get.body))


@pytest.mark.parametrize("name", ["Host", "Origin"])
def test_who_is_not_of_this_machine_is_refused_in_words(served: Served, name: str) -> None:
    headers = [("Origin", "http://evil.example" if name == "Origin" else served.address)]
    answer = ask(served, "/judge", method="POST", hosts=["evil.example"] if name == "Host" else None, headers=headers)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (403, "text/plain")


def test_a_judgement_leads_back_and_one_of_what_is_not_there_says_so(judged: Served) -> None:
    with closing(sqlite3.connect(judged.ledger)) as db:
        (said,) = db.execute("SELECT id FROM statements WHERE id NOT IN (SELECT left_id FROM judgements) ORDER BY id LIMIT 1").fetchone()
    taken = _judge(judged, decision="confirm", left=said, note="heard on the tape", back="/statements?sort=told")
    assert (taken.status, taken.headers["location"]) == (303, "/statements?sort=told")
    assert _judge(judged, decision="confirm", left="s1:0000000000000000").status == 409
    assert _judge(judged, decision="confirm", left=said, note="x" * 20_000).status == 413


def _judge(room: Served, **form: str) -> Answer:
    headers = [("Origin", room.address), ("Content-Type", "application/x-www-form-urlencoded")]
    return ask(room, "/judge", method="POST", body=urlencode(form).encode(), headers=headers)


@pytest.mark.parametrize(
    "form",
    [
        {"decision": "add", "left": "s1:0000000000000000"},
        {"decision": "same", "left": "d1:0000000000000000", "right": "d1:0000000000000001"},
        {"decision": "confirm", "left": "s1:0000000000000000", "notes": "a slip of the pen"},
        {"decision": "withdraw", "judgement": "j1:0000000000000000", "note": "nobody would keep it"},
    ],
)
def test_a_form_that_says_what_would_be_left_aside_is_refused(judged: Served, form: dict[str, str]) -> None:
    assert _judge(judged, **form).status == 400


def test_a_field_that_is_given_twice_is_refused(judged: Served) -> None:
    body = b"decision=confirm&decision=reject&left=s1:0000000000000000"
    assert ask(judged, "/judge", method="POST", body=body, headers=[("Origin", judged.address)]).status == 400
