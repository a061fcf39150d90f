"""The relays of a ledger as PROV-O in Turtle (https://www.w3.org/TR/prov-o/).

What hangs below a statement is what its report says happened: a saying, the steps of its relay, the words as each passed them on. So the
words are `sayso:ReportedWords`, and each statement has its own: two reports of one saying are two accounts of it, and the utterance that
linking takes them for stands above both. The statement itself is the ledger's entry, made by a reading of the report or by a person.
Where a kind of derivation is said (quoted from, revision of), the derivation is said as well, for tools that infer nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sayso.ledger import Ledger
from sayso.model import Span
from sayso.views.exports.iris import address, of_name, of_run
from sayso.views.exports.tellings import Source, Step, Telling, Who, attributed, runs, sources, tellings
from sayso.views.exports.terms import PREFIXES, ROLE, vocabulary
from sayso.views.exports.turtle import blank, block, instant, iri, moment, number, prefixes, text

_AGENTS = {"person": "prov:Person", "organisation": "prov:Organization", "state": "prov:Organization"}


def provenance_texts(ledger: Ledger) -> Iterator[str]:
    """The document: the terms that are ours, readings, reports, statements with their relays, utterances, copies, agents."""
    held = sources(ledger)
    yield prefixes(PREFIXES)
    yield from vocabulary()
    yield from _readings(ledger)
    yield from _reports(ledger, held)
    ran = {key: iri(of_run(*run)) for key, run in runs(ledger).items()}
    agents = {_named(one.outlet): _agent(one.outlet, "prov:Organization") for one in held.values() if one.outlet}
    utterances: set[str] = set()
    for source, words, some in tellings(ledger):
        spans: dict[Span, None] = {}
        standing = {telling.line.id: telling for telling in some}
        for telling in some:
            steps = _own_steps(telling, standing.get(telling.within or ""))
            yield from _statement(telling, steps, ran[telling.run], spans)
            for key, said in _agents_of(telling, steps):
                agents.setdefault(key, said)
            if telling.line.utterance:
                utterances.add(telling.line.utterance)
        for span in sorted(spans):
            place = (("oa:start", number(span.start)), ("oa:end", number(span.end)))
            yield block(_place(source.id, span), [("a", ("prov:Entity", "sayso:Span")), *place, ("rdf:value", text(span.of(words)))])
    yield from _utterances(ledger, utterances)
    yield from _copies(ledger)
    yield from (agents[key] for key in sorted(agents))


def _readings(ledger: Ledger) -> Iterator[str]:
    """The uses of sayso that left statements, each with the reports that it read."""
    used: dict[int, list[str]] = defaultdict(list)
    for run, report in ledger.connection.execute("SELECT run, report FROM readings ORDER BY run, report"):
        used[run].append(report)
    software: dict[str, str] = {}
    for key, (version, model, settings, started) in runs(ledger).items():
        if key in used:
            by, weights = iri(of_name("software", version)), iri(of_name("model", model))
            yield block(iri(of_run(version, model, settings, started)), [
                ("a", ("prov:Activity", "sayso:Reading")), ("prov:startedAtTime", instant(started)), ("prov:wasAssociatedWith", by),
                ("prov:used", (weights, *used[key])), ("sayso:settings", text(settings)),
            ])  # fmt: skip
            software[by] = block(by, [("a", ("prov:Agent", "prov:SoftwareAgent")), ("rdfs:label", text(f"sayso {version}"))])
            software[weights] = block(weights, [("a", ("prov:Entity", "sayso:Model")), ("rdfs:label", text(f"model {model}"))])
    yield from software.values()


def _reports(ledger: Ledger, held: Mapping[str, Source]) -> Iterator[str]:
    """All texts, earlier ones too. A text that an address returned to is no revision of what stood there between."""
    revised: dict[str, list[str]] = defaultdict(list)
    first: set[str] = set()
    for report, previous in ledger.connection.execute("SELECT report, previous FROM versions ORDER BY address, number"):
        if previous is not None and report not in first:
            revised[report].append(previous)
        first |= {report, previous or report}
    for one in held.values():
        at = address(one.url)
        yield block(one.id, [
            ("a", ("prov:Entity", "sayso:Report")), ("rdfs:label", text(one.title)), ("dcterms:title", text(one.title)),
            ("prov:wasAttributedTo", _named(one.outlet) if one.outlet else None), ("dc:creator", text(one.author)),
            ("dcterms:issued", moment(one.published)), ("prov:generatedAtTime", instant(one.published)), ("prov:atLocation", iri(at) if at else None),
            ("dcterms:language", text(one.language)), ("prov:wasRevisionOf", revised[one.id]), ("prov:wasDerivedFrom", revised[one.id]), ("sayso:seen", moment(one.seen)),
            ("sayso:path", text(one.path)), ("sayso:sha256", text(one.sha256)), ("sayso:length", number(one.length)),
        ])  # fmt: skip


def _statement(telling: Telling, steps: Sequence[Step], run: str, spans: dict[Span, None]) -> Iterator[str]:
    """An entry, the saying that it tells of, and the steps by which the words are said to have come into the report.

    Of one that is told inside another: into the words of that one, which has the rest of the way.
    """
    line, key = telling.line, telling.line.id
    spans |= dict.fromkeys(span for some in telling.parts for span in some)
    yield block(key, [
        ("a", ("prov:Entity", "sayso:Statement")), ("rdfs:label", text(attributed(telling))),
        ("prov:wasGeneratedBy", f"{key}-added" if telling.added else run), ("prov:wasQuotedFrom", line.report),
        ("prov:hadPrimarySource", f"{key}-words"), ("prov:wasDerivedFrom", (line.report, f"{key}-words")), ("sayso:kind", text(line.kind)), ("sayso:mode", text(line.mode)),
        ("sayso:confidence", number(line.confidence)), ("sayso:within", telling.within), ("sayso:flag", [text(flag) or "" for flag in line.flags]),
        *((f"sayso:{role}", [_place(line.report, span) for span in some]) for role, some in telling.parts._asdict().items()),
    ])  # fmt: skip
    speak = [who for who in telling.voices if who.kind != "document"]
    yield block(f"{key}-saying", [
        ("a", ("prov:Activity", "sayso:Saying")), ("prov:wasAssociatedWith", [who.id for who in speak]),
        ("prov:qualifiedAssociation", [_association(who) for who in speak]), ("sayso:saidIn", text(line.said)),
        ("sayso:notBefore", moment(line.said_from)), ("sayso:notAfter", moment(line.said_to)),
    ])  # fmt: skip
    documents = [who.id for who in telling.voices if who.kind == "document"]
    yield block(f"{key}-words", [
        ("a", ("prov:Entity", "sayso:ReportedWords")), ("prov:wasGeneratedBy", f"{key}-saying"), ("prov:wasQuotedFrom", documents),
        ("prov:wasDerivedFrom", documents), ("prov:specializationOf", line.utterance),
    ])  # fmt: skip
    before = f"{key}-words"
    for number_, step in enumerate(steps):
        spans |= {step.span: None} if step.span else {}
        yield block(f"{key}-relay-{number_}", [
            ("a", ("prov:Activity", "sayso:Relay")), ("prov:used", before), ("prov:wasAssociatedWith", _named(step.name)),
            ("sayso:how", text(step.how)), ("sayso:shownBy", _place(line.report, step.span) if step.span else None),
        ])  # fmt: skip
        yield block(f"{key}-words-{number_}", [
            ("a", ("prov:Entity", "sayso:ReportedWords")), ("prov:wasGeneratedBy", f"{key}-relay-{number_}"), ("prov:wasDerivedFrom", before),
        ])  # fmt: skip
        before = f"{key}-words-{number_}"
    yield block(f"{telling.within}-words" if telling.within else line.report, [("prov:wasDerivedFrom", before)])
    for judged, name in ((telling.confirmed, "confirmed"), (telling.added, "added")):
        if judged:
            yield block(f"{key}-{name}", [
                ("a", ("prov:Activity", "sayso:Judgement")), ("prov:used", key if name == "confirmed" else line.report),
                ("prov:wasAssociatedWith", iri(of_name("person", judged.by))), ("prov:endedAtTime", instant(judged.at)), ("rdfs:comment", text(judged.note)),
            ])  # fmt: skip


def _own_steps(telling: Telling, outer: Telling | None) -> Sequence[Step]:
    """Its relay; inside another statement only the steps that bring the words to who tells it: the rest are that one's."""
    if outer is None:
        return telling.relay
    there = {step.name.casefold() for step in outer.relay} | {name.casefold() for who in outer.voices for name in (who.name, who.called)}
    return [step for step in telling.relay if step.name.casefold() not in there]


def _agents_of(telling: Telling, steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """Who has a part in a statement, and what is said of them."""
    for who in telling.voices:
        kinds = ("prov:Entity", "sayso:Document") if who.kind == "document" else ("prov:Agent", *filter(None, [_AGENTS.get(who.kind)]))
        yield who.id, block(who.id, [("a", kinds), ("rdfs:label", text(who.name)), ("sayso:voiceKind", text(who.kind))])
    for step in steps:
        yield _named(step.name), _agent(step.name)
    for judged in (telling.confirmed, telling.added):
        if judged:
            person = iri(of_name("person", judged.by))
            yield person, block(person, [("a", ("prov:Agent", "prov:Person")), ("rdfs:label", text(judged.by))])


def _association(who: Who) -> str:
    called = who.called if who.called != who.name else None
    return blank([
        ("a", "prov:Association"), ("prov:agent", who.id), ("prov:hadRole", f"sayso:{ROLE}"), ("sayso:called", text(called)),
        ("sayso:office", text(who.role)), ("sayso:side", text(who.side)),
    ])  # fmt: skip


def _utterances(ledger: Ledger, told: set[str]) -> Iterator[str]:
    for row in ledger.connection.execute("SELECT * FROM utterances ORDER BY id"):
        if row["id"] in told:
            yield block(row["id"], [
                ("a", ("prov:Entity", "sayso:Utterance")), ("sayso:witnessesAtLeast", number(row["low"])), ("sayso:witnessesAtMost", number(row["high"])),
                ("sayso:witness", [text(who) or "" for who in sorted(set(json.loads(row["who"])))]), ("rdfs:comment", text(row["why"])),
            ])  # fmt: skip


def _copies(ledger: Ledger) -> Iterator[str]:
    """Families of copies: derived from the one that was first, where that is known; else versions of one thing, none before another."""
    members: dict[str, list[str]] = defaultdict(list)
    for family, report in ledger.connection.execute("SELECT family, report FROM copy_members ORDER BY family, report"):
        members[family].append(report)
    for row in ledger.connection.execute("SELECT * FROM copy_families ORDER BY id"):
        reports = members[row["id"]]
        yield block(row["id"], [
            ("a", ("prov:Entity", "prov:Collection", "sayso:CopyFamily")), ("prov:hadMember", reports), ("sayso:copyKind", text(row["kind"])),
            ("rdfs:comment", text(row["why"])),
        ])  # fmt: skip
        if row["first"] is not None:
            for report in reports:
                yield block(report, [("prov:wasDerivedFrom", row["first"] if report != row["first"] else None)])
        else:
            for one, other in pairwise(reports):
                yield block(one, [("prov:alternateOf", other)])


def _agent(name: str, kind: str | None = None) -> str:
    return block(_named(name), [("a", ("prov:Agent", kind) if kind else "prov:Agent"), ("rdfs:label", text(name))])


def _named(name: str) -> str:
    """An outlet, or who else passes words on: what reports call one name is taken for one agent."""
    return iri(of_name("agent", name))


def _place(report: str, span: Span) -> str:
    return f"{report}-{span.start}-{span.end}"
