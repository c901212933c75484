"""Mentions: a command said to Piazza in a channel does what the slash command does, privately."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery.tables import inbox
from tests.slack_world import ANN, BOB, CARLA, HAL, SAM, Message, StrictSlack, User, channel
from tests.slack_world.payloads import app_mention
from tests.slack_world.people import OTHER_TEAM

from .connected import THANKS
from .inside import Inside

GIVEN = sa.select(sa.text("*")).select_from(sa.text("kudos"))


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [ANN, BOB, CARLA, HAL, SAM]
    rooms = [channel("general", everybody), channel("kudos", everybody)]
    with StrictSlack(rooms=rooms) as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        yield bot
        assert slack.faults == []


def told(slack: StrictSlack, one: User) -> Message:
    """The latest of what somebody was told in private."""
    return slack.wait_for(lambda: slack.whispers(one))[-1]


def given(bot: Inside) -> int:
    """How many thank-yous there are."""
    return len(bot.rows(GIVEN))


@pytest.mark.parametrize(
    "words",
    [
        "@piazza kudos @bob {}",
        "@piazza /kudos @bob {}",
        "@piazza: Kudos @bob {}",
        "Dear @piazza, kudos @bob {}",
    ],
)
def test_it_does_what_the_slash_command_does(bot: Inside, slack: StrictSlack, words: str) -> None:
    assert bot.driver.mention(ANN, words.format(THANKS)).status == 200
    answer = told(slack, ANN)
    assert answer.shown(slack.names).startswith("Thank you for thanking @bob!")
    assert (answer.channel, answer.thread_ts) == (slack.channel("general").id, "")
    bot.later()
    assert THANKS in slack.messages("kudos")[0].shown()
    assert len(slack.dm(BOB)) == 1


def test_in_a_thread_the_answer_stands_in_the_thread(bot: Inside, slack: StrictSlack) -> None:
    beginning = slack.says(BOB, "general", "the printer works again")
    bot.driver.mention(ANN, f"@piazza kudos @bob {THANKS}", thread=beginning.ts)
    assert told(slack, ANN).thread_ts == beginning.ts


def test_sub_commands_too_and_in_the_askers_language(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.mention(CARLA, "@piazza kudos mine")
    assert told(slack, CARLA).shown().startswith("I tuoi ringraziamenti")


@pytest.mark.parametrize("words", ["@piazza", "good morning @piazza!", "@piazza piazza"])
def test_without_a_command_it_says_what_there_is(
    bot: Inside, slack: StrictSlack, words: str
) -> None:
    bot.driver.mention(ANN, words)
    assert "/kudos – thank a colleague" in told(slack, ANN).shown()


def test_an_unknown_command_is_told_with_what_was_said(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.mention(ANN, "@piazza dance with me")
    assert told(slack, ANN).shown().splitlines() == [
        "“dance” is no command of mine. Write /piazza and I’ll say what there is.",
        "This is what you typed, nothing is lost:",
        "with me",
    ]


def test_what_has_to_be_mended_waits_behind_a_button(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.mention(ANN, "@piazza kudos @bob thanks")
    card = told(slack, ANN)
    assert card.shown().splitlines()[:2] == [
        "Please write at least 20 characters. You have 6.",
        "This is what you typed, nothing is lost:",
    ]
    assert slack.called("views.open") == []
    assert bot.driver.press(ANN, card, "Change and send").failure == ""
    form = slack.wait_for(lambda: slack.modal(ANN))
    assert form is not None
    assert bot.driver.submit(ANN, form, {"message": THANKS}).failure == ""
    bot.later()
    assert "thanks @bob" in slack.messages("kudos")[0].shown(slack.names)


def test_without_anything_more_the_button_opens_the_form(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.mention(CARLA, "@piazza kudos")
    card = told(slack, CARLA)
    assert card.shown().startswith("Il pulsante apre il modulo.")
    bot.driver.press(CARLA, card)
    slack.wait_for(lambda: slack.modal(CARLA))


def test_told_again_or_edited_it_counts_once(bot: Inside, slack: StrictSlack) -> None:
    first = bot.driver.mention(ANN, f"@piazza kudos @bob {THANKS}").request
    told(slack, ANN)
    for retry in (1, 2, 3):
        again = first.payload
        assert bot.driver.event(again["event"], again["event_id"], retry).status == 200
    written = next(one for one in slack.messages("general") if one.author == ANN.id)
    assert bot.driver.event(app_mention(ANN, written, edited=True)).status == 200
    bot.driver.command(CARLA, "/piazza")
    bot.later()
    assert (given(bot), len(slack.whispers(ANN))) == (1, 1)


def test_a_refused_one_can_be_mended_by_editing(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.mention(ANN, f"@piazza kudos @ann {THANKS}")
    assert "yourself" in told(slack, ANN).shown()
    written = next(one for one in slack.messages("general") if one.author == ANN.id)
    mended = app_mention(ANN, written, edited=True)
    mended["text"] = mended["text"].replace(f"kudos <@{ANN.id}>", f"kudos <@{BOB.id}>")
    bot.driver.event(mended)
    slack.wait_for(lambda: len(slack.whispers(ANN)) == 2)
    assert given(bot) == 1


def test_an_answer_that_takes_longer_comes_all_the_same(
    bot: Inside, slack: StrictSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.listening.BUDGET", 0)
    beginning = slack.says(BOB, "general", "the printer works again")
    bot.driver.mention(ANN, f"@piazza kudos @bob {THANKS}", thread=beginning.ts)
    assert told(slack, ANN).thread_ts == beginning.ts


def test_whoever_does_not_belong_here_is_not_heard(bot: Inside, slack: StrictSlack) -> None:
    words = f"@piazza kudos @bob {THANKS}"
    bot.driver.mention(SAM, words)
    other = bot.driver.mention(HAL, words).request.payload
    by_app = other["event"] | {"bot_id": "B0HELPER", "user": ANN.id}
    bot.driver.event(by_app)
    foreign = copy.deepcopy(other["event"]) | {"user": CARLA.id, "user_team": OTHER_TEAM}
    bot.driver.event(foreign)
    bot.driver.command(ANN, "/piazza")
    bot.later()
    assert given(bot) == 0
    assert [one for user in (SAM, CARLA) for one in slack.whispers(user)] == []
    assert bot.rows(inbox.select()) == []
