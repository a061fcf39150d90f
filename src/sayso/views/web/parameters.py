"""What may stand behind the question mark of each page's address: as people read it in the documentation, and as the room holds to it.

A parameter that a page does not have is refused: with a slip of the pen in its name (`outlets=`) a filter would seem to hold and pick all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from sayso.errors import BadQuestion
from sayso.model import DisputeKind
from sayso.views.room import PAGES
from sayso.views.room.disputes import STATES
from sayso.views.room.filters import SORTS
from sayso.views.room.judged import KINDS as JUDGED
from sayso.views.room.names import KINDS as NAMED
from sayso.views.web.addresses import Place

_WORDS = 300  # code points of the words searched for
_DAY = {"type": "string", "format": "date"}
_RUN = {"type": "string", "pattern": "^[0-9]{1,9}$"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address: what it says, and the JSON Schema of a value; of `several` values any may hold."""

    name: str
    says: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    several: bool = False

    def refused(self, values: Sequence[str]) -> str | None:
        """What is wrong with the values as a whole; days and numbers are looked at where they are used."""
        if len(values) > 1 and not self.several:
            return f"{self.name} is given {len(values)} times; give it once"
        choices = self.schema.get("enum")
        if choices and values[0] not in choices:
            return f"there is no {self.name} {values[0][:40]!r} here; there are {', '.join(choices)}"
        if len(values[0]) > self.schema.get("maxLength", len(values[0])):
            return f"more than {_WORDS} letters to search for; give fewer words"
        return None


def _words(says: str) -> Parameter:
    return Parameter("q", says, {"type": "string", "maxLength": _WORDS})


def _choice(name: str, says: str, choices: Iterable[str]) -> Parameter:
    return Parameter(name, says, {"type": "string", "enum": list(choices)})


def _number(name: str, says: str, least: int = 0) -> Parameter:
    return Parameter(name, says, {"type": "integer", "minimum": least, "maximum": 9_999_999})


def _any(name: str, says: str) -> Parameter:
    return Parameter(name, f"{says} Any of several; a value that no statement has picks none.", several=True)


_PAGE = _number("page", "Which page of the list, counted from 1; `paging` in the answer says how many there are.", 1)
_SINCE = Parameter(
    "since", "Reports that came into the ledger on or after the day, or after the run of that number.", {"anyOf": [_DAY, _RUN]}
)
_FILTER = (
    _words('With all the words, in any order, in who speaks or what is said; `"words in a row"` as they stand.'),
    _any("voice", "Said by the voice: its id with a colon, as answers have it."),
    _any("side", "Speaking for the side, as the reports name it."),
    _any("outlet", "Reported by the outlet; `?` where the outlet is not known."),
    _any("relay", "That came through it: an agency, another outlet, somebody who passed it on."),
    _any("kind", "Of the kind: `speech`, `thought` or `document`."),
    _any("report", "In the report: its id with a colon."),
    _any("called", "Whose voice the report calls that."),
    _any("role", "Whose voice the report says to be that: an office or title."),
    _any("source", "Whose source is worded so, on one line."),
    _any("issue", "That touch the issue: its id, such as `withdrawal`."),
    _any("act", "That report an act of PLOVER's type, such as `REQUEST`."),
    _any("stance", "That hold the stance: `demand`, `offer`, `acceptance`, `rejection`, `condition` or `warning`."),
    _any("month", "Said in the month, or reported in it where no day of saying is known; as `2024-05`."),
    Parameter("since", "Said on or after the day, or reported then where no day of saying is known.", _DAY),
    Parameter("until", "Said on or before the day, or reported then where no day of saying is known.", _DAY),
    _number("origins", "With at least so many independent origins."),
    _number("told", "Told in at least so many reports."),
    _choice("disputed", "`1`: in a dispute.", "01"),
    _choice("unnamed", "`1`: by voices without a name only.", "01"),
    _choice("sort", "; ".join(f"`{name}`: {words}" for name, words in SORTS.items()) + ".", SORTS),
    _PAGE,
)

LISTED: Mapping[str, tuple[Parameter, ...]] = {
    "": (_SINCE,),
    "statements": _FILTER,
    "reports": (_words("With all the words in the text or title."), Parameter("outlet", "Of the outlet."), _PAGE),
    "voices": (_words("Called by the words, or by a part of its name."), _PAGE),
    "talks": (
        Parameter("issue", "Of one issue: its id or name."),
        Parameter("party", "Of one party: its id or name."),
        _SINCE,
    ),
    "disputes": (
        _choice("kind", "Of the kind.", get_args(DisputeKind)),
        _choice("state", "As people judged them; without it all that nobody rejected.", STATES),
        _PAGE,
    ),
    "figures": (_words("That count what has all the words."), _PAGE),
    "timeline": (_PAGE,),
    "names": (_words("Called by all the words, or by parts of them."), _choice("kind", "Of the kind.", NAMED), _PAGE),
    "judging": (_choice("kind", "Pairs of the kind.", JUDGED), _PAGE),
}
ONE: Mapping[str, tuple[Parameter, ...]] = {
    "voices": (_PAGE,),
    "figures": (_PAGE,),
    "timeline": (_PAGE,),
    "names": (
        Parameter("term", "The passages that name it so."),
        Parameter("role", "The passages that say it holds the office or title."),
        Parameter("outlet", "Of the outlet; `?` where the outlet is not known."),
        _PAGE,
    ),
}


def parameters(place: Place) -> tuple[Parameter, ...]:
    """Those of a page."""
    return (LISTED if place.key is None else ONE).get(place.section, ())


def hold_to(place: Place, query: Mapping[str, Sequence[str]]) -> None:
    """Raises BadQuestion where a page is asked for what it does not answer: a parameter that it does not have, a choice that is none."""
    page = PAGES.get(place.section)
    if page is None or (page.listed if place.key is None else page.one) is None:
        return  # there is no such page, as it will be told
    known = {one.name: one for one in parameters(place)}
    for name, values in query.items():
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "it has none"
            raise BadQuestion(f"this page has no parameter {name[:40]!r}; {there}")
        if why := known[name].refused(values):
            raise BadQuestion(why)
