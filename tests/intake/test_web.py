"""Addresses fetched from real servers: asked politely, only what has changed."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import pytest

from sayso.errors import ReportError
from sayso.intake import take_in, web
from sayso.intake.web import Answer, Fetcher
from sayso.model import Fetched, Report
from sayso.settings import Intake
from tests.intake.fetching import FERRY, HANG, answer, failure, fetched, no_hang, raw, robots
from tests.servers import BOTH, NEAR, Asked, Page, Site, moved

# What is asked, and how


def test_a_page_becomes_a_report_and_what_to_remember_comes_behind_it(site: Site) -> None:
    url = site.url("/ferry?utm_source=letter")
    site.pages["/ferry?utm_source=letter"] = Page(FERRY, headers={"ETag": '"one"', "Last-Modified": "Mon, 04 Mar 2019 10:00:00 GMT"})
    report, memory = take_in([url], NEAR)
    assert isinstance(report, Report)
    assert report.text.startswith("Ferry to Lisarre stays in port\nThe ferry to Lisarre stays in port until")
    assert (report.path, report.url) == (url, site.url("/ferry"))
    assert report.original is not None
    assert report.original.data == FERRY.encode()
    assert isinstance(memory, Fetched)
    assert (memory.status, memory.etag, memory.modified, memory.at) == (200, '"one"', "Mon, 04 Mar 2019 10:00:00 GMT", report.seen)


@pytest.mark.parametrize("headers", [{"ETag": 'W/"7"'}, {"Last-Modified": "Mon, 04 Mar 2019 10:00:00 GMT"}])
def test_a_page_that_has_not_changed_gives_nothing_but_that(site: Site, headers: dict[str, str]) -> None:
    site.pages["/ferry"] = Page(FERRY, headers=headers)
    first = answer(site.url("/ferry")).fetched
    (taken,) = take_in([site.url("/ferry")], NEAR, memory=lambda _: first)
    assert isinstance(taken, Fetched)
    assert taken == replace(first, status=304, at=taken.at)


def test_a_page_that_has_changed_is_taken_in_anew(site: Site) -> None:
    site.pages["/ferry"] = Page(FERRY, headers={"ETag": '"one"'})
    first = answer(site.url("/ferry")).fetched
    site.pages["/ferry"] = Page(FERRY.replace("two cracks", "one crack"), headers={"ETag": '"two"'})
    report, memory = take_in([site.url("/ferry")], NEAR, memory=lambda _: first)
    assert isinstance(report, Report)
    assert "one crack" in report.text
    assert isinstance(memory, Fetched)
    assert memory.etag == '"two"'


def test_unchanged_is_believed_only_where_it_was_asked_for(site: Site) -> None:
    site.pages["/"] = Page(status=304)
    assert failure(site.url("/")).kind == "http"
    site.pages["/old"] = moved("/new")
    site.pages["/new"] = Page(status=304)
    assert isinstance(fetched(site.url("/old"), known=Fetched(site.url("/old"), 200, "2019-03-04T10:00:00+00:00", '"1"')), ReportError)


@pytest.mark.parametrize("stamp", ["caf\xe9", "x" * 90_000, "a\x85b"])
def test_a_stamp_that_cannot_be_sent_back_is_not_kept(site: Site, stamp: str) -> None:
    site.pages["/"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: " + stamp.encode("latin1") + b"\r\n\r\nhi")
    first = answer(site.url("/")).fetched
    assert first.etag is None
    assert isinstance(fetched(site.url("/"), known=first), Answer)


def test_the_server_is_told_who_asks_and_nothing_of_this_machine(site: Site) -> None:
    site.pages["/"] = Page("hello")
    answer(site.url("/"), replace(NEAR, user_agent="estuarybot/2.1 (desk@estuary.example)"))
    assert {one.headers["user-agent"] for one in site.asked} == {"estuarybot/2.1 (desk@estuary.example)"}
    assert site.last("/").headers.keys() == {"host", "accept", "accept-encoding", "user-agent"}


def test_who_asks_may_be_named_in_any_letters(site: Site) -> None:
    site.pages["/"] = Page("hello")
    answer(site.url("/"), replace(NEAR, user_agent="café-bot/1"))
    assert site.last("/").headers["user-agent"].encode("latin1").decode() == "café-bot/1"


def test_what_a_server_wants_to_know_us_by_is_not_told_to_it_again(site: Site) -> None:
    site.pages["/"] = Page("hello", headers={"Set-Cookie": "reader=7; Path=/"})
    with Fetcher(NEAR) as fetcher:
        fetcher.fetch(site.url("/"))
        fetcher.fetch(site.url("/"))
    assert [one.headers.get("cookie") for one in site.asked] == [None] * 3


def test_no_proxy_is_taken_from_the_environment(site: Site, inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, inside.root)
    site.pages["/"] = Page("hello")
    assert answer(site.url("/"), BOTH).data == b"hello"
    assert inside.dialled == 0


# robots.txt


def test_what_robots_txt_disallows_is_not_asked_for(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /closed\n")
    refused = failure(site.url("/closed"))
    assert refused.kind == "robots"
    assert "127.0.0.1 asks programs not to fetch it" in refused.message
    assert site.paths == []
    assert answer(site.url("/open")).data == b"open"


def test_robots_txt_is_kept_for_our_name_before_that_for_all(site: Site) -> None:
    robots(site, "User-agent: estuarybot\nDisallow: /open\n\nUser-agent: otherbot\nUser-agent: *\nDisallow: /closed\n")
    named = replace(NEAR, user_agent="EstuaryBot/2.1 (desk)")
    assert failure(site.url("/open"), named).kind == "robots"
    assert answer(site.url("/closed"), named).data == b"closed"
    assert failure(site.url("/closed")).kind == "robots"
    assert answer(site.url("/open")).data == b"open"


def test_robots_txt_is_asked_for_once_a_host(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /closed\n")
    with Fetcher(NEAR) as fetcher:
        list(fetcher.fetch_all([site.url(path) for path in ("/open", "/closed", "/a", "/b")]))
    assert [one.path for one in site.asked].count("/robots.txt") == 1
    assert site.asked[0].path == "/robots.txt"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_a_robots_txt_all_is_open(site: Site, status: int) -> None:
    robots(site, "User-agent: *\nDisallow: /", status=status)
    assert answer(site.url("/open")).data == b"open"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_fails_closes_all_and_says_when_to_try_again(site: Site, status: int) -> None:
    robots(site, "", status=status, headers={"Retry-After": "90"})
    refused = failure(site.url("/open"))
    assert (refused.kind, refused.again) == ("robots", 90.0)
    assert f"its robots.txt answers {status}" in refused.message
    assert site.paths == []


def test_a_host_whose_robots_txt_cannot_be_had_is_not_asked_again_for_each_page(site: Site) -> None:
    site.pages["/robots.txt"] = raw()
    with Fetcher(NEAR) as fetcher:
        found = [page for _, page in fetcher.fetch_all([site.url(f"/{number}") for number in range(20)])]
    assert [page.kind for page in found if isinstance(page, ReportError)] == ["unreachable"] * 20
    assert len(site.asked) == 1


def test_a_huge_robots_txt_is_read_at_its_beginning(site: Site) -> None:
    robots(site, "User-agent: *\nDisallow: /closed\n" + "# all quiet\n" * 50_000 + "Disallow: /open\n")
    assert failure(site.url("/closed")).kind == "robots"
    assert answer(site.url("/open")).data == b"open"


def test_patterns_of_a_robots_txt_cost_little(site: Site) -> None:
    path = "/" + "a" * 2000
    robots(site, f"User-agent: *\nDisallow: /{'*a' * 500}*b$\nDisallow: /cl*d\n")
    with no_hang():
        assert failure(site.url(path)).kind == "http"
        assert failure(site.url("/closed")).kind == "robots"


def test_a_robots_txt_of_many_names_and_many_rules_costs_little(site: Site) -> None:
    names = "".join(f"User-agent: b{number}\n" for number in range(14_000))
    robots(site, f"{names}User-agent: *\n" + "".join(f"Disallow: /{number}\n" for number in range(14_000)) + "Disallow: /closed\n")
    with no_hang():
        assert failure(site.url("/closed")).kind == "robots"
        assert answer(site.url("/open")).data == b"open"


def test_a_robots_txt_elsewhere_is_followed(site: Site) -> None:
    robots(site, "")
    site.pages["/robots.txt"] = moved("/rules.txt", 301)
    site.pages["/rules.txt"] = Page("User-agent: *\nDisallow: /closed\n", type="text/plain")
    assert failure(site.url("/closed")).kind == "robots"
    assert answer(site.url("/open")).data == b"open"


def test_a_robots_txt_that_leads_in_a_circle_is_none(site: Site) -> None:
    robots(site, "")
    site.pages["/robots.txt"] = moved("/robots.txt")
    assert answer(site.url("/open")).data == b"open"


def test_a_robots_txt_that_leads_inside_is_refused(site: Site, inside: Site) -> None:
    robots(site, "")
    site.pages["/robots.txt"] = moved(inside.url("/robots.txt"))
    assert failure(site.url("/open")).kind == "private"
    assert inside.dialled == 0


@pytest.mark.parametrize("text", ["\xff\xfe\0\0", "<html>no rules</html>", "User-agent\nDisallow\n\n:::\n*", "Disallow: /open"])
def test_a_robots_txt_without_rules_is_none(site: Site, text: str) -> None:
    robots(site, text)
    assert answer(site.url("/open")).data == b"open"


# One request at a time, and a pause


def gaps(asked: list[Asked]) -> list[float]:
    return [after.at - before.at for before, after in pairwise(asked)]


def all_of(site: Site, intake: Intake, number: int = 4) -> list[Asked]:
    with Fetcher(intake) as fetcher:
        urls = [site.url(f"/{one}") for one in range(number)]
        assert [url for url, _ in fetcher.fetch_all(urls)] == urls
    return site.asked


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    at_once, most = 0, 0
    lock = threading.Lock()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    site.pages |= {f"/{one}": slow for one in range(6)}
    all_of(site, NEAR, 6)
    assert most == 1


def test_between_two_requests_to_a_host_there_is_a_pause(site: Site) -> None:
    patient = replace(NEAR, limits=replace(NEAR.limits, pause=0.05))
    assert min(gaps(all_of(site, patient))) >= 0.05


@pytest.mark.parametrize(
    ("asked", "pause", "kept"), [("0.1", 0.0, 0.1), ("0.01", 0.1, 0.1), ("900", 0.0, 0.1), ("-1", 0.1, 0.1), ("soon", 0.1, 0.1)]
)
def test_robots_txt_may_ask_for_a_longer_pause_within_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch, asked: str, pause: float, kept: float
) -> None:
    monkeypatch.setattr(web, "LONGEST_PAUSE", 0.1)
    robots(site, f"User-agent: *\nCrawl-delay: {asked}\n")
    pages = [one for one in all_of(site, replace(NEAR, limits=replace(NEAR.limits, pause=pause))) if one.path != "/robots.txt"]
    assert min(gaps(pages)) >= kept


def test_hosts_are_asked_side_by_side(site: Site, inside: Site) -> None:
    both = threading.Barrier(2, timeout=HANG)

    def together(handler: BaseHTTPRequestHandler) -> None:
        both.wait()
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    site.pages["/"] = inside.pages["/"] = together
    with Fetcher(BOTH) as fetcher:
        found = dict(fetcher.fetch_all([site.url("/"), inside.url("/")]))
    assert all(isinstance(page, Answer) for page in found.values())


def test_only_so_many_answers_are_held_as_have_hosts_to_come_from(site: Site) -> None:
    site.pages |= {f"/{one}": Page("hi") for one in range(100)}
    with Fetcher(NEAR) as fetcher:
        pages = fetcher.fetch_all([site.url(f"/{one}") for one in range(100)])
        next(pages)
        time.sleep(0.5)
        assert len(site.paths) <= 1 + web.AHEAD
        assert len(list(pages)) == 99
