"""What waits for an answer: every skill says so, and the house puts the most pressing first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot import ORGANISERS, Button, Chat, Role, SetupError, Skill, Waits, t
from bot.testing import Team
from tests.bot import toy

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
DAY = timedelta(days=1)


def waiting(
    name: str, *found: tuple[str, int, timedelta | None], only: Role | tuple[Role, ...] = ORGANISERS
) -> Skill:
    """A skill in which some things wait: what, how many, since how long ago."""
    one = Skill(name, home=toy.HOME)

    @one.button("look", only=only)
    def look(chat: Chat) -> None:
        chat.whisper(t("thanks"))

    @one.waits
    def waits(db: Session, now: datetime) -> Sequence[Waits]:
        return [
            Waits(
                t("ping", name=what), count, now - ago if ago else None, Button(t("repeat"), look)
            )
            for what, count, ago in found
        ]

    return one


def told(team: Team, *roles: Role) -> list[str]:
    """What waits, for somebody with these roles, in the words of whoever reads it."""
    some = roles or None
    found = team.app.database.read_now(lambda db: team.app.house.waits(db, team.now, some))
    return [str(one.what.values["name"]) for one in found]


def test_what_has_waited_longest_comes_first_and_what_does_not_wait_is_left_out(
    team_of: Callable[..., Team],
) -> None:
    ball = waiting("ball", ("new", 1, DAY), ("undated", 2, None), ("none", 0, 9 * DAY))
    team = team_of(ball, waiting("doll", ("old", 3, 2 * DAY)))
    assert told(team) == ["old", "new", "undated"]


def test_nobody_is_told_of_what_they_may_not_open(team_of: Callable[..., Team]) -> None:
    for_all, for_cm = waiting("ball", ("ideas", 1, DAY)), ("posts", 1, DAY)
    team = team_of(for_all, waiting("doll", for_cm, only=Role.CM))
    assert told(team, Role.CO_ORGANISER) == ["ideas"]
    assert told(team, Role.CM) == ["ideas", "posts"]


@BOTH
def test_a_skill_that_fails_loses_nobody_elses(team_of: Callable[..., Team]) -> None:
    broken = Skill("doll", home=toy.HOME)

    @broken.button
    def look(chat: Chat) -> None:
        chat.whisper(t("thanks"))

    none = Waits(t("ping", name="none"), 1, None, Button(t("repeat"), look))

    @broken.waits
    def lost(db: Session) -> Sequence[Waits]:
        # A transaction that has failed answers nothing more, unless this is undone.
        return [none] * db.execute(sa.text("SELECT 1 / 0")).scalar_one()

    team = team_of(broken, waiting("ball", ("ideas", 1, DAY)))
    with capture_logs() as logged:
        assert told(team) == ["ideas"]
    [said] = [one for one in logged if one["log_level"] == "error"]
    assert said["by"] == "doll.lost"


def test_it_asks_for_nothing_that_there_is_not() -> None:
    with pytest.raises(SetupError, match="'week' is neither 'settings' nor 'now' nor 'house'"):

        @Skill("ball", home=toy.HOME).waits
        def waits(db: Session, week: int) -> Sequence[Waits]:
            return []
