"""A web page to its main text and what it says of itself, by trafilatura and htmldate."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean, decode
from sayso.intake.facts import address, fact_of
from sayso.model import Fact

_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)  # as browsers write it into a saved page


def extract(data: bytes, *, url: str | None = None, charset: str | None = None) -> Draft:
    """The page's main text. Raises Refused where it has none."""
    import trafilatura

    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, charset or (declared[1].decode("ascii") if declared else None))
    if decoded is None:
        raise Refused("encoding", "its encoding is not declared and cannot be told; convert it to UTF-8 and take it in again")
    markup = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", decoded.text)
    saved = _SAVED_FROM.search(markup[:4096])
    url = url or (saved[1] if saved else None)
    tree = parsed(markup)
    page: Any = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, with_metadata=True, date_extraction_params={"original_date": True, "extensive_search": False}
    )
    text = clean(page.text or "").strip() if page is not None else ""
    if not text:
        raise Refused("no_text", "the page has no main text; if it has one, save that as plain text")
    return Draft(text, _facts(page, url, tree), encoding=decoded.how, guessed=decoded.guessed)


def parsed(markup: str) -> Any:
    """The page's tree; the parser itself drops what nests deeper than 256. Raises Refused where there is none."""
    from lxml import etree, html

    try:
        tree = html.fromstring(markup.replace("\0", "\ufffd"), parser=html.HTMLParser(remove_comments=False, huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Refused("no_text", f"the page cannot be parsed ({str(error)[:100]})") from error
    return tree


def fragment(markup: str) -> str:
    """The text of a piece of markup, as feeds, letters and exports hold it: paragraphs as lines."""
    if not looks_marked_up(markup):
        return clean(markup).strip()
    from trafilatura import html2txt

    tree = parsed(f"<html><body>{markup}</body></html>")
    for element in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        element.tail = "\n" + (element.tail or "")
    text = html2txt(tree)
    return clean(re.sub(r"[ \t]*\n\s*", "\n", text)).strip()


def looks_marked_up(text: str) -> bool:
    """Whether a text is markup and not words that happen to hold a sign."""
    return (
        re.search(
            r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h\d|blockquote|td|body|html)\s*>|<(?:br|p|img|hr)\b[^>]*>", text, re.IGNORECASE
        )
        is not None
    )


def _facts(page: Any, url: str | None, tree: Any) -> tuple[Fact, ...]:
    own = page.url if page.url and url and _site(page.url) == _site(url) else url or page.url
    host = _site(own) if own else page.hostname
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    written = (
        fact_of("outlet", page.sitename, "its page"),
        fact_of("outlet", host, "its address"),
        fact_of("title", page.title, "its page"),
        fact_of("author", (page.author or "").replace("; ", ", "), "its page"),
        fact_of("url", own and address(own), "its page" if own == page.url else "its address"),
        fact_of("published", page.date, "its page"),
        fact_of("language", language, "its page"),
    )
    return tuple(fact for fact in written if fact is not None)


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
