"""What can be set about belonging, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot import Settings, Skill
from skills.belonging.model import Answer, Buddy, Journey, Prompt


class BelongingSettings(Settings):
    """Whom a journey begins for, who gets a buddy by lot, and how one says thanks here.

    With `by_account` it also begins for whom the HR file does not date, on the day their account
    appears. `thanks` is the command, without its slash, that the third day speaks of.
    """

    by_account: bool = True
    draw: bool = True
    thanks: Annotated[str, Field(max_length=40, pattern=r"^([a-z][a-z0-9 _-]*)?$")] = "kudos"


skill = Skill(
    "belonging",
    home=Path(__file__).parent,
    tables=[Journey, Prompt, Buddy, Answer],
    settings=BelongingSettings,
)
