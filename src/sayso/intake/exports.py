"""Exports of other tools, JSON Lines, JSON and CSV, to records, and a record's fields to a text and facts.

The names are those of Fundus, news-please, newspaper, trafilatura, Media Cloud, NewsAPI, GDELT's article lists, schema.org, JSON Feed
and Zotero; others are named by the user. Names are compared without case, blanks and underscores.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from itertools import chain
from typing import Any, BinaryIO

from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import Decoded, clean, decode, marked
from sayso.intake.facts import NAMES, fact_of
from sayso.intake.kinds import HEAD
from sayso.settings import Limits

# For each fact, the fields that may hold it, the surest first. `created` and `timestamp` are left out: they mostly are when it was scraped.
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
        "datepublish", "pubdate", "pubtime", "date", "seendate", "datetime", "publicationyear",
    ),
    "outlet": (
        "outlet", "publisher", "sitename", "metasitename", "medianame", "publicationtitle", "publication", "newspaper", "outletname",
        "sourcename", "source", "html.sourceinfo.publisher", "sourcehostname", "hostname", "sourcedomain", "domain", "site",
    ),
    "language": ("language", "lang", "metalang", "medialanguage"),
}  # fmt: skip
LISTS = ("articles", "items", "stories", "results", "docs", "rows", "records", "entries", "hits", "data", "news", "reports")
_PARTS = frozenset("headline title summary lead sections paragraphs blocks body content rendered text".split())  # of a structured body
_CUT = re.compile(r"\[\+\d+ chars\]\s*$")  # NewsAPI's mark of where it cut a text short
_LONGEST_FIELD = 2_000_000  # code points


class Record(dict[str, Any]):
    """A record's fields; and how its bytes were read, as of `Decoded`."""

    how: str | None = None
    guessed = False


def records(stream: BinaryIO, kind: str, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    """The records of an export (jsonl, json or csv), each with the line it begins on (of JSON: its number); what is none says why."""
    yield from {"jsonl": _lines, "json": _whole, "csv": _rows}[kind](stream, limits)


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    encoding = marked(stream.read(4))
    stream.seek(0)
    how = f"{encoding}, by its mark" if encoding else None
    for number, line in enumerate(_split(stream, encoding, limits.document), 1):
        if len(line) > limits.document and not line.endswith(b"\n"):
            yield number, Refused("too_large", f"a line of more than {limits.document / 1e6:.0f} MB; the rest of the file is left")
            return
        if line.strip():
            yield from ((number, one) for _, one in _parsed(line.strip(), how))


def _split(stream: BinaryIO, encoding: str | None, longest: int) -> Iterator[bytes]:
    """The lines; of UTF-16 and UTF-32, as UTF-8."""
    if encoding is None:
        while line := stream.readline(longest + 1):
            yield line
        return
    with TextIOWrapper(stream, encoding=encoding, errors="replace", newline="\n") as lines:
        while words := lines.readline(longest + 1):
            yield words.encode()


def _whole(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    data = stream.read(limits.listing + 1)
    if len(data) > limits.listing:
        yield 1, Refused("too_large", f"more than {limits.listing / 1e6:.0f} MB of JSON at once; write it as JSON Lines, one report a line")
        return
    first, _, rest = data.strip().partition(b"\n")
    if rest and _is_object(first):  # JSON Lines, called JSON
        yield from _lines(BytesIO(data), limits)
    else:
        yield from _parsed(data)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _parsed(data: bytes, how: str | None = None) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    decoded = decode(data) or Decoded(data.decode("utf8", "replace"), "utf-8, but for what is broken in it", guessed=True)
    try:
        value = json.loads(decoded.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        where = str(error) if b"\n" in data else re.sub(r": line 1 (column \d+).*", r", \1", str(error))
        yield 1, Refused("json", f"not JSON ({where}); mend it or leave it out")
        return
    for number, one in enumerate(_listed(value), 1):
        if isinstance(one, dict):
            record = Record(one)
            record.how, record.guessed = how or decoded.how, decoded.guessed
            yield number, record
        else:
            yield number, Refused("json", "not an object with a report's fields; see docs/intake.md for the names that are known")
    if _listed(value) == []:
        yield 1, Refused("empty", "no records in it; export it again or leave it out")


def _listed(value: Any) -> list[Any]:
    """The records of a JSON document: those it lists, or itself. The records of a JSON Feed have its title for their publisher."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    found = text_of(value, ())
    if found is not None and found[2]:
        return [value]
    lists = [listed for key in LISTS if isinstance(listed := value.get(key), list)]
    listed = next((one for one in lists if any(isinstance(record, dict) for record in one)), None)
    if listed is None:
        return [] if [] in lists and found is None else [value]
    if "jsonfeed.org" not in str(value.get("version")):
        return listed
    of_all = {"publisher": value.get("title"), "language": value.get("language")}
    return [{**of_all, **one} if isinstance(one, dict) else one for one in listed]


def _rows(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    head = stream.read(HEAD * 16)
    stream.seek(0)
    mark = marked(head)
    decoded = Decoded("", f"{mark}, by its mark") if mark else decode(head[: head.rfind(b"\n") + 1] or head)
    decoded = decoded or Decoded("", "cp1252, for want of anything better", guessed=True)
    encoding = decoded.how.partition(",")[0] if decoded.how else "utf-8-sig"
    with TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text:
        lines = _bounded(text, limits.document)
        passed, first, delimiter = 0, "", None
        try:
            while not first.strip():
                first = next(lines).removeprefix("\ufeff")
                passed += 1
                if asked := re.fullmatch(r'"?sep=(.)"?\s*', first):  # as Excel has it
                    delimiter, first = asked[1], ""
        except (StopIteration, csv.Error):
            pass
        yield from _table(first, lines, delimiter or max(",;\t|", key=first.count), max(passed - 1, 0), decoded)


def _table(
    first: str, lines: Iterator[str], delimiter: str, passed: int, decoded: Decoded
) -> Iterator[tuple[int, Mapping[str, Any] | Refused]]:
    """The rows below a header, each with its first line. A row that is broken is refused, and no other with it."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    number = rows = 0
    while True:
        number = passed + reader.line_num + 1
        try:
            row = next(reader)
            if header is None:
                if len(row) < 2 and _bare(" ".join(row)) not in FIELDS["text"]:
                    yield number, Refused("csv", "its first line is no table's header; name the columns there")
                    return
                header = row
                continue
            if not any(cell.strip() for cell in row):
                continue
            if any(cell.strip() for cell in row[len(header) :]):
                raise csv.Error(f"{len(row)} cells below {len(header)} names")
        except StopIteration:
            break
        except csv.Error as error:
            rows += 1
            yield number, Refused("csv", f"not a row that can be read ({error}); export it anew with quotation marks about texts")
            continue
        rows += 1
        record = Record(zip(header, row, strict=False))
        record.how, record.guessed = decoded.how, decoded.guessed
        yield number, record
    if rows == 0:
        yield 1, Refused("empty", "a table's header and no rows; export it again or leave it out")


def _bounded(lines: TextIOWrapper, longest: int) -> Iterator[str]:
    while line := lines.readline(longest):
        if len(line) >= longest:
            raise csv.Error(f"a line of more than {longest / 1e6:.0f} MB; the rest of the file is left")
        yield line


def draft_of(record: Mapping[str, Any], fields: Sequence[tuple[str, str]] = ()) -> Draft:
    """A record's text and facts. `fields` are the user's: what is looked for, and the field's name (dots lead into objects).

    Raises Refused where the record has no text. The text is the field as it stands; markup is left to the caller.
    """
    missing = [field for name, field in fields if name == "text" and _at(record, field)[0] is None]
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
    how, guessed = (record.how, record.guessed) if isinstance(record, Record) else (None, False)
    return Draft(clean(text), facts, encoding=how, guessed=guessed, summary=not whole or _CUT.search(text) is not None)


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
    for field in own or FIELDS[name]:
        value, where = _at(record, field)
        if isinstance(value, dict) and name != "text":
            value = next((value[key] for key in ("name", "title", "rendered", "url", "uri") if isinstance(value.get(key), str)), None)
        if isinstance(value, list) and name != "text":
            value = [one.get("name") if isinstance(one, dict) else one for one in value]
        if value not in (None, "", []) and _fits(name, value):
            yield value, where


def _fits(name: str, value: Any) -> bool:
    """`source` is an address with some tools and an outlet with others."""
    if name in ("url", "outlet") and isinstance(value, str):
        return (re.match(r"https?://", value.strip()) is not None) == (name == "url")
    return True


def _at(record: Any, path: str) -> tuple[Any, str]:
    """What stands at a path (a name, or names with dots between, which lead into objects), and the path as the record writes it."""
    if not isinstance(record, Mapping):
        return None, path
    key = _key(record, path)
    if key is not None:
        return record[key], key
    head, dot, rest = path.partition(".")
    key = _key(record, head) if dot else None
    if key is None:
        return None, path
    value, where = _at(record[key], rest)
    return value, f"{key}.{where}"


def _key(record: Mapping[str, Any], name: str) -> str | None:
    return name if name in record else next((key for key in record if _bare(str(key)) == _bare(name)), None)


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _joined(value: Any, depth: int = 0) -> str:
    """The paragraphs of a structured body (Fundus: summary, and sections with headlines and paragraphs), one a line."""
    if isinstance(value, str):
        return value
    parts = [value[key] for key in value if key in _PARTS] if isinstance(value, dict) else value if isinstance(value, list) else []
    return "\n\n".join(joined for part in parts if depth < 8 and (joined := _joined(part, depth + 1)).strip())
