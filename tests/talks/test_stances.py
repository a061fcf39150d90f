"""What attributing words say outright, and in which mode an act is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.talks.labels import ACTS, STANCES
from sayso.talks.modes import mode_of
from sayso.talks.stances import leaves_open, stance_of_content, stance_of_cue

OUTRIGHT = {
    "acceptance": ["accepted", "has accepted", "has agreed to", "agreed to", "approved", "endorses", "welcomed", "would support", "backed", "said yes to", "consented to"],
    "rejection": ["rejected", "has rejected", "REJECTED", "turned down", "ruled out", "is opposed to", "vetoed", "voted against", "said no to", "did not accept",
                  "has not agreed to", "never accepted", "didn’t accept", "no longer supports"],
    "demand": ["demanded", "demanding", "called for", "called again for", "insists on", "urged"],
    "offer": ["offered", "offered to", "proposed", "puts forward"],
    "warning": ["threatened to", "threatens", "vowed to"],
}  # fmt: skip
SAYS_NOTHING = [
    "said",
    "told",
    "added",
    "announced",
    "according to",
    "",
    " ",
    "“",
    "asked",
    "accepted that the day was lost and said",
    "the acceptable",
]
OPEN = [
    "might accept",
    "may reject",
    "whether to accept",
    "is likely to reject",
    "was expected to accept",
    "is considering accepting",
    "could support",
]
TAKEN_BACK = ["did not reject", "would not rule out", "has not demanded", "never threatened to", "was not opposed to", "did not call for"]


@pytest.mark.parametrize(("cue", "stance"), [(cue, stance) for stance, cues in OUTRIGHT.items() for cue in cues])
def test_words_that_say_it_outright(cue: str, stance: str) -> None:
    assert stance_of_cue(cue) == stance


@pytest.mark.parametrize("cue", ["refuses to accept", "refused to accept", "refusal to accept", "cannot accept"])
def test_a_refusal_to_accept_is_a_rejection(cue: str) -> None:
    assert stance_of_cue(cue) == "rejection"


@pytest.mark.parametrize("cue", [*SAYS_NOTHING, *OPEN, *TAKEN_BACK])
def test_words_that_do_not_say_it_or_leave_it_open(cue: str) -> None:
    assert stance_of_cue(cue) is None


@pytest.mark.parametrize(
    "cue", ["declined to accept", "failed to agree to", "denied accepting", "stopped backing", "was asked to accept", "unwilling to accept"]
)
def test_who_does_not_do_it_does_not_hold_it(cue: str) -> None:
    assert stance_of_cue(cue) != "acceptance"


@given(
    st.sampled_from([cue for cues in OUTRIGHT.values() for cue in cues]),
    st.sampled_from(["{}", " {} ", "“{}”", "{},", "{}:", "later {}", "also\n{}"]),
)
def test_space_and_signs_round_the_words_change_nothing(cue: str, form: str) -> None:
    assert stance_of_cue(form.format(cue).replace(" ", "\n ")) == stance_of_cue(cue)


@given(st.text(max_size=60))
def test_any_words_have_a_stance_of_the_list_or_none(words: str) -> None:
    assert stance_of_cue(words) in STANCES
    assert stance_of_content(words) in STANCES


@pytest.mark.parametrize(
    ("content", "stance"),
    [
        ("that it would accept the draft", "acceptance"), ("“We accept the draft,”", "acceptance"), ("we’ll support a truce", "acceptance"), ("that she had agreed to a pause", "acceptance"),
        ("that it rejected the draft", "rejection"), ("that it would not accept the draft", "rejection"), ("“We won’t accept it”", "rejection"), ("we cannot accept it", "rejection"),
        ("that it can't support the plan", "rejection"), ("we will never agree to this", "rejection"), ("that he demands a pay rise", "demand"), ("we call for a truce", "demand"),
        ("our members’ demands for shorter shifts", "demand"),
        ("that it might accept the draft", None), ("we may reject it", None), ("that the board accepted the draft", None), ("that it had not rejected the draft", None), ("that the ferry was late", None),
        ("that it acknowledged the acceptance of others", None), ("", None),
    ],
)  # fmt: skip
def test_what_somebody_says_outright_of_himself(content: str, stance: str | None) -> None:
    assert stance_of_content(content) == stance


MODES = [
    ("CONSULT", "telephoned the envoy", "phone"), ("CONSULT", "visited the port", "visit"), ("CONSULT", "the mediators met both sides", "third-party"),
    ("RETREAT", "agreed to a cease-fire", "ceasefire"), ("RETREAT", "released twelve prisoners", "release"), ("RETREAT", "withdrew from the town", "withdraw"),
    ("RETREAT", "handed over their weapons", "disarm"), ("RETREAT", "the manager resigned", "resign"), ("PROTEST", "porters walked out", "strike"),
    ("PROTEST", "thousands marched", "demo"), ("PROTEST", "a hunger strike", "hunger"), ("SANCTION", "expelled the envoy", "expel"), ("SANCTION", "was sentenced to a year", "convict"),
    ("SANCTION", "suspended the contract", "discontinue"), ("MOBILIZE", "called up reservists", "troops"), ("MOBILIZE", "tested a missile", "weapons"), ("COERCE", "arrested four porters", "arrest"),
    ("COERCE", "imposed a curfew", "curfew"), ("COERCE", "demolished two houses", "destroy"), ("COERCE", "banned the march", "ban"), ("ASSAULT", "warplanes struck the depot", "aerial"),
    ("ASSAULT", "a bomb went off", "explosives"), ("ASSAULT", "kidnapped two pilots", "abduct"), ("ASSAULT", "shelled the village", "heavy-weapons"), ("THREATEN", "will attack the port", "violence"),
    ("THREATEN", "will impose tariffs", "restrict"), ("THREATEN", "will recall its ambassador", "relations"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "words", "mode"), MODES)
def test_the_mode_is_the_one_that_the_words_name(act: str, words: str, mode: str) -> None:
    assert mode_of(act, words) == mode
    assert mode_of(act, words.upper()) == mode


@given(st.sampled_from(ACTS), st.sampled_from(["", "said nothing", "was there on Monday"]))
def test_most_words_name_no_mode(act: str, words: str) -> None:
    assert mode_of(act, words) is None


@given(st.sampled_from([act for act in ACTS if act not in {case[0] for case in MODES}]), st.sampled_from([words for _, words, _ in MODES]))
def test_some_acts_have_no_modes(act: str, words: str) -> None:
    assert mode_of(act, words) is None


@pytest.mark.parametrize(
    ("cue", "left_open"),
    [
        ("did not specify", True), ("didn’t say", True), ("could not immediately determine", True), ("had not yet confirmed", True),
        ("declined to say", True), ("it was unclear", True), ("said", False), ("denied", False), ("confirmed", False), ("did not deny", False),
        ("knows", False), ("said it would not accept", False),
    ],
)  # fmt: skip
def test_not_saying_leaves_it_open(cue: str, left_open: bool) -> None:
    assert leaves_open(cue) is left_open
