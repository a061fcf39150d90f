"""Annotations read back: what people said of entries, what no longer fits, and files of any kind and any damage."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import AnnotationsError
from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Parts, Reading, Span
from sayso.settings import Settings
from sayso.views.exports.annotations import annotation_texts
from sayso.views.imports import Annotated, Orphan, Taken
from sayso.views.imports.anchoring import Anchor, Lost, anchored
from sayso.views.imports.annotations import take_annotations
from sayso.views.imports.recording import plan
from tests.factory import span_of
from tests.views.exports.tellers import TEXT, a_ledger, a_teller, ids, tells

REPORT = a_teller()
KEYS = ids(REPORT, tells())
URL = "https://ostemail.example/a%20b?x=1"
Take = Callable[[Any], Taken]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with a_ledger(tmp_path / "l.db", (REPORT, tells())) as opened:
        yield opened


@pytest.fixture
def ours(ledger: Ledger) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads("".join(annotation_texts(ledger)))
    return loaded


@pytest.fixture
def take(ledger: Ledger, tmp_path: Path) -> Take:
    def taken(document: Any) -> Taken:
        path = tmp_path / "a.json"
        path.write_text(json.dumps(document), encoding="utf8")
        return take_annotations(path, ledger)

    return taken


def items(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["first"]["items"]
    return found


def a_note(words: str, *, text: str = TEXT, position: bool = True, source: str = URL, **more: Any) -> dict[str, Any]:
    """An annotation that somebody made with another tool."""
    span = span_of(text, words)
    quote = {
        "type": "TextQuoteSelector",
        "exact": words,
        "prefix": text[max(0, span.start - 8) : span.start],
        "suffix": text[span.end : span.end + 8],
    }
    place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {
        "id": "urn:x:1",
        "type": "Annotation",
        "target": {"source": source, "selector": [place, quote] if position else [quote]},
        **more,
    }


def only(taken: Taken) -> Annotated | Orphan:
    both: list[Annotated | Orphan] = [*taken.annotated, *taken.orphans]
    assert len(both) == 1
    return both[0]


def test_our_own_file_untouched_says_nothing_new(take: Take, ours: dict[str, Any], ledger: Ledger) -> None:
    taken = take(ours)
    assert [one.statement for one in taken.annotated] == [KEYS[i] for i in (0, 1, 2, 3)]
    assert not any(one.content or one.decision or one.comment for one in taken.annotated)
    assert taken.reports == (report_id(REPORT),)
    planned = plan(ledger, [(taken, False)], by="Ada")
    assert (planned.verdicts, planned.orphans, planned.unchanged) == ([], [], 4)


def test_what_people_judged_comes_back_as_theirs_once(take: Take, ledger: Ledger) -> None:
    judge(ledger, KEYS[1], None, "confirm", by="Bo Öst", note="on tape")
    taken = take(json.loads("".join(annotation_texts(ledger))))
    (said,) = [one for one in taken.annotated if one.decision]
    assert (said.statement, said.decision, said.comment, said.by) == (KEYS[1], "confirm", "on tape", "Bo Öst")
    assert plan(ledger, [(taken, False)], by="Ada").verdicts == []


def test_a_moved_end_is_a_correction_by_who_made_it(take: Take, ours: dict[str, Any], ledger: Ledger) -> None:
    one = items(ours)[2]
    words = "a wreck"
    span = span_of(TEXT, words)
    one["target"][0]["selector"] = [
        {"type": "TextQuoteSelector", "exact": words},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]
    del one["target"][1]["purpose"]  # some tools keep no role
    one["creator"] = {"id": "https://people.example/ada", "type": "Person", "name": "Ada"}
    taken = take(ours)
    made = taken.annotated[2]
    assert (made.statement, made.content, made.by) == (KEYS[2], (span,), "Ada")
    assert (made.source, made.cue) == (tells()[2].source, tells()[2].cue)
    assert [old for old, _ in plan(ledger, [(taken, False)], by="?").corrected] == [KEYS[2]]


@pytest.mark.parametrize(("word", "decision"), [("confirm", "confirm"), ("Rejected", "reject"), ("sayso:reject", "reject")])
@pytest.mark.parametrize("purpose", ["tagging", "assessing"])
def test_a_decision_is_a_tag_or_an_assessment(take: Take, ours: dict[str, Any], word: str, decision: str, purpose: str) -> None:
    one = items(ours)[0]
    one["body"] += [
        {"type": "TextualBody", "purpose": purpose, "value": word, "creator": "urn:sayso:person:Bo%20%C3%96st"},
        {"type": "TextualBody", "purpose": "tagging", "value": "harbour"},
        {"type": "TextualBody", "purpose": "commenting", "value": "see the log"},
    ]
    made = only(take(one))
    assert isinstance(made, Annotated)
    assert (made.statement, made.decision, made.tags, made.comment, made.by) == (KEYS[0], decision, ("harbour",), "see the log", "Bo Öst")


def test_both_decisions_at_once_are_none(take: Take, ours: dict[str, Any]) -> None:
    items(ours)[0]["body"] += [{"purpose": "tagging", "value": "confirm"}, {"purpose": "assessing", "value": "reject"}]
    assert "both" in take(ours).orphans[0].why


def test_words_that_stand_elsewhere_now_are_an_orphan_with_a_suggestion(take: Take, ours: dict[str, Any]) -> None:
    one = items(ours)[0]
    for target in one["target"]:
        target["selector"][0]["start"] += 3  # by 1, it would be right as UTF-16 counts
        target["selector"][0]["end"] += 3
    taken = take(one)
    assert taken.annotated == ()
    assert [(orphan.quote, orphan.suggestion) for orphan in taken.orphans] == [
        (words, span_of(TEXT, words)) for words in ("that the quay would close", "The harbour master 𝄞", "told")
    ]
    assert all("stands" in orphan.why and orphan.report == report_id(REPORT) for orphan in taken.orphans)


def test_words_that_stand_nowhere_have_no_suggestion(take: Take, ours: dict[str, Any]) -> None:
    one = items(ours)[0]
    one["target"][0]["selector"][1]["exact"] = "that the quay would open"
    (orphan,) = take(one).orphans
    assert (orphan.quote, orphan.suggestion) == ("that the quay would open", None)


def test_another_hash_is_said(take: Take, ours: dict[str, Any]) -> None:
    one = items(ours)[0]
    for target in one["target"]:
        target["state"]["sayso:sha256"] = "0" * 64
    made = only(take(one))
    assert isinstance(made, Annotated)
    assert made.where.endswith("it was made on another text of the report")
    one["target"] = [{**one["target"][0], "selector": [{"type": "TextQuoteSelector", "exact": "nowhere"}]}]
    orphan = only(take(one))
    assert isinstance(orphan, Orphan)
    assert orphan.why.endswith("it was made on another text of the report")


def test_of_several_texts_of_an_address_the_newest_that_fits_is_meant(tmp_path: Path) -> None:
    later = TEXT.replace("a wreck", "two wrecks")
    first, second = replace(REPORT, seen="2019-03-05T00:00:00Z"), a_teller(later, seen="2019-03-06T00:00:00Z")
    with a_ledger(tmp_path / "l.db", (first, tells()), (second, ())) as ledger:
        path = tmp_path / "a.json"
        path.write_text(json.dumps([a_note("the quay"), a_note("a wreck"), a_note("two wrecks", text=later)]), encoding="utf8")
        taken = take_annotations(path, ledger)
    assert [one.report for one in taken.annotated] == [report_id(one) for one in (second, first, second)]


def test_a_statement_that_is_not_read_any_more_is_nobodys_word(ledger: Ledger, ours: dict[str, Any], take: Take) -> None:
    ledger.record(REPORT, Reading("m" * 64, tells()[1:]), version="2", settings=Settings())
    taken = take(ours)
    assert [orphan.why for orphan in taken.orphans] == [f"its report has no statement {KEYS[0]} as it is read now"]
    assert len(taken.annotated) == 3
    items(ours)[0]["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "confirm"})
    made = take(items(ours)[0]).annotated[0]
    assert (made.statement, made.decision, made.content) == (None, "confirm", tells()[0].content)


HYPOTHESIS = {  # a row as the API gives it
    "id": "tzWw", "created": "2026-01-02T03:04:05.6+00:00", "updated": "2026-01-02T03:04:05.6+00:00", "user": "acct:ada@hypothes.is", "uri": URL + "#p2",
    "text": "Was it?", "tags": ["reject", "quay"], "group": "__world__", "permissions": {}, "links": {}, "hidden": False, "flagged": False,
    "document": {"title": ["The quay"]}, "user_info": {"display_name": None},
}  # fmt: skip


def a_row(words: str, **more: Any) -> dict[str, Any]:
    target = a_note(words)["target"]
    ranged = {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 0, "endOffset": 4}
    return {**HYPOTHESIS, "target": [{"source": URL, "selector": [ranged, *target["selector"]]}], **more}


@pytest.mark.parametrize("shape", ["row", "rows", "annotations", "list"])
def test_what_hypothesis_gives_is_taken(take: Take, shape: str) -> None:
    row = a_row("that the quay would close")
    made = only(
        take(
            {"row": row, "rows": {"total": 1, "rows": [row]}, "annotations": {"export_date": "x", "annotations": [row]}, "list": [row]}[
                shape
            ]
        )
    )
    assert isinstance(made, Annotated)
    assert (made.statement, made.decision, made.comment, made.tags, made.by) == (KEYS[0], "reject", "Was it?", ("quay",), "ada@hypothes.is")


def test_a_decision_on_words_that_hold_no_one_statement_is_an_orphan(take: Take) -> None:
    none, two = (only(take(a_row(words))) for words in ("the quay", "A chart shows a wreck, a dredger's crew says."))
    assert isinstance(none, Orphan)
    assert "0 statements" in none.why
    assert isinstance(two, Orphan)
    assert "2 statements" in two.why


def test_a_note_on_a_whole_page_and_a_reply_are_orphans(take: Take) -> None:
    page, reply = {**HYPOTHESIS, "target": [{"source": URL}]}, {**HYPOTHESIS, "references": ["x"], "target": [{"source": URL}]}
    assert ["whole page" in one.why or "answers" in one.why for one in take([page, reply]).orphans] == [True, True]


def test_highlighted_words_without_a_decision_are_given_as_content(take: Take) -> None:
    made = only(take(a_note("the quay", bodyValue="which one?", creator={"type": "Person", "nickname": "bo"})))
    assert isinstance(made, Annotated)
    assert (made.statement, made.content, made.comment, made.by) == (None, (span_of(TEXT, "the quay"),), "which one?", "bo")


def test_a_program_is_nobody(take: Take) -> None:
    made = only(take(a_note("the quay", creator={"type": "Software", "name": "tagger"})))
    assert isinstance(made, Annotated)
    assert made.by is None


@pytest.mark.parametrize("shape", ["one", "list", "page", "collection", "graph", "next"])
def test_every_wrapping_of_the_model_is_opened(take: Take, ours: dict[str, Any], shape: str) -> None:
    some = items(ours)
    half = {"type": "AnnotationPage", "items": some[2:]}
    documents = {
        "one": some[0], "list": some, "page": ours["first"], "collection": ours, "graph": {"@context": [], "@graph": some},
        "next": {"type": ["AnnotationCollection"], "first": {"type": "AnnotationPage", "items": some[:2], "next": half}},
    }  # fmt: skip
    assert [one.statement for one in take(documents[shape]).annotated] == KEYS[: 1 if shape == "one" else 4]


def test_a_report_that_the_ledger_does_not_have_makes_an_orphan(take: Take) -> None:
    orphan = only(take(a_note("the quay", source="https://elsewhere.example/")))
    assert isinstance(orphan, Orphan)
    assert (orphan.quote, orphan.report) == ("the quay", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (b"\xff\xfe", "not UTF-8 at byte 0"), (b'{"a":\n nul}', "line 2, column 2"), (b"[" * 100_000, "cannot be held"), (b"3", "no annotation"),
        (b'{"type": "Person"}', "no annotation"), (b'{"http://www.w3.org/ns/oa#hasTarget": []}', "compact it"),
        (b'{"type": "AnnotationCollection", "first": "https://a.example/1"}', "give the file of that page"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_says_why_and_what_to_do(ledger: Ledger, tmp_path: Path, words: bytes, said: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(words)
    with pytest.raises(AnnotationsError, match=said) as caught:
        take_annotations(path, ledger)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_says_so(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(AnnotationsError, match=r"none\.json: cannot be read"):
        take_annotations(tmp_path / "none.json", ledger)


def test_broken_annotations_are_orphans_and_the_others_are_taken(take: Take) -> None:
    broken: list[Any] = [3, {}, {"type": "Annotation"}, a_note("the quay", target=[]), a_note("the quay", target=URL)]
    selectors: list[Any] = [
        {"type": "TextPositionSelector", "start": -1, "end": 2}, {"type": "TextPositionSelector", "start": "1", "end": 2}, {"type": "XPathSelector"},
        {"type": "TextQuoteSelector"}, {"type": "TextQuoteSelector", "exact": 3}, {"type": "TextPositionSelector", "start": 1, "end": 2}, [], None,
    ]  # fmt: skip
    broken += [a_note("the quay", target={"source": URL, "selector": selector}) for selector in selectors]
    taken = take([*broken, a_note("the quay")])
    assert len(taken.orphans) == len(broken)
    assert len(taken.annotated) == 1
    assert [orphan.where.partition(": ")[2].split()[1] for orphan in taken.orphans] == [str(n) for n in range(1, len(broken) + 1)]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([URL, "TextQuoteSelector", "Annotation", "exact", "quay"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "id", "target", "selector", "source", "body", "value", "purpose", "state", "items", "rows", "exact", "start", "creator", "first"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger that is only read."""
    with a_ledger(tmp_path_factory.mktemp("standing") / "l.db", (REPORT, tells())) as opened:
        yield opened


@given(_JSON)
def test_no_json_breaks_it(standing: Ledger, document: Any) -> None:
    path = standing.path.with_name("a.json")
    path.write_text(json.dumps(document), encoding="utf8")
    with suppress(AnnotationsError):
        taken = take_annotations(path, standing)
        assert all(0 <= span.start < span.end <= len(TEXT) for one in taken.annotated for span in one.content)


def test_an_anchor_without_a_position_holds_where_one_place_has_all_of_it() -> None:
    text = "No, he said. No, she said."
    assert anchored(text, Anchor("No", "", ", she"), same_text=False) == Span(13, 15)
    several = anchored(text, Anchor("No", "", ","), same_text=False)
    assert isinstance(several, Lost)
    assert "2 places" in several.why
    around = anchored(text, Anchor("No", "", ", they"), same_text=False)
    assert isinstance(around, Lost)
    assert around.suggestion == Span(0, 2)


def test_a_position_without_words_holds_in_just_the_text_it_was_made_on() -> None:
    assert anchored("a quay", Anchor(None, start=2, end=6), same_text=True) == Span(2, 6)
    assert isinstance(anchored("a quay", Anchor(None, start=2, end=6), same_text=False), Lost)
    assert isinstance(anchored("a quay", Anchor(None, start=2, end=9), same_text=True), Lost)


def test_other_spaces_are_a_suggestion_and_no_anchor() -> None:
    lost = anchored("the\n quay", Anchor("the quay"), same_text=False)
    assert isinstance(lost, Lost)
    assert lost.suggestion == Span(0, 9)


_LETTERS = st.text(st.sampled_from("ab 𝄞😀é\n"), min_size=1, max_size=30)


@given(text=_LETTERS, data=st.data())
def test_either_counting_of_a_place_anchors_to_it_and_nothing_is_moved(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    around = {"prefix": text[: span.start], "suffix": text[span.end :]}
    assert anchored(text, Anchor(span.of(text), **around, start=span.start, end=span.end), same_text=False) == span
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in span]
    assert anchored(text, Anchor(span.of(text), **around, start=units[0], end=units[1]), same_text=False) == span


@given(
    text=_LETTERS,
    anchor=st.builds(Anchor, st.text(st.sampled_from("ab 𝄞"), min_size=1, max_size=3), start=st.integers(0, 40), end=st.integers(0, 40)),
)
def test_whatever_is_anchored_has_the_words_at_the_place_it_says(text: str, anchor: Anchor) -> None:
    found = anchored(text, anchor, same_text=False)
    if isinstance(found, Span):
        assert found.of(text) == anchor.exact
        units = Span(*(len(text[:at].encode("utf-16-le")) // 2 for at in found))
        assert Span(anchor.start or 0, anchor.end or 0) in (found, units)
    elif found.suggestion is not None:
        assert found.suggestion.of(text).split() == (anchor.exact or "").split()


def test_a_given_statement_is_added_from_a_note_with_roles(take: Take, ledger: Ledger) -> None:
    parts = [("The harbour master 𝄞", "source"), ("told", "cue"), ("the quay would close", "content")]
    targets = [{**a_note(words)["target"], "purpose": f"urn:sayso:term:{role}"} for words, role in parts]
    taken = take({"id": "urn:x:2", "type": "Annotation", "creator": "ada", "target": targets})
    made = only(taken)
    assert isinstance(made, Annotated)
    marks = Parts(*((span_of(TEXT, words),) for words, _ in parts))
    assert Parts(made.source, made.cue, made.content) == marks
    assert [verdict.given for verdict in plan(ledger, [(taken, False)], by="?").verdicts if verdict.given] == [marks]


def test_half_a_sign_is_no_sign_and_breaks_nothing(take: Take) -> None:
    note = a_note("the quay", bodyValue="why\ud83d", creator={"type": "Person", "name": "A\udc00da"})
    note["target"]["selector"][1]["prefix"] = "\udd1e" + note["target"]["selector"][1]["prefix"]
    made = only(take(note))
    assert isinstance(made, Annotated)
    assert (made.comment, made.by, made.content) == ("why\ufffd", "A\ufffdda", (span_of(TEXT, "the quay"),))
    note["target"]["selector"] = [{"type": "TextQuoteSelector", "exact": "the quay\ud83d", "prefix": "", "suffix": ""}]
    orphan = only(take(note))
    assert isinstance(orphan, Orphan)
    assert orphan.quote == "the quay\ufffd"
    note = {**note, "id": "urn:\ud800", "uri": "https://x\udfff", "tags": ["\ud83d\ude00", "\ude00\ud83d"]}
    take({**note, "target": [{"source": "https://y\ud800", "state": {"sayso:sha256": "\ud800"}}]})
