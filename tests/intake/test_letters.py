"""Letters: press releases and newsletters by mail."""

from __future__ import annotations

import mailbox
from base64 import encodebytes
from email import message_from_bytes
from pathlib import Path
from quopri import encodestring

import pytest

from sayso.intake.draft import Refused
from sayso.intake.letters import messages
from sayso.model import Report
from tests.intake.factory import REPLY, SAID, draft, held, letter, reports, written


def bare(body: bytes | str, *headers: str) -> bytes:
    told = "\n".join(("From: press@port.example", "To: desk@estuary.example", "Subject: Ferry vote", *headers))
    return told.encode() + b"\n\n" + (body if isinstance(body, bytes) else body.encode())


# the body


def test_the_plain_body_is_the_text() -> None:
    assert draft("email", letter(f"{SAID}\n\n{REPLY}\n", f"<p>{SAID}</p>")).text == f"{SAID}\n\n{REPLY}\n"


def test_a_letter_in_markup_alone_becomes_paragraphs() -> None:
    markup = f"<html><head><style>p {{}}</style><title>x</title></head><body><div style='display:none'>Seen by nobody</div><p>{SAID}</p><p>{REPLY}</p></body></html>"
    assert draft("email", letter(None, markup)).text == f"{SAID}\n{REPLY}"


def test_where_the_plain_body_says_nothing_the_markup_does() -> None:
    assert draft("email", letter("This letter needs a better reader.", f"<p>{SAID}</p>")).text == SAID


def test_attachments_are_not_the_text() -> None:
    assert draft("email", letter(SAID, attached="a,b\n1,2\n")).text.strip() == SAID


@pytest.mark.parametrize(
    ("encoding", "data"),
    [("quoted-printable", encodestring(REPLY.encode())), ("base64", encodebytes(REPLY.encode())), ("8bit", REPLY.encode())],
)
def test_what_was_packed_for_the_way_is_unpacked(encoding: str, data: bytes) -> None:
    made = draft("email", bare(data, "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"))
    assert made.text.strip() == REPLY


def test_lines_end_as_in_files() -> None:
    assert draft("email", bare("One,\r\ntwo.\r\n").replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")).text == "One,\ntwo.\n"


def test_signs_that_look_like_markup_are_left() -> None:
    assert draft("email", bare("Fares: 1 < 2 <so they say> & more\n")).text == "Fares: 1 < 2 <so they say> & more\n"


@pytest.mark.parametrize("declared", ["windows-1252", "no such encoding"])
def test_what_is_not_utf8_is_read_and_said(declared: str) -> None:
    made = draft("email", bare(REPLY.encode("cp1252"), f"Content-Type: text/plain; charset={declared}"))
    assert (made.text, made.guessed) == (REPLY, declared != "windows-1252")
    assert (made.encoding or "").startswith("cp1252")


def test_what_unicode_cannot_hold_is_replaced() -> None:
    assert draft("email", bare("QQBC", "Content-Transfer-Encoding: base64")).text == "A\ufffdB"


@pytest.mark.parametrize(
    "data",
    [
        bare(""),
        bare(" \n\n"),
        bare("--b\nContent-Type: image/png\n\nx\n--b--\n", "Content-Type: multipart/mixed; boundary=b"),
        bare("x", "Content-Type: application/pdf"),
        bare("", "Content-Type: multipart/mixed"),
    ],
)
def test_a_letter_without_text_is_refused_with_the_next_step(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        draft("email", data)
    assert caught.value.kind == "no_text"
    assert "attachment" in caught.value.message


def test_a_torn_letter_gives_what_it_has() -> None:
    assert draft("email", bare(f"--b\nContent-Type: text/plain\n\n{SAID}", "Content-Type: multipart/mixed; boundary=b")).text == SAID


# the header


def test_the_header_tells_who_what_and_when() -> None:
    made = draft("email", letter(SAID))
    assert [held(made, name) for name in ("outlet", "title", "published")] == [
        "Port of Larnmouth",
        "Ferry vote",
        "2024-02-09T10:15:00+01:00",
    ]


def test_a_sender_without_a_name_is_the_host() -> None:
    assert held(draft("email", letter(SAID, From="press@port.example")), "outlet") == "port.example"


def test_packed_headers_are_unpacked() -> None:
    made = draft(
        "email",
        b"From: =?utf-8?B?w4lsaXNl?= <e@port.example>\nTo: a\nSubject: =?iso-8859-1?Q?Caf=E9?=\n =?iso-8859-1?Q?_plan?=\n\n"
        + SAID.encode(),
    )
    assert (held(made, "outlet"), held(made, "title")) == ("Élise", "Café plan")


def test_headers_in_plain_utf8_are_read() -> None:
    assert held(draft("email", "From: Élise <e@port.example>\nTo: a\nSubject: Café plan\n\nShe said it.\n"), "title") == "Café plan"


def test_the_address_of_the_archive_is_the_letters() -> None:
    assert (
        held(draft("email", letter(SAID, Archived_At="<https://port.example/news/1?utm_source=mail>")), "url")
        == "https://port.example/news/1"
    )


def test_a_date_that_is_none_is_left_out() -> None:
    assert held(draft("email", bare(SAID, "Date: soon")), "published") is None


# boxes


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("box") / "press"
    made = mailbox.mbox(path)
    for data in (letter(SAID), letter("First.\nFrom the council came a word.\n"), letter(REPLY)):
        made.add(message_from_bytes(data))
    made.flush()
    made.close()
    return path


def test_every_letter_of_a_box_is_a_report(box: Path) -> None:
    found = reports(box)
    assert [report.path for report in found] == [f"{box}:1", f"{box}:2", f"{box}:3"]
    assert [report.text.strip() for report in found if isinstance(report, Report)][::2] == [SAID, REPLY]


def test_lines_that_a_box_marked_are_as_they_were(box: Path) -> None:
    _, (_, second), _ = messages(box, 1_000_000)
    assert b"\nFrom the council came a word.\n" in second


def test_the_bytes_of_a_letter_are_kept(tmp_path: Path) -> None:
    (report,) = reports(written(tmp_path / "a.eml", letter(SAID)))
    assert report.original is not None
    assert (report.original.kind, report.original.data) == ("email", letter(SAID))
