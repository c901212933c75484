"""Looks: what people want to see, and nothing that leaves a trace but how far they have read."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.directory import lookup
from bot.people import Role
from bot.runtime.app import App
from handlers.playground import asked, drawn, people, store
from handlers.playground.behind import Behind
from handlers.playground.board import Board
from handlers.playground.drawn import Json
from handlers.playground.people import FOUND, Member

LEADING = 3


class Looks:
    """Shows a member what they ask to see; Wrong says why they cannot."""

    def __init__(self, board: Board, behind: Behind) -> None:
        self.board = board
        self.behind = behind

    async def show(self, who: Member, what: asked.Look) -> Json:
        """Answer one request of a member."""
        match what:
            case asked.People():
                return {"people": await self._people(what.find)}
            case asked.Messages():
                return await self._messages(who, what)
            case asked.Seen():
                room = self.board.check(who, what.room)
                await self.board.database.write(lambda db: store.see(db, who.id, room))
                return {}
            case asked.Journal():
                return await self.behind.journal(who)
        raise AssertionError(f"nobody shows {what}")

    async def _people(self, find: str) -> list[Json]:
        cms = await self.board.cms()
        found = await self.board.database.read(
            lambda db: people.find(db, find) if find.strip() else _first_choice(db, cms)
        )
        return [drawn.member(one, drawn.role_of(one.id, cms)) for one in found]

    async def _messages(self, who: Member, what: asked.Messages) -> Json:
        room = self.board.check(who, what.room)
        cms = await self.board.cms()
        found, more = await self.board.database.read(lambda db: store.page(db, room, what.before))
        return {"messages": [drawn.message(one, who.id, cms) for one in found], "more": more}


def _first_choice(db: Session, cms: frozenset[str]) -> list[Member]:
    """A community manager is what one wants to be next."""
    leading = sorted(people.members(db, sorted(cms)[:LEADING]).values(), key=lambda one: one.id)
    others = [one for one in people.first(db, FOUND) if one not in leading]
    return [*leading, *others][:FOUND]


async def community_managers(app: App, workspace: str) -> frozenset[str]:
    """The ids of everybody who is community manager."""
    now = app.clock()
    holders = await app.database.read(lambda db: lookup.holders(db.connection(), Role.CM, now))
    return frozenset(one.identities[workspace] for one in holders if workspace in one.identities)
