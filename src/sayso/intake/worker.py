"""The other end of `apart`: takes documents apart in a process that may die of them. Run as ``python -m sayso.intake.worker``.

Each message is a length (8 bytes, big-endian) and as many bytes: a line of JSON, then the document.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterable
from typing import IO, Any

from sayso.intake.draft import Draft, Refused

STACK = 512 * 1024 * 1024  # bytes: libxml2 and lxml recurse over deep trees


def drafts(kind: str, data: bytes, url: str | None, charset: str | None) -> Iterable[Draft]:
    """The drafts of one document of a kind. Raises Refused."""
    if kind == "html":
        from sayso.intake.webpages import extract

        return (extract(data, url=url, charset=charset),)
    if kind == "pdf":
        from sayso.intake.pdfs import extract as of_pdf

        return (of_pdf(data),)
    if kind == "email":
        from sayso.intake.letters import letter

        return (letter(data, charset=charset),)
    if kind == "feed":
        from sayso.intake.feeds import entries

        return entries(data, url=url, charset=charset)
    from sayso.intake.webpages import fragment

    return (Draft(fragment(data.decode("utf8"))),)


def answer(job: dict[str, Any], data: bytes) -> dict[str, Any]:
    """What is sent back: drafts, and why there are no more where that is so."""
    made: list[dict[str, Any]] = []
    try:
        made.extend(draft.packed() for draft in drafts(job["kind"], data, job["url"], job["charset"]))
    except Refused as refused:
        return {"drafts": made, "kind": refused.kind, "message": refused.message}
    except MemoryError:
        return {"drafts": [], "kind": "too_costly", "message": "it takes more memory than one document may"}
    except Exception as error:  # noqa: BLE001 (whatever a parser lets through on hostile bytes is a refusal of the document)
        message = f"it cannot be taken apart ({type(error).__name__}: {str(error)[:200]}); save it as plain text"
        return {"drafts": made, "kind": "damaged", "message": message}
    return {"drafts": made}


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    (length,) = struct.unpack(">Q", head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_message(stream: IO[bytes], body: bytes) -> None:
    stream.write(struct.pack(">Q", len(body)) + body)
    stream.flush()


def _limited(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; time is still bounded from outside
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve() -> None:
    """Answer until the other end closes."""
    _limited(int(sys.argv[1]))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not be taken for an answer
    while (message := read_message(source)) is not None:
        head, _, data = message.partition(b"\n")
        write_message(sink, json.dumps(answer(json.loads(head), data)).encode())


if __name__ == "__main__":
    import threading

    threading.stack_size(STACK)
    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
