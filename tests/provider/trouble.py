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


@dataclass
class Rates:
    """Limits methods and keeps the books: who was told to wait, and who called all the same.

    A door is what is limited by itself, a method of one workspace; a `room` one place in it.
    `grace` is how long after a 429 was given a call still counts as already under way.
    """

    grace: float = 0.05
    limits: dict[str, tuple[Rate, ...]] = field(default_factory=dict)
    _taken: dict[tuple[str, Rate, str], deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _closed_until: dict[str, float] = field(default_factory=dict)
    _told: dict[str, tuple[float, float]] = field(default_factory=dict)

    def admit(self, method: str, room: str, now: float, *, whose: str = "") -> int:
        """Count a call; return 0 when it is allowed, else the whole seconds of Retry-After.

        Once refused, the whole method stays closed until then, as on Slack.
        """
        door = f"{whose}/{method}"
        if now >= self._closed_until.get(door, 0.0):
            wait = self._wait(self.limits.get(method, ()), door, room, now)
            if wait <= 0:
                return 0
            self._closed_until[door] = now + max(1, math.ceil(wait))
        return math.ceil(self._closed_until[door] - now)

    def _wait(self, limits: tuple[Rate, ...], door: str, room: str, now: float) -> float:
        spans = [
            (rate, self._taken[door, rate, room if rate.each_channel else ""]) for rate in limits
        ]
        for rate, taken in spans:
            while taken and taken[0] <= now - rate.seconds:
                taken.popleft()
            if len(taken) >= rate.calls:
                return taken[0] + rate.seconds - now
        for _, taken in spans:
            taken.append(now)
        return 0.0

    def told(self, method: str, now: float, seconds: float, *, whose: str = "") -> None:
        """Remember that a 429 with this Retry-After was given."""
        door = f"{whose}/{method}"
        since, until = self._told.get(door, (now, 0.0))
        self._told[door] = (since if until > now else now, max(until, now + seconds))

    def early(self, method: str, now: float, *, whose: str = "") -> float:
        """Return how many seconds too early a call comes, 0 when nobody asked to wait."""
        since, until = self._told.get(f"{whose}/{method}", (0.0, 0.0))
        return until - now if since + self.grace < now < until else 0.0
