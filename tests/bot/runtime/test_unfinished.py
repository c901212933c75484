"""The community manager sees which background work was given up, has it done again, or drops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot import Role
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from skills import cm as cm_skill
from tests.bot.delivery.test_jobs import Fetching, rows

HOURS = timedelta(hours=4)
SECOND = timedelta(seconds=1)
QUIET = {"cm.digest": {"paused": True}}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def fetching() -> Fetching:
    return Fetching()


@pytest.fixture
def team(team_of: Callable[..., Team], fetching: Fetching) -> Team:
    return team_of(fetching.skill, cm_skill.skill, strict=False, schedules=QUIET)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture(autouse=True)
def given_up(team: Team, fetching: Fetching, cora: Member) -> None:
    """What Bob has asked for has failed eight times."""

    def fails(_work: object) -> None:
        raise LookupError("https://example.org/a-secret-address")

    fetching.meanwhile = fails
    with capture_logs():
        team.member("Bob").types("/toy please")
        for _ in range(10):
            team.tick(HOURS)


def test_it_says_what_it_was_and_why_but_nothing_of_what_is_in_it(team: Team, cora: Member) -> None:
    shown = cora.types("/cm undelivered")
    assert shown.text.splitlines() == [
        "1 background task was given up after eight tries.",
        "Toy: fetch, Monday 23 November 08:00 – LookupError",
        "Whoever installed Piazza finds the reason in the log. "
        "Have them done again once it is mended.",
    ]
    ugo = team.member("Ugo", language="it", role=Role.CM)
    assert "non è riuscita" in ugo.types("/cm undelivered").text
    assert "given up: 1; /cm undelivered says why" in cora.types("/cm status").text


def test_it_stands_below_what_could_not_be_delivered(
    team: Team, cora: Member, fetching: Fetching
) -> None:
    fetching.meanwhile = lambda _work: None
    team.platform.refusals.append(DeliveryError("is_archived", final=True))
    with capture_logs():
        cora.types("/toy please")
    shown = cora.types("/cm undelivered")
    first, *lines = shown.text.splitlines()
    assert first == "1 message could not be delivered. What it says is not shown."
    assert "1 background task was given up after eight tries." in lines
    assert shown.shown.buttons[1:] == ["Do 1 task again", "Dismiss 1 task"]


def test_once_it_is_mended_it_is_done_again(team: Team, cora: Member, fetching: Fetching) -> None:
    fetching.meanwhile = lambda _work: None
    done = cora.presses("Do 1 task again", on=cora.types("/cm undelivered"))
    assert done.text.startswith("1 background task is done again in a moment.")
    team.tick(SECOND)
    assert (fetching.fetched, rows(team)) == ([7], [])
    assert cora.types("/cm undelivered").text == "Everything could be delivered."
    assert "Cora, had background tasks done again – 1" in cora.types("/cm audit").text


def test_it_is_tried_eight_times_more(team: Team, cora: Member) -> None:
    shown = cora.types("/cm undelivered")
    cora.presses("Do 1 task again", on=shown)
    with capture_logs():
        team.tick(SECOND)
    [row] = rows(team)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "settled already" in cora.presses("Dismiss 1 task", on=shown).text


def test_what_nobody_needs_any_more_is_dropped(team: Team, cora: Member) -> None:
    done = cora.presses("Dismiss 1 task", on=cora.types("/cm undelivered"))
    assert done.text == "1 background task is not counted any more, and not done."
    assert rows(team) == []
