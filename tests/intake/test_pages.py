"""Web pages: their main text, and what they say of themselves."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.intake.draft import Refused
from sayso.intake.webpages import fragment
from sayso.model import Report
from tests.intake.factory import REPLY, SAID, URL, draft, held, page, taken, written

TEXT = f"Ferry vote\n{SAID}\n{REPLY}"
HEAD = (
    '<meta property="og:site_name" content="Estuary Post"><meta property="og:title" content="Council votes on ferry"><meta name="author" content="Ada Venn">'
    '<meta property="article:published_time" content="2024-02-09T22:30:00+02:00"><link rel="canonical" href="https://www.estuary.example/a?utm_source=x#top">'
)
LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Council votes on ferry",
    "datePublished": "2024-02-09T10:00:00+01:00",
    "author": [{"@type": "Person", "name": "Ada Venn"}, {"@type": "Person", "name": "Bo Aho"}],
    "publisher": {"@type": "Organization", "name": "Estuary Post"},
}


def refusal(markup: str) -> Refused:
    with pytest.raises(Refused) as caught:
        draft("html", markup)
    return caught.value


# the text


def test_the_main_text_is_taken_without_the_page_around_it() -> None:
    assert draft("html", page()).text == TEXT


def test_a_piece_without_a_head_is_a_page() -> None:
    assert draft("html", f"<p>{SAID}</p><p>{REPLY}</p>").text == f"{SAID}\n{REPLY}"


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body></body></html>",
        "<p>",
        "<!-- -->",
        "<html><head><title>Ferry vote</title></head></html>",
        "<html><body><script>alert(1)</script></body></html>",
    ],
)
def test_a_page_without_text_is_refused(markup: str) -> None:
    assert refusal(markup).kind == "no_text"


@pytest.mark.parametrize("lost", ["\0", "&#0;", "&#xD800;", "&#x110000;"])
def test_what_unicode_cannot_hold_is_replaced(lost: str) -> None:
    assert (
        "Fares A\ufffdB stay"
        in draft("html", page(body=f"<p>{SAID}</p><p>Fares A{lost}B stay as they are for the year.</p><p>{REPLY}</p>")).text
    )


# what it says of itself


def test_the_head_tells_who_and_when() -> None:
    made = draft("html", page(HEAD))
    assert [held(made, name) for name in ("outlet", "title", "author", "published", "language")] == [
        "Estuary Post",
        "Council votes on ferry",
        "Ada Venn",
        "2024-02-09",
        "en-GB",
    ]


def test_linked_data_tells_who_and_when() -> None:
    made = draft("html", page(f'<script type="application/ld+json">{json.dumps(LINKED)}</script>'))
    assert [held(made, name) for name in ("outlet", "title", "author", "published")] == [
        "Estuary Post",
        "Council votes on ferry",
        "Ada Venn, Bo Aho",
        "2024-02-09",
    ]


def test_the_canonical_address_is_the_pages_without_what_tracks_readers() -> None:
    assert held(draft("html", page(HEAD)), "url") == "https://www.estuary.example/a"


def test_the_canonical_address_holds_before_the_one_it_was_fetched_from() -> None:
    assert held(draft("html", page(HEAD), url="https://estuary.example/a?page=2"), "url") == "https://www.estuary.example/a"


def test_a_canonical_address_elsewhere_is_not_the_pages() -> None:
    assert held(draft("html", page(HEAD), url="https://other.example/b"), "url") == "https://other.example/b"


def test_the_address_in_a_saved_pages_comment_is_its_address() -> None:
    made = draft("html", page(before="<!-- saved from url=(0044)https://www.estuary.example/ferry?fbclid=1 -->\n"))
    assert (held(made, "url"), held(made, "outlet")) == ("https://www.estuary.example/ferry", "estuary.example")


def test_the_sites_name_holds_before_the_host() -> None:
    outlets = [(fact.value, fact.source) for fact in draft("html", page(HEAD), url=URL).facts if fact.name == "outlet"]
    assert outlets == [("Estuary Post", "its page"), ("estuary.example", "its address")]


def test_without_a_name_the_host_is_the_outlet_and_said_once() -> None:
    assert [(fact.value, fact.source) for fact in draft("html", page(), url=URL).facts if fact.name == "outlet"] == [
        ("estuary.example", "its address")
    ]


def test_a_date_in_the_running_text_or_the_footer_is_not_the_pages() -> None:
    assert held(draft("html", page(body=f"<p>{SAID}</p><p>The old bridge of 12 May 1987 was named again, too.</p>")), "published") is None


def test_a_script_in_a_title_is_words() -> None:
    made = draft("html", page('<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt; vote">'))
    assert held(made, "title") == "<script>alert(1)</script> vote"


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="javascript:alert(1)">',
        '<base href="javascript:alert(1)">',
        '<meta property="og:url" content="data:text/html,x">',
    ],
)
def test_an_address_that_is_a_program_is_none(head: str) -> None:
    assert held(draft("html", page(head)), "url") is None


# encodings


@pytest.mark.parametrize(
    "markup",
    [
        page('<meta charset="windows-1252">'),
        page('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        page(before='<?xml version="1.0" encoding="windows-1252"?>\n', attributes='xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"'),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(markup: str) -> None:
    made = draft("html", markup.encode("cp1252"))
    assert (made.text, made.encoding) == (TEXT, "cp1252, as declared")


def test_what_the_server_declared_comes_before_the_page() -> None:
    assert draft("html", page('<meta charset="koi8-r">').encode("cp1252"), charset="windows-1252").text == TEXT


def test_a_declaration_that_is_wrong_does_no_harm() -> None:
    assert draft("html", page('<meta charset="koi8-r">')).text == TEXT


def test_a_page_with_a_mark_is_read() -> None:
    assert draft("html", page('<meta charset="utf-8">').encode("utf-16")).text == TEXT


# pieces of markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\nThree."),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<p>one\n two</p>\n<p>three</p>", "one two\nthree"),
        ("<h2>Head</h2><ul><li>a</li><li><b>b</b>old</li></ul>", "Head\na\nbold"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<style>p{}</style><script>x()</script><!-- y --><p>Words</p>", "Words"),
        ('<div style="color:red; DISPLAY : none">before</div><p>Words</p>', "Words"),
        ("<html><head><title>T</title></head><body><p>Words</p></body></html>", "Words"),
        ("<p>A <a href='x'>link</a>, <i>so</i>.</p>tail", "A link, so.\ntail"),
        ("The council&#8217;s plan &amp; more", "The council’s plan & more"),
        ("Fares: 1 < 2 > 0 and ?a=1&section=2", "Fares: 1 < 2 > 0 and ?a=1&section=2"),
        ("<img src=x>", ""),
        ("", ""),
    ],
)
def test_a_piece_of_markup_becomes_lines(markup: str, text: str) -> None:
    assert fragment(markup) == text


@given(st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("<>/pbrdiv &#;x80\n'\"= ")))
def test_any_piece_of_markup_becomes_text_that_can_be_stored(markup: str) -> None:
    try:
        text = fragment(markup)
    except Refused:
        return
    assert "\0" not in text
    text.encode()


# files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Report | ReportError], float]:
    """A folder of pages taken in, and the seconds that it took."""
    top = tmp_path_factory.mktemp("pages")
    written(top / "Ferry vote.html", page(HEAD))
    for name in ("style.css", "script.js", "frame.html", "note.txt", "photo.jpg"):
        written(top / "Ferry vote_files" / name, page() if name == "frame.html" else SAID)
    written(top / "site.css", "p {}")
    written(top / "app.js", "alert(1)")
    written(top / "other_files" / "a.txt", REPLY)
    written(top / "deep.html", "<html><body>" + "<div>" * 100_000 + f"<p>{SAID}</p>")
    written(top / "french.html", page(attributes='lang="fr"'))
    start = time.monotonic()
    return taken(top), time.monotonic() - start


def named(folder: tuple[list[Report | ReportError], float], name: str) -> Report | ReportError:
    (one,) = [one for one in folder[0] if Path(one.path).name == name]
    return one


def test_the_bytes_of_a_page_are_kept(folder: tuple[list[Report | ReportError], float]) -> None:
    report = named(folder, "Ferry vote.html")
    assert isinstance(report, Report)
    assert report.original is not None
    assert (report.original.kind, report.original.data) == ("html", page(HEAD).encode())


def test_the_hash_is_of_the_text(folder: tuple[list[Report | ReportError], float]) -> None:
    report = named(folder, "Ferry vote.html")
    assert isinstance(report, Report)
    assert (report.text, report.sha256) == (TEXT, hashlib.sha256(TEXT.encode()).hexdigest())


def test_the_words_tell_the_language_where_the_page_says_another(folder: tuple[list[Report | ReportError], float]) -> None:
    one, other = named(folder, "Ferry vote.html"), named(folder, "french.html")
    assert isinstance(one, Report)
    assert isinstance(other, Report)
    assert (one.language, other.language) == ("en-GB", "en")


def test_parts_of_saved_pages_are_no_reports(folder: tuple[list[Report | ReportError], float]) -> None:
    assert sorted(Path(one.path).name for one in folder[0]) == ["Ferry vote.html", "a.txt", "deep.html", "french.html"]


def test_a_page_nested_without_end_is_refused_quickly(folder: tuple[list[Report | ReportError], float]) -> None:
    error = named(folder, "deep.html")
    assert isinstance(error, ReportError)
    assert error.kind in ("no_text", "too_costly")
    assert folder[1] < 20


def test_a_front_page_given_as_canonical_is_not_the_reports_address(tmp_path: Path) -> None:
    body = "<p>The mayor of Ostrel said on Friday that the ferry would sail again at the weekend, after two weeks of talks.</p>" * 3
    (tmp_path / "a.html").write_text(
        f"<html><head><title>Ferry</title><link rel=canonical href='https://estuary.example/'></head><body><article>{body}</article></body></html>"
    )
    (report,) = take_in([str(tmp_path)])
    assert isinstance(report, Report)
    assert (report.url, report.outlet) == (None, "estuary.example")
