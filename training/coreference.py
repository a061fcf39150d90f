"""GUM and MEANTIME as texts with names and mentions of the same thing. Formats and licences: ../shared/corpora/README.md."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Literal

from training.corpora import Article, Mention, MentionKind

_KINDS = {"person": "PER", "organization": "ORG", "place": "LOC"}
_PRONOUNS = ("he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "who", "which", "itself", "himself", "themselves")
_TITLE = re.compile(r"(?:mr|mrs|ms|dr|prof|sir|president|minister|senator|general|judge|king|queen|prince|princess)\.?", re.IGNORECASE)
ANNOTATED = 6  # sentences of a MEANTIME document whose entities are marked


def gum(folder: Path, part: Literal["news", "other"]) -> list[Article]:
    """The documents of the news genre, which are kept to measure by, or all others."""
    return [_gum_document(path) for path in sorted(folder.glob("*.conllu")) if path.name.startswith("GUM_news_") == (part == "news")]


def _gum_document(path: Path) -> Article:
    text = ""
    words: list[tuple[int, int, str]] = []  # start, end, part of speech
    opened: list[tuple[str, str, int, list[int]]] = []  # cluster, type, first word, head words counted from it
    mentions: list[Mention] = []
    names: list[tuple[int, int, str]] = []
    glued, joined_to = True, 0
    for line in path.read_text(encoding="utf8").split("\n"):
        if line.startswith("# newpar") and not line.startswith("# newpar_"):
            text, glued = text.rstrip() + ("\n\n" if text else ""), True
        fields = line.split("\t")
        if len(fields) != 10 or not fields[0].replace("-", "").isdigit():
            continue
        if "-" in fields[0]:  # "2-3 Mecca's": one word as written; its parts follow
            joined_to = int(fields[0].split("-")[1])
            continue
        text += "" if glued else " "
        words.append((len(text), len(text) + len(fields[1]), fields[4]))
        text += fields[1]
        glued = "SpaceAfter=No" in fields[9] or int(fields[0]) < joined_to
        joined_to *= int(fields[0]) < joined_to
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", fields[9])
        for opening, closing in re.findall(r"\(([^()]+)|(\d*)\)", entity[1] if entity else ""):
            if opening:
                parts = opening.split("-")
                heads = [int(n) for n in parts[5].split(",") if n.isdigit()] if len(parts) > 5 else []
                opened.append((parts[0], parts[1], len(words) - 1, heads))
                continue
            at = next((i for i in range(len(opened) - 1, -1, -1) if not closing or opened[i][0] == closing), None)
            if at is None:
                continue
            cluster, kind, first, heads = opened.pop(at)
            span = words[first:]
            head = min(first + (heads[-1] if heads else 1) - 1, len(words) - 1)
            pos = words[head][2]
            shape: MentionKind = "pronoun" if pos.startswith("PRP") else "name" if pos.startswith("NNP") else "nominal"
            mentions.append(Mention(span[0][0], span[-1][1], *words[head][:2], cluster, shape))
            if shape == "name" and kind in _KINDS:
                names.append((*_name_round(text, words, first, head), _KINDS[kind]))
    return Article(path.stem, text, None, _apart(names), tuple(sorted(mentions)))


def _name_round(text: str, words: list[tuple[int, int, str]], first: int, head: int) -> tuple[int, int]:
    """The proper nouns round the head, with "of" and the like between them, without a title."""

    def part(i: int, step: int) -> bool:
        if words[i][2].startswith("NNP"):
            return True
        joins = text[slice(*words[i][:2])] in ("of", "the", "for", "and", "&", "-")
        return joins and first <= i + step < len(words) and words[i + step][2].startswith("NNP") and step < 0

    start = end = head
    while start > first and part(start - 1, -1):
        start -= 1
    while end + 1 < len(words) and words[end + 1][2].startswith("NNP"):
        end += 1
    while start < head and _TITLE.fullmatch(text[slice(*words[start][:2])]):
        start += 1
    return words[start][0], words[end][1]


def _apart(names: list[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Of names that overlap, the longest."""
    kept: list[tuple[int, int, str]] = []
    for name in sorted(set(names), key=lambda n: (n[0] - n[1], n)):
        if all(name[1] <= k[0] or k[1] <= name[0] for k in kept):
            kept.append(name)
    return tuple(sorted(kept))


def meantime(folder: Path, corpora: tuple[str, ...] = ("airbus", "apple", "gm", "stock")) -> list[Article]:
    """MEANTIME documents up to the last sentence whose entities are marked; mentions carry the cluster that they refer to."""
    paths = [path for corpus in corpora for path in sorted((folder / f"corpus_{corpus}").glob("*.xml"))]
    return [_meantime_document(path) for path in paths]


def _meantime_document(path: Path) -> Article:
    root = ET.parse(path).getroot()  # noqa: S314 (our own corpus)
    text, place = meantime_text(root, sentences=ANNOTATED)
    kinds: dict[str, str] = {}
    shapes: dict[str, str] = {}
    extents: dict[str, list[tuple[int, int]]] = {}
    for markable in root.find("Markables") or ():
        if markable.tag == "ENTITY":
            kinds[markable.get("m_id", "")] = markable.get("ent_type", "")
        elif markable.tag == "ENTITY_MENTION":
            anchors = [place[a.get("t_id", "")] for a in markable.iter("token_anchor") if a.get("t_id", "") in place]
            if anchors:
                extents[markable.get("m_id", "")] = anchors
                shapes[markable.get("m_id", "")] = markable.get("syntactic_type", "")
    cluster: dict[str, str] = defaultdict(str)
    for link in root.iter("REFERS_TO"):
        target = link.find("target")
        for source in link.iter("source"):
            cluster[source.get("m_id", "")] = target.get("m_id", "") if target is not None else ""
    mentions, names = [], []
    for key, anchors in extents.items():
        bare = [a for a in anchors if text[slice(*a)].casefold() not in ("the", "a", "an")] or anchors
        shape: MentionKind = "name" if shapes[key] in ("NAM", "PRE.NAM") else "nominal"
        if shapes[key] == "PRO" or text[anchors[0][0] : anchors[-1][1]].casefold() in _PRONOUNS:
            shape = "pronoun"
        head = _head_of(text, anchors, shape)
        mentions.append(Mention(anchors[0][0], anchors[-1][1], *head, cluster[key] or f"alone-{key}", shape))
        if shape == "name" and kinds.get(cluster[key]) in _KINDS.values():
            names.append((bare[0][0], bare[-1][1], kinds[cluster[key]]))
    return Article(path.stem, text, None, _apart(names), tuple(sorted(mentions)))


def _head_of(text: str, words: list[tuple[int, int]], shape: MentionKind) -> tuple[int, int]:
    """MEANTIME marks no head: the last word before what qualifies the noun."""
    if shape == "nominal":
        for before, word in pairwise(words):
            if text[slice(*word)] in ("of", "for", "in", "at", "who", "which", "that", ",", "to", "with", "from", "on", "by"):
                return before
    return words[-1]


def meantime_text(root: ET.Element, *, sentences: int | None = None) -> tuple[str, dict[str, tuple[int, int]]]:
    """The tokens set as running text, a line a sentence, and the place of each token id."""
    text, before, sentence = "", "", ""
    place: dict[str, tuple[int, int]] = {}
    for token in root.iter("token"):
        if sentences is not None and int(token.get("sentence", "0")) >= sentences:
            break
        word = token.text or ""
        if token.get("sentence") != sentence:
            text, sentence, before = text + ("\n" if text else ""), token.get("sentence", ""), ""
        elif not (re.fullmatch(r"[.,;:!?%)\]]|'s|'|n't|''|’s", word) or before in ("$", "(", "[", "#", "``")):
            text += " "
        place[token.get("t_id", "")] = (len(text), len(text) + len(word))
        text, before = text + word, word
    return text, place
