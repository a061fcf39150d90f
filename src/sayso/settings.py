"""All that can be set about reading, in one frozen value; a reading's run records it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults are what the model card was measured with."""

    least_confidence: float = 0.0  # statements below are left out of a reading; 0 keeps all, for the user to judge
