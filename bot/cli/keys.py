"""`piazza keys`: the keys of rounds of sealed ballots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import configured, opened
from bot.cli.tallying import tally_of
from bot.privacy import rounds
from bot.privacy.keys import RoundKeys
from bot.privacy.rounds import LOST, TALLIED, Round
from bot.runtime.app import App

app = typer.Typer(help="The keys of rounds of sealed ballots.", no_args_is_help=True)


@app.command()
def status() -> None:
    """List every round: whether it is open, when it closes, and where its keys stand."""
    with opened() as piazza:
        for line in piazza.database.read_now(lambda db: list(_lines(piazza, db))):
            typer.echo(line)


@app.command()
def make(
    count: Annotated[int, typer.Argument(help="For so many rounds to come.", min=1, max=1000)] = 10,
) -> None:
    """Make keys for rounds to come, where another user than the bot's counts the ballots."""
    conf, _ = configured()
    keys = RoundKeys(conf.secrets.piazza_keys)
    keys.make(count)
    typer.echo(f"{keys.tally}: {count} more {'pair' if count == 1 else 'pairs'} of keys")


@app.command()
def lost(
    round_: Annotated[int, typer.Argument(metavar="ROUND", help="Its number in the list.")],
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
) -> None:
    """Declare a round lost whose key is lost: its answers are deleted, nobody can read them."""
    with opened() as piazza:
        tally_of(piazza).keyless(round_)
        if not yes:
            typer.confirm(f"Delete the answers to round {round_} unread?", abort=True)
        tally_of(piazza).give_up(round_)
    typer.echo(f"round {round_} is lost; its answers were deleted unread")


def _lines(piazza: App, db: Session) -> Iterator[str]:
    keys = piazza.house.box.keys
    yield f"{keys.tally.parent}"
    there_were = rounds.every(db.connection())
    yield from _to_come(keys, {one.public_key for one in there_were})
    for found in there_were:
        name = f"{found.skill} {found.kind}" if found.kind != found.skill else found.skill
        day = f"{found.closed or found.closes:%Y-%m-%d %H:%M} UTC"
        yield f"{found.id:>6}  {name:<24} {found.state:<8} {day}  {_state(found, keys)}"
    if not there_were:
        yield "there was no round yet"


def _to_come(keys: RoundKeys, used: set[bytes]) -> Iterator[str]:
    """How many pairs of keys wait; none is no fault where they are made when a round opens."""
    if count := keys.left(used):
        yield f"{count} {'pair' if count == 1 else 'pairs'} of keys for rounds to come"
    elif not keys.can_make:
        yield "no keys for a round to come; whoever counts makes some with `piazza keys make`"


def _state(round_: Round, keys: RoundKeys) -> str:
    """Where the keys of a round stand, and what to do where that is wrong."""
    public = round_.public_key
    if round_.state in (TALLIED, LOST):
        return "keys not destroyed yet" if keys.remain(public) else "keys destroyed"
    if keys.is_destroyed(public):
        return f"keys destroyed: counted before this copy; `piazza keys lost {round_.id}` ends it"
    if not keys.has_pepper(public):
        return "takes no answers: its pepper is gone; put PIAZZA_KEYS back"
    if keys.has_private(public):
        return "key here"
    if keys.is_kept(public):
        return "key here, readable by another user only"
    return f"key gone: put PIAZZA_KEYS back, or end it with `piazza keys lost {round_.id}`"
