"""The community manager sees what Piazza asks of people's attention; never whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role, Skill, weekly
from bot.runtime import attending
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.test_attention import DAYS

TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    skill = Skill("toy", home=toy.HOME)
    for number, day in enumerate(DAYS[:3]):
        when = weekly(day, at="15:00")
        skill.nudge(day, when, audience=toy.everybody, priority=-number)(toy.ping)
    asked = skill.nudge(
        "thursday", weekly("thursday", at="15:00"), audience=toy.everybody, counts=False
    )
    asked(toy.ping)
    return team_of(skill, attention={"a_week": 2})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Ross")


def whole_week(team: Team) -> None:
    for day in range(23, 28):
        team.tick(f"2026-11-{day} 15:00")


def broadcast(team: Team, cora: Member) -> None:
    cora.presses("Yes, send it", on=cora.types("/cm broadcast The canteen opens at noon"))
    team.tick(TWO_MINUTES)


def test_before_anything_was_sent_there_is_none(team: Team, cora: Member) -> None:
    lines = cora.types("/cm attention").text.splitlines()
    assert lines[:3] == [
        "Unasked messages. Nobody gets more than 2 a week.",
        "This week so far: none.",
        "Last week: none.",
    ]


def test_it_says_what_was_sent_and_who_was_spared_and_no_name(
    team: Team, cora: Member, bob: Member
) -> None:
    bob.presses("Stop: toy.tuesday", on=bob.types("/piazza settings"))
    whole_week(team)
    team.tick("2026-11-30 10:00")
    bob.presses("Nothing for a week", on=bob.types("/piazza settings"))
    told = cora.types("/cm attention").text
    assert told.splitlines()[1:] == [
        "This week so far: none.",
        "Last week: 4 sent to 2 people, 2 each on average; at the limit: 2;"
        " it took about 1 minute of their time.",
        "toy.monday – this week 0 sent, 0 spared; last week 2 sent,"
        " 0 spared. Both weeks together: about 1 minute. Priority 0; switched off by 0.",
        "toy.thursday – this week 0 sent, 0 spared; last week 2 sent,"
        " 0 spared. Both weeks together: about 1 minute. Priority 0; switched off by 0."
        " It does not count: people asked for it.",
        "toy.tuesday – this week 0 sent, 0 spared; last week 1 sent,"
        " 0 spared. Both weeks together: about 1 minute. Priority -1; switched off by 1.",
        "toy.wednesday – this week 0 sent, 0 spared; last week 1 sent,"
        " 1 spared. Both weeks together: about 1 minute. Priority -2; switched off by 0.",
        "Messages from the community manager – this week 0 sent, 0 spared;"
        " last week 0 sent, 0 spared. Both weeks together: no time. Priority 0; switched off by 0.",
        "1 person rests at the moment and gets none of these.",
        "Spared means not sent, because that person had had enough. Where there is room for one"
        " only, the higher priority goes first. Your own messages count, too. The limit stands in"
        " app.yaml (attention, a_week). A message is estimated at 10 seconds, to notice it, read"
        " it and go back to work.",
    ]
    assert "Bob" not in told


def test_what_is_written_to_many_counts_and_is_in_the_bill(
    team: Team, cora: Member, bob: Member
) -> None:
    broadcast(team, cora)
    whole_week(team)
    # Of two a week one was the broadcast: a single nudge is left, and what was asked for.
    assert [one.text.partition("\n")[0] for one in bob.inbox] == [
        "From the community manager:",
        "Ping, Bob Ross!",
        "Ping, Bob Ross!",
    ]
    told = cora.types("/cm attention").text
    assert "This week so far: 4 sent to 2 people, 2 each on average; at the limit: 2; it" in told
    assert "Messages from the community manager – this week 2 sent, 0 spared" in told
    assert "toy.monday – this week 2 sent" in told
    assert "toy.tuesday – this week 0 sent, 2 spared" in told


def test_it_is_told_in_italian_too_and_only_to_organisers(team: Team, bob: Member) -> None:
    ugo = team.member("Ugo Neri", language="it", role=Role.CO_ORGANISER)
    whole_week(team)
    told = ugo.types("/cm attention").text
    assert (
        "Questa settimana, finora: 4 inviati a 2 persone, in media 2 a testa; al limite: 2;"
        " hanno preso circa 1 minuto del loro tempo." in told
    )
    assert "Only a community manager can do that" in bob.types("/cm attention").text


@pytest.mark.parametrize(
    ("messages", "said"),
    [(0, "no_time"), (1, "minutes"), (700, "minutes"), (720, "hours"), (100_000, "hours")],
)
def test_much_reading_is_told_in_hours(messages: int, said: str) -> None:
    time = attending.time_of(messages)
    assert time.key == f"attention.{said}"
    assert time.values.get("count", 0) == {1: 1, 700: 117, 720: 2, 100_000: 278}.get(messages, 0)
