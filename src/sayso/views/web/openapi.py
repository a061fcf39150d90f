"""The room's JSON as an OpenAPI 3.1 document, made from the code: the pages, their parameters, the dataclasses they answer with.

    python -m sayso.views.web.openapi > src/sayso/views/web/openapi.json

The document is kept beside this file and served from there: a room needs none of what makes it, and a change of what is answered shows as a
change of that file. A test holds the two together. https://spec.openapis.org/oas/v3.1.1
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

from sayso import __version__
from sayso.errors import SaysoError
from sayso.views.room import PAGES
from sayso.views.room.trouble import TroublePage
from sayso.views.web.addresses import Place
from sayso.views.web.judging import ALONE, FIELDS, PAIR
from sayso.views.web.parameters import Parameter, parameters

Schema = dict[str, Any]

_ABOUT = """
Who is said to have said what, in which exact words, through whom: the pages of `sayso serve story.db` as JSON,
with the values that they show.

- **Attributed, never asserted.** An answer says what reports say that somebody said; none says that it is so.
- **Unknown is null, absent is an empty list.** Every field is always there.
- **Offsets** (`start`, `end`) are Unicode code points of the report's `text`, half-open: `text[start:end]` in Python is the words.
- **Ids** stand with a colon in answers and in parameters (`s1:250f035eb25e99a6`), with a dash in addresses
  (`/statements/s1-250f035eb25e99a6.json`).
- **On this machine only.** The room answers to 127.0.0.1 and localhost; there are no keys and no accounts.
- **HEAD** is answered as GET, without the body; a method that is not listed with 405,
  a POST from elsewhere than the room's own pages with 403.
- **A parameter that is empty** (`q=`) is as if it were not given. One that a page does not have is refused with 400.
"""
_TAGS = {
    "pages": "What the ledger holds, read only.",
    "judging": "What people decide; the one thing that writes.",
    "meta": "This document.",
}

# Of each section: what its own page is called and holds, and what that of one thing of it.
_LISTED = {
    "": ("today", "What came in last and is in no older report, what is disputed, which figures moved, who spoke."),
    "statements": (
        "statements",
        "All statements, or those that a filter picks, 50 a page, with the values of each facet and how many have them.",
    ),
    "reports": ("reports", "All reports, 100 a page, and the paths that could not be read."),
    "voices": ("voices", "All voices, those with most statements first, 100 a page."),
    "talks": (
        "talks",
        "Parties and mediators with what shows it, who holds what on which issue, proposals with terms and answers, open disputes.",
    ),
    "disputes": ("disputes", "Accounts that cannot all hold, side by side, the surest first, 20 a page."),
    "figures": ("figures", "Each thing that is counted, with how many figures count it, 100 a page."),
    "timeline": ("timeline", "Utterances and the days that reports name, in order of time, 100 a page, with what the chart of them shows."),
    "names": (
        "names",
        "All that reports name, those named most first, 12 a page: names, offices, words of their sources, counted by outlet.",
    ),
    "judging": ("judging", "The pairs that the machine is least sure of and nobody judged, 20 a page, and what people judged last."),
    "help": ("help", "The page that explains keys and marks; as JSON no more than its title."),
}
_ONE = {
    "statements": ("statement", "s1", "A statement: its words with their offsets, the way to the report, figures in it, judgements."),
    "reports": ("report", "r1", "A report: its text with all that is marked in it, its statements, copies, where it comes from."),
    "voices": ("voice", "[wv]1", "All that a voice is reported to have said in order of time, 50 a page; its names, through whom."),
    "disputes": ("dispute", "d1", "A dispute with all the statements of each side."),
    "figures": ("count", "q1", "The figures of one count over time, each with its bound and on whose word, 200 a page."),
    "timeline": ("period", "", "A year, month or day of the timeline, 100 items a page."),
    "names": ("name", "b1", "The passages in which somebody or something is named, 100 a page, by term."),
    "utterances": ("utterance", "u1", "One act of saying: its versions side by side, how each came down, why they are taken for one."),
    "versions": ("versions", "r1", "The texts of a report's address side by side, with what was taken out and put in."),
}
_PERIOD = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_REFUSED = {  # answers that are no page, by status: what it means
    "400": "That cannot be asked: a parameter that the page does not have, a day that is none.",
    "403": "The request does not name this machine (Host).",
    "404": "The ledger has nothing there: no such id or run, no such page of the list. Ids change when a report is read anew.",
    "405": "The address is read with GET or HEAD only; the header Allow says so.",
    "409": "The ledger cannot be read as it is now: it was moved away, or another program holds it.",
    "500": "The page cannot be made; the terminal that serves the room says why. The ledger is unharmed.",
}


def made() -> Schema:
    """The document as the code has it. Raises SaysoError where pydantic is not installed."""
    try:
        from sayso.views.web.schemas import schemas
    except ImportError as error:
        raise SaysoError("the document is made with pydantic; install it with: pip install 'sayso[dev]'") from error
    answers = {name: answer for _, name, answer in _answers()}
    refs, components = schemas([*dict.fromkeys(answers.values()), TroublePage])
    paths: Schema = {}
    for place, name, answer in _answers():
        path = f"/{place.section or 'index'}{f'/{{{_key(place)}}}' if place.key else ''}.json"
        paths[path] = {"get": _asked(place, name, refs[answer])}
    paths["/judge"] = {"post": _judged()}
    paths["/openapi.json"] = {"get": _self()}
    refusals = {f"Refused{status}": _refusal(status, refs[TroublePage]) for status in _REFUSED}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "The reading room of sayso", "version": __version__,
            "summary": "Who is said to have said what, from reports that disagree",
            "description": _ABOUT.strip(),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The room that serves this document"}],
        "tags": [{"name": name, "description": says} for name, says in _TAGS.items()],
        "paths": paths,
        "components": {"schemas": components, "responses": refusals},
    }  # fmt: skip


def _answers() -> Iterator[tuple[Place, str, type]]:
    """The pages with their names and what they answer with."""
    for section, page in PAGES.items():
        if page.listed is not None:
            yield Place(section), _LISTED[section][0], get_type_hints(page.listed)["return"]
        if page.one is not None:
            yield Place(section, "x"), _ONE[section][0], get_type_hints(page.one)["return"]


def _key(place: Place) -> str:
    return "period" if place.section == "timeline" else "id"


def _asked(place: Place, name: str, answer: Schema) -> Schema:
    says = _LISTED[place.section][1] if place.key is None else _ONE[place.section][2]
    given = [_in_path(place)] if place.key else []
    return {
        "operationId": name,
        "tags": ["pages"],
        "summary": says,
        "parameters": [*given, *(_in_query(one) for one in parameters(place))],
        "responses": {
            "200": {"description": "The page.", "content": {"application/json": {"schema": answer}}},
            **{status: {"$ref": f"#/components/responses/Refused{status}"} for status in _REFUSED},
        },
    }


def _in_path(place: Place) -> Schema:
    if place.section == "timeline":
        return {
            "name": "period", "in": "path", "required": True, "schema": _PERIOD, "description": "A year, month or day.",
            "examples": {"year": {"value": "2024"}, "month": {"value": "2024-05"}, "day": {"value": "2024-05-03"}},
        }  # fmt: skip
    scheme = _ONE[place.section][1]
    return {
        "name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{scheme}[-:][0-9a-f]{{16}}$"},
        "description": "The id, with a dash; a colon does as well.",
    }  # fmt: skip


def _in_query(one: Parameter) -> Schema:
    made: Schema = {"name": one.name, "in": "query", "description": one.says, "schema": dict(one.schema)}
    if one.several:
        return made | {"schema": {"type": "array", "items": dict(one.schema)}}
    return made if one.schema == {"type": "string"} else made | {"allowEmptyValue": True}  # what is any string may be an empty one anyway


def _refusal(status: str, trouble: Schema) -> Schema:
    content: Schema = {"text/plain": {"schema": {"type": "string"}}} if status == "403" else {"application/json": {"schema": trouble}}
    headers = {"Allow": {"description": "The methods that are answered.", "required": True, "schema": {"type": "string"}}}
    return {"description": _REFUSED[status], **({"headers": headers} if status == "405" else {}), "content": content}


def _form(decisions: Iterable[str], ids: Schema, says: str, **more: Schema) -> Schema:
    needed = {"decision": {"type": "string", "enum": list(decisions)}, **ids}
    return {
        "type": "object", "description": says, "properties": {**needed, **more}, "required": list(needed), "additionalProperties": False,
    }  # fmt: skip


def _judged() -> Schema:
    fields: Schema = {
        decision: {name: {"type": "string", "pattern": f"^{scheme}:[0-9a-f]{{16}}$"} for name, scheme in needed.items()}
        for decision, needed in FIELDS.items()
    }
    note = {"type": "string", "description": "Why, in your words."}
    back = {"type": "string", "description": "The page of the room to go on to; its first page where this is none of its addresses."}
    variants = [
        _form(PAIR, fields["same"], "Two voices of single reports, statements or reports that are one, or are not.", note=note, back=back),
        _form(ALONE, fields["confirm"], "A statement or a dispute that holds as the ledger has it, or does not.", note=note, back=back),
        _form(["withdraw"], fields["withdraw"], "A judgement that is taken back; it stays in the ledger as withdrawn.", back=back),
    ]
    html, text = ({"content": {kind: {"schema": {"type": "string"}}}} for kind in ("text/html", "text/plain"))
    return {
        "operationId": "judge",
        "tags": ["judging"],
        "summary": "Record a decision in the name that the room was opened with, or take one back; the groups are made anew behind it.",
        "description": "A form as the room's pages send it, 20,000 bytes at most. No page of the web shall judge for you: the header"
        " Origin must be the room's own address, and Sec-Fetch-Site, where it is given, `same-origin`.",
        "parameters": [
            {"name": "Origin", "in": "header", "required": True, "schema": {"type": "string"},
             "description": "The room's own address, as `http://127.0.0.1:8741`."},
        ],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": {"oneOf": variants}}}},
        "responses": {
            "303": {
                "description": "It is recorded. Location is `back`, where that is an address of the room.",
                "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
            },
            "400": {"description": "That is no decision, or the room was opened for reading only.", **html},
            "403": {"description": "The request does not come from the room's own pages, or does not name this machine.", **text},
            "409": {"description": "The ledger has no such thing, or it is not judged so.", **html},
            "413": {"description": "A judgement is not that long.", **text},
            "500": {"description": "It cannot be recorded; the terminal that serves the room says why.", **html},
        },
    }  # fmt: skip


def _self() -> Schema:
    answer = {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}}
    refused = {status: {"$ref": f"#/components/responses/Refused{status}"} for status in ("403", "405")}
    return {"operationId": "openapi", "tags": ["meta"], "summary": "The document that you read.", "responses": {"200": answer, **refused}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(made(), ensure_ascii=False, indent=1) + "\n")
