"""The labels of acts, in the order of the weights: PLOVER's types (Open Event Data Alliance), and our modalities and stances."""

from __future__ import annotations

from sayso.model import Modality, Stance

NONE = "none"
ACTS = (
    NONE, "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
MODALITIES: tuple[Modality | None, ...] = (None, "done", "promised", "demanded", "denied", "hypothetical")
STANCES: tuple[Stance | None, ...] = (None, "demand", "offer", "acceptance", "rejection", "condition", "warning")
LABELS = {
    "acts": list(ACTS),
    "modalities": [name or NONE for name in MODALITIES],
    "stances": [name or NONE for name in STANCES],
}  # of a card
