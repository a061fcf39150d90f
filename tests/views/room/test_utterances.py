"""The way from a voice to the reports: on whose word, through whom, where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import sayso
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Reading, Relay, Report, Voice
from sayso.pipeline import regroup
from sayso.views.assistant.finding import utterance
from sayso.views.assistant.wording import in_words
from sayso.views.room import Room
from sayso.views.room.utterances import TOLD_INSIDE, Step, utterance_page
from sayso.views.web.addresses import Addresses, Place
from sayso.views.web.render import as_html
from tests.factory import a_report, a_statement, span_of
from tests.linking.factory import linked, record
from tests.views.room.rooms import fresh_room

TEXT = "Dovi Maskar denied to Tidewire that Ana Belt had said that the mill was shut."


def a_nested(*relays: str, text: str = TEXT, outer: str = "that Ana Belt had said that the mill was shut") -> tuple[Report, Reading]:
    """Somebody denies that somebody else said something; who is in `relays` passed it on."""
    report = replace(a_report(text, path="lantern.txt", outlet="Lantern"), published="2024-05-06")
    denied = a_statement(text, "Dovi Maskar", "denied", outer, voice=Voice("Dovi Maskar", "person"))
    said = a_statement(text, "Ana Belt", "had said", "that the mill was shut", voice=Voice("Ana Belt", "person"))
    steps = tuple(Relay(name, "told", span_of(text, name)) for name in relays)
    return report, Reading("m1", (denied, replace(said, within=0, relay=steps)))


def room_of(path: Path, known: tuple[Report, Reading]) -> Room:
    with Ledger(path, create=True) as ledger:
        record(ledger, *known)
        linked(ledger)
    return fresh_room(path)


def inner_of(room: Room) -> str:
    ((key,),) = room.ledger.connection.execute(
        "SELECT utterance FROM utterance_members JOIN statements ON id = statement WHERE within > ''"
    )
    return str(key)


def steps_of(room: Room) -> list[tuple[str, str, str | None]]:
    """The steps of the inner statement's way, which has no fork."""

    def down(steps: tuple[Step, ...]) -> list[tuple[str, str, str | None]]:
        return [] if not steps else [(steps[0].name, steps[0].how, steps[0].words), *down(steps[0].below)]

    return down(utterance_page(room, inner_of(room), {}).tree)


def test_who_tells_it_is_a_step_before_those_who_were_told(tmp_path: Path) -> None:
    assert steps_of(room_of(tmp_path / "l.db", a_nested("Tidewire"))) == [
        ("Ana Belt", "voice", None), ("Dovi Maskar", TOLD_INSIDE, "denied"), ("Tidewire", "told", "Tidewire"), ("Lantern", "report", None),
    ]  # fmt: skip


def test_whom_the_teller_names_as_having_it_comes_before_the_teller(tmp_path: Path) -> None:
    text = "Dovi Maskar denied that Ana Belt had said that the mill was shut in talks with Tidewire."
    room = room_of(tmp_path / "l.db", a_nested("Tidewire", text=text, outer=text[text.index("that") : -1]))
    assert [name for name, *_ in steps_of(room)] == ["Ana Belt", "Tidewire", "Dovi Maskar", "Lantern"]


def test_who_is_a_step_of_the_relay_is_no_second_step(tmp_path: Path) -> None:
    assert [how for _, how, _ in steps_of(room_of(tmp_path / "l.db", a_nested("Dovi Maskar")))] == ["voice", "told", "report"]


def test_of_what_is_told_by_another_nobody_is_an_origin(tmp_path: Path) -> None:
    room = room_of(tmp_path / "l.db", a_nested("Tidewire"))
    page = utterance_page(room, inner_of(room), {})
    assert (page.low, page.high) == (0, 1)
    assert "[origin]" not in in_words(utterance(room, page.id, 1))


def test_once_a_person_rejected_who_tells_it_that_is_not_known(tmp_path: Path) -> None:
    room = room_of(tmp_path / "l.db", a_nested())
    ((outer,),) = room.ledger.connection.execute("SELECT within FROM statements WHERE within > ''")
    with Ledger(tmp_path / "l.db") as ledger:
        judge(ledger, outer, None, "reject", by="Ismay Corran")
        regroup(ledger)
    after = fresh_room(tmp_path / "l.db")
    assert [name for name, *_ in steps_of(after)] == ["Ana Belt", "somebody who is not known", "Lantern"]
    page = utterance_page(after, inner_of(after), {})
    assert (page.low, page.high, page.why) == (0, 1, "known at second hand only; who passed it on is not known")


def test_the_step_is_worded_on_the_page_in_notebooks_and_for_assistants(tmp_path: Path) -> None:
    room = room_of(tmp_path / "l.db", a_nested())
    key = inner_of(room)
    with sayso.Ledger(tmp_path / "l.db", read_only=True) as opened:
        notebook = opened.utterance(key)._repr_html_()
    page = as_html(utterance_page(room, key, {}), Addresses(Place("utterances", key)), ledger="l.db")
    for html in (page, notebook):
        assert "on the word of Dovi Maskar : “ denied ”" in " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert "on the word of Dovi Maskar: “denied”" in in_words(utterance(room, key, 1))
