"""The `piazza` command: a file a group of sub-commands."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import TyperException

EXIT_FAILED, EXIT_INTERRUPTED = 1, 130


def main() -> None:
    """Run the command line; what is wrong is said in a line on stderr, with status 1 or 2."""
    try:
        _run()
    except KeyboardInterrupt:
        # Whoever pressed Ctrl-C knows why it ends, also while the program is still loading.
        sys.exit(EXIT_INTERRUPTED)


def _run() -> None:
    import typer

    from bot.cli.commands import command
    from bot.errors import BotError
    from bot.runtime import logs

    # A command speaks for itself; `run`, which has nobody to speak to, turns the logs on.
    logs.configure(level=logging.ERROR)
    try:
        sys.exit(command(prog_name="piazza", standalone_mode=False))
    except BotError as error:
        _fail(str(error), EXIT_FAILED)
    except typer.Abort:
        _fail("nothing was done", EXIT_FAILED)
    except typer.TyperException as error:
        _fail(_wrong_use(error), error.exit_code)


def _fail(line: str, status: int) -> None:
    sys.stderr.write(f"{line}\n" if line else "")
    sys.exit(status)


def _wrong_use(error: TyperException) -> str:
    """One line, where Typer would draw a box; nothing when the help has been shown instead."""
    said = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    place = context.command_path if context else "piazza"
    return f"{place}: {said}; see `{place} --help`" if said else ""
