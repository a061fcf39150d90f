"""The page of talks as a value, on the strike whose truth is known and on the sample newsroom; hostile names; what statements can be filtered by."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.errors import LedgerError, NotThere
from sayso.ledger import Ledger
from sayso.model import Issue, Report, Voice
from sayso.pipeline import use_issues
from sayso.talks.positions import LEAST_STANCE
from sayso.views.cli import main
from sayso.views.pages import said_lines
from sayso.views.room import Room, made
from sayso.views.room.filters import Filter
from sayso.views.room.statements import statements_page
from sayso.views.talks import PositionLine, TalksPage, talks
from sayso.views.web.publish import publish
from tests.factory import a_report
from tests.talks.stories import NAMES, a_reading, a_story, hold
from tests.views.room.rooms import fresh_room, sample_room


@pytest.fixture
def ledger(strike: Path) -> Iterator[Ledger]:
    with Ledger(strike, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def both(strike: Path, newsroom: Path) -> Iterator[list[Ledger]]:
    """The ledgers of the strike and of the sample newsroom."""
    with Ledger(strike, read_only=True) as ours, Ledger(newsroom, read_only=True) as sample:
        yield [ours, sample]


def positions(page: TalksPage) -> list[PositionLine]:
    return [one for cell in page.cells for one in cell.positions]


def test_the_matrix_shows_who_holds_what(ledger: Ledger) -> None:
    page = talks(ledger)
    assert {one.name: one.part for one in page.parties} == {"Quay Workers": "party", "Harbour Board": "party", "Tamberland": "mediator"}
    called = {one.id: one.name for one in page.parties}
    work = {called[cell.party]: dict(cell.stances) for cell in page.cells if cell.issue == "work"}
    assert work["Harbour Board"] == {"acceptance": 1, "rejection": 1}
    assert any("demand" in dict(cell.stances) for cell in page.cells if called[cell.party] == "Quay Workers")
    assert {called[key] for key in page.columns} == {"Harbour Board", "Quay Workers"}


def test_the_change_of_the_board_is_shown_with_both_statements(ledger: Ledger) -> None:
    (change,) = [one for one in talks(ledger).changes if one.issue == "work"]
    assert change.changes is not None
    assert (change.stance, change.day, change.said.cue, change.changes.cue) == ("rejection", "2024-03-06", "rejected", "has agreed to")


def test_the_proposal_is_shown_with_who_put_it_forward_terms_and_answers(ledger: Ledger) -> None:
    (one,) = talks(ledger).proposals
    assert (one.by, one.reports, one.parted) == (("Tamberland",), 2, ("Quay Workers",))
    assert {term.words for term in one.terms} >= {"shorter shifts", "a pay rise"}
    assert {(answer.party, answer.answer) for answer in one.answers} == {("Quay Workers", "acceptance"), ("Quay Workers", "rejection")}
    (dispute,) = talks(ledger).disputes
    assert dispute.kind == "acceptance"


def test_every_place_is_words_of_its_report(both: list[Ledger]) -> None:
    for opened in both:
        texts = dict(opened.connection.execute("SELECT id, text FROM reports").fetchall())
        page = talks(opened, listed=1000)
        seen = 0
        for one in page.proposals:
            for line in (*one.mentions, *one.terms):
                assert texts[line.report][line.start : line.end] == line.words
                assert texts[line.report].count("\n", 0, line.start) + 1 == line.line
                seen += 1
        for party in page.parties:
            for sign in party.signs:
                name = texts[sign.report][sign.start : sign.end]
                assert name in sign.words
                assert sign.words in texts[sign.report]
                assert name.strip()
                seen += 1
        for position in (*positions(page), *page.changes):
            text = texts[position.said.report]
            spans = opened.connection.execute(
                "SELECT min(start_at), max(end_at) FROM spans WHERE statement = ?", (position.said.id,)
            ).fetchone()
            assert spans[0] <= position.start < position.end <= spans[1]
            assert text[position.start : position.end].strip()
            seen += 1
        assert seen > 10


def test_counts_are_those_of_the_statements(both: list[Ledger]) -> None:
    for opened in both:
        page = talks(opened, listed=1000)
        lines = {key for key, line in said_lines(opened)[0].items() if line.newest == line.report}
        assert page.statements == len(lines)
        touching = {key for (key,) in opened.connection.execute("SELECT statement FROM issue_members")}
        assert page.untouched == len(lines - touching)
        for cell in page.cells:
            assert Counter(one.stance for one in cell.positions) == dict(cell.stances)
            assert cell.more == 0


@pytest.mark.parametrize("listed", [0, 1, 2])
def test_of_many_positions_the_last_are_listed_and_the_rest_counted(both: list[Ledger], listed: int) -> None:
    for opened in both:
        for cell in talks(opened, listed=1000).cells:
            dated = [one.day for one in cell.positions if one.day]
            assert dated == sorted(dated)
        whole = {(cell.issue, cell.party): cell for cell in talks(opened, listed=1000).cells}
        for cell in talks(opened, listed=listed).cells:
            every = whole[cell.issue, cell.party].positions
            assert cell.positions == (every[-listed:] if listed else ())
            assert (cell.more, cell.stances) == (len(every) - len(cell.positions), whole[cell.issue, cell.party].stances)


@pytest.mark.parametrize("asked", ["work", "pay and work", "PAY AND WORK"])
def test_one_issue_by_its_id_or_name(ledger: Ledger, asked: str) -> None:
    page = talks(ledger, issue=asked)
    assert {cell.issue for cell in page.cells} == {"work"}
    assert page.cells == tuple(cell for cell in talks(ledger).cells if cell.issue == "work")


def test_one_party_by_its_id_the_beginning_of_it_or_its_name(ledger: Ledger) -> None:
    (board,) = [one for one in talks(ledger).parties if one.name == "Harbour Board"]
    for asked in (board.id, board.id[:8], "Harbour Board", "harbour board"):
        page = talks(ledger, party=asked)
        assert page.columns == (board.id,)
        assert {cell.party for cell in page.cells} == {board.id}


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"issue": "nothing"}, "has no issue 'nothing'; they are listed by: sayso issues"), ({"party": "Nobody"}, "has no party 'Nobody'; they are listed by: sayso talks"),
     ({"party": "y1:"}, "has no party"), ({"issue": "%"}, "has no issue '%'"), ({"since": "yesterday"}, "neither a day"), ({"since": "99"}, "has no run 99")],
)  # fmt: skip
def test_what_is_not_there_is_told_with_where_to_look(ledger: Ledger, asked: dict[str, str], said: str) -> None:
    with pytest.raises(LedgerError, match=re.escape(said)):
        talks(ledger, **asked)  # type: ignore[arg-type]


def test_since_shows_what_came_in_from_then_on(tmp_path: Path) -> None:
    story = a_story()
    with Ledger(tmp_path / "l.db", create=True) as opened:
        hold(opened, story[:2])
        (before,) = opened.connection.execute("SELECT max(id) FROM runs").fetchone()
    with Ledger(tmp_path / "l.db") as opened:
        hold(opened, story[2:])
        page, whole = talks(opened, since=str(before)), talks(opened)
        new = {key for (key,) in opened.connection.execute("SELECT id FROM reports WHERE run > ?", (before,))}
    assert len(new) == 1
    assert {one.said.report for one in positions(page)} == new
    assert page.proposals == ()
    assert page.since == str(before)
    assert len(positions(whole)) > len(positions(page))
    assert [one.stance for one in page.changes] == ["rejection"]


def test_positions_are_in_order_of_time_and_change_nothing_without_a_day(tmp_path: Path) -> None:
    first, _, last = a_story()
    with Ledger(tmp_path / "l.db", create=True) as opened:
        hold(opened, [(replace(first[0], published=None), first[1]), last])
        (cell,) = talks(opened, issue="work", party="Harbour Board").cells
    assert {one.day for one in cell.positions} == {"2024-03-06", None}
    assert not any(one.changes for one in cell.positions)


def test_the_json_has_these_keys(ledger: Ledger) -> None:
    page = json.loads(json.dumps(asdict(talks(ledger))))
    assert {
        "title",
        "since",
        "parties",
        "issues",
        "columns",
        "cells",
        "proposals",
        "disputes",
        "changes",
        "statements",
        "untouched",
    } <= set(page)
    wanted = {
        "parties": {"id", "name", "part", "statements", "positions", "signs"}, "issues": {"id", "name", "about", "shipped", "examples", "statements", "positions"},
        "cells": {"issue", "party", "stances", "positions", "more"}, "changes": {"party", "issue", "stance", "voice", "day", "start", "end", "said", "changes"},
        "proposals": {"id", "name", "kind", "by", "where", "since", "until", "why", "reports", "mentions", "terms", "answers", "parted"},
    }  # fmt: skip
    for name, keys in wanted.items():
        assert page[name]
        assert all(keys <= set(one) for one in page[name]), name
    (proposal,) = page["proposals"]
    assert all(
        {"words", "kind", "issue", "report", "path", "outlet", "published", "line", "start", "end", "voice"} <= set(one)
        for one in proposal["mentions"] + proposal["terms"]
    )
    assert all({"party", "answer", "day", "voices", "said"} <= set(one) for one in proposal["answers"])


ESCAPE = "\x1b[31m\x9b2J\u202e"
PARTY, OTHER = f"Quay {ESCAPE}*Workers*", "Harbour | <script>alert(1)</script> Board"
HOSTILE = f"Tamberland put forward a compromise proposal. It calls for shorter shifts.\nThe dispute between the {PARTY} and the {OTHER} goes on.\nThe {PARTY} rejected the compromise proposal.\nThe {OTHER} has agreed to the compromise proposal of [Tamberland](javascript:x)."


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("hostile") / "l.db"
    said = [
        (f"The {PARTY}", "rejected", "the compromise proposal", Voice(PARTY, "organisation")),
        (f"The {OTHER}", "has agreed to", "the compromise proposal of [Tamberland](javascript:x)", Voice(OTHER, "organisation")),
    ]
    known = a_report(HOSTILE, path=f"a{ESCAPE}|<b>.txt", outlet=f"Post{ESCAPE} *x*")
    report = Report(known.path, known.text, known.sha256, outlet=known.outlet, published="2024-03-04")
    with Ledger(found, create=True) as opened:
        hold(opened, [(report, a_reading(HOSTILE, said, names={**NAMES, PARTY: "organisation", OTHER: "organisation"}))])
        use_issues(
            opened,
            [Issue("*x*|", f"{ESCAPE}<i>x</i> | *issue*", "about | <b>", ("the compromise proposal", f"{ESCAPE}a compromise"))],
            replaced=False,
        )
    return found


@pytest.mark.parametrize(
    "command",
    [
        ["talks"],
        ["talks", "--format", "markdown"],
        ["talks", "--party", PARTY],
        ["talks", "--issue", "*x*|"],
        ["talks", "--issue", f"no{ESCAPE}"],
        ["issues"],
    ],
    ids=["terminal", "markdown", "one party", "one issue", "no issue", "issues"],
)
def test_nothing_in_a_name_steers_the_terminal(hostile: Path, command: Sequence[str]) -> None:
    printed = CliRunner().invoke(main, [command[0], str(hostile), *command[1:]])
    assert printed.exception is None or isinstance(printed.exception, SystemExit)
    assert printed.output
    assert not {"\x1b", "\x9b", "\u202e"} & set(printed.output)


def test_markup_in_a_name_is_no_markup_in_markdown(hostile: Path) -> None:
    printed = CliRunner().invoke(main, ["talks", str(hostile), "--format", "markdown"]).output
    assert "\\<script\\>" in printed
    for markup in ("<script>", "<i>", "<b>", "[Tamberland](", " *Workers*", "*issue*"):
        assert markup not in printed.replace(f"\\{markup}", ""), markup
    tables = [line for line in printed.splitlines() if line.startswith("|")]
    assert len({len(re.sub(r"\\.", "", line).split("|")) for line in tables}) == 1


def test_hostile_names_are_words_in_json_and_on_the_page(hostile: Path, tmp_path: Path) -> None:
    page = json.loads(CliRunner().invoke(main, ["talks", str(hostile), "--json"]).output)
    assert {PARTY, OTHER} <= {one["name"] for one in page["parties"]}
    publish(hostile, tmp_path / "site")
    html = (tmp_path / "site" / "talks.html").read_text(encoding="utf8")
    assert "<script>alert" not in html
    assert "<i>x</i>" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.fixture(scope="module")
def room(newsroom: Path) -> Room:
    return sample_room(newsroom)


@pytest.mark.parametrize(
    ("facet", "column", "table"), [("issue", "issue", "issue_members"), ("act", "type", "acts"), ("stance", "stance", "acts")]
)
def test_a_facet_of_talks_picks_the_statements_that_have_it(room: Room, facet: str, column: str, table: str) -> None:
    live = set(room.shelf.ids)
    sure = f" AND stance_score >= {LEAST_STANCE}" if facet == "stance" else ""
    values = [
        value for (value,) in room.ledger.connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL{sure}")
    ]
    assert values
    for value in values:
        having = {key for (key,) in room.ledger.connection.execute(f"SELECT statement FROM {table} WHERE {column} = ?{sure}", (value,))}
        asked = Filter.of({facet: [value]})
        assert {room.shelf.ids[row] for row in asked.ordered(room.shelf, asked.rows(room.shelf, room.ledger))} == having & live


def test_offered_issues_acts_and_stances_lead_to_as_many_statements_as_they_say(room: Room) -> None:
    offered = {one.name: one for one in statements_page(room, {"kind": ["speech"]}).facets}
    called = dict(room.ledger.connection.execute("SELECT id, name FROM issues").fetchall())
    for name in ("issue", "act", "stance"):
        assert offered[name].choices
        for choice in offered[name].choices:
            assert statements_page(room, {"kind": ["speech"], name: [choice.value]}).paging.total == choice.count
            assert name != "issue" or choice.label == called[choice.value]


def test_two_facets_of_talks_narrow_each_other_and_say_themselves(room: Room) -> None:
    page = statements_page(room, {"issue": ["withdrawal"], "stance": ["demand"]})
    assert [one.words for one in page.conditions] == ["on withdrawal", "that hold a demand"]
    assert all(dict(one.without) in ({"issue": "withdrawal"}, {"stance": "demand"}) for one in page.conditions)


def test_the_page_of_the_room_has_the_statements_that_it_names(strike: Path) -> None:
    room = fresh_room(strike)
    page = made(room, "talks", None, {})
    assert page.title == "Talks"
    assert page.talks == talks(room.ledger, listed=2)
    named = {one.said.id for one in positions(page.talks)} | {answer.said.id for one in page.talks.proposals for answer in one.answers}
    assert named <= set(page.told)
    one = made(room, "talks", None, {"issue": ["work"], "party": ["Harbour Board"]})
    assert len(positions(one.talks)) == 2
    assert "pay and work" in one.title or "Harbour Board" in one.title


@pytest.mark.parametrize("query", [{"issue": ["nothing"]}, {"party": ["Nobody"]}, {"since": ["99"]}])
def test_a_page_of_what_is_not_there_is_not_there(room: Room, query: dict[str, list[str]]) -> None:
    with pytest.raises(NotThere):
        made(room, "talks", None, query)


def test_the_published_page_names_parties_proposals_and_words(strike: Path, tmp_path: Path) -> None:
    publish(strike, tmp_path / "site")
    html = unescape((tmp_path / "site" / "talks.html").read_text(encoding="utf8"))
    for words in (
        "Quay Workers",
        "Harbour Board",
        "Tamberland’s compromise proposal",
        "shorter shifts",
        "accounts part",
        "a shorter working week",
        "it mediates",
    ):
        assert words in html, words
    assert json.loads((tmp_path / "site" / "talks.json").read_text(encoding="utf8"))["talks"]["proposals"]
