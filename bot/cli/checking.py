"""`piazza check` and `piazza skills`: what is there, what is missing, how to mend it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

import typer

from bot.cli.context import configured
from bot.cli.fitting import refuse_unfit
from bot.errors import SetupError, Unreachable
from bot.insight.language import Encoder, encoder
from bot.insight.oracle.naming import lacking
from bot.outside.sending import mailer
from bot.runtime import assembly, discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.catalogue import Catalogue
from bot.runtime.comparing import unequal
from bot.runtime.router import Router
from bot.runtime.settings import Settings, config_path, read
from bot.runtime.words import Words
from bot.skill import Skill
from bot.store.status import status


def check() -> None:
    """Check settings, skills, database and platforms; say what is missing and how to mend it."""
    conf, skills = configured()
    typer.echo(f"settings   ok   {config_path(os.environ)}")
    faults = wrong_words(skills, assembly.words_of(skills, conf.company.languages))
    typer.echo(f"skills     ok   {', '.join(skill.name for skill in skills) or 'none'}")
    for line in _router(conf, skills).notes:
        typer.echo(f"commands   --   {line}")
    _check_database(conf, skills)
    faults += asyncio.run(_check_platforms(conf, _router(conf, skills)))
    faults += asyncio.run(_check_mail(conf))
    if said := unread(skills, encoder()):
        typer.echo(f"texts      --   {said}")
    _check_model(conf)
    if faults:
        raise SetupError("\n".join(faults))


def wrong_words(skills: Sequence[Skill], catalogue: Catalogue) -> list[str]:
    """What a language of a skill lacks, or says with other values; a line each."""
    return [
        f"{skill.name}: {fault}" for skill in skills for fault in unequal(catalogue.of(skill.name))
    ]


def _check_database(conf: Settings, skills: list[Skill]) -> None:
    database = assembly.open_store(conf)
    try:
        for one in status(database, assembly.homes(skills)):
            if one.state == "newer":
                newer = "the database is newer than this program; update Piazza"
                raise SetupError(f"{one.name}: {newer}")
        refuse_unfit(conf, skills, database)
    finally:
        database.close()
    typer.echo(f"database   ok   {database.kind}")


async def _check_platforms(conf: Settings, router: Router) -> list[str]:
    names = connected(conf)
    if not names:
        typer.echo("platforms  --   none connected: `piazza run` opens the playground")
    faults: list[str] = []
    for name in names:
        platform = discover.load_platform(name, conf)
        found = await platform.check(router)
        typer.echo(f"{name:<10} {'!!' if found else 'ok'}")
        faults += found
    return faults


async def _check_mail(conf: Settings) -> list[str]:
    """Connect to the mail server and log in, if there is one; no letter is sent."""
    post = mailer(conf.mail, conf.secrets)
    if post is None:
        return []
    faults: list[str] = []
    try:
        await post.check()
    except Unreachable as error:
        words = Words(assembly.words_of([], ("en",)), "en", conf.company.zone, "bot")
        faults = [f"mail: {words.plain(error.text)}"]
    typer.echo(f"mail       {'!!' if faults else 'ok'}   {conf.mail.host}:{conf.mail.port}")
    return faults


def unread(skills: Sequence[Skill], coder: Encoder) -> str:
    """What is told less well where texts can only be compared by their words; "" if nothing is."""
    names = [one.name for one in skills if one.teacher is not None]
    if coder.understands or not names:
        return ""
    return f"{', '.join(names)}: read by words alone, without the extra 'language': make language"


def _check_model(conf: Settings) -> None:
    """Say which model is asked, if any; it is not asked anything, for that may cost something."""
    if said := lacking(conf.secrets):
        typer.echo(f"model      --   {said}")
    elif model := conf.secrets.openai_model:
        typer.echo(f"model      ok   {model}")


def _router(conf: Settings, skills: Sequence[Skill]) -> Router:
    """What the skills offer here; its notes say which commands can't have their names."""
    taken = discover.taken(connected(conf))
    return Router([built_in, *skills], conf.commands, taken, conf.skills)


def connected(conf: Settings) -> list[str]:
    """The platforms there are credentials for."""
    mine = conf.secrets
    there = {
        "slack": mine.slack_bot_token or mine.slack_client_id,
        "teams": mine.teams_app_id or mine.teams_insecure_no_auth,
    }
    return [name for name, credentials in there.items() if credentials]


def skills() -> None:
    """List the installed skills, and which of them app.yaml switches on."""
    document = read(config_path(os.environ))
    for name, point in sorted(discover.installed(discover.SKILLS).items()):
        on = "on " if name in document.skill_names else "off"
        typer.echo(f"{on}  {name:<12} {point.value}")
    for line in _router(*configured()).notes:
        typer.echo(f"--   {line}")
