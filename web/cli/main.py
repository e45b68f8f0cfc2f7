"""The entry point of the ``guidedex`` command: subcommands, exit status and error messages."""

import io
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from corpus.problems import GuidedexError
from web.cli.subcommand import HELP
from web.parent_process import end_with_parent
from web.version import software_version

COMMANDS = {
    "build": "Read guides and build the index.",
    "serve": "Serve the search page and the JSON API.",
    "search": "Search the index.",
    "related": "Show what is related to a skill, a document or a text.",
    "gaps": "Show what the guides lack, most useful first.",
    "evaluate": "Measure the rankings against judgements.",
    "check": "Check that the index is sound and up to date.",
    "export": "Write skills, related lists, hub pages and the gap report as static files.",
    "new": "Write a guide to fill in.",
    "mcp": "Answer assistants over the Model Context Protocol.",
}
"""Subcommands with their help, in the order of ``--help``; each is a module of the same name in this package."""

EXAMPLE = """\b
Example:
  guidedex build content/guides
  guidedex search "rate limiting"
  guidedex serve
"""

COMPLETION = "_GUIDEDEX_COMPLETE"
"""Variable that click's shell completion sets: ``eval "$(_GUIDEDEX_COMPLETE=bash_source guidedex)"``."""

OK, FINDINGS, COULD_NOT_RUN = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
PIPE_CLOSED = 128 + signal.SIGPIPE


class LazySubcommands(click.Group):
    """A group that imports the module of a subcommand only when it is called, which keeps ``--help`` fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"web.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def print_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Print the version and end, where ``--version`` asks for it."""
    if is_asked:
        click.echo(f"guidedex, version {software_version()}")
        ctx.exit()


@click.group(cls=LazySubcommands, epilog=EXAMPLE, context_settings=HELP)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Show the version."
)
def cli() -> None:
    """Search, related content and a queue of content gaps for a folder of guides."""


def main() -> NoReturn:
    """Run the command line in ``sys.argv`` and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    end_with_parent()
    if COMPLETION in os.environ:
        cli.main(prog_name="guidedex")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run ``guidedex`` with ``arguments`` and return its exit status.

    0 done, 1 done with findings, 2 could not run, 130 for Ctrl-C, 141 for a closed pipe.
    """
    try:
        with cli.make_context("guidedex", list(arguments)) as context:
            status = cli.invoke(context)
        sys.stdout.flush()
        return int(status or OK)
    except click.exceptions.Exit as exit_request:
        return exit_request.exit_code
    except BrokenPipeError:
        return _pipe_closed()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        return _misused(error)
    except (GuidedexError, MemoryError, OSError) as error:
        return _could_not_run(error)


def _misused(error: click.ClickException) -> int:
    """Print what click has to say, in which an argument may be quoted."""
    from web.cli.terminal import note

    text = io.StringIO()
    error.show(text)
    note(text.getvalue().rstrip())
    return COULD_NOT_RUN


def _could_not_run(error: Exception) -> int:
    from web.cli.terminal import note

    message = str(error) or type(error).__name__
    note(f"guidedex: {message}")
    return COULD_NOT_RUN


def _pipe_closed() -> int:
    """Point standard output at /dev/null, so that the flush at exit does not fail on the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
