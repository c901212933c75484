"""What can be set about thanks, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot import ChannelName, Settings, Skill
from skills.kudos.model import Cheer, Fairness, Kudos, Recipient, Undone, UndoneTo

RESERVED = frozenset(
    {
        *("public", "private", "signed", "anonymous", "pubblico", "privato", "anonimo"),
        *("say_now", "coach"),
    }
)


class KudosSettings(Settings):
    """`values` are the company's, offered as #tags; `allowance` is how many a day one may give.

    In `flag_days` days, so many thanks to the same person (`flag_pair`) or with the same words
    (`flag_text`) are put before the community manager, also those that were taken back. With
    `coach` people can have their words looked at before they give them.
    """

    channel: ChannelName = "#kudos"
    allowance: Annotated[int, Field(ge=1)] = 5
    values: tuple[Annotated[str, Field(pattern=r"^[^#\s][^#]{0,74}$")], ...] = ()
    value_required: bool = False
    coach: bool = True
    reaction: Annotated[str, Field(pattern=r"^[^\s:A-Z]{1,100}$")] = "tada"
    flag_days: Annotated[int, Field(ge=1, le=366)] = 30
    flag_pair: Annotated[int, Field(ge=2)] = 5
    flag_text: Annotated[int, Field(ge=2)] = 3

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.value_required and not self.values:
            raise ValueError("value_required needs values to choose from; add some to 'values'")
        # Else #private could be read as a value, and what is for one would be read by all.
        if taken := RESERVED & {one.casefold() for one in self.values}:
            raise ValueError(f"the value {min(taken)!r} means something else; name it otherwise")
        return self


skill = Skill(
    "kudos",
    home=Path(__file__).parent,
    tables=[Kudos, Recipient, Cheer, Undone, UndoneTo, Fairness],
    settings=KudosSettings,
)
