"""Keys that a crowd has: how far in time they reach, and that linking as reports come is still linking all at once."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

import pytest

from sayso.linking import copies, crowds, utterances
from sayso.linking.engine import DuckDB
from sayso.linking.link import Known, link
from sayso.linking.records import Records
from tests.linking.factory import a_report_record, a_statement_record, a_voice_record, records_with

KEYS = {"unique_id": "VARCHAR", "day": "INTEGER", "key": "BIGINT"}
Rows = Iterable[tuple[str, int | None, int]]


def reached(rows: Rows, most: int = crowds.ANY_TIME) -> DuckDB:
    engine = DuckDB.start()
    engine.add("some_keys", ({"unique_id": one, "day": day, "key": key} for one, day, key in rows), KEYS)
    crowds.reach(engine, "some_keys", most)
    return engine


def met(engine: DuckDB) -> set[tuple[str, str]]:
    return set(engine.rows(f"SELECT l.unique_id, r.unique_id FROM {crowds.met('some_keys')}"))


def crowd(days: Sequence[int | None], key: int = 7) -> list[tuple[str, int | None, int]]:
    return [(f"{at:05}", day, key) for at, day in enumerate(days)]


def test_whoever_shares_a_key_that_few_have_is_compared_whenever_it_was() -> None:
    assert met(reached([("a", 1, 7), ("b", 900, 7), ("c", None, 7)])) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_a_key_of_a_bounded_time_reaches_no_further() -> None:
    assert met(reached([("a", 1, 7), ("b", 11, 7), ("c", 22, 7)], 10)) == {("a", "b")}


def test_a_key_that_many_have_reaches_those_of_ten_days() -> None:
    found = met(reached(crowd([30 * at for at in range(crowds.MANY + 1)] + [31, 42])))
    assert found == {("00001", f"{crowds.MANY + 1:05}")}


def test_a_key_that_many_have_within_ten_days_reaches_the_next_day() -> None:
    days = [3 * (at % 4) for at in range(crowds.MANY)] + [1, 1]
    found = met(reached(crowd(days)))
    assert found
    assert all(abs(days[int(one)] - days[int(other)]) <= 1 for one, other in found)


def test_a_key_that_many_have_on_one_day_brings_nobody_together() -> None:
    assert met(reached(crowd([5] * (crowds.MANY + 1)))) == set()


def test_without_a_day_nothing_has_part_in_a_crowd() -> None:
    found = met(reached(crowd([30 * at for at in range(crowds.MANY)] + [None, 0])))
    assert found == {("00000", f"{crowds.MANY + 1:05}")}


@pytest.mark.parametrize("size", [crowds.MANY * 3, crowds.MANY * 30])
def test_no_more_than_so_many_are_met_by_a_key_however_many_have_it(size: int) -> None:
    dice = random.Random(3)
    found = met(reached(crowd([dice.randrange(size // 4) for _ in range(size)])))
    assert 0 < len(found) <= size * crowds.MANY


def test_how_far_keys_reach_is_the_same_however_they_are_ordered() -> None:
    rows = crowd([at % 50 for at in range(300)])
    assert sorted(crowds.prints(reached(rows), "some_keys")) == sorted(crowds.prints(reached(rows[::-1]), "some_keys"))


def test_one_more_that_makes_a_crowd_changes_the_prints_of_those_whose_reach_it_cuts() -> None:
    before, after = (dict(crowds.prints(reached(crowd([9] * 50 + [400] * number)), "some_keys")) for number in (50, 51))
    assert not before
    assert len(after) == 101


OWN = "The grain barges lay at the quay of Norrin for a third night while clerks argued about the tolls and nobody came to unload them. "
WORDS = "anchor basin copper dredger ember ferry gable harbour island jetty kelp lantern marsh nettle osier pier quarry reed sluice timber".split()


def reports_of_a_crowd(number: int) -> Records:
    """Reports of one day that have a sentence in common and each twenty sentences of its own; the last two are reprints of the first."""
    dice = random.Random(11)
    own = [[f"{word}{at}" for word in WORDS] for at in range(number)]
    texts = [OWN + " ".join(f"{' '.join(dice.choices(some, k=14))}." for _ in range(20)) for some in own]
    texts += [texts[0] + " Read more in the evening edition.", f"Norrin. {texts[0]}"]
    return records_with(
        [a_report_record(f"r{at:04}", f"Outlet {at}", published="2024-03-04", text=text) for at, text in enumerate(texts)], [], []
    )


def families(records: Records) -> set[tuple[str, ...]]:
    return {one.reports for one in link(records).families}


def test_a_sentence_that_a_crowd_prints_makes_no_pairs_and_reprints_still_meet() -> None:
    records = reports_of_a_crowd(crowds.MANY + 20)
    engine = DuckDB.start()
    rows = list(copies.rows(records.reports, ()))
    engine.add("reports", rows, copies.SCHEMA)
    engine.add("changed", [{"id": row["unique_id"]} for row in rows], {"id": "VARCHAR"})
    copies.keys(engine)
    copies.candidates(engine)
    assert engine.count("copy_met") < 10
    assert families(records) == {("r0000", "r0120", "r0121")}


def test_a_text_that_more_than_many_reprint_is_one_family() -> None:
    text = OWN + " ".join(f"{' '.join(random.Random(at).choices(WORDS, k=14))}." for at in range(12))
    reports = [
        a_report_record(f"r{at:04}", f"Outlet {at}", published="2024-03-04", text=f"{text} Page {at}.") for at in range(crowds.MANY + 20)
    ]
    (family,) = families(records_with(reports, [], []))
    assert len(family) == crowds.MANY + 20


def said_by_many(number: int) -> Records:
    voices = [a_voice_record(f"v{at:04}", "Ana Belt", report=f"r{at:04}") for at in range(number)]
    reports = [a_report_record(f"r{at:04}", f"Outlet {at}", published=f"2024-03-{1 + at % 20:02}") for at in range(number)]
    content = "that the old north mill will stay shut for the whole winter"
    endings = ["", " and spring", " because of the river", " whatever the mayor may promise"]
    said = [a_statement_record(f"s{at:04}", f"r{at:04}", content + endings[at % 4], voices=(f"v{at:04}",)) for at in range(number)]
    return records_with(reports, voices, said)


def cut(records: Records, number: int) -> Records:
    return Records(records.reports[:number], records.voices[:number], records.statements[:number], ())


def test_a_crowd_that_gathers_report_by_report_is_linked_as_all_at_once() -> None:
    records = said_by_many(crowds.MANY + 12)
    known, across = Known(), link(cut(records, crowds.MANY - 4))
    for number in (crowds.MANY + 2, crowds.MANY + 12):
        known = Known(across.links, across.fingerprints, across.vectors)
        across = link(cut(records, number), (), known)
    at_once = link(records)
    assert {(one.kind, one.left, one.right, one.weight) for one in across.links} == {
        (one.kind, one.left, one.right, one.weight) for one in at_once.links
    }
    assert across.utterances == at_once.utterances


def test_a_crowd_that_shrinks_is_linked_as_if_it_had_never_been() -> None:
    records = said_by_many(crowds.MANY + 12)
    across = link(records)
    fewer = cut(records, crowds.MANY - 4)
    again = link(fewer, (), Known(across.links, across.fingerprints, across.vectors))
    assert {(one.kind, one.left, one.right) for one in again.links} == {(one.kind, one.left, one.right) for one in link(fewer).links}


def test_whole_words_of_a_statement_are_a_key_whoever_else_says_them() -> None:
    records = said_by_many(4)
    context = utterances.Context({v.id: v for v in records.voices}, {}, {r.id: r.id for r in records.reports})
    vectors: Mapping[str, bytes] = {s.id: bytes([1] * 384) for s in records.statements}
    rows = list(utterances.rows({r.id: r for r in records.reports}, records.statements, context, vectors))
    assert len({tuple(row["whole_keys"]) for row in rows}) == 4  # type: ignore[arg-type]
