"""All sub-commands, put together."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli import (
    checking,
    db,
    exporting,
    keys,
    people,
    platforms,
    rights,
    roles,
    sampling,
    scaffold,
    schedule,
    schooling,
    taking,
    tallying,
    undelivered,
)

app = typer.Typer(
    name="piazza",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(db.app, name="db")
app.add_typer(roles.app, name="roles")
app.add_typer(people.app, name="people")
app.add_typer(schedule.app, name="schedule")
app.add_typer(keys.app, name="keys")
app.add_typer(platforms.slack, name="slack")
app.add_typer(platforms.teams, name="teams")
app.command("check")(checking.check)
app.command("skills")(checking.skills)
app.command("new-skill")(scaffold.new_skill)
app.command("sample")(sampling.sample)
app.command("export")(exporting.export)
app.command("import")(taking.take)
app.command("train")(schooling.train)
app.command("judge")(schooling.judge_)
app.command("tally")(tallying.tally)
app.command("undelivered")(undelivered.undelivered)
app.command("knows")(rights.knows)
app.command("forget")(rights.forget)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"piazza {version('piazza-bot')}")
        raise typer.Exit


@app.callback()
def piazza(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show it, and end."),
    ] = False,
) -> None:
    """A self-hosted chat bot that brings a company together."""


@app.command()
def worker() -> None:
    """Plan and send beside `piazza run`, on PostgreSQL; as many of these as you like."""
    from bot.cli.running import work

    work()


@app.command()
def run(
    playground: Annotated[
        bool, typer.Option("--playground", help="Open the playground, whatever is connected.")
    ] = False,
    reload: Annotated[
        bool, typer.Option("--reload", help="Start again at each change of code, words, settings.")
    ] = False,
) -> None:
    """Run Piazza: connect, answer, send what is due; with nothing to connect to, a playground."""
    # Loaded here: the other commands need neither the web host nor the platforms.
    if reload:
        from bot.cli.reloading import run as keep_running

        keep_running()
        return
    from bot.cli.running import run as start

    start(playground=playground)


# Put together once: for each call anew would take longer than many commands do.
command = typer.main.get_command(app)
