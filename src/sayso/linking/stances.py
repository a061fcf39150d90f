"""What a statement holds of a matter, where that can be contradicted: that something is over or goes on, that somebody accepted or
rejected something, that what is said is not so.

Clause by clause, and only what is asserted: hopes, demands, plans, conditions and questions hold nothing that another account could
contradict. Precision before recall: a clause that is not understood gives no stance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sayso.linking.words import NEGATIONS, STOP, stem, words

Kind = Literal["status", "acceptance", "denial", "assertion"]

_OVER = (
    r"ended|collapsed|ceased|halted|broke[n]? (?:down|off|up)|suspended|called off|cancelled|canceled|came to an end|come to an end|fell apart|fallen apart|wound up|ceased to exist"
    r"|abandoned|scrapped|lapsed|expired"
)
_IS_OVER = r"over|finished|concluded|closed|shut|dead|at an end|gone|lifted|no more|off the air|stopped"
_ON = (
    r"continu(?:e|es|ed|ing)(?! to )|go(?:es|ing)? on|went on|still (?:on|holds|open|alive|running|meeting|talking|standing|in force|in place)"
    r"|remain(?:s|ed)? (?:open|in force|in place|alive)|holds|resumed|proceed(?:s|ed|ing)"
)
_IS_ON = r"ongoing|on-going|under ?way|alive|open|held|holding|in progress|in force|in session|on the air|running|working|burning"
_BEGUN = r"begun|began|started|opened|under ?way|launched|taken place|took place|arrived|agreed|signed|reached|sealed|settled"
_ACCEPTED = (
    r"accept(?:s|ed|ing)?|agree[sd]?(?: to)?|approv(?:e|es|ed)|endors(?:e|es|ed)|consent(?:s|ed)? to|said yes to|says yes to|sign(?:s|ed)(?: off on)?|embrac(?:e|es|ed)"
    r"|back(?:s|ed)"
)
_REJECTED = (
    r"reject(?:s|ed|ing)?|refus(?:e|es|ed)|turn(?:s|ed) (?:it |them )?down|declin(?:e|es|ed)|thr(?:ew|own|ows) out|said no to|says no to|spurn(?:s|ed)|rebuff(?:s|ed)"
    r"|ruled out|walked away from"
)
_DENIAL_CUE = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|contradict\w*|rubbish\w*"
    r"|call\w* (?:it|this|that|the \w+) (?:a lie|lies|baseless|false|untrue|rubbish|nonsense)|(?:as|is|was|are|were) (?:baseless|false|untrue|pure invention|fabricat\w+|a lie|lies))\b",
    re.IGNORECASE,
)
_DENIAL_CONTENT = re.compile(
    r"\b(?:no truth (?:in|to)|(?:is|was|are|were) (?:\w+ly )?(?:a lie|lies|baseless|false|untrue|invented|fabricated|nonsense|rubbish|(?:pure|an?) invention|pure fantasy|a fairy tale)|nothing of the (?:sort|kind))\b",
    re.IGNORECASE,
)
_REBUTTED = re.compile(r"\b(?:dismiss|disput|reject|mock|scorn)\w*", re.IGNORECASE)  # where what is rebutted is what somebody said
_SAYING = re.compile(
    r"^(?:as (?:false|baseless|untrue|lies) )?(?:the |a |an |any |such |this |that |these |those |\w+[’']s? )?(?:\w+ )?(?:claims?|charges?|accusations?|allegations?|reports?|suggestions?|stor(?:y|ies)"
    r"|rumou?rs?|figures?|accounts?|assertions?|survey|findings|number|toll)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(  # what is not asserted
    r"\b(?:will|would|shall|should|could|may|might|must|if|unless|whether|hop(?:e|es|ed|ing)|want\w*|wish\w*|expect\w*|fear\w*|plan\w*|attempt\w*|demand\w*|call\w* (?:for|on)|urg\w+"
    r"|ask\w*|propos\w+|about to|ready to|likely|perhaps|possib\w+|seems?|appears?|threat\w*|warn\w*|promis\w*|vow\w*|intend\w*|need\w*|ought|going to|due to|want\w*|to be|either|until|soon|almost"
    r"|nearly|neither confirm\w*|confirm\w* (?:n?or|or) den\w+|not (?:confirm|say|comment)|wonder\w*|look\w* into|investigat\w+|counter\w*|trying|tries|tried|seek\w*|question\w*|no (?:independent )?(?:confirmation|evidence|proof)|believ\w+|thinks?|thought|doubt\w*)\b|\?",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:alleged\w*|reported(?:ly)?|suspected|claims?|accusations?|reports?|denial|deny|denies|denied)\b", re.IGNORECASE
)
_NEAR_NOT = re.compile(r"\b(?:not|never|no|nobody|none|n't|nor|no one|neither|without|yet to|no longer|cannot)\b|n[’']t\b", re.IGNORECASE)
_VERB_NOT = re.compile(
    r"\b(?:not|never|no longer|nobody|no one|none|neither|there (?:is|was|were|are|had been) no|at no time)\b|n[’']t\b|^(?:that )?(?:no|not) ",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:first|second|third|last|earlier|previous|next|new|former|other|partial\w*|half|part of|some|most|one of|old|initial|preliminary|in principle)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    stem(w)
    for w in [
        "thing",
        "matter",
        "way",
        "time",
        "day",
        "week",
        "month",
        "year",
        "part",
        "people",
        "side",
        "say",
        "yesterday",
        "today",
        "morning",
        "night",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)
_PRONOUN = re.compile(r"^(?:that\s+)?(?:it|we|i|he|she|they|you|nobody|no one|its \w+|our \w+|his \w+|her \w+|their \w+)?$", re.IGNORECASE)


_CLAUSES = re.compile(
    r"[;:,]|\s[–—-]\s|\b(?:but|although|though|while|because|after|before|when|as)\b|\band (?=(?:that|for|then|it|he|she|they|we|the|his|her|its)\b)"
)


@dataclass(frozen=True, slots=True)
class Stance:
    """One thing held. `sign` is +1 where it is so, was accepted or goes on, -1 where not; `terms` are the stems of what it is about."""

    kind: Kind
    sign: int
    terms: tuple[str, ...]
    agent: tuple[
        str, ...
    ] = ()  # of an acceptance: stems of who, empty for the speaker; of a denial: of who is said to have done it, or SPEAKER
    which: tuple[str, ...] = ()  # which of several: "first", "last"
    family: str = ""  # of a status: end, begin

    def turns(self, other: Stance) -> bool:
        """Whether it is the opposite of another on much the same."""
        common = len({*self.terms} & {*other.terms})
        return (self.kind, self.family, self.sign) == (other.kind, other.family, -other.sign) and 3 * common >= 2 * min(
            len(self.terms), len(other.terms)
        )


@lru_cache(200_000)
def stances(cue: str, content: str) -> tuple[Stance, ...]:
    """All that a statement holds and could be contradicted in."""
    return tuple(_stances(cue, content))


def _stances(cue: str, content: str) -> list[Stance]:
    if _OPEN.search(cue):
        return []
    content = re.sub(r"[“”\"]", "", content)
    if accused := re.search(r"\b(?:accus\w+|blam\w+|charg\w+) (.+?)(?: of| for| with)?$", cue, re.IGNORECASE):
        return [Stance("assertion", 1, (*_terms(accused[1]), *_terms(content)), (), _which(content))]
    if _DENIAL_CUE.search(cue):
        return [] if _NEAR_NOT.search(cue) else [_denial(content)]  # "did not deny"
    if _REBUTTED.search(cue) and (_SAYING.search(content) or _SAYING.search(re.sub(r"^\w+ ", "", cue))):
        return [_denial(content)]
    found: list[Stance] = []
    accepted = re.search(rf"\b(?:{_ACCEPTED})\b", cue, re.IGNORECASE)
    rejected = re.search(rf"\b(?:{_REJECTED})\b", cue, re.IGNORECASE)
    if (accepted or rejected) and not (accepted and rejected):
        sign = (1 if accepted else -1) * (-1 if _NEAR_NOT.search(cue) else 1)
        return [Stance("acceptance", sign, _terms(content), (), _which(content))]
    clauses = _CLAUSES.split(content)
    for clause in clauses:
        found += _clause(clause)
    main = clauses[0]
    if not _OPEN.search(main) and not _ALLEGED.search(main):
        found.append(Stance("assertion", -1 if _VERB_NOT.search(" ".join(main.split()[:9])) else 1, _terms(main), (), _which(main)))
    return found


_OWN_DEED = re.compile(r"^(?:that )?(?:it|he|she|they|we|its|his|her|their|our|having|being|any|\w{3,}ing)\b", re.IGNORECASE)


def _denial(content: str) -> Stance:
    """Of what somebody denies: his own deed ("denied firing", "denied that it had fired"), nobody's ("that gates had been closed"), or
    another's, whose name comes first."""
    denied = re.sub(rf"{_SAYING.pattern} ?(?:that|of)?\b", "", content, count=1, flags=re.IGNORECASE).strip()
    terms = _terms(denied)
    if _OWN_DEED.search(denied):
        return Stance("denial", -1, terms, (SPEAKER,))
    return Stance("denial", -1, terms, () if _PASSIVE.search(denied) else terms[:1])


_PASSIVE = re.compile(r"\b(?:been|was|were|being|is|are) (?:\w+ly )?\w+(?:ed|en|wn|ught|ot|aken|ne)\b", re.IGNORECASE)
SPEAKER = "*"  # an agent that is the speaker


def _clause(clause: str) -> list[Stance]:
    found = []
    if _DENIAL_CONTENT.search(clause):
        return [Stance("denial", -1, _terms(_DENIAL_CONTENT.sub(" ", clause)))]
    for sign, pattern in ((1, _ACCEPTED), (-1, _REJECTED)):
        for match in re.finditer(rf"\b(?:{pattern})\b", clause, re.IGNORECASE):
            before, after = clause[: match.start()], clause[match.end() :]
            subject = re.sub(r"\b(?:has|had|have|was|were|is|are|been|already|not|never|also)\b|n[’']t", " ", before)
            agent = () if _PRONOUN.match(subject.strip()) else _terms(subject)
            if (terms := _terms(after)) and not _OPEN.search(before):
                found.append(Stance("acceptance", -sign if _NEAR_NOT.search(before) else sign, terms, agent, _which(clause)))
    short = len(clause.split()) <= 3  # as headlines have it: "Round over"
    for family, sign, pattern, state in (("end", -1, _OVER, _IS_OVER), ("end", 1, _ON, _IS_ON), ("begin", 1, _BEGUN, "under ?way")):
        verb = (
            "" if short else r"(?<=is |as |re |be |en |ot |er |ed |ll |ad |ve )"
        )  # is, was, were, are, be, been, not, never, declared, still, had, have
        at = re.search(rf"(?<![-\w])(?:{pattern}|{verb}(?:{state}))(?![-\w])", clause, re.IGNORECASE)
        if at and not _OPEN.search(clause[: at.end()]):
            rest = clause[: at.start()] + " " + clause[at.end() :]
            if terms := _terms(rest):
                found.append(Stance("status", -sign if _NEAR_NOT.search(rest) else sign, terms, (), _which(clause), family))
    return found


def _terms(text: str) -> tuple[str, ...]:
    found = dict.fromkeys(stem(w) for w in words(text) if w not in STOP and w not in NEGATIONS and w not in ("still", "already", "yet"))
    return tuple(t for t in found if t not in _GENERIC and not t.isdigit())


def _which(clause: str) -> tuple[str, ...]:
    return tuple(sorted({m.lower() for m in _WHICH.findall(clause)}))
