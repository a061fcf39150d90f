"""What is remembered, and why: `Ledger`, one SQLite file."""

from sayso.ledger.ledger import Ledger

__all__ = ["Ledger"]
