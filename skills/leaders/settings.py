"""What can be set about asking the leaders, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.leaders.model import Leader, Question, Talk


class LeadersSettings(Settings):
    """Where it is said, and for how many working days everybody can vote for questions."""

    channel: ChannelName = "#general"
    vote_days: Annotated[int, Field(ge=1, le=10)] = 3


skill = Skill(
    "leaders",
    home=Path(__file__).parent,
    tables=[Talk, Leader, Question],
    settings=LeadersSettings,
)
