"""Entities of FollowTheMoney, by the model of the real library: what it parses, cleans and validates is what was written."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import followthemoney
import pytest
from followthemoney.exc import InvalidData

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Statement, Voice
from sayso.views.exports.ftm import TEXT, entity_texts
from tests.factory import a_statement, span_of
from tests.views.exports.small import a_ledger, a_report

DOCS = (Path(__file__).parents[3] / "docs" / "exports.md").read_text(encoding="utf8")
SECTION = DOCS.split("\n## FollowTheMoney\n")[1].split("\n## ")[0]
model: Any = followthemoney.model  # its types changed between 3.8 and 4
TRIMMED = {"bodyText"}  # the model takes white space from the ends of a text


def entities(ledger: Path) -> list[dict[str, Any]]:
    with Ledger(ledger, read_only=True) as opened:
        return [json.loads(line) for line in entity_texts(opened)]


def of(held: list[dict[str, Any]], schema: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in held if one["schema"] == schema]


@pytest.fixture(scope="module")
def held(newsroom: Path) -> list[dict[str, Any]]:
    return entities(newsroom)


def validated(entity: dict[str, Any]) -> None:
    """As the model has it: a known schema with its properties, nothing of them changed or dropped by cleaning, what is required there."""
    proxy = model.get_proxy(entity, cleaned=False)
    proxy.schema.validate(entity)
    assert set(proxy.schema.required) <= entity["properties"].keys()
    cleaned = proxy.to_dict()["properties"]
    for name, values in entity["properties"].items():
        assert not proxy.schema.properties[name].stub
        expected = [value.strip() for value in values] if name in TRIMMED else values
        assert sorted(cleaned[name]) == sorted(expected), name


def test_every_entity_is_valid_and_as_the_model_would_clean_it(held: list[dict[str, Any]]) -> None:
    for entity in held:
        validated(entity)
    assert Counter(entity["schema"] for entity in held).keys() == {
        "Article",
        "Note",
        "Person",
        "Organization",
        "PublicBody",
        "Documentation",
        "Mention",
    }


def test_the_check_sees_what_is_not_of_the_model(held: list[dict[str, Any]]) -> None:
    article = next(entity for entity in held if entity["schema"] == "Article")
    for wrong in ({"publishedAt": ["Monday"]}, {"proof": ["a b"]}, {"publishedOn": ["2019"]}):
        with pytest.raises((InvalidData, KeyError, AssertionError)):
            validated({**article, "properties": {**article["properties"], **wrong}})


def test_ids_are_unique_and_every_link_leads_to_an_entity_of_its_range(held: list[dict[str, Any]]) -> None:
    schemata = {entity["id"]: model.get(entity["schema"]) for entity in held}
    assert len(schemata) == len(held)
    for entity in held:
        for name, values in entity["properties"].items():
            linked = model.get(entity["schema"]).properties[name]
            if linked.type.name == "entity":
                assert all(schemata[value].is_a(linked.range) for value in values)


def test_the_library_reads_it_as_its_own(held: list[dict[str, Any]], tmp_path: Path) -> None:
    """`ftm validate` and `ftm aggregate` in a process of their own."""
    path = tmp_path / "story.jsonl"
    path.write_text("".join(json.dumps(entity) + "\n" for entity in held), encoding="utf8")
    for command in ("validate", "aggregate"):
        out = tmp_path / f"{command}.jsonl"
        subprocess.run([Path(sys.executable).with_name("ftm"), command, "-i", path, "-o", out], check=True, capture_output=True)
        again = [json.loads(line) for line in out.read_text(encoding="utf8").splitlines()]
        assert {entity["id"]: entity["schema"] for entity in again} == {entity["id"]: entity["schema"] for entity in held}


def test_what_is_said_is_never_without_who_is_said_to_say_it(newsroom: Path, held: list[dict[str, Any]]) -> None:
    notes = {entity["id"]: entity["properties"] for entity in held if entity["schema"] == "Note"}
    with Ledger(newsroom, read_only=True) as ledger:
        rows = ledger.connection.execute("SELECT * FROM statements WHERE id NOT IN (SELECT statement FROM superseded)").fetchall()
    assert {f"sayso-{row['id'].replace(':', '-')}" for row in rows} == notes.keys()
    for row in rows:
        note = notes[f"sayso-{row['id'].replace(':', '-')}"]
        (description,) = note["description"]
        said = description.index(row["content"])
        assert row["cue"] in description[:said]
        assert "reports:" in description[:said]
        assert f"sayso-{row['report'].replace(':', '-')}" in note["entity"]
    contents = {row["content"] for row in rows}
    assert not [
        one
        for one in held
        if one["schema"] != "Note"
        for name, values in one["properties"].items()
        if name != "bodyText" and contents & {*values}
    ]


def test_a_statements_offsets_are_its_words(newsroom: Path, held: list[dict[str, Any]]) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        texts = dict(ledger.connection.execute("SELECT statements.id, text FROM statements JOIN reports ON reports.id = report").fetchall())
        contents = dict(ledger.connection.execute("SELECT id, content FROM statements").fetchall())
    for note in of(held, "Note"):
        (where,) = note["notes"]
        key = where.split(";")[0]
        found = re.search(r"content at ([\d–, ]+);", where)
        assert found
        parts = [texts[key][int(start) : int(end)] for start, end in (part.split("–") for part in found[1].split(", "))]
        assert " … ".join(parts) == contents[key]


def test_an_article_is_what_is_known_of_its_report(newsroom: Path, held: list[dict[str, Any]]) -> None:
    articles = {entity["id"]: entity["properties"] for entity in held if entity["schema"] == "Article"}
    with Ledger(newsroom, read_only=True) as ledger:
        for row in ledger.connection.execute("SELECT * FROM reports"):
            article = articles[f"sayso-{row['id'].replace(':', '-')}"]
            assert article["bodyText"] == [row["text"]]
            assert article["contentHash"] == [hashlib.sha1(row["text"].encode(), usedforsecurity=False).hexdigest()]
            for name, column in (
                ("title", "title"),
                ("publisher", "outlet"),
                ("publishedAt", "published"),
                ("sourceUrl", "url"),
                ("author", "author"),
            ):
                assert article.get(name) == ([row[column]] if row[column] else None)


def test_only_who_has_a_name_is_an_entity(newsroom: Path, held: list[dict[str, Any]]) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        names = {
            row["name"]: row["kind"] for row in ledger.connection.execute("SELECT name, kind FROM voice_groups ORDER BY kind = 'anonymous'")
        }
    kinds = {"Person": "person", "Organization": "organisation", "PublicBody": "state"}
    for schema, kind in kinds.items():
        assert {names[one["name"][0]] for one in of(held, schema)} <= {kind}
    assert {"anonymous", "document"} <= set(names.values())
    told = " ".join(one["description"][0] for one in of(held, "Note"))
    assert all(name in told for name, kind in names.items() if kind == "anonymous")


def test_what_a_person_rejected_is_left_out_and_what_one_confirmed_is_marked(
    newsroom: Path, tmp_path: Path, held: list[dict[str, Any]]
) -> None:
    marked = [one for one in of(held, "Note") if "confirmed by Ismay Corran" in one["keywords"]]
    assert len(marked) == 1
    shutil.copy(newsroom, tmp_path / "own.db")
    with Ledger(tmp_path / "own.db") as ledger:
        judge(ledger, marked[0]["notes"][0].split(";")[0], None, "reject", by="Ismay Corran")
    assert len(of(entities(tmp_path / "own.db"), "Note")) == len(of(held, "Note")) - 1


def test_the_same_ledger_gives_the_same_entities(newsroom: Path, held: list[dict[str, Any]]) -> None:
    assert entities(newsroom) == held


def test_times_are_in_utc_and_dates_as_precise_as_they_are_known(tmp_path: Path) -> None:
    days = {"2019-03": "2019-03", "2019-03-05": "2019-03-05", "2019-03-05T23:30:00-05:00": "2019-03-06T04:30:00"}
    read = [(a_report(f"Rain fell {number} times.", published=day), ()) for number, day in enumerate(days)]
    articles = entities(a_ledger(tmp_path / "l.db", *read))
    assert {one["publishedAt"][0] for one in of(articles, "Article")} == {*days.values()}
    for article in articles:
        validated(article)


def test_a_text_beyond_what_the_model_takes_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    text = "Marta Ilen said that rain fell. " + "x" * TEXT
    (article, note, _, _, person) = entities(
        a_ledger(
            tmp_path / "l.db",
            (a_report(text), (a_statement(text, "Marta Ilen", "said", "that rain fell", voice=Voice("Marta Ilen", "person")),)),
        )
    )
    assert "bodyText" not in article["properties"]
    assert str(len(text)) in article["properties"]["notes"][1]
    assert person["properties"] == {"name": ["Marta Ilen"]}
    for entity in (article, note, person):
        validated(entity)


def test_several_voices_are_all_linked(tmp_path: Path) -> None:
    text = "Marta Ilen and Ostin Brack said that rain fell."
    both = (Voice("Marta Ilen", "person"), Voice("Ostin Brack", "person"))
    said = Statement(
        (span_of(text, "Marta Ilen and Ostin Brack"),),
        (span_of(text, "said"),),
        (span_of(text, "that rain fell"),),
        "speech",
        "indirect",
        0.9,
        both,
    )
    made = entities(a_ledger(tmp_path / "l.db", (a_report(text), (said,))))
    (note,) = of(made, "Note")
    ids = {entity["properties"]["name"][0]: entity["id"] for entity in made if entity["schema"] == "Person"}
    assert {ids["Marta Ilen"], ids["Ostin Brack"]} < {*note["entity"]}


def test_an_address_that_is_none_of_the_webs_is_left_out(tmp_path: Path) -> None:
    (article,) = entities(a_ledger(tmp_path / "l.db", (a_report("Rain fell.", url="urn:x:1"), ())))
    assert "sourceUrl" not in article["properties"]
    validated(article)


def test_every_schema_and_property_is_in_the_docs(held: list[dict[str, Any]]) -> None:
    for entity in held:
        assert entity["schema"] in SECTION
        assert all(f"`{name}`" in SECTION for name in entity["properties"])
