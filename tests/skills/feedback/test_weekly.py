"""What everybody reads: the words of the week, and what still waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from bot import Role
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


def test_what_comes_while_a_digest_is_late_counts_in_the_next_one_only(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(digest="daily")})
    ann = team.member("Ann")
    team.tick("2026-11-23 10:00")
    ann.types(f"/feedback {HOW}")
    team.now = team.moment("2026-11-24 09:20")
    ann.types(f"/feedback {LATE}")
    team.tick("2026-11-24 09:30")
    told = team.channel("#customers")[-1].text
    assert "asks for help: 1" in told
    assert "complaint" not in told
    team.tick("2026-11-25 09:00")
    assert "complaint: 1" in team.channel("#customers")[-1].text


def test_the_words_of_the_week_are_told_once_though_they_are_late(
    team: Team, marco: Member, ann: Member
) -> None:
    ann.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    team.now = team.moment("2026-11-27 11:20")
    ann.types(f"/feedback {HOW}")
    _, late = team.channel("#customers")
    for one in (card, late):
        marco.presses("Let everybody read it", on=marco.presses("More", on=one))
    team.tick("2026-11-27 11:30")
    told = team.channel("#customers")[-1].text
    assert "three weeks" in told
    assert "invoices" not in told
    team.tick("2026-12-04 11:00")
    assert "invoices" in team.channel("#customers")[-1].text


@pytest.mark.parametrize(
    ("digest", "came", "told"),
    [
        ("weekly", "2026-10-19 09:30", ["2026-10-19 09:00", "2026-10-26 09:00"]),
        ("daily", "2026-10-24 09:30", ["2026-10-24 09:00", "2026-10-25 09:00"]),
        ("weekly", "2026-03-23 08:30", ["2026-03-23 09:00", "2026-03-30 09:00"]),
    ],
)
def test_where_clocks_are_changed_each_hour_counts_once(
    team_of: Callable[..., Team], digest: Literal["daily", "weekly"], came: str, told: list[str]
) -> None:
    settings = {"feedback": FeedbackSettings(digest=digest)}
    team = team_of(skill, cm.skill, settings=settings, start="2026-03-20 09:30")
    if came > "2026-10":
        team.now = team.moment("2026-10-16 09:30")
    ann = team.member("Ann")
    for moment in sorted([came, *told]):
        team.tick(moment)
        if moment == came:
            ann.types(f"/feedback {LATE}")
    digests = [one.text for one in team.channel("#customers") if "What customers" in one.text]
    assert sum("complaint: 1" in one for one in digests) == 1


def test_the_words_of_a_week_in_which_clocks_are_changed_are_all_told(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, cm.skill, start="2026-10-23 11:30")
    marco, ann = team.member("Marco", role=Role.CM), team.member("Ann")
    ann.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    marco.presses("Let everybody read it", on=marco.presses("More", on=card))
    team.tick("2026-10-30 11:00")
    assert "Customers’ words of the week" in team.channel("#customers")[-1].text
