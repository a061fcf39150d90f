"""The flat tables say who says a thing: the cue, all who speak at once, and who tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Figure, Reading, Statement, Voice
from sayso.pipeline import relink
from sayso.settings import Settings
from sayso.views.exports.queries import KINDS
from sayso.views.exports.tables import csv_files, parquet_files
from tests.factory import a_report, a_statement, span_of

TEXT = (
    "Odo Renn said on the quay that pilots and divers had denied that 40 crates were lost in the storm off Oste.\n"
    "It is not so that the lamps were out, it was reported."
)
PILOTS, DIVERS, RENN = Voice("pilots", "group"), Voice("divers", "group"), Voice("Odo Renn", "person")
CONTENT = "that 40 crates were lost in the storm off Oste"
OUTER = "that pilots and divers had denied that 40 crates were lost in the storm off Oste"


def said(text: str = TEXT) -> tuple[Statement, ...]:
    """One that tells, what it tells two deny, and one of nobody."""
    outer = a_statement(text, "Odo Renn", "said", OUTER, voice=RENN)
    inner = replace(a_statement(text, "pilots and divers", "denied", CONTENT), voices=(PILOTS, DIVERS), within=0)
    nobody = replace(a_statement(text, "it", "reported", "It is not so that the lamps were out"), source=())
    return outer, inner, nobody


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A text in two outlets, linked."""
    with Ledger(tmp_path / "l.db", create=True) as made:
        for number in range(2):
            text = TEXT + "\n" * number
            report = replace(a_report(text, path=f"{number}.txt", outlet=f"Paper {number}"), published=f"2019-03-0{number + 1}")
            figure = Figure(span_of(text, "40"), 40.0, 40.0, "exact", "crates", statement=1)
            made.record(report, Reading("m1", said(text), figures=(figure,)), version="0", settings=Settings())
        relink(made, settings=Settings(), model="m1")
        yield made


def test_an_utterance_says_who_all_deny_it_and_who_tells_of_that(ledger: Ledger) -> None:
    utterance = next(one for one in KINDS["utterances"].rows(ledger) if one.content == CONTENT)
    assert (set(utterance.voice_names), utterance.cue, utterance.mode, utterance.told_by) == (
        {"pilots", "divers"}, "denied", "indirect", "Odo Renn"
    )  # fmt: skip
    assert utterance.voice_name == utterance.voice_names[0]


def test_what_nobody_is_named_for_has_no_names(ledger: Ledger) -> None:
    utterance = next(one for one in KINDS["utterances"].rows(ledger) if one.cue == "reported")
    assert (utterance.voice_name, utterance.voice_names, utterance.told_by) == (None, (), None)


def test_a_figure_says_who_all_deny_it_and_who_tells_of_that(ledger: Ledger) -> None:
    figures = list(KINDS["figures"].rows(ledger))
    assert len(figures) == 2
    assert {(frozenset(one.voice_names), one.cue, one.told_by) for one in figures} == {
        (frozenset(("pilots", "divers")), "denied", "Odo Renn")
    }


def test_a_side_of_a_dispute_says_who_all_speak_and_who_tells_of_that(ledger: Ledger) -> None:
    inner, reported = (
        next(one for one in KINDS["statements"].rows(ledger) if one.cue == cue) for cue in ("denied", "reported")
    )  # fmt: skip
    figure = next(one for one in KINDS["figures"].rows(ledger) if one.statement == inner.id)
    with ledger.writing() as db:
        db.execute(
            "INSERT INTO disputes (id, kind, matter, why, confidence, made_by) VALUES ('d1:0', 'figure', 'crates', 'two', 0.9, 'linking')"
        )
        db.executemany(
            "INSERT INTO dispute_members (dispute, side, statement, figure) VALUES ('d1:0', ?, ?, ?)",
            [(0, inner.id, None), (0, None, figure.id), (1, reported.id, None)],
        )
    first, second, third = KINDS["disputes"].rows(ledger, ["d1:0"])
    for one in (first, second):
        assert (set(one.voice_names), one.cue, one.told_by) == ({"pilots", "divers"}, "denied", "Odo Renn")
    assert (first.words, second.words) == (CONTENT, "40")
    assert (third.voice_names, third.cue, third.told_by) == ((), "reported", None)


def test_an_end_of_a_link_of_statements_is_called_by_voice_cue_and_content(ledger: Ledger) -> None:
    names = {inner.id: inner for inner in KINDS["statements"].rows(ledger)}
    left, right = (one.id for one in names.values() if one.cue == "reported")
    with ledger.writing() as db:  # one of those that have no voice
        db.execute(
            "INSERT INTO links (id, kind, left_id, right_id, weight, reasons, run) SELECT 'l1:0', 'claim', ?, ?, 3.0, '[]', max(id) FROM runs",
            (left, right),
        )
    links = [one for one in KINDS["links"].rows(ledger) if one.left in names]
    assert {one.cue for one in names.values()} == {names[link.left].cue for link in links}
    for link in links:
        for end, called in ((link.left, link.left_name), (link.right, link.right_name)):
            one = names[end]
            assert called == f"{', '.join(one.voice_names) or 'no voice given'} — {one.cue} — {one.content}"


def test_what_is_told_within_a_rejected_statement_stands_without_it(ledger: Ledger) -> None:
    before = [one for one in KINDS["statements"].rows(ledger) if one.cue == "denied"]
    assert all(one.told_by == "Odo Renn" for one in before)
    first = before[0]
    assert first.within is not None
    judge(ledger, first.within, None, "reject", by="Ismay Corran")
    rows = {one.id: one for one in KINDS["statements"].rows(ledger)}
    assert (rows[first.id].within, rows[first.id].told_by) == (None, None)
    assert all(one.within in rows for one in rows.values() if one.within)
    assert [one.told_by for one in KINDS["figures"].rows(ledger)] == [None, "Odo Renn"]


def test_the_files_are_written_within_a_transaction_and_by_themselves(ledger: Ledger, tmp_path: Path) -> None:
    for write in (csv_files, parquet_files):
        alone = [path.read_bytes() for path in write(ledger, tmp_path / "alone")]
        assert not ledger.connection.in_transaction
        with ledger.still():
            within = [path.read_bytes() for path in write(ledger, tmp_path / "within")]
            assert ledger.connection.in_transaction
        assert alone == within
