"""Rules: seen before they are used, and gone when nobody uses them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.testing import Member, Reply, Team
from skills.feedback.model import Rule
from tests.skills.feedback.conftest import KIND


def looks_at(marco: Member, **rule: str) -> Reply:
    form = marco.presses("A new rule", on=marco.types("/cm feedback rules"))
    return marco.fills(form, **rule)


def channels(team: Team) -> list[str]:
    def look(db: Session) -> list[str]:
        return list(db.scalars(select(Rule.channel)))

    return team.app.database.read_now(look)


def test_a_rule_that_was_only_looked_at_is_gone_after_a_day(
    team: Team, ann: Member, marco: Member
) -> None:
    unused = looks_at(marco, channel="#everything")
    used = looks_at(marco, channel="#praise", intent="praise")
    assert "a week would go to #praise" in used.text
    marco.presses("Use it", on=used)
    team.tick(timedelta(days=2))
    assert channels(team) == ["#praise"]
    assert "gone already" in marco.presses("Use it", on=unused).text
    ann.types(f"/feedback {KIND}")
    assert len(team.channel("#praise")) == 1
