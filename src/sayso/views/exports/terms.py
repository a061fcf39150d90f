"""The terms of our own that an export as RDF needs besides those of PROV-O, with what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.views.exports.iris import TERMS, entry
from sayso.views.exports.turtle import block, text

PREFIXES = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "sayso": TERMS,
    **{scheme: entry(f"{scheme}:") for scheme in ("r1", "s1", "v1", "w1", "u1", "k1")},
}
CLASSES = {  # with the class of PROV-O that each is a kind of
    "Report": ("prov:Entity", "one published text from one outlet, as it is stored"),
    "Statement": ("prov:Entity", "an entry of the ledger: that a report says somebody said something; nothing here says that it was so"),
    "ReportedWords": ("prov:Entity", "what somebody is reported to have said, as it was at one step of its way into the report"),
    "Saying": ("prov:Activity", "an act of saying, thinking or writing that a report tells of"),
    "Relay": ("prov:Activity", "a step by which words are reported to have been passed on"),
    "Utterance": ("prov:Entity", "what several reports are taken to tell of: one act of saying"),
    "CopyFamily": ("prov:Collection", "reports that reprint one text"),
    "Document": ("prov:Entity", "a document that a report gives as the source of words: no agent"),
    "Reading": ("prov:Activity", "a use of sayso"),
    "Model": ("prov:Entity", "the weights that reports were read with"),
    "Judgement": ("prov:Activity", "a person confirmed a statement, or gave it"),
    "Span": ("prov:Entity", "words at a place of a report: oa:start and oa:end count code points, rdf:value has the words"),
}
PROPERTIES = {
    "sha256": "of the text as UTF-8",
    "length": "of the text, in code points",
    "path": "where sayso took the report from",
    "seen": "when this text was last fetched or captured",
    "source": "the words that say who",
    "cue": "the words that attribute",
    "content": "the words attributed",
    "kind": "speech, thought or document",
    "mode": "direct (in quotation marks), indirect (in the report's words) or mixed",
    "confidence": "the chance that human annotators would mark the statement so",
    "within": "the statement in whose content this one is told: its words, and marks of quotation, may be those of who tells it",
    "flag": "a kind of warning about the text that it stands in, such as machine_translated",
    "voiceKind": "person, organisation, state, anonymous, document or group",
    "called": "what the report calls the voice",
    "office": "of the voice, as the report gives it",
    "side": "the party, state or body that the voice is taken to speak for",
    "saidIn": "the words that date the saying",
    "notBefore": "the first moment those words can mean",
    "notAfter": "the last, included",
    "how": "told, quoted, carried, seen, credit or passed_on",
    "shownBy": "the words that show it",
    "witness": "an outlet that heard or read the utterance itself, as far as the reports tell",
    "witnessesAtLeast": "independent origins of the utterance",
    "witnessesAtMost": "the same, at most",
    "copyKind": "whole, part or rewritten",
    "settings": "of the reading (JSON)",
}
ROLE = "voice"  # of the agent of a saying


def vocabulary() -> Iterator[str]:
    """The terms, declared."""
    for name, (above, meaning) in CLASSES.items():
        yield block(f"sayso:{name}", [("a", "rdfs:Class"), ("rdfs:subClassOf", above), ("rdfs:comment", text(meaning))])
    for name, meaning in PROPERTIES.items():
        yield block(f"sayso:{name}", [("a", "rdf:Property"), ("rdfs:comment", text(meaning))])
    yield block(f"sayso:{ROLE}", [("a", "prov:Role"), ("rdfs:comment", text("of whom a report says that they said it"))])
