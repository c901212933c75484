"""An office on Teams: forms are dialogs, and what is wrong with one is in the next dialog."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot import Skill
from tests.attacks.offices import Online, bodies, stripped
from tests.attacks.spill import Spill
from tests.handlers.teams.microsoft import claims, token
from tests.handlers.teams.world import WORKSPACE, World
from tests.teams_world import User, user

T = TypeVar("T")

PEOPLE = {name: user(name, name.title()) for name in ("manager", "ann", "bob")}


class TeamsOffice(Online):
    """A tenant that a strict Teams serves."""

    def __init__(self, spill: Spill, world: World) -> None:
        self.spill, self.world = spill, world
        self.app, self.host, self.home = world.app, world.host, world.folder
        for who in PEOPLE.values():
            world.installs(who)
        self.grant(WORKSPACE, PEOPLE["manager"].object_id)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.world.run(work)

    def says(self, who: str, words: str) -> None:
        person = PEOPLE[who]
        self.spill.add("answers", self.world.says(person, person, words.removeprefix("/")))

    def opens(self, who: str) -> dict[str, Any]:
        self.says(who, "/confide")
        person = PEOPLE[who]
        return self.world.opens(person, self.world.teams.messages(person)[-1])

    def fills(self, who: str, form: dict[str, Any], values: Mapping[str, str]) -> None:
        sent = self.world.submission(PEOPLE[who], form, _named(values))
        self.spill.add("answers", stripped(self.world.sends(sent)))

    def garbles(self, who: str, form: dict[str, Any], values: Mapping[str, str]) -> int:
        person = PEOPLE[who]
        sent = self.world.submission(person, form, _named(values))
        data = {**sent["value"]["data"], "form": "forged"}
        odd = [{**sent, "value": {"data": data}}, {**sent, "value": str(sent["value"])}]
        for one in odd:
            self.spill.add("answers", self.world.sends(one))
        address = sent["serviceUrl"]
        for body in bodies(sent):
            self._post(body, token(claims(serviceurl=address)))
        self._post(bodies(sent)[0], "not signed")
        self.world.settle()
        return len(odd) + len(bodies(sent)) + 1

    def _post(self, body: bytes, bearer: str) -> None:
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        self.fetch("POST", self.host.port, "/api/messages", data=body, headers=headers)

    def collect(self) -> None:
        calls = self.world.teams.calls
        self.spill.add("calls", *(stripped([one.args, one.response]) for one in calls))
        super().collect()


def _named(values: Mapping[str, str]) -> dict[str, str]:
    return {f"value:{name}": typed for name, typed in values.items()}


@contextmanager
def opened(spill: Spill, skill: Skill, folder: Path, url: str | None) -> Iterator[TeamsOffice]:
    """The office, for as long as the block."""
    people: list[User] = list(PEOPLE.values())
    with World(folder, users=people, more=[skill], database_url=url) as world:
        yield TeamsOffice(spill, world)
