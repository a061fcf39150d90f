"""Numbers as news writes them: digits, words, scales and mixtures of these."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_LARGE = "hundred|thousand|million|billion|trillion"
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "milliard": 1e9, "bn": 1e9,
    "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12.0, "score": 20.0,
}  # fmt: skip
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
SCALE = rf"(?:{_LARGE}|milliard|mln|bn|mn|tn|lakh|crore|dozen|score)"
WORD = rf"(?:{_SMALL}|{_LARGE})"
WORDS = rf"(?:(?:{_SMALL})(?:(?:[ \u00a0-]| and ){WORD})*)"
# "a million", "half a million", "two and a half million", "a quarter of a million", "a dozen", "two dozen", "several hundred" is none
MIXED = (
    rf"(?:(?:half|a quarter of) a (?:{_LARGE}|dozen)|(?:{WORDS}|{DIGITS}) and a half(?: {SCALE})?|an? (?:{_LARGE}|dozen)(?: and a half)?|"
    rf"(?:{WORDS}|{DIGITS}) dozen)"
)
NUMBER = rf"(?:{MIXED}|{DIGITS}(?:[ \u00a0-]{SCALE}\b|(?:k|m|bn|mn|mln|tn)\b)?|{WORDS})"
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS[1:])})"


@lru_cache(maxsize=4096)
def value_of(words: str) -> float | None:
    """The value of words that `NUMBER` matches; None where they are none."""
    low = re.sub(r"[\s\u00a0]+", " ", words.casefold().replace(",", "").strip())
    half = re.fullmatch(r"(.+?) and a half(?: (\w+))?", low)
    if half:
        whole = value_of(half[1])
        if whole is None:
            return None
        last = half[1].split()[-1]
        unit = _SCALES.get(half[2] or "", 1.0) if half[2] else _SCALES.get(last, 1.0)
        return whole * unit + unit / 2 if half[2] else whole + unit / 2
    part = re.fullmatch(r"(half|a quarter of) an? (\w+)", low)
    if part:
        scale = _SCALES.get(part[2])
        return None if scale is None else scale * (0.5 if part[1] == "half" else 0.25)
    single = re.fullmatch(r"an? (\w+)", low)
    if single:
        return _SCALES.get(single[1])
    digits = re.fullmatch(r"(\d+(?:\.\d+)?)(?:[ -]?([a-z]+))?", low)
    if digits:
        scale = _SCALES.get(digits[2]) if digits[2] else 1.0
        return None if scale is None else _round(float(digits[1]) * scale)
    dozens = re.fullmatch(r"(.+) (dozen|score|lakh|crore)", low)
    if dozens:
        number = value_of(dozens[1])
        return None if number is None else number * _SCALES[dozens[2]]
    return _spelt(low)


def ordinal_of(words: str) -> int | None:
    """The number of an ordinal: "3rd", "third"."""
    low = words.casefold()
    if low in _ORDINALS:
        return _ORDINALS.index(low)
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", low)
    return int(digits[1]) if digits else None


def _spelt(low: str) -> float | None:
    from text_to_num import text2num

    try:
        return float(text2num(low.replace("-", " "), "en"))
    except ValueError:
        return None


def _round(number: float) -> float:
    return round(number, 6)
