"""Greeting: who somebody is on the page, and all that can be done there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from bot.directory import lookup
from bot.people import Role
from bot.runtime.app import App
from bot.skill import Rule
from bot.texts import Text
from handlers.playground import asked, drawn, groups, people
from handlers.playground.board import Board
from handlers.playground.drawn import Json
from handlers.playground.people import Member
from handlers.playground.time import Time
from handlers.playground.voice import Voice, Wrong, t

REACTIONS: Final = {"tada": "🎉", "heart": "❤️", "thumbsup": "👍", "clap": "👏", "bulb": "💡"}


class Greeting:
    """Answers a hello."""

    def __init__(self, app: App, board: Board, time: Time) -> None:
        self.app = app
        self.board = board
        self.time = time

    async def greet(self, what: asked.Hello) -> tuple[Member, Json]:
        """Who is acting from now on, and what they are told."""
        cms = await self.board.cms()
        who = await self._acting(what, cms)
        if what.language is not None:
            who = await self._speaking(who, what.language)
        return who, await self._told(who, cms)

    async def _acting(self, what: asked.Hello, cms: frozenset[str]) -> Member:
        """The member asked for; somebody the page remembers from another company is nobody."""
        known = await self.member(what.who) if what.who else None
        spoken = self.app.house.company.languages
        language = what.speaks if what.speaks in spoken else spoken[0]
        who = known or await self.board.database.read(
            lambda db: people.first_speaker(db, language, cms)
        )
        if who is None:
            raise Wrong(t("wrong.empty"))
        return who

    async def member(self, id_: str) -> Member | None:
        """A member as they are now."""
        return await self.board.database.read(lambda db: people.members(db, [id_]).get(id_))

    async def _speaking(self, who: Member, language: str) -> Member:
        if language not in self.app.house.company.languages:
            raise Wrong(t("wrong.language"))
        await self.board.database.write(partial(people.speak, id_=who.id, language=language))
        changed = await self.member(who.id)
        assert changed is not None
        await self.app.registry.remember(self.board.workspace, [changed.profile])
        return changed

    async def _told(self, who: Member, cms: frozenset[str]) -> Json:
        voice = Voice(self.app, who.language)
        roles = await self._roles(who)
        company = self.app.house.company
        return {
            "you": drawn.member(who, drawn.role_of(who.id, cms)),
            "company": company.name,
            "languages": list(company.languages),
            "rooms": await self.board.rooms(who.id),
            "liveliest": await self.board.liveliest(),
            "groups": await self._groups(),
            "commands": self._commands(voice, roles),
            "shortcuts": _shortcuts(self.app.house.router.shortcuts, voice, roles),
            "menu": _shortcuts(self.app.house.router.global_shortcuts, voice, roles),
            "reactions": [
                {"name": name, "emoji": emoji, "label": voice.says(t(f"reaction.{name}"))}
                for name, emoji in REACTIONS.items()
            ],
            "listening": sorted(self.app.house.router.replies),
            "clock": self.time.shown(who.language),
            "sample": True,
        }

    async def _groups(self) -> list[Json]:
        sizes = await self.board.database.read(groups.sizes)
        return [drawn.group(team, count) for team, count in sizes]

    async def _roles(self, who: Member) -> frozenset[Role]:
        now = self.app.clock()
        found: Any = await self.app.database.read(
            lambda db: lookup.find_people(db.connection(), self.board.workspace, [who.id], now)
        )
        return found[who.id].roles if who.id in found else frozenset()

    def _commands(self, voice: Voice, roles: frozenset[Role]) -> list[Json]:
        router = self.app.house.router
        found = []
        for path, rule in sorted(router.commands.items()):
            if not rule.only or rule.only & roles:
                what = voice.says(Text(f"command.{rule.name}", {}, rule.skill))
                hint = Text(f"hint.{rule.name}", {}, rule.skill)
                said = voice.says(hint) if voice.has(rule.skill, hint.key) else ""
                found.append({"words": f"/{router.typed(path)}", "what": what, "hint": said})
        return found


def _shortcuts(rules: Mapping[str, Rule], voice: Voice, roles: frozenset[Role]) -> list[Json]:
    return [
        {"name": name, "label": voice.says(Text(f"shortcut.{name}", {}, rule.skill))}
        for name, rule in rules.items()
        if not rule.only or rule.only & roles
    ]
