"""In which language a text is written, by py3langid; shared by intake, which says so, and reading, which reads English only."""

from __future__ import annotations

import re

FEWEST = 40  # letters: fewer show no language, but for a script of their own
SAMPLE = 20_000  # code points from the start that are looked at
# in natural logarithms, by which another language must be likelier than English: at most 25 on the headlines, full of names, of the
# 3,680 articles of ../shared/corpora/bulk and fakes, 50 and more on one short sentence in another language
MARGIN = 40
SUREST_ENGLISH = 0.25  # of the words: news in English has a third and more of these, no other language a tenth

COMMON = frozenset(
    """the of and to in a is that for it on was with as by at from he his are be this have not had but they or an which will said has
    who were been their would more after its when there than also no we you i if what about she one all her him into up""".split()
)
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str | None:
    """The language's code (BCP 47), of the text as a whole; None where too little of it is words, or nothing is sure."""
    sample = text[:SAMPLE]
    words = _LETTERS.findall(sample.casefold())
    letters = sum(len(word) for word in words)
    if letters < FEWEST and not (letters >= 6 and all(not word.isascii() for word in words)):
        return None
    if sum(word in COMMON for word in words) >= SUREST_ENGLISH * len(words):
        return "en"
    import py3langid

    ranked = py3langid.rank(sample)
    (best, score), english = ranked[0], dict(ranked)["en"]
    return str(best) if best == "en" or score - english >= MARGIN else None
