"""What jobs post and mail in stories: it is kept in lists, and no network is needed."""

from __future__ import annotations

import json
from collections import deque
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.errors import Rejected, Uncertain, Unreachable
from bot.outside.letter import Letter, check
from bot.outside.posting import Posted, host_of
from bot.texts import core

T = TypeVar("T")
Failure: TypeAlias = type[Unreachable | Rejected | Uncertain] | None


class Tray:
    """Keeps what is sent; `failing` is how the next ones end."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.mailed: list[Letter] = []
        self.failing: deque[Failure] = deque()
        self.can_mail = True

    def post(self, what: Posted, _now: datetime) -> None:
        """Keep what a program is told; what can't be sent is refused as it always is."""
        json.dumps(what.said, allow_nan=False)
        self._keep(what, self.posted, host_of(what.address))

    def mail(self, letter: Letter, _now: datetime) -> None:
        """Keep a letter; what can't be sent is refused as it always is."""
        check(letter)
        self._keep(letter, self.mailed, "mail.example")

    def _keep(self, one: T, where: list[T], host: str) -> None:
        how = self.failing.popleft() if self.failing else None
        if how in (None, Uncertain):
            where.append(one)
        if how:
            raise how(core("sending.closed", host=host))
