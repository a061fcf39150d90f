"""BRAT standoff as it is written: brat's own rules hold of it, and what comes back is what went out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import SaysoError
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Parts, Span
from sayso.views.exports import FORMS
from sayso.views.exports.brat import brat_files, file_name, fragments, standoff
from sayso.views.imports.brat import parse, take_brat
from sayso.views.imports.marks import joined
from sayso.views.imports.recording import plan


@pytest.fixture
def ledger(newsroom: Path, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(shutil.copy(newsroom, tmp_path / "story.db")) as opened:
        yield opened


def written(ledger: Ledger, folder: Path) -> list[Path]:
    """The .ann files of an export."""
    return [path for path in FORMS["brat"].files(ledger, folder) if path.suffix == ".ann"]


def test_our_export_taken_back_confirms_all_and_nothing_else(ledger: Ledger, tmp_path: Path) -> None:
    files = [(take_brat(path, ledger), True) for path in written(ledger, tmp_path / "out")]
    planned = plan(ledger, files, by="Mira")
    shown = {row[0] for row in ledger.connection.execute("SELECT id FROM statements WHERE id NOT IN (SELECT statement FROM superseded)")}
    assert set(planned.confirmed) == shown
    assert {one.decision for one in planned.verdicts} == {"confirm"}
    assert (planned.orphans, planned.unchanged, planned.left) == ([], 0, [])


def test_the_texts_are_those_of_the_ledger_to_the_byte(ledger: Ledger, tmp_path: Path) -> None:
    list(brat_files(ledger, tmp_path))
    for row in ledger.connection.execute("SELECT id, path, text FROM reports"):
        assert (tmp_path / f"{file_name(row['path'], row['id'])}.txt").read_bytes() == row["text"].encode()


def test_what_a_person_rejected_is_left_out(ledger: Ledger, tmp_path: Path) -> None:
    (key,) = ledger.connection.execute("SELECT id FROM statements ORDER BY id LIMIT 1").fetchone()
    judge(ledger, key, None, "reject", by="Mira")
    assert not any(key in path.read_text(encoding="utf8") for path in written(ledger, tmp_path))


def test_somebodys_work_is_not_written_over(ledger: Ledger, tmp_path: Path) -> None:
    first, *_ = written(ledger, tmp_path)
    written(ledger, tmp_path)  # untouched, it may be written again
    work = first.read_text(encoding="utf8") + "#99\tAnnotatorNotes E1\tnot sure\n"
    first.write_text(work, encoding="utf8")
    with pytest.raises(SaysoError, match=re.escape(str(first))):
        written(ledger, tmp_path)
    assert first.read_text(encoding="utf8") == work


@pytest.mark.parametrize("which", ["annotation.conf", "visual.conf", "*.txt"])
def test_no_file_of_somebody_else_is_written_over(ledger: Ledger, tmp_path: Path, which: str) -> None:
    written(ledger, tmp_path / "first")
    name = next((tmp_path / "first").glob(which)).name
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_text("mine\n")
    with pytest.raises(SaysoError, match=re.escape(f"{name}: holds something else")):
        written(ledger, tmp_path / "own")
    assert {path.name: path.read_text() for path in (tmp_path / "own").iterdir()} == {name: "mine\n"}


def test_the_configuration_names_every_type_that_is_written(ledger: Ledger, tmp_path: Path) -> None:
    types = {one.type for path in written(ledger, tmp_path) for one in parse(path.read_text(encoding="utf8")).marked.values()}
    for name in ("annotation.conf", "visual.conf"):
        lines = (tmp_path / name).read_text(encoding="utf8").splitlines()
        assert types <= {re.split(r"[\t ]", line)[0] for line in lines}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/reports/Über die Brücke?.txt", "ber-die-br-cke-0011223344556677"),
        ("../../etc/passwd", "passwd-0011223344556677"),
        ("https://lantern.example/2024/03/quay", "quay-0011223344556677"),
        ("reports.jsonl:12", "reports-12-0011223344556677"),
        ("«»", "report-0011223344556677"),
        ("CON.txt", "con-0011223344556677"),
    ],
)
def test_files_have_names_that_every_system_takes(path: str, name: str) -> None:
    assert file_name(path, "r1:0011223344556677") == name


def test_a_statement_over_lines_is_marked_line_by_line() -> None:
    text = "She said:\r\n“One.\u2028Two.”\n\n  \nThree."
    (line,) = [line for line in standoff(text, [Parts((), (Span(4, 8),), (Span(11, len(text)),))]) if "\tContent" in line]
    assert line == "T2\tContent 11 16;17 22;27 33\t“One. Two.” Three.\n"


def test_a_statement_without_source_is_of_the_type_that_polnear_has_for_it() -> None:
    *_, event = standoff("It was said: no.", [Parts((), (Span(3, 11),), (Span(13, 15),))])
    assert event == "E1\tAttribution-no-source:T3 Cue:T1 Content:T2\n"


TEXTS = st.text(
    st.one_of(st.sampled_from("ab \n\r\t\u2028\x0b\x85\u00a0😀𐎠e\u0301“”;"), st.characters(exclude_categories=["Cs"])), max_size=60
)


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, list[Parts]]:
    """A text, and statements anywhere in it: over lines, on characters of any size, overlapping, with and without a source."""
    text = "x" + draw(TEXTS) + "x y"

    def spans(fewest: int) -> tuple[Span, ...]:
        ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2 * fewest, max_size=6)))
        return joined(text, [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)])

    found = [Parts(spans(0), spans(1), spans(1)) for _ in range(draw(st.integers(0, 3)))]
    return text, [one for one in found if one.cue and one.content]


@given(statements())
def test_any_statement_comes_back_as_it_went_out(given_: tuple[str, list[Parts]]) -> None:
    text, wanted = given_
    made = parse("".join(standoff(text, wanted, [f"s1:{number:016x}" for number in range(len(wanted))])))
    assert made.faults == ()
    found = [Parts(*(joined(text, made.spans(keys)) for keys in (event.source, event.cue, event.content))) for event in made.events]
    assert found == [Parts(*(joined(text, spans) for spans in (one.source, one.cue, one.content))) for one in wanted]
    assert [made.notes[event.key] for event in made.events] == [(f"s1:{number:016x}",) for number in range(len(wanted))]


@given(statements())
def test_what_brat_asks_of_a_text_bound_annotation_holds(given_: tuple[str, list[Parts]]) -> None:
    """Its server reads the file by lines as Unicode has them, and compares the words with those at the offsets, joined by a blank."""
    text, wanted = given_
    lines = "".join(standoff(text, wanted)).splitlines()
    assert all(re.match(r"[TE]\d+\t", line) for line in lines)
    for line in (line for line in lines if line.startswith("T")):
        _, where, words = line.split("\t")
        pairs = [tuple(map(int, pair.split())) for pair in where.split(" ", 1)[1].split(";")]
        assert words == " ".join(text[start:end] for start, end in pairs)
        assert all(before[1] <= after[0] for before, after in pairwise(pairs))
        assert all(0 <= start < end <= len(text) for start, end in pairs)


@given(statements())
def test_another_programs_reader_understands_it(given_: tuple[str, list[Parts]]) -> None:
    brat = pytest.importorskip("bioc.brat", reason="pip install bioc: a reader of BRAT standoff by others")
    text, wanted = given_
    lines = "".join(standoff(text, wanted, ["s1:0011223344556677"] * len(wanted))).splitlines()
    doc = brat.loads(text, "\n".join(lines))
    assert len(doc.events) == len(wanted)
    for entity in doc.entities:
        assert entity.text == " ".join(text[one.begin : one.end] for one in sorted(entity.locations))


def test_polnears_own_files_come_through_our_writer_as_they_were(corpora: Path) -> None:
    folder = corpora / "polnear" / "dev"
    files = sorted((folder / "attributions").glob("*.ann"))
    for path in files:
        with (folder / "text" / f"{path.stem.rpartition('_')[0]}.txt").open(encoding="utf8", newline="") as file:
            text = file.read()
        made = parse(path.read_text(encoding="utf8"))
        wanted = [Parts(*(made.spans(keys) for keys in (e.source, e.cue or (e.trigger,), e.content))) for e in made.events]
        again = parse("".join(standoff(text, wanted)))
        assert made.faults == again.faults == ()
        for before, event in zip(wanted, again.events, strict=True):
            for spans, keys in ((before.source, event.source), (before.cue, event.cue), (before.content, event.content)):
                assert joined(text, again.spans(keys)) == joined(text, spans)
    assert len(files) > 80


def test_fragments_never_overlap() -> None:
    text = "one two three"
    assert fragments(text, (Span(0, 7), Span(4, 13))) == [Span(0, 7), Span(8, 13)]
