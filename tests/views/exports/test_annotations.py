"""W3C Web Annotations: what the model asks for, that all re-slices, and that nothing is said in our own name."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.links import Verdict, judge, judge_all
from sayso.model import Span, Statement
from sayso.views.exports.annotations import ANNO, annotation_schema, annotation_texts
from sayso.views.pages import said_lines
from tests.views.exports.tellers import TEXT, a_ledger, a_teller, ids, tells

OA, TERMS, DCTERMS, AS = (
    "http://www.w3.org/ns/oa#",
    "urn:sayso:term:",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/ns/activitystreams#",
)
XSD = "http://www.w3.org/2001/XMLSchema#"


def _iri(name: str, kind: str = "@id") -> dict[str, str]:
    return {"@id": name, "@type": kind}


# The mappings of the model's own context (https://www.w3.org/TR/annotation-vocab/) that are needed here; nothing is fetched.
CONTEXT: dict[str, Any] = {
    "id": "@id", "type": "@type", "Annotation": f"{OA}Annotation", "TextualBody": f"{OA}TextualBody", "SpecificResource": f"{OA}SpecificResource",
    "TextQuoteSelector": f"{OA}TextQuoteSelector", "TextPositionSelector": f"{OA}TextPositionSelector", "TimeState": f"{OA}TimeState",
    "Person": "http://xmlns.com/foaf/0.1/Person", "Software": f"{AS}Application", "Organization": "http://xmlns.com/foaf/0.1/Organization",
    "AnnotationCollection": f"{AS}OrderedCollection", "AnnotationPage": f"{AS}OrderedCollectionPage",
    "describing": f"{OA}describing", "commenting": f"{OA}commenting", "assessing": f"{OA}assessing",
    "body": _iri(f"{OA}hasBody"), "target": _iri(f"{OA}hasTarget"), "source": _iri(f"{OA}hasSource"), "selector": _iri(f"{OA}hasSelector"),
    "state": _iri(f"{OA}hasState"), "cached": _iri(f"{OA}cachedSource"), "sourceDate": _iri(f"{OA}sourceDate", f"{XSD}dateTime"),
    "creator": _iri(f"{DCTERMS}creator"), "generator": _iri(f"{AS}generator"), "created": _iri(f"{DCTERMS}created", f"{XSD}dateTime"),
    "motivation": _iri(f"{OA}motivatedBy", "@vocab"), "purpose": _iri(f"{OA}hasPurpose", "@vocab"),
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"}, "first": _iri(f"{AS}first"), "last": _iri(f"{AS}last"),
    "format": "http://purl.org/dc/elements/1.1/format", "language": "http://purl.org/dc/elements/1.1/language",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "exact": f"{OA}exact", "prefix": f"{OA}prefix", "suffix": f"{OA}suffix",
    "name": "http://xmlns.com/foaf/0.1/name", "nickname": "http://xmlns.com/foaf/0.1/nick", "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "start": _iri(f"{OA}start", f"{XSD}nonNegativeInteger"), "end": _iri(f"{OA}end", f"{XSD}nonNegativeInteger"),
    "total": _iri(f"{AS}totalItems", f"{XSD}nonNegativeInteger"), "startIndex": _iri(f"{AS}startIndex", f"{XSD}nonNegativeInteger"),
}  # fmt: skip


def exported(ledger: Ledger) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads("".join(annotation_texts(ledger)))
    return loaded


@pytest.fixture(scope="module")
def document(newsroom: Path) -> dict[str, Any]:
    with Ledger(newsroom) as ledger:
        return exported(ledger)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with a_ledger(tmp_path_factory.mktemp("small") / "l.db", (a_teller(seen="2019-03-06T10:00:00+01:00"), tells())) as ledger:
        return exported(ledger)


def _local(url: str, _options: object) -> dict[str, Any]:
    assert url == ANNO, f"{url} is not to be fetched"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}


def _inner(value: Any) -> list[dict[str, Any]]:
    """All objects in a value."""
    if isinstance(value, list):
        return [one for inner in value for one in _inner(inner)]
    return [value, *(one for inner in value.values() for one in _inner(inner))] if isinstance(value, dict) else []


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(annotation_schema())


def test_the_newsroom_fits_the_schema(document: dict[str, Any]) -> None:
    jsonschema.validate(document, annotation_schema())
    assert document["total"] == len(document["first"]["items"]) > 150


def test_an_empty_ledger_is_a_collection_without_pages(tmp_path: Path) -> None:
    with a_ledger(tmp_path / "l.db") as ledger:
        made = exported(ledger)
    jsonschema.validate(made, annotation_schema())
    assert made["total"] == 0
    assert "first" not in made


@pytest.mark.parametrize("lacking", [("target", 0, "state", "sayso:sha256"), ("target", 0, "selector"), ("creator",), ("body", 0, "value")])
def test_a_part_left_out_does_not_fit(small: dict[str, Any], lacking: tuple[str | int, ...]) -> None:
    made = copy.deepcopy(small)
    inner = made["first"]["items"][0]
    for step in lacking[:-1]:
        inner = inner[step]
    del inner[lacking[-1]]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, annotation_schema())


def test_all_words_stand_where_their_positions_say(document: dict[str, Any], newsroom: Path) -> None:
    with Ledger(newsroom) as ledger:
        texts = dict(ledger.connection.execute("SELECT 'urn:sayso:' || id, text FROM reports").fetchall())
        lines, _ = said_lines(ledger)
    assert {one["id"] for one in document["first"]["items"]} == {f"urn:sayso:{key}" for key in lines}
    for one in document["first"]["items"]:
        for target in one["target"]:
            text = texts[target["state"]["cached"]]
            place, quote = target["selector"]
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert text.endswith(quote["prefix"], 0, place["start"])
            assert text.startswith(quote["suffix"], place["end"])
            assert len(text) == target["state"]["sayso:length"]


def test_every_key_is_a_term_of_the_model_or_ours(document: dict[str, Any]) -> None:
    (expanded,) = jsonld.expand(document, {"documentLoader": _local})
    known = {f"sayso:{name}" for name in ("kind", "mode")} | set(CONTEXT)
    for one in _inner({name: value for name, value in document.items() if name != "@context"}):
        assert {name for name in one if not name.startswith("sayso:")} <= known
    keys = {key for one in _inner(expanded) for key in one}
    assert all(key.startswith(("@", "http", TERMS)) for key in keys)
    assert f"{TERMS}confidence" in keys


def test_as_rdf_each_target_has_its_role_and_typed_places(small: dict[str, Any]) -> None:
    triples = jsonld.to_rdf(small, {"documentLoader": _local})["@default"]
    said = {(one["subject"]["value"], one["predicate"]["value"], one["object"]["value"]) for one in triples}
    roles = sorted(thing for _, predicate, thing in said if predicate == f"{OA}hasPurpose" and thing.startswith(TERMS))
    assert [(role.removeprefix(TERMS), roles.count(role)) for role in sorted(set(roles))] == [("content", 4), ("cue", 4), ("source", 4)]
    starts = [one["object"] for one in triples if one["predicate"]["value"] == f"{OA}start"]
    assert {one["datatype"] for one in starts} == {f"{XSD}nonNegativeInteger"}
    assert len(starts) == 12
    (within,) = [(one, thing) for one, predicate, thing in said if predicate == f"{TERMS}within"]
    report = a_teller()
    keys = ids(report, tells())
    assert within == (f"urn:sayso:{keys[3]}", f"urn:sayso:{keys[2]}")
    relays = [thing for _, predicate, thing in said if predicate == f"{TERMS}how"]
    assert sorted(relays) == ["credit", "told"]


def test_content_comes_first_for_tools_that_know_one_target(small: dict[str, Any]) -> None:
    first = small["first"]["items"][0]
    assert [target["purpose"] for target in first["target"]] == ["sayso:content", "sayso:source", "sayso:cue"]
    assert first["target"][0]["selector"][1]["exact"] == "that the quay would close"


def test_positions_count_a_sign_beyond_ffff_once(small: dict[str, Any]) -> None:
    place = small["first"]["items"][0]["target"][2]["selector"][0]
    assert TEXT[place["start"] : place["end"]] == "told"


def test_a_target_names_address_text_and_when_it_was_seen(small: dict[str, Any]) -> None:
    target = small["first"]["items"][0]["target"][0]
    assert target["source"] == "https://ostemail.example/a%20b?x=1#y"
    assert target["state"]["sourceDate"] == "2019-03-06T09:00:00Z"


def test_a_report_without_address_is_named_by_its_id(tmp_path: Path) -> None:
    with a_ledger(tmp_path / "l.db", (a_teller(url=None, outlet=None), tells())) as ledger:
        made = exported(ledger)
    jsonschema.validate(made, annotation_schema())
    target = made["first"]["items"][0]["target"][0]
    assert target["source"] == target["state"]["cached"]
    assert "sourceDate" not in target["state"]


def test_the_body_is_the_reports_claim_with_its_cue_and_never_ours(small: dict[str, Any]) -> None:
    bodies = [one["body"][0]["value"] for one in small["first"]["items"]]
    assert bodies == [
        'Oste Mail, by way of North "Wire" and Gull Radio, reports: The harbour master 𝄞 — told — that the quay would close [indirect speech, in the report\'s words]',
        "Oste Mail reports: pilots (not known who) — denied — it [direct speech]",
        "Oste Mail reports: pilots (here: a dredger's crew) — says — A chart shows a wreck [indirect speech, in the report's words]",
        "Oste Mail, on the word of pilots, reports: A chart — shows — a wreck"
        " [document inside the account of pilots, words and quotation marks may be theirs]",
    ]


def test_what_people_rejected_is_left_out_and_what_they_confirmed_is_theirs(tmp_path: Path) -> None:
    report = a_teller()
    keys = ids(report, tells())
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        judge(ledger, keys[0], None, "reject", by="Ada")
        judge(ledger, keys[1], None, "confirm", by="Bo Öst", note="on tape")
        made = exported(ledger)
    jsonschema.validate(made, annotation_schema())
    found = {one["id"].removeprefix("urn:sayso:"): one for one in made["first"]["items"]}
    assert keys[0] not in found
    said = [(body["purpose"], body["value"], body["creator"]["name"], body["creator"]["type"]) for body in found[keys[1]]["body"][1:]]
    assert said == [("assessing", "confirm", "Bo Öst", "Person"), ("commenting", "on tape", "Bo Öst", "Person")]
    assert found[keys[1]]["creator"]["type"] == "Software"
    assert found[keys[2]]["body"][1:] == []


def test_what_a_person_gave_is_created_by_that_person(tmp_path: Path) -> None:
    report = a_teller()
    one = tells()[2]
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        judge_all(ledger, [Verdict(report_id(report), "add", "Bo Öst", "overheard", one.parts)])
        made = exported(ledger)
    jsonschema.validate(made, annotation_schema())
    assert [item["creator"]["name"] for item in made["first"]["items"]] == ["sayso 1.0", "sayso 1.0", "Bo Öst", "sayso 1.0"]
    assert [body["value"] for body in made["first"]["items"][2]["body"][1:]] == ["overheard"]


def test_what_a_later_text_has_too_is_annotated_there_only(tmp_path: Path) -> None:
    later = TEXT + " It rains."
    with a_ledger(
        tmp_path / "l.db", (a_teller(seen="2019-03-05T00:00:00Z"), tells()), (a_teller(later, seen="2019-03-06T00:00:00Z"), tells(later))
    ) as ledger:
        made = exported(ledger)
    assert {target["state"]["sayso:length"] for one in made["first"]["items"] for target in one["target"]} == {len(later)}
    assert made["total"] == 4


def test_one_ledger_gives_one_file(newsroom: Path, document: dict[str, Any]) -> None:
    with Ledger(newsroom) as ledger:
        assert exported(ledger) == document


@settings(max_examples=10)  # a ledger is made for each
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=60), cuts=st.data())
def test_any_text_reslices(tmp_path_factory: pytest.TempPathFactory, text: str, cuts: st.DataObject) -> None:
    places = sorted(cuts.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True)))
    span = Span(*places)
    one = Statement((), (span,), (span,), "speech", "indirect", 0.5)
    with a_ledger(tmp_path_factory.mktemp("any") / "l.db", (replace(a_teller(text), text=text), (one,))) as ledger:
        made = exported(ledger)
    jsonschema.validate(made, annotation_schema())
    for target in made["first"]["items"][0]["target"]:
        place, quote = target["selector"]
        assert text[place["start"] : place["end"]] == quote["exact"] == span.of(text)
