"""The OpenAPI document: it is what the code makes, a document of its kind, complete in words, and what a room serves."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from sayso.errors import BadQuestion
from sayso.views.room import PAGES
from sayso.views.web.addresses import Place
from sayso.views.web.fields import EXACT, SAYS
from sayso.views.web.openapi import made
from sayso.views.web.parameters import hold_to, parameters
from tests.journeys.browser import Served, ask

KEPT = files("sayso.views.web") / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return made()


@pytest.fixture(scope="module")
def schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def test_the_document_that_is_kept_is_what_the_code_makes(document: dict[str, Any]) -> None:
    assert json.loads(KEPT.read_text(encoding="utf8")) == document, (
        "run: python -m sayso.views.web.openapi > src/sayso/views/web/openapi.json"
    )


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_a_room_serves_it(served: Served) -> None:
    answer = ask(served, "/openapi.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.body == KEPT.read_bytes()


def test_every_page_is_in_it(document: dict[str, Any]) -> None:
    wanted = {f"/{section or 'index'}.json" for section, page in PAGES.items() if page.listed}
    wanted |= {f"/{section}/{{{'period' if section == 'timeline' else 'id'}}}.json" for section, page in PAGES.items() if page.one}
    assert document["paths"].keys() == wanted | {"/judge", "/openapi.json"}


def test_every_schema_is_exact(schemas: dict[str, Any]) -> None:
    for name, schema in schemas.items():
        assert schema["additionalProperties"] is False, name
        assert schema["required"] == list(schema["properties"]), name


def test_every_field_parameter_and_answer_says_what_it_is(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    silent = {
        f"{name}.{field}" for name, schema in schemas.items() for field, held in schema["properties"].items() if "description" not in held
    }
    silent |= {name for name, schema in schemas.items() if not schema.get("description")}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            described = [*operation.get("parameters", ()), *(one for one in operation["responses"].values() if "$ref" not in one)]
            silent |= {path for one in described if not one.get("description")}
    assert not silent


def test_classes_that_share_a_name_are_told_apart_in_words(schemas: dict[str, Any]) -> None:
    assert not [name for name in schemas if "__" in name]


def test_what_is_said_of_fields_is_said_of_fields_that_there_are() -> None:
    from sayso.views.web import schemas as making

    asked: set[str] = set()

    class Told(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.add(key)
            return super().get(key, default)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "SAYS", Told(SAYS))
        patch.setattr(making, "EXACT", Told(EXACT))
        made()
    assert not [name for name in (*SAYS, *EXACT) if name not in asked]


def test_ids_have_their_scheme(schemas: dict[str, Any]) -> None:
    assert schemas["SaidLine"]["properties"]["id"]["pattern"] == "^s1:[0-9a-f]{16}$"
    utterance = schemas["SaidLine"]["properties"]["utterance"]
    assert utterance["anyOf"] == [{"type": "string", "pattern": "^u1:[0-9a-f]{16}$"}, {"type": "null"}]
    for name, schema in schemas.items():
        held = schema["properties"].get("id")
        assert held is None or "pattern" in held or name == "IssueLine", name


def test_no_word_of_the_document_is_of_the_code_alone(document: dict[str, Any]) -> None:
    said = re.findall(r'"(?:description|summary)": "((?:[^"\\]|\\.)*)"', json.dumps(document, ensure_ascii=False))
    assert said
    assert not [words for words in said if re.search(r"\bNone\b|\bdataclass|\bRaises\b", words)]


@pytest.mark.parametrize(
    ("place", "query", "says"),
    [
        (Place("reports"), {"outlets": ["A"]}, "no parameter 'outlets'; there are q, outlet, page"),
        (Place("help"), {"q": ["a"]}, "no parameter 'q'; it has none"),
        (Place("statements", "s1:0"), {"page": ["2"]}, "no parameter 'page'"),
        (Place("disputes"), {"state": ["shut"]}, "there are open, confirmed, rejected"),
        (Place("judging"), {"kind": ["claim"]}, "there are voice, utterance, copy"),
        (Place("statements"), {"disputed": ["yes"]}, "there are 0, 1"),
        (Place("voices"), {"page": ["1", "2"]}, "page is given 2 times"),
        (Place("names"), {"q": ["a" * 301]}, "give fewer words"),
    ],
)  # fmt: skip
def test_what_a_page_does_not_answer_is_refused_with_what_it_does(place: Place, query: dict[str, list[str]], says: str) -> None:
    with pytest.raises(BadQuestion, match=re.escape(says)):
        hold_to(place, query)


def test_several_values_of_a_facet_are_taken() -> None:
    hold_to(Place("statements"), {"outlet": ["A", "B"], "q": ["a" * 300], "disputed": ["1"]})


def test_parameters_are_of_pages_that_there_are() -> None:
    from sayso.views.web.parameters import LISTED, ONE

    assert all(PAGES[section].listed for section in LISTED)
    assert all(PAGES[section].one for section in ONE)
    assert parameters(Place("versions", "r1:0")) == ()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/statements.json?outlets=A", 400), ("/statements?outlets=A", 400), ("/nothing.json?outlets=A", 404), ("/statements.json?page=0", 400),
        ("/talks.json?since=yesterday", 400), ("/talks.json?since=2024-13-01", 400), ("/index.json?since=2024-02-30", 400),
        ("/index.json?since=999999999", 404), ("/index.json?since=2024-02-29", 200), ("/disputes.json?state=shut", 400), ("/versions/r.json", 404),
        ("/versions/text.json", 404), ("/statements.json?q=&since=&page=", 200), ("/reports.json?page=1&page=1", 400), ("/judge.json", 404),
    ],
)  # fmt: skip
def test_what_was_let_pass_is_answered_by_its_status(served: Served, path: str, status: int) -> None:
    answer = ask(served, path)
    assert answer.status == status
    assert path.startswith("/statements?") or "title" in json.loads(answer.text)


def test_every_pair_that_is_shown_can_be_judged(served: Served) -> None:
    """Links of voices are between designations, and who is only named has no voice: nobody can judge it."""
    pages = json.loads(ask(served, "/judging.json?kind=voice").text)["paging"]["pages"]
    for page in range(1, pages + 1):
        shown = json.loads(ask(served, f"/judging.json?kind=voice&page={page}").text)
        assert all(end["id"].startswith("v1:") and end["statements"] for pair in shown["pairs"] for end in (pair["left"], pair["right"]))
