"""sayso in Python and in notebooks: `sayso.read`, `sayso.Ledger` and what they give. docs/python.md is the guide."""

from sayso.views.python.groups import Dispute, Utterance
from sayso.views.python.ledger import Ledger
from sayso.views.python.reading import ReadReport, read
from sayso.views.python.table import Rows, Statements, Table

__all__ = ["Dispute", "Ledger", "ReadReport", "Rows", "Statements", "Table", "Utterance", "read"]
