"""Addresses of pages: where a page is served, and what its file is called where it is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlencode

from sayso.views.web.marked import dashed


class Place(NamedTuple):
    """A page: its section ("" is the first page), and the thing of it."""

    section: str
    key: str | None = None

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.section or 'index'}{f'/{dashed(self.key)}' if self.key else ''}"

    @property
    def path(self) -> str:
        """The same as it stands in an address."""
        return quote(self.name)

    @classmethod
    def of(cls, path: str) -> Place:
        """From the path of an address, without a slash at its beginning."""
        section, _, key = path.partition("/")
        scheme, _, rest = key.partition("-")
        return cls("" if section == "index" else section, f"{scheme}:{rest}" if rest and len(scheme) == 2 else key or None)


@dataclass(frozen=True, slots=True)
class Addresses:
    """How pages name one another: from the root where they are served, from file to file where they are published."""

    here: Place
    published: bool = False

    def at(
        self, section: str, key: str | None = None, query: Iterable[tuple[str, str]] = (), to: str | None = None, ending: str = ""
    ) -> str:
        """The address of a page; `to` a place within it, by its id."""
        place = Place(section, key)
        asked = [(name, value) for name, value in query if value]
        end = (f"?{urlencode(asked)}" if asked else "") + (f"#{dashed(to)}" if to else "")
        if self.published:
            return f"{self._up()}{place.path}{ending or '.html'}{end}"
        path = place.path if section or ending else ""
        return f"/{path}{ending}{end}"

    def static(self, name: str) -> str:
        """The address of a file that pages share."""
        return f"{self._up() if self.published else '/'}static/{name}"

    def _up(self) -> str:
        return "../" * self.here.name.count("/")
