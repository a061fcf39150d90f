"""WARC and WACZ: the pages that a crawl kept."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import ReportError
from sayso.intake.crawls import Captured
from sayso.intake.crawls import captured as read
from sayso.model import Report
from sayso.settings import Intake, Limits
from tests.intake.factory import REPLY, SAID, captured, page, places, refusal_of, rss, taken, warc, written, zipped

URL = "https://www.estuary.example/ferry?utm_source=x"
PLAIN = "https://estuary.example/plain.txt"
MIXED = (
    captured(URL, page()),
    captured("https://estuary.example/photo.png", b"\x89PNG\0", "image/png"),
    captured("https://estuary.example/app.js", "alert(1)", "application/javascript"),
    captured(URL, kind="revisit"),
    captured("https://estuary.example/gone", page(), status="404 Not Found"),
    captured("https://estuary.example/moved", page(), status="301 Moved Permanently"),
    captured("https://estuary.example/part", page(), status="206 Partial Content"),
    captured("https://estuary.example/robots.txt", "User-agent: *\n", "text/plain"),
    captured("https://estuary.example/empty", ""),
    captured("https://estuary.example/asked", page(), kind="request"),
    captured(PLAIN, SAID, "text/plain", kind="resource"),
)
SMALL = replace(Limits(), slack=100_000, ratio=10)


def numbers(data: bytes, path: Path, limits: Limits | None = None) -> list[int | str]:
    """Of each record that is taken its number, of each that is refused why."""
    found = read(written(path, data), limits or Limits())
    return [one.number if isinstance(one, Captured) else one[1].kind for one in found]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> list[Report | ReportError]:
    return taken(
        written(
            tmp_path_factory.mktemp("crawl") / "crawl.warc.gz",
            warc(
                *MIXED,
                captured("https://estuary.example/feed", rss(f"<title>a</title><description>{REPLY}</description>"), "application/rss+xml"),
                packed=True,
            ),
        )
    )


def test_the_pages_are_taken_and_all_else_is_left_out(crawl: list[Report | ReportError]) -> None:
    assert [one.path.rpartition("crawl.warc.gz")[2] for one in crawl] == [":2", ":12", ":13:1"]


def test_a_page_has_its_address_from_the_crawl_and_the_moment_it_was_seen(crawl: list[Report | ReportError]) -> None:
    report = crawl[0]
    assert isinstance(report, Report)
    assert (report.url, report.outlet, report.seen) == ("https://www.estuary.example/ferry", "estuary.example", "2024-02-09T10:15:00Z")


def test_a_captured_text_is_a_report(crawl: list[Report | ReportError]) -> None:
    report = crawl[1]
    assert isinstance(report, Report)
    assert (report.text, report.url) == (SAID, PLAIN)


def test_entries_of_a_captured_feed_are_reports(crawl: list[Report | ReportError]) -> None:
    report = crawl[2]
    assert isinstance(report, Report)
    assert (report.text, report.outlet, report.url) == (REPLY, "Larn Wire", None)


def test_records_packed_one_by_one_all_at_once_or_not_are_the_same(tmp_path: Path) -> None:
    one_by_one, bare = warc(*MIXED, packed=True), warc(*MIXED)
    for number, data in enumerate((one_by_one, bare, gzip.compress(bare))):
        assert numbers(data, tmp_path / str(number)) == [2, 10, 12], number


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.gz", "crawl"])
def test_a_packed_crawl_is_told_by_its_bytes(tmp_path: Path, name: str) -> None:
    assert places(written(tmp_path / name, warc(captured(PLAIN, SAID, "text/plain"), packed=True))) == [":2"]


# what the server packed


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_answers_are_unpacked(tmp_path: Path, packing: str) -> None:
    import zlib

    data = gzip.compress(page().encode()) if packing == "gzip" else zlib.compress(page().encode())
    (one,) = read(written(tmp_path / "a.warc", warc(captured(URL, data), http=[("Content-Encoding", packing)])), Limits())
    assert isinstance(one, Captured)
    assert one.data == page().encode()


def test_chunks_are_put_together(tmp_path: Path) -> None:
    data = page().encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:100], data[100:])) + b"0\r\n\r\n"
    (one,) = read(written(tmp_path / "a.warc", warc(captured(URL, chunked), http=[("Transfer-Encoding", "chunked")])), Limits())
    assert isinstance(one, Captured)
    assert one.data == data


def test_an_answer_that_says_it_is_packed_and_is_not_is_read(tmp_path: Path) -> None:
    assert numbers(warc(captured(URL, page()), http=[("Content-Encoding", "br")]), tmp_path / "a.warc") == [2]


@pytest.mark.parametrize("packing", ["br", "zstd"])
def test_packings_that_are_not_read_are_named(tmp_path: Path, packing: str) -> None:
    (one,) = read(
        written(tmp_path / "a.warc", warc(captured(URL, b"\x8b\x02\x80hello\x03"), http=[("Content-Encoding", packing)])), Limits()
    )
    assert isinstance(one, tuple)
    assert (one[1].kind, packing in one[1].message) == ("encoding", True)


# bounds and damage


def test_an_answer_that_the_crawl_cut_short_is_refused(tmp_path: Path) -> None:
    assert numbers(warc(captured(URL, page(), WARC_Truncated="length"), captured(URL, page())), tmp_path / "a.warc") == ["torn", 3]


def test_an_answer_beyond_the_bounds_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    assert numbers(
        warc(captured(URL, "<p>" + "a" * 20_000), captured(URL, page())), tmp_path / "a.warc", replace(Limits(), document=10_000)
    ) == ["too_large", 3]


@pytest.mark.parametrize("kind", ["response", "request"])
def test_a_crawl_that_swells_is_left(tmp_path: Path, kind: str) -> None:
    swollen = captured(URL, "<p>" + "a" * 3_000_000, kind=kind)
    assert numbers(warc(captured(URL, page()), swollen, captured(URL, page()), packed=True), tmp_path / "a.warc.gz", SMALL) == [2, "bomb"]


def test_a_header_that_swells_is_left(tmp_path: Path) -> None:
    data = gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 30_000_000)
    assert numbers(data, tmp_path / "a.warc.gz") == ["bomb"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_torn_crawl_gives_what_is_whole_and_says_that_it_is_torn(tmp_path: Path, packed: bool) -> None:
    whole = warc(captured(URL, page()), captured(PLAIN, SAID, "text/plain"), packed=packed)
    for cut in (20, 100, len(whole) // 4):
        assert numbers(whole[:-cut], tmp_path / str(cut)) == [2, "damaged"], cut


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"WARC/1.0\r\nnonsense", "damaged"),
        (gzip.compress(b"WARC/1.0"), "damaged"),
        (b"WARC/1.0\r\n\r\n\r\n\r\n", "empty"),
        (warc(), "empty"),
        (warc(captured(URL, "x", "image/png")), "empty"),
    ],
)
def test_what_holds_no_page_says_so(tmp_path: Path, data: bytes, kind: str) -> None:
    error = refusal_of(written(tmp_path / "a.warc", data))
    assert (error.kind, "\n" in error.message) == (kind, False)


# WACZ


def wacz(*listed: object, more: tuple[tuple[str, str], ...] = ()) -> bytes:
    crawl = warc(
        captured(URL, "She said it.", "text/plain"),
        captured(PLAIN, SAID, "text/plain"),
        captured("https://estuary.example/b.txt", REPLY, "text/plain"),
        packed=True,
    )
    pages = "".join(json.dumps(one) + "\n" for one in ({"format": "json-pages-1.0", "id": "pages"}, *listed))
    return zipped(
        [("datapackage.json", "{}"), ("archive/data.warc.gz", crawl), ("indexes/index.cdx", "x"), ("pages/pages.jsonl", pages), *more]
    )


def test_of_a_wacz_the_pages_that_it_lists_are_taken(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.wacz", wacz({"url": f"{PLAIN}?utm_source=x#top", "title": "a"}))) == ["/archive/data.warc.gz:3"]


def test_a_wacz_that_lists_nothing_gives_all(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.wacz", wacz())) == [f"/archive/data.warc.gz:{number}" for number in (2, 3, 4)]


def test_what_is_no_list_of_pages_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wacz", wacz([], 7, {"url": 7}, {"url": PLAIN}, more=(("pages/extra.jsonl", "nonsense\n"),)))
    assert places(path) == ["/archive/data.warc.gz:3"]


def test_a_folder_among_the_crawls_does_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wacz", wacz({"url": PLAIN}, more=(("archive/x/a.txt", SAID),)))
    assert places(path)[0] == "/archive/data.warc.gz:3"


def test_limits_are_those_of_the_taking_in(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", warc(captured(URL, "a" * 3_000_000, "text/plain"), packed=True))
    assert places(path, Intake(limits=SMALL)) == [":2 bomb"]
