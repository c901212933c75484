"""What can be set about ideas, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.ideas.model import Comment, Draft, Event, Follow, Idea, Tag, Twin, Vote


class IdeasSettings(Settings):
    """`unanswered_days`: for so long an idea may wait before the community manager is told."""

    channel: ChannelName = "#ideas"
    unanswered_days: Annotated[int, Field(ge=1, le=366)] = 14


skill = Skill(
    "ideas",
    home=Path(__file__).parent,
    tables=[Idea, Vote, Follow, Comment, Event, Tag, Twin, Draft],
    settings=IdeasSettings,
)
