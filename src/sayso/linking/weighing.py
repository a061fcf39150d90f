"""How two records are weighed: comparisons, their levels, and the match weight of each level. Splink's settings are made of these."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

RULES = 1  # add one when names, words or stances are compared otherwise: ledgers are then linked anew


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two records may compare: the words a reader sees, and the condition on columns `…_l` and `…_r`."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One signal: its levels, tried in order; where `unknown` holds it says nothing. `ordered`: no level is a better sign than those
    before it."""

    name: str
    levels: tuple[Level, ...]
    unknown: str
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """The comparisons of one kind of link, with the calibrated match weight (bits) of each level, and the least weight that links."""

    kind: str
    comparisons: tuple[Comparison, ...]
    weights: Mapping[str, Mapping[str, float]]
    prior: float  # bits: the weight of a candidate pair of which nothing is known
    least: float

    @property
    def digest(self) -> str:
        """Identifies all that decides a link of this kind."""
        packed = json.dumps([RULES, self.kind, [[c.name, c.unknown, [[v.name, v.sql] for v in c.levels]] for c in self.comparisons],
                             {k: dict(v) for k, v in self.weights.items()}, self.prior, self.least], sort_keys=True)  # fmt: skip
        return sha256(packed.encode()).hexdigest()[:16]


def calibrated(kind: str, comparisons: tuple[Comparison, ...]) -> Model:
    """The model of a kind of link with the weights shipped; raises ValueError where they are of other levels."""
    shipped = json.loads(files("sayso.linking").joinpath("weights.json").read_text(encoding="utf8"))[kind]
    weights: dict[str, dict[str, float]] = shipped["weights"]
    wanted = {c.name: [level.name for level in c.levels] for c in comparisons}
    if {name: list(levels) for name, levels in weights.items()} != wanted:
        raise ValueError(f"weights.json has other levels for {kind} links than the code; run: python -m training.linking")
    return Model(kind, comparisons, weights, shipped["prior"], shipped["least"])


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair with its match weight (bits, prior included) and, for each comparison that said something, level and weight."""

    left: str
    right: str
    weight: float
    reasons: tuple[tuple[str, str, float], ...]


def reasons(model: Model, found: Sequence[int | None]) -> Iterator[tuple[str, str, float]]:
    """Signal, level and weight of each comparison that says something; `found` has the numbers of their levels."""
    for comparison, at in zip(model.comparisons, found, strict=True):
        if at is not None:
            level = comparison.levels[at].name
            yield comparison.name, level, model.weights[comparison.name][level]


def splink_settings(model: Model) -> dict[str, Any]:
    """The model as Splink's settings. Only the ratio of m to u counts, so the greater of the two is set to .9."""
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": 2**model.prior / (1 + 2**model.prior),
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [
            {
                "output_column_name": _column(comparison),
                "comparison_levels": [
                    {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True},
                    *(_level(level, model.weights[comparison.name][level.name]) for level in comparison.levels),
                ],
            }
            for comparison in model.comparisons
        ],
    }


def _column(comparison: Comparison) -> str:
    return comparison.name.replace(" ", "_")


def _level(level: Level, weight: float) -> dict[str, Any]:
    m, u = (0.9, 0.9 / 2**weight) if weight >= 0 else (0.9 * 2**weight, 0.9)
    return {"sql_condition": level.sql, "label_for_charts": level.name, "m_probability": m, "u_probability": u}
