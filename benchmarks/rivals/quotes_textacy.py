"""textacy's direct quotations as a rival: ``python -m benchmarks.rivals.quotes_textacy PIPELINE``; spaCy and textacy.

textacy gives up a text whose quotation marks do not pair up. So the report is parsed whole and each of its lines given to textacy by
itself, that a mark astray (or an apostrophe that counts as one) costs a line, not a report. Tokens that stand together are one span.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.rivals.protocol import Found, Span, serve

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Reader:
    def __init__(self, pipeline: Path) -> None:
        import spacy
        from textacy.extract.triples import direct_quotations

        self.nlp = spacy.load(pipeline, exclude=["ner"])  # it asks for no names
        self.direct_quotations = direct_quotations

    def read(self, text: str) -> list[Found]:
        found: list[Found] = []
        for start, line in lines(self.nlp(text)):
            if not any(token.is_quote for token in line):
                continue
            with suppress(ValueError):  # its word for marks that do not pair up
                for one in self.direct_quotations(line):
                    content = (start + one.content.start_char, start + one.content.end_char)
                    found.append({"source": runs(one.speaker, start), "cue": runs(one.cue, start), "content": [content]})
        return found


def lines(doc: Doc) -> Iterator[tuple[int, Doc]]:
    """The lines of a parsed text, each with where it begins; a sentence that goes over two is cut."""
    first = 0
    for i, token in enumerate(doc):
        if "\n" in token.text or i == len(doc) - 1:
            if i + 1 > first:
                yield doc[first].idx, doc[first : i + 1].as_doc()
            first = i + 1


def runs(tokens: Iterable[Token], shift: int) -> list[Span]:
    """Spans of tokens that follow one another."""
    found: list[list[int]] = []
    last = -2
    for token in tokens:
        if token.i == last + 1:
            found[-1][1] = token.idx + len(token)
        else:
            found.append([token.idx, token.idx + len(token)])
        last = token.i
    return [(shift + a, shift + b) for a, b in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", type=Path)
    serve(Reader(parser.parse_args().pipeline).read, ("spacy", "textacy", "numpy"))


if __name__ == "__main__":
    main()
