"""How many independent origins stand behind what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.origins import Origins, claims, utterances
from sayso.linking.records import StatementRecord, VoiceRecord
from sayso.model import Claim, Counted, Utterance
from tests.linking.factory import a_report_record, a_statement_record, a_voice_record, records_with

ANA = a_voice_record("v1", "Ana Belt")


def origins_of(
    told: list[StatementRecord], outlets: dict[str, str | None], *, voices: tuple[VoiceRecord, ...] = (ANA,), families: tuple[str, ...] = (),
    first: str | None = None,
) -> Origins:  # fmt: skip
    """`families` are the reports of one copy family, whose first is `first`."""
    records = records_with([a_report_record(key, outlet) for key, outlet in outlets.items()], voices, told)
    named = {v.id: v.id for v in voices if v.kind == "person"}
    family = {key: families[0] if key in families else key for key in outlets}
    return Origins.of(records, named, family, {families[0]: first} if families else {})


def one_utterance(told: list[StatementRecord], outlets: dict[str, str | None], **more: object) -> Utterance:
    origins = origins_of(told, outlets, **more)  # type: ignore[arg-type]
    (found,) = utterances(origins, {one.id: told[0].id for one in told})
    return found


def one_claim(told: list[StatementRecord], voices: tuple[VoiceRecord, ...], **more: object) -> Claim:
    origins = origins_of(told, {one.report: one.report for one in told}, voices=voices, **more)  # type: ignore[arg-type]
    (found,) = claims(origins, {one.id: told[0].id for one in told}, {one.id: one.id for one in told})
    return found


def test_ten_outlets_that_have_it_from_one_agency_have_one_witness() -> None:
    told = [a_statement_record(f"s{n}", f"r{n}", relay=(("Tidewire", "credit"),)) for n in range(10)]
    found = one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(10)})
    assert found.witnesses == Counted(1, 1, ("Tidewire",))
    assert "Outlet 7 has it from Tidewire" in found.why


def test_an_agency_that_was_told_and_those_that_quote_it_are_one_witness() -> None:
    told = [
        a_statement_record("s0", "r0", addressee="Tidewire"),
        *(a_statement_record(f"s{n}", f"r{n}", relay=(("Tidewire", "quoted"),)) for n in range(1, 5)),
    ]
    assert one_utterance(told, {"r0": "Tidewire", **{f"r{n}": f"Outlet {n}" for n in range(1, 5)}}).witnesses == Counted(
        1, 1, ("Tidewire",)
    )


def test_two_agencies_that_were_told_each_are_two_witnesses() -> None:
    told = [
        a_statement_record("s1", "r1", relay=(("Tidewire", "told"),)),
        a_statement_record("s2", "r2", relay=(("Capstan Press", "told"),)),
    ]
    assert one_utterance(told, {"r1": "Lantern", "r2": "Herald"}).witnesses == Counted(2, 2, ("Capstan Press", "Tidewire"))


def test_a_thought_has_at_most_one_witness() -> None:
    found = one_utterance([a_statement_record("s1", "r1", kind="thought")], {"r1": "Lantern"})
    assert found.witnesses == Counted(0, 1, ())
    assert "state of mind" in found.why


def test_outlets_that_do_not_say_how_they_came_by_it_give_a_range() -> None:
    told = [a_statement_record(f"s{n}", f"r{n}") for n in range(3)]
    assert one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(3)}).witnesses == Counted(1, 3, ("Outlet 0", "Outlet 1", "Outlet 2"))


def test_one_outlet_that_no_relay_contradicts_is_one_witness() -> None:
    assert one_utterance([a_statement_record("s1", "r1")], {"r1": "Lantern"}).witnesses == Counted(1, 1, ("Lantern",))


def test_reports_without_an_outlet_are_called_by_their_paths_and_give_a_range() -> None:
    told = [a_statement_record(f"s{n}", f"r{n}") for n in range(2)]
    assert one_utterance(told, {"r0": None, "r1": None}).witnesses == Counted(1, 2, ("r0.txt", "r1.txt"))


def test_one_that_heard_and_one_that_may_have_give_a_range() -> None:
    told = [a_statement_record("s1", "r1", addressee="reporters"), a_statement_record("s2", "r2")]
    assert one_utterance(told, {"r1": "Lantern", "r2": "Herald"}).witnesses == Counted(1, 2, ("Lantern", "Herald"))


@pytest.mark.parametrize("addressee", ["Lantern", "the Lantern", "reporters", "a news conference"])
def test_an_outlet_that_was_told_or_was_there_is_sure(addressee: str) -> None:
    told = [
        a_statement_record("s1", "r1", addressee=addressee),
        a_statement_record("s2", "r2", addressee=addressee.replace("Lantern", "Herald")),
    ]
    assert one_utterance(told, {"r1": "Lantern", "r2": "Herald"}).witnesses == Counted(2, 2, ("Herald", "Lantern"))


def test_a_copy_adds_no_witness() -> None:
    told = [a_statement_record(f"s{n}", f"r{n}") for n in range(3)]
    found = one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(3)}, families=("r0", "r1", "r2"), first="r1")
    assert found.witnesses == Counted(1, 1, ("Outlet 1",))
    assert "Outlet 0 copies Outlet 1" in found.why


def test_of_copies_without_a_first_the_one_that_says_where_it_has_it_from_stands_for_all() -> None:
    told = [a_statement_record("s0", "r0"), a_statement_record("s1", "r1", relay=(("Tidewire", "credit"),)), a_statement_record("s2", "r2")]
    found = one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(3)}, families=("r0", "r1", "r2"))
    assert found.witnesses == Counted(1, 1, ("Tidewire",))


def test_an_outlet_outside_the_family_adds_its_own() -> None:
    told = [a_statement_record(f"s{n}", f"r{n}", addressee="reporters") for n in range(3)]
    found = one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(3)}, families=("r0", "r1"), first="r0")
    assert found.witnesses == Counted(2, 2, ("Outlet 0", "Outlet 2"))


@given(st.integers(2, 8), st.permutations(range(8)))
def test_a_chain_of_relays_leads_to_its_root(length: int, order: list[int]) -> None:
    keys = [f"s{n}" for n in order]  # whatever the ids are
    told = [a_statement_record(keys[0], "r0", addressee="reporters")]
    told += [a_statement_record(keys[n], f"r{n}", relay=((f"Outlet {n - 1}", "quoted"),)) for n in range(1, length)]
    assert one_utterance(told, {f"r{n}": f"Outlet {n}" for n in range(length)}).witnesses == Counted(1, 1, ("Outlet 0",))


def test_outlets_that_have_it_from_one_another_in_a_ring_have_a_witness() -> None:
    told = [a_statement_record("s1", "r1", relay=(("Herald", "quoted"),)), a_statement_record("s2", "r2", relay=(("Lantern", "quoted"),))]
    assert one_utterance(told, {"r1": "Lantern", "r2": "Herald"}).witnesses.low >= 1


def test_somebody_who_passed_it_on_is_no_outlet() -> None:
    told = [a_statement_record("s1", "r1", relay=(("the envoys", "passed_on"), ("Tidewire", "told")))]
    assert one_utterance(told, {"r1": "Lantern"}).witnesses == Counted(1, 1, ("Tidewire",))


def test_what_is_told_inside_anothers_statement_is_known_at_second_hand() -> None:
    outer = a_statement_record("s0", "r1", "that Ana Belt had shut the mill", voices=("v2",))
    inner = a_statement_record("s1", "r1", within="s0")
    origins = origins_of([outer, inner], {"r1": "Lantern"}, voices=(ANA, a_voice_record("v2", "Dovi Maskar")))
    found = {one.statements: one for one in utterances(origins, {"s0": "s0", "s1": "s1"})}[("s1",)]
    assert found.witnesses == Counted(0, 1, ())
    assert "through Dovi Maskar" in found.why


@pytest.mark.parametrize("relay", [(), (("Tidewire", "told"),)])
def test_what_is_told_inside_a_statement_that_was_rejected_stays_at_second_hand(relay: tuple[tuple[str, str], ...]) -> None:
    found = one_utterance([a_statement_record("s1", "r1", within="s0", addressee="reporters", relay=relay)], {"r1": "Lantern"})
    assert found.witnesses == Counted(0, 1, ())
    assert found.why == "known at second hand only; who passed it on is not known"


def test_what_is_told_inside_a_statement_of_nobody_named_is_known_at_second_hand() -> None:
    outer = a_statement_record("s0", "r1", "that Ana Belt had shut the mill", voices=())
    origins = origins_of([outer, a_statement_record("s1", "r1", within="s0")], {"r1": "Lantern"})
    found = {one.statements: one for one in utterances(origins, {"s0": "s0", "s1": "s1"})}[("s1",)]
    assert found.witnesses == Counted(0, 1, ())


def test_a_statement_without_a_source_has_no_sure_witness() -> None:
    assert one_utterance([a_statement_record("s1", "r1", voices=())], {"r1": "Lantern"}).witnesses == Counted(0, 1, ())


OUTLETS = ["Lantern", "Herald", "Tocsin", None]
RELAYS = [(), (("Tidewire", "credit"),), (("Lantern", "quoted"),), (("Herald", "told"),)]


@given(
    st.lists(
        st.tuples(st.sampled_from(RELAYS), st.sampled_from([None, "reporters"]), st.sampled_from(["speech", "thought"])),
        min_size=1,
        max_size=5,
    )
)
def test_the_range_is_in_order_and_names_who_is_counted(ways: list[tuple[tuple[tuple[str, str], ...], str | None, str]]) -> None:
    told = [a_statement_record(f"s{n}", f"r{n}", relay=relay, addressee=heard, kind=kind) for n, (relay, heard, kind) in enumerate(ways)]
    found = one_utterance(told, {f"r{n}": OUTLETS[n % 4] for n in range(len(told))})
    assert 0 <= found.witnesses.low <= found.witnesses.high
    assert len(found.witnesses.who) in (found.witnesses.high, 0)
    assert found.why


def test_two_who_assert_it_are_two_voices_of_a_claim() -> None:
    voices = (ANA, a_voice_record("v2", "Dovi Maskar", report="r2"))
    assert one_claim([a_statement_record("s1", "r1"), a_statement_record("s2", "r2", voices=("v2",))], voices).voices == Counted(
        2, 2, ("Ana Belt", "Dovi Maskar")
    )


def test_one_who_says_it_twice_is_one_voice() -> None:
    assert one_claim([a_statement_record("s1", "r1"), a_statement_record("s2", "r2")], (ANA,)).voices == Counted(1, 1, ("Ana Belt",))


def test_who_only_passes_it_on_adds_no_voice() -> None:
    voices = (ANA, a_voice_record("v2", "Dovi Maskar"))
    found = one_claim([a_statement_record("s0", "r1", voices=("v2",)), a_statement_record("s1", "r1", within="s0")], voices)
    assert found.voices == Counted(1, 1, ("Ana Belt",))
    assert "Dovi Maskar only passes it on" in found.why


def test_two_unnamed_voices_may_be_one() -> None:
    voices = tuple(a_voice_record(f"v{n}", "an official", report=f"r{n}", kind="anonymous") for n in (1, 2))
    assert one_claim([a_statement_record(f"s{n}", f"r{n}", voices=(f"v{n}",)) for n in (1, 2)], voices).voices == Counted(
        1, 2, ("an official",)
    )


def test_two_unnamed_voices_of_two_sides_are_two() -> None:
    voices = tuple(
        a_voice_record(f"v{n}", "an official", report=f"r{n}", kind="anonymous", side=side) for n, side in ((1, "Ostra"), (2, "Vell"))
    )
    found = one_claim([a_statement_record(f"s{n}", f"r{n}", voices=(f"v{n}",)) for n in (1, 2)], voices)
    assert (found.voices.low, found.voices.high) == (2, 2)


def test_an_unnamed_voice_may_be_the_named_one() -> None:
    voices = (ANA, a_voice_record("v2", "an official", report="r2", kind="anonymous"))
    found = one_claim([a_statement_record("s1", "r1"), a_statement_record("s2", "r2", voices=("v2",))], voices)
    assert (found.voices.low, found.voices.high) == (1, 2)
    assert "who is unnamed may be one of the others" in found.why


def test_a_named_voice_stands_for_every_side_that_reports_give_it_whoever_is_first_in_its_group() -> None:
    voices = (
        a_voice_record("v1", "Ana Belt"),
        a_voice_record("v2", "Belt", report="r2", side="Ostra"),
        a_voice_record("v3", "an official", report="r3", kind="anonymous", side="Ostra"),
    )
    told = [a_statement_record("s1", "r1"), a_statement_record("s3", "r3", voices=("v3",))]
    records = records_with([a_report_record(key, key) for key in ("r1", "r2", "r3")], voices, told)
    in_one = {"v1": "v0", "v2": "v0"}  # v0 is named somewhere and does not speak
    origins = Origins.of(records, in_one, {key: key for key in ("r1", "r2", "r3")}, {})
    (found,) = claims(origins, {"s1": "s1", "s3": "s1"}, {"s1": "s1", "s3": "s3"})
    assert (found.voices.low, found.voices.high) == (1, 2)


def test_one_unnamed_voice_in_two_copies_is_one() -> None:
    voices = tuple(a_voice_record(f"v{n}", "an official", report=f"r{n}", kind="anonymous") for n in (1, 1))
    told = [a_statement_record(f"s{n}", f"r{n}", voices=("v1",)) for n in (1, 2)]
    assert one_claim(told, voices[:1], families=("r1", "r2")).voices.high == 1


def test_what_is_told_in_one_utterance_only_is_no_claim_of_several() -> None:
    told = [a_statement_record("s1", "r1"), a_statement_record("s2", "r2")]
    assert claims(origins_of(told, {"r1": "Lantern", "r2": "Herald"}), {"s1": "s1", "s2": "s1"}, {"s1": "s1", "s2": "s1"}) == []
