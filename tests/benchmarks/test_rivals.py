"""The rule baseline, the plain tagger's decoding and how rivals are asked and scored, on sentences of our own."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.rivals.attribution import direct_alone, scored
from benchmarks.rivals.linking import folded
from benchmarks.rivals.prepare import environment
from benchmarks.rivals.protocol import Found, Rival
from benchmarks.rivals.rules import read
from benchmarks.rivals.table import short
from benchmarks.rivals.tagger import LABELS, joined, runs, spread
from training.corpora import Article, Attribution


def shown(text: str, found: list[Found]) -> list[tuple[list[str], list[str], list[str]]]:
    return [tuple([text[a:b] for a, b in one[role]] for role in ("source", "cue", "content")) for one in found]  # type: ignore[misc]


def test_says_that() -> None:
    text = "Mayor Ilse Brandt said that the bridge would stay shut."
    assert shown(text, read(text)) == [(["Mayor Ilse Brandt"], ["said"], ["that the bridge would stay shut"])]


def test_quotation_before_the_speaker() -> None:
    text = "“The bridge is shut,” said Mayor Ilse Brandt."
    ((source, cue, content),) = shown(text, read(text))
    assert (source, cue) == (["Mayor Ilse Brandt"], ["said"])
    assert content == ["“The bridge is shut,”"]


def test_according_to() -> None:
    text = "According to the harbour office, two ships were late."
    assert shown(text, read(text)) == [(["the harbour office"], ["According to"], ["two ships were late"])]


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    text = "“We wait,” Ruvan Hale said. “We have waited before.”"
    (one,) = read(text)
    assert shown(text, [one])[0][2] == ["“We wait,”", "“We have waited before.”"]


def test_a_verb_inside_quotation_marks_is_no_cue() -> None:
    assert read("The sign read “he said nothing” in red.") == []


def test_nothing_is_found_in_plain_words() -> None:
    assert read("The harbour was quiet on Tuesday.\n\nNo ship came.") == []


def test_spans_lie_in_the_text() -> None:
    text = "Head\n\nHe told reporters: “No.” Officials, who deny it, said so\n"
    for one in read(text):
        assert all(0 <= a < b <= len(text) for spans in one.values() for a, b in spans)  # type: ignore[attr-defined]


def test_windows_keep_each_piece_once() -> None:
    for n in (1, 9, 10, 11, 25, 40):
        kept = [i for _, (first, last) in spread(n, 10, 4) for i in range(first, last)]
        assert kept == list(range(n))


def test_pieces_of_one_word_have_one_label() -> None:
    text = "Brandt says no"
    labels = [LABELS.index(name) for name in ("B-source", "B-cue", "B-cue", "B-content")]
    assert runs(text, [(0, 3), (3, 6), (7, 11), (12, 14)], labels) == {"source": [(0, 6)], "cue": [(7, 11)], "content": [(12, 14)]}


def test_a_span_goes_to_the_nearest_cue_of_its_line() -> None:
    text = "A said x\nB said y"
    found = joined(text, {"source": [(0, 1), (9, 10)], "cue": [(2, 6), (11, 15)], "content": [(7, 8), (16, 17)]})
    assert shown(text, found) == [(["A"], ["said"], ["x"]), (["B"], ["said"], ["y"])]


def article(text: str) -> Article:
    return Article("one", text, (Attribution(((0, 3),), ((4, 8),), ((9, len(text) - 1),)),))


def test_what_is_right_scores_one() -> None:
    text = "Ann said it rained."
    scores = scored([article(text)], {"one": [{"source": [(0, 3)], "cue": [(4, 8)], "content": [(9, 18)]}]})
    assert {each["F1"] for each in scores.values()} == {1.0}


def test_another_source_is_wrong_in_attribution_alone() -> None:
    text = "Ann said it rained."
    scores = scored([article(text)], {"one": [{"source": [(9, 11)], "cue": [(4, 8)], "content": [(9, 18)]}]})
    assert scores["attr.soft"]["F1"] == 0
    assert scores["span.cue"]["F1"] == scores["span.content"]["F1"] == 1


def test_only_quotations_are_asked_of_who_reads_only_them() -> None:
    text = "Ann said it rained."
    scores = direct_alone([article(text)], {"one": []})
    assert scores["attr.soft"]["R"] == 0
    assert scores["span.content"]["F1"] == 0


def test_a_rival_is_spoken_to_in_lines(tmp_path: Path) -> None:
    rival = Rival([sys.executable, "-m", "benchmarks.rivals.rules"], environment(), log=tmp_path / "log")
    text = "Zoë said „ja“ – no, she said it rained."
    assert rival.read(text) == read(text)
    ended = rival.end()
    assert ended["megabytes"] > 0
    assert rival.seconds > 0


def test_names_are_folded_to_words() -> None:
    assert folded("  U.N.  Envoy ") == folded("u n envoy")


def test_figures_are_shown_without_the_nought() -> None:
    assert (short(0.5), short(1.0), short(0.0)) == (".500", "1.000", ".000")
