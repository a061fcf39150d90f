"""What a voice holds, where the words that attribute say it outright: "rejected", "has agreed to", "demanding". They are surer than any model."""

from __future__ import annotations

import re

from sayso.model import Stance

OUTRIGHT = 1.0  # the score of a stance that the attributing words give
_YES = r"accept(?:s|ed|ing|ance of)?|agree(?:s|d|ing)?(?: to)?|approv(?:e[sd]?|ing|al of)|endors(?:e[sd]?|ing)|welcom(?:e[sd]?|ing)|consent(?:s|ed|ing)? to|said yes to|says yes to|back(?:s|ed|ing)|support(?:s|ed|ing)?|in favou?r of|embrac(?:e[sd]?|ing)"
_NO = r"reject(?:s|ed|ing|ion of)?|refus(?:e[sd]?|ing|al)(?: to accept| of)?|turn(?:s|ed|ing)? down|rul(?:es?|ed|ing) out|oppos(?:e[sd]?|ing|ition to|ed to)|spurn(?:s|ed|ing)?|rebuff(?:s|ed|ing)?|veto(?:es|ed|ing)?|vot(?:e[sd]?|ing) against|said no to|says no to"
_CUES: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    ("acceptance", re.compile(rf"\b(?:{_YES})$", re.IGNORECASE)),
    ("rejection", re.compile(rf"\b(?:{_NO})$", re.IGNORECASE)),
    ("demand", re.compile(r"\b(?:demand(?:s|ed|ing)?(?: for)?|call(?:s|ed|ing)? (?:\w+ )?for|insist(?:s|ed|ing|ence)? on|urg(?:e[sd]?|ing))$", re.IGNORECASE)),
    ("offer", re.compile(r"\b(?:offer(?:s|ed|ing)?(?: to)?|propos(?:e[sd]?|ing)|put(?:s|ting)? forward|proposal (?:for|to))$", re.IGNORECASE)),
    ("warning", re.compile(r"\b(?:threat(?:en(?:s|ed|ing)?)?(?: to| with)?|vow(?:s|ed|ing)? to)$", re.IGNORECASE)),
)  # fmt: skip
_NOT = re.compile(r"\b(?:not|never|no|nor|neither|cannot|unwilling|refus\w+|declin\w+)\b|n[’']t\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:might|may|could|whether|if|likely|expected|about to|considering|to (?:publicly )?\w+$|asked|urged|told|pressed|fail\w*|stopp\w+|ceas\w+|den(?:y|ies|ied|ying))\b",
    re.IGNORECASE,
)
_TURNED: dict[Stance, Stance] = {"acceptance": "rejection"}


_DENIES = re.compile(r"\bden(?:y|ies|ied|ying)\b", re.IGNORECASE)


def denies(cue: str) -> bool:
    """Whether something is said not to be so: nothing is held by that, and nothing answered."""
    return _DENIES.search(cue) is not None


_NOT_SAID = re.compile(
    r"(?:\b(?:not|never|unable to|refus\w+ to|declin\w+ to)|n['’]t)\b(?: \w+){0,2} "
    r"(?:sa(?:y|id)|specif\w+|confirm\w*|determin\w+|indicat\w+|know\w*|elaborat\w+|identif\w+|verif\w+|clear)\b|\bun(?:clear|known|certain)\b",
    re.IGNORECASE,
)


def leaves_open(cue: str) -> bool:
    """Whether it is said not to be said or known ("did not specify", "could not confirm", "was unclear"): nothing is told as so by that."""
    return _NOT_SAID.search(re.sub(r"\s+", " ", cue)) is not None


def stance_of_cue(cue: str) -> Stance | None:
    """What the attributing words say outright; None where they do not, or leave it open."""
    words = re.sub(r"\s+", " ", cue).strip(" ,:;\"“”'‘’")
    for stance, pattern in _CUES:
        if found := pattern.search(words):
            return _unless_turned(stance, words[: found.start()])
    return None


def _unless_turned(stance: Stance, before: str) -> Stance | None:
    if _OPEN.search(before):
        return None
    return _TURNED.get(stance) if _NOT.search(before) else stance


_SELF = r"^(?:that )?[\"“]?(?:that )?(?:we|i|it|he|she)(?:[’'](?:ll|d|ve|re|s))? (?P<aux>(?:(?:has|have|had|will|would|do|does|did|can|could|may|might|cannot|is|are|was|were|not|never|also|fully|firmly|no|longer|already|going|ready|willing|prepared|determined|to|wo|ca)(?:n[’']t)? ){0,4})"
_VERBS: tuple[tuple[Stance, str], ...] = (
    ("acceptance", r"accept(?:s|ed)?|agree[sd]?(?: to| with)|approve[sd]?|endorse[sd]?|welcome[sd]?|support(?:s|ed)?|back(?:s|ed)?"),
    ("rejection", r"reject(?:s|ed)?|refuse[sd]?|oppose[sd]?|ruled? out|turn(?:s|ed)? down"),
    ("demand", r"demand(?:s|ed)?|insist(?:s|ed)?|call(?:s|ed)? (?:for|on)|want(?:s|ed)? (?!to\b)"),
)
_OWN = tuple((stance, re.compile(rf"{_SELF}(?:{verbs})\b", re.IGNORECASE)) for stance, verbs in _VERBS)
_OUR_DEMANDS = re.compile(r"\b(?:our|its|their)(?: (?:\w+ )?\w+[’']s?)?(?: \w+)? demands? (?:for|that|of)\b", re.IGNORECASE)


def stance_of_content(content: str) -> Stance | None:
    """What somebody says outright of himself: "we reject …", "that it would not accept …", "… our people's demands for …"."""
    words = re.sub(r"\s+", " ", content)
    for stance, pattern in _OWN:
        if found := pattern.search(words):
            return _unless_turned(stance, found["aux"])
    return "demand" if _OUR_DEMANDS.search(words) else None


_CONDITION = re.compile(
    r"\b(?:unless|without|until|except|that (?:does|do|did|would) not|that (?:doesn|don)[’']t|that lacks?|as long as|so long as)\b",
    re.IGNORECASE,
)


def conditional(stance: Stance | None, content: str) -> Stance | None:
    """A refusal of what lacks something, "would not accept a deal without …", is a condition."""
    return "condition" if stance == "rejection" and _CONDITION.search(content) else stance
