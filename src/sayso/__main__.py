"""``python -m sayso`` is the `sayso` command."""

from sayso.views.cli import main

main()
