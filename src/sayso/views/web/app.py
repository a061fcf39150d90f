"""The reading room over HTTP: pages and their JSON, the files they share, and judgements."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sayso.errors import BadQuestion, LedgerError, NotThere, SaysoError
from sayso.views.room import Shelves, made
from sayso.views.room.trouble import TroublePage
from sayso.views.web.addresses import Addresses, Place
from sayso.views.web.drawing import vega_script
from sayso.views.web.guards import Guarded
from sayso.views.web.judging import Judges
from sayso.views.web.parameters import hold_to
from sayso.views.web.render import as_html, as_json

VEGA = "vega.js"
_LARGEST = 20_000  # bytes of a judgement

log = logging.getLogger(__name__)


def reading_room(ledger: str | Path, *, by: str | None) -> ASGIApp:
    """The room of a ledger as an ASGI application. `by`: in whose name judgements are recorded; None where none are taken.

    Raises NotALedger and the like where the file is none.
    """
    room = _Served(Path(ledger), by)
    routes = [
        Route("/static/{name}", room.shared, methods=["GET"]),
        Route("/judge", room.judge, methods=["POST"]),
        Route("/judge", _only_sent, methods=["GET"]),
        Route("/openapi.json", room.documented, methods=["GET"]),
        Route("/{path:path}", room.page, methods=["GET"]),
    ]
    return Guarded(Starlette(routes=routes, exception_handlers={404: _nothing, 405: _nothing}))


class _Served:
    """The endpoints."""

    def __init__(self, ledger: Path, by: str | None) -> None:
        self.ledger = ledger
        self.shelves = Shelves(ledger)
        self.judges = Judges(ledger, by)

    def page(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        place = Place.of(path.removesuffix(".json"))
        try:
            query = _query(request.url.query)
            hold_to(place, query)
            with self.shelves.room() as room:
                page = made(room, place.section, place.key, query)
            if path.endswith(".json"):
                return Response(as_json(page), media_type="application/json")
            return Response(self._html(page, place, request.url.query), media_type="text/html")
        except Exception as error:  # noqa: BLE001 (a page that cannot be made is a page that says so, and no trace of the code)
            trouble, code = _trouble(error, path)
        if path.endswith(".json"):
            return Response(as_json(trouble), code, media_type="application/json")
        return Response(self._html(trouble, place, request.url.query), code, media_type="text/html")

    def _html(self, page: Any, place: Place, query: str = "") -> str:
        return as_html(page, Addresses(place), ledger=str(self.ledger), query=query, judge=self.judges.by, status=self.judges.status())

    def shared(self, request: Request) -> Response:
        data = shared_file(request.path_params["name"])
        if data is None:
            return Response("there is no such file\n", 404, media_type="text/plain")
        kind = mimetypes.guess_type(request.path_params["name"])[0]
        return Response(data, media_type=kind)

    def documented(self, _: Request) -> Response:
        return Response(_document(), media_type="application/json")

    async def judge(self, request: Request) -> Response:
        """A judgement, or one taken back; then the page that it was made on."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return Response("a judgement is not that long\n", 413, media_type="text/plain")
        form: dict[str, str] = {}
        try:
            form |= _form(body)
            await run_in_threadpool(self.judges.judge, form)
        except Exception as error:  # noqa: BLE001 (as for a page)
            trouble, code = _trouble(error, "a judgement")
            return Response(self._html(trouble, Place("")), code, media_type="text/html")
        back = form.get("back", "/")
        inside = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        return RedirectResponse(back if inside else "/", 303)


def _query(packed: str) -> dict[str, Sequence[str]]:
    try:
        return dict(parse_qs(packed, max_num_fields=200))
    except ValueError as error:
        raise BadQuestion("more than 200 conditions; take some out") from error


def _form(body: bytes) -> dict[str, str]:
    given = parse_qs(body.decode("utf8", "replace"))
    twice = next((name for name, values in given.items() if len(values) > 1), None)
    if twice is not None:
        raise BadQuestion(f"{twice[:40]} is given {len(given[twice])} times; give it once")
    return {name: value for name, [value] in given.items()}


def _trouble(error: Exception, what: str) -> tuple[TroublePage, int]:
    """What to say of an error, and with which status."""
    if not isinstance(error, SaysoError):
        log.error("%s: it cannot be made", what, exc_info=error)
        return TroublePage.unforeseen(), 500
    code = 404 if isinstance(error, NotThere) else 400 if isinstance(error, BadQuestion) else 409 if isinstance(error, LedgerError) else 500
    return TroublePage.of(error), code


def _only_sent(_: Request) -> Response:
    raise HTTPException(405, headers={"Allow": "POST"})


async def _nothing(request: Request, error: Exception) -> Response:
    code, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (404, None)
    if request.url.path.endswith(".json"):
        return Response(as_json(TroublePage.not_so(request.method)), code, headers, media_type="application/json")
    return Response("there is nothing here that answers to that\n", code, headers, media_type="text/plain")


@cache
def _document() -> bytes:
    """What openapi.py made."""
    return (files("sayso.views.web") / "openapi.json").read_bytes()


@cache
def shared_names() -> tuple[str, ...]:
    """The files that pages share: ours, and Vega's script."""
    return (*sorted(one.name for one in (files("sayso.views.web") / "static").iterdir() if one.is_file()), VEGA)


@cache
def shared_file(name: str) -> bytes | None:
    """One of them; None where there is none of that name."""
    if name == VEGA:
        return vega_script()
    return (files("sayso.views.web") / "static" / name).read_bytes() if name in shared_names() else None
