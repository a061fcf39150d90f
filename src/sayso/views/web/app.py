"""The reading room over HTTP: pages and their JSON, the files they share, and judgements."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sayso.errors import BadQuestion, LedgerError, NotThere, RoomError, SaysoError
from sayso.views.room import Shelves, made
from sayso.views.room.trouble import TroublePage
from sayso.views.web.addresses import Addresses, Place
from sayso.views.web.drawing import vega_script
from sayso.views.web.guards import Guarded
from sayso.views.web.judging import Judges
from sayso.views.web.render import as_html, as_json

VEGA = "vega.js"
_LARGEST = 20_000  # bytes of a judgement

log = logging.getLogger(__name__)


def reading_room(ledger: str | Path, *, by: str | None) -> Starlette:
    """The room of a ledger as an ASGI application. `by`: in whose name judgements are recorded; None where none are taken.

    Raises NotALedger and the like where the file is none.
    """
    room = _Served(Path(ledger), by)
    routes = [
        Route("/static/{name}", room.shared, methods=["GET"]),
        Route("/judge", room.judge, methods=["POST"]),
        Route("/{path:path}", room.page, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guarded)], exception_handlers={404: _nothing, 405: _nothing})


class _Served:
    """The endpoints."""

    def __init__(self, ledger: Path, by: str | None) -> None:
        self.ledger = ledger
        self.shelves = Shelves(ledger)
        self.judges = Judges(ledger, by)

    def page(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        as_data = path.endswith(".json")
        place = Place.of(path.removesuffix(".json"))
        try:
            query = _query(request.url.query)
            with self.shelves.room() as room:
                page = made(room, place.section, place.key, query)
            code = 200
        except SaysoError as error:
            page, code = TroublePage.of(error), _code(error)
        except Exception:
            log.exception("the page %s cannot be made", path)
            page, code = TroublePage.unforeseen(), 500
        if as_data:
            return Response(as_json(page), code, media_type="application/json")
        html = as_html(
            page, Addresses(place), ledger=str(self.ledger), query=request.url.query, judge=self.judges.by, status=self.judges.status()
        )
        return Response(html, code, media_type="text/html")

    def shared(self, request: Request) -> Response:
        data = shared_file(request.path_params["name"])
        if data is None:
            return Response("there is no such file\n", 404, media_type="text/plain")
        kind = mimetypes.guess_type(request.path_params["name"])[0]
        return Response(data, media_type=kind)

    async def judge(self, request: Request) -> Response:
        """A judgement, or one taken back; then the page that it was made on."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return Response("a judgement is not that long\n", 413, media_type="text/plain")
        form = {name: values[-1] for name, values in parse_qs(body.decode("utf8", "replace")).items()}
        try:
            await run_in_threadpool(self.judges.judge, form)
        except SaysoError as error:
            html = as_html(TroublePage.of(error), Addresses(Place("")), ledger=str(self.ledger), judge=self.judges.by)
            return Response(html, _code(error), media_type="text/html")
        back = form.get("back", "/")
        inside = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        return RedirectResponse(back if inside else "/", 303)


def _query(packed: str) -> dict[str, Sequence[str]]:
    try:
        return dict(parse_qs(packed, max_num_fields=200))
    except ValueError as error:
        raise BadQuestion("more than 200 conditions; take some out") from error


def _code(error: SaysoError) -> int:
    if isinstance(error, RoomError):
        return 404 if isinstance(error, NotThere) else 400
    return 409 if isinstance(error, LedgerError) else 500


async def _nothing(request: Request, _: Exception) -> Response:
    return Response("there is nothing here that answers to that\n", 405 if request.method != "GET" else 404, media_type="text/plain")


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
