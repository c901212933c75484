"""What the fake can be told to do badly: be slow, fail, and enforce rates."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal, get_args

Http = Literal["500", "502", "503", "504", "html", "reset", "timeout_before", "timeout_after"]


@dataclass
class Failure:
    method: str
    how: str
    times: int | None


@dataclass
class Failures:
    """The failures still to come; `method` "*" stands for every one, `times` None for always."""

    planned: list[Failure] = field(default_factory=list)

    def plan(self, method: str, how: str, times: int | None) -> None:
        if how not in get_args(Http) and not how.startswith(("ok_false:", "429:")):
            raise ValueError(f"no such failure: {how!r}")
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


TIERS = {
    "users.list": (Rate(20, 60),),
    "usergroups.list": (Rate(20, 60),),
    "conversations.list": (Rate(20, 60),),
    "conversations.open": (Rate(50, 60),),
    "conversations.history": (Rate(50, 60),),
    "chat.update": (Rate(50, 60),),
    "chat.delete": (Rate(50, 60),),
    "files.delete": (Rate(50, 60),),
    "users.info": (Rate(100, 60),),
    "views.open": (Rate(100, 60),),
    "views.push": (Rate(100, 60),),
    "views.update": (Rate(100, 60),),
    "views.publish": (Rate(100, 60),),
    "chat.postEphemeral": (Rate(100, 60),),
    "chat.postMessage": (Rate(1, 1, each_channel=True), Rate(300, 60)),
}


@dataclass
class Rates:
    """Limits a method and an auditor: who was told to wait, and who called all the same.

    `grace` is how long after a 429 was given a call still counts as already under way.
    """

    grace: float = 0.05
    limits: dict[str, tuple[Rate, ...]] = field(default_factory=dict)
    _taken: dict[tuple[str, Rate, str], deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _closed_until: dict[str, float] = field(default_factory=dict)
    _told: dict[str, tuple[float, float]] = field(default_factory=dict)

    def admit(self, method: str, channel: str, now: float) -> int:
        """Count a call; return 0 when it is allowed, else the whole seconds of Retry-After.

        Once refused, the whole method stays closed until then, as on Slack.
        """
        if now >= self._closed_until.get(method, 0.0):
            wait = self._wait(method, channel, now)
            if wait <= 0:
                return 0
            self._closed_until[method] = now + max(1, math.ceil(wait))
        return math.ceil(self._closed_until[method] - now)

    def _wait(self, method: str, channel: str, now: float) -> float:
        spans = [
            (rate, self._taken[method, rate, channel if rate.each_channel else ""])
            for rate in self.limits.get(method, ())
        ]
        for rate, taken in spans:
            while taken and taken[0] <= now - rate.seconds:
                taken.popleft()
            if len(taken) >= rate.calls:
                return taken[0] + rate.seconds - now
        for _, taken in spans:
            taken.append(now)
        return 0.0

    def told(self, method: str, now: float, seconds: float) -> None:
        """Remember that a 429 with this Retry-After was given."""
        since, until = self._told.get(method, (now, 0.0))
        self._told[method] = (since if until > now else now, max(until, now + seconds))

    def early(self, method: str, now: float) -> float:
        """Return how many seconds too early a call comes, 0 when nobody asked to wait."""
        since, until = self._told.get(method, (0.0, 0.0))
        return until - now if since + self.grace < now < until else 0.0
