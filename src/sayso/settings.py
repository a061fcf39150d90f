"""All that can be set about reading, in one frozen value; a reading's run records it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlet:
    """An agency or outlet as a registry file lists it."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kind: str = "outlet"  # agency or outlet


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults are what the model card was measured with."""

    # Statements below are left out of a reading. On PolNeAR dev 0.3 costs 1.4 points of recall (soft) and gains 2.7 of
    # precision (benchmarks/reading/thresholds.py); 0 keeps all for the user to judge.
    least_confidence: float = 0.3
    # Whether contents are read again for the statements inside them.
    nested: bool = True
    # Whether pronouns and descriptions are resolved by the antecedent head where rules leave a choice (benchmarks/reading/voices.py).
    learned_references: bool = True
    # Known besides those of outlets.toml, and before them.
    outlets: tuple[Outlet, ...] = ()
