"""The ledger shown: the same values in the terminal, in Markdown and in JSON."""
