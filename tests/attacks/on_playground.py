"""An office in the playground: a page that speaks its wire."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot import Skill
from tests.attacks.offices import Online, stripped
from tests.attacks.spill import Spill
from tests.handlers.playground.world import Page, Refusal, World, hired

T = TypeVar("T")

PEOPLE = {name: f"U{name}" for name in ("manager", "ann", "bob")}
GENERAL = "#general"


class Playground(Online):
    """Everybody has a page open."""

    def __init__(self, spill: Spill, world: World) -> None:
        self.spill, self.world = spill, world
        self.app, self.host, self.home = world.app, world.host, world.folder
        self._pages: dict[str, Page] = {}
        world.grant(PEOPLE["manager"])

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.world.run(work)

    def page(self, who: str) -> Page:
        """The page somebody has open."""
        if who not in self._pages:
            self._pages[who] = self.world.page(PEOPLE[who])
        return self._pages[who]

    def calms_down(self, watching: Page) -> None:
        """Wait until what has happened is shown to somebody who watches."""
        while self.world.playground._hub._soon is not None:
            watching.hears("journal")

    def says(self, who: str, words: str) -> None:
        command, _, rest = words.partition(" ")
        answer = self.page(who).command(command, *([rest] if rest else []))
        self.spill.add("answers", answer)
        self.world.settle()

    def opens(self, who: str) -> Any:
        return self.page(who).command("/confide")["form"]

    def fills(self, who: str, form: Any, values: Mapping[str, str]) -> None:
        self._asks(who, do="submit", room=GENERAL, token=form["token"], values=dict(values))

    def _asks(self, who: str, *, do: str, **what: Any) -> None:
        try:
            answer = stripped(self.page(who).ask(do, **what))
        except Refusal as refusal:
            answer = str(refusal)
        self.spill.add("answers", answer)
        self.world.settle()

    def garbles(self, who: str, form: Any, values: Mapping[str, str]) -> int:
        sent = {"do": "submit", "room": GENERAL, "token": form["token"], "values": dict(values)}
        self._asks(who, **{**sent, "token": "forged"})
        self._asks(who, **{**sent, "room": "nowhere"})
        self._asks(who, **{**sent, "values": dict.fromkeys(values, 5) | {"x": [*values]}})
        whole = json.dumps({"nr": 1, "key": "key-x-00001", **sent})
        broken = (whole[:-9], whole + whole, json.dumps([whole]))
        for frame in broken:
            self.spill.add("answers", self.page(who).say(frame))
        return 3 + len(broken)

    def collect(self) -> None:
        watching = self.page("manager")
        self.spill.add("panels", watching.ask("journal"), watching.messages(GENERAL))
        pages = self._pages.values()
        self.spill.add("pushed", *(stripped(one) for page in pages for one in page.pushed))
        super().collect()


@contextmanager
def opened(spill: Spill, skill: Skill, folder: Path, url: str | None) -> Iterator[Playground]:
    """The office, for as long as the block; the playground has a database of its own."""
    assert url is None
    crew = [hired(id_, name.title()) for name, id_ in PEOPLE.items()]
    with World(folder, crew=crew, more=[skill]) as world:
        yield Playground(spill, world)
