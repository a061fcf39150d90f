"""What real servers answer: led on with care, bounded in bytes and time, never trusted."""

from __future__ import annotations

import gzip
import socket
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.intake.web import Answer, Fetcher
from sayso.model import Fetched, Report
from sayso.settings import Intake
from tests.intake.fetching import FERRY, answer, failure, no_hang, raw, robots
from tests.servers import BOTH, NEAR, Page, Site, moved

IMPATIENT = replace(NEAR, limits=replace(NEAR.limits, fetch_seconds=0.5))

# Led on


def test_redirects_are_followed_to_the_page_and_its_address(site: Site) -> None:
    site.pages |= {"/a": moved("/b/c", 301), "/b/c": moved("d?x=1", 307), "/b/d?x=1": moved(site.url("/e"), 308), "/e": Page(FERRY)}
    report, memory = take_in([site.url("/a")], NEAR)
    assert isinstance(report, Report)
    assert (report.path, report.url) == (site.url("/a"), site.url("/e"))
    assert isinstance(memory, Fetched)
    assert memory.url == site.url("/a")


def test_redirects_are_limited(site: Site) -> None:
    site.pages |= {f"/{number}": moved(f"/{number + 1}") for number in range(20)}
    refused = failure(site.url("/0"))
    assert refused.kind == "redirects"
    assert len(site.paths) == NEAR.limits.redirects + 1


def test_robots_txt_is_kept_where_a_redirect_leads(site: Site, inside: Site) -> None:
    site.pages["/"] = moved(inside.url("/closed"))
    robots(inside, "User-agent: *\nDisallow: /closed\n")
    assert failure(site.url("/"), BOTH).kind == "robots"
    assert inside.paths == []


def test_a_redirect_to_a_private_address_is_refused_and_nothing_sent_there(site: Site, inside: Site) -> None:
    site.pages["/"] = moved(inside.url("/"))
    refused = failure(site.url("/"))
    assert refused.kind == "private"
    assert "127.0.0.2" in refused.message
    assert inside.dialled == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "127.0.2", "2130706434", "0x7f000002", "[::ffff:127.0.0.2]", "[::1]", "10.0.0.1", "169.254.169.254", "0"]
)
def test_no_way_to_write_a_private_address_gets_there(site: Site, inside: Site, host: str) -> None:
    site.pages["/"] = moved(f"http://{host}:{inside.server.server_port}/")
    assert failure(site.url("/")).kind == "private"
    assert inside.dialled == 0


def test_a_name_that_leads_to_a_private_address_is_refused(site: Site) -> None:
    url = site.url("/").replace("127.0.0.1", "localhost")
    refused = failure(url, Intake(limits=NEAR.limits))
    assert refused.kind == "private"
    assert "localhost is at" in refused.message
    assert "--allow-private" in refused.message
    assert site.dialled == 0


def test_a_name_that_leads_to_a_private_address_is_refused_in_a_redirect(site: Site, inside: Site) -> None:
    inside.pages["/"] = moved(site.url("/").replace("127.0.0.1", "localhost"))
    only_inside = replace(NEAR, allow_networks=("127.0.0.2/32",))
    assert failure(inside.url("/"), only_inside).kind == "private"
    assert site.dialled == 0


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("file:///etc/hostname", "scheme"),
        ("ftp://127.0.0.1/report", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,<p>hello", "scheme"),
        ("gopher://127.0.0.1:25/_HELO", "scheme"),
        ("unix:/run/control.sock", "scheme"),
        ("http://clerk@127.0.0.1/", "address"),
        ("http://clerk:secret@127.0.0.1/", "address"),
        ("http://@127.0.0.1/", "address"),
        ("http://127.0.0.1:99999/", "address"),
        ("http://[::1/", "address"),
    ],
)
def test_a_redirect_to_what_is_no_plain_address_is_refused(site: Site, to: str, kind: str) -> None:
    site.pages["/"] = moved(to)
    refused = failure(site.url("/"))
    assert refused.kind == kind
    assert "secret" not in refused.message
    assert site.paths == ["/"]


def test_no_location_breaks_the_fetcher(site: Site) -> None:
    location = b""
    site.pages["/"] = lambda handler: handler.wfile.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")
    signs = st.characters(codec="utf8", exclude_characters="\r\n\0")
    with Fetcher(NEAR) as fetcher:

        @settings(max_examples=80)
        @given(
            st.text(signs, max_size=30), st.sampled_from(["", "/", "?", "#", "http:", "http://127.0.0.1:", "//127.0.0.1:0/", "\\\\", "a:"])
        )
        def check(text: str, before: str) -> None:
            nonlocal location
            with suppress(ValueError):
                assume(urlsplit(urljoin(site.url("/"), before + text)).hostname in (None, "127.0.0.1"))  # no names are looked up here
            location = (before + text).encode()
            assert isinstance(fetcher.fetch(site.url("/")), ReportError)

        check()


# Bounded


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[Site], Callable[[BaseHTTPRequestHandler], None]]:
    def of(site: Site) -> Callable[[BaseHTTPRequestHandler], None]:
        def write(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(start)
            while not site.over.wait(pause) if pause else not site.over.is_set():
                handler.wfile.write(piece)

        return write

    return of


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n"])
def test_an_endless_answer_is_stopped_by_its_size(site: Site, start: bytes) -> None:
    site.pages["/"] = endless(start, b"<p>ferry</p>" * 1000)(site)
    with no_hang():
        refused = failure(site.url("/"), replace(NEAR, limits=replace(NEAR.limits, document=1_000_000)))
    assert refused.kind == "too_large"
    assert "more than 1 MB" in refused.message


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTT", b""),
        (b"", b""),
    ],
    ids=["body", "chunk", "header", "first line", "nothing"],
)
def test_an_answer_that_drips_is_stopped_by_its_time(site: Site, start: bytes, piece: bytes) -> None:
    site.pages["/"] = endless(start, piece, pause=0.05)(site)
    with no_hang():
        assert failure(site.url("/"), IMPATIENT).kind == "slow"


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0\0\0\xff\xff" * 1000),
    ],
    ids=["continue", "nothing packed"],
)
def test_an_answer_that_never_comes_to_the_point_is_stopped_by_its_time(site: Site, start: bytes, piece: bytes) -> None:
    site.pages["/"] = endless(start, piece)(site)
    with no_hang():
        assert failure(site.url("/"), IMPATIENT).kind == "slow"


def test_a_server_that_does_not_answer_holds_up_no_other(site: Site, inside: Site) -> None:
    site.pages["/"] = endless(b"", b"", pause=0.05)(site)
    inside.pages["/"] = Page("hi")
    with Fetcher(replace(BOTH, limits=IMPATIENT.limits)) as fetcher, no_hang():
        found = [page for _, page in fetcher.fetch_all([site.url("/"), inside.url("/")])]
    assert isinstance(found[0], ReportError)
    assert isinstance(found[1], Answer)


def zipped(data: bytes, encoding: str = "gzip") -> Page:
    return Page(data, headers={"Content-Encoding": encoding})


def test_a_gzip_bomb_is_refused_in_little_memory(site: Site) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    site.pages |= {"/": zipped(bomb), "/small": Page("hi")}
    with Fetcher(replace(NEAR, limits=replace(NEAR.limits, document=1_000_000))) as fetcher:
        fetcher.fetch(site.url("/small"))
        tracemalloc.start()
        try:
            refused = fetcher.fetch(site.url("/"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(refused, ReportError)
    assert refused.kind == "too_large"
    assert peak < 10_000_000


@pytest.mark.parametrize("text", [FERRY, ""])
def test_a_packed_page_is_unpacked(site: Site, text: str) -> None:
    one, other = text[:200].encode(), text[200:].encode()
    site.pages |= {
        "/gzip": zipped(gzip.compress(text.encode())),
        "/deflate": zipped(zlib.compress(text.encode()), "deflate"),
        "/pieces": zipped(gzip.compress(one) + gzip.compress(other)),
        "/more": zipped(gzip.compress(text.encode()) + b"\0\0and what is no gzip"),
        "/nothing": zipped(b""),
    }
    assert [answer(site.url(path)).data.decode() for path in site.pages] == [text] * 4 + [""]


def test_what_stands_behind_a_packed_page_is_not_read_without_end(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    site.pages["/"] = endless(head + gzip.compress(FERRY.encode()), b"x" * 100_000)(site)
    with no_hang():
        assert answer(site.url("/")).data.decode() == FERRY


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (zipped(gzip.compress(FERRY.encode())[:-30]), "damaged"),
        (zipped(b"no gzip at all"), "damaged"),
        (zipped(gzip.compress(gzip.compress(b"hi")), "gzip, gzip"), "encoding"),
        (zipped(b"\x8b\x01\x80hi\x03", "br"), "encoding"),
        (zipped(b"hi", "zstd"), "encoding"),
        (zipped(b"hi", "x" * 5000), "encoding"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(site: Site, page: Page, kind: str) -> None:
    site.pages["/"] = page
    refused = failure(site.url("/"))
    assert refused.kind == kind
    assert len(refused.message) < 300


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nThe ferry")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


@pytest.mark.parametrize(
    "broken",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nThe ferry"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nThe ferry\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnine\r\nThe ferry\r\n0\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nThe ferry"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nThe ferry"),
        cut_off,
        raw(),
        raw(b"\0\1\2 no HTTP at all \x1b[2J\r\n\r\n"),
        raw(b"The ferry stays in port.\n" * 100),
        raw(b"HTTP/1.1 2000 OK\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n", b"X-Ferry: stays in port\r\n" * 20_000, b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX-Ferry: ", b"x" * 1_000_000, b"\r\n\r\n"),
    ],
    ids="short chunks nine negative two cut nothing garbage words status headers header".split(),
)
def test_a_broken_answer_is_a_failure_in_a_line(site: Site, broken: Callable[[BaseHTTPRequestHandler], None]) -> None:
    site.pages["/"] = broken
    refused = failure(site.url("/"))
    assert refused.kind == "unreachable"
    assert refused.message.isprintable()
    assert len(refused.message) < 300


def test_nothing_at_an_address_is_said(site: Site) -> None:
    site.pages["/"] = Page(" \n")
    taken = [one for one in take_in([site.url("/")], NEAR) if not isinstance(one, Fetched)]
    assert [one.kind for one in taken if isinstance(one, ReportError)] == ["empty"]


@pytest.mark.parametrize("status", [204, 404, 410, 500, 503])
def test_an_answer_that_is_no_page_is_a_failure(site: Site, status: int) -> None:
    site.pages["/"] = Page("" if status == 204 else FERRY, status)
    refused = failure(site.url("/"))
    assert (refused.kind, refused.again) == ("http", None)
    assert f"answers {status}" in refused.message


def test_what_an_answer_that_is_no_page_holds_does_not_matter(site: Site) -> None:
    site.pages["/"] = endless(b"HTTP/1.1 404 Not Found\r\nContent-Encoding: br\r\n\r\n", b"x" * 10_000)(site)
    assert failure(site.url("/")).kind == "http"


def test_a_server_that_asks_for_time_is_heard(site: Site) -> None:
    site.pages["/"] = Page(status=429, headers={"Retry-After": "120"})
    assert failure(site.url("/")).again == 120.0
    site.pages["/"] = Page(status=503, headers={"Retry-After": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)})
    again = failure(site.url("/")).again
    assert again is not None
    assert 3000 < again <= 3600
    site.pages["/"] = Page(status=503, headers={"Retry-After": "Mon, 04 Mar 2019 10:00:00 GMT"})
    assert failure(site.url("/")).again == 0.0


def test_no_retry_after_breaks_the_fetcher(site: Site) -> None:
    asked = b""
    site.pages["/"] = lambda handler: handler.wfile.write(b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\nRetry-After: " + asked + b"\r\n\r\n")
    dates = st.builds(
        "{}, {} {} {} {}:{}:{} {}".format, *[st.text("MonMar0123456789", max_size=6)] * 7, st.sampled_from(["GMT", "-0000", "+9999", ""])
    )
    with Fetcher(NEAR) as fetcher:

        @settings(max_examples=80)
        @given(
            st.one_of(
                st.text(st.characters(codec="latin1", exclude_categories=["Cc"]), max_size=20), st.just("9" * 400), st.just("²"), dates
            )
        )
        def check(text: str) -> None:
            nonlocal asked
            asked = text.encode("latin1")
            found = fetcher.fetch(site.url("/"))
            assert isinstance(found, ReportError)
            assert found.again is None or found.again >= 0

        check()


@pytest.mark.parametrize("url", ["http://", "http://:80/", "https://127.0.0.1:port/", "http://clerk:secret@127.0.0.1/", "http://[::1/"])
def test_what_is_no_address_is_said(url: str) -> None:
    refused = failure(url)
    assert refused.kind == "address"


def test_nobody_there_is_said_with_the_next_step() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        refused = failure(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert refused.kind == "unreachable"
    assert "check it and the connection" in refused.message
