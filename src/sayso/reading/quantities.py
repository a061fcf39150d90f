"""Quantities: the numbers in a text that count something, each with its low, high and bound.

Numbers that count nothing (years, ages, durations, clock times, labels such as "Resolution 1871", scores, telephone numbers,
distances) are none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sayso.model import Bound, Span
from sayso.reading.numbers import NUMBER, value_of

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
QUANTITY = re.compile(
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


class Quantity(NamedTuple):
    """A quantity with the match of `QUANTITY` that it was read from; `share` where it is a part of a whole, in percent."""

    match: re.Match[str]
    span: Span
    low: float | None
    high: float | None
    bound: Bound

    @property
    def share(self) -> bool:
        return any(self.match[name] for name in ("percent", "low_percent", "share", "in_ratio"))

    @property
    def money(self) -> bool:
        return any(self.match[name] for name in ("low_sign", "high_sign", "money", "low_money"))


def find_quantities(text: str, taken: Sequence[Span]) -> Iterator[Quantity]:
    """The quantities of a text outside the spans that are `taken`, in order, not overlapping."""
    place = 0
    while match := QUANTITY.search(text, place):
        span = _quantity_span(text, match)
        place = match.end() if span is None else max(span.end, match.start() + 1)
        if span is None or any(other.start < span.end and span.start < other.end for other in taken):
            continue
        bounds = _bounds(text, match)
        if bounds is not None and not _counts_nothing(text, match, span):
            yield Quantity(match, span, *bounds)


def _quantity_span(text: str, match: re.Match[str]) -> Span | None:
    """The match without a range that is none ("between" two words) and without what only stands beside it."""
    start, end = match.span()
    if match["low"] is not None and match["joint"] in (" and ", " or ", " to ") and not _is_range(text, match):
        end = match.end("low_money") if match["low_money"] else match.end("low_percent") if match["low_percent"] else match.end("low")
    if (match["between"] and end < match.end()) or (match["between"] and not match["joint"]):  # "up from 30"
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
        and re.search(r"\b(?:is|are|was|were|those|aged|anyone|everyone)\s$", before, re.IGNORECASE)
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
    strong = after.startswith(("-strong", "–strong"))
    if (
        plain
        and not strong
        and re.match(r"[/:.]\d|-\w|\s\d\d|[)\]](?:\s*$)|(?:\s?[A-Z])\b(?!\w)", after)
        and not re.match(r"\s\d\d\d\b|\.\s", after)
    ):
        return re.match(r"[/:.]\d|-\w|\s\d\d", after) is not None
    return bool(plain and re.match(r" (?:percent party)\b", after, re.IGNORECASE))
