"""The desk: a platform in memory, where stories are played; nothing leaves."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.runtime.outgoing import Parcel, WordedCard, WordedFile, plain
from bot.runtime.platform import DeliveryError, GroupProfile, Profile

if TYPE_CHECKING:
    from aiohttp import web

WORKSPACE = "test:T1"


@dataclass(eq=False)
class Shown:
    """A card somebody can read: `text` is all its words, `buttons` the labels."""

    card: WordedCard
    place: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything the card says, a line each."""
        card = self.card
        facts = [*card.facts, *(fact for one in card.sections for fact in one.facts)]
        titles = [plain(one.title) for one in card.sections]
        words = [plain(card.text), card.quote, *(plain(line) for line in card.lines), *titles]
        words += [f"{name}: {plain(value)}" for name, value in facts]
        return "\n".join(word for word in words if word)

    @property
    def file(self) -> WordedFile | None:
        """The file it carries: its `name`, and its `text`."""
        return self.card.file

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [button.label for button in self.card.buttons]


class Desk:
    """The platform of a team: everything delivered is kept, nothing leaves."""

    name = "test"
    taken = ()
    slash = "/"
    per_minute = most_per_minute = 1_000_000
    per_conversation = ()
    workspaces: tuple[str, ...] = (WORKSPACE,)

    def __init__(self, workspace: str = "") -> None:
        if workspace:
            self.name, self.workspaces = workspace.partition(":")[0], (workspace,)
        self.people: dict[str, Profile] = {}
        self.teams: dict[str, GroupProfile] = {}
        self.boxes: dict[str, list[Shown]] = {}
        self.refusals: list[DeliveryError] = []
        self.closed: set[str] = set()
        self._numbers = itertools.count(1)

    async def start(self, app: object, *, listen: bool = True) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to disconnect from."""

    def routes(self) -> Sequence[web.RouteDef]:
        """Nothing is called from outside."""
        return ()

    def pages(self) -> Sequence[web.RouteDef]:
        """Nothing is opened in a browser."""
        return ()

    def state(self) -> Mapping[str, str]:
        """Always well."""
        return {self.name: "ok"}

    async def look_up(self, workspace: str, ids: Iterable[str]) -> list[Profile]:
        """Who the members are."""
        return [self.people[one] for one in ids if one in self.people]

    async def roster(self, workspace: str) -> AsyncIterator[list[Profile]]:
        """All members, on one page."""
        yield list(self.people.values())

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """The groups there are."""
        return list(self.teams.values())

    async def can_post(self, workspace: str, channel: str) -> bool:
        """Everywhere but where a story has closed the door."""
        return channel not in self.closed

    async def check(self, router: object) -> list[str]:
        """Nothing is ever missing."""
        return []

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Keep a card where its readers find it."""
        if self.refusals:
            raise self.refusals.pop(0)
        if parcel.gone:
            return self._remove(parcel)
        if parcel.place:
            return self._replace(parcel)
        place = {"channel": parcel.to, "message": str(next(self._numbers))}
        self.boxes.setdefault(parcel.to, []).append(Shown(parcel.card, place))
        return place

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Nobody can tell, as in a channel that we do not read."""
        return None

    def _remove(self, parcel: Parcel) -> Mapping[str, str]:
        box = self.boxes.get(parcel.place["channel"], [])
        box[:] = [one for one in box if one.place["message"] != parcel.place["message"]]
        return parcel.place

    def _replace(self, parcel: Parcel) -> Mapping[str, str]:
        for shown in self.boxes.get(parcel.place["channel"], ()):
            if shown.place["message"] == parcel.place["message"]:
                shown.card = parcel.card
        return parcel.place
