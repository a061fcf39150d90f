"""The baseline of event types: the first verb or noun of a list in the words decides. Written from the codebook's table alone."""

from __future__ import annotations

import re

_WORDS = {
    "AGREE": "agree[ds]? agreement accept(?:s|ed)? sign(?:s|ed) promis(?:e|es|ed) offer(?:s|ed)? pledg(?:e|es|ed) settle[ds]?",
    "CONSULT": "meets? met visit(?:s|ed)? host(?:s|ed)? telephoned talks negotiat\\w+ discuss\\w+ arriv\\w+ mediat\\w+",
    "SUPPORT": "prais\\w+ endors\\w+ defend(?:s|ed) back(?:s|ed) welcom\\w+ support(?:s|ed)? recogni[sz]ed hail(?:s|ed)",
    "CONCEDE": "conced\\w+ yield\\w+ eas(?:e|es|ed) apologi\\w+ lift(?:s|ed) grant(?:s|ed) admit\\w*",
    "COOPERATE": "cooperat\\w+ joint(?:ly)? extradit\\w+ shar(?:e|es|ed|ing) together",
    "AID": "aid donat\\w+ suppl(?:y|ied|ies) provid\\w+ gave humanitarian relief refuge",
    "RETREAT": "withdr\\w+ releas\\w+ free[ds]? disarm\\w* resign\\w* cease-?fire truce surrender\\w* pull\\w* evacuat\\w+",
    "REQUEST": "demand(?:s|ed)? ask(?:s|ed)? call(?:s|ed)? urg\\w+ appeal\\w* request\\w* propos\\w+ insist\\w* must",
    "ACCUSE": "accus\\w+ blam\\w+ critici\\w+ condemn\\w* denounc\\w+ complain\\w* alleg\\w+ investigat\\w+ su(?:e|ed|ing)",
    "REJECT": "reject\\w* refus\\w+ oppos\\w+ veto\\w* declin\\w+ dismiss\\w* rul(?:e|ed) den(?:y|ied)",
    "THREATEN": "threat\\w* warn\\w* vow\\w* ultimatum",
    "PROTEST": "protest\\w* demonstrat\\w+ strikers? strike riot\\w* rall(?:y|ies|ied) boycott\\w* march\\w*",
    "SANCTION": "sanction\\w* expel\\w* cancel\\w* suspend\\w* embargo tariffs? sentenc\\w+ convict\\w+ sever\\w*",
    "MOBILIZE": "deploy\\w* mobili[sz]\\w+ alert patrol\\w* reinforc\\w+ mass(?:ed|ing) reserv\\w+",
    "COERCE": "arrest\\w* detain\\w* seiz\\w+ ban(?:s|ned)? censor\\w* curfew block\\w* confiscat\\w+ demolish\\w* deport\\w* besieg\\w+",
    "ASSAULT": "kill\\w* bomb\\w* shell\\w* attack\\w* fight\\w* fought shot captur\\w+ kidnap\\w* tortur\\w+ wound\\w* clash\\w* air-?strikes?",
}
_PATTERNS = {act: re.compile(rf"\b(?:{'|'.join(words.split(' '))})\b", re.IGNORECASE) for act, words in _WORDS.items()}


def act_by_keywords(words: str) -> str:
    """The type whose word comes first; "none" where there is none."""
    found = [(match.start(), act) for act, pattern in _PATTERNS.items() if (match := pattern.search(words))]
    return min(found)[1] if found else "none"
