"""An older copy of a database: what it still has to do has been done since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Chat, Role, Skill, Work, t, weekly
from bot.runtime.restored import settle
from bot.testing import Team
from tests.bot import toy
from tests.bot.delivery.rows import occurrences

HOUR = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def restored(team: Team) -> None:
    team.app.database.write_now(lambda db: settle(db, team.app.house, team.now, []))


def test_what_was_ordered_and_not_begun_is_not_sent_again(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    cora = team.member("Cora", role=Role.CM)
    cora.presses("Yes, send it", on=cora.types("/cm nudges run ping"))
    team.now += HOUR
    restored(team)
    team.tick(timedelta(minutes=1))
    assert cora.inbox == []
    assert set(occurrences(team).values()) == {"skipped"}


def test_what_was_planned_long_ago_stays_so(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    team.member("Bob")
    team.tick("2026-11-27 15:00")
    restored(team)
    assert set(occurrences(team).values()) == {"planned"}


def test_what_was_to_be_done_behind_is_not_done_again(team_of: Callable[..., Team]) -> None:
    skill, done = Skill("toy", home=toy.HOME), list[str]()

    @skill.job("fetch")
    def fetch(work: Work) -> None:
        done.append("fetched")

    @skill.command("toy")
    def begin(chat: Chat) -> None:
        chat.later(fetch, at=chat.now + HOUR)
        chat.whisper(t("thanks"))

    team = team_of(skill)
    team.member("Bob").types("/toy")
    team.now += 2 * HOUR
    restored(team)
    team.tick(timedelta(minutes=1))
    assert done == []
