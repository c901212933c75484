"""All sub-commands, put together."""

from __future__ import annotations

import typer

from bot.cli import checking, db, people, platforms, rights, roles, schedule

app = typer.Typer(
    name="piazza",
    help="A self-hosted chat bot that brings a company together.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(db.app, name="db")
app.add_typer(roles.app, name="roles")
app.add_typer(people.app, name="people")
app.add_typer(schedule.app, name="schedule")
app.add_typer(platforms.slack, name="slack")
app.command("check")(checking.check)
app.command("skills")(checking.skills)
app.command("knows")(rights.knows)
app.command("forget")(rights.forget)


@app.command()
def run() -> None:
    """Run Piazza: connect, answer, send what is due."""
    # Loaded here: the other commands need neither the web host nor the platforms.
    from bot.cli.running import run as start

    start()
