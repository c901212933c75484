"""Slack's events: visits and reactions become neutral events, all else is left unread."""

from __future__ import annotations

from typing import Any

import pytest

from bot.runtime.incoming import Incoming, Reacted, Visited
from handlers.slack.incoming import from_event
from tests.slack_world import ANN, BOB, App, Message, channel
from tests.slack_world.payloads import app_home_opened, event_callback, reaction_added
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
