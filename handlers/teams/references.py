"""References: the conversations Piazza is in, stored so that it can write first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory.tables import identity, person
from bot.people import Kind
from bot.store.database import Database
from bot.store.tables import insert_new
from handlers.teams.tables import teams_chat, teams_place

# How many are remembered as stored already, so that not every message writes.
KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, and the address that takes what is meant for it."""

    conversation: str
    service_url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or a group chat; a chat has neither a team nor a name."""

    conversation: str
    service_url: str
    team: str = ""
    name: str = ""


class References:
    """The conversations of one workspace."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace
        self._stored: set[object] = set()

    async def chat_of(self, user: str) -> Chat | None:
        """Somebody's own conversation with the bot."""
        mine = teams_chat.c.workspace == self._workspace, teams_chat.c.user_id == user
        query = sa.select(teams_chat.c.conversation, teams_chat.c.service_url).where(*mine)
        row = await self._database.read(lambda db: db.execute(query).first())
        return Chat(row.conversation, row.service_url) if row else None

    async def keep_chat(self, user: str, chat: Chat) -> None:
        """Store somebody's conversation; of who is not known yet, nothing."""
        if (user, chat) in self._stored:
            return
        values = {"conversation": chat.conversation, "service_url": chat.service_url}
        known = sa.select(
            identity.c.workspace, identity.c.id, *(sa.literal(one) for one in values.values())
        ).where(identity.c.workspace == self._workspace, identity.c.id == user)
        insert = sa.insert(teams_chat).from_select(["workspace", "user_id", *values], known)

        def keep(db: Session) -> bool:
            self._drop_chat(db, user)
            return bool(db.connection().execute(insert).rowcount)

        if await self._database.write(keep):
            self._note((user, chat))

    async def drop_chat(self, user: str) -> None:
        """Forget somebody's conversation: they removed the app."""
        self._stored.clear()
        await self._database.write(lambda db: self._drop_chat(db, user))

    def _drop_chat(self, db: Session, user: str) -> None:
        mine = teams_chat.c.workspace == self._workspace, teams_chat.c.user_id == user
        db.execute(sa.delete(teams_chat).where(*mine))

    async def keep_places(self, places: Sequence[Place]) -> None:
        """Store channels and group chats, new or renamed."""
        fresh = {one.conversation: one for one in places if one not in self._stored}
        if not fresh:
            return
        rows = [_row(self._workspace, one) for one in fresh.values()]

        def keep(db: Session) -> None:
            db.execute(sa.delete(teams_place).where(*self._these(list(fresh))))
            db.execute(sa.insert(teams_place), rows)

        await self._database.write(keep)
        for one in fresh.values():
            self._note(one)

    async def notice(self, place: Place) -> None:
        """Store where something was said, unless it is stored with more than that tells."""
        if place not in self._stored:
            row = _row(self._workspace, place)
            await self._database.write(
                lambda db: db.execute(insert_new(db.connection(), teams_place), row)
            )
            self._note(place)

    async def drop_places(self, *conversations: str) -> None:
        """Forget channels and chats the bot was removed from; with a team, all its channels."""
        self._stored.clear()
        gone = sa.or_(
            teams_place.c.conversation.in_(conversations), teams_place.c.team.in_(conversations)
        )
        ours = teams_place.c.workspace == self._workspace
        await self._database.write(lambda db: db.execute(sa.delete(teams_place).where(ours, gone)))

    async def places(self) -> list[Place]:
        """Every channel and group chat, in a lasting order."""
        query = sa.select(teams_place).where(teams_place.c.workspace == self._workspace)
        ordered = query.order_by(teams_place.c.conversation)
        rows = await self._database.read(lambda db: db.execute(ordered).all())
        return [Place(row.conversation, row.service_url, row.team, row.name) for row in rows]

    async def names(self, users: Sequence[str]) -> Mapping[str, str]:
        """The names of people by their ids."""
        mine = identity.c.workspace == self._workspace, identity.c.id.in_(users)
        query = sa.select(identity.c.id, person.c.name).join(person).where(*mine)
        rows = await self._database.read(lambda db: db.execute(query).all())
        return {row.id: row.name for row in rows}

    async def listed(self, most: int) -> Mapping[str, str]:
        """The names of all who are here, by their ids, in order; of none where they are more."""
        here = identity.c.workspace == self._workspace, person.c.active
        members = person.c.kind == Kind.MEMBER
        query = sa.select(identity.c.id, person.c.name).join(person).where(*here, members)
        ordered = query.order_by(person.c.name, identity.c.id).limit(most + 1)
        rows = await self._database.read(lambda db: db.execute(ordered).all())
        return {row.id: row.name for row in rows} if len(rows) <= most else {}

    async def service_url(self, conversation: str = "") -> str | None:
        """The address for a conversation, or else one that holds for the tenant."""
        query = _address(self._workspace, conversation)
        row = await self._database.read(lambda db: db.execute(query).first())
        return row[0] if row else None

    def _these(self, conversations: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
        ours = teams_place.c.workspace == self._workspace
        return ours, teams_place.c.conversation.in_(conversations)

    def _note(self, stored: object) -> None:
        if len(self._stored) >= KNOWN:
            self._stored.clear()
        self._stored.add(stored)


def _row(workspace: str, place: Place) -> Mapping[str, str]:
    return {
        "workspace": workspace,
        "conversation": place.conversation,
        "team": place.team,
        "name": place.name[:200],
        "service_url": place.service_url,
    }


def _address(workspace: str, conversation: str) -> sa.Select[str]:
    both = sa.union_all(
        *(
            sa.select(
                table.c.service_url, (table.c.conversation == conversation).label("right")
            ).where(table.c.workspace == workspace)
            for table in (teams_place, teams_chat)
        )
    ).subquery()
    return sa.select(both.c.service_url).order_by(both.c.right.desc()).limit(1)
