"""Feeds fetched by address: the pages that their entries lead to, with what the feed says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.model import Fetched, Report
from tests.servers import NEAR, Page, Site, article, moved, rss

WORDS = (
    "The ferry to Lisarre stays in port until the ice has gone, the harbour board of Estuary said on Monday.",
    "Oren Tal, who chairs the board, told reporters that two cracks had been found in the hull of the ship.",
)
SAID_BY_FEED = "<description>The ferry stays in port, its owners say.</description>"


def item(site: Site, path: str, more: str = "", day: int = 4) -> str:
    """An entry that leads to a page of the site."""
    return f"<title>Ferry stays in port</title><link>{site.url(path)}</link><pubDate>Mon, {day:02} Mar 2019 10:00:00 GMT</pubDate>{more}"


def reports(taken: Iterable[object]) -> list[Report]:
    return [one for one in taken if isinstance(one, Report)]


def kinds(taken: Iterable[object]) -> list[str]:
    return [one.kind for one in taken if isinstance(one, ReportError)]


def facts(report: Report) -> list[tuple[str, str, str]]:
    return [(fact.name, fact.value, fact.source) for fact in report.facts]


def test_the_pages_of_a_feed_are_reports_at_their_own_places(site: Site) -> None:
    site.pages |= {"/feed": rss(item(site, "/1"), item(site, "/2")), "/1": Page(article("One", *WORDS)), "/2": Page(article("Two", *WORDS))}
    taken = list(take_in([site.url("/feed")], NEAR))
    assert [report.path for report in reports(taken)] == [site.url("/1"), site.url("/2")]
    assert [one.url for one in taken if isinstance(one, Fetched)] == [site.url("/1"), site.url("/2"), site.url("/feed")]
    assert all(WORDS[0] in report.text for report in reports(taken))


def test_a_page_has_what_the_feed_says_of_it_behind_what_it_says_itself(site: Site) -> None:
    site.pages |= {"/feed": rss(item(site, "/1", "<author>Ada Quay</author>")), "/1": Page(article("One", *WORDS))}
    (report,) = reports(take_in([site.url("/feed")], NEAR))
    assert report.title == "One"
    assert report.published == "2019-03-04T10:00:00+00:00"
    assert ("outlet", "Estuary Post", "the feed") in facts(report)
    assert ("title", "Ferry stays in port", "the feed") in facts(report)
    assert report.author == "Ada Quay"


def test_the_publisher_that_a_feed_names_is_the_outlet_before_all_others(site: Site) -> None:
    source = "<source url='https://kvarnpost.example/'>Kvarnpost</source>"
    page = article("One", *WORDS, head="<meta property='og:site_name' content='Portal of Portals'>")
    site.pages |= {"/feed": rss(item(site, "/1", source)), "/1": Page(page)}
    (report,) = reports(take_in([site.url("/feed")], NEAR))
    assert report.outlet == "Kvarnpost"
    assert ("outlet", "Portal of Portals", "its page") in facts(report)


def test_an_entry_that_is_remembered_is_not_asked_for_again(site: Site) -> None:
    site.pages |= {"/feed": rss(item(site, "/1"), item(site, "/2")), "/1": Page(article("One", *WORDS)), "/2": Page(article("Two", *WORDS))}
    known = {one.url: one for one in take_in([site.url("/feed")], NEAR) if isinstance(one, Fetched)}
    site.asked.clear()
    site.pages["/feed"] = rss(item(site, "/1"), item(site, "/2", day=5))
    taken = list(take_in([site.url("/feed")], NEAR, memory=known.get))
    assert site.paths == ["/feed", "/2"]
    assert [report.path for report in reports(taken)] == [site.url("/2")]
    assert kinds(taken) == []


def test_a_feed_that_has_not_changed_is_asked_for_alone(site: Site) -> None:
    site.pages |= {"/feed": replace(rss(item(site, "/1")), headers={"ETag": '"1"'}), "/1": Page(article("One", *WORDS))}
    known = {one.url: one for one in take_in([site.url("/feed")], NEAR) if isinstance(one, Fetched)}
    site.asked.clear()
    (taken,) = take_in([site.url("/feed")], NEAR, memory=known.get)
    assert isinstance(taken, Fetched)
    assert taken.status == 304
    assert site.paths == ["/feed"]


def test_where_a_page_fails_the_feeds_words_are_taken_in_as_a_summary(site: Site) -> None:
    site.pages["/feed"] = rss(item(site, "/gone", SAID_BY_FEED))
    taken = list(take_in([site.url("/feed")], NEAR))
    (report,) = reports(taken)
    assert kinds(taken) == ["http"]
    assert (report.path, report.url) == (f"{site.url('/feed')}:{site.url('/gone')}", site.url("/gone"))
    assert report.text == "The ferry stays in port, its owners say."
    assert [note.kind for note in report.notes] == ["summary"]


@pytest.mark.parametrize(
    "link", ["http://127.0.0.2:9/", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://clerk:secret@127.0.0.1/"]
)
def test_a_feed_leads_to_no_private_address(site: Site, link: str) -> None:
    site.pages["/feed"] = rss(f"<title>Look</title><link>{link}</link>{SAID_BY_FEED}")
    taken = list(take_in([site.url("/feed")], NEAR))
    assert kinds(taken) in (["private"], ["address"])
    assert [report.text for report in reports(taken)] == ["The ferry stays in port, its owners say."]


@pytest.mark.parametrize("link", ["file:///etc/hostname", "javascript:alert(1)", "/etc/hostname", "ftp://127.0.0.1/", ""])
def test_an_entry_that_leads_to_no_page_is_taken_as_it_stands(site: Site, link: str) -> None:
    site.pages["/feed"] = rss(f"<title>Look</title><link>{link}</link>{SAID_BY_FEED}")
    taken = list(take_in([site.url("/feed")], NEAR))
    assert "The ferry stays in port, its owners say." in [report.text for report in reports(taken)]
    assert all((report.url or "http").startswith("http") for report in reports(taken))


def test_a_feed_need_not_be_followed(site: Site) -> None:
    site.pages["/feed"] = rss(item(site, "/1", SAID_BY_FEED), item(site, "/2", SAID_BY_FEED.replace("ferry", "crane")))
    taken = list(take_in([site.url("/feed")], replace(NEAR, follow=False)))
    assert [report.path for report in reports(taken)] == [f"{site.url('/feed')}:{site.url(f'/{n}')}" for n in (1, 2)]
    assert [report.url for report in reports(taken)] == [site.url("/1"), site.url("/2")]
    assert site.paths == ["/feed"]


def test_a_feed_that_an_entry_leads_to_is_not_followed_in_turn(site: Site) -> None:
    site.pages |= {"/feed": rss(item(site, "/other")), "/other": rss(item(site, "/1", SAID_BY_FEED)), "/1": Page(article("One", *WORDS))}
    list(take_in([site.url("/feed")], NEAR))
    assert site.paths == ["/feed", "/other"]


def test_a_page_that_two_entries_lead_to_is_asked_for_once(site: Site) -> None:
    site.pages |= {"/feed": rss(item(site, "/1"), item(site, "/1")), "/1": Page(article("One", *WORDS))}
    assert len(reports(take_in([site.url("/feed")], NEAR))) == 1
    assert site.paths == ["/feed", "/1"]


def test_a_feed_that_moved_is_followed_from_where_it_is(site: Site) -> None:
    site.pages |= {
        "/feed": moved("/new/feed"),
        "/new/feed": rss("<title>One</title><link>1</link>"),
        "/new/1": Page(article("One", *WORDS)),
    }
    assert [report.url for report in reports(take_in([site.url("/feed")], NEAR))] == [site.url("/new/1")]


def test_one_page_that_fails_does_not_take_the_others_with_it(site: Site) -> None:
    site.pages |= {
        "/feed": rss(item(site, "/broken"), item(site, "/gone"), item(site, "/1")),
        "/broken": lambda handler: handler.wfile.write(b"\0\1\2"),
        "/1": Page(article("One", *WORDS)),
    }
    taken = list(take_in([site.url("/feed")], NEAR))
    assert kinds(taken) == ["unreachable", "http"]
    assert [report.path for report in reports(taken)] == [site.url("/1")]


NEST = 100_000
BOMB = "".join(f"<!ENTITY e{level} '{f'&e{level - 1};' * 10}'>" for level in range(1, 10))
HOSTILE = {
    "nested": "<rss version='2.0'><channel><item><title>x</title>" + "<a>" * NEST + "</a>" * NEST + "</item></channel></rss>",
    "unclosed": "<rss version='2.0'><channel><item><description>" + "<div>" * (NEST // 10),
    "nested markup": f"<rss version='2.0'><channel><item><description>{'&lt;div&gt;' * NEST}words</description></item></channel></rss>",
    "entities": f"<!DOCTYPE rss [<!ENTITY e0 'ferry'>{BOMB}]><rss version='2.0'><channel><item><description>&e9;</description></item></channel></rss>",
    "files": "<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><rss version='2.0'><channel><item><description>[&e;]</description></item></channel></rss>",
    "no end": "<rss version='2.0'><channel><item><description><![CDATA[" + "x" * NEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_costs_little_and_the_next_source_is_taken_in(site: Site, name: str) -> None:
    site.pages |= {"/feed": Page(HOSTILE[name], type="application/rss+xml"), "/1": Page(article("One", *WORDS))}
    intake = replace(NEAR, limits=replace(NEAR.limits, seconds=20.0, memory=1_000_000_000))
    taken = list(take_in([site.url("/feed"), site.url("/1")], intake))
    assert reports(taken)[-1].path == site.url("/1")
    assert all(len(report.text) < 2_000_000 for report in reports(taken))


def test_a_feed_that_costs_too_much_is_stopped_by_its_time(site: Site) -> None:
    attributes = " ".join(f"a{number}='x'" for number in range(NEST))  # each is compared with all before it
    site.pages |= {
        "/feed": Page(f"<rss version='2.0' {attributes}><channel/></rss>", type="application/rss+xml"),
        "/1": Page(article("One", *WORDS)),
    }
    taken = list(take_in([site.url("/feed"), site.url("/1")], replace(NEAR, limits=replace(NEAR.limits, seconds=2.0))))
    assert kinds(taken) in (["too_costly"], ["empty"])  # a fast machine comes to its end
    assert [report.path for report in reports(taken)] == [site.url("/1")]


def test_a_feed_reads_no_file_of_this_machine(site: Site) -> None:
    with open("/etc/hostname", encoding="utf8") as file:
        name = file.read().strip()
    site.pages["/feed"] = Page(HOSTILE["files"], type="application/rss+xml")
    assert not any(name in report.text for report in reports(take_in([site.url("/feed")], NEAR)))


def test_scripts_in_a_feed_are_no_words(site: Site) -> None:
    script = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;Ferry&lt;/b&gt; stays &lt;img src=x onerror=alert(1)&gt;in port"
    site.pages["/feed"] = rss(f"<title>{script}</title><description>{script}</description>", title=script)
    (report,) = reports(take_in([site.url("/feed")], NEAR))
    assert (report.title, report.text) == ("Ferry stays in port", "Ferry stays in port")


def test_markup_in_the_name_of_a_feed_is_no_part_of_the_outlet(site: Site) -> None:
    site.pages["/feed"] = rss(f"<title>Ferry</title>{SAID_BY_FEED}", title="&lt;b&gt;Estuary&lt;/b&gt; Post")
    (report,) = reports(take_in([site.url("/feed")], NEAR))
    assert report.outlet == "Estuary Post"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<rss version='2.0'></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
        "<rss version='2.0'><channel><title>Estuary</title></channel></rss>",
    ],
)
def test_an_empty_feed_gives_no_report_and_no_failure_of_ours(site: Site, body: str) -> None:
    site.pages["/feed"] = Page(body, type="application/rss+xml")
    taken = list(take_in([site.url("/feed")], NEAR))
    assert reports(taken) == []
    assert set(kinds(taken)) <= {"empty", "no_feed"}
