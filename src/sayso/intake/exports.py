"""Exports of other tools, JSON Lines, JSON and CSV, to records, and a record's fields to a text and facts.

The names are those of Fundus, news-please, newspaper, trafilatura, Media Cloud, NewsAPI, GDELT's article lists, schema.org, JSON Feed
and Zotero; others are named by the user. Names are compared without case, blanks and underscores.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import TextIOWrapper
from typing import Any, BinaryIO

from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean, decode
from sayso.intake.facts import NAMES, fact_of
from sayso.intake.kinds import HEAD
from sayso.settings import Limits

# For each fact, the fields that may hold it, the surest first
FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "plaintext", "maintext", "articlebody", "fulltext", "articletext", "cleanedtext", "cleantext", "bodytext",
        "storytext", "maincontent", "body", "content", "article", "story", "rawtext", "contenttext", "contenthtml", "html", "message",
    ),
    "summary": ("abstractnote", "abstract", "summary", "excerpt", "description", "snippet", "lead"),
    "title": ("title", "headline", "articletitle", "name"),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "url": (
        "url", "link", "articleurl", "canonicalurl", "canonicallink", "permalink", "address", "documentidentifier", "html.respondedurl",
        "html.requestedurl", "shareurl", "weburl", "source",
    ),
    "published": (
        "published", "publishedat", "publisheddate", "publishdate", "publishingdate", "publicationdate", "datepublished",
        "datepublish", "pubdate", "pubtime", "date", "seendate", "datetime", "timestamp", "created", "createdat", "publicationyear",
    ),
    "outlet": (
        "outlet", "publisher", "sitename", "medianame", "publicationtitle", "publication", "newspaper", "outletname", "sourcename",
        "source", "html.sourceinfo.publisher", "htmlsourceinfo.publisher", "hostname", "sourcedomain", "domain", "sourcehostname", "site",
    ),
    "language": ("language", "lang", "medialanguage"),
}  # fmt: skip
LISTS = ("articles", "items", "stories", "results", "docs", "rows", "records", "entries", "hits", "data", "news", "reports")
_LONGEST_FIELD = 2_000_000  # code points


def records(stream: BinaryIO, kind: str, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    """The records of an export (jsonl, json or csv), each with its line (of JSON: its number); what is none says why."""
    yield from {"jsonl": _lines, "json": _whole, "csv": _rows}[kind](stream, limits)


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    number = 0
    while line := stream.readline(limits.document + 1):
        number += 1
        if len(line) > limits.document and not line.endswith(b"\n"):
            yield number, Refused("too_large", f"a line of more than {limits.document / 1e6:.0f} MB; the rest of the file is left")
            return
        if line.strip():
            yield from ((number, one) for _, one in _parsed(line))


def _whole(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    data = stream.read(limits.listing + 1)
    if len(data) > limits.listing:
        yield 1, Refused("too_large", f"more than {limits.listing / 1e6:.0f} MB of JSON at once; write it as JSON Lines, one report a line")
        return
    yield from _parsed(data)


def _parsed(data: bytes) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    decoded = decode(data)
    try:
        value = json.loads((decoded.text if decoded else data.decode("utf8", "replace")).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        yield 1, Refused("json", f"not JSON ({error}); mend the line or leave it out")
        return
    if isinstance(value, dict):
        listed = next((value[key] for key in LISTS if _is_list_of_records(value.get(key))), None)
        value = [value] if listed is None or text_of(value, ()) else listed
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        if isinstance(one, dict):
            yield number, one
        else:
            yield number, Refused("json", "not an object with a report's fields; see docs/intake.md for the names that are known")


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _rows(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    head = stream.read(HEAD * 16)
    stream.seek(0)
    decoded = decode(head[: head.rfind(b"\n") + 1] or head)
    encoding = (decoded.how or "utf-8-sig").partition(",")[0] if decoded else "cp1252"
    try:
        with TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as lines:
            first = lines.readline(HEAD).removeprefix("\ufeff")
            mark = max(",;\t|", key=first.count)
            csv.field_size_limit(_LONGEST_FIELD)
            header = next(csv.reader([first], delimiter=mark), [])
            if len(header) < 2:
                yield 1, Refused("csv", "its first line is no table's header; name the columns there")
                return
            reader = csv.reader(_bounded(lines, limits.document), delimiter=mark)
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num + 1, dict(zip(header, row, strict=False))
    except (csv.Error, UnicodeError) as error:
        yield 1, Refused("csv", f"not a table that can be read ({error}); export it anew with quotation marks about texts")


def _bounded(lines: TextIOWrapper, longest: int) -> Iterator[str]:
    while line := lines.readline(longest):
        if len(line) >= longest:
            raise csv.Error(f"a line of more than {longest / 1e6:.0f} MB")
        yield line


def draft_of(record: Mapping[str, Any], fields: Sequence[tuple[str, str]] = ()) -> Draft:
    """A record's text and facts. `fields` are the user's: what is looked for, and the field's name (dots lead into objects).

    Raises Refused where the record has no text. The text is the field as it stands; markup is left to the caller.
    """
    known = dict(fields)
    missing = [field for field in known.values() if _at(record, field) is None and "." not in field and field not in record]
    found = text_of(record, fields)
    if found is None:
        has = ", ".join(str(key) for key in list(record)[:12])
        hint = f" no field {missing[0]!r};" if missing else ""
        address = _value(record, "url", fields)
        way = "fetch its page with --urls" if address else "say which field holds it with --field text=NAME"
        raise Refused("no_text", f"a record without a text:{hint} it has {has or 'nothing'}; {way}")
    text, _, whole = found
    facts = tuple(
        fact for name in NAMES for value, field in _values(record, name, fields) if (fact := fact_of(name, value, f"its field {field}"))
    )
    return Draft(clean(text), facts, summary=not whole)


def text_of(record: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> tuple[str, str, bool] | None:
    """The text, its field and whether it is the whole text and not an abstract."""
    for name in ("text", "summary"):
        for value, field in _values(record, name, fields):
            text = value if isinstance(value, str) else _joined(value)
            if text.strip():
                return text, field, name == "text"
    return None


def _value(record: Mapping[str, Any], name: str, fields: Sequence[tuple[str, str]]) -> Any:
    return next((value for value, _ in _values(record, name, fields)), None)


def _values(record: Mapping[str, Any], name: str, fields: Sequence[tuple[str, str]]) -> Iterator[tuple[Any, str]]:
    """What the record gives under a fact's names, the user's name first."""
    own = [field for fact, field in fields if fact == name]
    bare = {_bare(str(key)): key for key in reversed(list(record))}
    for field in (*own, *(FIELDS[name] if not own else ())):
        value = _at(record, field)
        if value is None and field in bare:
            value = record[bare[field]]
        if value is None and "." in field:
            head, _, rest = field.partition(".")
            inner = record.get(bare.get(head, head))
            value = next((inner[key] for key in inner if _bare(str(key)) == rest), None) if isinstance(inner, dict) else None
        if isinstance(value, dict) and name != "text":
            value = next((value[key] for key in ("name", "title", "url", "uri") if isinstance(value.get(key), str)), None)
        if isinstance(value, list) and name != "text":
            value = [one.get("name") if isinstance(one, dict) else one for one in value]
        if value in (None, "", []) or not _fits(name, value):
            continue
        yield value, field if field in own else str(bare.get(field, field))


def _fits(name: str, value: Any) -> bool:
    """`source` is an address with some tools and an outlet with others."""
    if name in ("url", "outlet") and isinstance(value, str):
        return (re.match(r"https?://", value.strip()) is not None) == (name == "url")
    return True


def _at(record: Any, path: str) -> Any:
    if isinstance(record, Mapping) and path in record:
        return record[path]
    for part in path.split("."):
        record = record.get(part) if isinstance(record, Mapping) else None
    return record


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _joined(value: Any, depth: int = 0) -> str:
    """The paragraphs of a structured body (Fundus: summary, and sections with headlines and paragraphs), one a line."""
    if isinstance(value, str):
        return value
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return "\n\n".join(joined for part in parts if depth < 8 and (joined := _joined(part, depth + 1)).strip())
