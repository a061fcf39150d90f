"""Benchmarks of linking: what is one voice, one utterance, one copy family, and where accounts part."""
