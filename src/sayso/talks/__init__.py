"""Statements in, talks out: the acts they report, the issues they touch, parties, positions and proposals. Verb: hold_talks."""

from sayso.talks.hold import fingerprint, hold_talks
from sayso.talks.issues import checked, parsed, shipped, taxonomy
from sayso.talks.records import records_of as talk_records

__all__ = ["checked", "fingerprint", "hold_talks", "parsed", "shipped", "talk_records", "taxonomy"]
