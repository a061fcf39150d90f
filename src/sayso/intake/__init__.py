"""Bytes in, Reports out: `take_in`."""

from sayso.intake.files import take_in

__all__ = ["take_in"]
