"""What part each party has in the talks, by what it does and is called in the reports. No list of parties.

A party is a side that voices speak for, or a body or state that speaks itself. It is a party to the talks where reports tell of talks or
a deal between it and others, of its delegation, of its proposal; a mediator where they say that it mediates, brokers, hosts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from sayso.model import Part, Party, Sign
from sayso.talks.masked import NAME, NAMES, Masked
from sayso.talks.sides import Sides

_OWN = r"(?:[’']s?)?"
_DEAL = r"(?:talks|negotiations?|deal|agreement|accord|truce|cease-?fire|exchange|swap|dialogue|contract|merger|treaty|settlement|peace|dispute|conflict|war|summit|meeting)"
_MEDIATE = r"(?:mediat(?:e[sd]?|ing)|broker(?:s|ed|ing)?|facilitat(?:e[sd]?|ing)|arbitrat(?:e[sd]?|ing)|shuttl(?:es|ed|ing))"
# What words show of those in the group `who`; a name of a party that words rule out is left out by the pattern itself.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (shows, re.compile(pattern, re.IGNORECASE))
    for shows, pattern in (
        ("talks between them", rf"\b{_DEAL}\b[^.;:\n]{{0,40}}? between (?:the )?(?P<who>{NAME}{_OWN} ?(?:[a-z]+ ){{0,3}}?and (?:the )?(?:[a-z]+ ){{0,2}}?{NAME})"),
        ("talks between them", rf"(?P<who>{NAME}[-–]{NAME}) {_DEAL}\b"),
        ("talks with it", rf"\b(?:talks|negotiations?|deal|agreement|accord|truce|cease-?fire|exchange|swap|negotiat(?:e|es|ed|ing))\b (?:[a-z]+ )?with (?:the )?(?P<who>{NAME})"),
        ("its delegation", rf"(?P<who>{NAME}){_OWN} (?:[a-z]+ )?(?:delegation|negotiators?|negotiating team|negotiation team|chief negotiator)\b"),
        ("its proposal", rf"(?P<who>{NAME}){_OWN} (?:[a-z-]+ ){{0,2}}?(?:counter-?proposal|proposal|offer|demands?|terms|conditions?|reply|response|reservations)\b"),
        ("it accepts or refuses", rf"(?P<who>{NAME}) (?:has |had |have |also |again |already ){{0,2}}(?:accepted|rejected|agreed to|refused|turned down|signed) (?:to )?(?:[\w{{}}’'-]+ ){{0,5}}?(?:proposal|offer|deal|agreement|plan|draft|truce|cease-?fire|terms)\b"),
        ("it mediates", rf"(?P<who>{NAMES}){_OWN},? (?:(?:is|are|was|were|has been|have been|had been|have|has|also|which|who|officials|diplomats|been|jointly|helped|to|tried|trying|try|offered|offers) ){{0,4}}{_MEDIATE}\b"),
        ("it mediates", rf"\b(?:mediated|brokered|facilitated|hosted|arbitrated) (?:jointly )?by (?:the )?(?P<who>{NAMES})"),
        ("it mediates", rf"(?P<who>{NAME})[-–](?:and-{NAME}-)?(?:brokered|mediated|sponsored|facilitated|hosted)\b"),
        ("it mediates", rf"(?P<who>{NAMES}){_OWN} (?:(?:and|chief|joint|official|senior|government|state|peace) )?(?:mediators?|mediation|intermediar(?:y|ies)|go-betweens?|good offices|arbitrators?)\b"),
        ("it mediates", rf"\b(?:mediators?|intermediar(?:y|ies)|mediation|go-betweens?|arbitrators?),? (?:by |of |from |in |such as |including |like )?(?:the )?(?P<who>{NAMES})(?!,? (?:said|says|told|added|and \w+ said))"),
        ("it mediates", rf"(?P<who>{NAMES})(?:, [^,.;]{{1,40}},)? for (?:mediating|brokering|hosting|facilitating)\b"),
        ("it puts a draft to both sides", rf"(?P<who>{NAMES}) (?:has |have |had )?(?:handed|put|presented|submitted|gave|given|sent|hand|hands|presents?) (?:[\w{{}}’'-]+ ){{0,6}}?to (?:both|the two|all) (?:sides|parties|delegations)"),
        ("it puts a draft to both sides", rf"(?P<who>{NAMES}) (?:has |have |had )?(?:handed|put|presented|submitted) (?:[\w{{}}’'-]+ ){{0,6}}?(?:draft|proposal|plan|text|offer) to {NAME} and (?:the )?{NAME}"),
        ("it hosts the talks", rf"(?P<who>{NAMES})(?:, which| which)? (?:is |are |was |were |will |has |have )?(?:host(?:s|ed|ing)?|convened?|chair(?:s|ed)?) (?:\w+ ){{0,4}}?(?:talks|negotiations|round|conference|summit|meetings?)\b"),
    )
)  # fmt: skip
_MEDIATES = ("it mediates", "it hosts the talks", "it puts a draft to both sides")


def signs_in(sentence: Masked, sides: Sides) -> Iterable[tuple[str, Sign]]:
    """The parties that a sentence shows something of, and what."""
    for shows, pattern in _SIGNS:
        for match in pattern.finditer(sentence.words):
            for who in sentence.named(match, "who"):
                if party := sides.named(who.name, who.kind):
                    yield party, Sign(shows, sentence.report, who.span)


def parties_of(sides: Sides, signs: Iterable[tuple[str, Sign]], statements: Iterable[str], outlets: Callable[[str], bool]) -> list[Party]:
    """All parties that speak or of which reports show a part in talks, those with most statements first.

    `statements` are the voices of all statements, one for each; an outlet that only reports is none unless reports show a part of it.
    """
    shown: dict[str, set[Sign]] = defaultdict(set)
    for party, sign in signs:
        shown[party].add(sign)
    members: dict[str, set[str]] = defaultdict(set)
    for voice, party in sides.of_voice.items():
        members[party].add(voice)
    spoken = Counter(sides.of_voice[voice] for voice in statements if voice in sides.of_voice)
    found = []
    for name in sorted(members.keys() | shown.keys()):
        if not shown[name] and (not spoken[name] or outlets(name)):
            continue
        part = _part(shown[name])
        found.append(Party(name, part, tuple(sorted(members[name])), spoken[name], tuple(sorted(shown[name]))))
    order: dict[Part, int] = {"party": 0, "mediator": 1, "other": 2}
    return sorted(found, key=lambda party: (order[party.part], -party.statements, party.name))


def _part(signs: Iterable[Sign]) -> Part:
    """What most of the signs show, each counted once a report: one report's turn of phrase decides no part against several."""
    reports = {(sign.shows in _MEDIATES, sign.shows, sign.report) for sign in signs}
    mediates = sum(mediating for mediating, _, _ in reports)
    if mediates and 2 * mediates >= len(reports):
        return "mediator"
    return "party" if reports else "other"
