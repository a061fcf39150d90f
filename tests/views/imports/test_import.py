"""What people annotated comes back as judgements: confirmed, rejected, corrected, added; and outlives everything but their own word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sayso import __version__, pipeline
from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.ledger.given import given_for, to_read_again
from sayso.ledger.links import judge, judge_all, judged_alone, judgements, resolved, withdraw
from sayso.ledger.verify import verify
from sayso.model import Parts, Span
from sayso.reading import Reader
from sayso.views.exports.groups import export_object
from sayso.views.imports import Annotated, Orphan
from sayso.views.imports.recording import Import, plan, record
from sayso.views.pages import brief
from sayso.views.room import Room
from sayso.views.room.entries import entry_page
from sayso.views.room.shelf import shelf_of
from tests.views.imports.factory import MILL, QUAY, a_file, as_marked, id_of, marked, report_of

SHUT, BOATS, REJECTED, LETTER = "that the quay", "“We cannot", "the fishers' plan", "The ministry has"
SHORTER = marked(QUAY, "Ilka Brand", "said that", "the quay would stay shut until April")
OWNS = marked(QUAY, "Tomas Reth", "owns", "two trawlers")


def taken(ledger: Ledger, *marks: Parts | Annotated, by: str = "Mira", whole: bool = False, path: str = "quay.txt") -> Import:
    """Import annotations of a report and record them."""
    planned = plan(ledger, [(a_file(report_of(ledger, path)[0], *marks), whole)], by=by)
    record(ledger, planned)
    return planned


def contents(ledger: Ledger) -> set[str]:
    """What the ledger shows of the quay."""
    page = brief(ledger)
    lines = [*page.unattributed, *(line for voice in page.voices for line in voice.statements)]
    return {line.content for line in lines if "quay" in line.path}


def test_a_statement_marked_as_it_is_held_is_confirmed(ledger: Ledger) -> None:
    planned = taken(ledger, as_marked(ledger, id_of(ledger, SHUT)))
    assert planned.confirmed == [id_of(ledger, SHUT)]
    assert judged_alone(ledger) == {id_of(ledger, SHUT): "confirm"}
    assert (planned.rejected, planned.corrected, planned.added) == ([], [], [])


def test_blanks_at_the_ends_and_between_parts_make_no_other_statement(ledger: Ledger) -> None:
    held = as_marked(ledger, id_of(ledger, SHUT))
    (start, end) = held.content[0]
    middle = QUAY.index(" ", start + 10)
    parts = (Span(start, middle), Span(middle + 1, end))
    wider = held._replace(content=parts, cue=(Span(held.cue[0].start - 1, held.cue[0].end + 1),))
    assert taken(ledger, wider).confirmed == [id_of(ledger, SHUT)]


def test_what_a_file_of_the_whole_report_lacks_is_rejected(ledger: Ledger) -> None:
    kept = as_marked(ledger, id_of(ledger, SHUT))
    planned = taken(ledger, kept, whole=True)
    assert set(planned.rejected) == {id_of(ledger, words) for words in (BOATS, REJECTED, LETTER)}
    assert contents(ledger) == {"that the quay would stay shut until April"}


def test_what_another_file_lacks_stays(ledger: Ledger) -> None:
    before = contents(ledger)
    taken(ledger, as_marked(ledger, id_of(ledger, SHUT)))
    assert contents(ledger) == before


def test_another_version_of_a_statement_takes_its_place(ledger: Ledger) -> None:
    old = id_of(ledger, SHUT)
    planned = taken(ledger, SHORTER)
    ((was, now),) = planned.corrected
    assert was == old
    assert judged_alone(ledger) == {old: "reject", now: "confirm"}
    assert "that the quay would stay shut until April" not in contents(ledger)
    assert "the quay would stay shut until April" in contents(ledger)
    assert list(verify(ledger)) == []


def test_the_statement_that_an_annotation_names_is_the_one_it_corrects(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    one = Annotated(report, "coded.ann: E1", OWNS.source, OWNS.cue, OWNS.content, statement=id_of(ledger, BOATS))
    planned = taken(ledger, one)
    assert [was for was, _ in planned.corrected] == [id_of(ledger, BOATS)]


def test_what_the_ledger_lacks_is_added_with_voice_kind_and_all(ledger: Ledger) -> None:
    (key,) = taken(ledger, OWNS).added
    row = ledger.connection.execute("SELECT * FROM said WHERE id = ?", (key,)).fetchone()
    assert (row["voice"], row["cue"], row["content"], row["confidence"]) == ("Tomas Reth", "owns", "two trawlers", 1)
    members = ledger.connection.execute("SELECT count(*) FROM utterance_members WHERE statement = ?", (key,)).fetchone()[0]
    assert members == 1
    assert as_marked(ledger, key) == OWNS


def test_the_words_that_people_gave_are_kept_with_who_gave_them_and_when(ledger: Ledger) -> None:
    (key,) = taken(ledger, OWNS).added
    (row,) = [found for found, *_ in resolved(ledger)]
    assert (row["left_id"], row["decision"], row["by"]) == (key, "add", "Mira")
    assert [one["decision"] for one in export_object(ledger)["judgements"]] == ["add"]
    with Ledger(ledger.path, read_only=True) as opened:
        page = entry_page(Room(opened, shelf_of(opened)), key, {})
    assert [(line.decision, line.by) for line in page.judgements] == [("add", "Mira")]


def test_nothing_of_what_the_reader_finds_changes_by_what_is_given(ledger: Ledger) -> None:
    before = {row[0] for row in ledger.connection.execute("SELECT id FROM statements")}
    planned = taken(ledger, SHORTER, OWNS)
    after = {row[0] for row in ledger.connection.execute("SELECT id FROM statements")}
    assert after - before == {planned.corrected[0][1], *planned.added}
    assert before <= after


@pytest.mark.parametrize("whole", [True, False])
def test_the_same_file_again_adds_nothing(ledger: Ledger, *, whole: bool) -> None:
    marks = [as_marked(ledger, id_of(ledger, LETTER)), SHORTER, OWNS]
    taken(ledger, *marks, whole=whole)
    before = [tuple(found) for found, *_ in resolved(ledger)]
    again = taken(ledger, *marks, whole=whole)
    assert again.verdicts == []
    assert again.unchanged == 3
    assert [tuple(found) for found, *_ in resolved(ledger)] == before


def test_what_one_file_marks_twice_is_one_statement(ledger: Ledger) -> None:
    assert len(taken(ledger, OWNS, OWNS).added) == 1
    assert list(verify(ledger)) == []


def test_what_somebody_else_vouches_for_is_not_rejected_by_silence(ledger: Ledger) -> None:
    (given,) = taken(ledger, OWNS, by="Anna").added
    taken(ledger, as_marked(ledger, id_of(ledger, BOATS)), by="Anna")
    planned = taken(ledger, as_marked(ledger, id_of(ledger, SHUT)), by="Mira", whole=True)
    assert set(planned.left) == {given, id_of(ledger, BOATS)}
    assert not {given, id_of(ledger, BOATS)} & set(planned.rejected)


def test_what_the_same_person_no_longer_marks_is_rejected(ledger: Ledger) -> None:
    (given,) = taken(ledger, OWNS).added
    planned = taken(ledger, as_marked(ledger, id_of(ledger, SHUT)), whole=True)
    assert given in planned.rejected
    assert "two trawlers" not in contents(ledger)


def test_where_annotations_of_a_report_are_orphans_nothing_is_rejected_for_want_of_them(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    file = replace(a_file(report, OWNS), orphans=(Orphan("coded.ann: E2", "other words", "“We could not”", report),))
    planned = plan(ledger, [(file, True)], by="Mira")
    assert planned.rejected == []
    assert planned.not_whole == [(report, "annotations of it are orphans")]
    assert len(planned.added) == 1


def test_an_annotation_without_cue_is_no_statement(ledger: Ledger) -> None:
    planned = taken(ledger, OWNS._replace(cue=()))
    assert planned.added == []
    assert "no cue" in planned.orphans[0].why


def test_a_rejection_outright_needs_no_words_where_it_names_the_statement(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    one = Annotated(report, "notes.jsonld: 1", statement=id_of(ledger, BOATS), decision="reject", comment="a joke", tags=("tone",))
    assert taken(ledger, one).rejected == [id_of(ledger, BOATS)]
    assert judgements(ledger)[0].note == "a joke [tone]"


def test_a_rejection_of_what_is_not_there_is_an_orphan(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    one = Annotated(report, "notes.jsonld: 1", statement="s1:0123456789abcdef", decision="reject")
    assert "does not have" in taken(ledger, one).orphans[0].why


def test_a_comment_alone_decides_nothing(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    planned = taken(ledger, Annotated(report, "notes.jsonld: 1", statement=id_of(ledger, BOATS), comment="ask him again"))
    assert (planned.verdicts, planned.unchanged) == ([], 1)


def test_what_was_taken_back_goes_and_can_be_given_again(ledger: Ledger) -> None:
    before = contents(ledger)
    taken(ledger, OWNS)
    (key,) = [row["id"] for row, *_ in resolved(ledger)]
    withdraw(ledger, key)
    pipeline.regroup(ledger)
    assert contents(ledger) == before
    assert list(verify(ledger)) == []
    assert len(taken(ledger, OWNS).added) == 1
    assert "two trawlers" in contents(ledger)


def test_what_was_given_outlives_another_reading(ledger: Ledger, built: Path, reader: Reader) -> None:
    taken(ledger, SHORTER, OWNS)
    before = contents(ledger)
    ledger.connection.execute("UPDATE readings SET model = 'another'")  # as after another model: the next build reads all again
    done = pipeline.grow(ledger, [str(built.parent)], reader)
    assert done.reread == 2
    assert contents(ledger) == before
    assert list(verify(ledger)) == []


def test_a_rejection_of_the_machines_never_goes_to_the_statement_given_in_its_place(ledger: Ledger) -> None:
    ((old, new),) = taken(ledger, SHORTER).corrected
    ledger.connection.execute("PRAGMA foreign_keys = OFF")
    ledger.connection.execute("DELETE FROM statements WHERE id = ?", (old,))  # as after another model, which does not find it
    ledger.connection.execute("DELETE FROM spans WHERE statement = ?", (old,))
    assert {one.left: one.decision for one in judgements(ledger)} == {old: "reject", new: "confirm"}


def test_what_was_given_is_known_when_its_report_gets_another_name(ledger: Ledger, tmp_path: Path, reader: Reader) -> None:
    ((old, new),) = taken(ledger, SHORTER).corrected
    (tmp_path / "quay.txt").write_bytes(QUAY.encode())
    (tmp_path / "quay.json").write_text('{"outlet": "Lantern"}')
    pipeline.grow(ledger, [str(tmp_path)], reader)
    assert report_of(ledger, "quay.txt")[0] not in (old, new)
    held = judged_alone(ledger)
    assert {words: held[id_of(ledger, words)] for words in (SHUT, "the quay would")} == {SHUT: "reject", "the quay would": "confirm"}
    assert list(verify(ledger)) == []
    assert taken(ledger, SHORTER).verdicts == []


def test_a_judgement_recorded_before_a_crash_is_read_by_the_next_build(ledger: Ledger, reader: Reader) -> None:
    planned = plan(ledger, [(a_file(report_of(ledger, "quay.txt")[0], OWNS), False)], by="Mira")
    judge_all(ledger, planned.verdicts)  # and nothing after it
    assert to_read_again(ledger.connection) == [report_of(ledger, "quay.txt")[0]]
    assert list(verify(ledger)) == []
    assert plan(ledger, [(a_file(report_of(ledger, "quay.txt")[0], OWNS), False)], by="Mira").verdicts == []
    assert pipeline.grow(ledger, (), reader).reread == 1
    assert "two trawlers" in contents(ledger)
    assert to_read_again(ledger.connection) == []


def test_a_reading_that_was_not_linked_before_a_crash_is_linked_by_the_next_build(ledger: Ledger, reader: Reader) -> None:
    judge_all(ledger, plan(ledger, [(a_file(report_of(ledger, "quay.txt")[0], OWNS), False)], by="Mira").verdicts)
    (report,) = ledger.held_reports(ids=to_read_again(ledger.connection))
    ledger.record(report, reader.read(report), version=__version__, settings=reader.settings)
    pipeline.grow(ledger, (), reader)
    key = id_of(ledger, "two trawlers")
    assert ledger.connection.execute("SELECT 1 FROM utterance_members WHERE statement = ?", (key,)).fetchone()
    assert pipeline.linked(ledger)


def test_an_import_gives_the_groups_that_linking_from_nothing_gives(ledger: Ledger, reader: Reader) -> None:
    taken(ledger, SHORTER, OWNS)
    before = export_object(ledger)
    for table in ("links", "fingerprints", "vectors"):
        ledger.connection.execute(f"DELETE FROM {table}")
    pipeline.relink(ledger, settings=reader.settings, model=reader.encoder.digest)
    assert export_object(ledger) == before


def test_nothing_is_recorded_of_an_import_that_cannot_be_recorded_whole(ledger: Ledger) -> None:
    planned = plan(ledger, [(a_file(report_of(ledger, "quay.txt")[0], OWNS), False)], by="Mira")
    planned.verdicts.append(replace(planned.verdicts[0], thing="r1:0123456789abcdef"))
    with pytest.raises(LedgerError, match="has no r1:0123456789abcdef"):
        judge_all(ledger, planned.verdicts)
    assert list(resolved(ledger)) == []
    assert given_for(ledger.connection, report_of(ledger, "quay.txt")[0]) == ()


def test_a_statement_is_not_added_without_words(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="sayso import"):
        judge(ledger, id_of(ledger, BOATS), None, "add", by="Mira")


def test_a_judgement_on_what_a_person_gave_is_on_that(ledger: Ledger) -> None:
    (key,) = taken(ledger, OWNS, by="Anna").added
    judge(ledger, key, None, "reject", by="Mira")
    assert judged_alone(ledger)[key] == "reject"
    assert "two trawlers" not in contents(ledger)


def test_files_of_two_people_are_taken_one_after_another(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    anna = OWNS._replace(content=OWNS.content)
    files = [
        (a_file(report, Annotated(report, "a: 1", anna.source, anna.cue, anna.content, by="Anna"), path="a"), False),
        (a_file(report, Annotated(report, "b: 1", OWNS.source, OWNS.cue, OWNS.content, by="Mira"), path="b"), False),
    ]
    record(ledger, planned := plan(ledger, files, by="nobody"))
    assert len(planned.added) == len(planned.confirmed) == 1
    assert [(row["decision"], row["by"]) for row, *_ in resolved(ledger)] in (
        [("add", "Anna"), ("confirm", "Mira")],
        [("confirm", "Mira"), ("add", "Anna")],
    )


def test_other_reports_stay_as_they_are(ledger: Ledger) -> None:
    taken(ledger, marked(MILL, "Ana Belt", "turned twice", "on Monday"), path="mill.txt", whole=True)
    assert len(contents(ledger)) == 4


def test_of_two_people_on_one_thing_the_last_in_the_order_of_the_files_holds(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    key = id_of(ledger, SHUT)
    held = as_marked(ledger, key)
    yes = Annotated(report, "a: 1", held.source, held.cue, held.content, by="Anna")
    no = Annotated(report, "b: 1", statement=key, decision="reject", by="Mira")
    for order, last in (((yes, no), "reject"), ((replace(yes, by="Una"), replace(no, by="Odo")), "reject")):
        record(ledger, plan(ledger, [(a_file(report, one), False) for one in order], by="nobody"))
        assert judged_alone(ledger)[key] == last


def versions(ledger: Ledger, *, wholly: bool = True, by: tuple[str, str] = ("Mira", "Mira")) -> Import:
    """Two annotators' files of the quay: one has a statement as it stands, the other has it shorter and lacks the next."""
    report, _ = report_of(ledger, "quay.txt")
    held, shut, boats = (as_marked(ledger, id_of(ledger, words)) for words in (REJECTED, SHUT, BOATS))
    first = [Annotated(report, "a: 1", *_parts(one), by=by[0]) for one in (held, shut, boats)]
    second = [
        Annotated(report, "b: 1", *_parts(held), by=by[1]),
        Annotated(report, "b: 2", *_parts(SHORTER), statement=id_of(ledger, SHUT), by=by[1]),
    ]
    return plan(ledger, [(a_file(report, *some, path=path), wholly) for path, some in (("a", first), ("b", second))], by="Mira")


def _parts(one: Parts) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    return one.source, one.cue, one.content


@pytest.mark.parametrize("by", [("Mira", "Mira"), ("Anna", "Mira")])
def test_of_two_files_of_a_report_none_rejects_what_the_other_has(ledger: Ledger, by: tuple[str, str]) -> None:
    record(ledger, planned := versions(ledger, by=by))
    shut, boats, letter = (id_of(ledger, words) for words in (SHUT, BOATS, LETTER))
    assert planned.rejected == [letter]  # that none of them marks
    assert planned.corrected == []
    (shorter,) = planned.added
    assert set(planned.left) == {shut, boats, shorter}  # that one of them lacks
    held = judged_alone(ledger)
    assert (held[shut], held[boats], held[letter], held[shorter]) == ("confirm", "confirm", "reject", "confirm")
    again = versions(ledger, by=by)
    assert (again.verdicts, set(again.left)) == ([], {shut, boats, shorter})


def test_two_files_with_one_correction_are_of_one_mind(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    files = [
        (a_file(report, Annotated(report, f"{path}: 1", *_parts(SHORTER), statement=id_of(ledger, SHUT), by=who), path=path), True)
        for path, who in (("a", "Anna"), ("b", "Mira"))
    ]
    planned = plan(ledger, files, by="nobody")
    assert [old for old, _ in planned.corrected] == [id_of(ledger, SHUT)]
    assert planned.left == []


def test_a_file_whose_text_is_in_doubt_rejects_nothing_unless_it_is_said_to_be_whole(ledger: Ledger) -> None:
    report, _ = report_of(ledger, "quay.txt")
    file = replace(a_file(report, as_marked(ledger, id_of(ledger, SHUT))), doubt="who knows")
    planned = plan(ledger, [(file, True)], by="Mira")
    assert (planned.rejected, planned.not_whole) == ([], [(report, "who knows")])
    assert len(plan(ledger, [(file, True)], by="Mira", outright=True).rejected) == 3


def test_the_same_import_again_ends_what_broke_off_before_linking(ledger: Ledger, reader: Reader) -> None:
    planned = plan(ledger, [(a_file(report_of(ledger, "quay.txt")[0], OWNS), False)], by="Mira")
    judge_all(ledger, planned.verdicts)
    (report,) = ledger.held_reports(ids=to_read_again(ledger.connection))
    ledger.record(report, reader.read(report), version=__version__, settings=reader.settings)  # and no more
    assert not pipeline.linked(ledger)
    assert taken(ledger, OWNS).verdicts == []
    assert pipeline.linked(ledger)
    key = id_of(ledger, "two trawlers")
    assert ledger.connection.execute("SELECT 1 FROM utterance_members WHERE statement = ?", (key,)).fetchone()


def test_the_judgements_recorded_are_told_and_both_of_a_correction_take_it_back(ledger: Ledger) -> None:
    before = contents(ledger)
    planned = taken(ledger, SHORTER)
    assert {(thing, one.decision) for _, one, thing in planned.recorded()} == {
        (planned.corrected[0][0], "reject"), (planned.corrected[0][1], "add"),
    }  # fmt: skip
    for key, *_ in planned.recorded():
        withdraw(ledger, key)
    pipeline.regroup(ledger)
    assert contents(ledger) == before
