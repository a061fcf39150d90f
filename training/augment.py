"""Change training texts the way reports of the world differ from the corpus; labels move along.

PolNeAR is clean US political news: curly or straight double quotes, blank lines between paragraphs,
a headline closed by a full stop. Scraped reports have other quotation marks, lost breaks, headlines
that run into the line below, page furniture between paragraphs and names from everywhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from training.corpora import Article, Attribution, Span

Edit = tuple[int, int, str]

# Written for this project: what page templates leave between and around paragraphs.
FURNITURE = (
    "Read more: {t}", "READ ALSO: {t}", "Related: {t}", "See also: {t}", "Share this article", "Share on social media",
    "Share It :", "Advertisement", "ADVERTISEMENT", "Story continues below", "Sign up to our newsletter",
    "Subscribe for more stories like this", "Click here to join our channel", "Follow us", "Photo: Handout",
    "Read Previous", "Read Next", "Leave a Reply", "Most Read", "Most Popular", "Comments are closed", "Tags: news, world",
    "Print this page", "Watch: {t}", "LIVE UPDATES", "Recommended", "More on this story", "Listen to this article",
)  # fmt: skip

# Names from many regions, for people and bodies alike; none stands for a side.
PEOPLE = (
    "Okonkwo", "Haddad", "Nguyen", "Petrova", "Mwangi", "Sato", "Castillo", "Rahman", "Kowalski", "Demir", "al-Masri", "Bekele",
    "Ferreira", "Johansson", "Chaudhry", "Ivanenko", "Tshabalala", "Kim", "Abdullayev", "Fernando", "Diallo", "Horvath", "Papadakis",
    "Mehta", "bin Salem", "Tanaka", "Quispe", "O’Rourke", "Yilmaz", "Hakimi", "Barzani", "Lindqvist", "Santos", "Osman", "Popescu",
    "Zhang", "Kaplan", "Suleiman", "Moreau", "Cohen-Levi", "Abu Zayd", "Ramos", "Nkosi", "Thapa", "Bakr", "Varga", "Toure", "Walsh",
)  # fmt: skip


def augment(article: Article, dice: random.Random) -> Article:
    """A varied copy of `article`: each kind of change is drawn alone, about one article in four stays as it is."""
    for chance, change in ((0.4, _headline), (0.45, _quotation_marks), (0.3, _breaks), (0.2, _furniture), (0.35, _people)):
        if dice.random() < chance:
            article = _apply(article, change(article, dice))
    return article


def _headline(article: Article, dice: random.Random) -> Iterable[Edit]:
    """Take the full stop from the first line and sometimes the blank line below it."""
    match = re.match(r"[^\n]{10,160}?(\.)(\n\n)", article.text)
    if match:
        yield (*match.span(1), "")
        if dice.random() < 0.6:
            yield (*match.span(2), "\n")


QUOTE_STYLES = (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("“", "“"), ("``", "''"), ("", ""), ("“ ", " ”"))


def _quotation_marks(article: Article, dice: random.Random) -> Iterable[Edit]:
    """One other style for the whole text; one mark in thirty is lost."""
    opening, closing = dice.choice(QUOTE_STYLES)
    for match in re.finditer(r'["“”]', article.text):
        place = match.start()
        after_gap = place == 0 or article.text[place - 1] in " \n\t([—-–"
        opens = match[0] == "“" or (match[0] == '"' and after_gap)
        yield place, place + 1, "" if dice.random() < 0.03 else (opening if opens else closing)


def _breaks(article: Article, dice: random.Random) -> Iterable[Edit]:
    """Paragraph breaks become single line breaks or spaces, everywhere or here and there."""
    to, share = dice.choice(("\n", " ")), dice.choice((1.0, 1.0, 0.3))
    for match in re.finditer(r"\n\n+", article.text):
        if dice.random() < share:
            yield (*match.span(), to)


def _furniture(article: Article, dice: random.Random) -> Iterable[Edit]:
    """Page parts between paragraphs, outside every label."""
    title = article.text.split("\n", 1)[0].rstrip(".")[:90]
    for match in re.finditer(r"\n\n+", article.text):
        if dice.random() < 0.12:
            yield match.end(), match.end(), dice.choice(FURNITURE).format(t=title) + "\n\n"


def _people(article: Article, dice: random.Random) -> Iterable[Edit]:
    """Surnames that recur in the article get another, the same one throughout."""
    counts: dict[str, int] = {}
    for match in re.finditer(
        r"(?<=[a-z,”\"] )([A-Z][a-z]{2,})(?= (?:said|told|has|had|was|is|also|would|will|and|’s|'s)|['’]s)", article.text
    ):
        counts[match[1]] = counts.get(match[1], 0) + 1
    chosen = {name: dice.choice(PEOPLE) for name in sorted(counts) if dice.random() < 0.6}
    if chosen:
        for match in re.finditer(r"\b(?:" + "|".join(map(re.escape, chosen)) + r")\b", article.text):
            yield (*match.span(), chosen[match[0]])


def _apply(article: Article, edits: Iterable[Edit]) -> Article:
    """Carry out `edits` (in order, not overlapping) and move every span; one whose words vanish is dropped."""
    parts: list[str] = []
    marks: list[tuple[int, int, int, int]] = []  # old start, old end, new start, new end
    place = size = 0
    for start, end, new in edits:
        parts += [article.text[place:start], new]
        size += start - place
        marks.append((start, end, size, size + len(new)))
        size += len(new)
        place = end
    text = "".join(parts) + article.text[place:]

    def moved(offset: int, *, is_start: bool) -> int:
        shift = 0
        for old_start, old_end, new_start, new_end in marks:
            if offset < old_start or (offset == old_start and not is_start):
                break
            if offset < old_end:  # inside what was replaced: the near edge of the new words
                return new_start if is_start else new_end
            shift = new_end - old_end
        return offset + shift

    return replace(article, text=text, attributions=_moved(article.attributions, moved))


def _moved(attributions: tuple[Attribution, ...] | None, moved: Callable[..., int]) -> tuple[Attribution, ...] | None:
    def spans(old: tuple[Span, ...]) -> tuple[Span, ...]:
        pairs = ((moved(start, is_start=True), moved(end, is_start=False)) for start, end in old)
        return tuple((start, end) for start, end in pairs if end > start)

    if attributions is None:
        return None
    return tuple(Attribution(spans(a.source), spans(a.cue), spans(a.content)) for a in attributions)
