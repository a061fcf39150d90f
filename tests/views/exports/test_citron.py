"""Citron's annotation format: by its documentation (bbc/citron, docs/data_format.md), and as its reader takes it, by spaCy's tokens."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import spacy
from hypothesis import given, settings

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Span, Statement, Voice
from sayso.views.exports.citron import citron_files
from tests.factory import a_statement, span_of
from tests.views.exports.small import a_ledger, a_report, texts_with_statements

SPAN = {
    "type": "object", "required": ["start", "end", "text"], "additionalProperties": False,
    "properties": {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1}, "text": {"type": "string"}},
}  # fmt: skip
SPANS = {"type": "array", "items": SPAN}
FORMAT = {
    "type": "object", "required": ["text", "quotes"], "additionalProperties": False,
    "properties": {
        "text": {"type": "string"},
        "quotes": {
            "type": "array",
            "items": {
                "type": "object", "required": ["cue", "sources", "contents"], "additionalProperties": False,
                "properties": {
                    "cue": SPAN, "sources": SPANS, "contents": {**SPANS, "minItems": 1}, "coreferences": SPANS, "id": {"type": "string"},
                    "confidence": {"type": "string", "pattern": r"^[01]\.\d{4}$"},  # what Quote.to_json writes
                },
            },
        },
        "coreference_groups": {"type": "array", "items": SPANS},
    },
}  # fmt: skip


def written(ledger: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """The files by their names."""
    with Ledger(ledger, read_only=True) as opened:
        return {path.name: json.loads(path.read_text(encoding="utf8")) for path in citron_files(opened, folder)}


def spans(quote: dict[str, Any]) -> list[dict[str, Any]]:
    return [quote["cue"], *quote["sources"], *quote["contents"], *quote.get("coreferences", [])]


@pytest.fixture(scope="module")
def exported(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return written(newsroom, tmp_path_factory.mktemp("citron") / "new")


def test_each_file_is_as_citron_documents_it(exported: dict[str, dict[str, Any]]) -> None:
    assert len(exported) >= 14
    for held in exported.values():
        jsonschema.validate(held, FORMAT)


def test_every_span_is_its_words(exported: dict[str, dict[str, Any]]) -> None:
    for held in exported.values():
        for span in (span for quote in held["quotes"] for span in spans(quote)):
            assert held["text"][span["start"] : span["end"]] == span["text"] != ""


def test_citrons_reader_finds_tokens_for_every_span(exported: dict[str, dict[str, Any]]) -> None:
    """Its CitronParser looks up the token of the first character and the token of the last."""
    nlp = spacy.blank("en")
    for held in exported.values():
        doc = nlp(held["text"])
        assert doc.text == held["text"]
        token_at = [token.i for token in doc for _ in range(len(token) + len(token.whitespace_))]
        for span in (span for quote in held["quotes"] for span in spans(quote)):
            assert span["text"] in doc[token_at[span["start"]] : token_at[span["end"] - 1] + 1].text


def test_a_statement_stands_once_and_what_stands_in_a_later_text_stands_there(newsroom: Path, exported: dict[str, dict[str, Any]]) -> None:
    ids = [quote["id"] for held in exported.values() for quote in held["quotes"]]
    assert len(ids) == len(set(ids))
    with Ledger(newsroom, read_only=True) as ledger:
        standing = "SELECT id FROM statements WHERE within IS NULL AND id NOT IN (SELECT statement FROM superseded)"
        assert set(ids) == {key for (key,) in ledger.connection.execute(standing)}
        assert ledger.connection.execute("SELECT count(*) FROM superseded").fetchone()[0] > 0


def test_what_a_person_rejected_is_left_out(newsroom: Path, tmp_path: Path, exported: dict[str, dict[str, Any]]) -> None:
    shutil.copy(newsroom, tmp_path / "own.db")
    name, held = next((name, held) for name, held in exported.items() if len(held["quotes"]) > 1)
    with Ledger(tmp_path / "own.db") as ledger:
        judge(ledger, held["quotes"][0]["id"], None, "reject", by="Ismay Corran")
    assert written(tmp_path / "own.db", tmp_path / "new")[name]["quotes"] == held["quotes"][1:]


def test_what_is_told_inside_anothers_words_is_left_to_them(tmp_path: Path) -> None:
    text = "Ostin Brack said that Marta Ilen denied the theft."
    outer = a_statement(text, "Ostin Brack", "said", "that Marta Ilen denied the theft")
    inner = Statement(
        (span_of(text, "Marta Ilen"),), (span_of(text, "denied"),), (span_of(text, "the theft"),), "speech", "indirect", 0.8, within=0
    )
    (held,) = written(a_ledger(tmp_path / "l.db", (a_report(text), (outer, inner))), tmp_path / "new").values()
    assert [quote["cue"]["text"] for quote in held["quotes"]] == ["said"]


def test_a_pronoun_has_the_place_where_its_voice_is_named(tmp_path: Path) -> None:
    text = "Marta Ilen arrived. She said the roof leaked."
    voice = Voice("Marta Ilen", "person", mention=span_of(text, "Marta Ilen"))
    said = a_statement(text, "She", "said", "the roof leaked", voice=voice)
    (held,) = written(a_ledger(tmp_path / "l.db", (a_report(text), (said,))), tmp_path / "new").values()
    assert held["quotes"][0]["sources"] == [{"start": 20, "end": 23, "text": "She"}]
    assert held["quotes"][0]["coreferences"] == [{"start": 0, "end": 10, "text": "Marta Ilen"}]


def test_no_coreferences_is_not_the_same_as_none_known(tmp_path: Path) -> None:
    text = "Marta Ilen said the roof leaked. It was reported that rain fell."
    named = a_statement(
        text, "Marta Ilen", "said", "the roof leaked", voice=Voice("Marta Ilen", "person", mention=span_of(text, "Marta Ilen"))
    )
    nobody = Statement((), (span_of(text, "was reported"),), (span_of(text, "that rain fell"),), "speech", "indirect", 0.8)
    (held,) = written(a_ledger(tmp_path / "l.db", (a_report(text), (named, nobody))), tmp_path / "new").values()
    assert held["quotes"][0]["coreferences"] == []
    assert held["quotes"][1]["sources"] == []
    assert "coreferences" not in held["quotes"][1]


def test_a_report_in_which_nobody_speaks_has_a_file(tmp_path: Path) -> None:
    (held,) = written(a_ledger(tmp_path / "l.db", (a_report("Rain fell."), ())), tmp_path / "new").values()
    assert held == {"text": "Rain fell.", "quotes": []}


def test_files_are_named_for_people_and_by_id(tmp_path: Path) -> None:
    paths = ("a/notes.txt", "b/notes.txt", "https://gazette.example/2019/03/05/?page=1", "con.txt", "長" * 90 + ".txt", "x" * 300)
    read = [(a_report(f"Rain fell {number} times.", path=path), ()) for number, path in enumerate(paths)]
    names = list(written(a_ledger(tmp_path / "l.db", *read), tmp_path / "new"))
    assert len(set(names)) == len(paths)
    assert sorted(name.rpartition("-")[0] for name in names) == ["con", "notes", "notes", "page-1", "report", "x" * 60]
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{16}\.json", name) for name in names)


@settings(max_examples=25)
@given(texts_with_statements())
def test_offsets_hold_in_any_text(made: tuple[str, Statement]) -> None:
    text, statement = made
    with tempfile.TemporaryDirectory() as folder:
        (held,) = written(a_ledger(Path(folder, "l.db"), (a_report(text), (statement,))), Path(folder, "new")).values()
    (quote,) = held["quotes"]
    for role, said in (("cue", [quote["cue"]]), ("source", quote["sources"]), ("content", quote["contents"])):
        (where,) = getattr(statement, role)
        assert said == [{"start": where.start, "end": where.end, "text": Span.of(where, text)}]
