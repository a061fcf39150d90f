"""The component in real spaCy pipelines: what it fills, what it never moves, what travels with a doc."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from sayso.errors import ReportError
from sayso.model import Reading, Report, Span
from sayso.reading import Reader
from sayso.views.contract import reading_object, schema
from sayso.views.spacy_pipe import Statement, register, tokens_at

# Python 3.12 and later warn of any fork of a process with threads, as spaCy's n_process and onnxruntime make it
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded, use of fork:DeprecationWarning")

DOCS = (Path(__file__).parents[2] / "docs" / "spacy.md").read_text(encoding="utf8")
TEXT = (
    "Harbour officials denied on Monday that the ferry would sail. “The pier is open,” Marta Ilen told Ternwire. She added that Ostin Brack"
    " had said that the roof leaks."
)
GERMAN = "Der Sprecher sagte am Montag, dass die Fähre wieder fahren werde, und fügte hinzu, das Dach des Hafens sei undicht und müsse repariert werden."


def a_pipeline(language: str = "en", **config: Any) -> Language:
    nlp = spacy.blank(language)
    nlp.add_pipe("sayso", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return a_pipeline()


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    read: Doc = nlp(TEXT)
    return read


def shown(doc: Doc) -> list[tuple[Any, ...]]:
    """The statements as values that know no doc."""
    return [
        (one.id, one.content_at, [span.text for span in one.content], [voice.name for voice in one.voices], one.within)
        for one in doc._.statements
    ]


def test_a_blank_pipeline_says_who_is_said_to_have_said_what(doc: Doc) -> None:
    assert all(isinstance(one, Statement) for one in doc._.statements)
    assert [(one.voice.name, str(one.cue[0]), str(one.content[0])) for one in doc._.statements if one.voice] == [
        ("Harbour officials", "denied", "that the ferry would sail"),
        ("Marta Ilen", "told", "“The pier is open,”"),
        ("Marta Ilen", "added", "that Ostin Brack had said that the roof leaks"),
        ("Ostin Brack", "had said", "that the roof leaks"),
    ]
    told, added, inner = doc._.statements[1:]
    assert (told.relay[0].name, told.relay[0].how, told.relay[0].tokens.text, told.addressee.name) == (
        "Ternwire",
        "told",
        "Ternwire",
        "Ternwire",
    )
    assert added.voice.mention.text == "Marta Ilen"
    assert inner.within == added.id
    assert doc._.statements[0].said.tokens.text == "Monday"


def test_it_reads_what_the_reader_reads(nlp: Language, sample_read: list[tuple[Report, Reading]]) -> None:
    for report, reading in sample_read[:4]:
        doc = nlp.make_doc(report.text)
        doc._.sayso_report = {"published": report.published, "outlet": report.outlet, "url": report.url}
        read, expected = nlp(doc)._.sayso, reading_object(report, reading)
        assert [one["id"] for one in read["statements"]] == [one["id"] for one in expected["statements"]]
        assert read["report"]["id"] == expected["report"]["id"]


def test_what_it_keeps_is_the_object_of_sayso_read(doc: Doc) -> None:
    import jsonschema

    jsonschema.validate(doc._.sayso, schema())
    assert json.loads(json.dumps(doc._.sayso)) == doc._.sayso


def test_every_span_holds_its_words(doc: Doc) -> None:
    for one in doc._.statements:
        for spans, exact in ((one.source, one.source_at), (one.cue, one.cue_at), (one.content, one.content_at)):
            assert len(spans) == len(exact)
            assert all(at.of(doc.text) in span.text for span, at in zip(spans, exact, strict=True))


def test_offsets_are_kept_where_tokens_are_larger(nlp: Language) -> None:
    text = "Marta Ilen said that the pier was open."
    words = Doc(nlp.vocab, words=["Marta", "Ilen said", "that", "the pier was open."], spaces=[True, True, True, False])
    (one,) = nlp(words)._.statements
    assert ([str(span) for span in one.source], one.source_at[0].of(text)) == (["Marta Ilen said"], "Marta Ilen")
    assert ([str(span) for span in one.cue], one.cue_at[0].of(text)) == (["Ilen said"], "said")
    assert not one.aligned


@settings(max_examples=200)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=4), st.booleans()), min_size=1, max_size=12), st.data())
def test_tokens_are_found_for_any_characters_of_any_tokens(nlp: Language, made: list[tuple[str, bool]], data: st.DataObject) -> None:
    doc = Doc(nlp.vocab, words=[word for word, _ in made], spaces=[space for _, space in made])
    start = data.draw(st.integers(0, len(doc.text) - 1))
    at = Span(start, data.draw(st.integers(start + 1, len(doc.text))))
    found = tokens_at(doc, at)
    assert len(found) > 0
    after = doc[found.end].idx if found.end < len(doc) else len(doc.text)
    assert found.start_char <= at.start
    assert at.end <= after  # the space behind a token is its own


def test_a_doc_that_it_has_not_seen_has_no_statements(nlp: Language) -> None:
    assert nlp.make_doc(TEXT)._.statements == ()
    assert nlp("")._.statements == ()


@pytest.mark.parametrize("language", ["de", "xx"])
def test_another_language_has_no_statements_and_a_flag(language: str) -> None:
    read = a_pipeline(language)(GERMAN)
    assert read._.statements == ()
    assert [flag["kind"] for flag in read._.sayso["flags"]] == ["not_english"]


def test_english_is_read_in_any_pipeline() -> None:
    assert shown(a_pipeline("de")(TEXT)) == shown(a_pipeline("en")(TEXT))


def test_batches_and_processes_give_the_same(nlp: Language, doc: Doc) -> None:
    texts = [TEXT, "Rain fell.", TEXT, GERMAN] * 2  # the reader is loaded here already: a fork must not use what it inherits
    alone = [shown(nlp(text)) for text in texts]
    assert alone[0] == shown(doc)
    assert [shown(one) for one in nlp.pipe(texts, batch_size=3)] == alone
    assert [shown(one) for one in nlp.pipe(texts, batch_size=2, n_process=2)] == alone


@pytest.mark.parametrize("processes", [1, 2])
def test_a_stream_gives_what_is_known_of_each_report_as_its_context(nlp: Language, processes: int) -> None:
    contexts: list[Any] = [{"published": "2024-05-02", "outlet": "Ternwire", "id": 1}, {"published": date(2019, 3, 6)}, {"id": 3}, 4]
    read = list(nlp.pipe([(TEXT, context) for context in contexts], as_tuples=True, n_process=processes))
    assert [context for _, context in read] == contexts
    assert [doc._.statements[0].said.since for doc, _ in read] == ["2024-04-29", "2019-03-04", None, None]
    assert [doc._.sayso["report"]["outlet"] for doc, _ in read] == ["Ternwire", None, None, None]


def test_what_a_doc_says_of_its_report_goes_before_what_the_pipeline_says() -> None:
    nlp = a_pipeline(outlet="Pellin Standard", published="2024-05-02")
    doc = nlp.make_doc(TEXT)
    doc._.sayso_report = {"outlet": "Ternwire"}
    known = nlp(doc)._.sayso["report"]
    assert (known["outlet"], known["published"]) == ("Ternwire", "2024-05-02")


def test_a_date_that_is_none_is_an_error(nlp: Language) -> None:
    with pytest.raises(ReportError, match="YYYY-MM-DD"):
        a_pipeline(published="the other day")
    doc = nlp.make_doc(TEXT)
    doc._.sayso_report = {"published": "the other day"}
    with pytest.raises(ReportError, match="the other day"):
        nlp(doc)


def test_settings_hold() -> None:
    assert [one.within for one in a_pipeline(nested=False)(TEXT)._.statements] == [None] * 3
    assert a_pipeline(least_confidence=0.999)(TEXT)._.statements == ()
    assert "sayso" not in a_pipeline(spans_key=None)(TEXT).spans


def test_spans_are_labelled_and_know_their_statement(doc: Doc) -> None:
    first = doc._.statements[0]
    assert [(span.label_, span.text) for span in doc.spans["sayso"] if span.id_ == first.id] == [
        ("SOURCE", "Harbour officials"), ("CUE", "denied"), ("CONTENT", "that the ferry would sail"),
    ]  # fmt: skip
    assert 'class="spans"' in displacy.render(doc, style="span", options={"spans_key": "sayso"}, jupyter=False)


def test_a_doc_takes_it_along(nlp: Language, doc: Doc, tmp_path: Path) -> None:
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "docs.spacy")
    (from_bin,) = DocBin().from_disk(tmp_path / "docs.spacy").get_docs(nlp.vocab)
    for again in (from_bin, Doc(nlp.vocab).from_bytes(doc.to_bytes()), pickle.loads(pickle.dumps(doc))):  # noqa: S301 (our own)
        assert shown(again) == shown(doc)
        assert [(span.label_, span.id_) for span in again.spans["sayso"]] == [(span.label_, span.id_) for span in doc.spans["sayso"]]


def test_a_doc_of_another_text_has_no_offsets_that_fit(nlp: Language, doc: Doc) -> None:
    other = nlp.make_doc(TEXT.replace("ferry", "liner"))
    other._.sayso = doc._.sayso
    with pytest.raises(ReportError, match="another text"):
        _ = other._.statements


def test_a_pipeline_is_kept_with_its_settings(tmp_path: Path) -> None:
    made = a_pipeline(outlet="Ternwire", nested=False)
    made.to_disk(tmp_path / "pipeline")
    for again in (
        spacy.load(tmp_path / "pipeline"),
        spacy.blank("en", config=made.config).from_bytes(made.to_bytes()),
        pickle.loads(pickle.dumps(made)),  # noqa: S301
    ):
        assert shown(again(TEXT)) == shown(made(TEXT))
        assert again(TEXT)._.sayso["report"]["outlet"] == "Ternwire"
    assert sum(path.stat().st_size for path in (tmp_path / "pipeline").rglob("*")) < 1_000_000  # no weights


def test_it_stands_among_other_components() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("sayso")
    nlp.add_pipe("merge_entities")
    first, _, third, _ = nlp(TEXT)._.statements
    assert first.content[0].sent.text.startswith("Harbour officials")
    assert third.content[0].sent.text.startswith("She added")


def test_merging_tokens_afterwards_moves_nothing(nlp: Language) -> None:
    doc = nlp(TEXT)
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:3])
    first = doc._.statements[0]
    assert (str(first.cue[0]), first.cue_at[0].of(doc.text)) == ("Harbour officials denied", "denied")


def test_registering_twice_is_no_error() -> None:
    register()
    register()
    assert Doc.has_extension("statements")


FRESH = f"""
import json, sys
import sayso
sayso.Report
seen = {{"after sayso": "spacy" in sys.modules}}
import spacy
from spacy.tokens import Doc
nlp = spacy.blank("en")
nlp("Rain fell.")
seen["after spacy"] = [name for name in ("sayso.reading", "sayso.ledger", "onnxruntime", "tokenizers") if name in sys.modules]
seen["known"] = Doc.has_extension("statements")
if nlp.has_factory("sayso"):
    nlp.add_pipe("sayso")
    seen["statements"] = len(nlp({TEXT!r})._.statements)
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    """What a process sees that makes a pipeline without the component, then one with it."""
    seen: dict[str, Any] = json.loads(subprocess.run([sys.executable, "-c", FRESH], check=True, capture_output=True, text=True).stdout)
    return seen


def test_who_does_not_use_it_does_not_pay_for_it(fresh: dict[str, Any]) -> None:
    assert (fresh["after sayso"], fresh["after spacy"], fresh["known"]) == (False, [], False)


def test_spacy_knows_it_by_name_once_sayso_is_installed(fresh: dict[str, Any]) -> None:
    assert fresh["statements"] == 4


def test_the_examples_of_the_docs_say_what_they_print(reader: Reader) -> None:  # noqa: ARG001 (loaded once)
    names: dict[str, Any] = {}
    blocks = re.findall(r"```(python|text)\n(.*?)```", DOCS, re.DOTALL)
    printed = ""
    for kind, block in blocks:
        if kind == "python":
            out = StringIO()
            with redirect_stdout(out):
                exec(compile(block, "docs/spacy.md", "exec"), names)  # noqa: S102 (our own examples)
            printed = out.getvalue()
        else:
            assert printed == block
    assert len(blocks) >= 9


def test_every_field_and_setting_is_in_the_docs() -> None:
    for name in (*Statement.__dataclass_fields__, "voice", "aligned"):
        assert f"`{name}`" in DOCS, name
    for name in Language.get_factory_meta("sayso").default_config or ():
        assert f"`{name}`" in DOCS, name
