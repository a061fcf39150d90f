"""Bytes in, Reports out: `take_in`; and the lines that reports of one outlet share: `Repeats`."""

from sayso.intake.addresses import is_address
from sayso.intake.repeats import Repeats
from sayso.intake.take import Taken, files_in, take_in
from sayso.intake.web import Memory

__all__ = ["Memory", "Repeats", "Taken", "files_in", "is_address", "take_in"]
