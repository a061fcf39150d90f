"""Statements inside others, names, and lines that stay ours: what all forms that tell of statements one by one have in common."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from sayso.ledger.links import judge
from sayso.model import Mode, Moment, Relay, Span, Statement, Voice
from sayso.views.exports.annotations import annotation_objects
from sayso.views.exports.citations import citation_texts
from sayso.views.exports.ftm import entity_texts
from sayso.views.exports.tellings import Telling, across, attributed, manner, reporter, speaker, tellings
from tests.factory import a_statement, span_of
from tests.views.exports.tellers import a_ledger, a_teller, ids

TEXT = 'Ines Calder told Gull Radio on Friday: "The port refuses to reopen the quay."'
CALDER, PORT = Voice("Ines Calder", "person"), Voice("port", "organisation")


def nested(*, teller: Voice | None = CALDER, relay: str = "Gull Radio") -> tuple[Statement, Statement]:
    """What somebody said in quotation marks, and in it what they say of somebody else."""
    by = (Relay(relay, "told", span_of(TEXT, "Gull Radio")),)
    outer = a_statement(TEXT, "Ines Calder", "told", '"The port refuses to reopen the quay."', voice=teller)
    inner = a_statement(TEXT, "The port", "refuses", "to reopen the quay", voice=PORT)
    return replace(outer, mode="direct", relay=by), replace(inner, mode="direct", relay=by, within=0)


def told(folder: Path, statements: Sequence[Statement], text: str = TEXT, *, rejected: int | None = None) -> list[Telling]:
    report = a_teller(text)
    with a_ledger(folder / "l.db", (report, statements)) as ledger:
        if rejected is not None:
            judge(ledger, ids(report, statements)[rejected], None, "reject", by="Ada")
        return [telling for _, _, some in tellings(ledger) for telling in some]


@pytest.mark.parametrize("mode", get_args(Mode))
def test_marks_and_words_inside_an_account_are_not_given_to_whom_it_tells_of(tmp_path: Path, mode: Mode) -> None:
    outer, inner = nested()
    first, second = told(tmp_path, (outer, replace(inner, mode=mode)))
    assert manner(first) == "direct speech"
    assert manner(second) == "speech inside the account of Ines Calder, words and quotation marks may be theirs"
    assert attributed(second).startswith("Oste Mail, by way of Gull Radio, on the word of Ines Calder, reports: The port — refuses —")


def test_who_is_named_with_another_case_is_named_once(tmp_path: Path) -> None:
    *_, inner = told(tmp_path, nested(teller=Voice("gull radio", "organisation")))
    assert reporter(inner) == "Oste Mail, by way of Gull Radio,"


def test_the_outlet_is_not_its_own_relay_in_another_case(tmp_path: Path) -> None:
    outer, _ = told(tmp_path, nested(relay="OSTE MAIL"))
    assert reporter(outer) == "Oste Mail"


def test_a_name_is_found_as_whole_words_only(tmp_path: Path) -> None:
    text = "The Ostean coastguard said that the ferry had sailed, and Oste said that it had not."
    oste = Voice("Oste", "state")
    first = a_statement(text, "The Ostean coastguard", "said", "that the ferry had sailed", voice=oste)
    at = text.index("Oste said")
    second = replace(a_statement(text, "Oste", "said", "that it had not", voice=oste), source=(Span(at, at + 4),))
    of = told(tmp_path, (first, second), text)
    assert [speaker(one) for one in of] == ["Oste (here: The Ostean coastguard)", "Oste"]


@pytest.mark.parametrize(
    ("name", "called", "shown"),
    [
        ("Ines Calder", "Calder", "Ines Calder"),
        ("Ines Calder", "INES CALDER", "Ines Calder"),
        ("Ines Calder", "Inés Kalder", "Ines Calder (here: Inés Kalder)"),
        ("Calderon Lines", "Calder", "Calderon Lines (here: Calder)"),
    ],
)
def test_a_teller_has_the_name_across_reports_and_the_reports_own(name: str, called: str, shown: str) -> None:
    assert across(name, called) == shown


def test_a_teller_whose_statement_a_person_rejected_is_somebody(tmp_path: Path) -> None:
    (inner,) = told(tmp_path, nested(), rejected=0)
    assert inner.line.within
    assert inner.within is None
    assert reporter(inner) == "Oste Mail, by way of Gull Radio, on the word of somebody else,"
    assert "inside the account of somebody else" in manner(inner)


def test_an_unknown_teller_is_somebody(tmp_path: Path) -> None:
    _, inner = told(tmp_path, nested(teller=None))
    assert "on the word of somebody else" in reporter(inner)


def test_forms_name_no_statement_that_is_not_in_them(tmp_path: Path) -> None:
    report, statements = a_teller(TEXT), nested()
    outer = ids(report, statements)[0]
    with a_ledger(tmp_path / "l.db", (report, statements)) as ledger:
        before = [json.dumps(list(annotation_objects(ledger))), "".join(entity_texts(ledger))]
        judge(ledger, outer, None, "reject", by="Ada")
        after = [json.dumps(list(annotation_objects(ledger))), "".join(entity_texts(ledger))]
    assert [outer in made for made in before] == [True, True]
    assert [outer in made for made in after] == [False, False]
    assert "on the word of somebody else" in after[1]


def test_signs_that_turn_the_direction_are_shown_and_turn_no_line_of_ours(tmp_path: Path) -> None:
    text = "Ines \u202eCalder\u202c said that \u2067the quay\u2069 is open."
    one = a_statement(
        text, "Ines \u202eCalder\u202c", "said", "that \u2067the quay\u2069 is open", voice=Voice("Ines \u202eCalder\u202c", "person")
    )
    one = replace(one, said=Moment(span_of(text, "\u2067the quay\u2069"), "on"))
    with a_ledger(tmp_path / "l.db", (a_teller(text, title="A \u202dtitle"), (one,))) as ledger:
        listed = "".join(citation_texts(ledger))
        notes = [json.loads(line)["properties"] for line in entity_texts(ledger) if json.loads(line)["schema"] == "Note"]
        (line,) = [attributed(telling) for _, _, some in tellings(ledger) for telling in some]
    ours = [listed, line, *(words for note in notes for name in ("description", "notes") for words in note[name])]
    assert len(ours) == 4
    for words in ours:
        assert not set(words) & {chr(sign) for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
        assert "\ufffdthe quay\ufffd" in words
