"""What Slack says of each workspace that has installed Piazza."""

from __future__ import annotations

import aiohttp
from slack_sdk.oauth.installation_store import Bot

from bot.runtime.assembly import open_store
from bot.runtime.router import Router
from bot.runtime.settings import Settings
from handlers.slack.checking import app_token_faults, token_faults
from handlers.slack.clients import web_client
from handlers.slack.installations import home_of, installations
from handlers.slack.workplaces import why_not


async def faults_of_all(
    conf: Settings, session: aiohttp.ClientSession, router: Router
) -> list[str]:
    """What is missing for Slack to work, a line each that begins with the workspace."""
    bots = _installed(conf)
    address = f"{conf.secrets.piazza_public_url or ''}/slack/install"
    found = [] if bots else [f"slack: no workspace has installed Piazza yet; open {address}"]
    found += await app_token_faults(conf.secrets, web_client(conf.secrets.slack_api_url, session))
    served: list[str] = []
    for bot in bots:
        home = home_of(bot)
        if why := why_not(bot, served, conf.slack.workspaces):
            found.append(f"slack:{home}: paused: {why}")
        else:
            served.append(home)
            client = web_client(conf.secrets.slack_api_url, session, bot.bot_token)
            found += await token_faults(
                conf, client, router, f"slack:{home}", f"open {address} there again"
            )
    return found


def _installed(conf: Settings) -> list[Bot]:
    database = open_store(conf)
    try:
        return installations(conf, database).all_now()
    finally:
        database.close()
