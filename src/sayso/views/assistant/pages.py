"""Pages of answers, which are shorter than the room's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sayso.errors import BadQuestion, NotThere
from sayso.views.assistant.values import Page
from sayso.views.room.statements import Paging

T = TypeVar("T")
Asked = dict[str, list[str]]  # as the room is asked


def asked_page(number: int) -> Asked:
    """A page as the room is asked for it."""
    return {"page": [str(number)]}


def page(paging: Paging) -> Page:
    """Where in a list an answer is."""
    further = paging.page + 1 if paging.page < paging.pages else None
    return Page(page=paging.page, pages=paging.pages, total=paging.total, next_page=further)


def sliced(make: Callable[[Asked], tuple[Sequence[T], Paging]], number: int, limit: int, length: int) -> tuple[Sequence[T], Page]:
    """A page of `limit` out of the room's pages of `length`, a multiple of it. Raises NotThere where there is no such page."""
    if number < 1:
        raise BadQuestion("pages count from 1")
    first = (number - 1) * limit
    try:
        some, paging = make(asked_page(first // length + 1))
    except NotThere:
        some, paging = make(asked_page(1))  # which says how many there are; or that there is nothing of the kind
    pages = max(1, -(-paging.total // limit))
    if number > pages:
        raise NotThere(f"there is no page {number}: there are {pages}")
    return some[first % length :][:limit], page(Paging(number, pages, paging.total, ()))
