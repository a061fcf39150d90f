"""PLOVER's modes: how an act of some types is done, by the words that say so. Most statements do not say it, and have none."""

from __future__ import annotations

import re

_MODES: dict[str, tuple[tuple[str, str], ...]] = {
    "CONSULT": (
        ("phone", r"phon\w*|telephon\w*|video ?call|spoke by|call(?:ed)? with"),
        ("third-party", r"mediat\w*|facilitat\w*|broker\w*|go-between|good offices"),
        ("multilateral", r"summit|conference|multilateral|all sides|delegates from"),
        ("visit", r"visit\w*|arriv\w*|trip|travel\w*|delegation (?:to|left|heading|headed)|host\w*|receiv\w*|fl(?:ew|y|ies|own) (?:to|into)"),
    ),
    "RETREAT": (
        ("ceasefire", r"cease-?fires?|truce|halt\w* (?:the )?(?:fire|fighting|attacks|shelling)|armistice|stop\w* (?:firing|shooting|fighting)"),
        ("release", r"releas\w*|free[ds]?|freeing|liberat\w*|let go|handed over (?:the )?(?:prisoners|hostages|detainees|captives)"),
        ("disarm", r"disarm\w*|(?:lay|laid|laying|give|gave|giving|hand\w*) (?:down|up|in|over) (?:\w+ )?(?:arms|weapons|guns|rifles)|demobili[sz]\w*"),
        ("access", r"access|let (?:in|through)|open(?:ed|s|ing)? (?:the |a |its )?(?:crossing|border|road|corridor|gate)|allow\w* (?:\w+ )?(?:aid|inspectors|observers|monitors|convoys?)"),
        ("resign", r"resign\w*|step\w* down|quit"),
        ("return", r"return(?:ed|s|ing)? (?:the )?(?:land|territory|property|bodies|artefacts)|gave back|give back|hand\w* back"),
        ("withdraw", r"withdr\w+|pull\w* (?:back|out)|retreat\w*|evacuat\w*|leav\w+|left|lift\w* the siege|redeploy\w*"),
    ),
    "PROTEST": (
        ("hunger", r"hunger strik\w*|refus\w* food|fast(?:ed|ing|s)?"),
        ("boycott", r"boycott\w*"),
        ("strike", r"strik\w*|walk\w* (?:out|off)|down\w* tools|struck|stoppage|work-to-rule"),
        ("obstruct", r"block\w*|obstruct\w*|barricad\w*|occup\w+|sit-in|chain\w*"),
        ("riot", r"riot\w*|loot\w*|hurl\w*|stones|clash\w*|petrol bombs|set fire"),
        ("demo", r"demonstrat\w*|march\w*|rall\w+|protest\w*|vigil|petition\w*|gather\w*"),
    ),
    "SANCTION": (
        ("convict", r"convict\w*|sentenc\w*|found guilty|jail\w*|fined?"),
        ("expel", r"expel\w*|deport\w*|persona non grata|ous(?:t|ted)|bar(?:s|red) from"),
        ("withdraw", r"recall\w*|withdr\w+|pull\w* out|walk\w* out|clos\w+ (?:its|the) embassy|break\w* (?:off )?(?:ties|relations)|sever\w*"),
        ("discontinue", r"suspend\w*|cancel\w*|cut\w* off|halt\w*|freez\w*|froze\w*|discontinu\w*|stopp?\w*"),
    ),
    "MOBILIZE": (
        ("weapons", r"missiles?|weapons?|rockets?|artillery|tanks?|warheads?|centrifuges|shelling"),
        ("police", r"police|riot squads?|gendarm\w*"),
        ("militia", r"militias?|fighters|volunteers|rebels|gunmen"),
        ("troops", r"troops|army|soldiers|reserv\w*|forces|brigades?|battalions?|navy|warships?|military|conscripts"),
    ),
    "COERCE": (
        ("arrest", r"arrest\w*|detain\w*|seized? (?:\w+ ){0,3}(?:man|men|people|suspects|activists|journalists)|jail\w*|imprison\w*|rounded up|custody"),
        ("martial-law", r"martial law|state of (?:emergency|siege)"),
        ("curfew", r"curfews?"),
        ("censor", r"censor\w*|(?:shut|clos)\w* (?:down )?(?:\w+ ){0,3}(?:newspaper|station|website|broadcaster|paper)|block\w* (?:\w+ )?(?:websites?|internet|broadcasts?)|jam\w*"),
        ("cyber", r"cyber\w*|hack\w*|malware|defac\w*"),
        ("deport", r"deport\w*|expel\w*|forced out|evict\w*"),
        ("seize", r"seiz\w*|confiscat\w*|impound\w*|took over"),
        ("destroy", r"demolish\w*|destroy\w*|burn\w*|set fire|blew up|bulldoz\w*|sabotag\w*"),
        ("ban", r"bann?\w*|outlaw\w*|prohibit\w*"),
        ("withhold", r"withh\w+|cut\w* off (?:the )?(?:water|power|electricity|fuel|supplies)"),
        ("restrict", r"restrict\w*|block\w*|prevent\w*|clos\w+|besieg\w*|cordon\w*|seal\w*"),
    ),
    "ASSAULT": (
        ("suicide-attack", r"suicide (?:bomb\w*|attack\w*|car)|blew (?:him|her|them)sel\w+ up"),
        ("aerial", r"air ?strikes?|air-?raids?|warplanes?|(?:war)?jets|drones?|helicopters?|barrel bombs?|aircraft"),
        ("heavy-weapons", r"shell\w*|rockets?|artillery|mortars?|missiles?|tanks?|offensive|bombard\w*"),
        ("explosives", r"bomb\w*|explo\w+|mines?|blast\w*|booby-?trap\w*|grenades?"),
        ("abduct", r"kidnap\w*|abduct\w*|hostages?|captur\w+ (?:\w+ )?(?:soldiers?|men|people)"),
        ("torture", r"tortur\w*"),
        ("execute", r"execut\w*|behead\w*|hanged"),
        ("assassinate", r"assassinat\w*|gunned down|shot dead (?:the )?(?:leader|minister|president|commander|mayor|judge)"),
        ("sexual", r"rap(?:e[ds]?|ing)|sexual\w*"),
        ("firearms", r"gunfire|gunmen|snip\w+|shot|shooting|opened fire|machine-?guns?"),
        ("beat", r"beat\w*|beaten|clubbed|kicked|truncheons?"),
        ("primitive", r"stabb\w*|kniv\w+|knife|machetes?|stones?|axes?"),
        ("chemical", r"chlorine|sarin|gas attack|nerve agent|chemical attack\w*"),
    ),
    "THREATEN": (
        ("relations", r"break\w* (?:off )?(?:ties|relations)|recall\w* (?:its|the) ambassador|sever\w*|withdr\w+ from the"),
        ("restrict", r"sanctions?|tariffs?|embargo|import\w*|ban|block\w*|cut\w* off|boycott"),
        ("violence", r"attack\w*|strik\w+|invad\w*|invasion|offensive|war|destroy\w*|kill\w*|force|bomb\w*|retaliat\w*|crush\w*|ground troops"),
    ),
}  # fmt: skip
_PATTERNS = {act: tuple((mode, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for mode, words in modes) for act, modes in _MODES.items()}


def mode_of(act: str, words: str) -> str | None:
    """The mode of an act of this type that the words name, the first of the list; None where they name none."""
    return next((mode for mode, pattern in _PATTERNS.get(act, ()) if pattern.search(words)), None)
