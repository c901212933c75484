"""What a fake can be told to do badly: be slow, fail, and enforce rates."""

from __future__ import annotations

import math
import re
from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

# What any provider may do to a call. `slow:SECONDS` accepts it that late, whether or not anybody
# still waits for the answer; `429:RETRY-AFTER` may have any text there.
COMMON = (
    *("412", "500", "502", "503", "504", "html", "reset", "timeout_before", "timeout_after"),
    *("slow:", "429:"),
)


@dataclass
class Failure:
    method: str
    how: str
    times: int | None


@dataclass
class Failures:
    """The failures still to come; `method` "*" stands for every one, `times` None for always.

    `known` are the failures there are; one that ends with a colon takes a detail.
    """

    known: Collection[str] = COMMON
    planned: list[Failure] = field(default_factory=list)

    def plan(self, method: str, how: str, times: int | None) -> None:
        kind, colon, detail = how.partition(":")
        if kind + colon not in self.known:
            raise ValueError(f"no such failure: {how!r}")
        if kind == "slow" and not re.fullmatch(r"\d+(\.\d+)?", detail):
            raise ValueError(f"not a number of seconds: {how!r}")
        self.planned.append(Failure(method, how, times))

    def take(self, method: str) -> str:
        """Return how this call is to fail, empty when it is to go well."""
        for failure in self.planned:
            if failure.method in ("*", method) and failure.times != 0:
                if failure.times is not None:
                    failure.times -= 1
                return failure.how
        return ""


@dataclass(frozen=True)
class Rate:
    """So many calls in any span of `seconds`, over all or in each channel."""

    calls: int
    seconds: float
    each_channel: bool = False


@dataclass(frozen=True)
class Wait:
    """What is closed, and for how many seconds."""

    door: str
    seconds: int


@dataclass
class Rates:
    """Limits methods and keeps the books: who was told to wait, and who called all the same.

    Limits of the method "*" are for all methods together. A door is what is closed by itself: a
    method of one workspace, and with `by_room` (else the whole method is closed, as on Slack) each
    of its rooms. `grace` is how long after a 429 was given a call still counts as already under
    way.
    """

    by_room: bool = False
    grace: float = 0.05
    limits: dict[str, tuple[Rate, ...]] = field(default_factory=dict)
    _taken: dict[tuple[str, Rate], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _closed_until: dict[str, float] = field(default_factory=dict)
    _told: dict[str, tuple[float, float]] = field(default_factory=dict)

    def admit(self, method: str, room: str, now: float, *, whose: str = "") -> Wait | None:
        """Count a call; None when it is allowed. Who was refused finds the same closed until
        then.
        """
        for door in self._doors(method, room, whose):
            if now < self._closed_until.get(door, 0.0):
                return Wait(door, math.ceil(self._closed_until[door] - now))
        wait = self._wait(method, room, now, whose)
        if wait is not None:
            self._closed_until[wait.door] = now + wait.seconds
        return wait

    def _wait(self, method: str, room: str, now: float, whose: str) -> Wait | None:
        spans = [
            (name, rate, self._taken[f"{whose}/{name}/{room if rate.each_channel else ''}", rate])
            for name in (method, "*")
            for rate in self.limits.get(name, ())
        ]
        for name, rate, taken in spans:
            while taken and taken[0] <= now - rate.seconds:
                taken.popleft()
            if len(taken) >= rate.calls:
                door = self.door(name, room if rate.each_channel else "", whose)
                return Wait(door, max(1, math.ceil(taken[0] + rate.seconds - now)))
        for _, _, taken in spans:
            taken.append(now)
        return None

    def told(self, door: str, now: float, seconds: float) -> None:
        """Remember that a 429 with this Retry-After was given."""
        since, until = self._told.get(door, (now, 0.0))
        self._told[door] = (since if until > now else now, max(until, now + seconds))

    def early(self, method: str, room: str, now: float, *, whose: str = "") -> float:
        """Return how many seconds too early a call comes, 0 when nobody asked to wait."""
        told = [self._told.get(door, (0.0, 0.0)) for door in self._doors(method, room, whose)]
        return max(
            until - now if since + self.grace < now < until else 0.0 for since, until in told
        )

    def door(self, method: str, room: str, whose: str = "") -> str:
        """What a 429 closes that says no more."""
        return f"{whose}/{method}/{room}" if self.by_room else f"{whose}/{method}/"

    def _doors(self, method: str, room: str, whose: str) -> set[str]:
        return {self.door(*one, whose) for one in ((method, room), (method, ""), ("*", ""))}
