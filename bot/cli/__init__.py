"""The `piazza` command: a file a group of sub-commands."""

from __future__ import annotations

import sys

EXIT_FAILED = 1


def main() -> None:
    """Run the command line; what is wrong is said in a line on stderr, with status 1."""
    from bot.cli.commands import app
    from bot.errors import BotError

    try:
        app()
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_FAILED)
