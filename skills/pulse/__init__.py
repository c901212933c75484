"""Pulse: a few questions a week that nobody can trace, and polls by anybody."""

from skills.pulse import (
    answering,
    asking,
    exporting,
    gauging,
    inviting,
    managing,
    memory,
    newsworthy,
    opening,
    polling,
    reporting,
    sampling,
    showing,
    speaking,
    telling,
    voting,
    waiting,
)
from skills.pulse.settings import PulseSettings, skill

__all__ = [
    "PulseSettings",
    "answering",
    "asking",
    "exporting",
    "gauging",
    "inviting",
    "managing",
    "memory",
    "newsworthy",
    "opening",
    "polling",
    "reporting",
    "sampling",
    "showing",
    "skill",
    "speaking",
    "telling",
    "voting",
    "waiting",
]
