"""What a database may answer instead of doing its work."""

from __future__ import annotations

from bot.errors import BotError


class Busy(BotError):
    """The database is held by somebody else or can't be reached: nothing was stored, try again.

    Only when a connection to PostgreSQL broke in the middle of COMMIT it can't be known whether
    all of the job was stored or nothing.
    """


class Closed(BotError):
    """The database was closed before this was asked of it."""

    def __init__(self) -> None:
        super().__init__("The database is closed: the program is stopping. Ask again when it runs.")
