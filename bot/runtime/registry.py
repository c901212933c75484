"""The registry: keeps the people and groups that platforms tell of, but those to be forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory import audit, groups
from bot.directory.audit import Why
from bot.directory.forgotten import ADDRESS, addressed, left
from bot.directory.roles import appoint_first, end_of_leavers
from bot.directory.roster import Defaults, remember
from bot.runtime.house import House
from bot.runtime.incoming import Called, Chosen, Picked, Pressed, Submitted
from bot.runtime.interaction import Interaction, Unknown
from bot.runtime.platform import DeliveryError, Platform, Profile
from bot.store.database import Database

log = structlog.get_logger("piazza.app")

# So many unknown members of groups, or people whom a form names, are looked up one by one.
STRANGERS = 50

# What somebody does of their own will; a home opens by itself, and who reacts means others.
BY_CHOICE = (Called, Pressed, Submitted, Picked, Chosen)


class Registry:
    """Whom this company's Piazza knows."""

    def __init__(
        self,
        house: House,
        database: Database,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
    ) -> None:
        self.house = house
        self.database = database
        self.platforms = platforms
        self.clock = clock

    async def meet(self, interaction: Interaction, unknown: Unknown) -> None:
        """Look people and groups up on their platform; say who is nobody all the same.

        Or bring in whatever else was missing.
        """
        event = interaction.event
        if unknown.loads:
            await asyncio.to_thread(self.house.load, interaction.rule.skill)
            return
        if unknown.channels:
            await self._ask_for(interaction, unknown.channels)
            return
        interaction.nobody = frozenset(unknown.ids | unknown.groups)
        if event.stranger:
            return
        platform, kept = self.platforms[event.workspace.partition(":")[0]], set[str]()
        if unknown.ids:
            wanted = _some(unknown.ids, event.user)
            profiles = await platform.look_up(event.workspace, wanted)
            asks = event.user if isinstance(event.what, BY_CHOICE) else ""
            kept = await self.remember(event.workspace, profiles, asks=asks)
            interaction.forgotten = frozenset({one.id for one in profiles} - kept)
        if unknown.groups:
            kept |= await self.fetch_groups(platform, event.workspace)
        interaction.nobody -= kept

    async def _ask_for(self, interaction: Interaction, channels: Sequence[str]) -> None:
        """Ask whether Piazza may post in some channels; where nobody can tell, that shows later."""
        workspace = interaction.event.workspace
        platform = self.platforms[workspace.partition(":")[0]]
        for one in channels:
            try:
                interaction.postable[one] = await platform.can_post(workspace, one)
            except DeliveryError as error:
                log.warning("channel_not_asked", reason=error.reason)
                interaction.postable[one] = True

    async def remember(
        self, workspace: str, profiles: Sequence[Profile], *, asks: str = ""
    ) -> set[str]:
        """Keep a page of people, but those who were forgotten; return the ids of those kept.

        `asks` is the id of somebody who uses Piazza of their own will: they may come back.
        """
        conf = self.house.conf
        defaults = Defaults(conf.company.languages, conf.company.zone)

        def keep(db: Session) -> set[str]:
            connection = db.connection()
            welcome = self._not_forgotten(connection, workspace, profiles, asks)
            remember(connection, workspace, welcome, defaults, self.clock())
            if not all(one.active for one in welcome):
                self._end_roles(connection, workspace)
            for role, named in conf.roles.first.items():
                appoint_first(connection, role, named, self.clock())
            return {one.id for one in welcome}

        return await self.database.write(keep)

    def _end_roles(self, db: Connection, workspace: str) -> None:
        for one in end_of_leavers(db):
            why = Why(one.role, one.person_id)
            audit.note(db, self.clock(), workspace, None, audit.LEFT, why)

    def _not_forgotten(
        self, db: Connection, workspace: str, profiles: Sequence[Profile], asks: str
    ) -> list[Profile]:
        back = [one for one in profiles if one.id == asks]
        known = [(workspace, one.id) for one in back]
        self.house.forgotten.let_back(db, known)
        ids = self.house.forgotten.among(db, workspace, [one.id for one in profiles])
        named = {one.id: addressed(one.email, one.name) for one in profiles if one.email}
        addresses = self.house.forgotten.among(db, ADDRESS, named.values())
        closed = [one.id for one in profiles if not one.active]
        ids |= self.house.forgotten.among(db, left(workspace), closed)
        return [
            one for one in profiles if one.id not in ids and named.get(one.id, "") not in addresses
        ]

    async def fetch_roster(self, platform: Platform, workspace: str) -> int:
        """Keep everybody a platform tells of; return how many they are."""
        count = 0
        async for page in platform.roster(workspace):
            await self.remember(workspace, page)
            count += len(page)
        return count

    async def fetch_groups(self, platform: Platform, workspace: str) -> set[str]:
        """Keep every group a platform tells of; return their ids."""
        told = await platform.groups(workspace)
        strange = await self.database.read(
            lambda db: groups.unknown_members(db.connection(), workspace, told)
        )
        # A few who joined today; with more unknown than that, the roster is still to come.
        some = sorted(strange)[:STRANGERS]
        if some:
            await self.remember(workspace, await platform.look_up(workspace, some))
        await self.database.write(lambda db: groups.keep(db.connection(), workspace, told))
        return {group.id for group in told}


def _some(ids: Set[str], asker: str) -> set[str]:
    """Those to be looked up, the asker in any case: a form may name any number."""
    return set(sorted(ids - {asker})[:STRANGERS]) | (ids & {asker})
