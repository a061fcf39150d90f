"""Feeds: their entries, and who is said to have published them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sayso.errors import ReportError
from sayso.intake.draft import Refused
from sayso.intake.feeds import MOST
from sayso.model import Report
from tests.intake.factory import REPLY, SAID, atom, draft, drafts, held, places, rss, taken, written

FULL = f"<title>Ferry vote</title><link>https://wire.example/a</link><description>In short.</description><content:encoded><![CDATA[<p>{SAID}</p><p>{REPLY}</p>]]></content:encoded>"


def entry(inner: str) -> str:
    return f"<title>Ferry vote</title><description>{SAID}</description>{inner}"


# entries


def test_an_entry_is_its_full_content() -> None:
    made = draft("feed", rss(FULL))
    assert (made.text, made.summary) == (f"{SAID}\n{REPLY}", False)


def test_an_entry_with_a_description_alone_is_a_summary() -> None:
    made = draft("feed", rss(entry("")))
    assert (made.text, made.summary) == (SAID, True)


@pytest.mark.parametrize(
    "content",
    [
        f'<content type="html">&lt;p&gt;{SAID}&lt;/p&gt;</content>',
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{SAID}</p></div></content>',
        f"<content>{SAID}</content>",
    ],
)
def test_the_content_of_atom_is_read_in_all_its_forms(content: str) -> None:
    made = draft("feed", atom(f"<title>Ferry vote</title>{content}"))
    assert (made.text, made.summary, held(made, "title")) == (SAID, False, "Ferry vote")


def test_rss_1_is_read() -> None:
    made = draft(
        "feed",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Larn Wire</title></channel>'
        f'<item rdf:about="https://wire.example/a"><title>Ferry vote</title><description>{SAID}</description><dc:date>2024-02-09T10:15:00+01:00</dc:date></item></rdf:RDF>',
    )
    assert (made.text, held(made, "outlet"), held(made, "published")) == (SAID, "Larn Wire", "2024-02-09T10:15:00+01:00")


def test_signs_that_were_written_as_references_are_read_once() -> None:
    made = draft(
        "feed", rss("<title>Ferry &amp;amp; bridge</title><description><![CDATA[The council&#8217;s plan &amp; more]]></description>")
    )
    assert (held(made, "title"), made.text) == ("Ferry & bridge", "The council’s plan & more")


def test_scripts_are_no_text() -> None:
    assert (
        draft("feed", rss("<title>a</title><description>&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Words&lt;/p&gt;</description>")).text
        == "Words"
    )


@pytest.mark.parametrize("reference", ["&#0;", "&#xD800;", "&#1114112;", "&#xFFFFFFFF;"])
def test_references_to_no_character_are_replaced(reference: str) -> None:
    assert draft("feed", rss(f"<title>a</title><description>fares {reference} stay</description>")).text == "fares \ufffd stay"


# who and when


def test_the_feed_is_the_outlet_of_its_entries() -> None:
    made = draft("feed", rss(entry("<dc:creator>Ada Venn</dc:creator>")))
    assert [held(made, name) for name in ("outlet", "author", "language")] == ["Larn Wire", "Ada Venn", "en-gb"]


@pytest.mark.parametrize(
    "feed",
    [
        rss(entry('<source url="https://post.example/feed">Estuary Post</source>')),
        atom(f"<title>a</title><content>{SAID}</content><source><title>Estuary Post</title></source>"),
    ],
)
def test_the_source_of_an_entry_is_its_outlet_before_the_feed_that_passes_it_on(feed: str) -> None:
    made = draft("feed", feed)
    assert [fact.value for fact in made.facts if fact.name == "outlet"] == ["Estuary Post", "Larn Wire"]


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("Fri, 09 Feb 2024 00:30:00 +0200", "2024-02-09T00:30:00+02:00"),
        ("Fri, 09 Feb 2024 10:15:00 EST", "2024-02-09T10:15:00-05:00"),
        ("2024-02-09", "2024-02-09"),
        ("soon", None),
    ],
)
def test_a_date_stays_as_precise_and_in_the_zone_it_was_written_in(written_as: str, meant: str | None) -> None:
    assert held(draft("feed", rss(entry(f"<pubDate>{written_as}</pubDate>"))), "published") == meant


def test_the_date_of_publication_comes_before_that_of_the_last_change() -> None:
    made = draft(
        "feed",
        atom(
            f"<title>a</title><content>{SAID}</content><published>2024-02-09T10:15:00+01:00</published><updated>2024-03-01T00:00:00Z</updated>"
        ),
    )
    assert (held(made, "published"), made.stamp) == ("2024-02-09T10:15:00+01:00", "2024-03-01T00:00:00Z")


def test_where_a_feed_gives_only_that_of_the_last_change_it_stands() -> None:
    assert (
        held(draft("feed", atom(f"<title>a</title><content>{SAID}</content><updated>2024-02-09T10:15:00Z</updated>")), "published")
        == "2024-02-09T10:15:00+00:00"
    )


def test_links_are_seen_from_the_feeds_address() -> None:
    made = draft("feed", rss(entry("<link>/a?utm_source=rss</link>")), url="https://wire.example/feed.xml")
    assert (made.link, held(made, "url")) == ("https://wire.example/a?utm_source=rss", "https://wire.example/a")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example"])
def test_a_link_that_is_no_web_address_is_none(link: str) -> None:
    made = draft("feed", rss(entry(f"<link>{link}</link>")))
    assert (made.link, held(made, "url")) == (None, None)


# hostile and broken


def test_entities_that_swell_are_not_unfolded() -> None:
    lots = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
    start = time.monotonic()
    made = draft(
        "feed", rss("<title>&l11;</title><description>&l11; words</description>", doctype=f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lots}]>')
    )
    assert len(made.text) < 1_000
    assert time.monotonic() - start < 10


def test_entities_of_other_files_are_not_fetched(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.txt", "SECRET")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % y SYSTEM "{secret.as_uri()}"> %y;]>'
    made = draft("feed", rss("<title>&x;</title><description>a &x; b</description>", doctype=doctype))
    assert "SECRET" not in str(made.packed())


def test_a_feed_called_as_a_file_is_not_that_file(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.txt", rss(entry("")))
    with pytest.raises(Refused):
        drafts("feed", str(secret))


@pytest.mark.parametrize("feed", [rss(), "<rss>", "<feed/>", "<rss>" + "<a>" * 20_000, "nothing of the kind"])
def test_a_feed_without_entries_says_so(feed: str) -> None:
    with pytest.raises(Refused) as caught:
        drafts("feed", feed)
    assert caught.value.kind in ("empty", "no_feed")


def test_a_feed_without_end_is_cut_and_says_so() -> None:
    with pytest.raises(Refused) as caught:
        drafts("feed", "<rss><channel>" + "<item><title>t</title></item>" * (MOST + 1) + "</channel></rss>")
    assert caught.value.kind == "too_many"


# files


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wordless = "<title>Ferry vote</title><link>https://wire.example/b</link>"
    return written(tmp_path_factory.mktemp("feed") / "feed.xml", rss(FULL, wordless, "<title>a</title>", entry("")))


def test_an_entry_is_called_by_its_link_or_its_number_and_those_without_words_are_named(feed: Path) -> None:
    assert places(feed) == [":https://wire.example/a", ":https://wire.example/b no_text", ":3 no_text", ":4"]


def test_an_entry_without_words_says_how_to_get_them(feed: Path) -> None:
    found = taken(feed)
    messages = [one.message for one in found if isinstance(one, ReportError)]
    assert ["--urls" in message for message in messages] == [True, False]


def test_a_feeds_bytes_are_not_kept_with_every_entry(feed: Path) -> None:
    assert [one.original for one in taken(feed) if isinstance(one, Report)] == [None, None]


def test_a_summary_is_noted(feed: Path) -> None:
    assert [[note.kind for note in one.notes] for one in taken(feed) if isinstance(one, Report)] == [[], ["summary"]]
