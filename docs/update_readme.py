"""Write what is generated of README and docs/ (what commands print, and the scores): ``python docs/update_readme.py``, from the root."""

from __future__ import annotations

import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from click.testing import CliRunner
from results import readme_with_results, with_results

from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.sample import reports_folder
from sayso.views.cli import main as commands
from sayso.views.cli.show import brief_lines
from sayso.views.pages import brief

EXAMPLES = ("names", "talks")  # pages of docs/ with examples; the last adds an issue to the ledger they share
SHOWN = {"Ruvan Hale": 8, "Oruna Front": 7}  # voices of the sample, with how many lines of each


def demo_excerpt() -> str:
    """The head of the demo's brief and the beginning of some voices."""
    with tempfile.TemporaryDirectory() as scratch, reports_folder() as folder:
        build([str(folder)], Path(scratch) / "demo.db")
        with Ledger(Path(scratch) / "demo.db") as ledger:
            lines = brief_lines(brief(ledger), width=120)
    out = [*lines[:8], "…"]
    for name, most in SHOWN.items():
        first = next(i for i, line in enumerate(lines) if line.startswith(f"{name}  "))
        body = lines[first : lines.index("", first)]
        out += ["", *body[: most + 1], *(["  …"] if len(body) > most + 1 else [])]
    return "\n".join([*out, "", "…"])


def printed(page: str, ledger: Path) -> str:
    """The page with each of its examples ("$ sayso …" at the head of a block of text) as the command prints it now, 160 columns wide.

    Behind " | " stand programs that cut the output ("| head -n 20").
    """

    def anew(block: re.Match[str]) -> str:
        first, *cuts = block[1].split(" | ")
        command = shlex.split(first)
        command[command.index("sayso-demo.db")] = str(ledger)
        output = CliRunner().invoke(commands, command[1:], env={"COLUMNS": "160"}, catch_exceptions=False).output
        for cut in cuts:
            output = subprocess.run(shlex.split(cut), input=output, capture_output=True, encoding="utf8", check=False).stdout  # noqa: S603 (our own page)
        lines = [line.rstrip() for line in output.rstrip().splitlines()]
        return "\n".join(["```text", f"$ {block[1]}", *lines, "```"])

    return re.sub(r"```text\n\$ (sayso .*)\n(?:.*\n)*?```", anew, page)


def main() -> None:
    readme = Path("README.md")
    text = readme.read_text(encoding="utf8")
    text = re.sub(r"(?<=```text\n).*?(?=\n```)", lambda _: demo_excerpt(), text, count=1, flags=re.DOTALL)
    readme.write_text(readme_with_results(text), encoding="utf8")
    for page in sorted(Path("docs").glob("*.md")):
        page.write_text(with_results(page.read_text(encoding="utf8")), encoding="utf8")
    with tempfile.TemporaryDirectory() as scratch, reports_folder() as folder:
        build([str(folder)], Path(scratch) / "demo.db")
        for name in EXAMPLES:
            page = Path(f"docs/{name}.md")
            page.write_text(printed(page.read_text(encoding="utf8"), Path(scratch) / "demo.db"), encoding="utf8")


if __name__ == "__main__":
    main()
