"""What bytes are, by what they hold; a name's ending or a declared type only settles what the bytes leave open.

pdf, zip, tar, gzip, bzip2, xz, warc, mbox, email, feed, html, xml, jsonl, json, csv, text, binary
"""

from __future__ import annotations

import codecs
import json
import re

from sayso.intake.encodings import marked

HEAD = 65_536  # bytes that are looked at
FIRST_LINES = 400  # bytes that show an mbox: its pattern is slow on more

_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"WARC/", "warc"),
)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9_.-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+")
_MAIL_HEADERS = (b"from", b"to", b"subject", b"date", b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to")
_MBOX = re.compile(rb"From [^\n]*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]*\b\d\d:\d\d[^\n]*\b\d{4}\b[^\n]*\n[A-Za-z][A-Za-z0-9_.-]*:")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s/>]", re.IGNORECASE)
_PROLOGUE = re.compile(rb"(?:\s|<!--(?>.*?-->)|<\?(?>.*?\?>))*+", re.DOTALL)  # nothing in it can be met in two ways: no file makes it slow
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|article|main|section|div|p|h1|table|span)\b", re.IGNORECASE
)
_COLUMNS = frozenset("title text body content url link date author outlet source publisher published headline language".split())


def kind_of(head: bytes, name: str = "", declared: str | None = None) -> str:
    """The kind of a file or answer, from its first bytes, its name and its declared media type."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    mark = marked(head)
    if mark is not None:
        head = head.decode(mark, "ignore").encode()
    elif b"\0" in head:
        return "binary"
    return _kind_of_text(head.removeprefix(codecs.BOM_UTF8), name.lower(), (declared or "").partition(";")[0].strip().lower())


def _kind_of_text(head: bytes, name: str, declared: str) -> str:
    start = head.lstrip()
    if _MBOX.match(head[:FIRST_LINES]):
        return "mbox"
    if _is_letter(head):
        return "email"
    if start.startswith(b"<"):
        prologue = _PROLOGUE.match(start)
        root = start[prologue.end() :] if prologue else start
        if _FEED.search(root[:2000]) and not _PAGE.match(root):
            return "feed"
        if _PAGE.match(root) or declared in ("text/html", "application/xhtml+xml") or name.endswith((".html", ".htm", ".xhtml")):
            return "html"
        if start.startswith(b"<?xml"):
            return "xml"
    if start.startswith((b"{", b"[")):
        return _json(start, name, declared)
    if name.endswith((".csv", ".tsv")) or declared in ("text/csv", "text/tab-separated-values") or _is_table(start):
        return "csv"
    return "text"


def _is_letter(head: bytes) -> bool:
    head = head.replace(b"\r\n", b"\n")
    header = _HEADER.match(head)
    if header is None:
        return False
    names = {line.partition(b":")[0].lower() for line in header[0].split(b"\n") if line[:1] not in (b" ", b"\t")}
    return len(names.intersection(_MAIL_HEADERS)) >= 3 and head[header.end() :][:1] in (b"\n", b"")


def _json(start: bytes, name: str, declared: str) -> str:
    first, newline, rest = start.partition(b"\n")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        more = rest.strip() or (newline and len(start) >= HEAD - 1)  # one line alone is JSON, and its records are numbered
        return "jsonl" if more or name.endswith((".jsonl", ".ndjson")) else "json"
    named = name.endswith((".json", ".jsonl", ".ndjson")) or declared.endswith(("json", "jsonlines"))
    if name.endswith((".jsonl", ".ndjson")) or (named and len(first) >= HEAD - 1):
        return "jsonl" if name.endswith(("l", ".ndjson")) else "json"
    return "json" if named or re.match(rb'\{\s*"|\[\s*[{\[]', start) else "text"


def _is_table(start: bytes) -> bool:
    """Whether the first line reads as a table's header: three cells or more, all short, a text among them and something about it."""
    line = start.partition(b"\n")[0].decode("utf8", "replace").strip().casefold()
    for mark in (",", ";", "\t"):
        cells = [cell.strip().strip('"') for cell in line.split(mark)]
        if len(cells) >= 3 and all(0 < len(cell) <= 40 for cell in cells):
            known = _COLUMNS.intersection(cells)
            if known & {"text", "body", "content"} and len(known) >= 2:
                return True
    return False
