"""The examples in our pages, and how they are run. To see all that the commands of a page print: ``python -m tests.docs.examples docs/start.md``.

The convention:

- ``console``: lines with "$ " are commands, run in order, 88 columns wide; what follows one is what it prints. "…" at the head or the
  end of a line leaves something out. Lines are compared by their words, so that wrapping does not matter.
- ``text`` that begins with "$ sayso" is the same, 160 columns wide (``docs/update_readme.py`` writes these).
- no language: commands as one would type them, "#" and what follows said to the reader. They are held against the real commands and
  options; those of a ledger that is there are run.
- ``sql`` is run on the ledger; a ``text`` right behind it is what it gives, a row a line (indented, it goes on with
  the row before), columns parted by " | ".
- ``python`` is run, in one namespace a page. ``json`` and ``toml`` are parsed.

A page starts in a folder of its own with ``reports/`` (the sample newsroom's) and, but for pages that build it themselves, ``story.db``,
their ledger; ``sayso-demo.db`` is the same under the name that the demo gives it.
"""

from __future__ import annotations

import ast
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from subprocess import PIPE, CompletedProcess, run

import click
from click.testing import CliRunner

from sayso.views.cli import main

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^( *)(`{3,})([^\n`]*)\n(.*?)^\1\2 *$", re.DOTALL | re.MULTILINE)
_ENDLESS = frozenset({"serve", "watch", "mcp"})  # for as long as somebody wants them; held against the real options only
_FETCHING = frozenset({"pip", "git", "cd", "python3", "source", "pipx", "uv", "uvx", "pyspark", "spark-submit", "spark-class", "ssh"})
OUTSIDE = _FETCHING | {
    "ruff",
    "mypy",
    "pytest",
    "bash",
    "cp",
    "brat",
    "ftm",
    "alephclient",
    "datasette",
    "eval",
    "claude",
    "sphinx-build",
    "jq",
    "curl",
    "xdg-open",
    "man",
    "mkdir",
}
_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b|…|\.\.\.|://|\b[a-z]1:")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `line` is that of its fence, `behind` whether it follows another at once."""

    page: Path
    line: int
    language: str
    text: str
    behind: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A command and what the page says it prints; nothing where it does not say."""

    command: str
    shown: str


def pages() -> list[Path]:
    """Every page with examples, by name."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "training" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    text, end = page.read_text(encoding="utf8"), 0
    for found in _FENCE.finditer(text):
        indent, _, language, inner = found.groups()
        body = "\n".join(line.removeprefix(indent) for line in inner.rstrip("\n").split("\n"))
        yield Block(page, text.count("\n", 0, found.start()) + 1, language.strip(), body, not text[end : found.start()].strip())
        end = found.end()


def examples(block: Block) -> list[Example]:
    """The commands of a `console`, each with what is shown of its output."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1] = (found[-1][0].removesuffix("\\") + line.strip(), [])
        elif line.startswith("$ "):
            found.append((line.removeprefix("$ ").rstrip(), []))
        elif found:
            found[-1][1].append(line)
        elif line.strip():
            raise ValueError(f"{block.page}:{block.line}: a block of commands begins with '$ '")
    return [Example(command, "\n".join(lines).strip("\n")) for command, lines in found]


def commands(block: Block) -> list[list[str]]:
    """The simple commands of a block without a language, as words; none where it holds something else."""
    out = []
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True) if line.strip() else []
        while words:
            end = next((i for i, word in enumerate(words) if word in ("&&", "|", ";")), len(words))
            out.append(words[words[0] == "sudo" : end])
            words = words[end + 1 :]
        if out and out[0] and out[0][0] not in OUTSIDE | {"sayso", "python"}:
            return []
    return [words for words in out if words]


def known(words: Sequence[str]) -> None:
    """Hold a command against what there is; raises click.UsageError or AssertionError where it is not so."""
    if words[0] == "sayso":
        _known_to_sayso([word for word in words[1:] if not word.startswith(">")])
    elif words[0] == "python" and words[1] == "-m" and words[2].partition(".")[0] in ("benchmarks", "training", "tests"):
        module = ROOT / words[2].replace(".", "/")
        source = next((path for path in (module.with_suffix(".py"), module / "__main__.py") if path.is_file()), None)
        assert source is not None, f"there is no {words[2]}"
        _options_in(source, words[3:])
    elif words[0] == "python" and words[1].endswith(".py"):
        assert (ROOT / words[1]).is_file(), f"there is no {words[1]}"
    else:
        assert words[0] in OUTSIDE | {"python"}, f"{words[0]} is none of the commands that pages have; add it to tests/docs/examples.py"


def _known_to_sayso(words: list[str]) -> None:
    if not words or words[0].startswith("-"):
        context, left = click.Context(main), words
        command: click.Command = main
    else:
        if words[0] not in main.commands:
            raise click.UsageError(f"there is no command {words[0]!r}")
        command, left = main.commands[words[0]], words[1:]
        context = click.Context(command, info_name=words[0])
    values, _, _ = command.make_parser(context).parse_args(args=list(left))
    for parameter in command.params:
        given = values.get(parameter.name or "")
        if isinstance(parameter.type, click.Choice) and isinstance(given, str) and not _PLACEHOLDER.search(given):
            parameter.type.convert(given, parameter, context)


def _options_in(source: Path, words: Sequence[str]) -> None:
    """Each option is one of the program's, by its source or that of what it imports from its folder."""
    held = {
        node.value
        for path in {source, *source.parent.glob("*.py")}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for word in words:
        assert not word.startswith("--") or word.partition("=")[0] in held, f"{source.relative_to(ROOT)} has no {word}"


def runnable(words: Sequence[str], folder: Path) -> bool:
    """Whether a command typed out in a page is of a ledger or folder that is there."""
    asks = words[0] == "sayso" and len(words) > 2 and words[1] not in _ENDLESS and words[1] != "build"
    return asks and (folder / words[2]).exists() and not any(_PLACEHOLDER.search(word) for word in words)


def printed(command: str, *, width: int) -> tuple[str, int]:
    """What a command prints, standard error among it, and its exit status. It is run in the working folder.

    `sayso` runs in this process; what stands behind " | " or " > " is the shell's.
    """
    first, mark, rest = re.match(r"(.*?)(?: ([|>]) (.*))?$", command, re.DOTALL).groups()  # type: ignore[union-attr]
    words = shlex.split(first, comments=True)
    if words[0] != "sayso":
        done = _shell(command)
        return done.stdout, done.returncode
    words = [one for word in words for one in (sorted(glob(word)) if "*" in word and glob(word) else [word])]
    result = CliRunner().invoke(main, words[1:], env={"COLUMNS": str(width)}, prog_name="sayso")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if mark is None:
        return result.output, result.exit_code
    done = _shell(rest if mark == "|" else f"cat > {rest}", result.stdout)
    return done.stdout, result.exit_code or done.returncode


def _shell(command: str, given: str = "") -> CompletedProcess[str]:
    return run(["/bin/bash", "-c", command], input=given, stdout=PIPE, text=True, check=False, timeout=120)


def parts(command: str) -> list[list[str]]:
    """The simple commands of a line, as words."""
    return [shlex.split(part, comments=True) for part in re.split(r" (?:\||&&) ", command)]


def to_be_run(command: str) -> bool:
    """Whether a command of a `console` is run: nothing that fetches, and nothing that does not end."""
    words = parts(command)[0]
    return words[0] not in OUTSIDE and not (words[0] == "sayso" and len(words) > 1 and words[1] in _ENDLESS)


def differs(shown: str, output: str) -> str | None:
    """What of the lines shown is not in the output, or None. "…" stands for whatever is left out."""
    pieces = [_bare(piece) for piece in re.split(r"^ *…|… *$", shown, flags=re.MULTILINE)]
    whole, at = _bare(output), 0
    for number, piece in enumerate(pieces):
        found = whole.find(piece, at)
        if found < 0 or (number == 0 and found > 0):
            return piece
        at = found + len(piece)
    return None if at == len(whole) or not pieces[-1] else f"(and then) {whole[at : at + 200].strip()}"


def _bare(words: str) -> str:
    """Words without what may differ: how they are wrapped, and the last decimals of a confidence, which hang on the processor."""
    return " ".join(re.sub(r"\b[01]\.\d\d?(?=[;,\])])", "", words).split())


def rows(shown: str) -> list[str]:
    """The rows of a query's answer; a line that is indented goes on with the row before."""
    return [bare for line in re.split(r"\n(?! )", shown) if (bare := _bare(line)) not in ("", "…")]


def _all_of(page: Path) -> None:
    """Run a page's commands where its examples start from, and print all that they print."""
    import os
    import tempfile

    from tests.docs.start import newsroom_folder

    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(newsroom_folder(Path(scratch), page))
        for block in blocks(page):
            if block.language in ("console", "text") and block.text.startswith("$ "):
                for example in examples(block):
                    width = 88 if block.language == "console" else 160
                    output = printed(example.command, width=width)[0] if to_be_run(example.command) else "(not run)\n"
                    sys.stdout.write(f"\n$ {example.command}\n{output}")


if __name__ == "__main__":
    _all_of(Path(sys.argv[1]).resolve())
