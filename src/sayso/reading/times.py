"""Every time expression of a report, with what it means against the report's own date where that is known.

A grammar of English news time: dates, weekdays, "last Thursday", "over the weekend", "three months earlier", durations, sets,
clock times, vague times. Each rule is a pattern and a function from its match to a meaning; of matches that overlap, the longest
stands. benchmarks/reading/times.py compares it with the libraries that read dates in running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from sayso.model import Moment, Span, Time
from sayso.reading import moments as means
from sayso.reading.calendar import Meaning
from sayso.reading.moments import LAST, NEXT, Place
from sayso.reading.numbers import NUMBER, ORDINAL

_DOW = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTH_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_MONTH_LONG}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY_NAME = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_UNIT = "second|minute|hour|day|week|fortnight|month|quarter|year|decade|century|centurie|weekend"
_SEASON = "spring|summer|autumn|fall|winter"
_PART = "morning|afternoon|evening|night"
_STAGE = (
    r"(?:(?:the )?(?:very )?(?:start|beginning|end|middle|close) of (?:the )?|(?:very )?(?:early|late|mid)(?: in| on)?[ -](?:the )?|"
    r"(?:earlier|later)(?: in| on)? (?:the )?)"
)
_ROUGH = r"(?:(?:about|around|nearly|almost|over|more than|less than|at least|up to|some|roughly|under) )?"
_COUNT = rf"(?:{NUMBER}|several|a few|few|many|some|a couple of|a number of)"
_PRESENT = "now|currently|at present|at the moment|nowadays|these days|for the time being"
_PAST = "recently|more recently|lately|in the past|in recent history|previously"
_FUTURE = "soon|very soon|in the (?:near |foreseeable )?future|in the long term|in the near term"
_FEASTS = "Ramadan|Eid(?: al-(?:Fitr|Adha))?|Passover|Easter|Yom Kippur|Diwali|Nowruz|Hanukkah|Lent|Thanksgiving"

_Meant = Callable[[re.Match[str], Place], Meaning | None]

# Words without which no rule can match, by kind: a rule is tried only near words of its kinds, which is most of the speed
_KINDS = {
    "month": _MONTH_LONG + "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec",
    "weekday": _DOW,
    "unit": "seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?|decades?|century|centuries|weekends?",
    "season": _SEASON,
    "day": f"today|yesterday|tomorrow|tonight|overnight|{_PART}|seconds?|minutes?|days?|evening",
    "every": "every|each|per",
    "times": "once|twice|times",
    "word": "now|currently|present|moment|nowadays|days|being|recently|lately|past|history|previously|soon|future|term|noon|midnight|"
    "daily|weekly|monthly|annual|annually|yearly|hourly|Christmas|New|Ramadan|Eid|Passover|Easter|Yom|Diwali|Nowruz|Hanukkah|Lent|Thanksgiving",
}
_KINDS_OF: dict[str, set[str]] = {}
for _kind, _words in _KINDS.items():
    for _word in _words.split("|"):
        for _form in (_word.rstrip("?"), _word[:-2]) if _word.endswith("s?") else (_word,):
            _KINDS_OF.setdefault(_form.casefold(), set()).add(_kind)
_WORD, _LETTER, _DIGITS = re.compile(r"[A-Za-z]+"), re.compile(r"[A-Za-z]"), re.compile(r"\d+")
REACH = 90  # code points on either side of such a word: no time expression is longer


def find_times(text: str, published: str | None) -> tuple[Time, ...]:
    """The time expressions of `text`, in order, not overlapping. `published` is an ISO 8601 date or date-time."""
    on = published_day(published)
    near = _near(text)
    matches = {
        (match.span(), number): (match, meaning)
        for number, (pattern, meaning, kinds) in enumerate(_RULES)
        for kind in kinds
        for start, end in near.get(kind, ())
        for match in pattern.finditer(text, start, end)
    }
    ordered = sorted(matches.values(), key=lambda pair: (pair[0].start(), -pair[0].end()))
    found: list[Time] = []
    place = Place(text, on)
    end = 0
    for number, (match, meaning) in enumerate(ordered):
        longer = any(m.start() < match.end() and len(m[0]) > len(match[0]) for m, _ in ordered[number + 1 : number + 4])
        if match.start() < end or (longer and match.start() >= end):
            continue
        try:
            meant = meaning(match, place)
        except (ValueError, OverflowError):  # beyond the years that a calendar has
            meant = None
        if meant is None:
            continue
        end = match.end()
        span = Span(*match.span())
        found.append(Time(Moment(span, span.of(text), meant.since, meant.until, meant.precision, meant.anchor), meant.type, meant.value))
        if meant.precision == "day" and meant.type == "date":
            named = date.fromisoformat(meant.since) if meant.since is not None else None
            place = Place(text, on, named, meant.anchor, match.end())
    return tuple(found)


def published_day(published: str | None) -> date | None:
    """The day of an ISO 8601 date or date-time; None where it is none, or only a month."""
    if published is None:
        return None
    try:
        return datetime.fromisoformat(published).date()
    except ValueError:
        return None


def _near(text: str) -> dict[str, list[tuple[int, int]]]:
    """For each kind of word the stretches of text round such words, in order, joined where they touch."""
    out: dict[str, list[tuple[int, int]]] = {}
    for kind, spans in _places(text).items():
        stretches = out[kind] = []
        for begin, stop in spans:
            start, end = max(0, begin - REACH), min(len(text), stop + REACH)
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
    return out


def _places(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where words of each kind stand, in order: the few forms that the text has of them are looked for, not every word looked at."""
    out: dict[str, list[tuple[int, int]]] = {}
    for form in set(_WORD.findall(text)):
        kinds = _KINDS_OF.get(form.lower())
        if kinds is None:
            continue
        place = text.find(form)
        while place >= 0:
            end = place + len(form)
            if not _LETTER.match(text, end) and not (place and _LETTER.match(text, place - 1)):
                for kind in kinds:
                    out.setdefault(kind, []).append((place, end))
            place = text.find(form, end)
    if digits := [match.span() for match in _DIGITS.finditer(text)]:
        out["digit"] = digits
    return {kind: sorted(places) for kind, places in out.items()}


def _rule(
    kinds: str, pattern: str, meaning: _Meant, *, cased: bool = False, whole: bool = True
) -> tuple[re.Pattern[str], _Meant, tuple[str, ...]]:
    """`whole` sets the pattern between the edges of words."""
    edged = rf"(?<![\w-]){pattern}(?!\w)" if whole else pattern
    return re.compile(edged, 0 if cased else re.IGNORECASE), meaning, tuple(kinds.split())


_STAGED = rf"(?P<stage>{_STAGE})?"
_DAY_OF = rf"(?:(?P<name>{_DAY_NAME}),? (?:the )?)?"
_OF_YEAR = rf"(?:,? ?(?:of )?(?P<year>{_YEAR})(?!\d|,\d))?"
_RULES = (
    _rule("digit", r"(\d{4})-(\d\d)-(\d\d)", means.iso),
    _rule("digit", r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)(?!\.\d)", means.numeric),
    _rule(
        "month",
        rf"{_DAY_OF}{_STAGED}(?P<month>{_MONTH}) (?P<day>\d{{1,2}}(?:st|nd|rd|th)?)(?![\d:]){_OF_YEAR}",
        means.full_date,
        cased=True,
    ),
    _rule(
        "month",
        rf"{_DAY_OF}{_STAGED}(?:the )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)(?: of)? (?P<month>{_MONTH}){_OF_YEAR}",
        means.full_date,
        cased=True,
    ),
    _rule(
        "month",
        rf"{_STAGED}(?:(?P<direction>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast) )?(?P<month>{_MONTH})(?:,? (?:of )?(?P<year>{_YEAR}))?",
        means.bare_month,
        cased=True,
    ),
    _rule(
        "weekday",
        rf"(?:(?:early|late|earlier|later)(?: on)? )?(?:(?P<direction>this coming|last|this|next|past|coming|previous) )?(?P<dow>{_DOW})(?: (?P<part>{_PART}))?",
        means.weekday,
    ),
    _rule(
        "day",
        rf"(?:(?:earlier|later|late|early) )?(?P<word>last night|today|yesterday|tomorrow|tonight|overnight|the day (?:before yesterday|after tomorrow)|this (?:{_PART}))(?: (?P<part>{_PART}))?",
        means.day_word,
    ),
    _rule("day", r"(?:(?:earlier|later|early|late|the (?:start|end|beginning|close)) (?:in|on|of) )(?P<which>the) day", means.same_day),
    _rule(
        "day",
        r"(?:ends?|ended|ending|finish(?:ed|ing)?|for|during|throughout|of) (?P<which>the) day(?! (?:after|before|of|when|that|it|he|she|they|to)\b)",
        means.same_day,
    ),
    _rule("day", r"(?:on )?(?:the )?(?P<which>same|following|next|previous|preceding|that) day", means.same_day),
    _rule(
        "unit season",
        rf"{_STAGED}(?P<direction>the (?:{'|'.join(LAST)}|{'|'.join(NEXT)})|{'|'.join(LAST)}|{'|'.join(NEXT)}|this|the current|the same) (?:(?P<count>{NUMBER}|several|few|couple of) )?(?P<unit>{_UNIT}|{_SEASON})s?(?![-\w]|[’']s? old)",
        means.near_unit,
    ),
    _rule("unit", r"(?:over |at |during )?the weekend", means.weekend),
    _rule(
        "unit", rf"{_ROUGH}(?P<count>an?|{_COUNT})[ -](?P<unit>{_UNIT})s? (?P<way>ago|earlier|later|afterwards|previously)", means.shifted
    ),
    _rule(
        "unit",
        rf"{_ROUGH}(?P<count>an?|{_COUNT})(?: (?:full|straight|consecutive|long|more|further|additional|trading|working))*[ -](?P<unit>{_UNIT})s?(?:-long)?",
        means.duration,
    ),
    _rule(
        "unit",
        r"(?P<unit>(?:second|minute|hour|day|week|month|year|decade)s?-long|decades|(?<=in )(?:seconds|minutes|hours|days|weeks|months|years))",
        means.long,
    ),
    _rule(
        "unit",
        r"(?:single|full|whole)-(?P<count>(?!))?(?P<unit>day)|over the (?P<unit2>year)s",
        means.single,
    ),
    _rule(
        "unit",
        r"(?P<direction>the(?: entire| whole| full)?) (?P<count>(?!))?(?P<unit>year)(?! (?:of|when|that|after|before))",
        means.near_unit,
    ),
    _rule("digit", rf"{_STAGED}(?P<year>{_YEAR})", means.year),
    _rule("digit", r"(?:(?:early|late|mid)[ -])?(?:the )?(?:early |late |mid-?)?[’']?(?P<year>(?:1[5-9]|20)?\d0)[’']?s", means.decade),
    _rule("unit", rf"(?:the )?(?P<ordinal>{ORDINAL})[ -]century", means.century),
    _rule(
        "unit digit",
        rf"(?:the )?(?P<which>first|second|third|fourth|last|final|previous|latest|q[1-4])[ -](?:quarter|(?<=q\d.))(?: of (?:the )?(?:(?P<near>last|this|next|previous) year|(?P<year>{_YEAR})))?",
        means.quarter,
    ),
    _rule("unit digit", rf"(?:the )?(?P<which>first|second) half of (?:the year|this year|(?P<year>{_YEAR}))", means.half),
    _rule("season", rf"(?:in |since |until |by |the )(?P<season>spring|summer|autumn|winter)(?: (?:of )?(?P<year>{_YEAR}))?", means.season),
    _rule("season", rf"(?P<season>{_SEASON}) (?:of )?(?P<year>{_YEAR})", means.season),
    _rule(
        "unit",
        rf"(?:its|the|their|his|her|a) (?P<ordinal>{ORDINAL}) (?:straight |consecutive |full )?(?P<unit>day|week|month|year)",
        means.ordinal_unit,
    ),
    _rule("every", rf"(?<![\w-])(?:every|each|per) (?:other |single )?(?:{_UNIT}|{_DOW}|{_PART})", means.set_meaning, whole=False),
    _rule("unit weekday day word", "daily|weekly|monthly|annual(?:ly)?|yearly|hourly", means.set_meaning, whole=False),
    _rule("times", rf"(?:once|twice|{NUMBER} times) an? (?:{_UNIT})(?!\w)", means.set_meaning, whole=False),
    _rule(
        "digit",
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap]\.?m\b\.?)(?: \(?(?:UTC|GMT|EST|EDT|local time)(?: ?[+-]\d+)?\)?)?",
        means.clock,
    ),
    _rule(
        "digit", r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?\(?(?:UTC|GMT|EST|EDT|CET|local time)(?: ?[+-]\d+)?\)?)?(?: today)?", means.clock
    ),
    _rule("digit", r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d) (?:UTC|GMT|hours|local time)", means.clock),
    _rule("word", r"(?P<word>noon|midnight)(?: (?:UTC|GMT|local time))?", means.clock),
    _rule(
        "word", rf"(?P<feast>Christmas(?: Day| Eve)?|New Year[’']s (?:Day|Eve)|{_FEASTS})(?: (?P<year>{_YEAR}))?", means.holiday, cased=True
    ),
    _rule("word", rf"(?:{_PRESENT})(?!-)", means.vague_meaning("PRESENT_REF")),
    _rule("word unit", rf"{_PAST}|(?:in )?recent (?:{_UNIT})s", means.vague_meaning("PAST_REF")),
    _rule("word", rf"(?:{_FUTURE})(?!-)", means.vague_meaning("FUTURE_REF")),
)
