"""Bytes in, Reports out: `take_in`; and the lines that reports of one outlet share: `Repeats`."""

from sayso.intake.files import take_in
from sayso.intake.repeats import Repeats

__all__ = ["Repeats", "take_in"]
