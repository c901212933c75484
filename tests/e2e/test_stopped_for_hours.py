"""Piazza was not running when something was due: it is caught up, or skipped and said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.schedule import weekly
from tests.slack_world import ANN, StrictSlack, channel, crowd, user

from .inside import Inside

ROME = ZoneInfo("Europe/Rome")
PEOPLE = crowd(5)
# Whose Friday afternoon begins an hour later or earlier than in Rome.
NEIGHBOURS = [user("elena", tz="Europe/Athens"), user("liam", tz="Europe/London")]
EVERYBODY = [*PEOPLE, *NEIGHBOURS, ANN]
DUE = weekly("friday", at="15:00")
APP_YAML = f"""\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome, country: AQ}}
slack: {{rate_per_minute: 6000}}
skills:
  kudos:
  cm:
roles: {{cm: [{ANN.id}]}}
schedules:
  kudos.gratitude: {{on: friday, at: "15:00"}}
  kudos.digest: {{on: friday, at: "15:00"}}
  kudos.colleague: {{paused: true}}
  cm.digest: {{paused: true}}
"""


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    rooms = [channel(name, EVERYBODY) for name in ("general", "kudos")]
    with StrictSlack(EVERYBODY, rooms) as slack:
        yield slack


@contextmanager
def running(slack: StrictSlack, folder: Path, at: datetime) -> Iterator[Inside]:
    """A process that begins at a moment, and does at once what is due."""
    with Inside(slack, folder, app_yaml=APP_YAML) as bot:
        bot.ahead = at - bot.now()
        bot.later()
        yield bot


@pytest.fixture
def due(slack: StrictSlack, tmp_path: Path) -> datetime:
    """The time of the nudge and of the digest, two hours before which a process has ended."""
    # Far enough away that no clock is set back, on whichever day and hour this is told.
    due = DUE.next_after(datetime.now(ROME) + timedelta(days=1), ROME)
    with running(slack, tmp_path, due - timedelta(hours=4)) as bot:
        bot.meet_everybody()
        reply = bot.driver.command(PEOPLE[0], "/kudos", "@p1 for the help with the release")
        assert reply.message is not None
        bot.later(3600)
        bot.later(3600)
    assert nudged(slack) == {}
    return due


def nudged(slack: StrictSlack) -> dict[str, int]:
    """Who was nudged, and how often."""
    found = {
        one.name: sum("made your week" in str(said.shown()) for said in slack.dm(one))
        for one in EVERYBODY
    }
    return {name: times for name, times in found.items() if times}


def digests(slack: StrictSlack) -> int:
    """How often the week's post was posted."""
    return sum("This week somebody was" in one.shown() for one in slack.messages("kudos"))


def words(slack: StrictSlack) -> list[str]:
    """What the manager was told of what was left out."""
    return [one.shown() for one in slack.dm(ANN) if "left out" in one.shown()]


def test_after_two_hours_all_is_caught_up_once(
    slack: StrictSlack, tmp_path: Path, due: datetime
) -> None:
    for hours in (2, 2.1, 5):
        with running(slack, tmp_path, due + timedelta(hours=hours)):
            pass
    assert nudged(slack) == {one.name: 1 for one in EVERYBODY if one is not PEOPLE[0]}
    assert (digests(slack), words(slack)) == (1, [])


def test_after_six_hours_the_nudge_is_left_out_and_said_in_one_word(
    slack: StrictSlack, tmp_path: Path, due: datetime
) -> None:
    for hours in (6, 6.1, 9):
        with running(slack, tmp_path, due + timedelta(hours=hours)):
            pass
    assert (nudged(slack), digests(slack)) == ({}, 1)
    [word] = words(slack)
    assert word.splitlines()[1:-1] == [f"The Friday question, {due.astimezone(ROME).day} {due:%B}"]
