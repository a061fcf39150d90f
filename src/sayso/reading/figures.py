"""Quantities in a report: how many, with what bound, of what, whom, where, as of when, and on whose word.

Numbers that count nothing (years, ages, durations, clock times, labels such as "Resolution 1871", scores, telephone numbers,
distances) are no figures. What befalls the counted is named by ``counted.toml``; a share is given in percent.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sayso.model import Bound, Figure, Moment, Span, Statement, Time
from sayso.reading.names import Name
from sayso.reading.numbers import NUMBER, value_of
from sayso.reading.sentences import sentence_round

_BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("at_least", r"at (?:the very )?least|(?:no|not) (?:less|fewer) than|(?:a )?minimum of"),
    ("at_most", r"up to|(?:no|not) more than|at (?:the )?most|as (?:many|much) as|(?:a )?maximum of"),
    ("fewer_than", r"fewer than|less than|(?:just |well )?(?:under|below)"),
    (
        "more_than",
        r"more than|(?:just |well )?over|(?:well )?above|exceeding|exceeds|exceeded|in excess of|upwards? of|surpass(?:ed|es|ing)",
    ),
    ("nearly", r"nearly|almost|close to|approaching|not quite"),
    ("about", r"about|around|roughly|approximately|some|(?:an )?estimated|circa|in the region of|~"),
)
_BEFORE = "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS)
_AFTER = r"(?P<or_more> or (?:more|greater)|\+)|(?P<or_less> or (?:less|fewer))|(?P<or_so> or so|-odd)"
_COINS = (
    r"dollars?|euros?|pounds?|rubles?|roubles?|shekels?|dinars?|riyals?|rials?|lira|liras|yuan|yen|won|rupees?|francs?|marks?|crowns?|"
    r"pesos?|dirhams?|hryvnias?|USD|EUR|GBP"
)
_SIGN = r"(?:(?:US|A|C|NZ|HK)?\$|€|£|¥|₪|₹|₽|(?:USD|EUR|GBP) ?)"
_MONEY_AFTER = rf"(?: (?:US |U\.S\. )?(?:{_COINS})\b)"
_PERCENT = r"(?: ?%| per ?cent(?:age points?)?\b)"
_SHARES = {
    "half": 50.0, "a third": 33.3333, "one-third": 33.3333, "one third": 33.3333, "two-thirds": 66.6667, "two thirds": 66.6667,
    "a quarter": 25.0, "one-quarter": 25.0, "three-quarters": 75.0, "three quarters": 75.0, "a fifth": 20.0, "one-fifth": 20.0,
    "two-fifths": 40.0, "three-fifths": 60.0, "four-fifths": 80.0, "a tenth": 10.0, "one-tenth": 10.0,
}  # fmt: skip
_SHARE = "|".join(sorted(_SHARES, key=len, reverse=True))
_SMALL_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_MANY = {
    "dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2000.0, "tens of thousands": 20000.0,
    "hundreds of thousands": 200000.0, "millions": 2e6, "tens of millions": 2e7, "billions": 2e9,
}  # fmt: skip
_QUANTITY = re.compile(
    rf"(?<![\w.,/:’'#+-])(?:(?:{_BEFORE})\s+(?:the |a further |another )?)?"
    rf"(?:(?P<in_ratio>{_SMALL_COUNT} (?:in|out of)(?: every)? {_SMALL_COUNT})(?= [a-z])|"
    rf"(?:(?P<between>between|from) )?(?P<low_sign>{_SIGN})?(?P<low_high>(?P<low>{NUMBER})(?P<low_percent>{_PERCENT})?"
    rf"(?P<low_money>{_MONEY_AFTER})?(?:(?P<joint> ?[-–—] ?| to | and | or )(?P<high_sign>{_SIGN})?(?P<high>{NUMBER}))?)"
    rf"(?P<percent>{_PERCENT})?(?P<money>{_MONEY_AFTER})?"
    rf"|(?P<share>(?:{_SHARE})(?: of)?)|(?P<many>(?:{'|'.join(sorted(_MANY, key=len, reverse=True))})(?: of)?))"
    rf"(?:{_AFTER})?(?![\w]|[-–](?!odd|strong)\w|[,.]\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:resolution|articles?|no|number|nr|route|flight|pages?|phase|chapter|room|section|highway|motorway|channel|level|grade|zone|"
    r"unit|battalion|brigade|protocol|law|act|bill|case|part|volume|item|order|decree|clause|annex|gate|district|ward|station|line|bus|tel|"
    r"telephone|phone|hotline|call|dial|fax|day|week|year|stage|step|track|pillar|hill|height|hangar|bridge|bureau|movement|kilomet(?:re|er)|km|area|"
    r"block|sector|point|version|radio|studio|group|class|category|magnitude|size|aged?|windows|top|formula|world war|paragraph|verse|box|suite|"
    r"apartment|floor|terminal|pier|platform|exit|camp|aged between|at the age of|age of|born in|chapters|lines|seats? number|room no)\.?\s$|"
    r"(?:^|\s)(?-i:[A-Z]{1,5})-?$|\d[\s/]$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"[ -]?(?:km|kms|kilomet(?:re|er)s?|miles?|met(?:re|er)s?|cm|centimet(?:re|er)s?|mm|inch(?:es)?|feet|foot|ft|yards?|mph|km/h|knots?|"
    r"degrees?|°|kg|kilos?|kilograms?|grams?|years? old|year-old|years of age|hertz|mhz|ghz|gb|mb|th\b|st\b|nd\b|rd\b|a\.m|p\.m|am\b|pm\b|"
    r"o'clock|o’clock|seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centuries)\b|°|[’'][a-z]",
    re.IGNORECASE,
)
_SCORE = re.compile(r"[ -](?:win|victory|defeat|draw|loss|lead|thrashing|vote|ruling|at half|on aggregate|in front|up\b)")
_SCORE_BEFORE = re.compile(
    r"\b(?:won|lost|drew|drawing|beat|beaten|trailed|trailing|led|leading|score|penalties|winning|losing)\b[^.;]{0,30}$", re.IGNORECASE
)
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
    sunday monday tuesday wednesday thursday friday saturday out up down off away back sent left based born""".split()  # noqa: SIM905
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
    place = 0
    while match := _QUANTITY.search(text, place):
        span = _quantity_span(text, match)
        place = match.end() if span is None else max(span.end, match.start() + 1)
        if span is None or any(other.start < span.end and span.start < other.end for other in taken):
            continue
        bounds = _bounds(text, match)
        if bounds is None or _counts_nothing(text, match, span):
            continue
        low, high, bound = bounds
        sentence = sentence_round(text, *span)
        counted = _what(text, match, span, sentence, found)
        if counted.who is None and counted.of in (None, found[-1].of if found else None) and _is_model(text, span, sentence):
            continue
        found.append(
            Figure(
                span, low, high, bound, counted.of, counted.who,
                _where(text, span, counted.end, sentence, names, taken, statements),
                _as_of(text, span, sentence, times),
                _innermost(span, statements),
            )
        )  # fmt: skip
    return tuple(found)


def _quantity_span(text: str, match: re.Match[str]) -> Span | None:
    """The match without a range that is none ("between" two words) and without what only stands beside it."""
    start, end = match.span()
    if match["low"] is not None and match["joint"] in (" and ", " or ", " to ") and not _is_range(text, match):
        end = match.end("low_money") if match["low_money"] else match.end("low_percent") if match["low_percent"] else match.end("low")
        if match["between"]:
            start = match.start("low_sign") if match["low_sign"] else match.start("low")
    words = text[start:end].rstrip(" ,")
    return Span(start, start + len(words)) if words else None


_CHANGED = re.compile(
    r"\b(?:r[oi]se[sn]?|rising|f[ea]ll(?:s|en|ing)?|gr[eo]wn?|increas|decreas|dropp|cut|jump|climb|declin|reduc|rais|lower|swell|swelled|shr[aiu]nk|went|up|down|"
    r"slash|soar|surg|slump|slid|revis|chang|mov|doubl|halv)\w*\b[^.;]{0,30}$",
    re.IGNORECASE,
)


def _is_range(text: str, match: re.Match[str]) -> bool:
    low, high = value_of(match["low"]), value_of(match["high"] or "")
    if low is None or high is None:
        return False
    joint, between = match["joint"], (match["between"] or "").casefold()
    if joint == " and ":
        return between == "between"
    changed = between == "from" and _CHANGED.search(text[max(0, match.start() - 60) : match.start()]) is not None  # "rose from 30 to 48"
    return not changed and _scaled(low, match)[0] < high and (joint != " or " or high - low <= max(1.0, low))


def _scaled(low: float, match: re.Match[str]) -> tuple[float, float | None]:
    """ "1.5 to 2 million": the scale of the higher end holds for the lower one as well."""
    high = value_of(match["high"]) if match["high"] else None
    scale = re.search(r"(million|billion|trillion|thousand|hundred|bn|mn|m|k)\b", match["high"] or "", re.IGNORECASE)
    if (high is not None and scale and low < 1000 and not re.search(r"[a-z]", match["low"].replace(" and a half", ""), re.IGNORECASE)) or (
        high is not None
        and scale
        and low < 1000
        and re.fullmatch(r"[a-z -]+", match["low"])
        and not re.search(r"illion|thousand|hundred|bn", match["low"])
    ):
        low = value_of(f"{low:g} {scale[1]}") or low
    return low, high


def _bounds(text: str, match: re.Match[str]) -> tuple[float | None, float | None, Bound] | None:
    """Low, high and bound of a match; None where its words are no number."""
    bound: Bound = next((name for name, _ in _BOUNDS if match[name]), "exact")
    bound = "at_least" if match["or_more"] else "at_most" if match["or_less"] else "about" if match["or_so"] else bound
    if match["many"]:
        many = _MANY.get(match["many"].casefold().removesuffix(" of"))
        return None if many is None else (many, None, "at_least")
    if match["share"]:
        value: float | None = _SHARES.get(match["share"].casefold().removesuffix(" of"))
    elif match["in_ratio"]:
        first, last = (value_of(words) for words in re.split(r" (?:in|out of)(?: every)? ", match["in_ratio"], flags=re.IGNORECASE))
        value = round(100 * first / last, 4) if first and last and first <= last else None
    else:
        value = value_of(match["low"])
        if value is not None and match["joint"] and (match["joint"].strip() in "-–—" or _is_range(text, match)):
            low, high = _scaled(value, match)
            return (low, high, "range") if high is not None and low < high else None
    if value is None or not math.isfinite(value):
        return None
    if bound in ("at_least", "more_than"):
        return value, None, bound
    if bound in ("at_most", "fewer_than"):
        return None, value, bound
    return value, value, bound


def _counts_nothing(text: str, match: re.Match[str], span: Span) -> bool:
    """A label, an age, a score, a measure, "one of them": numbers that are no figures."""
    words, before, after = span.of(text), text[max(0, span.start - 60) : span.start], text[span.end : span.end + 24]
    bare = match["low"] is not None and not any(match[name] for name, _ in _BOUNDS) and not match["percent"] and not match["low_percent"]
    plain = bare and not match["low_sign"] and not match["money"] and not match["low_money"]
    if _MEASURE.match(after) and not match["percent"]:
        return True
    if re.search(r"\b(?:weighing|weighs|weighed|measuring)\s$", before) or (
        match["percent"] and re.match(r"%? [A-Z]", after) and "Percent" in words
    ):
        return True
    if (
        (match["more_than"] or match["fewer_than"])
        and re.search(r"\b(?:is|are|was|were|those|aged|anyone|everyone)\s$", before)
        and re.match(r"\s*(?:[.,;]|and (?:under|over)\b|years|were|are|who|must|will|should)", after)
    ):
        return True  # "were over 60": an age
    if (
        match["share"]
        and not match["share"].endswith(" of")
        and not re.match(r" (?:a|the|its|their|his|her|of|as|are|were|have|had)\b|[,.;]", after)
    ):
        return True
    if match["share"] and re.search(r"\b(?:first|second|in|other|the|and a|by|with)\s$", before, re.IGNORECASE):
        return True
    if match["many"]:
        return False
    if (
        plain
        and re.fullmatch(r"\d{1,2}\.[0-5]\d", words)
        and re.search(r"\b(?:at|by|until|till|from|around|about)\s$", before, re.IGNORECASE)
    ):
        return True  # a clock time
    if re.search(r"\d\($", before):
        return True  # "Article 12(3)"
    if plain and _LABEL.search(before):
        return True
    if (
        plain
        and re.search(r"(?:^|\s)[A-Z][\w’-]*,\s$", before)
        and re.match(r",", after)
        and (match["low"] or "").isdigit()
        and len(match["low"]) == 2
    ):
        return True  # "Vandel, 61,"
    if plain and re.fullmatch(r"one", words, re.IGNORECASE):
        return (
            re.match(
                r" (?:[a-z-]+ ){0,2}(?:was|were|died|has been|killed|person|child|man|woman|soldier|civilian|girl|boy|officer|worker)\b",
                after,
            )
            is None
        )
    if plain and re.match(r"(?:one|two|three|four|five|six|seven|eight|nine|ten|1|2|3|4|5|6|7|8|9)$", words, re.IGNORECASE):
        if re.search(
            r"\b(?:the|these|those|his|her|its|their|our|other|first|last|next|past|no|any|each|every|this|that)\s$", before, re.IGNORECASE
        ):
            return re.match(r" (?:of (?:the|them)\b|\w+ (?:killed|dead|wounded|injured|missing)\b)", after) is None
        if re.match(
            r" (?:sides?|parties|leaders|countries|nations|things|ways|times|points|reasons|states|governments)\b",
            after,
            re.IGNORECASE,
        ):
            return True
    if (
        match["joint"]
        and match["joint"].strip() in "-–—"
        and (_SCORE.match(after) or _SCORE_BEFORE.search(before) or re.match(r" [A-Z][a-z]+:", after))
    ):
        return True
    if plain and match["joint"] and match["joint"].strip() in "-–—" and (value_of(match["high"]) or 0) <= (value_of(match["low"]) or 0):
        return True
    if plain and re.match(r"[/:.]\d|-\w|\s\d\d|[)\]](?:\s*$)|(?:\s?[A-Z])\b(?!\w)", after) and not re.match(r"\s\d\d\d\b|\.\s", after):
        return re.match(r"[/:.]\d|-\w|\s\d\d", after) is not None
    return bool(plain and re.match(r" (?:percent party)\b", after, re.IGNORECASE))


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


def _what(text: str, match: re.Match[str], span: Span, sentence: Span, before: Sequence[Figure]) -> _Counted:
    """Whom the quantity counts and what befell them, from the noun phrase behind it and the words of its clause."""
    if match["low_sign"] or match["money"] or match["low_money"] or match["high_sign"]:
        return _Counted(None, "money", span.end)
    share = bool(match["percent"] or match["low_percent"] or match["share"] or match["in_ratio"])
    whole = _QUANTITY.match(text, skipped.end()) if (skipped := re.compile(r"(?: of)? the ").match(text, span.end)) else None
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
