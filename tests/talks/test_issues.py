"""Issues as people word them: what is refused and how that is told, what statements touch, and a file that gives back what it was made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import IssueError
from sayso.model import Issue
from sayso.talks import checked, fingerprint, parsed, shipped, taxonomy
from sayso.talks.encoder import CONTENT, CUE, SOURCE, TalksEncoder
from sayso.talks.issues import LEAST, Scale
from sayso.views.cli.talks import _toml
from sayso.views.talks import IssueLine
from tests.factory import span_of
from tests.talks.factory import ISSUES


@pytest.fixture(scope="module")
def encoder() -> TalksEncoder:
    return TalksEncoder.load()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[ferry", "mine.toml: not TOML"), ("ferry = 1", 'mine.toml: issue "ferry" has no list of examples'), ("[ferry]", 'mine.toml: issue "ferry" has no list of examples'),
        ("[ferry]\nexamples = []", 'issue "ferry" has no list of examples; give some phrases'), ("[ferry]\nexamples = 'one'", 'issue "ferry" has no list of examples'),
        ("[ferry]\nexamples = ['']", 'issue "ferry": name, about and examples are to be words'), ("[ferry]\nexamples = [1]", 'issue "ferry": name'),
        ("[ferry]\nexamples = ['a boat']\nname = 3", 'mine.toml: issue "ferry": name'), ("[ferry]\nexamples = ['a boat']\nabout = []", 'issue "ferry": name, about'),
        ("[ferry]\nexamples = ['a boat']\nname = ' '", 'issue "ferry": name'), ("[bread]\nexamples = ['a loaf']\n[ferry]\nname = 'boats'", 'issue "ferry" has no list'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_says_which_file_and_which_issue(toml: str, said: str) -> None:
    with pytest.raises(IssueError, match=said):
        parsed(toml, "mine.toml")


def test_a_name_is_the_key_where_none_is_given() -> None:
    assert parsed("[ferry]\nexamples = ['a boat']", "mine.toml") == (Issue("ferry", "ferry", "", ("a boat",)),)


signs = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f", max_codepoint=0xFFFF), min_size=1, max_size=12)
phrases = signs.filter(str.strip)
issues = st.lists(
    st.builds(Issue, signs, phrases, st.one_of(st.just(""), signs), st.lists(phrases, min_size=1, max_size=3).map(tuple)),
    max_size=3,
    unique_by=lambda one: one.id,
)


@given(issues)
def test_issues_printed_as_a_file_are_read_back_as_they_were(some: list[Issue]) -> None:
    lines = [IssueLine(one.id, one.name, one.about, False, one.examples, 0, 0) for one in some]
    assert list(parsed("\n\n".join(map(_toml, lines)), "mine.toml")) == some


@pytest.mark.parametrize("one", [Issue("\U0001f6a2", "ferry", "", ("a boat",)), Issue("ferry", "fer\x7fry", "", ("a boat",))])
def test_issues_with_rare_signs_are_read_back_too(one: Issue) -> None:
    assert parsed(_toml(IssueLine(one.id, one.name, one.about, False, one.examples, 0, 0)), "mine.toml") == (one,)


def test_those_shipped_are_worded_and_differ() -> None:
    assert len({one.id for one in shipped()}) == len({one.name for one in shipped()}) == len(shipped()) >= 20
    assert all(one.about and len(one.examples) >= 4 for one in shipped())
    examples = [words for one in shipped() for words in one.examples]
    assert len(set(examples)) == len(examples)


def test_issues_of_ones_own_come_behind_those_shipped_or_in_their_place() -> None:
    mine = Issue(shipped()[2].id, "prisoners", "", ("prisoners",))
    known = taxonomy([ISSUES[0], mine], replaced=False)
    assert [one.id for one in known] == [*(one.id for one in shipped() if one.id != mine.id), "ferry", mine.id]
    assert known[-1] == mine
    assert taxonomy(ISSUES, replaced=True) == ISSUES
    assert taxonomy([], replaced=False) == shipped()


def test_talks_are_made_anew_for_every_change_of_an_issue() -> None:
    one = Issue("ferry", "ferries", "boats", ("a boat",))
    others = [
        Issue("ferry", "ferries", "boats", ("a boat", "two boats")),
        Issue("ferry", "boats", "boats", ("a boat",)),
        Issue("boat", "ferries", "boats", ("a boat",)),
    ]
    assert len({fingerprint([one]), *(fingerprint([other]) for other in others), fingerprint([one, *ISSUES]), fingerprint([])}) == 6
    assert fingerprint([one]) == fingerprint((one,))


def touched(encoder: TalksEncoder, text: str, content: str, some: tuple[Issue, ...]) -> dict[str, str]:
    """The issues that a statement touches, with the words that come nearest."""
    start, end = span_of(text, content)
    words = encoder.worded(text, [(0, 3, SOURCE), (4, start - 1, CUE), (start, end, CONTENT)])
    found = Scale.of(encoder, some).touches(text, words, encoder.read(words).topics)
    assert [-one.score for one in found] == sorted(-one.score for one in found)
    assert all(LEAST <= one.score <= 1 for one in found)
    return {one.issue: one.span.of(text) for one in found}


def test_an_issue_is_touched_by_its_own_words_and_an_issue_of_other_matters_is_not(encoder: TalksEncoder) -> None:
    some = (
        Issue("prisoners", "prisoners", "", ("the release of all prisoners", "free the detainees")),
        Issue("rain", "rain", "", ("the rain fell all night",)),
    )
    nearest = touched(encoder, "She demanded the release of all prisoners.", "the release of all prisoners", some)
    assert set(nearest) == {"prisoners"}
    assert nearest["prisoners"] in "the release of all prisoners"


def test_without_issues_nothing_is_touched(encoder: TalksEncoder) -> None:
    assert touched(encoder, "She demanded the release of all prisoners.", "the release of all prisoners", ()) == {}
    words = encoder.worded("x", [])
    assert Scale.of(encoder, ISSUES).touches("x", words, np.zeros((0, 1), np.float32)) == ()


def test_what_is_touched_does_not_hang_on_the_other_issues(encoder: TalksEncoder) -> None:
    text, content = (
        "She demanded the release of all prisoners and an end of the siege.",
        "the release of all prisoners and an end of the siege",
    )
    every = touched(encoder, text, content, shipped())
    for one in shipped():
        assert touched(encoder, text, content, (one,)).get(one.id) == every.get(one.id)


def test_one_issue_of_a_command_is_checked_like_one_of_a_file() -> None:
    with pytest.raises(IssueError, match=r'--add: issue "ferry" has no list of examples'):
        checked("ferry", {"name": "ferry", "examples": []}, "--add")
