"""What can be set about celebrations, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.celebrations.model import Choice, Line, Offer, Told

ROUND = (1, 2, 3, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50)


class CelebrationsSettings(Settings):
    """Where is celebrated, whether people are offered the HR file's dates, and which years count.

    Without any `years` each anniversary does.
    """

    channel: ChannelName = "#general"
    hr_dates: bool = False
    years: tuple[Annotated[int, Field(ge=1, le=80)], ...] = ROUND


skill = Skill(
    "celebrations",
    home=Path(__file__).parent,
    tables=[Choice, Offer, Line, Told],
    settings=CelebrationsSettings,
)
