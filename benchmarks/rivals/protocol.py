"""How a rival is spoken to: JSON lines over standard input and output, so that all are run and scored by the same code.

In: ``{"text": str}``. Out: ``{"found": [{"source": [[start, end], ...], "cue": ..., "content": ...}]}``, half-open code points of the text.
In: ``{}``, the end. Out: ``{"megabytes": peak resident memory of the process, "versions": {package: version}}``.
Standard library only: every rival's environment imports it.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict

Span = tuple[int, int]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")


class Found(TypedDict):
    """One attribution as a rival finds it: spans of each role, any of them empty."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


def peak_megabytes() -> int:
    """Peak resident memory of this process since it was begun, of this program alone (a fork's parent does not count)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def serve(read: Callable[[str], Sequence[Found]], packages: Iterable[str]) -> None:
    """Answer reports until told that there are no more."""
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.process_time()
        if "text" in asked:
            answer: dict[str, Any] = {"found": read(asked["text"])}
            answer["seconds"] = time.process_time() - begun
        else:
            known = {"python": platform.python_version(), **{name: version(name) for name in packages}}
            answer = {"megabytes": peak_megabytes(), "versions": known}
        print(json.dumps(answer), file=out, flush=True)
        if "text" not in asked:
            return


class Rival:
    """A rival's process. `seconds` is wall time from question to answer, `processor` the processor's time in the rival."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, log: Path) -> None:
        self.command = list(command)
        self._log = log.open("w", encoding="utf8")
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, encoding="utf8", env={**environment}
        )
        self.seconds = self.processor = 0.0

    def read(self, text: str) -> list[Found]:
        begun = time.perf_counter()
        answer = self._ask({"text": text})
        self.seconds += time.perf_counter() - begun
        self.processor += answer["seconds"]
        return [{role: [(a, b) for a, b in one[role]] for role in ("source", "cue", "content")} for one in answer["found"]]  # type: ignore[misc]

    def end(self) -> dict[str, Any]:
        """Peak megabytes and versions."""
        answer = self._ask({})
        self._process.communicate(timeout=60)
        self._log.close()
        return answer

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.command)} ended; its last words are in {self._log.name}")
        answer: dict[str, Any] = json.loads(line)
        return answer
