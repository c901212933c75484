"""`piazza people`: who is known."""

from __future__ import annotations

import asyncio

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli import accounts, importing
from bot.cli.apart import keep_apart
from bot.cli.checking import connected
from bot.cli.context import opened
from bot.directory.tables import identity, person
from bot.errors import BotError
from bot.runtime import discover
from bot.runtime.app import App
from bot.runtime.platform import DeliveryError

app = typer.Typer(help="Who is known.", no_args_is_help=True)
app.command("import")(importing.import_)
app.command()(accounts.join)
app.command()(accounts.split)


@app.command("list")
def list_() -> None:
    """List everybody: id, name, e-mail address, language, zone, accounts, what they are."""
    with opened() as piazza:
        for line in piazza.database.read_now(_lines):
            typer.echo(line)


@app.command()
def sync() -> None:
    """Fetch everybody from the connected platforms now; the running bot does so every day."""
    with opened() as piazza:
        names = connected(piazza.house.conf)
        if not names:
            raise BotError("no platform is connected: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
        keep_apart(piazza.database, names)
        for name in names:
            count = asyncio.run(_fetch(piazza, name))
            typer.echo(f"{name}: {count} accounts")


async def _fetch(piazza: App, name: str) -> int:
    platform = discover.load_platform(name, piazza.house.conf)
    await platform.start(piazza, listen=False)
    try:
        return sum(
            [await piazza.registry.fetch_roster(platform, one) for one in platform.workspaces]
        )
    except DeliveryError as error:
        raise BotError(f"{name}: {error.reason}; `piazza check` says how to mend it") from error
    finally:
        await platform.stop()


def _lines(db: Session) -> list[str]:
    theirs: dict[int, list[str]] = {}
    for one in db.execute(select(identity).order_by(identity.c.workspace, identity.c.id)):
        shown = f"{one.workspace}/{one.id}{'' if one.active else ' (closed)'}"
        theirs.setdefault(one.person_id, []).append(shown)
    rows = db.execute(select(person).order_by(person.c.name))
    return [
        f"{row.id:>6}  {row.name:<30} {row.email:<34} {row.language:<4} {row.zone:<20} "
        f"{', '.join(theirs.get(row.id, ['-']))} {row.kind}{'' if row.active else ' (left)'}"
        for row in rows
    ]
