"""What can be set about customers' words, and the skill that its other modules add to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from bot import BotError, ChannelName, Settings, Skill, read_lessons
from skills.feedback.alert import Alert
from skills.feedback.correction import Correction
from skills.feedback.draft import Draft
from skills.feedback.fields import FIELDS, TEXT
from skills.feedback.gone import Gone
from skills.feedback.kinds import LABELS
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
    Unread,
)
from skills.feedback.summary import Summary, Summed

# As the address names them that programs call.
CALLED: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


def answerable(address: str) -> str:
    """Refuse what is no address of a program."""
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        fits = False
    if address and not fits:
        raise ValueError(f"{address!r} is no address; write it like https://shop.example.com/in")
    return address


class SourceSettings(Settings):
    """A program that sends customers' words: how they are read, and where answers go.

    `mapping` names one of those in docs/feedback.md, or one under `mappings`. `reply` is the
    address of a program that hands answers on.
    """

    mapping: str = "plain"
    reply: Annotated[str, AfterValidator(answerable)] = ""


def by_program(sources: Mapping[str, SourceSettings]) -> Mapping[str, SourceSettings]:
    """Sources as programs are called when they call: in small letters, with _ for a hyphen."""
    found: dict[str, SourceSettings] = {}
    for name, one in sources.items():
        if not CALLED.fullmatch(name):
            raise ValueError(f"{name!r}: name a program by at most 32 letters, digits, _ and -")
        called = name.lower().replace("-", "_")
        if called in found:
            raise ValueError(f"{name}: the program {called} is there twice")
        found[called] = one
    return found


def fitting(mappings: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Refuse mappings of fields that nothing knows, or without the words themselves."""
    for name, fields in mappings.items():
        for field in fields.keys() - set(FIELDS):
            near = get_close_matches(field, FIELDS, 1)
            raise ValueError(f"{name}: there is no field {field!r}; write {(near or FIELDS)[0]}")
        if TEXT not in fields:
            raise ValueError(f"{name}: say where the text stands, such as text: body")
    return mappings


def readable(path: str) -> str:
    """Refuse a file of labelled words that can't be learnt from."""
    if path:
        try:
            read_lessons(Path(path), LABELS)
        except BotError as error:
            raise ValueError(str(error)) from None
    return path


class FeedbackSettings(Settings):
    """`pseudonyms`: customers' names are not kept, and nobody here reads them.

    `waiting_days`: so long words may wait for somebody before the community manager is told.
    `digest`: how often the channel reads what came and what nobody sees to.
    `hook`: programs outside can send words, signed, as each of `sources` says. `feed`: programs
    inside can read what may be shown to everybody. `lessons`: a CSV file of words with labels of
    the company's own, from which is learnt, too. `asked_a_day`: about so many uncertain ones a
    language model is asked a day, where there is one.
    """

    channel: ChannelName = "#customers"
    pseudonyms: bool = False
    waiting_days: Annotated[int, Field(ge=1, le=60)] = 3
    digest: Literal["daily", "weekly", "never"] = "weekly"
    hook: bool = False
    feed: bool = False
    lessons: Annotated[str, AfterValidator(readable)] = ""
    asked_a_day: Annotated[int, Field(ge=0, le=5000)] = 200
    mappings: Annotated[Mapping[str, Mapping[str, str]], AfterValidator(fitting)] = {}
    # Behind the mappings, which they name.
    sources: Annotated[Mapping[str, SourceSettings], AfterValidator(by_program)] = {}

    @field_validator("sources")
    @classmethod
    def _mapped(
        cls, sources: Mapping[str, SourceSettings], info: ValidationInfo
    ) -> Mapping[str, SourceSettings]:
        known = {*built_in(), *info.data.get("mappings", ())}
        for name, one in sources.items():
            # Where the mappings themselves are wrong, that is told.
            if "mappings" in info.data and one.mapping not in known:
                near = get_close_matches(one.mapping, known, 1)
                meant = near[0] if near else ", ".join(sorted(known))
                raise ValueError(f"{name}: there is no mapping {one.mapping!r}; write {meant}")
        return sources


skill = Skill(
    "feedback",
    home=Path(__file__).parent,
    tables=[
        Customer,
        Source,
        Rule,
        Item,
        Unread,
        Intake,
        Tag,
        Answer,
        Alert,
        Correction,
        Gone,
        Post,
        Quote,
        Draft,
        Summary,
        Summed,
    ],
    settings=FeedbackSettings,
)
