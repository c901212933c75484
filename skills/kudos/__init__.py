"""Kudos: thank a colleague, where everyone can see it or between the two of you."""

from skills.kudos import (
    cheering,
    coaching,
    counting,
    figures,
    gauging,
    giving,
    managing,
    memory,
    nudging,
    page,
    record,
    removing,
    reporting,
    sampling,
    sheet,
    speaking,
    undoing,
    weekly,
)
from skills.kudos.forms import Give
from skills.kudos.settings import KudosSettings, skill

__all__ = [
    "Give",
    "KudosSettings",
    "cheering",
    "coaching",
    "counting",
    "figures",
    "gauging",
    "giving",
    "managing",
    "memory",
    "nudging",
    "page",
    "record",
    "removing",
    "reporting",
    "sampling",
    "sheet",
    "skill",
    "speaking",
    "undoing",
    "weekly",
]
