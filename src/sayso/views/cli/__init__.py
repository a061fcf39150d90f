"""The `sayso` command. Commands import what they need when they run, so that --help answers at once."""

from sayso.views.cli.main import main

__all__ = ["main"]
