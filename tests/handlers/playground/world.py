"""A playground inside the test's own process, and pages that speak its wire."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from pydantic import BaseModel

from bot.directory import roles
from bot.directory.lookup import find_people
from bot.people import Kind, Role
from bot.runtime import assembly, discover
from bot.runtime.clock import Clock
from bot.runtime.platform import Profile
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.sample.stage import Hired
from bot.skill import Skill
from bot.testing_model import Parrot
from bot.testing_schema import prepare
from handlers.playground import WORKSPACE, Playground
from handlers.web import Host, mounted

T = TypeVar("T")

PATIENCE = 20.0
PEOPLE = {
    "U1": ("Anna Neri", "it", "designer, Milano"),
    "U2": ("Bruno Villa", "en", "developer, Torino"),
    "U3": ("Carla Moretti", "en", "sales, Roma"),
    "U4": ("Marco Bassi", "en", "community manager, Milano"),
}


def hired(id_: str, name: str, language: str = "en", about: str = "", **more: Any) -> Hired:
    """Somebody of the invented company."""
    handle = ".".join(name.lower().split())
    profile = Profile(id_, name, handle, f"{handle}@aurora.example", "Europe/Rome", language)
    values = {field: getattr(profile, field) for field in profile.__slots__} | more
    return Hired(Profile(**values), about)


CREW = [
    *(hired(id_, name, language, about) for id_, (name, language, about) in PEOPLE.items()),
    hired("U7", "Gianni Gone", about="has left", active=False),
    hired("U8", "Gaia Guest", about="guest", kind=Kind.GUEST),
    hired("U9", "Build Bot", about="app", kind=Kind.BOT),
]


class Refusal(Exception):
    """What the server answered in the place of what was asked."""


class Page:
    """An open page; it keeps what was pushed to it."""

    def __init__(self, world: World, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.world = world
        self.socket = socket
        self.pushed: list[Mapping[str, Any]] = []
        self.hello: Mapping[str, Any] = {}

    def be(self, who: str | None, language: str | None = None) -> Mapping[str, Any]:
        """Say hello as somebody."""
        acting: dict[str, Any] = {"as": who, "language": language}
        self.hello = self.ask("hello", **acting)
        return self.hello

    def ask(self, do: str, *, key: str = "", **what: Any) -> Any:
        """Ask, and wait for the answer; Refusal with the server's words otherwise."""
        number = next(self.world.numbers)
        frame = {"nr": number, "key": key or f"key-{number:08}", "do": do, **what}
        self.world.run(self.socket.send_str(json.dumps(frame)))
        answer = self._answer(number)
        if "error" in answer:
            raise Refusal(answer["error"])
        return answer["ok"]

    def say(self, frame: str) -> Mapping[str, Any]:
        """Send anything at all; the next frame that is no push."""
        self.world.run(self.socket.send_str(frame))
        return self._answer(None)

    def _answer(self, number: int | None) -> Mapping[str, Any]:
        while True:
            frame = self._next()
            if "push" in frame:
                self.pushed.append(frame)
            elif number is None or frame["nr"] == number:
                return frame

    def _next(self) -> Mapping[str, Any]:
        async def receive() -> Any:
            return await self.socket.receive_json(timeout=PATIENCE)

        found: Mapping[str, Any] = self.world.run(receive())
        return found

    def hears(
        self, noun: str, fits: Callable[[Mapping[str, Any]], bool] = lambda _: True
    ) -> Mapping[str, Any]:
        """The first push of this noun that fits, taken away; waits for it."""
        while True:
            for one in self.pushed:
                if one["push"] == noun and fits(one):
                    self.pushed.remove(one)
                    return one
            frame = self._next()
            assert "push" in frame, frame
            self.pushed.append(frame)

    def command(self, words: str, *said: Any, room: str = "#general", **more: Any) -> Any:
        """Type a command."""
        return self.ask("command", room=room, words=words, said=list(said), **more)

    def says(self, room: str, *said: Any, **more: Any) -> Any:
        """Write something in a room; whoever is mentioned stands there as `id` and `shown`."""
        text = "".join(one if isinstance(one, str) else f"@{one['shown']}" for one in said)
        return self.ask("post", room=room, text=text, said=list(said), **more)

    def press(self, label: str, on: Mapping[str, Any], **more: Any) -> Any:
        """Press a button of a message, or of a card nobody else sees."""
        card = on.get("card") or on
        token = next(one["token"] for one in card["buttons"] if one["label"] == label)
        room, id_ = on.get("room", "#general"), on.get("id")
        return self.ask("press", room=room, message=id_, token=token, **more)

    def messages(self, room: str) -> list[Any]:
        """The last messages of a room, oldest first."""
        found: list[Any] = self.ask("messages", room=room)["messages"]
        return found

    def thank(self, whom: str, why: str = "for the patient review of the whole release") -> Any:
        """Thank somebody, and wait until it is delivered."""
        answer = self.command("/kudos", {"id": whom, "shown": "x"}, f" {why}")
        self.world.settle()
        return answer


class World:
    """An app with the skills kudos and cm and any more, its playground, a host on a free port.

    `of_skills` are their settings where they are not the default ones.
    """

    def __init__(
        self,
        folder: Path,
        *,
        crew: Sequence[Hired] = CREW,
        more: Sequence[Skill] = (),
        of_skills: Mapping[str, BaseModel] | None = None,
        **sections: Any,
    ) -> None:
        self.folder = folder
        self.runner = asyncio.Runner()
        self.numbers = itertools.count(1)
        self.pages: list[Page] = []
        self._crew = crew
        self._more = more
        self._of_skills = of_skills or {}
        self._sections = sections

    def __enter__(self) -> Self:
        skills = [*discover.load_skills(["kudos", "cm"]), *self._more]
        models = {skill.name: skill.settings() for skill in skills} | {**self._of_skills}
        keys = Path(f"{self.folder}-keys")
        secrets = Secrets(piazza_home=self.folder, piazza_keys=keys, port=0, admin_port=0)
        conf = Settings(
            skills=models,
            secrets=secrets,
            **{"company": {"name": "Officine Aurora"}, **self._sections},
        )
        database = assembly.open_store(conf)
        prepare(database, assembly.homes(skills))
        self.model = Parrot()
        self.app = assembly.assemble(conf, skills, database, Clock(), model=self.model)
        self.playground = Playground(conf)
        self.app.platforms["playground"] = self.playground
        self.host: Host = mounted(self.app, secrets)
        self.run(self._start())
        return self

    async def _start(self) -> None:
        self.client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        await self.host.start()
        await self.playground.start(self.app)
        known = [one async for page in self.playground.roster(WORKSPACE) for one in page]
        if not known and self._crew:
            await self.playground.hire(self._crew)
        await self.app.registry.fetch_roster(self.playground, WORKSPACE)
        await self.app.registry.fetch_groups(self.playground, WORKSPACE)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._stop())
        self.runner.close()
        self.app.database.close()

    async def _stop(self) -> None:
        for page in self.pages:
            await page.socket.close()
        await self.client.close()
        await self.host.stop()
        await self.app.stop_sending()
        await self.playground.stop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the world's own loop."""
        return self.runner.run(work)

    @property
    def address(self) -> str:
        """Where the playground is."""
        return f"http://127.0.0.1:{self.host.admin_port}/playground"

    def page(self, who: str | None = None, language: str | None = None) -> Page:
        """Open a page as somebody."""
        page = self.stranger()
        page.be(who, language)
        return page

    def stranger(self) -> Page:
        """Open a page and say nothing."""
        origin = f"http://127.0.0.1:{self.host.admin_port}"
        socket = self.run(self._connect(origin))
        page = Page(self, socket)
        self.pages.append(page)
        return page

    async def _connect(self, origin: str) -> aiohttp.ClientWebSocketResponse:
        return await self.client.ws_connect(f"{self.address}/wire", origin=origin)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str, bytes]:
        """Status, content type and body of something below /playground."""

        async def fetch() -> tuple[int, str, bytes]:
            async with self.client.get(f"{self.address}{path}", headers=headers) as answer:
                return answer.status, answer.content_type, await answer.read()

        return self.run(fetch())

    def fetch(self, path: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of something below /playground."""

        async def fetch() -> tuple[int, Mapping[str, str], bytes]:
            async with self.client.get(f"{self.address}{path}") as answer:
                return answer.status, answer.headers, await answer.read()

        return self.run(fetch())

    def settle(self) -> None:
        """Wait until everything on its way is delivered."""
        self.run(self.app.engine.idle())

    def grant(self, who: str) -> None:
        """Make somebody community manager."""
        now = self.app.clock()

        def change(db: Any) -> None:
            found = find_people(db.connection(), WORKSPACE, [who], now)[who]
            roles.grant(db.connection(), found.id, Role.CM, now)

        self.app.database.write_now(change)
