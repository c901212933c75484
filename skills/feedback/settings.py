"""What can be set about customers' words, and the skill that its other modules add to."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot import ChannelName, Settings, Skill
from skills.feedback.alert import Alert
from skills.feedback.fields import FIELDS, TEXT
from skills.feedback.mapping import built_in
from skills.feedback.model import (
    Answer,
    Customer,
    Intake,
    Item,
    Post,
    Quote,
    Rule,
    Source,
    Tag,
    Theme,
)


class SourceSettings(Settings):
    """A program that sends customers' words: how they are read, and where answers go.

    `mapping` names one of those in docs/feedback.md, or one under `mappings`. `reply` is the
    address of a program that hands answers on.
    """

    mapping: str = "plain"
    reply: str = ""


def by_program(sources: Mapping[str, SourceSettings]) -> Mapping[str, SourceSettings]:
    """Sources as programs are called when they call: in small letters, with _ for a hyphen."""
    return {name.casefold().replace("-", "_"): one for name, one in sources.items()}


def fitting(mappings: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Refuse mappings of fields that nothing knows, or without the words themselves."""
    for name, fields in mappings.items():
        for field in fields.keys() - set(FIELDS):
            near = get_close_matches(field, FIELDS, 1)
            raise ValueError(f"{name}: there is no field {field!r}; write {(near or FIELDS)[0]}")
        if TEXT not in fields:
            raise ValueError(f"{name}: say where the text stands, such as text: body")
    return mappings


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
    sources: Annotated[Mapping[str, SourceSettings], AfterValidator(by_program)] = {}
    mappings: Annotated[Mapping[str, Mapping[str, str]], AfterValidator(fitting)] = {}

    @model_validator(mode="after")
    def _mapped(self) -> Self:
        known = {*built_in(), *self.mappings}
        for name, one in self.sources.items():
            if one.mapping not in known:
                near = get_close_matches(one.mapping, known, 1)
                meant = near[0] if near else ", ".join(sorted(known))
                raise ValueError(f"{name}: there is no mapping {one.mapping!r}; write {meant}")
        return self


skill = Skill(
    "feedback",
    home=Path(__file__).parent,
    tables=[Customer, Source, Rule, Theme, Item, Intake, Tag, Answer, Alert, Post, Quote],
    settings=FeedbackSettings,
)
