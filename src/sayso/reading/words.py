"""The word lists of ``words.toml``, as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern that matches a word of the list `name` or its plural; of the verbs of "thought", its other forms."""
    words = tomllib.loads(files("sayso.reading").joinpath("words.toml").read_text(encoding="utf8"))[name].split()
    forms = sorted((_forms(word, verb=name == "thought") for word in words), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(forms) + r")\b", re.IGNORECASE)


def _forms(word: str, *, verb: bool) -> str:
    stem = re.escape(word[:-1])
    if word.endswith("y"):
        return f"{stem}(?:y|ies)"
    if word.endswith("man"):
        return f"{re.escape(word[:-2])}[ae]n"
    if not verb:
        return f"{re.escape(word)}(?:s|es)?"
    return f"{stem}(?:e[sd]?|ing)" if word.endswith("e") else f"{re.escape(word)}(?:s|es|ed|ing)?"
