"""The hall: a stage in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.runtime.app import App
from bot.runtime.desk import Desk, Shown
from bot.runtime.outgoing import Parcel, WordedCard
from bot.runtime.platform import GroupProfile
from bot.sample.handles import handle_of
from bot.sample.stage import Hired, Posted

WORKSPACE = "playground:P1"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in a channel."""

    at: datetime
    room: str
    who: str
    text: str


class Hall(Desk):
    """A desk whose people are invented; it notes when each card came."""

    name = "playground"
    workspaces = (WORKSPACE,)

    def __init__(self) -> None:
        super().__init__()
        self.app: App | None = None
        self.about: dict[str, str] = {}
        self.team: dict[str, str] = {}
        self.said: list[Said] = []
        self.came: dict[str, datetime] = {}
        self._shown: dict[str, Shown] = {}

    async def start(self, app: object, *, listen: bool = True) -> None:
        """Take the app whose clock tells the time."""
        assert isinstance(app, App)
        assert not listen, "nobody else takes part while the sample is played"
        self.app = app

    async def undo(self) -> None:
        """Forget everybody who came."""
        await self.clear()

    async def clear(self) -> None:
        """Forget everybody and everything."""
        for kept in (self.people, self.about, self.team, self.boxes, self.came, self._shown):
            kept.clear()
        self.said.clear()

    async def hire(self, people: Sequence[Hired]) -> None:
        """Give these people accounts."""
        self.people |= {one.profile.id: one.profile for one in people}
        self.about |= {one.profile.id: one.about for one in people}
        self.team |= {one.profile.id: one.team for one in people if one.team}

    async def groups(self, workspace: str) -> list[GroupProfile]:
        """The teams, each with those who are still here."""
        inside: dict[str, list[str]] = {}
        for id_, team in self.team.items():
            if self.people[id_].active:
                inside.setdefault(team, []).append(id_)
        return [
            GroupProfile(team, handle_of(team), team, tuple(ids)) for team, ids in inside.items()
        ]

    async def post(self, room: str, who: str, text: str) -> None:
        """Note what somebody says."""
        assert self.app is not None
        self.said.append(Said(self.app.clock(), room, who, text))

    async def cards(self, who: str, most: int) -> list[Posted]:
        """The latest in all channels and in somebody's own box."""
        rooms = [room for room in self.boxes if room.startswith("#") or room == who]
        found = [
            Posted(one.card, room, one.place) for room in rooms for one in self.boxes[room][-most:]
        ]
        return sorted(found, key=lambda one: int(one.place["message"]), reverse=True)[:most]

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Keep a card, and when it came."""
        assert self.app is not None
        if parcel.place:
            self._shown[parcel.place["message"]].card = parcel.card
            return parcel.place
        place = await super().deliver(parcel)
        self.came[place["message"]] = self.app.clock()
        self._shown[place["message"]] = self.boxes[parcel.to][-1]
        return place

    def posts(self, room: str, words: str) -> list[tuple[datetime, WordedCard]]:
        """When each card of a channel came that says this."""
        return [
            (self.came[one.place["message"]], one.card)
            for one in self.boxes.get(room, [])
            if words in one.text
        ]
