"""What was skipped is told to the community manager, once, whoever skipped it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Role, Skill, weekly
from bot.delivery.planning import MISSED
from bot.delivery.tables import occurrence
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import occurrences

FRIDAY = {"ping": weekly("friday", at="15:00")}
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.on_schedule(nudges=FRIDAY))


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


def words(cora: Member) -> list[str]:
    return [one.text for one in cora.inbox]


def test_what_was_to_be_sent_at_once_and_could_not_be_is_told(team: Team, cora: Member) -> None:
    cora.presses("Yes, send it", on=cora.types("/cm nudges run ping"))
    team.tick(timedelta(hours=5))
    team.tick(MINUTE)
    [word] = words(cora)
    assert "toy.ping" in word
    assert set(occurrences(team).values()) == {"skipped"}


def test_what_a_broadcast_missed_is_told_by_what_it_is(team: Team, cora: Member) -> None:
    cora.presses("Yes, send it", on=cora.types("/cm broadcast the canteen is closed"))
    team.tick(timedelta(hours=25))
    team.tick(MINUTE)
    assert [one for one in words(cora) if "Messages from the community manager" in one]


def test_it_is_told_although_who_skipped_it_ended_before_it_could(team: Team, cora: Member) -> None:
    row = {"schedule": "toy.ping", "cohort": "Europe/Rome", "local_date": team.now.date()}
    values = {**row, "state": MISSED, "reason": "too late", "at": team.now, "due": team.now}
    team.app.database.write_now(lambda db: db.execute(sa.insert(occurrence), values))
    team.tick(MINUTE)
    team.tick(MINUTE)
    [word] = words(cora)
    assert "toy.ping" in word


def test_that_a_workspace_was_not_connected_yet_is_no_news_of_something_missed(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.post("digest", weekly("friday", at="10:00"), each_workspace=True)(toy.post())
    team = team_of(skill)
    cora = team.member("Cora", role=Role.CM)
    team.tick("2026-11-27 10:00")
    team.tick("2026-12-01 10:00")
    both = (*team.platform.workspaces, "test:T2")
    monkeypatch.setattr(team.platform, "workspaces", both)
    team.app.planner.workspaces = both
    team.tick(MINUTE)
    team.tick(MINUTE)
    assert words(cora) == []
    assert set(occurrences(team).values()) == {"planned", "skipped"}
    # What it misses from then on is told.
    team.tick("2026-12-06 10:00")
    team.tick(MINUTE)
    assert len(words(cora)) == 1
