"""A letter (EML, a message of an MBOX) to its text: newsletters, press releases by mail; pages that were saved as one (MHTML)."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from pathlib import Path

from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean, decode
from sayso.intake.facts import fact_of
from sayso.intake.webpages import extract, fragment, looks_marked_up


def messages(path: Path, most: int) -> Iterator[tuple[int, bytes]]:
    """The messages of an MBOX, numbered from 1; of one that is longer than `most` bytes, the first so many."""
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            with box.get_file(key) as stream:
                yield number, re.sub(rb"^>(>*From )", rb"\1", stream.read(most), flags=re.MULTILINE)  # as they were before they were stored
    finally:
        box.close()


def letter(data: bytes, *, charset: str | None = None) -> Draft:
    """The letter's body and what its header says. Raises Refused where it has no text, and whatever `email` raises on a broken one."""
    message = message_from_bytes(data, policy=policy.default)
    if page := _saved_page(message):
        markup = page.get_payload(decode=True)
        url = _header(message, "snapshot-content-location")
        return extract(markup if isinstance(markup, bytes) else b"", url=url, charset=page.get_content_charset())
    body = message.get_body(preferencelist=("plain", "html")) if isinstance(message, EmailMessage) else None
    text, encoding, guessed = _text(body, charset) if body is not None else ("", None, False)
    if body is not None and body.get_content_subtype() == "plain" and len(text) < 200:  # "This letter needs a better reader"
        rich = message.get_body(preferencelist=("html",))
        if rich is not None:
            longer = _text(rich, charset)
            text, encoding, guessed = longer if len(longer[0]) > 2 * len(text) else (text, encoding, guessed)
    if not text.strip():
        raise Refused("no_text", "the letter has no text of its own; save its attachment and take that in")
    name, at = parseaddr(_header(message, "from"))
    archived = _header(message, "archived-at").strip("<> ")
    written = (
        fact_of("outlet", name or at.rpartition("@")[2], "the letter's sender"),
        fact_of("title", _header(message, "subject"), "the letter"),
        fact_of("url", archived, "the letter"),
        fact_of("published", _header(message, "date"), "the letter"),
        fact_of("language", _header(message, "content-language"), "the letter"),
    )
    return Draft(text, tuple(fact for fact in written if fact), encoding=encoding, guessed=guessed)


def _saved_page(message: EmailMessage) -> MIMEPart | None:
    """The page of an MHTML file: browsers save a page with its pictures as a letter that was sent to nobody."""
    return message.get_body(preferencelist=("html",)) if message.get("snapshot-content-location") else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):  # headers that the standard library cannot parse
        return ""


def _text(part: MIMEPart, charset: str | None) -> tuple[str, str | None, bool]:
    data = part.get_payload(decode=True)
    decoded = decode(data if isinstance(data, bytes) else b"", part.get_content_charset() or charset)
    if decoded is None:
        raise Refused("encoding", "its encoding is not declared and cannot be told; convert it to UTF-8 and take it in again")
    text = clean(decoded.text.replace("\r\n", "\n"))
    if part.get_content_subtype() == "html" or looks_marked_up(text):
        text = fragment(text)
    return text, decoded.how, decoded.guessed
