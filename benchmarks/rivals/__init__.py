"""Sayso beside other programs, each in an environment of its own. `python -m benchmarks.rivals` runs all; docs/rivals.md tells what was found."""
