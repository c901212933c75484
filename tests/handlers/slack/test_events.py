"""Slack's events: visits, reactions, mentions become neutral events; all else is left unread."""

from __future__ import annotations

from typing import Any

import pytest

from bot.runtime.incoming import Called, Incoming, Reacted, Ref, Said, Visited
from handlers.slack import incoming
from handlers.slack.incoming import from_event
from tests.slack_world import ANN, BOB, App, Message, channel
from tests.slack_world.payloads import (
    app_home_opened,
    app_mention,
    event_callback,
    reaction_added,
)
from tests.slack_world.people import OTHER_TEAM, TEAM

APP = App()
SAID = Message("C0000KUDOS", "1700000000.000100", BOB.id, "hello")
PLACE = {"channel": "C0000KUDOS", "message": "1700000000.000100"}


def body(event: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An event in Slack's envelope."""
    return event_callback(APP, event, "Ev1", 1_700_000_000).payload | more


def visit(tab: str = "home") -> dict[str, Any]:
    return app_home_opened(APP, ANN, channel("d"), tab, None, "1.1")


def reaction(emoji: str = "tada", **item: Any) -> dict[str, Any]:
    found = reaction_added(ANN, SAID, emoji, "1.1")
    return found | {"item": found["item"] | item}


def test_an_opened_home_is_a_visit() -> None:
    expected = Incoming(f"slack:{TEAM}", "Ev1", ANN.id, Visited())
    assert from_event(body(visit()), TEAM) == expected


def test_a_reaction_names_its_emoji_and_the_message() -> None:
    what = Reacted("tada", PLACE)
    expected = Incoming(f"slack:{TEAM}", "Ev1", ANN.id, what, "C0000KUDOS")
    assert from_event(body(reaction()), TEAM) == expected


@pytest.mark.parametrize("emoji", ["clap", *(f"clap::skin-tone-{tone}" for tone in range(2, 7))])
def test_the_colour_of_a_hand_does_not_matter(emoji: str) -> None:
    found = from_event(body(reaction(emoji)), TEAM)
    assert found is not None
    assert found.what == Reacted("clap", PLACE)


@pytest.mark.parametrize(
    "event",
    [
        visit("messages"),
        visit("about"),
        {name: value for name, value in visit().items() if name != "tab"},
        reaction(type="file", file="F1"),
        reaction(type="file_comment"),
        {"type": "reaction_removed", "user": [], "item": 5},
        {"type": "message", "user": [], "text": {"not": "read"}},
        {"type": "team_join", "user": {"id": "U1"}},
        {"type": "something_new"},
    ],
)
def test_everything_else_is_none_of_ours(event: dict[str, Any]) -> None:
    assert from_event(body(event), TEAM) is None


@pytest.mark.parametrize(
    ("strange", "more"),
    [
        (False, {}),
        (False, {"authorizations": None}),
        (False, {"authorizations": [{"team_id": None, "enterprise_id": "E1"}]}),
        (True, {"team_id": OTHER_TEAM}),
        (True, {"authorizations": [{"team_id": OTHER_TEAM}]}),
        (True, {"authorizations": [{"team_id": TEAM}, {"team_id": OTHER_TEAM}]}),
    ],
)
def test_where_another_organisation_is_named_whoever_it_is_is_a_stranger(
    strange: bool, more: dict[str, Any]
) -> None:
    for event in (visit(), reaction()):
        found = from_event(body(event, **more), TEAM)
        assert found is not None
        assert found.stranger is strange


def lacking(event: dict[str, Any], name: str, value: Any = None) -> dict[str, Any]:
    return event | {name: value}


@pytest.mark.parametrize(
    "malformed",
    [
        body(lacking(visit(), "user")),
        body(lacking(visit(), "user", {"id": "U1"})),
        body(visit(), event_id=None),
        body(visit(), event_id=["Ev1"]),
        body(visit(), team_id=None),
        body(visit(), authorizations=5),
        body(visit(), authorizations=[5]),
        body(lacking(reaction(), "reaction")),
        body(lacking(reaction(), "reaction", 5)),
        body(lacking(reaction(), "item")),
        body(lacking(reaction(), "item", [])),
        body(reaction(channel=None)),
        body(reaction(channel={"id": "C1"})),
        body(reaction(ts=1700000000.0001)),
        body(reaction(ts="")),
        body(reaction(type=7)),
    ],
)
def test_what_slack_could_not_have_written_is_an_error(malformed: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
        from_event(malformed, TEAM)


def mention(text: str, **more: Any) -> dict[str, Any]:
    return app_mention(ANN, Message("C0GENERAL", "1700000000.000200", ANN.id, text)) | more


BOT = f"<@{APP.user}>"


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        (f"{BOT} kudos <@U2> for it", "kudos", (Ref("U2"), " for it")),
        (f"{BOT} kudos <@U2|bob> for it", "kudos", (Ref("U2", "bob"), " for it")),
        (f"{BOT}: /Kudos for it", "kudos", ("for it",)),
        (f"{BOT}, kudos", "kudos", ()),
        (f"hello {BOT} kudos mine", "kudos", ("mine",)),
        (f"<@U2> and {BOT} kudos <@U2>", "kudos", (Ref("U2"),)),
        (f"{BOT} kudos {BOT} x", "kudos", (Ref(APP.user), " x")),
        (f"{BOT} kudos <!subteam^S1> x", "kudos", (Ref("S1", "", group=True), " x")),
        (f"{BOT} kudos &lt;!subteam^S1&gt;", "kudos", ("<!subteam^S1>",)),
        (f"{BOT}", "piazza", ()),
        (f"{BOT} ...", "piazza", ()),
        (f"{BOT} <@U2> kudos", "piazza", (" ", Ref("U2"), " kudos")),
        (f"{BOT}\nkudos\nfor it", "kudos", ("for it",)),
    ],
)
def test_a_mention_is_the_command_that_follows_it(text: str, command: str, said: Said) -> None:
    found = from_event(body(mention(text)), TEAM)
    expected = Called(command, said, aloud=True)
    place = "C0GENERAL"
    assert found == Incoming(f"slack:{TEAM}", f"{place}/1700000000.000200", ANN.id, expected, place)


def test_what_an_app_says_is_no_command() -> None:
    assert from_event(body(mention(f"{BOT} kudos", bot_id="B1")), TEAM) is None


@pytest.mark.parametrize("name", ["team", "user_team", "source_team"])
def test_a_mention_by_somebody_of_another_organisation_is_a_strangers(name: str) -> None:
    found = from_event(body(mention(f"{BOT} kudos", **{name: OTHER_TEAM})), TEAM)
    assert found is not None
    assert found.stranger


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!subteam^S123|@backoffice> thanks", (Ref("S123", "backoffice", group=True), " thanks")),
        ("<!subteam^S123> thanks", (Ref("S123", "", group=True), " thanks")),
        ("<@U1|ann> <!subteam^S1|@a>", (Ref("U1", "ann"), " ", Ref("S1", "a", group=True))),
        ("<!here> <!channel|@channel>", ("@here @channel",)),
        ("<!subteam^> <!subteam^S-1|@x>", ("@subteam^ @x",)),
    ],
)
def test_a_user_group_is_told_apart(text: str, said: Said) -> None:
    assert incoming.said(text) == said
