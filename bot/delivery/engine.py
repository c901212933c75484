"""The engine: what has queues drained when they are kicked."""

from __future__ import annotations

from typing import Protocol


class Engine(Protocol):
    """Drains a queue, such as a workspace, whenever it is kicked; never two at once on one."""

    async def start(self) -> None:
        """Begin to drain what is kicked, here and by others."""

    def kick(self, queue: str) -> None:
        """See to it that everything due in this queue is done soon; returns at once."""

    async def idle(self) -> None:
        """Wait until every queue that was kicked is drained."""

    async def stop(self) -> None:
        """Let what is under way finish, for at most five seconds, and take up nothing new."""
