"""The clock: the present instant, which may be set ahead to watch what will happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the present instant, aware, in UTC; `ahead` is how far it runs before the world's."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, moment: datetime) -> None:
        """Go on from this instant."""
        self.ahead = moment - datetime.now(UTC)
