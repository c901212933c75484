"""Life in two workspaces: people type, press, react, fill in, visit, come and go, all at random."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from bot.runtime import assembly, discover
from tests.slack_world.filling import fields, filled
from tests.slack_world.messages import Message, View
from tests.slack_world.payloads import Request
from tests.slack_world.people import User

from .worlds import NAMES, NOON, Twin, TwinSlack, cards, forms, payloads, screen

# What tells the company of the company, all its workspaces taken together, crosses on purpose.
APP_YAML = """\
company: {name: Officine Aurora}
skills: {kudos: {allowance: 100000}, cm: }
schedules: {cm.digest: {paused: true}}
"""
GONE = ("This no longer works", "Non è più valido")
AT_ONCE = 40
ROOM = "C0GENERAL"


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


class Company:
    """A bot with both workspaces, and everybody who works in them."""

    def __init__(self, folder: Path, url: str | None, seed: int) -> None:
        (folder / "app.yaml").write_text(APP_YAML)
        own = {"PIAZZA_HOME": f"{folder}/home", "PIAZZA_KEYS": f"{folder}/keys"}
        own |= {"DATABASE_URL": url} if url else {}
        conf, skills = discover.configure(folder / "app.yaml", own)
        self.database = assembly.open_store(conf)
        if self.database.kind == "sqlite":
            # Nothing here outlives the test, so nothing has to reach the disk.
            sa.event.listen(self.database.engine, "connect", _hurry)
        self.ahead = timedelta()
        self.app = assembly.assemble(conf, skills, self.database, self.now)
        self.failures: list[Exception] = []
        self.app.on_failure = lambda _what, error: self.failures.append(error)
        self.twins = [Twin(name) for name in NAMES]
        self.platform = TwinSlack(conf)
        self.app.platforms["slack"] = self.platform
        self.random = Random(seed)
        self.done: Counter[str] = Counter()

    def now(self) -> datetime:
        return datetime.fromtimestamp(NOON, UTC) + self.ahead

    async def live(self, operations: int) -> None:
        """Do so many things, some at a time, in both workspaces."""
        self.platform.join(self.app, self.twins)
        for twin in self.twins:
            await self.app.registry.fetch_roster(self.platform, twin.key)
        for number in range(0, operations, AT_ONCE):
            await asyncio.gather(*(self._act(number + one) for one in range(AT_ONCE)))
            await self.platform.quiet()
            if number % (AT_ONCE * 3) == 0:
                self.ahead += timedelta(hours=self.random.randint(1, 9))
                await self.app.tick()
            await self.app.engine.idle()
        await self.app.engine.stop()

    async def _act(self, number: int) -> None:
        random = self.random
        twin, other = random.sample(self.twins, 2)
        who = twin.person(random.randrange(100))
        request, foreign = self._something(twin, other, who, number)
        if request is None:
            return
        self.done["foreign" if foreign else "own"] += 1
        status, answer = await self.platform.tell(request, by_bolt=number % 10 == 0)
        assert status == 200, (status, request)
        if foreign and request.payload["type"] == "view_submission":
            # No view of this workspace is meant, and nothing changes on the screen.
            said = json.dumps(twin.look("answer", answer), ensure_ascii=False)
            assert any(words in said for words in GONE), answer
        else:
            screen(twin, request, answer)

    def _something(
        self, twin: Twin, other: Twin, who: User, number: int
    ) -> tuple[Request | None, bool]:
        """What somebody does, and whether with something that belongs to the other workspace."""
        either = self.random.choice([twin, other])
        ways: list[tuple[int, bool, Callable[[], Request | None]]] = [
            (2, False, lambda: self._types(twin, who, number)),
            (1, False, lambda: self._presses(twin, who, cards(twin))),
            (6, True, lambda: self._presses(twin, who, cards(other))),
            (2, False, lambda: self._reacts(twin, who, cards(either))),
            (1, False, lambda: self._submits(twin, forms(twin), number)),
            (4, True, lambda: self._submits(twin, forms(other), number)),
            (1, False, lambda: self._visits(twin, who)),
            (1, False, lambda: self._picks(twin, who)),
            (1, False, lambda: self._changes(twin, number)),
        ]
        _, foreign, act = self.random.choices(ways, [weight for weight, *_ in ways])[0]
        return act(), foreign

    def _types(self, twin: Twin, who: User, number: int) -> Request:
        to = twin.person(self.random.randrange(100))
        words = self.random.choice(
            [
                f"<@{to.id}|{to.name}> thank you for the {twin.name} help number {number}",
                f"@{to.name} thank you for the {twin.name} work number {number}",
                f"@{to.real_name} thanks for the {twin.name} idea number {number}",
                f"<@{to.id}|{to.name}>",
                "mine",
                "",
            ]
        )
        room = twin.world.channels["C0GENERAL" if "C0GENERAL" in twin.world.channels else ROOM]
        issued = twin.world.issue(who.id, room.id)
        command = self.random.choice(["/kudos"] * 6 + ["/piazza"])
        if command == "/piazza":
            words = self.random.choice(["", "whatyouknow"])
        return payloads.slash_command(twin.app, who, room, command, words, issued)

    def _presses(self, twin: Twin, who: User, found: list[Message]) -> Request | None:
        if not found:
            return None
        card = self.random.choice(found)
        button = self.random.choice(card.buttons)
        room = twin.world.channels.get(card.channel) or twin.world.dm_with(who)
        # As it would stand here: the other's button on a message of this workspace.
        here = replace(card, channel=room.id, blocks=[])
        issued = twin.world.issue(who.id, room.id, here)
        return payloads.pressed_in_message(twin.app, who, room, here, button, issued)

    def _reacts(self, twin: Twin, who: User, found: list[Message]) -> Request | None:
        if not found:
            return None
        event = payloads.reaction_added(who, self.random.choice(found), "tada", "1.1")
        return payloads.event_callback(twin.app, event, twin.world.next_id("Ev"), NOON)

    def _submits(self, twin: Twin, found: list[View], number: int) -> Request | None:
        if not found:
            return None
        view = self.random.choice(found)
        to = twin.person(self.random.randrange(100))
        words = f"thank you for the {twin.name} form number {number}"
        typed = "too short" if self.random.random() < 0.2 else words
        answers = {"multi_users_select": [to.id], "plain_text_input": typed}
        who = twin.world.users[view.user]
        shown = [one for one in fields(view) if one.element["type"] in answers and not one.optional]
        given = {one.action_id: answers[one.element["type"]] for one in shown}
        # Filled in a copy: what the other's people have typed stays theirs.
        values = filled(replace(view, typed={}), given)
        return payloads.view_submission(twin.app, who, view, values, twin.world.issue(who.id))

    def _visits(self, twin: Twin, who: User) -> Request:
        room = twin.world.dm_with(who)
        event = payloads.app_home_opened(twin.app, who, room, "home", None, "1.1")
        return payloads.event_callback(twin.app, event, twin.world.next_id("Ev"), NOON)

    def _picks(self, twin: Twin, who: User) -> Request:
        author = twin.person(self.random.randrange(100))
        room = twin.world.channels[ROOM]
        said = Message(room.id, "1.1", author.id, f"the {twin.name} printer works again")
        issued = twin.world.issue(who.id, room.id)
        return payloads.message_action(twin.app, who, room, said, "thank_author", issued)

    def _changes(self, twin: Twin, number: int) -> None:
        """Somebody is called otherwise, or comes and goes."""
        who = twin.person(self.random.randrange(2, 100))
        gone = who.name in ("p10", "p11") and self.random.random() < 0.5
        name = f"{who.name.title()} {twin.name.title()} {number}"
        twin.world.users[who.id] = replace(who, real_name=name, deleted=gone)
