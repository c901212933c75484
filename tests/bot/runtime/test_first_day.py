"""The first day: once, on a working morning, Piazza says what it is and who reads what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.people import Role
from bot.runtime.first_day import waiting
from bot.testing import WORKSPACE, Team
from skills import cm, kudos


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm.skill, start="2026-11-27 17:30")


def ticks(team: Team, until: str) -> None:
    """Let Piazza's own clockwork beat, as it does every few seconds."""
    team.now = team.moment(until)

    async def beat() -> None:
        await team.app.tick()
        await team.app.engine.idle()

    team.run(beat())


def test_who_installs_it_on_a_friday_has_until_monday_morning(team: Team) -> None:
    ticks(team, "2026-11-27 17:30")
    ticks(team, "2026-11-30 08:59")
    assert team.channel("#general") == []
    # Named meanwhile, and so in the post.
    cora = team.member("Cora Conti", role=Role.CM)
    ticks(team, "2026-11-30 09:00")
    [post] = team.channel("#general")
    said = post.text.splitlines()
    assert said[0].startswith("Hello, I am Piazza, the bot of Acme. I live on our own computers")
    assert said[1].startswith("Kudos: write /kudos @ann and why")
    assert said[3].startswith("Cora Conti looks after me as community manager")
    assert said[4].startswith("/piazza whatyouknow shows you everything")
    assert "Your settings." in cora.presses("My settings", on=post).text
    ticks(team, "2026-12-01 09:00")
    assert len(team.channel("#general")) == 1


def test_a_company_that_speaks_italian_is_greeted_in_italian(
    team_of: Callable[..., Team],
) -> None:
    company = {"name": "Officine Aurora", "languages": ["it", "en"]}
    team = team_of(kudos.skill, company=company, start="2026-11-25 10:00")
    ticks(team, "2026-11-25 10:00")
    ticks(team, "2026-11-26 09:00")
    [post] = team.channel("#general")
    assert post.text.startswith("Ciao, sono Piazza, il bot di Officine Aurora.")
    assert "Nessuno si occupa ancora di me" in post.text


def test_each_workspace_is_greeted_by_itself(team: Team) -> None:
    ticks(team, "2026-11-27 17:30")
    due = team.app.database.read_now(
        lambda db: [waiting(db, one, team.now) for one in (WORKSPACE, "test:T2")]
    )
    assert due == [False, True]
