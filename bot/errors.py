"""What can go wrong, by whom it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.texts import Text


class BotError(Exception):
    """Anything Piazza raises on purpose."""


class SetupError(BotError):
    """The installation is wrong; each line of the message says where, and how to mend it."""


class Refused(BotError):
    """The request can't be done as it stands: nothing is stored and the person reads why.

    `field` names the form field that has to change, if there is one.
    """

    def __init__(self, text: Text, *, field: str | None = None) -> None:
        super().__init__(text.key)
        self.text = text
        self.field = field


class Unreachable(BotError):
    """A page of the world outside can't be read, or nobody takes what is sent; later, perhaps.

    `text` says in a line why, and how to mend it; `after` is how long to wait, where that was told.
    """

    def __init__(self, text: Text, *, after: timedelta | None = None) -> None:
        super().__init__(text.key)
        self.text = text
        self.after = after


class Rejected(BotError):
    """What was sent is refused, and would be again; `text` says in a line why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


class Uncertain(BotError):
    """What was sent may have arrived or not; `text` says in a line why nobody knows."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text
