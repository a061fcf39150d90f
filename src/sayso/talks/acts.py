"""What kind of act each statement reports, how it stands, who does it and to whom, what its voice holds, which issues it touches."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from sayso.model import Act, End, Span, Touch
from sayso.talks.encoder import ACTOR, CONTENT, CUE, RECIPIENT, SOURCE, Scores, TalksEncoder, Worded
from sayso.talks.issues import Scale
from sayso.talks.labels import ACTS, MODALITIES, NONE, STANCES
from sayso.talks.modes import mode_of
from sayso.talks.records import Spoken, Told
from sayso.talks.stances import OUTRIGHT, conditional, denies, stance_of_content, stance_of_cue

LEAST_END = 0.5  # probability from which a name is the actor or recipient
_FIRST = re.compile(r"(?:i|we|us|our|it|its|he|she|him|her|his|they|them|their)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ActReader:
    """The encoder with the issues that statements are held against."""

    encoder: TalksEncoder
    scale: Scale

    def read(self, report: Told, *, without: Collection[str] = ()) -> Iterator[Act]:
        """The act of each of a report's statements, but for those `without`. A pure function of its words, the weights and the issues."""
        for one in report.statements:
            if one.id in without:
                continue
            worded = self.encoder.worded(report.text, one.spans)
            if not len(worded.ids):
                continue
            scores = self.encoder.read(worded)
            act = ACTS[int(scores.acts.argmax())]
            words = report.text[one.start : one.end]
            cue, content = (" ".join(span.of(report.text) for span in one.of(part)) for part in (CUE, CONTENT))
            denied = denies(cue)
            said = None if denied else conditional(stance_of_cue(cue) or stance_of_content(content), content)
            yield Act(
                one.id, act if act != NONE else None, mode_of(act, words), MODALITIES[int(scores.modalities.argmax())],
                said or (None if denied else STANCES[int(scores.stances.argmax())]),
                round(float(scores.acts.max()), 4), round(float(scores.modalities.max()), 4),
                OUTRIGHT if said else round(float(scores.stances.max()), 4),
                _end(report, one, worded, scores, ACTOR) if act != NONE else None,
                _end(report, one, worded, scores, RECIPIENT) if act != NONE else None,
                tuple(touch for touch in self.scale.touches(report.text, worded, scores.topics) if not _on_source(one, touch)),
            )  # fmt: skip


def _on_source(one: Spoken, touch: Touch) -> bool:
    """Whether the nearest words are who speaks: a border guard's statement is not for that about the border."""
    return one.covers(*touch.span, SOURCE) and not one.covers(*touch.span, CUE, CONTENT)


def _end(report: Told, one: Spoken, worded: Worded, scores: Scores, role: int) -> End | None:
    """The likeliest of the names and the source in a statement; a pronoun stands for the statement's voice."""
    each = scores.ends[:, role]
    found: list[tuple[float, End]] = []

    def weigh(voice: str | None, span: Span) -> None:
        inside = (worded.starts < span.end) & (worded.ends > span.start)
        if inside.any() and (score := float(each[inside].max())) >= LEAST_END:
            found.append((score, End(voice, span)))

    for named in report.named_in(one.start, one.end):
        if one.covers(*named.span, SOURCE, CUE, CONTENT):
            weigh(one.voices[0] if one.voices and one.covers(*named.span, SOURCE) else named.voice, named.span)
    for span in one.of(SOURCE):
        if one.voices:
            weigh(one.voices[0], span)
    best = int(np.argmax(each))
    pronoun = _FIRST.match(report.text, int(worded.starts[best]))
    if pronoun and one.voices and one.covers(*pronoun.span(), CONTENT):
        weigh(one.voices[0], Span(*pronoun.span()))
    return max(found, key=lambda pair: (pair[0], -pair[1].span.start))[1] if found else None
