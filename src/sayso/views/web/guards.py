"""Who may ask, and what a browser may do with the answer.

The room is for whoever sits at this machine: it is bound to loopback, and a page of the web must neither read it (by a name that
leads to 127.0.0.1: the Host is checked) nor write to it (a form sent from elsewhere: the Origin is checked). What reports hold is
shown as words; should any of it ever come out as a script, the policy forbids it to run.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a form of our own page would be sent without its origin
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",  # pages change as people judge, and shared files with the version
}


class Guarded:
    """Refuses what does not come from this machine's own pages, and sends the headers with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        why = _refused(Headers(scope=scope), scope["method"])
        await (PlainTextResponse(f"{why}\n", 403) if why else self.app)(scope, receive, sending)


def _refused(headers: Headers, method: str) -> str | None:
    """Why not, where the request is not to be answered."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _HERE.fullmatch(hosts[0]):
        return "this reading room answers to localhost and 127.0.0.1 only; open it by the address that sayso serve prints"
    if method != "POST":  # what writes is a POST; whatever is neither that nor a reading is no method here, and told so
        return None
    origins = headers.getlist("origin")
    site = headers.get("sec-fetch-site", "same-origin")
    if [origin.lower() for origin in origins] == [f"http://{hosts[0]}".lower()] and site == "same-origin":
        return None
    return "a judgement is taken from the reading room's own pages only; open the page anew and judge there"
