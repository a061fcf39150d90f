"""Keys that a crowd has say little, and comparing all who have them would cost as much as their number squared.

A key that many have reaches the less far in time the more have it: then those of a few days are compared, or nobody. How far a record's
keys reach depends on the others, so it is a part of the record's fingerprint: links between records whose keys reach as far as before
are those that linking everything at once would make.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.linking.engine import Engine

MANY = 100  # records of one key: each is compared with fewer by it, so pairs grow as records do
ANY_TIME = 1_000_000  # days
CLOSER = (10, 1)  # days to which a key's reach is cut where more have it


def reach(engine: Engine, keys: str, most: int = ANY_TIME, more: str = "") -> None:
    """The steps from the table `keys` (unique_id, day, key and `more`) to `…_crowded` and `…_live`, with how many days each key reaches.

    A crowded key reaches as many as leave few enough to be compared with, or is not live; without a day nothing has part in one.
    """
    levels = [(days, f"near_{days}") for days in sorted({min(days, most) for days in CLOSER}, reverse=True)]
    of = f"unique_id, day, key{more}"
    near = ", ".join(
        f"count(*) OVER (PARTITION BY key ORDER BY day RANGE BETWEEN {days} PRECEDING AND {days} FOLLOWING) AS {name}"
        for days, name in levels
    )
    cases = " ".join(f"WHEN {name} <= {MANY} THEN {days}" for days, name in levels)
    engine.step(f"{keys}_many", f"keys that more than {MANY} have", f"SELECT key AS many FROM {keys} GROUP BY key HAVING count(*) > {MANY}")
    engine.step(
        f"{keys}_crowded",
        f"how many days these reach: as many as leave {MANY} to be compared with",
        f"SELECT {of}, CASE WHEN day IS NULL THEN NULL {cases} ELSE NULL END AS reach"
        f" FROM (SELECT {of}, {near} FROM {keys} JOIN {keys}_many ON key = many)",
    )
    engine.step(
        f"{keys}_live",
        "the keys by which records are compared",
        f"SELECT {of}, {most} AS reach FROM {keys} LEFT JOIN {keys}_many ON key = many WHERE many IS NULL"
        f" UNION ALL SELECT {of}, reach FROM {keys}_crowded WHERE reach IS NOT NULL",
    )


def met(keys: str, when: str = "l.unique_id < r.unique_id") -> str:
    """Joins `l` to `r`, the rows of `…_live` that meet by a key."""
    return (
        f"{keys}_live l JOIN {keys}_live r ON l.key = r.key AND {when}"
        " AND (l.day IS NULL OR r.day IS NULL OR abs(l.day - r.day) <= least(l.reach, r.reach))"
    )


def prints(engine: Engine, keys: str) -> Iterator[tuple[str, str]]:
    """For each record that has crowded keys (BIGINT), what identifies how far each of these reaches."""
    sql = (
        "SELECT unique_id, count(*), "
        + ", ".join(f"bit_xor(CASE WHEN reach = {days} THEN key ELSE 0 END)" for days in CLOSER)
        + f", bit_xor(key) FROM {keys}_crowded GROUP BY unique_id"
    )
    for key, *found in engine.stream(sql):
        yield key, f" {keys}{found}"
