"""A folder of invented reports in every format that intake reads, and a server of a feed and its pages on the loopback."""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.intake.fuzz_seeds import response
from benchmarks.linking.newsroom import newsroom
from sayso.model import Report

FEED = 6  # reports that the server has
_FORMATS = ("txt", "html", "jsonl", "zip", "txt", "xml", "eml", "csv", "pdf", "warc", "txt", "mbox")


def invented(count: int, seed: int = 11) -> list[Report]:
    """Reports of the synthetic newsroom, no two of them with one text."""
    made = {one.report.sha256: one.report for one in newsroom(max(count + 10, 20), seed)}
    return list(made.values())[:count]


def _day(report: Report) -> str:
    return (report.published or "2032-07-04")[:10]


def page(report: Report) -> bytes:
    """The report as a web page with what surrounds one."""
    title, body = html.escape(report.title or ""), "".join(f"<p>{html.escape(line)}</p>" for line in report.text.split("\n\n")[1:])
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{report.url}">'
        f'<meta property="og:site_name" content="{html.escape(report.outlet or "")}"><meta property="article:published_time" content="{_day(report)}T08:00:00Z">'
        f'</head><body><nav><a href="/">Home</a> <a href="/more">More</a></nav><article><h1>{title}</h1>{body}</article><footer>All rights reserved</footer></body></html>'
    ).encode()


def rss(reports: Sequence[Report], links: Sequence[str], *, full: bool) -> bytes:
    """A feed of them; `full` with their texts."""
    items = "".join(
        f"<item><title>{html.escape(one.title or '')}</title><link>{link}</link><guid>{one.sha256[:12]}</guid><pubDate>{_day(one)}T08:00:00Z</pubDate>"
        + (
            f"<description>{html.escape(''.join(f'<p>{html.escape(line)}</p>' for line in one.text.split(chr(10) * 2)[1:]))}</description>"
            if full
            else ""
        )
        + "</item>"
        for one, link in zip(reports, links, strict=True)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{html.escape(reports[0].outlet or "")}</title><language>en</language>{items}</channel></rss>'.encode()


def letter(report: Report) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f'"{report.outlet}" <desk@{(report.url or "").split("/")[2]}>'
    made["To"] = "readers@list.example"
    made["Subject"] = report.title
    made["Date"] = datetime.fromisoformat(f"{_day(report)}T08:00:00+00:00")
    made.set_content(report.text)
    return made


def _record(report: Report) -> dict[str, str | None]:
    return {name: getattr(report, name) for name in ("title", "text", "outlet", "published", "url")}


def _pdf(report: Report) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.set_creation_date(datetime(2032, 7, 5, tzinfo=UTC))
    made.set_title(report.title or "")
    made.add_page()
    made.set_font("Helvetica", size=11)
    made.multi_cell(0, 6, report.text.translate(str.maketrans("“”‘’–—", "\"\"''--")).encode("latin-1", "replace").decode("latin-1"))
    return bytes(made.output())


def _warc(reports: Sequence[Report]) -> bytes:
    return b"".join(gzip.compress(response(one.url or "", page(one)), mtime=0) for one in reports)


def _table(reports: Sequence[Report]) -> bytes:
    sink = io.StringIO()
    rows = csv.DictWriter(sink, ["title", "text", "outlet", "published", "url"])
    rows.writeheader()
    rows.writerows(_record(one) for one in reports)
    return sink.getvalue().encode()


def _zipped(reports: Sequence[Report]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for number, one in enumerate(reports):
            made.writestr(f"{number}.txt", one.text)
            made.writestr(f"{number}.json", json.dumps({"outlet": one.outlet, "published": one.published, "url": one.url}))
    return sink.getvalue()


def files(reports: Sequence[Report]) -> Iterator[tuple[str, bytes]]:
    """The reports as files, one to three of them in each; what tells of a file comes before it. One file more is none that can be read."""
    left = list(reports)
    number = 0
    while left:
        form = _FORMATS[number % len(_FORMATS)]
        most = {"jsonl": 3, "zip": 3, "csv": 2, "xml": 3, "warc": 2, "mbox": 2}.get(form, 1)
        some, left = left[:most], left[most:]
        name = f"{number:02}-{form}.{form}"
        number += 1
        if form == "txt":
            yield f"{name}.json", json.dumps({"outlet": some[0].outlet, "published": some[0].published, "url": some[0].url}).encode()
            yield name, some[0].text.encode()
        elif form == "mbox":
            yield name, b"".join(b"From desk@x.example Mon Jul 05 08:00:00 2032\n" + letter(one).as_bytes() + b"\n\n" for one in some)
        else:
            yield name, {
                "html": lambda some=some: page(some[0]), "eml": lambda some=some: letter(some[0]).as_bytes(), "pdf": lambda some=some: _pdf(some[0]),
                "jsonl": lambda some=some: "".join(json.dumps(_record(one)) + "\n" for one in some).encode(), "zip": lambda some=some: _zipped(some),
                "csv": lambda some=some: _table(some), "xml": lambda some=some: rss(some, [one.url or "" for one in some], full=True), "warc": lambda some=some: _warc(some),
            }[form]()  # fmt: skip
    yield "98-damaged.zip", b"PK\x03\x04 this is none"
    yield "99-empty.txt", b" \n"


def folder(top: Path, reports: Sequence[Report]) -> None:
    top.mkdir(parents=True, exist_ok=True)
    for name, data in files(reports):
        (top / name).write_bytes(data)


@contextmanager
def served(reports: Sequence[Report]) -> Iterator[str]:
    """The address of a feed of the reports, each with a page of its own, as long as the context lasts. It asks for a tenth of a second's pause."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = f"http://{self.headers['Host']}"
            pages = {
                f"/{number}.html": page(one).replace((one.url or "").encode(), f"{host}/{number}.html".encode())
                for number, one in enumerate(reports)
            }
            known = {
                "/robots.txt": ("text/plain", b"User-agent: *\nCrawl-delay: 0.1\n"),
                "/feed": ("application/rss+xml", rss(reports, [f"{host}{at}" for at in pages], full=False)),
                **{at: ("text/html; charset=utf-8", data) for at, data in pages.items()},
            }
            kind, data = known.get(self.path, ("text/plain", b""))
            tag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
            status = 404 if self.path not in known else 304 if self.headers.get("If-None-Match") == tag else 200
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", "0" if status == 304 else str(len(data)))
            self.end_headers()
            if status != 304:
                self.wfile.write(data)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 (its name there)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed"
    finally:
        server.shutdown()
        server.server_close()
