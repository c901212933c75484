"""A platform that does to each parcel what it is told, and a process that dies at its door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from bot.runtime.desk import Desk
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError

Way: TypeAlias = Literal[
    "arrives",
    "is refused",
    "fails",
    "is lost",
    "is not heard of",
    "cannot be asked",
    "dies before",
    "dies after",
]
WAYS = get_args(Way)
ARRIVES = ("arrives", "is not heard of", "cannot be asked", "dies after")


class PowerCut(BaseException):
    """The process ends here: nothing that follows is done."""


class Provider(Desk):
    """Counts what has `arrived`, by the delivery's id; `looks` is whether direct messages can be
    found again, which it may refuse at times.
    """

    def __init__(self) -> None:
        super().__init__()
        self.way: Way = "arrives"
        self.looks = False
        self.arrived: Counter[str] = Counter()
        self._places: dict[str, Mapping[str, str]] = {}

    def forget(self) -> None:
        """Begin anew."""
        self.arrived.clear()
        self._places.clear()
        self.boxes.clear()

    async def deliver(self, parcel: Parcel) -> Mapping[str, str]:
        """Let it arrive, or not, and say so, or not."""
        way, place = self.way, parcel.place
        if way in ARRIVES:
            place = await super().deliver(parcel)
            if not parcel.gone:
                self.arrived[parcel.id] += 1
                self._places[parcel.id] = place
        if way.startswith("dies"):
            raise PowerCut
        if way not in ("arrives", "cannot be asked"):
            raise DeliveryError(
                way, final=way == "is refused", unknown=way in ("is lost", "is not heard of")
            )
        return place

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        """Where a direct message is, as on Slack; as on Teams nobody knows."""
        if not (self.looks and parcel.direct):
            return None
        if self.way == "cannot be asked":
            raise DeliveryError(self.way, unknown=True)
        return self._places.get(parcel.id, {})
