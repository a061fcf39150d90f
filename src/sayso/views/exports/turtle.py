"""RDF as Turtle (https://www.w3.org/TR/turtle/), written block by block, so that a ledger of any size streams through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r"[\\\"\x00-\x1f\x7f]")


def prefixes(named: Mapping[str, str]) -> str:
    """The declarations of prefixes, which the rest of the document relies on."""
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in named.items())


def block(subject: str, said: Iterable[tuple[str, str | Iterable[str] | None]]) -> str:
    """What is said of one subject: predicates with their objects, as terms of Turtle; what is None or has no object is left out."""
    lines = []
    for predicate, objects in said:
        terms = [objects] if isinstance(objects, str) else list(objects or ())
        if terms:
            lines.append(f"{predicate} {', '.join(terms)}")
    return subject + " " + " ;\n    ".join(lines) + " .\n" if lines else ""


def blank(said: Iterable[tuple[str, str | None]]) -> str:
    """A node without a name, as an object."""
    return f"[ {' ; '.join(f'{predicate} {term}' for predicate, term in said if term is not None)} ]"


def iri(name: str) -> str:
    """An IRI that has no prefix; it is to hold none of the signs that may not stand in one."""
    return f"<{name}>"


def text(words: str | None, kind: str | None = None) -> str | None:
    """A literal, of a datatype where one is given."""
    if words is None:
        return None
    packed = _TO_ESCAPE.sub(lambda found: _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}", words)
    return f'"{packed}"' + (f"^^{kind}" if kind else "")


def number(value: float) -> str:
    """An integer, or a decimal."""
    return str(value) if isinstance(value, int) else text(f"{Decimal(str(value)):f}", "xsd:decimal") or ""


def moment(when: str | None) -> str | None:
    """A date as precise as it is written: year, month, day, or a moment. What is no date of ISO 8601 stays words."""
    if when is None:
        return None
    for pattern, filled, kind in ((r"\d{4}", "-01-01", "gYear"), (r"\d{4}-\d\d", "-01", "gYearMonth"), (r"\d{4}-\d\d-\d\d", "", "date")):
        if re.fullmatch(pattern, when) and _is(date.fromisoformat, when + filled):
            return text(when, f"xsd:{kind}")
    return text(_full(when), "xsd:dateTime") if _is_moment(when) else text(when)


def instant(when: str | None) -> str | None:
    """The same where it is a moment, to the minute or finer; None where it is not: no time of day is made up."""
    return moment(when) if when is not None and _is_moment(when) else None


def _is_moment(when: str) -> bool:
    return re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", when) is not None and _is(datetime.fromisoformat, when)


def _full(when: str) -> str:
    """With seconds, which xsd:dateTime must have."""
    return datetime.fromisoformat(when).isoformat()


def _is(made: object, when: str) -> bool:
    try:
        made(when)  # type: ignore[operator]
    except ValueError:
        return False
    return True
