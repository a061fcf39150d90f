"""One Report in, one Reading out, knowing no other report: `Reader.read`."""

from sayso.reading.reader import Reader

__all__ = ["Reader"]
