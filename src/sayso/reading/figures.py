"""Figures: how many, of what, whom, where, as of when, and on whose word.

What befalls the counted is named by ``counted.toml``; a share is given in percent. `quantities.py` finds the numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sayso.model import Figure, Moment, Span, Statement, Time
from sayso.reading.names import Name
from sayso.reading.numbers import NUMBER
from sayso.reading.quantities import QUANTITY, Quantity, find_quantities
from sayso.reading.sentences import sentence_round

_SKIP = re.compile(
    r"\s*(?:(?:of|from|among) )?(?:(?:the|these|those|his|her|its|their|our|all|more|other|others|additional|people's|new|pieces of|the said) )*",
    re.IGNORECASE,
)
_STOPS = frozenset(
    """a an the of from in on at by to with within for as into onto near off over under around across inside outside since until during after before
    between among against without per about and or but nor while when where who whom whose which that than then so if because although though
    is are was were be been being am has have had having do does did will would shall should can could may might must
    he she it they we you i them him her us me this these those there here not no still also already only just even now later said say says
    now currently reportedly more most each every including mostly many some any all both aboard today yesterday tomorrow
    sunday monday tuesday wednesday thursday friday saturday out up down off away back sent left based born""".split()
)
_PLURALS = re.compile(
    r"(?:people|men|women|children|\w+men|\w+women|\w+people|troops|personnel|police|dead|cattle|sheep|aircraft|staff|population|media|families|"
    r"\w{2,}[^suiа-я’']s|\w+ies|\w+ees|\w+ues|\w+(?:ss|ch|sh|x|z)es|gas|buses|bus|missiles)",
    re.IGNORECASE,
)
_SO_FAR = re.compile(
    r"\b(?:so far(?: this \w+)?|to date|up to now|until now|since (?:(?! (?:has|have|had|was|were|is|are|with|at|in|on|by|from)\b)[^,.;:“”\"\n]){3,40}|in (?:one|a single) (?:day|night|week|month|year))",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|at|near|off|outside|inside|across|around|into|to|on|along|above|below|around|beyond|reached|reach|left|fled|lost)\s(?:the )?"
    r"(?:(?:village|town|city|port|camp|province|district|region|north|south|east|west|centre|center|lowlands|hills|capital|part|outskirts|rest|"
    r"state|island|suburb|area|neighbou?rhood|neighbou?ring|southern|northern|eastern|western|central|besieged|whole|entire|far|of|the|city of)\s)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What stands round a quantity: whom it counts, and what befell them."""

    who: str | None
    of: str | None
    end: int  # of the noun phrase


def find_figures(
    text: str, times: Sequence[Time], names: Sequence[Name], statements: Sequence[Statement], walls: Sequence[Span]
) -> tuple[Figure, ...]:
    """The figures of a report, in order; none overlap. `statement` is the innermost whose content holds the figure."""
    numbered = [name.span for name in names if any(c.isdigit() for c in name.words)]  # "Group of 20"
    taken = [*(time.moment.span for time in times), *walls, *numbered]
    found: list[Figure] = []
    for quantity in find_quantities(text, taken):
        span = quantity.span
        sentence = sentence_round(text, *span)
        counted = _what(text, quantity, sentence, found)
        if counted.who is None and counted.of in (None, found[-1].of if found else None) and _is_model(text, span, sentence):
            continue
        found.append(
            Figure(
                span, quantity.low, quantity.high, quantity.bound, counted.of, counted.who,
                _where(text, span, counted.end, sentence, names, taken, statements),
                _as_of(text, span, sentence, times),
                _innermost(span, statements),
            )
        )  # fmt: skip
    return tuple(found)


def _is_model(text: str, span: Span, sentence: Span) -> bool:
    """ "Boeing 787", "FTSE 100": small digits right behind a capitalised word that does not open the sentence, and counting nothing."""
    before = text[sentence.start : span.start]
    return (
        re.fullmatch(r"\d{1,3}(?:\.\d)?(?:-\d{3})?", span.of(text)) is not None
        and re.search(r"\S\s[\w&’']*[A-Z][\w&’'.]*\s$", before) is not None
    )


@cache
def _befallen() -> dict[str, str]:
    lists = tomllib.loads(files("sayso.reading").joinpath("counted.toml").read_text(encoding="utf8"))
    return {word.replace("-", " "): name for name, words in lists.items() for word in words.split()}


@cache
def _befell() -> re.Pattern[str]:
    words = sorted(_befallen(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(word) for word in words)})(?![\w-])", re.IGNORECASE)


def _what(text: str, quantity: Quantity, sentence: Span, before: Sequence[Figure]) -> _Counted:
    """Whom the quantity counts and what befell them, from the noun phrase behind it and the words of its clause."""
    span, share = quantity.span, quantity.share
    if quantity.money:
        return _Counted(None, "money", span.end)
    whole = QUANTITY.match(text, skipped.end()) if (skipped := re.compile(r"(?: of)? the ").match(text, span.end)) else None
    start = whole.end() if whole and whole.end() <= sentence.end else span.end  # "two of the more than 130 prisoners"
    who, end, elided = _noun_phrase(text, start, sentence.end, share=share)
    state = _state(text, span, end, sentence, who, part=start != span.end)
    who = " ".join(word for word in who.split() if word.casefold() not in _befallen() or word == who.split()[-1]) if who else None
    noun = who.split()[-1] if who else None
    last = before[-1] if before and before[-1].span.start >= sentence.start else None
    if share:
        if noun is None and elided and last is not None and last.of:
            return _Counted(None, last.of if last.of.startswith("percent") else f"percent of {last.of}", end)
        return _Counted(who, " ".join(filter(None, ("percent of", noun, state if state != noun else None))) if noun else "percent", end)
    if state is None and noun is None and elided and last is not None:
        return _Counted(None, last.of, end)
    return _Counted(who, state or noun, end)


def _noun_phrase(text: str, place: int, stop: int, *, share: bool) -> tuple[str | None, int, bool]:
    """The noun phrase at `place` without its determiners, where it ends, and whether there is none."""
    skipped = _SKIP.match(text, place, stop)
    start = skipped.end() if skipped else place
    kept: list[re.Match[str]] = []
    for token in re.finditer(r"[\w’'-]+|[^\w\s]", text[start:stop]):
        word = token[0].casefold()
        gap = text[start + (kept[-1].end() if kept else 0) : start + token.start()]
        ends = word in _STOPS or not word[0].isalpha() or len(kept) >= 5 or (kept and gap.strip(" \u00a0"))
        if ends or (_befell().fullmatch(word) and not _modifies(text, start + token.end(), stop)):
            break
        kept.append(token)
        if _PLURALS.fullmatch(word) and not re.match(r"[’']", text[start + token.end() : start + token.end() + 1]):
            break
    plural = bool(kept) and _PLURALS.fullmatch(kept[-1][0]) is not None
    if not kept or (not plural and not share and not _singular(text, place, kept)):
        return None, start if not kept else place, True
    end = start + kept[-1].end()
    words = re.sub(r"\s+", " ", text[start + kept[0].start() : end])
    return re.sub(r"^.*[’']s |[’']s?$", "", words), end, False


def _modifies(text: str, place: int, stop: int) -> bool:
    """Whether a participle at `place` stands before its noun ("wounded fighters")."""
    after = re.match(r" ([a-z-]+)\b", text[place:stop])
    return after is not None and after[1] not in _STOPS and _PLURALS.fullmatch(after[1]) is not None


def _singular(text: str, place: int, kept: Sequence[re.Match[str]]) -> bool:
    return re.search(r"\bone$", text[max(0, place - 4) : place], re.IGNORECASE) is not None and len(kept) == 1


_CLAUSE = re.compile(
    rf"[;:.“”\"\n]|,(?! (?:and |or |perhaps |as many )?(?:{NUMBER}|an?|dozens|scores)\b)|\b(?:while|but|although|when|after|who(?! (?:have|has|had|are|were)\b)|which|that|including)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:was|were|been|be|being|are|is|get|got)\s(?:\w+ly |also |later |still |now |since |reported |believed |thought |feared |said |to be |to have been )*$",
    re.IGNORECASE,
)


def _state(text: str, span: Span, end: int, sentence: Span, who: str | None, *, part: bool) -> str | None:
    """What befell the counted, in this order: the word right behind the number; the verb right before it; the passive of its
    clause; the word right behind its noun; a participle inside its noun phrase; the nearest word of its clause."""
    behind, before = text[end : sentence.end], text[sentence.start : span.start]
    behind = re.sub(r"^(?: of)?(?: the)?(?: more| others?)?\b", lambda m: " " * len(m[0]), behind)
    behind = re.sub(r"^, (?:including|among them|most of them) [^,;.]{3,60},", lambda m: " " * len(m[0]), behind)
    ahead = behind[: stop.start()] if (stop := _CLAUSE.search(behind)) else behind
    back = before[list(_CLAUSE.finditer(before))[-1].end() :] if _CLAUSE.search(before) else before
    right, left = list(_befell().finditer(ahead)), list(_befell().finditer(back))
    adjacent = right[0] if right and not ahead[: right[0].start()].strip() else None
    gap = len(back[left[-1].end() :].split()) if left else 99
    passive = next((m for m in right if _PASSIVE.search(ahead[: m.start()])), None)
    inside = list(_befell().finditer(who or ""))
    reduced = adjacent is not None and re.match(r"\s(?:by|in|at|since|without|under|from|inside)\b", ahead[adjacent.end() :]) is not None
    whole = re.search(r"\bof the $", before) is not None  # the "more than 130" of "two of the more than 130 prisoners held by …"
    choices = (
        adjacent if who is None or (adjacent and not part and (whole or not reduced)) else None,
        left[-1] if gap <= 2 and (not part or gap == 0) and not (passive and who is None) else None,
        passive,
        adjacent if not part else None,  # "130 prisoners held by …", where no passive follows
        inside[-1] if inside else None,
        next((m for m in right if len(ahead[: m.start()].split()) <= 12), None),
        left[-1] if gap <= 7 else None,
    )
    found = next((choice for choice in choices if choice is not None), None)
    return _befallen()[found[0].casefold()] if found else None


def _where(
    text: str, span: Span, end: int, sentence: Span, names: Sequence[Name], taken: Sequence[Span], statements: Sequence[Statement]
) -> str | None:
    """The place of the clause: the first named behind the figure after a preposition, else the last before it; a place alone in
    its sentence needs no preposition, unless it speaks."""
    speaking = [Span(part.start, part.start + 5) for one in statements for part in one.source]  # a state that says, not "the mayor of" one
    inside = [
        name for name in names
        if sentence.start <= name.span.start and name.span.end <= sentence.end and name.kind != "person"
        and not any(t.start < name.span.end and name.span.start < t.end for t in (*taken, *speaking))
    ]  # fmt: skip
    placed = [name for name in inside if _PREPOSITION.search(text[max(sentence.start, name.span.start - 60) : name.span.start])]
    if not placed:
        alone = [
            n
            for n in inside
            if n.kind == "place" and not re.search(r"\b(?:from|by|with|to|against)\s$", text[max(0, n.span.start - 8) : n.span.start])
        ]
        return alone[0].words if len({name.words for name in alone}) == 1 else None
    behind = [name for name in placed if name.span.start >= end and ";" not in text[end : name.span.start]]
    before = [name for name in placed if name.span.end <= span.start]
    if behind and before:  # of two places the one in the figure's own clause
        gap_behind, gap_before = text[end : behind[0].span.start], text[before[-1].span.end : span.start]
        if gap_behind.count(",") > gap_before.count(",") or (";" not in gap_before and len(gap_before) < 12 and len(gap_behind) > 60):
            return before[-1].words
        return behind[0].words
    return behind[0].words if behind else before[-1].words if before else None


def _as_of(text: str, span: Span, sentence: Span, times: Sequence[Time]) -> Moment | None:
    """The time at which the figure holds: "so far" and "since …", or the nearest time of the sentence, those behind first."""
    open_ended = list(_SO_FAR.finditer(text, sentence.start, sentence.end))
    near = [t.moment for t in times if sentence.start <= t.moment.span.start and t.moment.span.end <= sentence.end and _holds(text, t)]
    for match in sorted(open_ended, key=lambda m: (m.start() < span.start, abs(m.start() - span.start))):
        inside = next((m for m in near if match.start() <= m.span.start and m.span.end <= match.end()), None)
        words = match[0].rstrip()
        if inside is not None and match[0].casefold().startswith("since"):
            words = text[match.start() : inside.span.end]
        here = Span(match.start(), match.start() + len(words))
        between = text[span.end : here.start] if here.start >= span.end else text[here.end : span.start]
        if ";" in between or (re.search(r"\d\d", between) and re.search(r",|\b(?:while|as|with|who|but)\b", between)):
            continue
        return Moment(
            here, words, inside.since if inside else None, None, inside.precision if inside else None, inside.anchor if inside else None
        )
    same = [m for m in near if ";" not in text[min(span.end, m.span.end) : max(span.start, m.span.start)]]
    nearest = min(same, key=lambda m: (m.span.start < span.start, abs(m.span.start - span.start)), default=None)
    lead = re.search(r"\bsince (?:the )?$", text[max(0, nearest.span.start - 10) : nearest.span.start], re.IGNORECASE) if nearest else None
    if nearest is None or lead is None:
        return nearest
    here = Span(nearest.span.start - len(lead[0]), nearest.span.end)  # from then on, not on that day
    return Moment(here, here.of(text), nearest.since, None, nearest.precision, nearest.anchor)


def _holds(text: str, time: Time) -> bool:
    """Whether a time can be that of a figure: a date, or a stretch that ends now; not a bare length or a habit."""
    if time.type in ("date", "time"):
        return time.value not in ("FUTURE_REF", "PAST_REF", "PRESENT_REF")
    before = text[max(0, time.moment.span.start - 12) : time.moment.span.start]
    return time.type == "duration" and (
        time.moment.since is not None
        or re.search(r"\b(?:the|during the|over the)\s$|^(?:the )?(?:last|past)", before) is not None
        or re.match(r"the (?:past|last)", time.moment.text) is not None
    )


def _innermost(span: Span, statements: Sequence[Statement]) -> int | None:
    """The statement with the shortest content that holds the figure."""
    holding = [
        (sum(part.end - part.start for part in one.content), number)
        for number, one in enumerate(statements)
        if any(part.start <= span.start and span.end <= part.end for part in one.content)
    ]
    return min(holding)[1] if holding else None
