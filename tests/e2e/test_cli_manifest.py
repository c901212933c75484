"""`piazza slack manifest`: YAML that Slack takes, for Socket Mode and for HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from .shell import APP_YAML, Shell

# What Slack's published schema of the manifest allows (v2): the most characters.
COMMAND, DESCRIPTION, HINT = 32, 2000, 1000
SHORTCUT, SHORTCUT_DESCRIPTION, CALLBACK = 24, 150, 255
APP_NAME, APP_DESCRIPTION = 35, 140


def manifest(piazza: Shell, *words: str) -> Any:
    ran = piazza("slack", "manifest", *words)
    assert (ran.status, ran.err) == (0, "")
    return yaml.safe_load(ran.out)


@pytest.mark.parametrize("language", ["en", "it"])
def test_slack_takes_every_part_of_it(piazza: Shell, language: str) -> None:
    piazza.write(APP_YAML.replace("[en, it]", f"[{language}]"))
    made = manifest(piazza)
    assert 1 <= len(made["display_information"]["name"]) <= APP_NAME
    assert 1 <= len(made["display_information"]["description"]) <= APP_DESCRIPTION
    commands = made["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/cm", "/kudos", "/piazza"]
    for command in commands:
        assert command["should_escape"] is True
        assert len(command["command"]) <= COMMAND
        assert 1 <= len(command["description"]) <= DESCRIPTION
        assert 1 <= len(command.get("usage_hint", "-")) <= HINT
    shortcuts = made["features"]["shortcuts"]
    kinds = [(shortcut["type"], shortcut["callback_id"]) for shortcut in shortcuts]
    assert kinds == [("message", "thank_author"), ("global", "thank")]
    for shortcut in shortcuts:
        assert 1 <= len(shortcut["name"]) <= SHORTCUT
        assert 1 <= len(shortcut["description"]) <= SHORTCUT_DESCRIPTION
        assert len(shortcut["callback_id"]) <= CALLBACK
    assert "commands" in made["oauth_config"]["scopes"]["bot"]


def test_without_an_address_it_is_for_socket_mode(piazza: Shell) -> None:
    made = manifest(piazza)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert "request_url" not in made["settings"]["event_subscriptions"]
    assert not any("url" in command for command in made["features"]["slash_commands"])


@pytest.mark.parametrize("address", ["https://piazza.example", "https://piazza.example/"])
def test_with_an_address_all_is_sent_there(piazza: Shell, address: str) -> None:
    made = manifest(piazza, "--url", address)
    there = "https://piazza.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == there
    assert made["settings"]["event_subscriptions"]["request_url"] == there
    assert {command["url"] for command in made["features"]["slash_commands"]} == {there}


def test_slack_tells_of_nothing_people_write_to_each_other(piazza: Shell) -> None:
    made = manifest(piazza)
    assert made["features"]["app_home"]["home_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is True
    subscribed = made["settings"]["event_subscriptions"]["bot_events"]
    assert {"app_home_opened", "app_mention", "reaction_added", "user_change"} <= {*subscribed}
    assert not [event for event in subscribed if event.startswith("message")]
    scopes = made["oauth_config"]["scopes"]
    readable = [scope for scope in scopes["bot"] if scope.endswith(":history")]
    # What somebody and Piazza write to each other, and only where the admin agrees.
    assert readable == ["im:history"]
    assert scopes["bot_optional"] == ["groups:read", "im:history"]
    assert {*scopes["bot_optional"]} < {*scopes["bot"]}


LISTENING = APP_YAML + "  ideas: {thread_comments: true}\n"


def test_it_asks_for_threads_only_where_a_setting_wants_them(piazza: Shell) -> None:
    piazza.write(LISTENING.replace("true", "false"))
    without = manifest(piazza)
    piazza.write(LISTENING)
    made = manifest(piazza)
    events, scopes = (
        {*made["settings"]["event_subscriptions"]["bot_events"]},
        {*made["oauth_config"]["scopes"]["bot"]},
    )
    assert events - {*without["settings"]["event_subscriptions"]["bot_events"]} == {
        "message.channels",
        "message.groups",
    }
    assert scopes - {*without["oauth_config"]["scopes"]["bot"]} == {
        "channels:history",
        "groups:history",
    }
    assert made["oauth_config"]["scopes"]["bot_optional"] == ["groups:read", "im:history"]


def test_a_command_that_is_slacks_own_gets_a_prefix(piazza: Shell) -> None:
    piazza.write(APP_YAML + "commands: {kudos: topic}\n")
    made = manifest(piazza)["features"]["slash_commands"]
    assert "/piazza-topic" in [one["command"] for one in made]
    ran = piazza("skills")
    assert ran.status == 0
    assert "/topic" not in ran.out


def test_commands_have_the_names_the_company_gave_them(piazza: Shell) -> None:
    piazza.write(APP_YAML + "commands: {kudos: grazie}\n")
    commands = manifest(piazza)["features"]["slash_commands"]
    grazie = next(one for one in commands if one["command"] == "/grazie")
    assert grazie["usage_hint"].endswith("mine | page | report | undo")


def test_a_company_without_shortcuts_leaves_the_list_out(piazza: Shell) -> None:
    piazza.write("skills:\n  cm:\n")
    assert "shortcuts" not in manifest(piazza)["features"]
