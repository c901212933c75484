"""What can be set about coffee, and the skill that its other modules add to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot import Settings, Skill
from skills.coffee.model import Ahead, Avoid, CoffeeRound, Meeting, Member, Seat

# The nudge without which nobody can be brought together with anybody.
INTRODUCE = "introduce"


class CoffeeSettings(Settings):
    """Every `every` weeks those who take part are brought together.

    Those of the `audience` take part unless they leave, all others only when they join: "@handle"
    of a group, or the name of a team or division in the HR file. With `leaders`, one of those at
    the top is drawn each round to join two others, and takes part in no other way.
    """

    every: Literal[1, 2, 4] = 2
    audience: Annotated[str, Field(max_length=200, pattern=r"^(|@?\S.*)$")] = ""
    leaders: bool = False


skill = Skill(
    "coffee",
    home=Path(__file__).parent,
    tables=[Member, Avoid, CoffeeRound, Seat, Meeting, Ahead],
    settings=CoffeeSettings,
)
