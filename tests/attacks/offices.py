"""Offices: a bot on each platform, inside the test's process, whose people answer in confidence."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from aiohttp import ClientSession
from sqlalchemy.orm import Session

from bot import Role, Skill
from bot.directory import roles
from bot.directory.lookup import find_people
from bot.runtime.app import App
from bot.runtime.incoming import Submitted
from bot.testing import Member, Team
from handlers.web import Host
from tests.attacks.spill import Spill

T = TypeVar("T")


class Office(ABC):
    """`manager` and `others` are words for its people; what comes back to them is spilled."""

    app: App
    home: Path
    spill: Spill

    @abstractmethod
    def says(self, who: str, words: str) -> None:
        """Give a command that opens nothing."""

    @abstractmethod
    def opens(self, who: str) -> Any:
        """Open the form."""

    @abstractmethod
    def fills(self, who: str, form: Any, values: Mapping[str, str]) -> None:
        """Send the form off; of a form that comes back only its token is looked at."""

    @abstractmethod
    def garbles(self, who: str, form: Any, values: Mapping[str, str]) -> int:
        """Send what nobody's client sends, with the values in it; how often."""

    def collect(self) -> None:
        """Add whatever else has come out."""
        self.spill.look(self.app.database, self.home)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The database is held by somebody else."""
        database = self.app.database
        if database.kind == "postgresql":
            with database.engine.begin() as other:
                other.execute(sa.text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
                yield
            return
        path = str(database.engine.url.database)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


class Online(Office):
    """An office with addresses."""

    host: Host

    @abstractmethod
    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something where the bot runs."""

    def fetch(self, method: str, port: int, path: str, **more: Any) -> tuple[int, bytes]:
        """Status and body of an answer; all of it is spilled."""

        async def ask() -> tuple[int, bytes, str]:
            url = f"http://127.0.0.1:{port}{path}"
            async with ClientSession() as client, client.request(method, url, **more) as answer:
                return answer.status, await answer.read(), str(answer.headers)

        status, body, headers = self.run(ask())
        self.spill.add("pages", body, headers)
        return status, body

    def raw(self, sent: bytes) -> bytes:
        """What is answered to bytes that are no request, spilled."""

        async def ask() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.host.port)
            writer.write(sent)
            answer = await reader.read()
            writer.close()
            return answer

        answer = self.run(ask())
        self.spill.add("pages", answer)
        return answer

    def unframes(self, body: bytes) -> int:
        """Send a request whose end is not where it says it is; how often."""
        head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
        frames = (b"Content-Length: 5\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"")
        for frame in frames:
            assert b" 400 " in self.raw(head + frame + body + b"\r\n\r\n")
        return len(frames)

    def collect(self) -> None:
        outer, inner = self.host.port, self.host.admin_port
        for port, path in ((outer, "/healthz"), (inner, "/readyz"), (inner, "/metrics")):
            assert self.fetch("GET", port, path)[0] == 200
        self.fetch("GET", outer, "/nowhere")
        self.fetch("PUT", outer, "/healthz")
        super().collect()

    def grant(self, workspace: str, id_: str) -> None:
        """Make somebody community manager."""
        now = self.app.clock()

        def change(db: Session) -> None:
            found = find_people(db.connection(), workspace, [id_], now)[id_]
            roles.grant(db.connection(), found.id, Role.CM, now)

        self.app.database.write_now(change)


class Desk(Office):
    """People and words, without a platform."""

    def __init__(self, spill: Spill, skill: Skill, database_url: str | None = None) -> None:
        self.spill = spill
        self.team = Team([skill], database_url=database_url, strict=False)
        self.app, self.home = self.team.app, self.team._folder
        self.people: dict[str, Member] = {}
        self.person("manager", Role.CM)

    def person(self, who: str, role: Role | None = None) -> Member:
        if who not in self.people:
            self.people[who] = self.team.member(who.title(), role=role)
        return self.people[who]

    def says(self, who: str, words: str) -> None:
        self.spill.add("answers", str(self.person(who).types(words).answer))

    def opens(self, who: str) -> Any:
        return self.person(who).types("/confide").form

    def fills(self, who: str, form: Any, values: Mapping[str, str]) -> None:
        answer = self.person(who).fills(form, **values).answer
        self.spill.add("answers", str((answer.card, answer.late, answer.close, answer.newer)))
        self.spill.add("answers", answer.form.token if answer.form else "")

    def garbles(self, who: str, form: Any, values: Mapping[str, str]) -> int:
        person, listed = self.person(who), {name: [one] for name, one in values.items()}
        odd = ((f"{form.token}x", values), (form.token, listed))
        for token, sent in odd:
            answer = person._does(Submitted(token, dict(sent))).answer
            self.spill.add("answers", str((answer.card, answer.late)))
        return len(odd)

    def collect(self) -> None:
        team = self.team
        self.spill.add("messages", str(team.platform.boxes), str(team.run(team.app.state())))
        super().collect()


@contextmanager
def at_desk(spill: Spill, skill: Skill, _folder: Path, url: str | None) -> Iterator[Desk]:
    """The office without a platform, for as long as the block."""
    desk = Desk(spill, skill, url)
    with desk.team:
        yield desk


def stripped(told: Any) -> Any:
    """A form without what is filled in, for it goes back to its own person; all else as it is."""
    if isinstance(told, Mapping):
        if "submit" in told and "blocks" in told:
            return {name: one for name, one in told.items() if name != "blocks"}
        if "fields" in told and "token" in told:
            return {"token": told["token"]}
        if told.get("type") == "AdaptiveCard" and _is_form(told):
            return {"actions": told["actions"]}
        return {name: stripped(one) for name, one in told.items()}
    if isinstance(told, Sequence) and not isinstance(told, str | bytes):
        return [stripped(one) for one in told]
    return told


def _is_form(card: Mapping[str, Any]) -> bool:
    return any("form" in (one.get("data") or {}) for one in card.get("actions") or ())


def bodies(payload: Any) -> list[bytes]:
    """What is nearly a request: cut off, doubled, wrapped wrongly, in another shape."""
    told = json.dumps(payload)
    return [
        told[: len(told) - 7].encode(),
        (told + told).encode(),
        urlencode({"payload": told[:-3]}).encode(),
        urlencode({"payload": json.dumps([payload])}).encode(),
        b"\xff" + told.encode("utf-16"),
    ]
