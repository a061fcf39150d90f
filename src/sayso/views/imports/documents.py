"""W3C Web Annotations as JSON, ours after people worked on them and others', and what Hypothesis exports, parsed.

One annotation, a list of them, an AnnotationPage, an AnnotationCollection with its pages, the answer of Hypothesis' API (`rows`) and the
file that its client exports (`annotations`). What an annotation says is taken as JSON, by the keys of the model's own context; other
forms of JSON-LD are refused, since nothing is fetched to understand them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from sayso.errors import AnnotationsError
from sayso.model import ROLES
from sayso.views.exports.iris import TERMS, entry_of
from sayso.views.imports.anchoring import Anchor, Lost, anchor_of

Decision = Literal["confirm", "reject"]
_DECISIONS: Mapping[str, Decision] = {"confirm": "confirm", "confirmed": "confirm", "reject": "reject", "rejected": "reject"}
_ROLES = {start + role: role for role in ROLES for start in ("sayso:", TERMS)}
_LISTS = ("rows", "annotations", "@graph")
_PERSON = "urn:sayso:person:"
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # of a pair, as JSON writes it


@dataclass(frozen=True, slots=True)
class Target:
    """Words that an annotation is about, and what it says of the text they are in; what it does not say is None."""

    anchor: Anchor | Lost
    role: str | None
    report: str | None  # id
    sha256: str | None
    address: str | None

    @property
    def quote(self) -> str:
        return "" if isinstance(self.anchor, Lost) else self.anchor.exact or ""


@dataclass(frozen=True, slots=True)
class Document:
    """One annotation."""

    key: str | None  # what its file calls it
    statement: str | None  # id, where it is one of ours
    targets: tuple[Target, ...]
    reply: bool  # to another annotation
    decisions: frozenset[Decision]
    comment: str | None
    tags: tuple[str, ...]
    by: str | None  # who made it, or the last that says something in it; no program


def documents(path: Path) -> Iterator[Document | None]:
    """The annotations of a file in its order, None for what is no object. Raises AnnotationsError where they cannot be found."""
    try:
        loaded = _loaded(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AnnotationsError(str(path), f"cannot be read ({error.strerror}); give the path of a file of annotations") from error
    except UnicodeDecodeError as error:
        raise AnnotationsError(str(path), f"not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise AnnotationsError(str(path), f"line {error.lineno}, column {error.colno}: {error.msg}; export it again as JSON") from error
    except (RecursionError, ValueError) as error:
        raise AnnotationsError(str(path), f"JSON that cannot be held ({error}); export it again") from error
    return (document(one) if isinstance(one, dict) else None for one in list(_listed(loaded, path)))


def _loaded(words: str) -> Any:
    """JSON; half a sign, as a tool that cuts its strings by UTF-16 units writes it, is U+FFFD: no text has such, and none can be stored."""
    loaded = json.loads(words)
    if _HALF.search(words):
        whole = json.dumps(loaded, ensure_ascii=False).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return json.loads(whole)
    return loaded


def document(one: dict[str, Any]) -> Document:
    """An annotation as JSON: bodies, or what Hypothesis has in their place."""
    iris = [iri for name in ("id", "@id", "canonical", "via") for iri in _list(one.get(name)) if isinstance(iri, str)]
    statement = next((key for iri in iris if (key := _entry(iri, "s1"))), None)
    comments = [_text(one.get("bodyValue")), _text(one.get("text"))]
    tags = [tag for tag in _list(one.get("tags")) if _text(tag)]
    people = [_person(one.get("creator")), _hypothesis(one)]
    assessed: list[str] = []
    for body in _bodies(one.get("body")):
        purposes = {str(purpose).rpartition(":")[2] for purpose in _list(body.get("purpose"))}
        value = _text(body.get("value"))
        if value is None or (statement and "describing" in purposes):  # what we said ourselves of our own statement
            continue
        people.insert(0, _person(body.get("creator")))
        (tags if "tagging" in purposes else assessed if "assessing" in purposes else comments).append(value)
    comments += [value for value in assessed if _decision(value) is None]
    return Document(
        iris[0] if iris else None,
        statement,
        tuple(_target(target, one) for target in _list(one.get("target"))),
        bool(one.get("references")),
        frozenset(decision for word in (*tags, *assessed) if (decision := _decision(word))),
        "\n".join(words for words in comments if words) or None,
        tuple(dict.fromkeys(tag for tag in tags if _decision(tag) is None)),
        next((person for person in people if person), None),
    )


def _listed(loaded: Any, path: Path) -> Iterator[Any]:
    """The annotations within lists, pages and answers, in order."""
    none = AnnotationsError(
        str(path), "JSON, but no annotation of the W3C model in it; give an Annotation, a list or an AnnotationCollection", foreign=True
    )
    if not isinstance(loaded, dict | list):
        raise none
    waiting: list[tuple[Any, bool]] = [(loaded, False)]  # and whether it is in a list of annotations
    while waiting:
        one, listed = waiting.pop()
        more: list[tuple[Any, bool]] = []
        if isinstance(one, list):
            more = [(inner, True) for inner in one]
        elif not isinstance(one, dict) or "target" in one or "Annotation" in _types(one):
            yield one
        elif "items" in one or _types(one) & {"AnnotationCollection", "AnnotationPage"}:
            pages = [page for name in ("first", "next") for page in _list(one.get(name))]
            far = next((page for page in pages if isinstance(page, str)), None)
            if far and "items" not in one:
                raise AnnotationsError(str(path), f"its annotations are at {far}, and nothing is fetched; give the file of that page")
            more = [(inner, True) for inner in _list(one.get("items"))] + [(page, False) for page in pages if not isinstance(page, str)]
        elif held := [name for name in _LISTS if isinstance(one.get(name), list)]:
            more = [(inner, True) for name in (*held, "replies") for inner in _list(one.get(name))]
        elif listed:
            yield one  # to be said of it that it has no target
        elif any(name.startswith("http://www.w3.org/ns/oa#") for name in one):
            raise AnnotationsError(str(path), "expanded JSON-LD; compact it with the context http://www.w3.org/ns/anno.jsonld first")
        else:
            raise none
        waiting += reversed(more)


def _target(target: Any, one: dict[str, Any]) -> Target:
    inside = target if isinstance(target, dict) else {}
    named = [target, *_list(inside.get("source")), inside.get("id"), one.get("uri")]
    iris = [iri for thing in named if isinstance(iri := thing.get("id") if isinstance(thing, dict) else thing, str)]
    states = [state for state in _list(inside.get("state")) if isinstance(state, dict)]
    cached = [iri for state in states for iri in _list(state.get("cached")) if isinstance(iri, str)]
    hashes = [state.get(name) for state in states for name in ("sayso:sha256", f"{TERMS}sha256")]
    purposes = [purpose for purpose in _list(inside.get("purpose")) if isinstance(purpose, str)]
    return Target(
        anchor_of(target),
        next((_ROLES[purpose] for purpose in purposes if purpose in _ROLES), None),
        next((key for iri in (*cached, *iris) if (key := _entry(iri, "r1"))), None),
        next((sha for sha in hashes if isinstance(sha, str)), None),
        next((iri for iri in iris if not _entry(iri, "r1")), None),
    )


def _bodies(body: Any) -> Iterator[dict[str, Any]]:
    for one in _list(body):
        if isinstance(one, dict):
            yield from (item for item in (_list(one.get("items"))[:1] if "Choice" in _types(one) else [one]) if isinstance(item, dict))


def _person(creator: Any) -> str | None:
    """What a creator is called who is no program."""
    for one in _list(creator):
        named = one if isinstance(one, dict) else {"id": one}
        found = next((words for key in ("name", "nickname", "email", "id") if (words := _text(named.get(key)))), None)
        if found and "Software" not in _types(one) and not found.startswith("urn:sayso:software:"):
            return unquote(found.removeprefix(_PERSON)) if found.startswith(_PERSON) else found
    return None


def _hypothesis(one: dict[str, Any]) -> str | None:
    info = one.get("user_info")
    shown = _text(info.get("display_name")) if isinstance(info, dict) else None
    return shown or (_text(one.get("user")) or "").removeprefix("acct:") or None


def _decision(words: str) -> Decision | None:
    return _DECISIONS.get(words.strip().casefold().removeprefix("sayso:"))


def _entry(iri: str, scheme: str) -> str | None:
    key = entry_of(iri)
    return key if key and key.startswith(f"{scheme}:") else None


def _types(one: Any) -> set[str]:
    found = _list(one.get("type") or one.get("@type")) if isinstance(one, dict) else []
    return {str(kind).rpartition(":")[2] for kind in found}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
