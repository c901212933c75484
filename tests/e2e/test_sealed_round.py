"""A round of sealed answers in Slack: asked, answered, counted by a process of its own, told."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.slack_world import Driver, StrictSlack, channel, crowd
from tests.slack_world.program import poll

from .connected import Store, credentials, told
from .fanout import hurry
from .running import Bot

CHECKOUT = Path(__file__).resolve().parents[2]
PEOPLE = crowd(11, "person")
MARCO = PEOPLE[0]
APP_YAML = f"""\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome}}
slack: {{rate_per_minute: 6000}}
skills:
  cm:
  survey:
roles: {{cm: [{MARCO.id}]}}
"""


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack(PEOPLE, [channel("general", PEOPLE)]) as slack:
        yield slack


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A place where the survey is installed, as pip would."""
    info = tmp_path / "site" / "survey-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: survey\nVersion: 1.0\n")
    points = "[piazza.skills]\nsurvey = tests.bot.privacy.survey:skill\n"
    (info / "entry_points.txt").write_text(points)
    return info.parent


def prepare(site: str) -> None:
    """In the bot's process: have the survey installed, and look often for what is due."""
    sys.path.insert(0, site)
    hurry()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everybody_answers_and_only_figures_are_left(
    slack: StrictSlack, installed: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = None if kind == "sqlite" else str(request.getfixturevalue("postgres_url"))
    where = {"PYTHONPATH": f"{installed}{os.pathsep}{CHECKOUT}"}
    more = credentials(slack) | where | ({"DATABASE_URL": url} if url else {})
    bot = Bot(more, app_yaml=APP_YAML)
    bot.first = f"{__name__}:prepare", (str(installed),)
    with bot:
        poll(lambda: told(bot, "roster"), 10, "everybody is known")
        driver = Driver(slack, bot.events_url)
        driver.command(MARCO, "/survey", "open")
        for number, one in enumerate(PEOPLE):
            driver.command(one, "/survey")
            slack.wait_for(partial(slack.modal, one))
            answers = {"mood": str(1 + number % 5), "comment": f"secret {number:02}"}
            reply = driver.submit(one, answers=answers)
            assert "Recorded." in str(reply.body), reply
        store = Store(bot, url)
        assert store.count("ballot") == len(PEOPLE)
        driver.command(MARCO, "/survey", "close")
        poll(lambda: slack.messages("general"), 30, "the results are told")
        assert store.count("ballot") == 0
        assert store.count("ballot_comment") == len(PEOPLE)
        assert re.search(r"tallied .* keys destroyed", bot.command("keys", "status").stdout)
        assert not [line for line in bot.lines if "secret" in line]
