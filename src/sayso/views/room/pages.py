"""Which pages there are, and what makes each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.errors import NotThere
from sayso.views.room.disputes import dispute_page, disputes_page
from sayso.views.room.entries import entry_page
from sayso.views.room.figures import count_keys, figure_page, figures_page
from sayso.views.room.judged import judging_page
from sayso.views.room.names import bearer_keys, name_page, names_page
from sayso.views.room.reports import report_page, reports_page
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import statements_page
from sayso.views.room.talks import talks_page
from sayso.views.room.timeline import parts, timeline_page, timeline_part
from sayso.views.room.today import today_page
from sayso.views.room.utterances import utterance_page
from sayso.views.room.versions import versions_page
from sayso.views.room.voices import voice_page, voices_page

Keys = Callable[[Room], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A section: its name in the navigation, what makes its own page, what makes that of one thing of it, and what things there are."""

    name: str | None
    listed: Callable[[Room, Query], Any] | None = None
    one: Callable[[Room, str, Query], Any] | None = None
    keys: Keys = lambda _: ()
    published: bool = True  # false where the page needs somebody who answers


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The keys, the marks, the numbers: the words are the template's."""

    title: str


def _help_page(_: Room, __: Query) -> HelpPage:
    return HelpPage("Keys, marks and numbers")


def _keys(sql: str) -> Keys:
    return lambda room: [key for (key,) in room.ledger.connection.execute(sql)]


PAGES: Mapping[str, Page] = {
    "": Page("Today", today_page),
    "statements": Page("Statements", statements_page, entry_page, _keys("SELECT id FROM statements ORDER BY id")),
    "reports": Page("Reports", reports_page, report_page, _keys("SELECT id FROM reports ORDER BY id")),
    "voices": Page("Voices", voices_page, voice_page, lambda room: room.shelf.facets["voice"].values),
    "talks": Page("Talks", talks_page),
    "disputes": Page("Disputes", disputes_page, dispute_page, _keys("SELECT id FROM disputes ORDER BY id")),
    "figures": Page("Figures", figures_page, figure_page, lambda room: count_keys(room.ledger)),
    "timeline": Page("Timeline", timeline_page, timeline_part, parts),
    "names": Page("Names", names_page, name_page, bearer_keys),
    "judging": Page("Judging", judging_page, published=False),
    "utterances": Page(None, None, utterance_page, _keys("SELECT id FROM utterances ORDER BY id")),
    "versions": Page(None, None, versions_page, _keys("SELECT DISTINCT report FROM versions ORDER BY report")),
    "help": Page(None, _help_page),
}


def made(room: Room, section: str, key: str | None, query: Query) -> Any:
    """The value of a page. Raises NotThere where there is none, BadQuestion where the address cannot be meant."""
    page = PAGES.get(section)
    if page is not None and key is None and page.listed is not None:
        return page.listed(room, query)
    if page is not None and key is not None and page.one is not None:
        return page.one(room, key, query)
    raise NotThere("there is no such page")
