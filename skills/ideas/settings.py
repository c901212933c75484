"""What can be set about ideas, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.ideas.model import (
    Challenge,
    Comment,
    Draft,
    Event,
    Follow,
    Hidden,
    Idea,
    Reviewer,
    Score,
    Tag,
    Twin,
    Vote,
)


class IdeasSettings(Settings):
    """`unanswered_days`: for so long an idea may wait before the community manager is told.

    `anonymous`: ideas can be written without a name. `thread_comments`: what is said in the thread
    of an idea's card is a comment. `feed`: programs inside can read what is new.
    `hook`: programs outside can hand ideas in, signed.
    """

    channel: ChannelName = "#ideas"
    unanswered_days: Annotated[int, Field(ge=1, le=366)] = 14
    anonymous: bool = False
    feed: bool = False
    hook: bool = False
    thread_comments: bool = False


skill = Skill(
    "ideas",
    home=Path(__file__).parent,
    tables=[
        Challenge,
        Idea,
        Vote,
        Follow,
        Comment,
        Event,
        Tag,
        Twin,
        Draft,
        Hidden,
        Reviewer,
        Score,
    ],
    settings=IdeasSettings,
)
