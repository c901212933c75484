"""local-slack starts, carries each kind of interaction to a bot in both modes, and ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import ANN, BOB, StrictSlack
from .echo import over_http, over_socket
from .local import LocalSlack
from .program import find_program

pytestmark = pytest.mark.skipif(find_program() is None, reason="npm's local-slack is not installed")


@pytest.fixture(params=["events", "socket"])
def local(request: pytest.FixtureRequest) -> Iterator[LocalSlack]:
    # The strict fake only lends its loop to the bot here; the bot talks with local-slack alone.
    with StrictSlack() as lent:
        if request.param == "events":
            with over_http(lent) as echo, LocalSlack("events", echo.url) as local:
                echo.api_url = local.api_url
                yield local
        else:
            with LocalSlack("socket") as local, over_socket(lent, local.api_url):
                yield local


def test_a_command_a_button_and_a_form_reach_the_bot(local: LocalSlack) -> None:
    local.command(ANN, "/shout", "hello")
    card = local.messages("general")[0]
    local.press(BOB, card, "Cheer")
    assert [message["text"] for message in local.messages("general")] == ["cheered"]
    local.command(ANN, "/form")
    to = {"to": {"to": {"type": "multi_users_select", "selected_users": [BOB.id]}}}
    short, long = ({"type": "plain_text_input", "value": words} for words in ("hm", "for the help"))
    assert local.modal() is not None
    assert local.submit(ANN, to | {"why": {"why": short}}) == {"why": "say more"}
    assert local.submit(ANN, to | {"why": {"why": long}}) == {}
    posted = local.wait_for(lambda: local.messages("general")[1:])[0]
    assert posted["text"] == f"{BOB.mention} for the help"
    assert local.modal() is None
    assert {entry["direction"] for entry in local.log()} >= {"to_bot", "from_bot"}
    local.reset()
    assert local.messages("general") == []


def test_a_shortcut_made_here_opens_a_form_there() -> None:
    with StrictSlack() as lent, over_http(lent) as echo, LocalSlack("events", echo.url) as local:
        echo.api_url = local.api_url
        said = local.says(BOB, "I fixed it")
        local.command(ANN, "/echo", "for a trigger")
        assert local.shortcut(ANN, "thank_author", said) == 200
        assert local.modal() is not None
        assert local.dm(ANN) == []


def test_a_program_that_cannot_start_says_why_and_leaves_nothing() -> None:
    local = LocalSlack("events", users=[])
    local.mode = "pigeon"  # type: ignore[assignment]
    with pytest.raises(AssertionError, match="local-slack ended"), local:
        pass
