"""Bytes in, Reports out: `take_in`; and the lines that reports of one outlet share: `Repeats`."""

from sayso.intake.repeats import Repeats
from sayso.intake.take import Taken, files_in, take_in
from sayso.intake.web import Memory, is_address

__all__ = ["Memory", "Repeats", "Taken", "files_in", "is_address", "take_in"]
