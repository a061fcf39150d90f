"""BRAT standoff as it is taken in: whose report it is, which words stand where it says, and what cannot be taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import AnnotationsError
from sayso.ledger import Ledger
from sayso.model import Parts, Span
from sayso.pipeline import grow
from sayso.reading import Reader
from sayso.views.cli.imports import import_annotations
from sayso.views.exports.brat import brat_files, file_name, standoff
from sayso.views.imports.brat import parse, take_brat
from tests.views.imports.factory import MILL, QUAY, as_marked, id_of, marked, report_of

OWNS = marked(QUAY, "Tomas Reth", "owns", "two trawlers")


def written(folder: Path, *marks: Parts, text: str | None = QUAY, name: str = "quay", notes: list[str] | None = None) -> Path:
    """An .ann file with these marks, with the text beside it where one is given."""
    folder.mkdir(exist_ok=True)
    if text is not None:
        (folder / f"{name}.txt").write_bytes(text.encode())
    (folder / f"{name}.ann").write_text("".join(standoff(QUAY, marks, notes)), encoding="utf8")
    return folder / f"{name}.ann"


def told(ledger: Ledger, *arguments: str | Path) -> Result:
    """What the command answers."""
    return CliRunner().invoke(import_annotations, [str(ledger.path), *map(str, arguments)])


def test_an_event_with_numbered_roles_is_one_statement() -> None:
    made = parse(
        "T1\tSource 0 4\tIlka\nT2\tCue 5 9\tsaid\nT3\tContent 10 12\tno\nT4\tContent 20 23\tnot\nT5\tAttribution 5 9\tsaid\n"
        "E1\tAttribution:T5 Source:T1 Cue:T2 Content:T3 Content2:T4\n#1\tAnnotatorNotes E1\tunsure\n"
    )
    (event,) = made.events
    assert made.spans(event.content) == (Span(10, 12), Span(20, 23))
    assert made.notes == {"E1": ("unsure",)}


def test_words_over_two_lines_belong_to_one_annotation() -> None:
    made = parse("T1\tContent 0 9\tone\ntwo\nT2\tCue 10 14\tsaid\n")
    assert made.marked["T1"].words == "one\ntwo"
    assert (made.marked["T2"].line, made.faults) == (3, ())


def test_an_event_may_stand_before_what_it_joins() -> None:
    made = parse("E1\tAttribution:T2 Cue:T2 Content:T1\nT1\tContent 0 3\tone\nT2\tCue 4 8\tsaid\n")
    assert made.spans(made.events[0].content) == (Span(0, 3),)


@pytest.mark.parametrize(
    "line", ["T1\tContent 4\tone", "T1\tContent 4 x\tone", "T1\tContent 9 4\tone", "E1\tAttribution", "E1\t", "#1\t", "a b"]
)
def test_a_line_that_cannot_be_understood_is_told_of(line: str) -> None:
    made = parse(f"T7\tCue 0 3\tone\n\n{line}\n" if line != "a b" else line)
    assert len(made.faults) == 1


@given(st.text())
def test_no_text_makes_the_parser_fail(text: str) -> None:
    parse(text)
    parse(f"T1\t{text}\nE1\t{text}\n#1\t{text}")


def test_a_file_is_of_the_report_that_has_the_text_beside_it(ledger: Ledger, tmp_path: Path) -> None:
    taken = take_brat(written(tmp_path, OWNS, name="anything"), ledger)
    assert taken.reports == (report_of(ledger, "quay.txt")[0],)
    assert [(one.source, one.cue, one.content) for one in taken.annotated] == [(OWNS.source, OWNS.cue, OWNS.content)]


def test_other_line_ends_of_the_text_beside_it_move_the_offsets(ledger: Ledger, tmp_path: Path) -> None:
    windows = QUAY.replace("\n", "\r\n")
    words = {role: (Span(at := windows.index(one), at + len(one)),) for role, one in (("source", "Tomas Reth"), ("cue", "owns"))}
    content = (Span(at := windows.index("two trawlers"), at + len("two trawlers")),)
    (tmp_path / "other.txt").write_bytes(windows.encode())
    (tmp_path / "other.ann").write_text("".join(standoff(windows, [Parts(words["source"], words["cue"], content)])), encoding="utf8")
    (one,) = take_brat(tmp_path / "other.ann", ledger).annotated
    assert (one.source, one.cue, one.content) == (OWNS.source, OWNS.cue, OWNS.content)


def test_without_a_text_the_name_tells(ledger: Ledger, tmp_path: Path) -> None:
    taken = take_brat(written(tmp_path, OWNS, text=None, name="quay_mira"), ledger)
    assert taken.reports == (report_of(ledger, "quay.txt")[0],)


def test_a_file_of_no_report_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(AnnotationsError, match="has no report with the text of"):
        take_brat(written(tmp_path, OWNS, text="Another text.", name="elsewhere"), ledger)


def test_of_two_reports_with_one_text_the_id_in_the_name_tells(ledger: Ledger, tmp_path: Path, reader: Reader) -> None:
    folder = tmp_path / "again"
    for outlet in ("Lantern", "Tocsin"):
        (folder / outlet).mkdir(parents=True)
        (folder / outlet / "quay.txt").write_bytes(QUAY.encode())
        (folder / outlet / "quay.json").write_text(json.dumps({"outlet": outlet}))
    grow(ledger, [str(folder)], reader)
    rows = ledger.connection.execute("SELECT id, path FROM reports WHERE outlet IS NOT NULL ORDER BY id").fetchall()
    assert len(rows) == 2
    with pytest.raises(AnnotationsError, match="it may annotate"):
        take_brat(written(tmp_path, OWNS), ledger)
    for row in rows:
        named = written(tmp_path, OWNS, name=file_name(row["path"], row["id"]))
        assert take_brat(named, ledger).reports == (row["id"],)


def test_the_note_names_the_statement_and_the_rest_is_a_comment(ledger: Ledger, tmp_path: Path) -> None:
    key = id_of(ledger, "that the quay")
    (one,) = take_brat(written(tmp_path, as_marked(ledger, key), notes=[f"{key} is it April?"]), ledger).annotated
    assert (one.statement, one.comment) == (key, "is it April?")


def test_a_trigger_is_the_cue_where_none_is_marked(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, OWNS)
    lines = [line for line in path.read_text(encoding="utf8").splitlines() if "\tCue" not in line]
    path.write_text("\n".join(lines).replace("Cue:T2 ", ""), encoding="utf8")
    assert take_brat(path, ledger).annotated[0].cue == OWNS.cue


def test_words_that_stand_elsewhere_are_an_orphan_with_the_place(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, OWNS)
    moved = path.read_text(encoding="utf8").replace(f"Content {OWNS.content[0].start} {OWNS.content[0].end}", "Content 0 12")
    path.write_text(moved, encoding="utf8")
    taken = take_brat(path, ledger)
    assert taken.annotated == ()
    (orphan,) = taken.orphans
    assert (orphan.quote, orphan.suggestion) == ("two trawlers", OWNS.content[0])
    assert "Quay to stay" in orphan.why


def test_words_that_are_not_in_the_report_have_no_place(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, OWNS)
    path.write_text(path.read_text(encoding="utf8").replace("two trawlers", "two old tugs"), encoding="utf8")
    assert take_brat(path, ledger).orphans[0].suggestion is None


def test_a_part_in_no_event_and_an_event_without_content_are_orphans(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, OWNS)
    path.write_text(path.read_text(encoding="utf8").replace(" Content:T3", ""), encoding="utf8")
    whys = [orphan.why for orphan in take_brat(path, ledger).orphans]
    assert ["no content" in why or "no attribution" in why for why in whys] == [True, True]


def test_an_attribution_that_joins_nothing_is_an_orphan_and_other_events_are_none_of_ours(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path)
    at = QUAY.index("owns")
    stray = f"T1\tAttribution {at} {at + 4}\towns\nE1\tAttribution:T1\nT2\tMotion {at} {at + 4}\towns\nE2\tMotion:T2\n"
    path.write_text(stray, encoding="utf8")
    assert [(one.quote, "no content" in one.why) for one in take_brat(path, ledger).orphans] == [("owns", True)]


def test_the_command_says_what_it_recorded_and_where_orphans_are(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path / "coded", as_marked(ledger, id_of(ledger, "that the quay")), OWNS)
    at = OWNS.content[0]
    path.write_text(path.read_text(encoding="utf8").replace(f"Content {at.start} {at.end}", "Content 0 12"), encoding="utf8")
    answer = told(ledger, path, "--by", "Mira")
    assert answer.exit_code == 1
    counts, not_whole, _, where, quote, place, back = answer.stdout.splitlines()
    assert counts == "1 confirmed, 0 rejected, 0 corrected, 0 added, 0 unchanged"
    assert "nothing is rejected" in not_whole
    assert where.startswith(f"  {path}: E2, T7 (line 8): at 0 the report has other words: “Quay to stay”")
    assert quote == "    “two trawlers”"
    assert place.startswith(f"    these words stand at {at.start} to {at.end} (line 5) now")
    assert back.startswith(f"to take one back: sayso judge {ledger.path} --withdraw j1:…")


def test_a_dry_run_records_nothing(ledger: Ledger, tmp_path: Path) -> None:
    answer = told(ledger, written(tmp_path, OWNS), "--partial", "--dry-run")
    assert answer.exit_code == 0
    assert answer.stdout == "would be 0 confirmed, 0 rejected, 0 corrected, 1 added, 0 unchanged\n"
    assert ledger.connection.execute("SELECT count(*) FROM judgements").fetchone()[0] == 0


def test_a_file_covers_its_report_unless_it_is_said_to_be_a_part(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, OWNS)
    assert "4 rejected" in told(ledger, path, "--dry-run").stdout
    assert "0 rejected" in told(ledger, path, "--dry-run", "--partial").stdout


def test_a_file_that_nobody_has_marked_rejects_nothing_unless_it_is_said_to_be_whole(ledger: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path)
    assert "0 rejected" in told(ledger, path, "--dry-run").stdout
    assert "4 rejected" in told(ledger, path, "--dry-run", "--whole").stdout


def test_of_a_folder_what_cannot_be_read_is_named_and_the_rest_is_taken(ledger: Ledger, tmp_path: Path) -> None:
    written(tmp_path / "coded", OWNS)
    written(tmp_path / "coded", text="Another text.", name="elsewhere")
    answer = told(ledger, tmp_path / "coded", "--partial", "--by", "Mira")
    assert answer.exit_code == 1
    assert "1 added" in answer.stdout
    assert "elsewhere.ann: the ledger" in answer.stderr


def test_what_is_no_annotation_is_said_so(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear all,\n")
    answer = told(ledger, tmp_path / "notes.txt")
    assert "neither BRAT standoff nor JSON" in answer.stderr
    assert told(ledger, tmp_path / "notes.txt", "--format", "brat").exit_code == 1


def test_an_export_that_a_person_corrected_in_brat_comes_back_corrected(ledger: Ledger, tmp_path: Path) -> None:
    files = {path.name: path for path in brat_files(ledger, tmp_path / "out")}
    report, text = report_of(ledger, "mill.txt")
    path = files[f"{file_name('mill.txt', report)}.ann"]
    (at,) = (as_marked(ledger, id_of(ledger, "that the wheel")).content,)
    shorter = Span(at[0].start + len("that "), at[0].end)
    changed = path.read_text(encoding="utf8").replace(
        f"Content {at[0].start} {at[0].end}\tthat ", f"Content {shorter.start} {shorter.end}\t"
    )
    path.write_text(changed, encoding="utf8")
    assert text == MILL
    said = json.loads(told(ledger, tmp_path / "out", "--by", "Mira", "--json").stdout)
    assert len(said["confirmed"]) == 4
    assert [one["statement"] for one in said["corrected"]] == [id_of(ledger, "that the wheel")]
    assert id_of(ledger, "the wheel had turned twice") == said["corrected"][0]["by"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (QUAY[: QUAY.index("The ministry")], "is not the one that is stored"),
        (QUAY + "Correction: four boats.\n", "is not the one that is stored"),
        (None, "no quay.txt stands beside"),
    ],
)
def test_a_file_on_another_text_rejects_nothing_by_silence_unless_told_to(
    ledger: Ledger, tmp_path: Path, text: str | None, why: str
) -> None:
    path = written(tmp_path, as_marked(ledger, id_of(ledger, "that the quay")), text=text)
    said = json.loads(told(ledger, path, "--dry-run", "--json").stdout)
    assert (said["rejected"], [one["report"] for one in said["not_whole"]]) == ([], [report_of(ledger, "quay.txt")[0]])
    assert why in said["not_whole"][0]["why"]
    assert "3 rejected" in told(ledger, path, "--dry-run", "--whole").stdout


def test_other_line_ends_are_no_other_text(ledger: Ledger, tmp_path: Path) -> None:
    windows = QUAY.replace("\n", "\r\n")
    span = Span(at := windows.index("two trawlers"), at + len("two trawlers"))
    cue = Span(at := windows.index("owns"), at + len("owns"))
    path = written(tmp_path, text=windows)
    path.write_text("".join(standoff(windows, [Parts((), (cue,), (span,))])), encoding="utf8")
    assert take_brat(path, ledger).doubt is None


def test_json_has_the_judgements_of_each_correction(ledger: Ledger, tmp_path: Path) -> None:
    shorter = marked(QUAY, "Ilka Brand", "said that", "the quay would stay shut until April")
    said = json.loads(told(ledger, written(tmp_path, shorter), "--partial", "--json").stdout)
    (one,) = said["corrected"]
    assert sorted(one["judgements"]) == sorted(judged["id"] for judged in said["judgements"])
    assert {judged["decision"] for judged in said["judgements"]} == {"add", "reject"}
    live = {row[0] for row in ledger.connection.execute("SELECT id FROM judgements WHERE withdrawn_at IS NULL")}
    assert live == set(one["judgements"])


def test_a_sidecar_in_a_folder_is_passed_over_and_one_that_is_named_is_an_error(ledger: Ledger, tmp_path: Path) -> None:
    written(tmp_path / "coded", OWNS)
    sidecar = tmp_path / "coded" / "quay.json"
    sidecar.write_text('{"outlet": "Lantern"}')
    answer = told(ledger, tmp_path / "coded", "--dry-run", "--partial")
    assert (answer.exit_code, answer.stdout.splitlines()[1]) == (0, "1 JSON file without any annotation skipped")
    answer = told(ledger, sidecar, "--dry-run", "--json")
    assert answer.exit_code == 1
    assert [one["path"] for one in json.loads(answer.stdout)["failures"]] == [str(sidecar)]


def test_a_file_that_cannot_be_opened_does_not_stop_the_others(ledger: Ledger, tmp_path: Path) -> None:
    written(tmp_path / "coded", OWNS)
    (tmp_path / "coded" / "gone.ann").symlink_to(tmp_path / "nowhere")
    answer = told(ledger, tmp_path / "coded", "--dry-run", "--partial")
    assert answer.exit_code == 1
    assert "1 added" in answer.stdout
    assert "gone.ann: cannot be read (No such file" in answer.stderr


def test_a_folder_without_annotations_does_not_stop_the_others(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = told(ledger, tmp_path / "empty", written(tmp_path / "coded", OWNS), "--dry-run", "--partial", "--json")
    said = json.loads(answer.stdout)
    assert ([one["path"] for one in said["failures"]], len(said["added"])) == ([str(tmp_path / "empty")], 1)
