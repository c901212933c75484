"""Installations: the workspaces in which somebody has installed Piazza, and their tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.runtime.settings import Settings
from bot.store.database import Database
from bot.store.turns import take_turn
from handlers.slack.vault import Sealed, Vault


def home_of(bot: Bot) -> str:
    """The id of the workspace, or of the organisation where it is installed for all of it."""
    return str((bot.enterprise_id if bot.is_enterprise_install else bot.team_id) or "")


def installations(conf: Settings, database: Database) -> Installations:
    """Those of the app whose credentials the environment holds."""
    assert conf.secrets.slack_client_id is not None
    return Installations(database, conf.secrets.slack_client_id, Vault(conf.secrets.piazza_keys))


class Installations:
    """Slack's own store of installations, in jobs of our database, with sealed tokens.

    Only what belongs to the bot is kept: who installed it, and any rights of theirs, are not.
    """

    def __init__(self, database: Database, client_id: str, vault: Vault) -> None:
        self._database = database
        self._client_id = client_id
        self._vault = vault

    async def all(self) -> list[Bot]:
        """Every installation there is or was, oldest first; without a token once it has ended."""
        return await self._database.read(lambda db: self._all(self._store(db)))

    def all_now(self) -> list[Bot]:
        """`all` for code without an event loop; none where the schema is not up to date yet."""

        def found(db: Session) -> list[Bot]:
            store = self._store(db)
            there = sa.inspect(db.connection()).has_table(store.bots.name)
            return self._all(store) if there else []

        return self._database.read_now(found)

    async def save(self, bot: Bot, allowed: Callable[[Sequence[str]], bool]) -> bool:
        """Keep an installation instead of an earlier one; False unless it is `allowed`.

        That is asked with the ids of all the others, and nobody else is let in meanwhile.
        """

        def keep(db: Session) -> bool:
            take_turn(db.connection(), "slack/installations")
            store = self._store(db)
            if not allowed([one for one in map(home_of, self._all(store)) if one != home_of(bot)]):
                return False
            store.delete_bot(enterprise_id=bot.enterprise_id, team_id=bot.team_id)
            store.save_bot(bot)
            return True

        return await self._database.write(keep)

    async def end(self, home: str) -> None:
        """Erase an installation's token; that it was there is still known."""

        def erase(db: Session) -> None:
            bots = self._store(db).bots
            ours = bots.c.client_id == self._client_id
            this = sa.case(
                (bots.c.is_enterprise_install, bots.c.enterprise_id), else_=bots.c.team_id
            )
            empty = {"bot_token": None, "bot_refresh_token": None}
            db.connection().execute(sa.update(bots).where(ours, this == home).values(empty))

        await self._database.write(erase)

    def _all(self, store: _Store) -> list[Bot]:
        query = store.bots.select().where(store.bots.c.client_id == self._client_id)
        rows = store.connection.execute(query.order_by(store.bots.c.id)).mappings()
        return [store.build_bot_entity(row) for row in rows]

    def _store(self, db: Session) -> _Store:
        return _Store(self._client_id, db.connection(), self._vault)


class _Store(SQLAlchemyInstallationStore):
    """Works in a transaction that is under way: on SQLite all writing is one thread's."""

    def __init__(self, client_id: str, connection: Connection, vault: Vault) -> None:
        super().__init__(client_id, _UnderWay(connection))  # type: ignore[arg-type]
        self.connection = connection
        for name in ("bot_token", "bot_refresh_token"):
            self.bots.c[name].type = Sealed(vault)


class _UnderWay:
    """What the store takes for an engine."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self._connection

    connect = begin
