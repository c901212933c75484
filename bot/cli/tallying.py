"""`piazza tally`: a round is counted in a process of its own, which may be another user's."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Annotated

import typer

from bot.cli.context import opened
from bot.errors import BotError
from bot.privacy import tally as counting
from bot.privacy.keys import Destroyed, Lost
from bot.privacy.rounds import LOST
from bot.privacy.tally import Held, Tally
from bot.runtime.app import App

# After so long a job is taken for hung, and begun anew.
LONGEST = timedelta(minutes=50)
COMMAND = "from bot.cli import main; main()"


def tally(
    round_: Annotated[
        int | None, typer.Argument(metavar="ROUND", help="Its number in `piazza keys status`.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Every round whose time is over, as a timer asks for.")
    ] = False,
) -> None:
    """Close a round whose time is over: count it, publish it, destroy its keys.

    With `--due` also destroy what a tally that was broken off has left of keys. A round that can't
    be counted keeps none of the others waiting.
    """
    if (round_ is None) == (not due):
        raise typer.BadParameter("name one round, or say --due")
    with opened() as piazza:
        if round_ is not None:
            typer.echo(_counted(piazza, round_))
            return
        faults = [fault for id_ in _due(piazza) if (fault := _fault(piazza, id_))]
        sweep(piazza)
    if faults:
        raise BotError("\n".join(faults))


def _fault(piazza: App, id_: int) -> str:
    """Count a round and say what came of it; return what it can't be counted for."""
    try:
        typer.echo(_counted(piazza, id_))
    except Held as held:
        typer.echo(str(held))
    except BotError as error:
        return str(error)
    return ""


def _counted(piazza: App, id_: int) -> str:
    """Count a round, and return what came of it."""
    try:
        found = tally_of(piazza).close(id_)
    except (Destroyed, Lost) as error:
        raise BotError(f"round {id_}: {error}; `piazza keys status` says what helps") from error
    return f"round {id_}: {'lost' if found.state == LOST else 'counted, its keys are destroyed'}"


def tally_of(piazza: App) -> Tally:
    """What counts rounds in this process."""
    database = piazza.database
    keys, sealed = piazza.house.box.keys, piazza.house.sealed
    return Tally(keys, database.read_now, database.write_now, piazza.clock, sealed)


def in_a_child(id_: int) -> None:
    """Count a round in a process that has nothing else to do; BotError says what went wrong."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", COMMAND, "tally", str(id_)],
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST.total_seconds(),
        )
    except subprocess.TimeoutExpired:
        raise BotError(_why(id_, "")) from None
    if done.returncode:
        raise BotError(_why(id_, done.stderr.strip()))


def _why(id_: int, said: str) -> str:
    """What the process said; not what it did not mean to say, which may quote what people wrote."""
    if said and "Traceback" not in said:
        return said.rpartition("\n")[2]
    return f"the tally of round {id_} was broken off; `piazza tally {id_}` by hand says why"


def sweep(piazza: App) -> None:
    """Destroy what is left of keys of rounds that are over; the bot does so with its own."""
    keys = piazza.house.box.keys
    for public in piazza.database.read_now(lambda db: counting.left_behind(db.connection(), keys)):
        keys.destroy(public, piazza.clock())


def _due(piazza: App) -> list[int]:
    now = piazza.clock()
    due = piazza.database.read_now(lambda db: counting.due(db.connection(), now))
    return [one.id for one in due]
