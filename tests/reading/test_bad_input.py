"""Reports that are hardly reports: nothing crashes, every span lies in the text, and the reading says what it could not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.model import Reading, Span
from sayso.reading import Reader
from tests.factory import a_report

FRENCH = "Le conseil du port a décidé lundi de fermer le quai nord pendant deux semaines, après la chute d'une grue sur un bateau vide."
ARABIC = "قال رئيس بلدية المدينة إن الميناء سيبقى مغلقا حتى نهاية الأسبوع بسبب العاصفة التي ضربت الساحل يوم الجمعة الماضي."
LINE = "The mayor of Pellin said on Monday that the north quay would stay closed for two weeks."
FURNITURE = (
    "Home\nMenu\nShare this article\nAdvertisement\nRead more: Boats return to Pellin\nSubscribe to our newsletter\nAll rights reserved"
)
QUOTATION = "“We have waited for the boats since spring.\n\n“Nobody has told us when they will come.\n\n“We will wait until the last of them is home.”"
TABLE = "Port\tBoats\tCarts\tSheep\nPellin\t12\t30\t400\nHalm\t14\t31\t380\nOrra\t15\t33\t295\nTotal\t41\t94\t1,075"
LANGUAGES = f"{LINE}\n\n{FRENCH}\n\n{ARABIC}\n\n“It is closed,” the harbour master, Dovi Maskar, said."
NESTED = "The mayor said: “The captain told me ‘the pilot said “we will sink and ‘nobody will know.\n\nThe boats were back by noon, the harbour master said."  # fmt: skip
DIGITS = "12 2024 555 0198 3.5 1,200 7/8/23 18:30 2019-02-31 ٣٤ 99%"
LONG = " ".join(f"Captain {number} of Pellin said that at least {number} boats had left Halm on Friday and that “the fog was thick”." for number in range(143))  # fmt: skip
BREATHLESS = LONG.replace(".", " and")
REPORTS = {
    "furniture": FURNITURE,
    "quotation": QUOTATION,
    "table": TABLE,
    "languages": LANGUAGES,
    "nested": NESTED,
    "digits": DIGITS,
    "long": LONG,
    "breathless": BREATHLESS,
}


def spans_of(reading: Reading) -> Iterator[Span]:
    """Every span that a reading has, wherever it has it."""
    for one in reading.statements:
        yield from one.spans
        yield from (voice.mention for voice in one.voices if voice.mention)
        yield from (step.span for step in one.relay)
        yield from [one.addressee.span] if one.addressee else []
        yield from [one.said.span] if one.said else []
    yield from (part.span for part in reading.furniture)
    yield from (flag.span for flag in reading.flags)
    yield from (figure.span for figure in reading.figures)
    yield from (time.moment.span for time in reading.times)
    yield from (figure.as_of.span for figure in reading.figures if figure.as_of)
    yield from (date.span for date in reading.dates if date.span)


def read(reader: Reader, text: str, published: str | None = None) -> Reading:
    """The reading, once its spans are seen to lie in the text and hold words, and its links to lead somewhere."""
    reading = reader.read(replace(a_report(text), published=published))
    assert all(0 <= span.start < span.end <= len(text) and span.of(text).strip() for span in spans_of(reading))
    assert all(time.moment.text == time.moment.span.of(text) for time in reading.times)
    for number, one in enumerate(reading.statements):
        assert one.within is None or (0 <= one.within < len(reading.statements) and one.within != number)
    assert all(figure.statement is None or 0 <= figure.statement < len(reading.statements) for figure in reading.figures)
    return reading


@pytest.fixture(scope="module")
def of(reader: Reader) -> Callable[..., Reading]:
    """The reading of an odd report by its name, on a day; each is read once."""

    @cache
    def reading(name: str, published: str | None = None) -> Reading:
        return read(reader, REPORTS[name], published)

    return reading


@pytest.mark.parametrize("name", sorted(REPORTS))
@pytest.mark.parametrize("published", [None, "2024-02-12"])
def test_every_span_of_an_odd_report_lies_in_its_text(of: Callable[..., Reading], name: str, published: str | None) -> None:
    of(name, published)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("furniture", {"no_reporting"}),
        ("quotation", set()),
        ("table", {"no_reporting", "table"}),
        ("languages", {"not_english"}),
        ("nested", {"unclosed_quotation"}),
        ("digits", {"no_reporting"}),
        ("long", set()),
        ("breathless", {"truncated"}),
    ],
)
def test_an_odd_report_is_flagged_for_what_it_is(of: Callable[..., Reading], name: str, kinds: set[str]) -> None:
    assert {flag.kind for flag in of(name, None).flags} == kinds


@pytest.mark.parametrize("name", ["furniture", "table"])
def test_where_there_is_no_reporting_nothing_is_read(reader: Reader, name: str) -> None:
    reading = read(reader, REPORTS[name])
    assert (reading.statements, reading.figures, reading.times) == ((), (), ())


def test_a_quotation_without_a_speaker_has_no_voice(reader: Reader) -> None:
    assert all(one.source == () and one.voices == () for one in read(reader, QUOTATION).statements)


def test_of_a_report_in_several_languages_the_english_is_read(reader: Reader) -> None:
    reading = read(reader, LANGUAGES)
    assert [flag.span.of(LANGUAGES) for flag in reading.flags] == [FRENCH, ARABIC]
    first, last = reading.statements
    assert (first.source[0].of(LANGUAGES), last.source[0].of(LANGUAGES)) == ("The mayor of Pellin", "the harbour master, Dovi Maskar,")
    assert last.content[0].of(LANGUAGES) == "“It is closed,”"
    unread = [flag.span for flag in reading.flags]
    read_in = [*(s for one in reading.statements for s in one.spans), *(time.moment.span for time in reading.times)]
    assert not any(a.start < b.end and b.start < a.end for a in read_in for b in unread)


def test_a_quotation_never_closed_ends_with_its_paragraph(reader: Reader) -> None:
    reading = read(reader, NESTED)
    (flag,) = reading.flags
    assert flag.span.of(NESTED).startswith("“The captain told me")
    assert flag.span.of(NESTED).endswith("nobody will know.")
    assert "The boats were back by noon" in [part.of(NESTED) for one in reading.statements for part in one.content]
    assert reading.flags_on(reading.statements[0]) == ("unclosed_quotation",)


def test_a_report_on_one_line_is_read_to_its_end(of: Callable[..., Reading]) -> None:
    assert len(LONG.split()) >= 3000
    reading = of("long", "2024-02-12")
    assert max(one.cue[0].start for one in reading.statements) > len(LONG) - 200
    assert len(reading.statements) >= 100
    counted = [figure.low for figure in reading.figures if figure.bound == "at_least"]
    assert counted == [float(number) for number in range(143)]
    assert {time.moment.since for time in reading.times if time.moment.text == "Friday"} == {"2024-02-09"}


PIECES = st.sampled_from([FURNITURE, QUOTATION, TABLE, LINE, FRENCH, ARABIC, NESTED, DIGITS, "“", "”", "‘he said", "Citing Reuters,", "PELLIN (AP) -", "Friday", "🙂", "\u202e", "\r", "\t"])  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(
    pieces=st.lists(st.tuples(PIECES, st.sampled_from(["\n\n", "\n", " ", ""])), max_size=12),
    published=st.sampled_from([None, "2024-02-12"]),
)
def test_any_mixture_of_odd_pieces_is_read(reader: Reader, pieces: list[tuple[str, str]], published: str | None) -> None:
    read(reader, "".join(piece + gap for piece, gap in pieces), published)
