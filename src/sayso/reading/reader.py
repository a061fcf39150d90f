"""One report in, one Reading out. The steps, in order; each is a module of this folder.

1 furniture and flags  2 pieces  3 scores (the encoder)  4 cues and what belongs to them  5 statements  6 statements inside
statements: 3 to 5 again over each content; and those that people gave  7 names, voices, relays  8 times, the time of saying  9 figures
10 what an undated report shows of its date
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sayso.model import Flag, Reading, Report, Span, Statement
from sayso.reading.dating import suggest_dates
from sayso.reading.decode import Floats, Scores, find_cues, group
from sayso.reading.encoder import Encoder
from sayso.reading.figures import find_figures
from sayso.reading.flags import find_flags, other_language, unread
from sayso.reading.furniture import find_furniture
from sayso.reading.given import corrected_in, given_alone, with_given
from sayso.reading.mentions import find_mentions
from sayso.reading.names import find_names
from sayso.reading.nested import enclosing, find_nested
from sayso.reading.outlets import registry
from sayso.reading.pieces import Pieces, without
from sayso.reading.quotes import Quotation, find_quotations
from sayso.reading.references import References
from sayso.reading.relays import find_ways
from sayso.reading.said import find_said
from sayso.reading.statements import Found, find_statements, with_whole_names
from sayso.reading.times import find_times
from sayso.reading.voices import find_voices
from sayso.reading.wrapped import unwrapped
from sayso.settings import Settings

NESTED_LEAN = 0.5  # added to the card's lean where a content is read again; tried on the dev part of benchmarks/reading/sets/nested.jsonl
# Inside a content less is sure: half of what stands below these was wrong in the five reports of ../shared
LEAST_NESTED, LEAST_SOURCELESS = 0.4, 0.7


@dataclass(frozen=True, slots=True)
class Reader:
    """Loaded weights and settings; `read` is a pure function of both, the report's text and what is known of it."""

    encoder: Encoder
    settings: Settings = field(default_factory=Settings)

    @classmethod
    def load(cls, settings: Settings | None = None) -> Reader:
        """The shipped reader. Raises ReaderError if its weights are damaged."""
        return cls(Encoder.load(), settings or Settings())

    def read(self, report: Report) -> Reading:
        text = unwrapped(report.text)
        if foreign := other_language(text):
            return Reading(self.encoder.digest, given_alone(text, report.given), flags=_in_order((*report.notes, foreign)))
        furniture = find_furniture(text, report.repeated)
        flags = find_flags(text, furniture)
        walls = sorted([*(part.span for part in furniture), *unread(flags)])
        pieces = without(self.encoder.cut(text), walls)
        quotations = find_quotations(text)
        scores = self.encoder.scores(pieces)
        outer = self.one_layer(pieces, scores, quotations, walls)
        found = self.with_nested(pieces, outer, quotations, walls, self.encoder.promise(scores)) if self.settings.nested else outer
        names = find_names(pieces, scores.names)
        found = with_given(text, with_whole_names(text, found, [name.span for name in names]), report.given, quotations)
        corrected = corrected_in(found, report.given)
        within = enclosing(found, corrected)
        outlets = registry(self.settings.outlets)
        learned = References(pieces, scores.windows, self.encoder.reach) if self.settings.learned_references else None
        voices = find_voices(text, found, names, within, outlets, learned)
        ways = find_ways(text, (report.outlet, report.url), found, voices, names, within, outlets)
        times = find_times(text, report.published)
        times = tuple(time for time in times if not any(w.start < time.moment.span.end and time.moment.span.start < w.end for w in walls))
        said = find_said(text, found, times, within)
        statements = tuple(
            Statement(
                one.source, one.cue, one.content, one.kind, one.mode, one.confidence,
                voices=voices[i], addressee=ways[i].addressee, relay=ways[i].relay, said=said[i], within=within[i],
            )
            for i, one in enumerate(found)
        )  # fmt: skip
        standing = [replace(one, content=()) if i in corrected else one for i, one in enumerate(statements)]
        figures = find_figures(text, times, names, standing, walls)
        dates = suggest_dates(text, times) if report.published is None else ()
        flagged = _in_order((*report.notes, *flags))
        return Reading(self.encoder.digest, statements, furniture, figures, times, flagged, dates, find_mentions(text, names, outlets))

    def with_nested(
        self, pieces: Pieces, outer: list[Found], quotations: Sequence[Quotation], walls: Sequence[Span], promise: Floats | None
    ) -> list[Found]:
        """The outer statements and those inside their contents; contents that `promise` none are not read again."""

        def read_again(parts: Sequence[Pieces], gaps: Sequence[Span]) -> list[Found]:
            joined, apart = self.encoder.scores_apart(parts)
            found = self.one_layer(joined, apart, quotations, sorted([*walls, *gaps]), lean=NESTED_LEAN)
            return [one for one in found if one.confidence >= (LEAST_NESTED if one.source else LEAST_SOURCELESS)]

        return find_nested(pieces, outer, read_again, promise)

    def one_layer(
        self, pieces: Pieces, scores: Scores, quotations: Sequence[Quotation], walls: Sequence[Span], lean: float = 0.0
    ) -> list[Found]:
        """The statements that one reading of the pieces gives; `lean` towards cues is added to the card's."""
        grouped = group(find_cues(scores.roles, lean=self.encoder.card["lean"] + lean), scores.windows, self.encoder.relative)
        found = find_statements(pieces, grouped, quotations, walls, self.encoder.card["confidence"])
        return [one for one in found if one.confidence >= self.settings.least_confidence]


def _in_order(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    return tuple(sorted(flags, key=lambda flag: (flag.span, flag.kind)))
