"""The home tab: one's own figures and what can be done here, with buttons that work."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.tables import inbox
from tests.slack_world import ANN, BOB, CARLA, DORA, GINO, HAL, SAM, StrictSlack, User, View
from tests.slack_world.payloads import Request

from .connected import THANKS, Unsent
from .inside import Inside

SORRY = "Sorry, Piazza is for the members of this organisation."


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        yield bot
        assert slack.faults == []


def home(bot: Inside, one: User) -> View:
    """What somebody sees who opens their home."""
    before = len(bot.slack.called("views.publish"))
    assert bot.driver.opens_home(one).status == 200
    bot.slack.wait_for(lambda: len(accepted(bot.slack)) > before)
    found = bot.slack.home(one)
    assert found is not None
    return found


def accepted(slack: StrictSlack) -> list[str]:
    """Whose homes were published, in order."""
    return [call.args["user_id"] for call in slack.called("views.publish") if call.accepted]


def test_everybody_sees_their_own_figures_in_their_language(bot: Inside) -> None:
    bot.driver.command(ANN, "/kudos", f"@carla {THANKS}")
    anns, carlas = home(bot, ANN).shown(), home(bot, CARLA).shown()
    assert anns.startswith(
        "Your thanks\nReceived: 0\nGiven: 1\nLeft today: 4\nThank somebody\nPiazza is where we"
    )
    assert "/kudos – thank a colleague" in anns
    assert "/cm" not in anns
    assert carlas.startswith(
        "I tuoi ringraziamenti\nRicevuti: 1\nDati: 0\nDisponibili oggi: 5\nRingrazia qualcuno\n"
    )
    assert "/kudos – ringrazia" in carlas


def test_thank_somebody_opens_the_form_and_what_was_given_is_seen(
    bot: Inside, slack: StrictSlack
) -> None:
    assert bot.driver.press(ANN, home(bot, ANN), "Thank somebody").failure == ""
    form = slack.wait_for(lambda: slack.modal(ANN))
    assert form is not None
    answers = {"to": [BOB], "message": THANKS}
    assert bot.driver.submit(ANN, form, answers).failure == ""
    slack.wait_for(lambda: THANKS in "".join(one.shown() for one in slack.messages("kudos")))
    assert "Given: 1" in home(bot, ANN).shown()


def test_after_a_press_the_home_is_up_to_date(bot: Inside, slack: StrictSlack) -> None:
    old = home(bot, ANN)
    bot.driver.command(ANN, "/kudos", f"@bob {THANKS}")
    bot.driver.press(ANN, old, "Thank somebody")
    slack.wait_for(lambda: len(accepted(slack)) == 2)
    renewed = slack.home(ANN)
    assert renewed is not None
    assert (renewed.id, "Given: 1" in renewed.shown()) == (old.id, True)


def test_what_a_press_is_answered_with_comes_as_a_direct_message(
    bot: Inside, slack: StrictSlack
) -> None:
    pressed = Unsent(slack).press(CARLA, home(bot, CARLA)).request
    payload = copy.deepcopy(pressed.payload)
    payload["actions"][0]["value"] = "of a skill that is gone"
    assert bot.driver.send(Request("interactive", payload)).status == 200
    (told,) = slack.wait_for(lambda: slack.dm(CARLA))
    assert told.shown().startswith("Non è più valido.")
    slack.wait_for(lambda: accepted(slack) == [CARLA.id, CARLA.id])


def test_a_form_that_comes_too_late_waits_behind_a_button(bot: Inside, slack: StrictSlack) -> None:
    shown = home(bot, ANN)
    slack.fail("views.open", "ok_false:expired_trigger_id")
    bot.driver.press(ANN, shown, "Thank somebody")
    (told,) = slack.wait_for(lambda: slack.dm(ANN))
    bot.driver.press(ANN, told, "Change and send")
    slack.wait_for(lambda: slack.modal(ANN))


def test_a_home_that_takes_longer_is_shown_all_the_same(
    bot: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.listening.BUDGET", 0)
    assert home(bot, ANN).shown().startswith("Your thanks")


def test_other_tabs_show_what_slack_shows(bot: Inside, slack: StrictSlack) -> None:
    for tab in ("messages", "about"):
        assert bot.driver.opens_home(ANN, tab).status == 200
    assert slack.called("views.publish") == []


def test_who_does_not_belong_here_is_told_so_and_sees_nothing_else(
    bot: Inside, slack: StrictSlack
) -> None:
    for one in (SAM, GINO):
        assert home(bot, one).shown().strip() == SORRY
    for one in (DORA, HAL):
        assert bot.driver.opens_home(one).status == 200
    slack.wait_for(lambda: len(slack.called("views.publish")) == 4)
    assert accepted(slack) == [SAM.id, GINO.id]
    assert bot.rows(inbox.select()) == []


def test_a_visit_told_of_three_times_shows_one_home(bot: Inside, slack: StrictSlack) -> None:
    first = home(bot, ANN)
    event = bot.driver.opens_home(ANN).request.payload
    for retry in (1, 2, 3):
        assert bot.driver.event(event["event"], event["event_id"], retry).status == 200
    slack.wait_for(lambda: len(accepted(slack)) == 5)
    assert [view.id for view in slack.views] == [first.id]
