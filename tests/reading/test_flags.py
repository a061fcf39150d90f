"""What a reader should know before trusting a stretch of text, and prose that needs no such word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.flags import find_flags, unread
from sayso.reading.furniture import find_furniture

FRENCH = "Le conseil du port a décidé lundi de fermer le quai nord pendant deux semaines, après la chute d'une grue sur un bateau vide."
ARABIC = "قال رئيس بلدية المدينة إن الميناء سيبقى مغلقا حتى نهاية الأسبوع بسبب العاصفة التي ضربت الساحل يوم الجمعة الماضي."
LINE = "The mayor of Pellin said that the north quay would be shut for two weeks."


def flags(text: str) -> list[tuple[str, str]]:
    return [(flag.kind, flag.span.of(text)) for flag in find_flags(text, find_furniture(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor of Pellin spoke. Does. The boats sank.", "Does."),
        ("The boats of Pellin sank. Hopefully.\nMore boats came.", "Hopefully."),
        ("The mayor of Pellin came to the. Boats sank.", "the."),
        ("The ferry sank at dawn. into the bay it went.", "into the"),
        ("The ferry sank at dawn. quickly. Boats came.", "quickly."),
        ("The ferry left at dawn. Has returned to the port.", "Has returned to the port."),
    ],
)
def test_a_stray_fragment_is_a_mark_of_machine_translation(text: str, words: str) -> None:
    assert flags(text) == [("machine_translated", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“We wait for the boats, the mayor said.\n\nThe boats sank.", "“We wait for the boats, the mayor said."),
        ("“We wait for the boats, the mayor said.", "“We wait for the boats, the mayor said."),
        ("The boats of the north quay sank” and nobody was told.", "”"),
        ("The boats of the north quay sank» and nobody was told.", "»"),
    ],
)
def test_a_quotation_without_its_other_mark_is_flagged(text: str, words: str) -> None:
    assert flags(text) == [("unclosed_quotation", words)]


@pytest.mark.parametrize("paragraph", [FRENCH, ARABIC])
def test_a_paragraph_in_another_language_is_flagged_and_the_rest_is_not(paragraph: str) -> None:
    assert flags(f"{LINE}\n\n{paragraph}\n\n{LINE}") == [("not_english", paragraph)]


@pytest.mark.parametrize(
    "table",
    [
        "2019\t12\t30\n2020\t14\t31\n2021\t15\t33",
        "2019  12  30\n2020  14  31\n2021  15  33",
        "Pellin | 1 | 2\nHalm | 3 | 4\nOrra | 5 | 6",
        "12;14\n13;15\n14;16\n15;17",
    ],
)
def test_lines_of_numbers_are_a_table(table: str) -> None:
    assert flags(f"{LINE}\n{table}\n{LINE}") == [("table", table)]


@pytest.mark.parametrize("lines", ["2019\t12\t30\n2020\t14\t31", "The vote was 12 to 3.\nThen it was 14 to 1.\nThen it was 15 to 0."])
def test_two_lines_of_numbers_or_sentences_with_numbers_are_no_table(lines: str) -> None:
    assert flags(f"{LINE}\n{lines}\n{LINE}") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{LINE}\n\nThe boats were …", "The boats were …"),
        (f"{LINE}\n\nThe boats were [...]", "The boats were [...]"),
        (f"{LINE}\n\nThe boats were [+120 chars]", "The boats were [+120 chars]"),
        (f"{LINE}\n\n{LINE} {LINE} {LINE[:-11]}", LINE[:-11][-40:]),
    ],
)
def test_a_text_that_stops_in_mid_sentence_is_flagged_at_its_end(text: str, words: str) -> None:
    assert flags(text) == [("truncated", words)]


@pytest.mark.parametrize("text", ["Home\nMenu\nAll rights reserved", "\n Share this article\nRead Next\nA herring is back in the bay\n", "12\n13\n14"])  # fmt: skip
def test_a_page_without_reporting_is_flagged_whole(text: str) -> None:
    assert flags(text) == [("no_reporting", text.strip())]


def test_a_report_all_in_another_language_has_nothing_to_read() -> None:
    assert flags(FRENCH) == [("no_reporting", FRENCH), ("not_english", FRENCH)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        LINE,
        "“We have waited for a year.\n\n“We can wait on,” the mayor of Pellin said.",
        "“We have waited.\n\n“We still wait.\n\n“We can wait on,” the mayor of Pellin said.",
        "Mr. Belt of St. Orra met Gen. Maskar of the U.S. office, Ms. Adaz and Dr. Korr at 5 p.m. in Pellin.",
        "Boats, carts, rafts, etc. were lost, and the firm Halm Ltd. paid for none of it.",
        "“No.” She left the hall. “Never.” Enough of it, the mayor thought. Why. No. Really.",
        "The fleet of Pellin sailed at dawn. al-Qadir watched it go.",
        "The mayor of Pellin waited at the quay. de Maskar did not.",
        "The mayor of Pellin waited at the quay. iPhone sales rose that day.",
        "“What are we waiting for?” the mayor of Pellin asked. “For the boats.”",
        "“The boats,” the mayor of Pellin said, “are back.”",
        "The letter to the council ended: “We will be back”.",
        "“It was as if the … the boats …” the mayor of Pellin began, and left.",
        "Was it the wind? Nobody in Pellin knew. Is it the tide? Nobody in Halm knows.",
        "The captain's boat ‘Orra’ isn't back, and the sailors' wives wait.",
        "Boats return to Pellin\n\nThe mayor of Pellin said the boats were back.",
        f"{LINE}\n\nPort authority of Pellin",
        "Ana Belt, Dovi Maskar and Ilyar Chembe, three members of the Harbour Front, met in Pellin, Halm and Orra.",
    ],
)
def test_ordinary_prose_raises_no_flag(text: str) -> None:
    assert flags(text) == []


def test_page_parts_are_not_flagged_as_prose() -> None:
    assert flags(f"{LINE}\nRead more: “We wait. Does. The boats sank\nSubscribe. into the bay we went") == []


def test_only_tables_and_other_languages_are_left_unread() -> None:
    text = f"“We wait, he said. Does. It ended.\n{FRENCH}\n1\t2\n3\t4\n5\t6\n{LINE}"
    assert [span.of(text) for span in unread(find_flags(text, ()))] == [FRENCH, "1\t2\n3\t4\n5\t6"]


PIECES = st.sampled_from(
    [FRENCH, ARABIC, LINE, "1\t2\t3", "“We wait", "boats”", "Does.", "into the bay", "Menu", "Read Next", "…", " ", "é", "\u202e"]
)


@given(pieces=st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " ", ""])), max_size=12))
def test_flags_are_in_order_and_lie_in_the_text(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in pieces)
    found = find_flags(text, find_furniture(text))
    assert all(0 <= flag.span.start < flag.span.end <= len(text) and flag.why for flag in found)
    assert [flag.span for flag in found] == sorted(flag.span for flag in found)
    for kind in {flag.kind for flag in found}:
        spans = [flag.span for flag in found if flag.kind == kind]
        assert all(a.end <= b.start for a, b in pairwise(spans))
