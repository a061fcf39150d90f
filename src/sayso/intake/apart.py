"""Documents are taken apart in a process of their own: what one of them breaks, hangs or bloats is that process, which is then replaced."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

from sayso.intake.draft import Draft, Refused
from sayso.intake.worker import read_message, write_message
from sayso.settings import Limits

REPLACED_AFTER = 2_000  # documents: whatever the parsers leak goes with the process


class Apart:
    """The process, started with the first document. Use as a context manager."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not yet written goes nowhere
                    pipe.close()

    def drafts(self, kind: str, data: bytes, *, url: str | None = None, charset: str | None = None) -> tuple[list[Draft], Refused | None]:
        """The drafts of a document (html, pdf, email, feed, fragment), and why there are no more where it was refused."""
        if self._served >= REPLACED_AFTER:
            self.close()
        process = self._process = self._process or self._started()
        self._served += 1
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the worker has no pipes")
        head = json.dumps({"kind": kind, "url": url, "charset": charset}).encode()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self.limits.seconds, stop)
        watch.start()
        try:
            write_message(process.stdin, head + b"\n" + data)
            reply = read_message(process.stdout)
        except OSError:  # it died while it was written to
            reply = None
        finally:
            watch.cancel()
        if late.is_set():
            self.close()
            return [], Refused(
                "too_costly", f"it takes more than {self.limits.seconds:g} seconds, as no report does; save it as plain text"
            )
        if reply is None:
            return [], self._died(process)
        answer: dict[str, Any] = json.loads(reply)
        made = [Draft.unpacked(draft) for draft in answer["drafts"]]
        return made, Refused(answer["kind"], answer["message"]) if "kind" in answer else None

    def _started(self) -> subprocess.Popen[bytes]:
        self._served = 0
        return subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", "sayso.intake.worker", str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1"},
            start_new_session=True,  # a key that stops sayso lets it end in its own time, and the process with it
        )

    def _died(self, process: subprocess.Popen[bytes]) -> Refused:
        status = process.wait()
        self.close()
        how = signal.Signals(-status).name if status < 0 else f"exit {status}"
        return Refused("too_costly", f"taking it apart broke the parser ({how}); save it as plain text")
