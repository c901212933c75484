"""Reactions: one on a thank-you is a cheer, once; all others are nobody's business."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.tables import inbox
from tests.slack_world import (
    ANN,
    BOB,
    CARLA,
    DORA,
    HAL,
    SAM,
    Message,
    StrictSlack,
    User,
    channel,
)
from tests.slack_world.payloads import Request, reaction_added
from tests.slack_world.people import OTHER_TEAM

from .connected import THANKS
from .forgeries import GARBAGE, signed
from .inside import Inside
from .raw import ask_all

CHEERS = sa.select(sa.text("*")).select_from(sa.text("kudos_cheer"))


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    # Everybody is in the channel: nobody can be told nothing only because Slack can't reach them.
    everybody = [ANN, BOB, CARLA, DORA, HAL, SAM]
    rooms = [channel("general", everybody), channel("kudos", everybody)]
    with StrictSlack(rooms=rooms) as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        bot.driver.command(ANN, "/kudos", f"@bob {THANKS}")
        bot.later()
        yield bot
        assert slack.faults == []


def card(slack: StrictSlack) -> Message:
    """Ann's thank-you to Bob."""
    return slack.messages("kudos")[0]


def counted(bot: Inside) -> tuple[int, int]:
    """How many cheers there are, and how many interactions have counted."""
    return len(bot.rows(CHEERS)), len(bot.rows(inbox.select()))


def nothing_follows(bot: Inside) -> None:
    """Wait for what was still to be done, then look: nothing was said to anybody."""
    bot.driver.command(CARLA, "/piazza")
    bot.later()
    assert not bot.slack.called("chat.postEphemeral")
    assert not bot.slack.called("chat.update")


def test_tada_on_a_thank_you_is_a_cheer(bot: Inside, slack: StrictSlack) -> None:
    assert bot.driver.reacts(CARLA, card(slack), "tada").status == 200
    slack.wait_for(lambda: "1 colleague cheers." in card(slack).shown())
    assert counted(bot)[0] == 1
    assert not slack.called("chat.postEphemeral")


def test_the_second_time_is_answered_in_private(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.reacts(CARLA, card(slack), "tada")
    bot.driver.reacts(CARLA, card(slack), "tada")
    (told,) = slack.wait_for(lambda: slack.whispers(CARLA))
    assert told.shown().strip() == "Ti sei già unito. Conta una volta sola."
    assert told.channel == card(slack).channel
    bot.driver.reacts(ANN, card(slack), "tada")
    (told,) = slack.wait_for(lambda: slack.whispers(ANN)[1:])
    assert told.shown().startswith("This is your own thank-you")
    bot.later()
    assert "1 colleague cheers." in card(slack).shown()
    assert counted(bot)[0] == 1


def test_a_reaction_and_a_press_are_one_cheer(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.press(CARLA, card(slack), "Cheer")
    bot.driver.reacts(CARLA, card(slack), "tada")
    slack.wait_for(lambda: slack.whispers(CARLA))
    assert counted(bot)[0] == 1


def test_other_reactions_and_other_messages_are_nobodys_business(
    bot: Inside, slack: StrictSlack
) -> None:
    before = counted(bot)
    bot.driver.reacts(CARLA, card(slack), "eyes")
    bot.driver.reacts(CARLA, slack.says(BOB, "kudos", "the printer works again"), "tada")
    bot.driver.reacts(BOB, slack.dm(BOB)[0], "tada")
    bot.driver.event({"type": "message", "user": CARLA.id, "text": "tada", "channel": "C0KUDOS"})
    assert counted(bot) == before
    nothing_follows(bot)


def test_taking_a_reaction_back_changes_nothing(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.reacts(CARLA, card(slack), "tada")
    removed = reaction_added(CARLA, card(slack), "tada", "1.1") | {"type": "reaction_removed"}
    assert bot.driver.event(removed).status == 200
    assert counted(bot)[0] == 1


@pytest.mark.parametrize("one", [SAM, HAL, DORA], ids=lambda one: one.name)
def test_who_does_not_belong_here_cheers_nobody(bot: Inside, slack: StrictSlack, one: User) -> None:
    before = counted(bot)
    assert bot.driver.reacts(one, card(slack), "tada").status == 200
    assert counted(bot) == before
    nothing_follows(bot)


def test_a_reaction_from_another_organisation_is_nobodys_business(
    bot: Inside, slack: StrictSlack
) -> None:
    before = counted(bot)
    told = copy.deepcopy(bot.driver.reacts(ANN, card(slack), "eyes").request)
    told.payload["event"] |= {"user": CARLA.id, "reaction": "tada"}
    for more in ({"team_id": OTHER_TEAM}, {"authorizations": [{"team_id": OTHER_TEAM}]}):
        told.payload.update(more, event_id=f"Ev{more}")
        assert bot.driver.send(told).status == 200
    assert counted(bot) == before
    nothing_follows(bot)


def test_the_bots_own_reaction_is_not_even_looked_at(bot: Inside, slack: StrictSlack) -> None:
    before, asked = counted(bot), len(slack.called("users.info"))
    own = reaction_added(ANN, card(slack), "tada", "1.1") | {"user": slack.app.user}
    assert bot.driver.event(own).status == 200
    assert (counted(bot), len(slack.called("users.info"))) == (before, asked)


def test_what_is_told_again_has_one_effect(bot: Inside, slack: StrictSlack) -> None:
    first = bot.driver.reacts(CARLA, card(slack), "tada").request
    assert [one.status for one in bot.driver.again(first, times=3)] == [200] * 3
    for retry in (1, 2, 3):
        event = first.payload
        assert bot.driver.event(event["event"], event["event_id"], retry).status == 200
    slack.wait_for(lambda: "1 colleague cheers." in card(slack).shown())
    bot.later()
    assert counted(bot)[0] == 1
    assert not slack.called("chat.postEphemeral")
    assert len(slack.called("chat.update")) == 1


def test_a_cheer_that_takes_longer_counts_all_the_same(
    bot: Inside, slack: StrictSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.listening.BUDGET", 0)
    bot.driver.reacts(CARLA, card(slack), "tada")
    slack.wait_for(lambda: "1 colleague cheers." in card(slack).shown())
    bot.driver.reacts(CARLA, card(slack), "tada")
    slack.wait_for(lambda: slack.whispers(CARLA))


def malformed(genuine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The event with each thing it needs missing, or something else in its place."""
    needed = ("team_id",), ("event_id",), ("event",), ("event", "type"), ("event", "user")
    of_reactions = (
        ("event", "reaction"),
        ("event", "item"),
        *(("event", "item", name) for name in ("type", "channel", "ts")),
    )
    for *above, last in (*needed, *of_reactions, ("type",)):
        for value in ("missing", *GARBAGE):
            found = copy.deepcopy(genuine)
            place = found
            for step in above:
                place = place[step]
            del place[last]
            if value != "missing":
                place[last] = value
            yield found


@pytest.mark.parametrize("bot", ["http"], indirect=True)
def test_what_slack_never_wrote_is_refused_or_ignored(bot: Inside, slack: StrictSlack) -> None:
    before = counted(bot)
    genuine = bot.driver.reacts(CARLA, card(slack), "eyes").request.payload
    genuine["event"]["reaction"] = "tada"
    bodies = [json.dumps(one).encode() for one in malformed(genuine)]
    sent = [signed(one, slack.app.signing_secret, kind="application/json") for one in bodies]
    statuses = asyncio.run(ask_all(bot.host.port, sent))
    assert set(statuses) <= {200, 401}
    assert counted(bot) == before
    genuine_again = Request("events_api", genuine | {"event_id": "Ev1"})
    assert bot.driver.send(genuine_again).status == 200
    assert counted(bot)[0] == 1
