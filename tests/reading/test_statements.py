"""From grouped pieces to statements: mode, kind, marks, later paragraphs, whole names."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.model import Span
from sayso.reading.decode import Grouped
from sayso.reading.pieces import Pieces
from sayso.reading.quotes import find_quotations
from sayso.reading.statements import Found, find_statements, with_whole_names
from tests.factory import span_of


def words_of(text: str) -> Pieces:
    """Pieces that are the words and marks of a text."""
    import re

    spans = np.array([m.span() for m in re.finditer(r"\w+|[^\w\s]", text)], dtype=np.int64)
    nothing = np.zeros(len(spans), dtype=np.int64)
    return Pieces(text, nothing, nothing, spans[:, 0], spans[:, 1])


def found_in(text: str, source: str | None, cue: str, *content: str, walls: tuple[Span, ...] = ()) -> Found:
    pieces = words_of(text)

    def run(words: str) -> tuple[int, int]:
        span = span_of(text, words)
        return int(np.searchsorted(pieces.starts, span.start)), int(np.searchsorted(pieces.ends, span.end))

    one = Grouped(run(cue), (run(source),) if source else (), tuple(run(words) for words in content), 0.9, 0.5)
    (found,) = find_statements(pieces, [one], find_quotations(text), walls, [0.0] * 5)
    return found


@pytest.mark.parametrize(
    ("text", "content", "mode"),
    [
        ("He said “we wait for them”.", "“we wait for them”", "direct"),
        ("He said that they wait.", "that they wait", "indirect"),
        ("He said they “would wait for a year” for it there.", "they “would wait for a year” for it there", "mixed"),
        (
            "He said “Front” men and “Front” women wait.",
            "“Front” men and “Front” women wait",
            "indirect",
        ),  # a name in marks is no quotation
    ],
)
def test_the_mode_is_read_off_the_marks(text: str, content: str, mode: str) -> None:
    assert found_in(text, "He", "said", content).mode == mode


@pytest.mark.parametrize(
    ("text", "source", "cue", "kind"),
    [
        ("The draft says boats sail.", "The draft", "says", "document"),
        ("The author of the report says boats sail.", "The author of the report", "says", "speech"),
        ("The mayor believes boats sail.", "The mayor", "believes", "thought"),
        ("The mayor said boats sail.", "The mayor", "said", "speech"),
    ],
)
def test_the_kind_is_read_off_source_and_cue(text: str, source: str, cue: str, kind: str) -> None:
    assert found_in(text, source, cue, "boats sail").kind == kind


def test_a_content_takes_the_marks_that_it_stops_short_of() -> None:
    text = "He said “we wait.”"
    assert [span.of(text) for span in found_in(text, "He", "said", "we wait").content] == ["“we wait.”"]


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    text = "He said: “We wait.\n\n“We sail then.”\n\nIt rained."
    assert [span.of(text) for span in found_in(text, "He", "said", "“We wait.").content] == ["“We wait.\n\n“We sail then.”"]


def test_furniture_cuts_a_content() -> None:
    text = "He said boats\nShare\nwill sail."
    found = found_in(text, "He", "said", "boats\nShare\nwill sail", walls=(span_of(text, "Share"),))
    assert [span.of(text) for span in found.content] == ["boats", "will sail"]


def test_a_bare_article_and_half_a_name_reach_to_the_names_end() -> None:
    text = "The White House, the mayor of Halm Port said, waits."
    name, port = span_of(text, "White House"), span_of(text, "Halm Port")
    cue = (span_of(text, "said"),)
    waits = (span_of(text, "waits"),)
    article = Found((Span(0, 3),), cue, waits, "speech", "indirect", 0.5)
    half = Found((span_of(text, "the mayor of Halm"),), cue, waits, "speech", "indirect", 0.5)
    assert [one.source[0].of(text) for one in with_whole_names(text, [article, half], [name, port])] == [
        "The White House",
        "the mayor of Halm Port",
    ]
