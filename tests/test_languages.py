"""In which language a report is: said where it is sure, and only English is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake import take_in
from sayso.languages import language_of
from sayso.model import Report
from sayso.reading import Reader

OWN = Path(__file__).parents[1] / "benchmarks" / "intake" / "sets" / "languages.jsonl"
SENTENCES = [json.loads(line) for line in OWN.read_text(encoding="utf8").splitlines()]
SPANISH = "El alcalde dijo el miércoles que el transbordador volverá a navegar. «No esperaremos más», añadió. Murieron 12 personas."


@pytest.mark.parametrize("one", [one for one in SENTENCES if one["language"]], ids=lambda one: str(one["text"][:20]))
def test_no_sentence_is_taken_for_another_language_than_its_own(one: dict[str, str]) -> None:
    assert language_of(one["text"]) in (one["language"], None)


@pytest.mark.parametrize("text", ["", "12 345 678", "Ferry", "Boko Haram: Abuja", "Unha Kerrigan, Tomas Weil"])
def test_too_few_words_are_no_language(text: str) -> None:
    assert language_of(text) is None


@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_of(text) is None or str(language_of(text)).isalpha()


def test_a_report_in_another_language_is_flagged_as_a_whole_and_not_read(reader: Reader) -> None:
    reading = reader.read(Report("a.txt", SPANISH, ""))
    (flag,) = reading.flags
    assert (flag.kind, *flag.span) == ("not_english", 0, len(SPANISH))
    assert "(es)" in flag.why
    assert not [*reading.statements, *reading.figures, *reading.times, *reading.furniture]


@pytest.mark.parametrize(
    ("declared", "text", "held", "source"),
    [
        ("en-GB", "The mayor said that the ferry would sail again on Friday, after two weeks.", "en-GB", "its field language"),
        ("en", SPANISH, "es", "its words"),
        ("es_AR", SPANISH, "es-AR", "its field language"),
        ("Spanish", SPANISH, "es", "its words"),
        ("fr", "Boko Haram: Abuja", "fr", "its field language"),
    ],
)
def test_the_words_decide_and_a_declared_variant_stays(tmp_path: Path, declared: str, text: str, held: str, source: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": text, "language": declared}), encoding="utf8")
    (report,) = take_in([str(tmp_path)])
    assert isinstance(report, Report)
    assert report.language == held
    assert next(fact.source for fact in report.facts if fact.name == "language") == source


def test_a_person_who_names_the_language_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SPANISH, encoding="utf8")
    (tmp_path / "a.yaml").write_text("language: gl\n")
    (report,) = take_in([str(tmp_path)])
    assert isinstance(report, Report)
    assert report.language == "gl"
