"""All that a manager can read of a week: the digest is one screen, the rest is one press away."""

from __future__ import annotations

from bot.testing import Member, Shown

ALL = ("Everything of the week", "Tutta la settimana")


def everything(reader: Member) -> Shown:
    """Press for everything on the latest digest that somebody got."""
    digest, label = next(
        (one, label) for one in reversed(reader.inbox) for label in ALL if label in one.buttons
    )
    reader.presses(label, on=digest)
    return reader.inbox[-1]
