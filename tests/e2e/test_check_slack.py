"""`piazza check` with Slack: each thing that is missing in a line, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.slack.manifest import OF_THREADS, OPTIONAL, SCOPES
from tests.slack_world import ANN, App, Channel, StrictSlack, channel

from .connected import credentials
from .shell import APP_YAML, Shell

EVERY = App(scopes=frozenset({*SCOPES, *OPTIONAL}))
Asking = Callable[..., list[str]]


@pytest.fixture
def check(piazza: Shell) -> Asking:
    """Check with some app and some channels in Slack; what is wrong, a line each."""

    def ask(
        *rooms: Channel, app: App = EVERY, app_yaml: str = APP_YAML, **variables: str
    ) -> list[str]:
        piazza.write(app_yaml)
        with StrictSlack(rooms=rooms, app=app) as slack:
            for name, value in (credentials(slack) | variables).items():
                piazza.set(name, value)
            ran = piazza("check")
        assert ran.status == (1 if ran.err else 0)
        return ran.err.splitlines()

    return ask


def without(*scopes: str) -> App:
    return App(scopes=EVERY.scopes - {*scopes})


GENERAL, KUDOS = channel("general"), channel("kudos")


def test_with_everything_there_nothing_is_wrong(check: Asking) -> None:
    assert check(GENERAL, KUDOS) == []
    assert check(channel("general", bot=False), channel("kudos", bot=False)) == []


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_missing_scope_is_told_with_its_reason(check: Asking, scope: str) -> None:
    assert check(GENERAL, KUDOS, app=without(scope)) == [
        f"scope {scope} is missing, needed to {SCOPES[scope]}; add it and install the app again"
    ]


LISTENING = APP_YAML + "  ideas: {channel: '#general', thread_comments: true}\n"


def test_what_threads_need_is_missed_only_where_a_setting_wants_them(check: Asking) -> None:
    assert check(GENERAL, KUDOS, app_yaml=LISTENING.replace("true", "false")) == []
    lines = check(GENERAL, KUDOS, app_yaml=LISTENING)
    assert [line.partition(" is missing")[0] for line in lines] == [
        "scope channels:history",
        "scope groups:history",
    ]
    assert "what is said in the thread of a card" in lines[0]
    able = App(scopes=EVERY.scopes | {*OF_THREADS})
    assert check(GENERAL, KUDOS, app=able, app_yaml=LISTENING) == []


def test_a_channel_that_is_not_there(check: Asking) -> None:
    (line,) = check(GENERAL)
    assert line == (
        "skills.kudos.channel: there is no channel #kudos; make it, or name another one."
        " If it is private, type /invite @Piazza there"
    )


def test_a_channel_that_may_be_private_without_the_scope_to_see(check: Asking) -> None:
    private = channel("kudos", private=True)
    (line,) = check(GENERAL, private, app=without("groups:read"))
    assert line.startswith("skills.kudos.channel: there is no channel #kudos;")
    assert line.endswith(
        "If it is private, write its id instead, or add scope groups:read, needed to"
        " find a private channel that app.yaml names, once Piazza was invited to it"
    )


def test_a_private_channel_that_piazza_is_in_is_found_by_name(check: Asking) -> None:
    assert check(GENERAL, channel("kudos", [ANN], private=True)) == []


def named(id_: str) -> str:
    return APP_YAML.replace("kudos:", f"kudos: {{channel: {id_}}}")


def test_a_private_channel_by_its_id_needs_no_scope(check: Asking) -> None:
    private = channel("board", [ANN], private=True)
    assert check(GENERAL, private, app_yaml=named(private.id)) == []
    found = check(GENERAL, private, app=without("groups:read"), app_yaml=named(private.id))
    assert found == []


def test_an_id_that_is_nobodys(check: Asking) -> None:
    assert check(GENERAL, app_yaml=named("C0NOWHERE")) == [
        "skills.kudos.channel: there is no channel C0NOWHERE, or it is private: then type"
        " /invite @Piazza there"
    ]


def test_an_archived_channel(check: Asking) -> None:
    assert check(GENERAL, channel("kudos", archived=True)) == [
        "skills.kudos.channel: #kudos is archived; unarchive it in Slack or name another channel"
    ]


def test_a_channel_where_piazza_may_not_post(check: Asking) -> None:
    outside = channel("kudos", bot=False)
    found = check(GENERAL, outside, app=without("chat:write.public"))
    assert found[1:] == [
        "skills.kudos.channel: Piazza may not post in #kudos; type /invite @Piazza there"
    ]


def test_the_digests_channel_counts_where_it_is_used(check: Asking) -> None:
    assert check(KUDOS)[0].startswith("roles.digest_channel: there is no channel #general;")
    with_cm = APP_YAML + "roles: {cm: [ann@example.org]}\n"
    assert check(KUDOS, app_yaml=with_cm) == []
    chosen = APP_YAML + 'roles: {cm: [ann@example.org], digest_channel: "#news"}\n'
    assert check(KUDOS, app_yaml=chosen)[0].startswith("roles.digest_channel: there is no channel")


def test_a_signing_secret_of_the_wrong_shape(check: Asking) -> None:
    (line,) = check(GENERAL, KUDOS, SLACK_SIGNING_SECRET="xoxb-copied-the-wrong-one")
    assert line.startswith("SLACK_SIGNING_SECRET: not 32 digits and letters a to f; copy")
    assert "xoxb" not in line


def test_a_name_that_is_slacks_own_is_told_and_is_no_fault(check: Asking, piazza: Shell) -> None:
    assert check(GENERAL, KUDOS, app_yaml=APP_YAML + "commands: {kudos: topic}\n") == []
    told = "/topic is the chat's own command, so it is /piazza-topic here; another name can be"
    for words in ("check", "skills"):
        assert told in piazza(words).out
