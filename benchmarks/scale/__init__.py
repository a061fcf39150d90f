"""How the cost of building, linking and showing a ledger grows with its reports."""
