"""PLOVER records by the manual (draft 0.8 of github.com/openeventdata/PLOVER): its fields and types, categories, modes, special contexts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.views.exports.plover import QUADS, plover_texts

# The sixteen categories; DEMAND is REQUEST in POLECAT, the data set that is coded by the manual.
CATEGORIES = set(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release return disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict ban arrest relations expel territory violence",
    "PROTEST": "demo riot general strike hunger boycott obstruct",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "confiscate restrict ban censor curfew martial-law arrest deport withhold",
    "ASSAULT": "abduct beat torture execute sexual assassinate destroy primitive firearms explosives suicide-attack heavy-weapons cleansing"
    " massacre unconventional sideAB",
}
SPECIAL = ["historical", "future", "hypothetical", "negation"]
DOCS = (Path(__file__).parents[3] / "docs" / "exports.md").read_text(encoding="utf8")
SECTION = DOCS.split("\n## PLOVER\n")[1].split("\n## ")[0]
WORDS, MAYBE = {"type": "string"}, {"type": ["string", "null"]}
ACTOR: dict[str, Any] = {  # "Information object for actors"; start, end and side are ours
    "type": "object", "required": ["code", "actor_text"], "additionalProperties": False,
    "properties": {
        "code": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"}, "sector": WORDS, "actor_text": WORDS, "identifier_id": MAYBE,
        "identifier_text": MAYBE, "office": MAYBE, "start": {"type": "integer"}, "end": {"type": "integer"}, "side": MAYBE,
    },
}  # fmt: skip
GOLD_ACTOR = {"type": "object", "required": ["code", "actor_text"], "properties": {"code": WORDS, "sector": WORDS, "actor_text": WORDS}}
RECORD: dict[str, Any] = {  # "PLOVER JSON"; modality, stance, ledger_mode, scores and attribution are ours
    "type": "object", "required": ["id", "date", "source", "event"], "additionalProperties": False,
    "properties": {
        "id": WORDS, "date": {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"}, "link": MAYBE, "text": WORDS, "coder": WORDS, "comment": WORDS,
        "source": {"type": "array", "items": ACTOR}, "recipient": {"type": "array", "items": ACTOR},
        "event": {"type": "array", "minItems": 1, "items": {"enum": sorted(CATEGORIES)}}, "event_text": {"type": "array", "items": WORDS},
        "quad_code": {"enum": [1, 2, 3, 4]}, "mode": {"type": "array", "items": WORDS}, "context": {"type": "array", "items": {"enum": SPECIAL}},
        "text_info": {"type": "object", "required": ["start", "end"], "properties": {"start": {"type": "integer"}, "end": {"type": "integer"}}},
        "cite_info": {
            "type": "object", "additionalProperties": False,
            "properties": dict.fromkeys(("citation", "url", "title", "language", "publication", "coder", "codebook"), MAYBE),
        },
        "modality": {"enum": ["done", "promised", "demanded", "denied", "hypothetical", None]}, "stance": MAYBE, "ledger_mode": MAYBE,
        "scores": {"type": "object", "properties": {name: {"type": "number", "minimum": 0, "maximum": 1} for name in ("type", "modality", "stance")}},
        "attribution": {"type": "object", "required": ["report", "published", "voices", "source", "cue", "relay", "within", "confidence"]},
    },
}  # fmt: skip


def records(ledger: Path) -> list[dict[str, Any]]:
    with Ledger(ledger, read_only=True) as opened:
        return [json.loads(line) for line in plover_texts(opened)]


def texts(ledger: Path) -> dict[str, str]:
    with Ledger(ledger, read_only=True) as opened:
        return dict(opened.connection.execute("SELECT id, text FROM reports").fetchall())


@pytest.fixture(scope="module")
def coded(newsroom: Path) -> list[dict[str, Any]]:
    return records(newsroom)


def with_act(newsroom: Path, folder: Path, *, cue: str | None = None, **act: str | None) -> dict[str, Any]:
    """A record of the newsroom with another act, and another cue, in its ledger."""
    path = folder / "own.db"
    shutil.copy(newsroom, path)
    key = records(newsroom)[0]["id"]
    with Ledger(path) as ledger, ledger.writing() as db:
        for name, value in act.items():
            db.execute(f"UPDATE acts SET {name} = ? WHERE statement = ?", (value, key))
        if cue is not None:
            db.execute("UPDATE statements SET cue = ? WHERE id = ?", (cue, key))
    return next(record for record in records(path) if record["id"] == key)


def test_each_record_has_the_manuals_fields_and_types(coded: list[dict[str, Any]]) -> None:
    assert len(coded) > 50
    manual = jsonschema.Draft202012Validator(RECORD)
    manual.check_schema(RECORD)
    for record in coded:
        manual.validate(record)
        for mode in record["mode"]:
            assert mode in MODES[record["event"][0]].split()


def test_the_quad_category_is_the_manuals(coded: list[dict[str, Any]]) -> None:
    assert sorted(event for events in QUADS.values() for event in events) == sorted(CATEGORIES)
    assert all(record["event"][0] in QUADS[record["quad_code"]] for record in coded)


def test_fields_and_types_are_those_of_the_gold_records_by_their_later_names(corpora: Path, coded: list[dict[str, Any]]) -> None:
    gold = json.loads((corpora / "plover" / "PLOVER_GSR_CAMEO.json").read_text(encoding="utf8"))[1:]
    renamed = {"target": "recipient", "FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}
    renamed |= {name: re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name) for name in ("actorText", "eventText", "textInfo")}
    elsewhere = {"language", "publication", "version", "dateCoded"} | {"eventLoc", "dead", "injured", "size"}  # in cite_info; not read
    assert len(gold) > 300
    for record in gold:
        here = {renamed.get(name, name): value for name, value in record.items()}
        assert here.keys() - elsewhere <= coded[0].keys()
        assert renamed.get(here["event"], here["event"]) in CATEGORIES
        actors = [actor for end in ("source", "recipient") for actor in here.get(end) or () if isinstance(actor, dict)]  # one is a string
        for actor in actors:
            jsonschema.validate({renamed.get(name, name): value for name, value in actor.items()}, GOLD_ACTOR)


def test_every_offset_is_its_words(newsroom: Path, coded: list[dict[str, Any]]) -> None:
    held = texts(newsroom)
    for record in coded:
        text, info = held[record["attribution"]["report"]], record["text_info"]
        assert text[info["start"] : info["end"]] == record["text"] != ""
        assert [text[start:end] for start, end in info["event_spans"]] == record["event_text"]
        for actor in record["source"] + record["recipient"]:
            assert text[actor["start"] : actor["end"]] == actor["actor_text"] != ""


def test_each_says_on_whose_word(coded: list[dict[str, Any]]) -> None:
    for record in coded:
        told = record["attribution"]
        assert told["cue"]
        assert told["cue"] in record["comment"]
        assert record["comment"].startswith(told["outlet"])
        assert all(voice["name"] in record["comment"] for voice in told["voices"])


def test_bare_saying_is_no_event(newsroom: Path, coded: list[dict[str, Any]]) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        acts = dict(ledger.connection.execute("SELECT statement, type FROM acts").fetchall())
    assert None in acts.values()
    assert all(acts[record["id"]] == record["event"][0] for record in coded)
    assert {record["id"] for record in coded} == {key for key, event in acts.items() if event}


@pytest.mark.parametrize(
    ("event", "modality", "cue", "context"),
    [
        ("RETREAT", "done", "said", []),
        ("RETREAT", None, "said", []),
        ("RETREAT", "promised", "said", ["future"]),
        ("RETREAT", "demanded", "said", ["hypothetical"]),
        ("RETREAT", "hypothetical", "said", ["hypothetical"]),
        ("RETREAT", "denied", "denied", ["negation"]),
        ("REQUEST", "demanded", "urged", []),  # the asking has been done
        ("REJECT", "denied", "rejected", []),  # the refusing has been done
        ("REJECT", "denied", "denied", ["negation"]),  # that it refused is denied
        ("THREATEN", "promised", "threatened to", []),
        ("AGREE", "promised", "offered to", []),
        ("AGREE", "denied", "said", ["negation"]),
        ("THREATEN", "hypothetical", "said", ["hypothetical"]),
        ("ASSAULT", "done", "said", []),
        ("ASSAULT", "done", "did not specify", ["hypothetical"]),  # who says that does not say that it was done
        ("ASSAULT", None, "could not immediately determine", ["hypothetical"]),
    ],
)
def test_nothing_demanded_possible_or_denied_counts_as_done(
    newsroom: Path, tmp_path: Path, event: str, modality: str | None, cue: str, context: list[str]
) -> None:
    record = with_act(newsroom, tmp_path, type=event, modality=modality, mode=None, cue=cue)
    assert (record["event"], record["modality"], record["context"]) == ([event], modality, context)


@pytest.mark.parametrize(
    ("event", "mode", "named"),
    [
        ("RETREAT", "release", ["release"]),
        ("COERCE", "seize", ["confiscate"]),
        ("ASSAULT", "chemical", ["unconventional"]),
        ("ASSAULT", "aerial", []),
    ],
)
def test_modes_have_the_manuals_names(newsroom: Path, tmp_path: Path, event: str, mode: str, named: list[str]) -> None:
    record = with_act(newsroom, tmp_path, type=event, mode=mode)
    assert (record["mode"], record["ledger_mode"]) == (named, mode)


def test_what_a_person_rejected_is_left_out(newsroom: Path, tmp_path: Path, coded: list[dict[str, Any]]) -> None:
    shutil.copy(newsroom, tmp_path / "own.db")
    with Ledger(tmp_path / "own.db") as ledger:
        judge(ledger, coded[0]["id"], None, "reject", by="Ismay Corran")
    assert [record["id"] for record in records(tmp_path / "own.db")] == [record["id"] for record in coded[1:]]


def test_a_warning_about_the_text_stands_in_the_attribution(newsroom: Path, tmp_path: Path, coded: list[dict[str, Any]]) -> None:
    shutil.copy(newsroom, tmp_path / "own.db")
    report = coded[0]["attribution"]["report"]
    with Ledger(tmp_path / "own.db") as ledger, ledger.writing() as db:
        db.execute("DELETE FROM flags")
        db.execute(
            "INSERT INTO flags SELECT id, 0, length, 'truncated', '', run FROM reports WHERE id = ?",
            (report,),
        )
    for record in records(tmp_path / "own.db"):
        assert record["attribution"]["flags"] == (["truncated"] if record["attribution"]["report"] == report else [])


def test_a_teller_whose_statement_was_rejected_is_not_named(newsroom: Path, tmp_path: Path, coded: list[dict[str, Any]]) -> None:
    shutil.copy(newsroom, tmp_path / "own.db")
    inner = next(record for record in coded if record["attribution"]["within"] and record["attribution"]["told_by"])
    with Ledger(tmp_path / "own.db") as ledger:
        judge(ledger, inner["attribution"]["within"], None, "reject", by="Ismay Corran")
    (now,) = [record for record in records(tmp_path / "own.db") if record["id"] == inner["id"]]
    assert now["attribution"]["within"] is None
    assert now["attribution"]["told_by"] is None


def test_a_day_that_is_not_known_is_null(coded: list[dict[str, Any]]) -> None:
    assert {record["date"] == (record["attribution"]["published"] or None) for record in coded} == {True}
    assert None in {record["date"] for record in coded}


def test_only_states_and_who_speaks_for_them_have_codes(newsroom: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    shutil.copy(newsroom, path)
    with Ledger(path, read_only=True) as ledger:
        speakers = {voice for (voice,) in ledger.connection.execute("SELECT id FROM voices")}
    key = next(record["id"] for record in records(newsroom) if {actor["identifier_id"] for actor in record["source"]} & speakers)
    found = {}
    for kind, name, side in (
        ("state", "France", None), ("state", "Tokyo", None), ("person", "Marta Ilen", "Norway"), ("person", "Jordan", None),
        ("organisation", "Kenya Airways", "Kenya"), ("state", "Dorvane", "Dorvane"),
    ):  # fmt: skip
        with Ledger(path) as ledger, ledger.writing() as db:
            (voice,) = db.execute("SELECT actor FROM acts WHERE statement = ?", (key,)).fetchone()
            db.execute("UPDATE voices SET name = ?, kind = ?, side = ? WHERE id = ?", (name, kind, side, voice))
            db.execute("DELETE FROM voice_members WHERE voice = ?", (voice,))
            db.execute("DELETE FROM bearer_members WHERE voice = ?", (voice,))
        (actor,) = next(record["source"] for record in records(path) if record["id"] == key)
        found[name] = actor["code"]
    assert found == {"France": "FRA", "Tokyo": "JPN", "Marta Ilen": "NOR", "Jordan": None, "Kenya Airways": None, "Dorvane": None}


def test_every_field_is_in_the_docs(coded: list[dict[str, Any]]) -> None:
    for record in coded:
        parts = (record, record["text_info"], record["cite_info"], record["scores"], record["attribution"], *record["source"])
        assert all(f"`{name}`" in SECTION for part in parts for name in part)
