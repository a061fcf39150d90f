"""What a reader should know before trusting what is read from a stretch of text.

machine_translated   a stray fragment or a sentence broken over a full stop, as machine translation leaves them
unclosed_quotation   a quotation opened and never closed, or a closing mark that closes nothing
not_english          a paragraph, or the whole report, in another language: kept, not read
table                lines that are mostly numbers: kept, not read as sentences
truncated            the text stops in mid-sentence
no_reporting         nothing is left to read once page parts, tables and other languages are set aside
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.languages import COMMON, language_of
from sayso.model import Flag, Furniture, Span
from sayso.reading.quotes import find_quotations

FEWEST_LETTERS = 20  # outside page parts and the like, for a text to hold any reporting
SHORTEST = 60  # code points: a shorter paragraph shows no language
_LETTERS = r"[^\W\d_]"
# no English sentence ends with these words before a full stop, save in quotations of speech broken off
_OPEN_ENDS = r"the|a|an|of|and|or|from|at|into|which|who|whose|their|its|very|than|if|because"
_FUNCTION = r"Does|Do|Did|Is|Was|Are|Were|Has|Have|Had|Of|To|An?|The|That|Which|With|For|By|And|Or"  # a word more makes no sentence
_AUXILIARY = r"Does|Do|Did|Is|Was|Are|Were|Has|Have|Had|Will|Would|Can|Could|Should|May|Might|Be|Been|Being|And|Or|Of|To|The|An?|That|Which|With|For|By|Hopefully|It|In"
_ANSWERS = r"yes|no|never|enough|period|amen|indeed|exactly|why|how|ok|okay|sure|right|good|thanks|wow|really|stop|full stop|not so|hardly"
_BREAKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(rf"(?<=[.!?…”\"’] )(?:(?:{_FUNCTION})(?: {_LETTERS}+)?|{_AUXILIARY})\.(?: [A-Z][a-z]+\.)?(?=\s|$)"),
        "a sentence of a stray word or two",
    ),
    (re.compile(rf"(?:(?<=[.!?] )|(?<=\n))(?:{_AUXILIARY})\.(?=\s|$)"), "a sentence of a stray word"),
    (re.compile(rf"\b(?:{_OPEN_ENDS})\.(?= [A-Z])"), "a sentence that stops before its end"),
    (re.compile(r"(?<=[a-z]\. )[a-z]{3,}(?: [a-z]+){0,2}[.,](?= [A-Z])"), "a sentence broken over a full stop"),
    (
        re.compile(r"(?<=[a-z]{3}\. )(?!(?:i[A-Z]|e[A-Z]|al-|bin |de |von |van |el-))[a-z]{2,} [a-z]+"),
        "a sentence that goes on behind a full stop",
    ),
    (
        re.compile(r"(?<=[.!?”] )(?:Has|Have|Had|Does|Do|Was|Were|Are|Is) [a-z]+(?:ed|en|s|ing|wn|ld)\b[^.?!\n]*\.(?=\s|$)"),
        "a sentence without its subject",
    ),
)


def find_flags(text: str, furniture: Sequence[Furniture]) -> tuple[Flag, ...]:
    """The flags of a text, in order; those of one kind do not overlap."""
    unread = [part.span for part in furniture]
    flags = [*_other_languages(text), *_tables(text, unread)]
    unread += [flag.span for flag in flags]
    flags += [flag for flag in (*_garbled(text), *_unclosed(text)) if not _touches(flag.span, unread)]
    letters = sum(len(word) for part in _outside(text, unread) for word in re.findall(rf"{_LETTERS}+", part))
    if text.strip() and (letters == 0 or (unread and letters < FEWEST_LETTERS)):
        whole = text.strip()
        start = text.index(whole)
        flags.append(Flag("no_reporting", Span(start, start + len(whole)), "all of the text is page parts, tables or another language"))
    flags += _truncated(text, unread)
    return tuple(sorted(flags, key=lambda flag: (flag.span, flag.kind)))


def other_language(text: str) -> Flag | None:
    """The flag of a report that is not in English as a whole: neither on the whole nor in a paragraph."""
    language = language_of(text)
    if language in (None, "en") or any(language_of(span.of(text)) == "en" for span in _paragraphs(text)):
        return None
    return Flag("not_english", Span(0, len(text)), f"the report is in another language ({language}): kept and searchable, not read")


def unread(flags: Sequence[Flag]) -> list[Span]:
    """The stretches that are kept and not read: another language, tables."""
    return [flag.span for flag in flags if flag.kind in ("not_english", "table")]


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _outside(text: str, spans: Sequence[Span]) -> Iterator[str]:
    place = 0
    for start, end in sorted(spans):
        yield text[place:start]
        place = max(place, end)
    yield text[place:]


def _paragraphs(text: str) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+", text):
        words = match[0].strip()
        if words:
            start = match.start() + match[0].index(words)
            yield Span(start, start + len(words))


def _other_languages(text: str) -> Iterator[Flag]:
    """Paragraphs in which English function words are rare, and which a language identifier then finds in another language."""
    for span in _paragraphs(text):
        words = re.findall(rf"{_LETTERS}+", span.of(text).casefold())
        if len(span.of(text)) < SHORTEST and not (words and all(not word.isascii() for word in words) and len(words) >= 3):
            continue
        if len(words) < 3 or sum(word in COMMON for word in words) >= 0.15 * len(words):
            continue
        import py3langid

        language, _ = py3langid.classify(span.of(text))
        foreign = sum(not word.isascii() for word in words) / len(words)
        if language != "en" and (sum(word in COMMON for word in words) < 0.06 * len(words) or foreign > 0.5):
            yield Flag("not_english", span, f"the paragraph is in another language ({language})")


def _tables(text: str, taken: Sequence[Span]) -> Iterator[Flag]:
    """Three lines or more on end whose cells are mostly numbers, or that separators cut in cells."""
    rows: list[Span] = []
    for span in [*_paragraphs(text), Span(len(text), len(text))]:
        line = span.of(text)
        cells = [cell for cell in re.split(r"\t|\s{2,}|\s*[|;]\s*|,(?=\S)|\s+(?=[\d(])", line) if cell.strip()]
        numbers = [cell for cell in cells if re.fullmatch(r"[(\-+]?[\d.,:%/$€£ ]*\d[\d.,:%/ )]*", cell.strip())]
        if len(cells) >= 2 and (2 * len(numbers) > len(cells) or (rows and len(cells) >= 3 and re.search(r"\t|\s{2,}|\|", line))):
            rows.append(span)
            continue
        if len(rows) >= 3 and not _touches(Span(rows[0].start, rows[-1].end), taken):
            yield Flag("table", Span(rows[0].start, rows[-1].end), f"{len(rows)} lines of cells, mostly numbers")
        rows = []


def _garbled(text: str) -> Iterator[Flag]:
    taken: list[Span] = []
    for pattern, why in _BREAKS:
        for match in pattern.finditer(text):
            word = match[0].rstrip(".").casefold()
            span = Span(*match.span())
            if (
                re.fullmatch(_ANSWERS, word)
                or _touches(span, taken)
                or _abbreviated(text, match.start())
                or _abbreviated(text, match.end())
            ):
                continue
            taken.append(span)
            yield Flag("machine_translated", span, why)


def _abbreviated(text: str, place: int) -> bool:
    """Whether the stop before `place` belongs to an abbreviation or a name on the web."""
    return re.search(r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|No|vs|Inc|Ltd|Co|Corp|Jr|Sr|etc|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gov|Sen|Rep|e\.g|i\.e|a\.m|p\.m|U\.S|U\.N|com|org|net|www)\.)\s?$", text[max(0, place - 12) : place], re.IGNORECASE) is not None  # fmt: skip


def _unclosed(text: str) -> Iterator[Flag]:
    """Quotations that their paragraph leaves open and no next paragraph takes up, and closing marks that close nothing."""
    quotations = find_quotations(text)
    for number, one in enumerate(quotations):
        following = quotations[number + 1] if number + 1 < len(quotations) else None
        goes_on = following is not None and "\n" in (gap := text[one.span.end : following.span.start]) and not gap.strip()
        if not one.closed and not goes_on:
            yield Flag("unclosed_quotation", one.span, "a quotation that is opened and not closed")
    for match in re.finditer(r"[”»]", text):
        if not any(one.span.start <= match.start() < one.span.end for one in quotations):
            yield Flag("unclosed_quotation", Span(*match.span()), "a closing mark that closes nothing")


def _truncated(text: str, taken: Sequence[Span]) -> Iterator[Flag]:
    """A last paragraph of reporting, long enough to be prose, that ends without a stop, or with dots for what is left out."""
    last = [span for span in _paragraphs(text) if not _touches(span, taken)]
    if not last:
        return
    words = last[-1].of(text)
    cut = re.search(r"(?:\[?(?:…|\.\.\.)\]?|\[\+\d+ chars\])$", words) or (len(words) > 120 and re.search(r"[^\W\d_]$|,$", words))
    if cut:
        start = max(last[-1].start, last[-1].end - 40)
        yield Flag("truncated", Span(start, last[-1].end), "the text stops in mid-sentence")
