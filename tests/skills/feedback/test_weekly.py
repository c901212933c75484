"""What everybody reads: the words of the week, and what still waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from bot.testing import Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from tests.skills.feedback.conftest import HOW, KIND, LATE


def test_on_monday_the_channel_reads_what_nobody_sees_to(team: Team, ann: Member) -> None:
    team.tick("2026-11-23 10:00")
    ann.types(f"/feedback {LATE}")
    ann.types(f"/feedback {KIND}")
    before = len(team.channel("#customers"))
    team.tick("2026-11-27 10:00")
    assert len(team.channel("#customers")) == before
    team.tick("2026-11-30 09:00")
    told = team.channel("#customers")[-1].text
    assert "What customers said last week" in told
    assert "complaint: 1" in told
    assert "praise: 1" in told
    assert "1 still waits for somebody" in told
    assert "three weeks" in told


@pytest.mark.parametrize(("digest", "posts"), [("daily", 1), ("never", 0)])
def test_a_company_chooses_how_often(
    team_of: Callable[..., Team], digest: Literal["daily", "never"], posts: int
) -> None:
    team = team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(digest=digest)})
    team.tick("2026-11-23 10:00")
    team.member("Ann").types(f"/feedback {HOW}")
    before = len(team.channel("#customers"))
    team.tick("2026-11-24 10:00")
    assert len(team.channel("#customers")) == before + posts


def test_what_may_be_shared_is_told_to_everybody_without_a_name(
    team: Team, marco: Member, ann: Member
) -> None:
    form = ann.types("/feedback")
    ann.fills(form, words=LATE, name="Rita Lane")
    [card] = team.channel("#customers")
    more = marco.presses("More", on=card)
    assert "Everybody may read it" in marco.presses("Let everybody read it", on=more).text
    team.tick("2026-11-27 11:00")
    told = team.channel("#customers")[-1].text
    assert "Customers’ words of the week" in told
    assert "three weeks" in told
    assert "Rita" not in told
