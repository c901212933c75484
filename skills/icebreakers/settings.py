"""What can be set about icebreakers, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path

from bot import ChannelName, Settings, Skill
from skills.icebreakers.model import Asked, Liking, Own


class IcebreakersSettings(Settings):
    """Where the question of the week is asked; without a `channel` nowhere."""

    channel: ChannelName | None = None


skill = Skill(
    "icebreakers",
    home=Path(__file__).parent,
    tables=[Own, Asked, Liking],
    settings=IcebreakersSettings,
)
