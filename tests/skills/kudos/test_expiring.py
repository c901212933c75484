"""Thanks that were kept as long as the company said are gone, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.runtime.retention import Retention
from bot.testing import Team
from skills.kudos import skill
from skills.kudos.model import Cheer, Kudos, Recipient

WHY = "for the patient review on a busy Monday"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, retention={"kudos.thanks": 365})


def test_only_what_is_older_goes(team: Team) -> None:
    bob, ann, carl = team.member("Bob"), team.member("Ann"), team.member("Carl")
    bob.types(f"/kudos @ann {WHY}")
    carl.presses("Cheer", on=team.channel("#kudos")[-1])
    team.now += timedelta(days=366)
    ann.types(f"/kudos @bob {WHY}")
    retention = Retention(team.app.house)
    assert team.run(retention.enforce(team.app.database, team.now)) == {"kudos.thanks": 1}
    left = team.app.database.read_now(
        lambda db: [
            db.scalar(sa.select(sa.func.count()).select_from(one))
            for one in (Kudos, Recipient, Cheer)
        ]
    )
    assert left == [1, 1, 0]
    assert "Received: 1" in bob.types("/kudos mine").text
