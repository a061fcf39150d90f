"""From a linked ledger's statements to talks, in order: 1 acts and issues  2 parties  3 positions  4 proposals  5 who accepted what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sayso.model import Act, Answer, Dispute, DisputeSide, Issue, Proposal, Sign, Talks
from sayso.talks.acts import ActReader
from sayso.talks.encoder import TalksEncoder
from sayso.talks.issues import Scale
from sayso.talks.masked import sentences
from sayso.talks.parties import parties_of, signs_in
from sayso.talks.positions import Held, positions_of
from sayso.talks.proposals import Found, answers_in, found_in, joined, proposal_of
from sayso.talks.records import Records, Spoken
from sayso.talks.sides import Sides, sides_beside

ACCEPTANCE = 0.6  # confidence of a dispute over who accepted a proposal: both accounts are read, that they mean one proposal is likely


def fingerprint(issues: Sequence[Issue]) -> str:
    """Identifies what decides an act: the weights and the issues."""
    from hashlib import blake2b

    return blake2b(repr((TalksEncoder.load().digest, tuple(issues))).encode(), digest_size=8).hexdigest()


def hold_talks(
    records: Records, issues: Sequence[Issue], known: Mapping[str, Act] | None = None, outlets: Callable[[str], bool] = lambda _: False
) -> Talks:
    """Talks of all records; the acts that are `known`, by statement, are not read again. `outlets` says which names are outlets'."""
    encoder = TalksEncoder.load()
    reader: ActReader | None = None
    acts: dict[str, Act] = dict(known or {})
    beside: list[tuple[str, str]] = []
    for report in records.reports():
        if any(one.id not in acts for one in report.statements):
            reader = reader or ActReader(encoder, Scale.of(encoder, issues))
            acts |= {act.statement: act for act in reader.read(report, without=acts)}
        beside += [pair for sentence in sentences(report) for pair in sides_beside(sentence)]
    sides = Sides(records.speakers, records.names(), beside)
    statements: list[Spoken] = []
    signs = []
    found: list[list[Found]] = []
    answers: list[list[tuple[int, Answer]]] = []
    for report in records.reports():
        worded = list(sentences(report))
        signs += [sign for sentence in worded for sign in signs_in(sentence, sides)]
        here = found_in(report, worded, acts, sides)
        found.append(here)
        answers.append(list(answers_in(report, here, acts, sides)))
        statements += report.statements
    live = {one.id for one in statements}
    heard = {party for party, _ in signs} | {sides.of_voice.get(voice) for one in statements for voice in one.voices}
    signs += [  # who is named for nothing but a proposal
        (party, Sign("its proposal", one.report, one.mentions[0].span))
        for here in found
        for one in here
        for party in sorted(one.by - heard)
    ]
    parties = parties_of(sides, signs, (voice for one in statements for voice in one.voices), outlets)
    names = {party.name for party in parties}
    positions = [row for row in positions_of(Held.of(statements, acts, sides)) if row.party in names]
    told: dict[int, list[Answer]] = defaultdict(list)
    for here, given in zip(found, answers, strict=True):
        for number, answer in given:
            if answer.party in names:
                told[id(here[number])].append(answer)
    proposals = [proposal_of(group, sorted({a for one in group for a in told[id(one)]})) for group in joined(found)]
    kept = tuple(acts[key] for key in sorted(acts) if key in live)
    return Talks(kept, tuple(parties), tuple(positions), tuple(proposals), tuple(_disputed(proposals, statements, records)))


def _disputed(proposals: Sequence[Proposal], statements: Sequence[Spoken], records: Records) -> list[Dispute]:
    """Where different voices tell of one party that it accepted a proposal and that it rejected it, on days that may be one."""
    spoken = {one.id: one for one in statements}
    who = {one.id: {records.speakers[voice].group for voice in one.voices} for one in statements}

    def may_part(one: str, day: str | None, other: str, then: str | None) -> bool:
        """Whether two accounts may be of one moment: of one day or of unknown days, by different voices, not one in the other."""
        same_day = day is None or then is None or day == then
        return same_day and who[one] != who[other] and one != spoken[other].within and other != spoken[one].within

    out = []
    for proposal in proposals:
        for party in sorted({answer.party for answer in proposal.answers}):
            own = [answer for answer in proposal.answers if answer.party == party]
            yes = {answer.statement: answer.day for answer in own if answer.stance == "acceptance"}
            no = {answer.statement: answer.day for answer in own if answer.stance == "rejection"}
            sides = [
                tuple(sorted(a for a, day in one.items() if any(may_part(a, day, b, then) for b, then in other.items())))
                for one, other in ((yes, no), (no, yes))
            ]
            if all(sides):
                why = f"by one account {party} accepted, by the other it rejected what both speak of: {proposal.name}"
                out.append(
                    Dispute("acceptance", f"{party}: {proposal.name}", (DisputeSide(sides[0]), DisputeSide(sides[1])), why, ACCEPTANCE)
                )
    return out
