"""Copy families: which report is first, and how much of it the others have."""

from __future__ import annotations

import pytest

from sayso.linking.families import families
from sayso.linking.records import ReportRecord
from sayso.model import CopyFamily
from tests.linking.factory import a_report_record, a_statement_record, a_voice_record, records_with

OWN = [
    f"{colour} {thing}" for colour in "red blue green white black grey".split() for thing in "boats cranes mills gates sails nets".split()
]
TEXT = " ".join(OWN)
PART = " ".join([*OWN[:12], *(f"tall {thing} wide" for thing in "houses trees towers masts hills roads walls ships".split())])
REWRITTEN = " ".join(reversed(TEXT.split()))


def families_of(*reports: ReportRecord, owing: dict[str, str] | None = None, apart: tuple[str, ...] = ()) -> list[CopyFamily]:
    """Of reports that are all of one family but those `apart`; `owing` gives the agency that a report names."""
    told = [a_statement_record(f"s{key}", key, relay=((agency, "credit"),)) for key, agency in (owing or {}).items()]
    records = records_with(reports, [a_voice_record("v1", "Ana Belt")], told)
    return families(records, {r.id: r.id if r.id in apart else reports[0].id for r in reports})


def a_report(key: str, outlet: str | None, *, day: str | None = None, text: str = TEXT) -> ReportRecord:
    return a_report_record(key, outlet, published=day, text=text)


def test_a_report_by_itself_is_no_family() -> None:
    assert families_of(a_report("r1", "Lantern"), a_report("r2", "Herald"), apart=("r2",)) == []


def test_the_outlet_that_the_others_credit_is_first() -> None:
    (found,) = families_of(
        a_report("r1", "Lantern"), a_report("r2", "Tidewire"), a_report("r3", "Herald"), owing={"r1": "Tidewire", "r3": "TIDEWIRE"}
    )
    assert (found.first, found.why) == ("r2", "Tidewire is credited")
    assert set(found.reports) == {"r1", "r2", "r3"}


def test_the_one_credited_is_first_even_where_it_is_dated_later() -> None:
    (found,) = families_of(
        a_report("r1", "Lantern", day="2024-03-04"), a_report("r2", "Tidewire", day="2024-03-05"), owing={"r1": "Tidewire"}
    )
    assert found.first == "r2"


def test_without_a_credit_the_one_dated_before_all_others_is_first() -> None:
    (found,) = families_of(a_report("r1", "Lantern", day="2024-03-05"), a_report("r2", "Herald", day="2024-03-04"))
    assert (found.first, found.why) == ("r2", "Herald had it first, on 2024-03-04")


@pytest.mark.parametrize("days", [("2024-03-04", "2024-03-04"), ("2024-03-04", None), (None, None)])
def test_where_nothing_says_which_came_before_no_report_is_first(days: tuple[str | None, str | None]) -> None:
    (found,) = families_of(a_report("r1", "Lantern", day=days[0]), a_report("r2", "Herald", day=days[1]))
    assert found.first is None
    assert found.why


def test_two_that_credit_one_another_have_no_first() -> None:
    (found,) = families_of(a_report("r1", "Lantern"), a_report("r2", "Herald"), owing={"r1": "Herald", "r2": "Lantern"})
    assert found.first is None


def test_an_agency_whose_own_report_is_not_there_is_no_first() -> None:
    (found,) = families_of(a_report("r1", "Lantern"), a_report("r2", "Herald"), owing={"r1": "Tidewire", "r2": "Tidewire"})
    assert found.first is None


@pytest.mark.parametrize(("text", "kind"), [(TEXT, "whole"), (PART, "part"), (REWRITTEN, "rewritten")])
def test_how_much_of_the_first_a_copy_has_is_its_kind(text: str, kind: str) -> None:
    (found,) = families_of(a_report("r1", "Tidewire"), a_report("r2", "Lantern", text=text), owing={"r2": "Tidewire"})
    assert found.kind == kind


def test_a_family_has_an_entry_for_each_kind_of_copy_of_its_first() -> None:
    found = families_of(
        a_report("r1", "Tidewire", day="2024-03-04"), a_report("r2", "Lantern", day="2024-03-05"), a_report("r3", "Herald", day="2024-03-05", text=PART)
    )  # fmt: skip
    assert {(one.kind, one.reports, one.first) for one in found} == {("whole", ("r1", "r2"), "r1"), ("part", ("r1", "r3"), "r1")}


def test_it_does_not_matter_in_which_order_reports_come() -> None:
    made = [
        a_report("r1", "Lantern", day="2024-03-05"),
        a_report("r2", "Herald", day="2024-03-04"),
        a_report("r3", "Tocsin", day="2024-03-05", text=PART),
    ]
    records = [records_with(order, [], []) for order in (made, made[::-1])]
    assert families(records[0], dict.fromkeys(["r1", "r2", "r3"], "r1")) == families(records[1], dict.fromkeys(["r3", "r2", "r1"], "r1"))
