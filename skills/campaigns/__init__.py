"""Campaigns: a message or a question to many, and news that colleagues may share outside."""

from skills.campaigns import (
    answering,
    memory,
    news,
    planning,
    reporting,
    sampling,
    sending,
    sharing,
    tracking,
)
from skills.campaigns.settings import CampaignsSettings, skill

__all__ = [
    "CampaignsSettings",
    "answering",
    "memory",
    "news",
    "planning",
    "reporting",
    "sampling",
    "sending",
    "sharing",
    "skill",
    "tracking",
]
