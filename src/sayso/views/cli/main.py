"""The commands, in the order of use. Results on standard output, progress and errors on standard error."""

from __future__ import annotations

import click

from sayso import __version__
from sayso.views.cli import across, briefs, exports, follow, imports, lake, machine, mcp, reads, room, talks, told
from sayso.views.cli.command import SETTINGS, Group

SECTIONS = {
    "Read and build": (reads.demo, reads.read, reads.build, follow.watch),
    "Look": (room.serve, briefs.brief, told.names, talks.talks, talks.issues, told.timeline, follow.versions, across.trace, across.links),
    "Judge": (across.judge, imports.import_annotations, briefs.dates),
    "Out": (room.publish, exports.export, mcp.mcp),
    "Past one machine": (lake.lake_command, lake.stories_command, lake.pull_command),
    "This machine": (machine.doctor, machine.verify, machine.schema, machine.completion, machine.man),
}


@click.group(cls=Group, sections=SECTIONS, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="sayso")
def main() -> None:
    """Every claim, and on whose say-so.

    sayso reads the reports of one unfolding story and keeps a ledger of attributed statements: who is said to have
    said what, in which exact words. Begin with `sayso demo`; each command explains itself with --help.

    Results go to standard output, failures and progress to standard error. With --json results are JSON, and each failure is an object
    on a line: {"error": {"path", "kind", "message"}}.
    """
