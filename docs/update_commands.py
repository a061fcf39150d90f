"""Write the generated parts of docs/commands.md: what --help says of each command. ``python docs/update_commands.py``, from the root."""

from __future__ import annotations

import re
from pathlib import Path

from sayso.views.cli import main as commands
from sayso.views.cli.manual import commands_page, exits_table

PAGE = Path(__file__).with_name("commands.md")


def updated(page: str) -> str:
    """The page with the table of exit statuses and the commands as they are now."""
    page = re.sub(r"(?<=<!-- exits -->\n).*?(?=\n<!-- end of exits -->)", lambda _: exits_table(), page, flags=re.DOTALL)
    return re.sub(r"(?<=<!-- commands -->\n).*", lambda _: commands_page(commands), page, flags=re.DOTALL)


def main() -> None:
    PAGE.write_text(updated(PAGE.read_text(encoding="utf8")), encoding="utf8")


if __name__ == "__main__":
    main()
