"""The whole way through a Slack that is not ours: typed, answered, posted, pressed, filled in."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.slack_world import ANN, BOB, CARLA, User, user
from tests.slack_world.local import LocalSlack
from tests.slack_world.program import PROGRAM, find_program, poll

from .running import APP_YAML, Bot

if find_program() is None and os.environ.get("CI") != "true":  # there it is a failure
    pytest.skip(f"{PROGRAM.name} is not installed: run `make npm`", allow_module_level=True)

EVE, FRED, GUS = user("eve", "Eve Evans"), user("fred", "Fred Fox"), user("gus", "Gus Green")
EVERYBODY = (ANN, BOB, CARLA, EVE, FRED, GUS)
SETTINGS = f"{APP_YAML}roles: {{cm: [{ANN.id}]}}\n"
THANKS = "thank you for the patient review of the release"
PNG = b"\x89PNG\r\n\x1a\n"


def thanks(*to: User, words: str = THANKS) -> str:
    """What follows /kudos, people coded as Slack codes them."""
    return " ".join([*(f"<@{one.id}|{one.name}>" for one in to), words])


@pytest.fixture(scope="module", params=["events", "socket"])
def running(request: pytest.FixtureRequest) -> Iterator[LocalSlack]:
    """A local Slack with the bot connected to it, by HTTP or by Socket Mode."""
    port = free_port()
    with (
        LocalSlack(
            request.param, f"http://127.0.0.1:{port}/slack/events", users=EVERYBODY
        ) as local,
        Bot(environment(local, port), app_yaml=SETTINGS) as bot,
    ):
        poll(lambda: bot.inner("/readyz")[0] == 200, 10, "the bot is connected")
        yield local
        assert [line for line in bot.logged() if alarming(line)] == []


def alarming(line: dict[str, Any]) -> bool:
    """An error of ours, or anything that a library had to complain of."""
    return line["level"] == "error" or not line["logger"].startswith("piazza.")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment(local: LocalSlack, port: int) -> dict[str, str]:
    app = local.app
    events = {"SLACK_SIGNING_SECRET": app.signing_secret, "PORT": str(port)}
    way = events if local.mode == "events" else {"SLACK_APP_TOKEN": app.app_token}
    return {"SLACK_API_URL": local.api_url, "SLACK_BOT_TOKEN": app.bot_token, **way}


@pytest.fixture
def local(running: LocalSlack) -> LocalSlack:
    running.reset()
    return running


# ---- Reading what people see ----


def private(local: LocalSlack, reader: User, channel: str = "general") -> list[Any]:
    """What only this person reads in a channel, once there is any."""

    def look() -> list[Any]:
        return [one for one in local.messages(channel) if one.get("ephemeral_to") == reader.id]

    return local.wait_for(look)


def posted(local: LocalSlack, count: int = 1) -> list[Any]:
    """What everybody reads in #kudos, once there is that much."""
    return local.wait_for(lambda: local.messages("kudos")[count - 1 :] and local.messages("kudos"))


def told(local: LocalSlack, reader: User) -> list[Any]:
    """The bot's direct messages to this person, once there are any."""
    return local.wait_for(lambda: local.dm(reader))


def parts(shown: Any, kind: str) -> list[Any]:
    """Every part of this type anywhere in blocks: users mentioned, quotes, buttons."""
    if isinstance(shown, list):
        return [one for each in shown for one in parts(each, kind)]
    if not isinstance(shown, dict):
        return []
    found = [one for value in shown.values() for one in parts(value, kind)]
    return [shown, *found] if shown.get("type") == kind else found


def mentioned(message: Any) -> list[str]:
    return [part["user_id"] for part in parts(message["blocks"], "user")]


def modal(local: LocalSlack, title: str = "Thank a colleague") -> Any:
    def look() -> Any:
        found = local.modal()
        return found if found and found["title"]["text"] == title else None

    return local.wait_for(look)


def asked(form: Any) -> dict[str, Any]:
    """Who and why, as the form starts with."""
    return {name: prefilled(form)[name] for name in ("to", "message")}


def prefilled(form: Any) -> dict[str, Any]:
    """What the fields of a form start with."""
    elements = [block["element"] for block in form["blocks"] if block["type"] == "input"]
    values = {one["action_id"]: one for one in elements}
    return {
        name: one.get("initial_users") or one.get("initial_value") for name, one in values.items()
    }


def filled(to: list[User], message: str) -> dict[str, Any]:
    """A filled in form, as a page sends it."""
    users = {"type": "multi_users_select", "selected_users": [one.id for one in to]}
    words = {"type": "plain_text_input", "value": message}
    return {"field:to": {"to": users}, "field:message": {"message": words}}


# ---- The stories ----


def test_thanks_are_answered_privately_posted_and_told_to_those_thanked(
    local: LocalSlack,
) -> None:
    local.command(ANN, "/kudos", thanks(BOB, CARLA))
    (answer,) = private(local, ANN)
    assert answer["text"].startswith("Thank you for thanking Bob Brown and Carla Conti!")
    (card,) = posted(local)
    assert mentioned(card) == [ANN.id, BOB.id, CARLA.id]
    (quote,) = parts(card["blocks"], "rich_text_quote")
    assert quote["elements"] == [{"type": "text", "text": THANKS}]
    assert [button["text"]["text"] for button in parts(card["blocks"], "button")] == ["Cheer"]
    for one in (BOB, CARLA):
        assert told(local, one)[-1]["text"] == f"Ann Archer thanks you:\n{THANKS}"
    assert len(local.messages("general")) == 1


def test_what_is_missing_is_asked_for_and_errors_stay_in_the_form(local: LocalSlack) -> None:
    local.command(BOB, "/kudos")
    assert asked(modal(local)) == {"to": None, "message": None}
    assert local.submit(BOB, filled([], "hm")) == {
        "field:to": "Please choose somebody here, or write a name below.",
        "field:message": "Please write at least 20 characters. You have 2.",
    }
    assert local.submit(BOB, filled([BOB], THANKS)) == {
        "field:to": "Please choose somebody else; thanking yourself does not count."
    }
    assert local.messages("kudos") == []
    assert local.submit(BOB, filled([CARLA], THANKS)) == {}
    (card,) = posted(local)
    assert mentioned(card) == [BOB.id, CARLA.id]
    assert "Thank you for thanking" in str(modal(local, "Piazza"))


def test_a_line_that_says_too_little_opens_the_form_with_what_it_says(local: LocalSlack) -> None:
    local.command(CARLA, "/kudos", thanks(ANN, words="grazie"))
    form = modal(local)
    assert asked(form) == {"to": [ANN.id], "message": "grazie"}
    assert "Please write at least 20 characters. You have 6." in str(form["blocks"])
    assert local.submit(CARLA, filled([ANN], "grazie mille")) == {}
    assert "You have 12." in str(modal(local)["blocks"])
    assert local.messages("kudos") == []
    local.submit(CARLA, filled([ANN], "grazie mille per la revisione"))
    assert "grazie mille per la revisione" in posted(local)[0]["text"]


def test_a_cheer_is_counted_once_on_the_card_that_is_there(local: LocalSlack) -> None:
    local.command(ANN, "/kudos", thanks(BOB))
    (card,) = posted(local)
    local.press(CARLA, card, "Cheer")
    cheered = local.wait_for(
        lambda: [one for one in local.messages("kudos") if "1 colleague cheers." in one["text"]]
    )
    assert [one["ts"] for one in cheered] == [card["ts"]]
    local.press(CARLA, card, "Cheer")
    assert private(local, CARLA, "kudos")[0]["text"].startswith("You have cheered already.")
    local.press(ANN, card, "Cheer")
    assert private(local, ANN, "kudos")[0]["text"].startswith("This is your own thank-you")
    everybody = [one for one in local.messages("kudos") if "ephemeral_to" not in one]
    assert [one["text"] for one in everybody] == [cheered[0]["text"]]


@pytest.mark.parametrize("running", ["events"], indirect=True)  # it makes no shortcuts itself
def test_the_shortcut_on_a_message_opens_the_form_for_its_author(local: LocalSlack) -> None:
    said = local.says(BOB, "I have mended the build")
    local.command(CARLA, "/piazza")
    assert local.shortcut(CARLA, "thank_author", said) == 200
    assert asked(modal(local)) == {"to": [BOB.id], "message": None}
    local.submit(CARLA, filled([BOB], "for mending the build on a Sunday"))
    assert mentioned(posted(local)[0]) == [CARLA.id, BOB.id]


def test_everybody_reads_their_own_record_alone(local: LocalSlack) -> None:
    local.command(EVE, "/kudos", thanks(FRED))
    posted(local)
    local.command(FRED, "/kudos", "mine")
    (received,) = private(local, FRED)
    *told, story = received["text"].splitlines()
    assert told == [
        "Your thanks. Only you can see this message.",
        "Received: 1",
        "Given: 0",
        "Left today: 5",
        "Received",
    ]
    assert story.endswith(f", Eve Evans: {THANKS}")
    local.command(EVE, "/kudos", "mine")
    assert "Received: 0\nGiven: 1\nLeft today: 4\nGiven\n" in private(local, EVE)[-1]["text"]


def test_piazza_lists_what_one_may_do(local: LocalSlack) -> None:
    local.command(BOB, "/piazza")
    local.command(ANN, "/piazza")
    (for_bob,), (for_ann,) = private(local, BOB), private(local, ANN)
    for command in ("/kudos", "/kudos mine", "/piazza whatyouknow", "/piazza forgetme"):
        assert f"\n{command} – " in for_bob["text"]
    assert "/cm" not in for_bob["text"]
    assert for_ann["text"].endswith(
        "\n/cm – what needs an answer today, and all that the community manager can do"
    )


def test_who_wants_to_be_forgotten_presses_once_more_and_is(local: LocalSlack) -> None:
    local.command(GUS, "/piazza", "whatyouknow")
    assert "Name: Gus Green" in private(local, GUS)[0]["text"]
    local.command(GUS, "/piazza", "forgetme")
    local.press(GUS, private(local, GUS)[-1], "Erase me")
    local.wait_for(
        lambda: "Nothing you did here is stored any more." in private(local, GUS)[-1]["text"]
    )


def test_the_community_manager_is_told_to_others_and_served(local: LocalSlack) -> None:
    for words in ("", "status", "digest"):
        local.command(BOB, "/cm", words)
    refused = local.wait_for(lambda: private(local, BOB)[2:] and private(local, BOB))
    assert {one["text"] for one in refused} == {
        "Only the community manager can do that: Ann Archer. Write to them directly."
    }
    local.command(ANN, "/cm")
    assert "/cm digest" in private(local, ANN)[0]["text"]
    local.command(ANN, "/cm", "status")
    assert "People: " in private(local, ANN)[-1]["text"]


def test_the_digest_comes_as_a_direct_message_with_its_chart(local: LocalSlack) -> None:
    local.command(ANN, "/kudos", thanks(BOB))
    posted(local)
    local.command(ANN, "/cm", "digest")
    assert private(local, ANN)[-1]["text"].startswith("The digest is on its way")
    (digest,) = local.wait_for(
        lambda: [one for one in local.dm(ANN) if "To begin with" in str(one)]
    )
    assert "The week: " in str(digest["blocks"])
    local.press(ANN, digest, "Everything of the week")
    (whole,) = local.wait_for(lambda: [one for one in local.dm(ANN) if "files" in one], timeout=20)
    assert "People who thanked" in str(whole["blocks"])
    (chart,) = whole["files"]
    assert (chart["name"], chart["mimetype"]) == ("chart.png", "image/png")
    assert local.file(chart).startswith(PNG)
