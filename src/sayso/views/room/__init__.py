"""The pages of the reading room as values: each is a dataclass made from the ledger; `views.web` shows it as HTML and as JSON.

`PAGES` has them by the first part of their address; a page of one thing has the thing's id behind it.
"""

from __future__ import annotations

from sayso.views.room.pages import PAGES, Page, made
from sayso.views.room.room import Query, Room
from sayso.views.room.shelves import Shelves

__all__ = ["PAGES", "Page", "Query", "Room", "Shelves", "made"]
