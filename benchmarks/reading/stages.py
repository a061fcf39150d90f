"""Where a reading's time goes: CPU seconds of each of its steps, each without the steps that it calls."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sayso.reading.reader as steps
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.encoder import Encoder

# a step's function in sayso.reading.reader, or method of the encoder -> the stage it is counted under
STAGES = {
    "unwrapped": "broken lines", "other_language": "language", "find_furniture": "furniture", "find_flags": "flags", "cut": "pieces",
    "without": "pieces", "find_quotations": "quotations", "scores": "network", "scores_apart": "contents set apart", "promise": "first look",
    "find_cues": "cues", "group": "grouping", "find_statements": "statements", "with_whole_names": "statements",
    "find_nested": "nesting", "enclosing": "nesting", "find_names": "names", "find_voices": "voices", "find_ways": "relays",
    "find_times": "times", "find_said": "time of saying", "find_figures": "figures", "suggest_dates": "dates", "find_mentions": "mentions",
}  # fmt: skip


class Clock:
    """CPU seconds by stage; the innermost stage that runs is the one that is charged."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.thread_time()

    def _charge(self) -> None:
        now = time.thread_time()
        self.seconds[self._running[-1] if self._running else "the rest"] += now - self._since
        self._since = now

    def timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            self._charge()
            self._running.append("network, contents again" if stage == "network" and "contents set apart" in self._running else stage)
            try:
                return function(*args, **options)
            finally:
                self._charge()
                self._running.pop()

        return run


@contextmanager
def timed_steps() -> Iterator[Clock]:
    """While open, the reader's steps are timed."""
    clock = Clock()
    places = [(owner, name) for name in STAGES for owner in (steps, Encoder) if name in vars(owner)]
    before = [getattr(owner, name) for owner, name in places]
    for (owner, name), function in zip(places, before, strict=True):
        setattr(owner, name, clock.timed(function, STAGES[name]))
    try:
        yield clock
    finally:
        for (owner, name), function in zip(places, before, strict=True):
            setattr(owner, name, function)


def stages(reader: Reader, reports: Sequence[Report]) -> dict[str, dict[str, float]]:
    """The share of each stage, and its microseconds a word, the longest first."""
    words = sum(len(report.text.split()) for report in reports)
    with timed_steps() as clock:
        for report in reports:
            reader.read(report)
    total = sum(clock.seconds.values())
    return {
        stage: {"share": round(seconds / total, 4), "microseconds_a_word": round(1e6 * seconds / words, 2)}
        for stage, seconds in sorted(clock.seconds.items(), key=lambda pair: -pair[1])
    }
