"""`piazza slack` and `piazza teams`: what these have to know of us."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zipfile import is_zipfile

import typer
import yaml

from bot.cli.context import configured
from bot.errors import SetupError
from bot.runtime import assembly, discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.catalogue import Catalogue
from bot.runtime.router import Router
from bot.runtime.settings import Settings
from bot.runtime.words import Words

slack = typer.Typer(help="Slack.", no_args_is_help=True)
teams = typer.Typer(help="Microsoft Teams.", no_args_is_help=True)


@slack.callback()
def _slack() -> None:
    """Slack."""


@slack.command()
def manifest(
    url: Annotated[
        str, typer.Option(help="The public address, for HTTP; without it, Socket Mode.")
    ] = "",
) -> None:
    """Print the app manifest to paste into Slack's "Create an app"."""
    if url and not url.startswith(("https://", "http://")):
        raise typer.BadParameter("begin it with https://", param_hint="--url")
    conf, router, catalogue = _installed("slack")
    words = Words(catalogue, conf.company.languages[0], conf.company.zone, "bot")
    made = _platform("slack").manifest(router, words, url)
    typer.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True), nl=False)


@teams.callback()
def _teams() -> None:
    """Microsoft Teams."""


@teams.command()
def package(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("piazza-teams.zip"),
) -> None:
    """Write the app package to upload in the Teams admin center."""
    made = _platform("teams").package(*_installed("teams"), datetime.now(UTC))
    done = "replaced" if file.exists() else "written"
    if file.is_file() and not is_zipfile(file):
        raise SetupError(f"{file}: is no package, and is left as it is; name another file")
    try:
        file.write_bytes(made.data)
    except OSError as error:
        raise SetupError(
            f"{file}: can't be written ({error.strerror}); name another file"
        ) from error
    typer.echo(f"{file}: {done}")
    typer.echo("\n".join(made.notes))


def _installed(name: str) -> tuple[Settings, Router, Catalogue]:
    """The settings, and what the skills offer on a platform, with their words."""
    conf, skills = configured()
    router = Router([built_in, *skills], conf.commands, discover.taken([name]), conf.skills)
    return conf, router, assembly.words_of(skills, conf.company.languages)


def _platform(name: str) -> Any:
    return discover.installed(discover.PLATFORMS)[name].load()
