"""The floor: Bolt alone, storing the rows a thank-you needs by SQLAlchemy Core, as a program.

It checks nothing, looks nobody up and sends nothing; the rows and the group commit are ours. With
`--bare` it stores nothing, either.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvloop
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.orm import Session

import bot
from bot.delivery.tables import delivery, inbox
from bot.directory.roster import Defaults, remember
from bot.directory.tables import identity
from bot.runtime import logs
from bot.runtime.platform import Profile
from bot.store.database import Database, open_database
from bot.store.migrate import upgrade
from skills.kudos import skill
from skills.kudos.model import Kudos, Recipient
from tests.bench.serving import serve
from tests.bench.world import APP, PEOPLE, WORKSPACE

Body = Mapping[str, Any]

_inbox = sa.insert(inbox)
_kudos = sa.insert(Kudos.__table__).returning(Kudos.__table__.c.id)
_recipient = sa.insert(Recipient.__table__)
_delivery = sa.insert(delivery)


def main() -> None:
    """Serve until SIGTERM; the port is printed first."""
    logs.configure(level=logging.ERROR)
    database = open_database(sys.argv[1])
    upgrade(database, {"core": Path(bot.__file__).parent, skill.name: skill.home})
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(database, database.write_now(_people)))
    database.close()


def _people(db: Session) -> dict[str, int]:
    profiles = [Profile(one.id, one.real_name, one.name) for one in PEOPLE]
    remember(
        db.connection(), WORKSPACE, profiles, Defaults(["en"], "Europe/Rome"), datetime.now(UTC)
    )
    return {row.id: row.person_id for row in db.execute(sa.select(identity))}


async def _serve(database: Database, people: Mapping[str, int]) -> None:
    bolt, bare = _bolt(), "--bare" in sys.argv

    @bolt.command("/kudos")
    async def kudos(ack: AsyncAck, body: Body) -> None:
        mention, _, why = body["text"].partition("> ")
        to, _, name = mention.removeprefix("<@").partition("|")
        if not bare:
            store = partial(
                _store, body=body, giver=people[body["user_id"]], to=people[to], why=why
            )
            await database.write(store)
        await ack(response_type="ephemeral", text=f"You thanked {name}.", blocks=_blocks(to))

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    await serve([web.post("/slack/events", events)])


def _bolt() -> AsyncApp:
    who = AuthorizeResult(
        enterprise_id=None, team_id=APP.team, bot_user_id=APP.user, bot_token=APP.bot_token
    )

    async def authorize(**_: object) -> AuthorizeResult:
        return who

    return AsyncApp(
        signing_secret=APP.signing_secret,
        authorize=authorize,
        process_before_response=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


def _store(db: Session, body: Body, giver: int, to: int, why: str) -> None:
    connection, now = db.connection(), datetime.now(UTC)
    connection.execute(_inbox, {"source": WORKSPACE, "key": body["trigger_id"], "at": now})
    thanks = {"giver": giver, "message": why, "value": "", "given": now, "shown": now}
    thanks |= {"workspace": WORKSPACE, "private": False, "anonymous": False, "gist": ""}
    kudos_id = connection.execute(_kudos, thanks).scalar_one()
    connection.execute(_recipient, {"kudos_id": kudos_id, "person_id": to})
    card = _letter(body, giver, to, why, kudos_id)
    rows: list[dict[str, Any]] = [
        {"channel": "#kudos", "person_id": None, "params": {"card": card}, "position": 0},
        {"channel": None, "person_id": to, "params": {"card": card}, "position": 1},
    ]
    common = {
        "workspace": WORKSPACE,
        "lane": 0,
        "kind": "kudos",
        "about": f"kudos:{kudos_id}",
        "state": "pending",
        "not_before": now,
        "made": now,
    }
    connection.execute(_delivery, [{"id": uuid.uuid4(), **common, **row} for row in rows])


def _letter(body: Body, giver: int, to: int, why: str, kudos_id: int) -> dict[str, Any]:
    who = {"p": [giver, body["user_name"], {WORKSPACE: body["user_id"]}]}
    whom = {"p": [to, body["user_name"], {WORKSPACE: body["user_id"]}]}
    return {
        "room": "kudos",
        "text": {"t": ["given", {"giver": who, "to": [whom]}, ""]},
        "quote": why,
        "buttons": [[{"t": ["cheer", {}, ""]}, "kudos.cheer", kudos_id]],
        "about": kudos_id,
    }


def _blocks(to: str) -> list[dict[str, Any]]:
    words = [{"type": "text", "text": "You thanked "}, {"type": "user", "user_id": to}]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]},
    ]


if __name__ == "__main__":
    main()
