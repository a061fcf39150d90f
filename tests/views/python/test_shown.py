"""What notebooks show: the words of reports, and nothing that a report could do with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sayso
from sayso.settings import Settings
from sayso.views.exports.queries import KINDS
from sayso.views.python import Ledger
from tests.factory import a_report
from tests.talks.stories import a_reading

HOSTILE = '</style></div><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">\u202e'
TAGS = set("div style p span bdi q a ul li table thead tbody tr th td".split())


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words += data


def shown(one: object) -> Seen:
    seen = Seen(one._repr_html_())  # type: ignore[attr-defined]
    assert set(seen.tags) <= TAGS
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in ("src", "style")]
    assert all((value or "").startswith("#s1-") for name, value in seen.attributes if name == "href")
    return seen


@pytest.fixture(scope="module")
def ledger(newsroom: Path) -> Iterator[Ledger]:
    with sayso.Ledger(newsroom, read_only=True) as opened:
        yield opened


def test_a_report_shows_all_its_words_with_its_marks(ledger: Ledger) -> None:
    report = ledger.report(ledger.statements[0].report)
    seen = shown(report)
    assert report.text in seen.words
    classes = {name for key, value in seen.attributes if key == "class" for name in (value or "").split()}
    assert {"source", "cue", "content", "time"} <= classes
    assert report.outlet
    assert report.outlet in seen.words


def test_an_utterance_shows_its_tellings_and_the_ways_they_came(ledger: Ledger) -> None:
    most = max(ledger.utterances, key=lambda one: len(one.statements))
    utterance = ledger.utterance(most.id)
    seen = shown(utterance)
    for version in utterance.versions:
        assert version.told.line.content in seen.words
    assert all(witness in seen.words for witness in most.witnesses)
    assert most.why in seen.words
    assert "origin" in seen.words


def test_a_dispute_shows_its_sides_side_by_side(ledger: Ledger) -> None:
    dispute = ledger.disputes[0]
    seen = shown(dispute)
    assert dispute.matter in seen.words
    for account in dispute.accounts:
        assert all(told.line.content in seen.words for told in account.statements)
    assert [value for name, value in seen.attributes if name == "class"].count("beside") == 1


@pytest.mark.parametrize("name", [name for name in KINDS if name != "disputes"])
def test_a_table_shows_its_first_rows_and_says_how_many_more(ledger: Ledger, name: str) -> None:
    table = getattr(ledger, name)
    seen = shown(table)
    shown_rows = seen.tags.count("tr") - 1
    assert shown_rows == min(20, len(table))
    assert f"{len(table):,} {name}" in seen.words
    assert (f"{len(table) - 20:,} of them not shown" in seen.words) == (len(table) > 20)


def test_tables_of_nothing_are_shown(ledger: Ledger) -> None:
    assert "0 statements" in shown(ledger.statements.where(about="zyzzyva")).words
    assert "no disputes" in shown(ledger.disputes.where(kind="wording")).words


def test_a_hostile_report_is_letters(tmp_path: Path) -> None:
    from dataclasses import replace

    from sayso.model import Voice
    from sayso.pipeline import relink

    who = Voice(f"Ana{HOSTILE}", "person", f"envoy{HOSTILE}", f"side{HOSTILE}")
    text = f"Ana Belt{HOSTILE} rejected the pay rise{HOSTILE} again.\n{HOSTILE}"
    said = ((f"Ana Belt{HOSTILE}", "rejected", f"the pay rise{HOSTILE}", who),)
    with sayso.Ledger(tmp_path / "l.db", create=True) as made:
        for number in range(2):
            report = replace(
                a_report(text + "\n" * number, path=f"{HOSTILE}{number}.txt", outlet=f"Paper {number}{HOSTILE}"), title=HOSTILE
            )
            made.record(report, a_reading(report.text, said), version="0", settings=Settings())
        relink(made, settings=Settings(), model="m1")
        things = [made.report(made.reports.ids[0]), made.utterance(made.statements.ids[0]), made.disputes]
        for one in (*things, *(getattr(made, name) for name in KINDS if name != "disputes")):
            shown(one)
        for one in (things[0], things[1], made.statements, made.utterances):
            assert HOSTILE in shown(one).words


def test_the_style_stands_by_itself(ledger: Ledger) -> None:
    html = ledger.disputes[0]._repr_html_()
    style = html.split("<style>")[1].split("</style>")[0]
    assert style.count("{") == style.count("}")
    assert "url(" not in style
    assert "@import" not in style
    assert "--paper" in style
    assert ".text .content" in style
    assert "light-dark(" in style


def test_a_table_shows_the_cue_between_those_who_speak_and_their_words(ledger: Ledger) -> None:
    for name, words in (("statements", "content"), ("utterances", "content"), ("figures", "words")):
        heads = heads_of(getattr(ledger, name))
        assert heads[heads.index("voice") :][:3] == ["voice", "cue", words]
        assert "told by" in heads
    assert "relay" in heads_of(ledger.statements)


def heads_of(table: object) -> list[str]:
    html = table._repr_html_()  # type: ignore[attr-defined]
    return re.findall("<th>(.*?)</th>", html)


def test_a_table_shows_who_told_and_who_passed_on(ledger: Ledger) -> None:
    nested = ledger.statements.where(voice=[s.voice for s in ledger.statements if s.told_by and s.voice])
    relayed = ledger.statements.where(relay=[name for s in ledger.statements for name in s.relay])
    told = next(one for one in nested if one.told_by)
    at = nested.ids.index(told.id)
    assert told.told_by
    assert told.told_by in shown(nested[at : at + 1]).words
    assert all(name in shown(relayed[:1]).words for name in relayed[0].relay)
