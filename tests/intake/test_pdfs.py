"""PDFs: the text layer, put together to paragraphs again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.intake.draft import Refused
from sayso.intake.pdfs import paragraphs
from tests.intake.factory import SAID, draft, held, pdf, report_in, written

FIRST = "The harbour council of Larnmouth voted on the ferry. " * 6
SECOND = "The mayor said that it was a step towards a bridge. " * 6
THIRD = "Nobody at the kiosk was content with the new timetable. " * 6
LOCKED_AES = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 5/R 6/Length 256/P -4/O<"
    + b"00" * 48
    + b">/U<"
    + b"00" * 48
    + b">/OE<"
    + b"00" * 32
    + b">/UE<"
    + b"00" * 32
    + b">/Perms<"
    + b"00" * 16
    + b">"
    b"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF>>endobj\ntrailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>\nstartxref\n0\n%%EOF\n"
)


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        draft("pdf", data)
    return caught.value


def test_lines_are_joined_to_paragraphs() -> None:
    first, second = f"{FIRST}It was late.", f"{SECOND}It was early."
    assert draft("pdf", pdf(f"{first}\n\n{second}")).text == f"{first}\n\n{second}"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    text = draft("pdf", pdf(FIRST, SECOND, THIRD, head="Larn Wire, a daily")).text
    assert "Larn Wire" not in text
    assert "Page 2" not in text
    assert "new timetable" in text


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert (
        paragraphs(["A line that goes on and on to the margin\nand another that goes on", "over the page, it ends here."]).count("\n") == 0
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("That is what a spokes-\nwoman for the port said", "That is what a spokeswoman for the port said"),
        ("They voted on the Larn-\nMouth line of the ferry", "They voted on the Larn- Mouth line of the ferry"),
        ("That is what a spokes\u00ad\nwoman for the port said", "That is what a spokeswoman for the port said"),
        (
            "First paragraph, a long one up to here and on\nends here.\nSecond paragraph, which is long as well, yes",
            "First paragraph, a long one up to here and on ends here.\n\nSecond paragraph, which is long as well, yes",
        ),
        ("Headline\nFirst paragraph, a long one up to here and on", "Headline\n\nFirst paragraph, a long one up to here and on"),
        ("One paragraph\n\nanother paragraph", "One paragraph\n\nanother paragraph"),
    ],
)
def test_lines_end_paragraphs_where_they_stop_short(lines: str, text: str) -> None:
    assert paragraphs([lines]) == text


def test_the_document_tells_its_title_and_author() -> None:
    made = draft("pdf", pdf(SAID, title="Ferry vote", author="Ada Venn"))
    assert (held(made, "title"), held(made, "author"), held(made, "published")) == ("Ferry vote", "Ada Venn", None)


def test_a_scan_is_refused_with_the_next_step() -> None:
    error = refusal(pdf(""))
    assert (error.kind, "text recognition" in error.message) == ("no_text", True)


@pytest.mark.parametrize("data", [pdf(SAID, password="secret"), LOCKED_AES])  # noqa: S106 (of a test)
def test_a_locked_document_is_refused_as_such(data: bytes) -> None:
    assert refusal(data).kind == "locked"


@pytest.mark.parametrize("data", [b"%PDF-1.4 nothing more", pdf(SAID)[:400], b"%PDF-"])
def test_a_damaged_document_is_refused_as_such(data: bytes) -> None:
    assert refusal(data).kind == "damaged"


def test_the_bytes_are_kept_and_the_name_may_give_the_day(tmp_path: Path) -> None:
    data = pdf(SAID)
    report = report_in(written(tmp_path / "2024-02-09 ferry.txt", data))
    assert report.original is not None
    assert (report.text, report.published, report.original.kind, report.original.data) == (SAID, "2024-02-09", "pdf", data)
