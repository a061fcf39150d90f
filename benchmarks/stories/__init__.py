"""Reports grouped by matter over time, against two labellers."""
