"""Reports as they were taken in: places, facts, originals, and what becomes known of them later."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from sayso.ids import report_id, statement_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge, judgements
from sayso.ledger.verify import verify
from sayso.model import Fact, Fetched, Flag, Original, Reading, Report, Span
from sayso.settings import Settings
from tests.factory import a_report, a_statement

TEXT = "The mayor said that 12 boats had sailed."


def take(ledger: Ledger, report: Report) -> bool:
    """Whether anything was written."""
    before = ledger.connection.total_changes
    ledger.take(report, version="0", model="m", settings=Settings())
    return ledger.connection.total_changes > before


def a_page(**known: object) -> Report:
    return replace(a_report(TEXT, path="page.html"), original=Original("html", b"<p>The mayor"), **known)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "l.db", create=True)


def test_a_report_is_held_unread_until_it_is_read(ledger: Ledger) -> None:
    report = a_report(TEXT)
    assert take(ledger, report)
    assert ledger.unread() == [report_id(report)]
    ledger.record(report, Reading("m"), version="0", settings=Settings())
    assert ledger.unread() == []


def test_the_bytes_of_a_page_are_kept_with_their_hash(ledger: Ledger) -> None:
    take(ledger, a_page())
    (row,) = ledger.connection.execute("SELECT originals.* FROM originals JOIN places ON original = sha256")
    assert zlib.decompress(row["packed"]) == b"<p>The mayor"
    assert row["sha256"] == hashlib.sha256(b"<p>The mayor").hexdigest()
    assert list(verify(ledger)) == []


def test_other_bytes_than_were_hashed_are_found(ledger: Ledger) -> None:
    take(ledger, a_page())
    ledger.connection.execute("UPDATE originals SET packed = ?", (zlib.compress(b"<p>Nobody"),))
    assert [finding for finding in verify(ledger) if "bytes are not the ones" in finding]


def test_one_text_at_two_places_is_one_report(ledger: Ledger) -> None:
    take(ledger, a_report(TEXT, path="a.txt"))
    take(ledger, a_report(TEXT, path="b/a.txt"))
    assert ledger.connection.execute("SELECT count(*) FROM reports").fetchone()[0] == 1
    assert [row["path"] for row in ledger.connection.execute("SELECT path FROM places ORDER BY path")] == ["a.txt", "b/a.txt"]


def test_what_is_said_of_a_report_is_kept_with_who_says_so(ledger: Ledger) -> None:
    facts = (Fact("outlet", "Estuary Post", "its sidecar a.json"), Fact("outlet", "estuary.example", "its address"))
    take(ledger, a_page(outlet="Estuary Post", facts=facts))
    (held,) = ledger.held_reports()
    assert held.facts == facts
    assert not take(ledger, a_page(outlet="Estuary Post", facts=facts))
    assert take(ledger, a_page(outlet="Estuary Post", facts=facts[:1]))
    assert next(ledger.held_reports()).facts == facts[:1]


def test_notes_of_intake_come_back_with_the_report(ledger: Ledger) -> None:
    note = Flag("encoding", Span(0, len(TEXT)), "not UTF-8: read as cp1252, as declared")
    take(ledger, a_page(notes=(note,)))
    assert next(ledger.held_reports()).notes == (note,)


def test_a_report_whose_outlet_becomes_known_keeps_its_judgements_and_its_date(ledger: Ledger) -> None:
    bare, named = a_page(), a_page(outlet="Estuary Post")
    statement = a_statement(TEXT, "The mayor", "said", "that 12 boats had sailed")
    take(ledger, bare)
    ledger.record(bare, Reading("m", (statement,)), version="0", settings=Settings())
    judge(ledger, statement_id(report_id(bare), statement), None, "reject", by="me")
    ledger.accept_date(report_id(bare), "2019-03-04")
    take(ledger, named)
    assert [row["id"] for row in ledger.connection.execute("SELECT id FROM reports")] == [report_id(named)]
    assert next(ledger.held_reports()).published == "2019-03-04"
    ledger.record(named, Reading("m", (statement,)), version="0", settings=Settings())
    assert [judgement.left for judgement in judgements(ledger)] == [statement_id(report_id(named), statement)]
    assert list(verify(ledger)) == []


def test_a_text_of_which_less_is_known_is_a_place_of_the_report_that_is_known_in_any_order(tmp_path: Path) -> None:
    named = a_page(outlet="Estuary Post", url="https://estuary.example/a")
    some = (
        a_page(),
        replace(a_page(), path="copy.html"),
        named,
        replace(a_page(outlet="Estuary Post"), path="mine.html", published="2019-03-04"),
    )
    for number, order in enumerate(permutations(some)):
        with Ledger(tmp_path / f"{number}.db", create=True) as ledger:
            for report in order:
                take(ledger, report)
            assert [row["id"] for row in ledger.connection.execute("SELECT id FROM reports")] == [report_id(named)]
            assert {row["path"] for row in ledger.connection.execute("SELECT path FROM places")} == {"page.html", "copy.html", "mine.html"}
            assert next(ledger.held_reports()).published == "2019-03-04"
            assert not any(take(ledger, report) for report in (some[1], named, some[3]))
            assert list(verify(ledger)) == []


def test_one_text_by_two_outlets_is_two_reports(ledger: Ledger) -> None:
    take(ledger, a_page(outlet="Estuary Post"))
    take(ledger, replace(a_page(outlet="Quay News"), path="b.html"))
    assert len(list(ledger.held_reports())) == 2


def test_a_place_whose_outlet_is_corrected_leaves_the_other_places_where_they_are(ledger: Ledger) -> None:
    take(ledger, a_page(outlet="Estuary Post"))
    take(ledger, replace(a_page(outlet="Estuary Post"), path="copy.html"))
    take(ledger, a_page(outlet="Quay News"))
    paths = {row["outlet"]: row["path"] for row in ledger.connection.execute("SELECT outlet, path FROM reports")}
    assert paths == {"Estuary Post": "copy.html", "Quay News": "page.html"}
    assert list(verify(ledger)) == []


def test_what_an_address_answered_is_remembered_since_it_was_first_asked(ledger: Ledger) -> None:
    for at, stamp in (("2024-01-01T00:00:00+00:00", "s1"), ("2024-01-02T00:00:00+00:00", None)):
        ledger.remember(Fetched("https://x.example/a", 200, at, etag=at, stamp=stamp), version="0", model="m", settings=Settings())
    (row,) = ledger.connection.execute("SELECT at, first, etag, stamp FROM fetches")
    assert tuple(row) == ("2024-01-02T00:00:00+00:00", "2024-01-01T00:00:00+00:00", "2024-01-02T00:00:00+00:00", "s1")
