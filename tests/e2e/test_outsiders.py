"""Who does not belong here can do nothing: strangers, bots, who left; guests where not invited."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.tables import inbox
from tests.slack_world import ANN, BOB, CARLA, DORA, GINO, HAL, SAM, StrictSlack, User
from tests.slack_world.payloads import Request
from tests.slack_world.people import OTHER_TEAM

from .connected import THANKS, Unsent
from .inside import Inside
from .running import APP_YAML

OUTSIDERS = (SAM, HAL, DORA, GINO)
SORRY = "Sorry, Piazza is for the members of this organisation."


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture
def bot(slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    with Inside(slack, tmp_path) as bot:
        bot.driver.command(ANN, "/kudos", f"@bob {THANKS}")
        bot.later()
        yield bot


def stored(bot: Inside) -> int:
    """How many interactions have counted."""
    return len(bot.rows(inbox.select()))


def read_by(slack: StrictSlack, one: User) -> list[str]:
    """What somebody was told in private."""
    return [whisper.shown().strip() for whisper in slack.whispers(one)]


@pytest.mark.parametrize("one", OUTSIDERS, ids=lambda one: one.name)
def test_they_can_do_nothing(bot: Inside, slack: StrictSlack, one: User) -> None:
    card, before = slack.messages("kudos")[0], stored(bot)
    bot.driver.command(one, "/kudos", "")
    bot.driver.command(one, "/kudos", "mine")
    bot.driver.command(one, "/piazza", "whatyouknow")
    bot.driver.press(one, card, "Cheer")
    bot.driver.shortcut(one, "thank_author", card)
    slack.wait_for(lambda: len(read_by(slack, one)) == 5)
    assert set(read_by(slack, one)) == {SORRY}
    kept = bot.driver.command(one, "/kudos", f"@bob {THANKS}").message
    assert kept is not None
    assert kept.shown().startswith(SORRY)
    bot.later()
    assert slack.modal(one) is None
    assert slack.messages("kudos") == [card]
    assert stored(bot) == before


@pytest.mark.parametrize("one", OUTSIDERS, ids=lambda one: one.name)
def test_they_cannot_send_off_the_form_of_a_member(
    bot: Inside, slack: StrictSlack, one: User
) -> None:
    bot.driver.command(CARLA, "/kudos")
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert form is not None
    answers = {"to": [BOB], "message": THANKS}
    before = stored(bot)
    submission = Unsent(slack).submit(CARLA, form, answers).request
    theirs = {"id": one.id, "name": one.name, "username": one.name, "team_id": one.team}
    bot.driver.send(changed(submission, user=theirs))
    assert stored(bot) == before


def changed(request: Request, **new: Any) -> Request:
    """The same request with something else in it."""
    return Request(request.kind, copy.deepcopy(request.payload) | new)


def test_the_same_ids_of_another_workspace_are_strangers(bot: Inside, slack: StrictSlack) -> None:
    unsent, card, before = Unsent(slack), slack.messages("kudos")[0], stored(bot)
    team = {"id": OTHER_TEAM, "domain": "elsewhere"}
    typed = unsent.command(CARLA, "/kudos", f"@bob {THANKS}").request
    bot.driver.send(changed(typed, team_id=OTHER_TEAM))
    bot.driver.send(changed(unsent.press(CARLA, card).request, team=team))
    bot.driver.send(changed(unsent.shortcut(CARLA, "thank_author", card).request, team=team))
    assert stored(bot) == before
    assert slack.modal(CARLA) is None


@pytest.mark.parametrize("one", [SAM, HAL, DORA], ids=lambda one: one.name)
def test_they_cannot_be_thanked(bot: Inside, slack: StrictSlack, one: User) -> None:
    refused = bot.driver.command(ANN, "/kudos", f"@{one.name} {THANKS}").message
    assert refused is not None
    assert "Thanks go to colleagues here" in refused.shown(slack.names)
    bot.later()
    assert len(slack.messages("kudos")) == 1


def test_guests_take_part_where_they_are_invited(slack: StrictSlack, tmp_path: Path) -> None:
    invited = APP_YAML.replace("company: {", "company: {guests: true, ")
    with Inside(slack, tmp_path, app_yaml=invited) as bot:
        thanked = bot.driver.command(GINO, "/kudos", f"@bob {THANKS}").message
        assert thanked is not None
        assert "Thank you for thanking @bob!" in thanked.shown(slack.names)
