"""A web page to its main text and what it says of itself, by trafilatura and htmldate."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

from sayso.intake.addresses import address, site
from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import Decoded, clean, decode
from sayso.intake.facts import fact_of
from sayso.model import Fact

_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)  # as browsers write it into a saved page
_LEFT_OUT = frozenset("aside footer head iframe link meta noscript object script select style svg template textarea title".split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLOCKS = frozenset(
    """address article blockquote body center dd div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre
    section table tr ul""".split()
)
_TAG = re.compile(
    r"</(?:a|abbr|b|cite|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|script|style|td|th"
    rf"|{'|'.join(sorted(_BLOCKS - {'hr'}))})\s*>|<(?:br|p|img|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold, nor lxml
# trafilatura's precise mode leaves out more of what is no reporting, and on a page in a hundred most of the report: where it keeps less
# than this share of what the usual mode keeps, that is taken. benchmarks/intake/pages.py: F1 .967 by both, .960 by the usual mode (the
# share was chosen there; .5 and .6 give the same).
LEAST = 0.5
_OF_A_PAGE = re.compile(r"<(?:html|head|body|meta|title|link)\b", re.IGNORECASE)


def extract(data: bytes, *, url: str | None = None, charset: str | None = None) -> Draft:
    """The page's main text. Raises Refused where it has none."""
    import trafilatura

    decoded = decoded_markup(data, charset)
    markup = decoded.text
    saved = _SAVED_FROM.search(markup[:4096])
    url = url or (saved[1] if saved else None)
    tree = parsed(markup)
    markup = _NO_XML.sub("\ufffd", markup)
    if _OF_A_PAGE.search(markup) is None:
        markup = f"<html><body>{markup}</body></html>"  # trafilatura looks at no mere piece
    page: Any = trafilatura.bare_extraction(
        markup,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    whole = clean(page.text or "").strip() if page is not None else ""
    if not whole:
        raise Refused("no_text", "the page has no main text; if it has one, save that as plain text")
    precise: Any = trafilatura.bare_extraction(markup, include_comments=False, favor_precision=True)
    text = clean(precise.text or "").strip() if precise is not None else ""
    if len(text) < LEAST * len(whole):
        text = whole
    return Draft(text, _facts(page, url, tree), encoding=decoded.how, guessed=decoded.guessed)


def decoded_markup(data: bytes, charset: str | None) -> Decoded:
    """The markup, without the XML declaration that told how to decode it. Raises Refused where nothing tells."""
    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, charset or (declared[1].decode("ascii") if declared else None))
    if decoded is None:
        raise Refused("encoding", "its encoding is not declared and cannot be told; convert it to UTF-8 and take it in again")
    return replace(decoded, text=re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", decoded.text))


def parsed(markup: str) -> Any:
    """The page's tree; the parser itself drops what nests deeper than 256. Raises Refused where there is none."""
    from lxml import etree, html

    try:
        tree = html.fromstring(_NO_XML.sub("\ufffd", clean(markup)), parser=html.HTMLParser(remove_comments=False, huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Refused("no_text", f"the page cannot be parsed ({str(error)[:100]})") from error
    return tree


def fragment(markup: str) -> str:
    """The text of a piece of markup, as feeds, letters and exports hold it: a line for each paragraph, nothing that is not shown."""
    if not looks_marked_up(markup):
        return clean(re.sub(r"&(?:#\w+|\w+);", lambda entity: unescape(entity[0]), markup)).strip()
    tree = parsed(f"<html><body>{markup}</body></html>")
    for element in list(tree.iter()):
        if element.tag in _LEFT_OUT or not isinstance(element.tag, str) or _HIDDEN.search(element.get("style", "")):
            parent = element.getparent()
            if parent is not None:
                element.drop_tree()
    for element in tree.iter():
        if not any(one.tag == "pre" for one in (element, *element.iterancestors())):
            element.text = re.sub(r"\s+", " ", element.text or "")
        element.tail = re.sub(r"\s+", " ", element.tail or "")
        if element.tag in _BLOCKS:
            element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail}"
        elif element.tag == "br":
            element.tail = f"\n{element.tail}"
        elif element.tag in ("td", "th"):
            element.tail = f" {element.tail}"
    return clean(re.sub(r"[^\S\n]*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", "".join(tree.itertext())))).strip()


def looks_marked_up(text: str) -> bool:
    """Whether a text is markup and not words that happen to hold a sign."""
    return _TAG.search(text) is not None


def _facts(page: Any, url: str | None, tree: Any) -> tuple[Fact, ...]:
    stated = page.url if page.url and not re.fullmatch(r"https?://[^/?#]*/?", page.url) else None  # a front page's is no report's own
    own = stated if stated and url and site(stated) == site(url) else url or stated
    host = site(own or page.url or "") or page.hostname
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    written = (
        fact_of("outlet", page.sitename if page.sitename != host else None, "its page"),
        fact_of("outlet", host, "its address"),
        fact_of("title", page.title, "its page"),
        fact_of("author", (page.author or "").replace("; ", ", "), "its page"),
        fact_of("url", own and address(own), "its page" if own == page.url else "its address"),
        fact_of("published", page.date, "its page"),
        fact_of("language", language, "its page"),
    )
    return tuple(fact for fact in written if fact is not None)
