"""`piazza slack`: what Slack needs to know of us."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml

from bot.cli.context import configured
from bot.runtime import assembly, discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.router import Router
from bot.runtime.words import Words

slack = typer.Typer(help="Slack.", no_args_is_help=True)


@slack.callback()
def _group() -> None:
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
    conf, skills = configured()
    catalogue = assembly.words_of(skills, conf.company.languages)
    words = Words(catalogue, conf.company.languages[0], conf.company.zone, "bot")
    router = Router([built_in, *skills], conf.commands, discover.taken(["slack"]))
    made = discover.installed(discover.PLATFORMS)["slack"].load().manifest(router, words, url)
    typer.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True), nl=False)
