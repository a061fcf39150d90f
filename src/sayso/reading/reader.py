"""One report in, one Reading out. The steps, in order; each is a module of this folder.

1 furniture  2 pieces  3 scores (the encoder, once)  4 cues and what belongs to them  5 statements  6 voices  7 relays
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sayso.model import Reading, Report, Statement
from sayso.reading.decode import find_cues, group
from sayso.reading.encoder import Encoder
from sayso.reading.furniture import find_furniture
from sayso.reading.names import find_names
from sayso.reading.pieces import without
from sayso.reading.quotes import find_quotations
from sayso.reading.relays import find_ways
from sayso.reading.statements import find_statements, with_whole_names
from sayso.reading.voices import find_voices
from sayso.settings import Settings


@dataclass(frozen=True, slots=True)
class Reader:
    """Loaded weights and settings; `read` is a pure function of both and the report's text."""

    encoder: Encoder
    settings: Settings = field(default_factory=Settings)

    @classmethod
    def load(cls, settings: Settings | None = None) -> Reader:
        """The shipped reader. Raises ReaderError if its weights are damaged."""
        return cls(Encoder.load(), settings or Settings())

    def read(self, report: Report) -> Reading:
        text = report.text
        furniture = find_furniture(text)
        pieces = without(self.encoder.cut(text), [part.span for part in furniture])
        scores = self.encoder.scores(pieces)
        grouped = group(find_cues(scores.roles, lean=self.encoder.card["lean"]), scores.windows, self.encoder.relative)
        quotations = find_quotations(text)
        found = find_statements(pieces, grouped, quotations, furniture, self.encoder.card["confidence"])
        found = [one for one in found if one.confidence >= self.settings.least_confidence]
        names = find_names(pieces, scores.names)
        found = with_whole_names(text, found, [name.span for name in names])
        voices = find_voices(text, found, names)
        ways = find_ways(text, report.outlet, found, names)
        statements = tuple(
            Statement(
                one.source, one.cue, one.content, one.kind, one.mode, one.confidence, voice=voice, addressee=way.addressee, relay=way.relay
            )
            for one, voice, way in zip(found, voices, ways, strict=True)
        )
        return Reading(self.encoder.digest, statements, furniture)
