"""sayso as one of the rivals: ``python -m benchmarks.rivals.ours WAY``, in the environment that sayso is installed in.

WAY is ``full``, all that `sayso read` finds (its outermost statements are answered, since PolNeAR marks one layer); ``outermost``, the
same without reading contents again for statements inside them; or ``alone``, only the steps that find the outer statements, and no
voices, relays, times, figures or names: what other readers of attributions give.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from benchmarks.rivals.protocol import Found, serve
from benchmarks.rivals.protocol import Span as Place
from sayso.model import Report, Span
from sayso.reading import Reader
from sayso.reading.furniture import find_furniture
from sayso.reading.pieces import without
from sayso.reading.quotes import find_quotations
from sayso.settings import Settings

WAYS = ("full", "outermost", "alone")


def reading(way: str) -> Callable[[str], list[Found]]:
    """The function that reads one text that way."""
    reader = Reader.load(Settings(nested=way == "full"))

    def whole(text: str) -> list[Found]:
        statements = reader.read(Report("", text, "")).statements
        return [_found(one.source, one.cue, one.content) for one in statements if one.within is None]

    def alone(text: str) -> list[Found]:
        walls = [part.span for part in find_furniture(text)]
        pieces = without(reader.encoder.cut(text), walls)
        layer = reader.one_layer(pieces, reader.encoder.scores(pieces), find_quotations(text), walls)
        return [_found(one.source, one.cue, one.content) for one in layer]

    return alone if way == "alone" else whole


def _found(source: Iterable[Span], cue: Iterable[Span], content: Iterable[Span]) -> Found:
    def places(spans: Iterable[Span]) -> list[Place]:
        return [(span.start, span.end) for span in spans]

    return {"source": places(source), "cue": places(cue), "content": places(content)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=WAYS)
    serve(reading(parser.parse_args().way), ("onnxruntime", "tokenizers", "numpy"))


if __name__ == "__main__":
    main()
