"""The words of texts as keys that pairs of texts may share: stems, runs of words, quotations, numbers, negations.

Keys of runs are 64-bit hashes that are the same on any machine and engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?|[%$€£]")
_QUOTE = re.compile(r"“([^“”]{8,}?)”|\"([^\"]{8,}?)\"|(?<!\w)‘([^‘]{8,}?)’(?!\w)|(?<!\w)'([^']{8,}?)'(?!\w)")
_MULTIPLIER = np.int64(0x5851F42D4C957F2D)
STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "he",
        "him",
        "his",
        "she",
        "her",
        "they",
        "them",
        "their",
        "we",
        "us",
        "our",
        "i",
        "me",
        "my",
        "you",
        "your",
        "who",
        "whom",
        "whose",
        "which",
        "what",
        "when",
        "where",
        "why",
        "how",
        "there",
        "here",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "with",
        "without",
        "into",
        "onto",
        "over",
        "under",
        "after",
        "before",
        "during",
        "between",
        "among",
        "against",
        "about",
        "as",
        "than",
        "then",
        "and",
        "or",
        "but",
        "nor",
        "so",
        "if",
        "while",
        "because",
        "since",
        "until",
        "though",
        "although",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "do",
        "does",
        "did",
        "done",
        "has",
        "have",
        "had",
        "having",
        "will",
        "would",
        "shall",
        "should",
        "can",
        "could",
        "may",
        "might",
        "must",
        "also",
        "just",
        "only",
        "very",
        "more",
        "most",
        "much",
        "many",
        "some",
        "any",
        "each",
        "such",
        "own",
        "same",
        "other",
        "another",
        "say",
        "says",
        "said",
        "told",
        "tell",
        "s",
        "t",
        "re",
        "ve",
        "ll",
        "d",
        "mr",
        "ms",
        "mrs",
    ]
)
NEGATIONS = frozenset(["no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "hardly"])


def words(text: str) -> list[str]:
    """Lower-cased words; "isn't" is "is" and "not", a possessive ending is dropped."""
    found = []
    for word in _WORD.findall(text.casefold()):
        plain = word.replace("’", "'")
        if plain.endswith("n't"):
            found += [{"ca": "can", "wo": "will", "sha": "shall"}.get(plain[:-3], plain[:-3]), "not"]
        elif plain == "cannot":
            found += ["can", "not"]
        else:
            found.append(plain.removesuffix("'s"))
    return found


@cache
def _stemmer() -> EnglishStemmer:
    from snowballstemmer import stemmer

    return stemmer("english")


@lru_cache(200_000)
def stem(word: str) -> str:
    """A word without its endings, by Porter's second English stemmer."""
    return str(_stemmer().stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, each once, in the order of the text."""
    return list(dict.fromkeys(stem(w) for w in words(text) if w not in STOP and w not in NEGATIONS))


def negations(text: str) -> int:
    """How many negating words there are."""
    return sum(w in NEGATIONS for w in words(text))


@lru_cache(500_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big", signed=True)


def runs(tokens: Sequence[str], length: int) -> npt.NDArray[np.int64]:
    """The hashes of all runs of `length` words, each once, in ascending order."""
    if len(tokens) < length:
        return np.empty(0, np.int64)
    hashes = np.fromiter((_hash(t) for t in tokens), np.int64, len(tokens))
    with np.errstate(over="ignore"):
        run = np.zeros(len(tokens) - length + 1, np.int64)
        for at in range(length):
            run = run * _MULTIPLIER + hashes[at : at + len(run)]
    return np.unique(run)


def quotations(text: str) -> list[str]:
    """The words inside quotation marks, a stretch of three words or more each."""
    found = ("".join(groups) for groups in _QUOTE.findall(text))
    return [quote for quote in found if len(quote.split()) >= 3]


def outside_quotations(text: str) -> str:
    """The text with its quotations taken out: the reporter's own words."""
    return _QUOTE.sub(" ", text)


def numbers(text: str) -> list[str]:
    """The numbers written in digits, without separators, each once."""
    return sorted({re.sub(r"[,\s]", "", n) for n in re.findall(r"\d+(?:[,.]\d+)*", text)})
