"""The pages as values, on the sample newsroom, whose truth is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sayso.errors import LedgerError, NotThere
from sayso.ledger import Ledger
from sayso.ledger.links import judge, withdraw
from sayso.pipeline import build, regroup
from sayso.reading import Reader
from sayso.settings import Intake, Settings
from sayso.views.pages import brief, said_lines
from sayso.views.room import PAGES, Room, made
from sayso.views.room.disputes import dispute_page, disputes_page
from sayso.views.room.entries import entry_page
from sayso.views.room.judged import judging_page
from sayso.views.room.reports import report_page, reports_page
from sayso.views.room.today import today_page
from sayso.views.room.utterances import Step, utterance_page
from sayso.views.room.versions import versions_page
from sayso.views.room.voices import voice_page, voices_page
from tests.views.room.rooms import fresh_room, sample_room
from tests.views.room.test_statements import day_of


@pytest.fixture(scope="module")
def room(newsroom: Path) -> Room:
    return sample_room(newsroom)


@pytest.fixture
def mine(newsroom: Path, tmp_path: Path) -> Path:
    """A copy of the ledger, to be judged."""
    return Path(shutil.copy(newsroom, tmp_path / "story.db"))


def every_page(room: Room) -> list[object]:
    pages = [made(room, section, None, {}) for section, page in PAGES.items() if page.listed]
    return pages + [made(room, section, key, {}) for section, page in PAGES.items() for key in list(page.keys(room))[:25]]


def test_every_page_of_every_thing_can_be_made(room: Room) -> None:
    assert len(every_page(room)) > 100


@pytest.mark.parametrize("section", [section for section, page in PAGES.items() if page.one])
def test_a_thing_that_is_not_there_is_said_to_be_not_there(room: Room, section: str) -> None:
    with pytest.raises(NotThere):
        made(room, section, "s1:0000000000000000", {})


@pytest.mark.parametrize(("section", "key"), [("nothing", None), ("help", "x"), ("utterances", None)])
def test_there_is_no_page_of_another_name(room: Room, section: str, key: str | None) -> None:
    with pytest.raises(NotThere, match="no such page"):
        made(room, section, key, {})


def test_a_reports_marks_are_the_words_of_its_entries(room: Room) -> None:
    for key in room.shelf.reports:
        page = report_page(room, key, {})
        for told in page.statements:
            parts = {
                role: [page.text[m.start : m.end] for m in page.marks if (m.of, m.layer) == (told.line.id, role)]
                for role in ("cue", "content")
            }
            assert " … ".join(parts["content"]) == told.line.content
            assert " … ".join(parts["cue"]) == told.line.cue


def test_an_earlier_text_is_marked_like_any_other(room: Room) -> None:
    [earlier] = [key for (key,) in room.ledger.connection.execute("SELECT report FROM earlier_texts")]
    page = report_page(room, earlier, {})
    assert len(page.statements) == page.report.statements > 0
    assert all(who.id.startswith("w1:") for told in page.statements for who in told.voices)
    assert page.newest


def test_reports_are_found_by_words_and_by_outlet(room: Room) -> None:
    assert {line.outlet for line in reports_page(room, {"outlet": ["Ternwire"]}).reports} == {"Ternwire"}
    found = {line.id for line in reports_page(room, {"q": ["Brisca"]}).reports}
    texts = room.ledger.connection.execute(
        "SELECT id FROM reports WHERE text LIKE '%Brisca%' AND id NOT IN (SELECT report FROM earlier_texts)"
    )
    assert found == {key for (key,) in texts}


def test_a_report_whose_id_changed_says_what_it_is_now(mine: Path) -> None:
    with Ledger(mine) as ledger:
        new = ledger.connection.execute("SELECT id FROM reports LIMIT 1").fetchone()[0]
        ledger.connection.execute("INSERT INTO renamed VALUES ('r1:ffff', ?, 1)", (new,))
    with pytest.raises(NotThere, match=new):
        report_page(fresh_room(mine), "r1:ffff", {})


def test_a_voice_has_all_its_statements_in_order_of_time(room: Room) -> None:
    _, speakers = said_lines(room.ledger)
    for voice in voices_page(room, {}).voices[:10]:
        page = voice_page(room, voice.id, {})
        assert {told.line.id for told in page.statements} == {key for key, who in speakers.items() if voice.id in who}
        days = [day_of(told.line) or "9999" for told in page.statements]
        assert days == sorted(days)
        assert sum(use.count for use in page.names) >= len(page.statements)


def test_the_voice_of_one_report_leads_to_that_across_reports(room: Room) -> None:
    row = room.ledger.connection.execute("SELECT voice, voice_group FROM voice_members ORDER BY voice LIMIT 1").fetchone()
    assert voice_page(room, row["voice"], {}).id == row["voice_group"]


def test_spellings_of_one_man_stand_on_one_page(room: Room) -> None:
    [chembe] = voices_page(room, {"q": ["Chembe"]}).voices
    assert {use.name for use in voice_page(room, chembe.id, {}).names} == {"Ilyar Chembe", "Elyar Shambe", "Iliar Tchembé"}


def leaves(steps: tuple[Step, ...]) -> list[Step]:
    return [leaf for step in steps for leaf in ([step] if step.statement else []) + leaves(step.below)]


def test_the_tree_of_an_utterance_ends_in_each_of_its_tellings(room: Room) -> None:
    for key in list(PAGES["utterances"].keys(room)):
        page = utterance_page(room, key, {})
        assert sorted(step.statement or "" for step in leaves(page.tree)) == sorted(v.told.line.id for v in page.versions)


def test_a_copy_hangs_on_the_report_that_was_first(room: Room) -> None:
    [hale] = voices_page(room, {"q": ["Hale"]}).voices
    said = next(one for one in voice_page(room, hale.id, {}).statements if "four pages" in one.line.content)
    tree = utterance_page(room, said.line.utterance or "", {}).tree
    copied = [(step.name, below.name) for step in leaves(tree) for below in step.below if below.how == "copy"]
    assert ("Ternwire", "Lisarre Courier") in copied


def test_an_utterance_shows_its_versions_letter_by_letter(room: Room) -> None:
    for key in list(PAGES["utterances"].keys(room)):
        for version in utterance_page(room, key, {}).versions:
            assert "".join(part.words for part in version.parts) == version.told.line.content


def test_an_entry_shows_the_words_of_its_spans(room: Room) -> None:
    for key in room.shelf.ids:
        page = entry_page(room, key, {})
        (text,) = room.ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (page.statement.line.report,)).fetchone()
        assert all(text[span.start : span.end] == span.words for span in page.spans)
        assert page.before + page.around + page.after in f"…{text}…"


def test_disputes_are_those_of_the_brief(room: Room) -> None:
    assert [one.id for one in disputes_page(room, {}).disputes] == [one.id for one in brief(room.ledger).disputes]


def test_what_one_build_took_in_is_all_new(room: Room, mine: Path) -> None:
    with Ledger(mine) as ledger:
        ledger.connection.execute("UPDATE reports SET run = (SELECT min(run) FROM reports)")
    page = today_page(fresh_room(mine), {})
    assert page.everything
    assert page.new_utterances == len({line.utterance for line in said_lines(room.ledger)[0].values()})


def test_an_utterance_told_before_is_not_new(mine: Path) -> None:
    with Ledger(mine) as ledger:
        last = ledger.connection.execute(
            "SELECT id FROM reports WHERE outlet = 'Lisarre Courier' ORDER BY published DESC LIMIT 1"
        ).fetchone()[0]
        run = ledger.run("0", "m", Settings())
        ledger.connection.execute("UPDATE reports SET run = ? WHERE id = ?", (run, last))
    room = fresh_room(mine)
    page = today_page(room, {})
    lines, _ = said_lines(room.ledger)
    old = {line.utterance for line in lines.values() if line.report != last}
    assert (page.new_reports, page.everything) == (1, False)
    assert page.new_utterances == len({line.utterance for line in lines.values() if line.report == last} - old)
    assert all(told.line.utterance in old for told in page.again)
    assert today_page(room, {"since": [str(run - 1)]}).told == page.told


def test_a_report_with_two_texts_has_them_side_by_side(room: Room) -> None:
    key = next(iter(PAGES["versions"].keys(room)))
    for pair in versions_page(room, key, {}).pairs:
        for report, parts in ((pair.before, pair.old), (pair.report, pair.new)):
            (text,) = room.ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
            assert "".join(part.words for part in parts) == text


def test_a_judged_pair_is_not_asked_again_until_it_is_taken_back(mine: Path) -> None:
    pair = judging_page(fresh_room(mine), {}).pairs[0]
    with Ledger(mine) as ledger:
        key = judge(ledger, pair.left.id, pair.right.id, "same", by="a tester")
    page = judging_page(fresh_room(mine), {})
    assert pair.link.id not in {one.link.id for one in page.pairs}
    assert page.judgements[0].id == key
    with Ledger(mine) as ledger:
        withdraw(ledger, key)
    assert judging_page(fresh_room(mine), {}).pairs[0].link.id == pair.link.id


def test_a_rejected_dispute_is_gone_from_the_brief_and_listed_as_rejected(mine: Path) -> None:
    key = disputes_page(fresh_room(mine), {}).disputes[0].id
    with Ledger(mine) as ledger:
        judge(ledger, key, None, "reject", by="a tester")
        assert key not in {one.id for one in brief(ledger).disputes}
        assert not any(key in line.disputes for line in said_lines(ledger)[0].values())
    room = fresh_room(mine)
    assert key not in {one.id for one in disputes_page(room, {}).disputes}
    assert [one.id for one in disputes_page(room, {"state": ["rejected"]}).disputes] == [key]
    assert not room.shelf.disputed.any()


def test_a_judged_dispute_is_known_again_when_a_statement_of_it_goes(mine: Path) -> None:
    page = disputes_page(fresh_room(mine), {}).disputes[0]
    with Ledger(mine) as ledger:
        key = judge(ledger, page.id, None, "confirm", by="a tester")
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute("UPDATE disputes SET id = 'd1:grown' WHERE id = ?", (page.id,))
        ledger.connection.execute("UPDATE dispute_members SET dispute = 'd1:grown' WHERE dispute = ?", (page.id,))
    shown = dispute_page(fresh_room(mine), "d1:grown", {})
    assert shown.dispute.state == "confirmed"
    assert key


def test_a_judged_dispute_is_known_again_when_its_reports_are_renamed(sample: Path, tmp_path: Path, reader: Reader) -> None:
    reports = [
        str(shutil.copy(sample / name, tmp_path)) for name in ("09-ternwire-round-over-or-not.txt", "12-radio-estuary-door-still-open.txt")
    ]
    build(reports, tmp_path / "story.db", load=lambda: reader)
    with Ledger(tmp_path / "story.db") as ledger:
        (key,) = ledger.connection.execute("SELECT id FROM disputes").fetchone()
        judge(ledger, key, None, "reject", by="a tester")
        before = set(ledger.connection.execute("SELECT id FROM reports").fetchall())
    build(reports, tmp_path / "story.db", load=lambda: reader, intake=Intake(given=(("outlet", "Another Name"),)))
    room = fresh_room(tmp_path / "story.db")
    assert before != set(room.ledger.connection.execute("SELECT id FROM reports").fetchall())
    [shown] = disputes_page(room, {"state": ["rejected"]}).disputes
    assert shown.id != key
    assert [one.decision for one in dispute_page(room, shown.id, {}).judgements] == ["reject"]


def test_two_disputes_are_not_the_same(mine: Path) -> None:
    key = disputes_page(fresh_room(mine), {}).disputes[0].id
    with Ledger(mine) as ledger:
        ledger.connection.execute(
            "INSERT INTO disputes SELECT 'd1:other', kind, matter, why, confidence, made_by FROM disputes WHERE id = ?", (key,)
        )
        for decision in ("same", "confirm"):
            with pytest.raises(LedgerError, match="d1:"):
                judge(ledger, key, "d1:other", decision, by="a tester")


def test_a_voice_is_for_its_own_side_only(room: Room) -> None:
    for voice in voices_page(room, {}).voices:
        (side,) = room.ledger.connection.execute("SELECT side FROM voice_groups WHERE id = ?", (voice.id,)).fetchone()
        assert voice_page(room, voice.id, {}).side == side


def test_each_origin_counts_once_in_a_tree(room: Room) -> None:
    def marked(steps: tuple[Step, ...]) -> list[str]:
        return [name for step in steps for name in ([step.name] if step.origin else []) + marked(step.below)]

    for key in list(PAGES["utterances"].keys(room)):
        names = marked(utterance_page(room, key, {}).tree)
        assert len(names) == len(set(names)) <= utterance_page(room, key, {}).high


def test_a_report_cannot_be_confirmed(mine: Path) -> None:
    with Ledger(mine) as ledger, pytest.raises(LedgerError, match="no statement or dispute"):
        judge(ledger, fresh_room(mine).shelf.reports[0], None, "confirm", by="a tester")


def test_a_rejected_statement_is_off_the_shelf_and_its_entry_says_so(mine: Path) -> None:
    key = fresh_room(mine).shelf.ids[0]
    with Ledger(mine) as ledger:
        judge(ledger, key, None, "reject", by="a tester")
        regroup(ledger)
    room = fresh_room(mine)
    assert key not in room.shelf.ids
    assert entry_page(room, key, {}).rejected
