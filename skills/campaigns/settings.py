"""What can be set about campaigns, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path

from bot import ChannelName, Settings, Skill
from skills.campaigns.model import Campaign, Fan, Yes


class CampaignsSettings(Settings):
    """The `channel` in which campaigns are posted."""

    channel: ChannelName = "#general"


skill = Skill(
    "campaigns",
    home=Path(__file__).parent,
    tables=[Campaign, Yes, Fan],
    settings=CampaignsSettings,
)
