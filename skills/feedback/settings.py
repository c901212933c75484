"""What can be set about customers' words, and the skill that its other modules add to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot import ChannelName, Settings, Skill
from skills.feedback.alert import Alert
from skills.feedback.model import Answer, Customer, Intake, Item, Rule, Source, Tag, Theme


class SourceSettings(Settings):
    """A program that sends customers' words: how they are read, and where answers go.

    `mapping` names one of those in docs/feedback.md, or one under `mappings`. `reply` is the
    address of a program that hands answers on.
    """

    mapping: str = "plain"
    reply: str = ""


class FeedbackSettings(Settings):
    """`pseudonyms`: customers' names are not kept, and nobody here reads them.

    `waiting_days`: so long words may wait for somebody before the community manager is told.
    `digest`: how often the channel reads what came and what nobody sees to.
    `hook`: programs outside can send words, signed, as each of `sources` says. `feed`: programs
    inside can read what may be shown to everybody.
    """

    channel: ChannelName = "#customers"
    pseudonyms: bool = False
    waiting_days: Annotated[int, Field(ge=1, le=60)] = 3
    digest: Literal["daily", "weekly", "never"] = "weekly"
    hook: bool = False
    feed: bool = False
    sources: Mapping[str, SourceSettings] = {}
    mappings: Mapping[str, Mapping[str, str]] = {}


skill = Skill(
    "feedback",
    home=Path(__file__).parent,
    tables=[Customer, Source, Rule, Theme, Item, Intake, Tag, Answer, Alert],
    settings=FeedbackSettings,
)
