"""The ledger for assistants: read-only tools over the Model Context Protocol (the extra `mcp`).

`answers` are what tools answer, `finding` makes them from the reading room's values, `wording` puts them into words, `server` offers them.
What stands in reports may be meant to steer an assistant: it is given as quoted material only, and always with its place.
"""
