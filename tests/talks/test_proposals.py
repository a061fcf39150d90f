"""What lies on the table: who put it forward, where, with which terms, told apart within a report and brought together across reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Act, Place, Span
from sayso.talks.masked import sentences
from sayso.talks.proposals import Found, _Group, found_in, joined, proposal_of
from sayso.talks.records import Quantity, Spoken
from tests.factory import span_of
from tests.talks.factory import a_spoken, a_told, an_act, sides_of


def found(text: str, *, key: str = "r1:a", day: str | None = "2024-03-04", statements: Sequence[Spoken] = (), acts: Mapping[str, Act] | None = None,
          quantities: Mapping[str, str] | None = None) -> list[Found]:  # fmt: skip
    """The proposals of a report."""
    counted = [Quantity(span_of(text, words), kind) for words, kind in (quantities or {}).items()]  # type: ignore[arg-type]
    report = a_told(text, statements, key=key, published=day, quantities=counted)
    made = found_in(report, list(sentences(report)), acts or {}, sides_of())
    for one in made:
        for place in (*one.mentions, *(term.place for term in one.terms)):
            assert 0 <= place.span.start < place.span.end <= len(text)
            assert place.span.of(text) == place.span.of(text).strip()
    return made


def by(one: Found) -> set[str]:
    return set(one.by)


def words(text: str, one: Found) -> list[str]:
    return [place.span.of(text) for place in one.mentions]


def terms(text: str, kind: str = "term", **given_: Mapping[str, str]) -> list[str]:
    return [term.place.span.of(text) for one in found(text, **given_) for term in one.terms if term.kind == kind]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name", "who", "where"),
    [
        ("Caphira put forward a proposal.", "a proposal", {"Caphira"}, None),
        ("The Harbour Board made a new pay offer.", "a new pay offer", {"Harbour Board"}, None),
        ("Nobody had read Caphira’s latest proposal.", "Caphira’s latest proposal", {"Caphira"}, None),
        ("A proposal submitted by Caphira lies on the table.", "A proposal", {"Caphira"}, None),
        ("The peace plan of Caphira lies on the table.", "The peace plan", {"Caphira"}, None),
        ("They read a draft resolution drafted by Tamberland.", "a draft resolution", {"Tamberland"}, None),
        ("The proposal that Anstrel put forward is short.", "The proposal", {"Anstrel"}, None),
        ("The Quay Workers submitted a proposal for shorter shifts.", "a proposal", {"Quay Workers"}, None),
        ("A merger plan put forward by Belmar Steel was read out.", "A merger plan", {"Belmar Steel"}, None),
        ("The offer, made by the Harbour Board in Lisarre, was read out.", "The offer", {"Harbour Board"}, "Lisarre"),
        ("A proposal was put forward in Lisarre.", "A proposal", set(), "Lisarre"),
        ("The Caphira-brokered deal is dead.", "The Caphira-brokered deal", set(), None),
        ("The proposal was read out.", "The proposal", set(), None),
        ("A three-phase proposal was presented by Caphira.", "A three-phase proposal", {"Caphira"}, None),
    ],
)
def test_a_proposal_is_told_with_who_put_it_forward_and_where(text: str, name: str, who: set[str], where: str | None) -> None:
    (one,) = found(text)
    assert words(text, one) == [name]
    assert (by(one), one.where, one.day) == (who, where, "2024-03-04")


@pytest.mark.parametrize(
    "text",
    [
        "The army has a plan to attack Pellin.", "A plan to invade Tamberland was found.", "Dorvane was about to draft a letter.", "The two plan to draft rules.",
        "The board offers the men tea.",
        "No proposal was made.", "Any proposal will be read.", "Both sides look for an agreement.", "An old treaty is kept in Lisarre.", "They bid farewell.", "The Oruna Front offered to talk.",
        "The army plans an offensive.", "The plan-makers met.",
        "Dorvane took the initiative.",
    ],
)  # fmt: skip
def test_what_is_no_proposal(text: str) -> None:
    assert found(text) == []


def test_two_proposals_are_told_apart_and_the_proposal_is_the_one_spoken_of_last() -> None:
    text = "Caphira’s proposal is long. The Oruna Front put forward a counter-proposal. The proposal was sent back. Caphira’s proposal lies in a drawer."
    first, second = found(text)
    assert (by(first), words(text, first)) == ({"Caphira"}, ["Caphira’s proposal", "Caphira’s proposal"])
    assert (by(second), words(text, second)) == ({"Oruna Front"}, ["a counter-proposal", "The proposal"])


def test_a_draft_resolution_and_a_proposal_are_two_things() -> None:
    text = "Caphira tabled a draft resolution. Anstrel put forward a proposal. The resolution will be read first."
    draft, proposal = found(text)
    assert (words(text, draft), words(text, proposal)) == (["a draft resolution", "The resolution"], ["a proposal"])


def test_words_that_tell_proposals_apart_lead_back_to_the_right_one() -> None:
    text = "A prisoner exchange proposal was read out. A ferry compromise proposal was read out. The prisoner exchange proposal is long."
    first, second = found(text)
    assert len(first.mentions) == 2
    assert len(second.mentions) == 1


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (
            "The Harbour Board made an offer for a pay rise of eight per cent and a shorter week.",
            ["a pay rise of eight per cent", "a shorter week"],
        ),
        (
            "Caphira’s proposal calls for a truce, the release of all prisoners and the return of the displaced.",
            ["a truce", "the release of all prisoners", "the return of the displaced"],
        ),
        ("Caphira’s proposal includes a swap of prisoners, Dorvane said.", ["a swap of prisoners"]),
        ("The proposal, which Dorvane rejected on Monday, provides for a truce.", ["a truce"]),
        ("Anstrel’s draft resolution demands an end to the blockade.", ["an end to the blockade"]),
        ("The pay offer would require longer shifts as well as fewer breaks.", ["longer shifts", "fewer breaks"]),
        ("Caphira’s proposal for the Oruna Front is long.", []),
        ("Caphira’s proposal is long.", []),
        ("A proposal submitted by Caphira calls for a truce.", ["a truce"]),
        ("The offer, made by the Harbour Board, provides for new contracts.", ["new contracts"]),
    ],
)
def test_terms_are_the_words_of_what_a_proposal_is_said_to_hold(text: str, held: list[str]) -> None:
    assert terms(text) == held


def test_phases_durations_and_numbers_are_terms_by_themselves() -> None:
    text = "Caphira’s proposal calls for a truce of six weeks and the release of 40 prisoners in the first phase."
    quantities = {"six weeks": "duration", "40 prisoners": "number"}
    assert [terms(text, kind, quantities=quantities) for kind in ("phase", "duration", "number")] == [
        ["the first phase"[4:]],
        ["six weeks"],
        ["40 prisoners"],
    ]


def test_a_term_is_of_the_issue_whose_nearest_words_it_has_and_of_the_statement_it_stands_in() -> None:
    text = "“The proposal includes the release of all prisoners,” Caphira said."
    said = a_spoken(text, "Caphira", "said", "The proposal includes the release of all prisoners", voices=["Caphira"])
    act = an_act("s1:a", issues={"detainees": span_of(text, "prisoners")})
    (one,) = found(text, statements=[said], acts={"s1:a": act})
    (term,) = one.terms
    assert (term.issue, term.place.statement, one.mentions[0].statement) == ("detainees", "s1:a", "s1:a")


def across(*texts: str, days: Sequence[str | None] = ()) -> list[list[Found]]:
    each = [found(text, key=f"r1:{number}", day=(days or ["2024-03-04"] * len(texts))[number]) for number, text in enumerate(texts)]
    return joined(each)


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        (["Caphira put forward a truce proposal.", "Caphira’s truce proposal is long."], [2]),
        (["Caphira put forward a truce proposal.", "Anstrel put forward a truce proposal."], [1, 1]),
        (["A truce proposal was put forward in Lisarre.", "A truce proposal was put forward in Pellin."], [1, 1]),
        (["A truce proposal was put forward in Lisarre.", "A plan that was put forward in Lisarre."], [2]),
        (["The proposal is long.", "The proposal is short."], [1, 1]),
        (["Caphira tabled a draft resolution.", "Caphira put forward a truce proposal."], [1, 1]),
    ],
)
def test_reports_speak_of_one_proposal_where_who_or_where_is_the_same(texts: list[str], groups: list[int]) -> None:
    assert sorted(map(len, across(*texts))) == groups


def test_what_lies_more_than_a_month_apart_is_two_proposals() -> None:
    texts = ["Caphira put forward a truce proposal.", "Caphira’s truce proposal is long."]
    assert len(across(*texts, days=["2024-03-04", "2024-04-04"])) == 1
    assert len(across(*texts, days=["2024-03-04", "2024-04-05"])) == 2


STORY = [
    "Caphira put forward a truce proposal in Lisarre. The proposal is long.", "Caphira’s truce proposal is read in Pellin. Anstrel put forward a counter-proposal.",
    "Anstrel’s counter-proposal is short.", "A pay offer made by the Harbour Board was read out.",
]  # fmt: skip


@given(st.permutations(range(len(STORY))))
def test_the_order_of_reports_does_not_matter(order: list[int]) -> None:
    each = [found(text, key=f"r1:{n}", day=f"2024-03-0{n + 1}") for n, text in enumerate(STORY)]
    one, other = ([proposal_of(group, ()) for group in joined(some)] for some in (each, [each[n] for n in order]))
    assert one == other


def test_a_proposal_of_several_reports_says_why_and_from_when_to_when() -> None:
    (group, *_) = across(*STORY[:2], days=["2024-03-04", "2024-03-09"])
    one = proposal_of(group, ())
    assert (one.kind, one.since, one.until, len(one.mentions)) == ("proposal", "2024-03-04", "2024-03-09", 3)
    assert "put forward by Caphira" in one.why
    assert "2 reports" in one.why
    assert {place.report for place in one.mentions} == {"r1:0", "r1:1"}


@given(
    st.lists(
        st.sampled_from(
            [
                *STORY,
                "a proposal",
                "the",
                "Caphira’s",
                "draft resolution",
                "calls for",
                ", ",
                ". ",
                "an offer by",
                "\n",
                "{",
                "’s",
                "a plan to",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_whatever_is_written_every_mention_and_term_is_words_of_the_report(text: str) -> None:
    for one in found(text):
        assert one.mentions
        assert one.name in text


def one_by_one(made: Sequence[Found]) -> list[list[Found]]:
    """What `joined` makes, each proposal held against every one before."""
    groups: list[_Group] = []
    for one in sorted(made, key=lambda one: (one.day or "9999", one.mentions[0])):
        best = max(((score, at) for at, group in enumerate(groups) if (score := group.alike(one)) > 0), default=None)
        if best is None:
            groups.append(_Group())
        groups[-1 if best is None else best[1]].add(one)
    return [group.found for group in groups]


some = st.builds(
    lambda kind, who, where, telling, issues, day: Found(kind, set(who), where, set(telling), set(issues), "the plan", day=day),
    st.sampled_from(["proposal", "draft", "deal"]), st.sets(st.sampled_from(["Talvia", "Dorvane"]), max_size=2), st.sampled_from([None, None, "Ostra", "Vell"]),
    st.sets(st.sampled_from(["prisoner", "exchange", "truce"]), max_size=2), st.sets(st.sampled_from(["borders", "prisoners"]), max_size=2),
    st.sampled_from([None, "2024-03-04", "2024-03-20", "2024-04-10", "2024-05-30"]),
)  # fmt: skip


@given(st.lists(some, max_size=12))
def test_proposals_are_joined_as_if_each_were_held_against_all_before(made: list[Found]) -> None:
    for at, one in enumerate(made):
        one.mentions.append(Place(f"r1:{at // 2:03}", Span(at, at + 1), None))
    assert joined([made]) == one_by_one(made)
