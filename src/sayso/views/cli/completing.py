"""What a shell offers at a press of Tab: the entries of the ledger that the line names, each with words that say what it is.

Nothing is written, and nothing is said of what goes wrong: the line being typed would be torn.
"""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, add_completion_class, split_arg_string

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]
MOST = 200  # entries offered at once
WORDS = 90  # letters of what is said of an entry

# for each scheme of ids: what it is of, and the entries with what is said of them
_SAID = "coalesce(voice || ' ', '') || cue || ': ' || content AS told FROM said"
_ENTRIES = {
    "d1": ("disputes", "SELECT id, kind || ': ' || matter AS told FROM disputes"),
    "u1": (
        "utterances",
        f"SELECT id, (SELECT {_SAID} JOIN utterance_members ON statement = said.id WHERE utterance = u.id LIMIT 1) AS told"
        " FROM utterances AS u",
    ),
    "c1": (
        "claims of several voices",
        f"SELECT id, (SELECT {_SAID} JOIN claim_members ON statement = said.id WHERE claim = c.id LIMIT 1) AS told FROM claims AS c",
    ),
    "w1": ("voices, each with all its names", "SELECT id, name || ' (' || kind || ')' AS told FROM voice_groups"),
    "v1": (
        "voices of one report each",
        "SELECT v.id, v.name || ', in ' || coalesce(outlet, path) AS told FROM voices AS v JOIN reports AS r ON r.id = report",
    ),
    "s1": ("statements", f"SELECT id, {_SAID}"),
    "f1": (
        "figures",
        "SELECT f.id, substr(text, start_at + 1, end_at - start_at) || coalesce(' ' || f.of, '') || coalesce(', ' || outlet, '') AS told"
        " FROM figures AS f JOIN reports AS r ON r.id = f.report",
    ),
    "r1": (
        "reports",
        "SELECT id, coalesce(outlet || ', ', '') || coalesce(substr(published, 1, 10) || ', ', '') || coalesce(title, path) AS told"
        " FROM reports",
    ),
    "k1": ("families of copies", "SELECT id, kind || '; ' || why AS told FROM copy_families"),
}
ALL = tuple(_ENTRIES)
PAIRED, ALONE = ("v1", "r1", "s1"), ("s1", "d1")  # what two of which, and what by itself, is judged


def _rows(ctx: click.Context, sql: str, *values: str) -> list[Any]:
    """What the query finds in the ledger that the line names; nothing where it names none that can be read."""
    from sayso.errors import SaysoError
    from sayso.ledger import Ledger

    # behind an option whose value is being typed click has not told arguments apart yet
    named = [ctx.params.get("ledger"), *ctx.args]
    path = next((path for one in named if one and (path := Path(str(one)).expanduser()).is_file()), None)
    if path is None:
        return []
    try:
        with Ledger(path, read_only=True) as ledger:
            return ledger.connection.execute(sql, values).fetchmany(MOST)
    except (SaysoError, sqlite3.Error):
        return []


def _items(rows: list[Any], incomplete: str) -> list[CompletionItem[str]]:
    return [CompletionItem(str(value), help=_flat(told)) for value, told in rows if str(value).startswith(incomplete)]


def _flat(words: object) -> str:
    """What is said of an entry, in a line that a terminal may be shown."""
    flat = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", " ".join(str(words or "").split()))
    return flat if len(flat) <= WORDS else f"{flat[: WORDS - 2]} …"


def entries(*schemes: str) -> Completer:
    """Ids of these schemes: while it is open which, the beginnings that ids have; then the ids themselves."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        wanted = PAIRED if ctx.params.get("decision") in ("same", "different", "unsure") else schemes
        wanted = ALONE if ctx.params.get("decision") in ("confirm", "reject") else wanted
        open_to = [scheme for scheme in wanted if f"{scheme}:".startswith(incomplete[:3])]
        if len(open_to) != 1:
            return [CompletionItem(f"{scheme}:", help=_ENTRIES[scheme][0]) for scheme in open_to]
        key = max(incomplete, f"{open_to[0]}:", key=len)
        _what, sql = _ENTRIES[open_to[0]]
        return _items(_rows(ctx, f"SELECT * FROM ({sql}) WHERE id >= ?1 AND id < ?1 || char(0x10ffff) ORDER BY id", key), incomplete)

    return complete


def _listed(sql: str) -> Completer:
    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        return _items(_rows(ctx, sql), incomplete)

    return complete


issues = _listed("SELECT id, name FROM issues ORDER BY id")
parties = _listed("SELECT name, part FROM parties ORDER BY statements DESC, name")
runs = _listed("SELECT id, started || ', sayso ' || version FROM runs ORDER BY id DESC")
judges = _listed("SELECT \"by\", count(*) || ' judgements' FROM judgements GROUP BY 1 ORDER BY count(*) DESC, 1")
standing = _listed(
    "SELECT id, decision || ': ' || left_id || coalesce(' ' || right_id, '') || ', by ' || \"by\" FROM judgements"
    " WHERE withdrawn_at IS NULL ORDER BY at DESC"
)
undated = _listed("SELECT id, coalesce(outlet || ', ', '') || path FROM reports WHERE published IS NULL ORDER BY path")
changed = _listed("SELECT address, count(*) || ' texts' FROM versions GROUP BY 1 HAVING count(*) > 1 ORDER BY 1")


def outlets(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Outlets of the ledger that is built, where there is one already, and those that sayso knows."""
    rows = _rows(ctx, "SELECT outlet, count(*) || ' reports' FROM reports WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1")
    shipped = tomllib.loads((Path(__file__).parents[2] / "reading" / "outlets.toml").read_text(encoding="utf8"))["outlets"]
    known = {row[0] for row in rows}
    return _items([*rows, *((one["name"], one["kind"]) for one in shipped if one["name"] not in known)], incomplete)


def paths(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Files and folders, where addresses may stand as well."""
    return [CompletionItem(incomplete, type="file")]


def script(command: click.Command, shell: str) -> str:
    """What a shell is to run so that it completes `sayso`."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise click.BadParameter(f"{shell!r} is not one of {', '.join(SHELLS)}")
    return made(command, {}, "sayso", "_SAYSO_COMPLETE").source()


class Bash(BashComplete):
    """bash breaks the line at colons, which ids and addresses have: the line itself is asked about, and of what is offered only that is
    given which stands behind the last colon typed."""

    source_template = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value"); [[ $value == *: ]] && compopt -o nospace ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
    _END = "\x1f"  # no keyboard types it: where the line ends, a word begun or not

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ["COMP_WORDS"] + self._END
        words = split_arg_string(line)
        return words[1:-1], words[-1].removesuffix(self._END)

    def format_completion(self, item: CompletionItem[str]) -> str:
        _, typed = self.get_completion_args()
        value = item.value
        if ":" in typed and ":" in os.environ.get("COMP_WORDBREAKS", ""):
            value = value.removeprefix(typed[: typed.rindex(":") + 1])
        if item.type == "plain" and not _in_quotes(os.environ["COMP_WORDS"]):
            value = re.sub(r"([^\w@%+=:,./-])", r"\\\1", value)
        return f"{item.type},{value}"


def _in_quotes(line: str) -> bool:
    try:
        shlex.split(line)
    except ValueError as error:
        return "quotation" in str(error)
    return False


class Fish(FishComplete):
    """With all that is said of an entry, to its end: click's own script cuts it at the first comma."""

    source_template = FishComplete.source_template.replace('string split "," ', 'string split -m 1 "," ')


SHELLS = ("bash", "zsh", "fish")
for shell_class in (Bash, Fish):
    add_completion_class(shell_class)
