"""Coffee: two colleagues who do not meet otherwise, every so many weeks, and never twice early."""

from skills.coffee import (
    answering,
    asking,
    avoiding,
    exporting,
    introducing,
    joining,
    managing,
    memory,
    newsworthy,
    planning,
    sampling,
    standing,
)
from skills.coffee.settings import CoffeeSettings, skill

__all__ = [
    "CoffeeSettings",
    "answering",
    "asking",
    "avoiding",
    "exporting",
    "introducing",
    "joining",
    "managing",
    "memory",
    "newsworthy",
    "planning",
    "sampling",
    "skill",
    "standing",
]
