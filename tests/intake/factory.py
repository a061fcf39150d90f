"""Documents of every kind, made for tests: all towns, ferries and councils in them are invented."""

from __future__ import annotations

import io
import tarfile
import warnings
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.intake.draft import Draft, Refused
from sayso.intake.worker import answer
from sayso.model import Fetched, Report
from sayso.settings import Intake

SAID = "The harbour council of Larnmouth voted on the ferry, and the mayor said that it was a step towards a bridge."
REPLY = "“Nobody is content,” said Bo Aho, who keeps the kiosk at the pier, and he added that the timetable would be printed anew."
URL = "https://www.estuary.example/ferry-vote"


def taken(path: Path, intake: Intake | None = None) -> list[Report | ReportError]:
    """All that a file or folder gives."""
    return [one for one in take_in([str(path)], intake) if not isinstance(one, Fetched)]


def reports(path: Path, intake: Intake | None = None) -> list[Report]:
    """What a file or folder gives, all of it reports."""
    found = taken(path, intake)
    assert all(isinstance(one, Report) for one in found), found
    return [one for one in found if isinstance(one, Report)]


def report_in(path: Path, intake: Intake | None = None) -> Report:
    (report,) = reports(path, intake)
    return report


def refusal_of(path: Path, intake: Intake | None = None) -> ReportError:
    (error,) = taken(path, intake)
    assert isinstance(error, ReportError), error
    return error


def places(path: Path, intake: Intake | None = None) -> list[str]:
    """Where what a file or folder gives lies, seen from it; what is refused with its kind."""
    return [one.path.removeprefix(str(path)) + (f" {one.kind}" if isinstance(one, ReportError) else "") for one in taken(path, intake)]


def written(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def drafts(kind: str, data: bytes | str, *, url: str | None = None, charset: str | None = None) -> list[Draft]:
    """A document taken apart in this process. Raises Refused where it, or what is left of it, is."""
    told = answer({"kind": kind, "url": url, "charset": charset}, data if isinstance(data, bytes) else data.encode())
    if "kind" in told:
        raise Refused(told["kind"], told["message"])
    return [Draft.unpacked(one) for one in told["drafts"]]


def draft(kind: str, data: bytes | str, *, url: str | None = None, charset: str | None = None) -> Draft:
    (one,) = drafts(kind, data, url=url, charset=charset)
    return one


def held(of: Draft | Report, name: str) -> str | None:
    """The first value that a draft or report has for a fact."""
    return next((fact.value for fact in of.facts if fact.name == name), None)


def page(head: str = "", body: str = "", *, before: str = "", attributes: str = 'lang="en-GB"') -> str:
    said = body or f"<p>{SAID}</p><p>{REPLY}</p>"
    return (
        f"{before}<!DOCTYPE html><html {attributes}><head><title>Ferry vote</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>Ferry vote</h1>{said}</article></main><footer>© 2011 The Estuary</footer></body></html>"
    )


def rss(*items: str, channel: str = "", doctype: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{doctype}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Larn Wire</title><language>en-gb</language>'
        f"{channel}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Larn Wire</title><entry>{entry}</entry></feed>'


def letter(plain: str | None = SAID, rich: str | None = None, *, attached: str | None = None, **headers: str) -> bytes:
    made = EmailMessage()
    told = {"From": '"Port of Larnmouth" <press@port.example>', "To": "desk@estuary.example", "Subject": "Ferry vote", **headers}
    for name, value in {"Date": "Fri, 09 Feb 2024 10:15:00 +0100", **told}.items():
        made[name.replace("_", "-")] = value
    if plain is not None:
        made.set_content(plain)
    if rich is not None:
        made.add_alternative(rich, subtype="html") if plain is not None else made.set_content(rich, subtype="html")
    if attached is not None:
        made.add_attachment(attached.encode(), maintype="text", subtype="csv", filename="figures.csv")
    return made.as_bytes()


def pdf(*pages: str, head: str = "", title: str = "", author: str = "", password: str = "") -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.set_title(title)
    made.set_author(author)
    if password:
        made.set_encryption(owner_password="owner", user_password=password)  # noqa: S106 (of a test)
    for number, text in enumerate(pages, 1):
        made.add_page()
        made.set_font("Helvetica", size=11)
        if head:
            made.multi_cell(0, 6, head, new_x="LMARGIN", new_y="NEXT")
        made.multi_cell(0, 6, text)
        if head:
            made.set_y(-30)
            made.multi_cell(0, 6, f"Page {number} of {len(pages)}")
    return bytes(made.output())


def zipped(members: Iterable[tuple[str, bytes | str]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(sink, "w", method) as made:
        warnings.simplefilter("ignore", UserWarning)  # of two members of one name, which are wanted
        for name, data in members:
            made.writestr(name, data)
    return sink.getvalue()


def tarred(members: Iterable[tuple[str, bytes | str]], links: Iterable[tuple[str, bytes, str]] = ()) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as made:
        for name, kind, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            made.addfile(info)
        for name, content in members:
            data = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def captured(
    url: str = URL,
    data: bytes | str = "",
    declared: str = "text/html; charset=utf-8",
    *,
    status: str = "200 OK",
    kind: str = "response",
    **headers: str,
) -> dict[str, Any]:
    """One record of a crawl, for `warc`."""
    return {
        "url": url,
        "data": data if isinstance(data, bytes) else data.encode(),
        "declared": declared,
        "status": status,
        "kind": kind,
        "headers": headers,
    }


def warc(*records: dict[str, Any], packed: bool = False, http: Iterable[tuple[str, str]] = ()) -> bytes:
    """A crawl of the records, behind a record that says who made it."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    sink = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the writer leaves its temporary files to the collector
        writer = WARCWriter(sink, gzip=packed)
        writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "a test"}))
        for record in records:
            told = {"WARC-Date": "2024-02-09T10:15:00Z", **{name.replace("_", "-"): value for name, value in record["headers"].items()}}
            if record["kind"] == "revisit":
                made = writer.create_revisit_record(record["url"], "sha1:AAAA", record["url"], "2024-02-01T00:00:00Z")
            elif record["kind"] == "resource":
                made = writer.create_warc_record(
                    record["url"],
                    "resource",
                    payload=io.BytesIO(record["data"]),
                    warc_content_type=record["declared"],
                    warc_headers_dict=told,
                )
            else:
                head = StatusAndHeaders(record["status"], [("Content-Type", record["declared"]), *http], protocol="HTTP/1.1")
                made = writer.create_warc_record(
                    record["url"], record["kind"], payload=io.BytesIO(record["data"]), http_headers=head, warc_headers_dict=told
                )
            writer.write_record(made)
            del made
    return sink.getvalue()
