"""What can be set about the pulse, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.pulse.model import PulseChoice, PulsePoll, PulseQuestion, PulseRound, PulseVote

# The kind under which its rounds are kept.
KIND = "pulse"


class PulseSettings(Settings):
    """How often everybody is asked, how often reminded, and who reads the results.

    Every `every` weeks a round opens, and closes on `closing_day` at `closing_time` in the
    company's zone. Its results go to `channel`, unless they are for the community manager alone.
    """

    channel: ChannelName = "#general"
    every: Literal[1, 2, 4] = 1
    reminders: Annotated[int, Field(ge=0, le=2)] = 1
    results: Literal["everyone", "manager"] = "everyone"
    closing_day: Literal["tuesday", "wednesday", "thursday", "friday"] = "thursday"
    closing_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "18:00"


skill = Skill(
    "pulse",
    home=Path(__file__).parent,
    tables=[PulseRound, PulseQuestion, PulseChoice, PulsePoll, PulseVote],
    settings=PulseSettings,
)
