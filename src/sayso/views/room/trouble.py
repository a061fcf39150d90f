"""What is shown where a page cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.errors import BadQuestion, NotThere, SaysoError


@dataclass(frozen=True, slots=True)
class TroublePage:
    """What is wrong, and what to do."""

    title: str
    why: str  # what is wrong, with the thing and the place
    next: str  # what to do

    @classmethod
    def of(cls, error: SaysoError) -> TroublePage:
        if isinstance(error, NotThere):
            return cls("Nothing here", str(error), "Ids change when a report is read anew: look for the words among the statements.")
        if isinstance(error, BadQuestion):
            return cls("That cannot be asked", str(error), "Change the address, or start from all statements.")
        return cls("The ledger says no", str(error), "Nothing was changed.")

    @classmethod
    def not_so(cls, method: str) -> TroublePage:
        """What is here is not done so."""
        return cls(
            "That is not done here", f"{method[:20]} is not answered at this address", "Read pages with GET; judge with POST at /judge."
        )

    @classmethod
    def unforeseen(cls) -> TroublePage:
        return cls(
            "This page cannot be made",
            "Something went wrong that should not have; the terminal that serves the room says what.",
            "The ledger is unharmed. Go back, or reload the page; if it stays, report the words in the terminal.",
        )
