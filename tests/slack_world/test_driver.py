"""People at the fake Slack meet a bot of a few lines: what they see is what its answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from . import ANN, BOB, CARLA, App, Driver, NotSent, StrictSlack, View, crowd
from .echo import FORM, card, over_http, over_socket
from .filling import filled
from .methods_views import publish
from .schema import Payload

HOME = {"type": "home", "blocks": card("hello")["blocks"]}


@pytest.fixture(params=["http", "socket"])
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    with StrictSlack() as slack:
        if request.param == "http":
            with over_http(slack) as echo:
                yield Driver(slack, echo.url)
        else:
            with over_socket(slack):
                yield Driver(slack)


def test_a_command_is_answered_to_its_typist_alone(driver: Driver) -> None:
    reply = driver.command(ANN, "/echo", "a <b> & @bob see https://x.test")
    assert reply.message is not None
    assert reply.message.text == "a &lt;b&gt; &amp; <@U00000BOB|bob> see <https://x.test>"
    assert reply.message.shown(driver.slack.names).startswith("a <b> & @bob see https://x.test")
    assert driver.slack.whispers(ANN) == [reply.message]
    assert driver.slack.whispers(BOB) == driver.slack.messages("general") == []


def test_a_press_changes_the_message(driver: Driver) -> None:
    reply = driver.command(ANN, "/shout", "hello")
    assert reply.message is not None
    pressed = driver.press(BOB, reply.message, "Cheer")
    assert not pressed.failure
    assert pressed.request.payload["message"]["text"] == "hello"
    assert [m.text for m in driver.slack.messages("general")] == ["cheered"]
    with pytest.raises(LookupError, match="'Cheer'"):
        driver.press(BOB, driver.slack.messages("general")[0], "Boo")


def test_the_message_of_a_whisper_is_not_sent_with_its_press(driver: Driver) -> None:
    reply = driver.command(ANN, "/echo", "hello")
    assert reply.message is not None
    payload = driver.press(ANN, reply.message).request.payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    with pytest.raises(LookupError, match="does not see"):
        driver.press(BOB, reply.message)


def test_a_form_is_filled_in_by_its_labels_and_keeps_what_was_typed(driver: Driver) -> None:
    driver.command(ANN, "/form")
    wrong = driver.submit(ANN, answers={"To": [BOB, CARLA], "Why": "hm"})
    assert wrong.errors == {"Why": "say more"}
    assert not driver.submit(ANN, answers={"Why": "for all the help"}).errors
    posted = driver.slack.messages("general")[0]
    assert posted.shown(driver.slack.names) == "@bob @carla for all the help\nCheer"
    assert driver.slack.modal(ANN) is None
    assert driver.slack.faults == []


def test_a_shortcut_on_a_message_opens_the_form(driver: Driver) -> None:
    said = driver.slack.says(BOB, "general", "I fixed it & went home")
    reply = driver.shortcut(ANN, "thank_author", said)
    assert reply.request.payload["message"]["user"] == BOB.id
    assert driver.slack.modal(ANN) is not None


def test_slack_itself_holds_back_an_incomplete_form(driver: Driver) -> None:
    driver.command(ANN, "/form")
    with pytest.raises(NotSent, match="'To' is empty"):
        driver.submit(ANN, answers={"Why": "long enough"})
    with pytest.raises(NotSent, match="51 characters"):
        driver.submit(ANN, answers={"To": [BOB], "Why": "x" * 51})
    with pytest.raises(NotSent, match="no field 'What'"):
        driver.submit(ANN, answers={"What": 1})


def test_an_answer_slack_would_refuse_is_a_failure(driver: Driver) -> None:
    reply = driver.command(ANN, "/echo", "x" * 3001)
    assert reply.failure == "invalid_blocks"
    assert "3001 characters" in driver.slack.faults[0]


def test_an_event_goes_out_again_with_its_id_and_count(driver: Driver) -> None:
    first = driver.opens_home(ANN)
    assert (first.status, first.failure) == (200, "")
    event = first.request.payload
    again = driver.event(event["event"], event["event_id"], retry=2)
    assert again.request.payload["event_id"] == event["event_id"]


def test_a_visit_and_a_reaction_are_told_as_slack_tells_them(driver: Driver) -> None:
    slack = driver.slack
    said = slack.says(BOB, "general", "I fixed it")
    told = driver.reacts(ANN, said, "clap::skin-tone-2").request.payload
    item = {"type": "message", "channel": said.channel, "ts": said.ts}
    assert (told["event"]["reaction"], told["event"]["item"]) == ("clap::skin-tone-2", item)
    assert (told["event"]["user"], told["event"]["item_user"]) == (ANN.id, BOB.id)
    outside = slack.says(BOB, "lobby", "nobody of ours is here")
    with pytest.raises(LookupError, match="not told"):
        driver.reacts(ANN, outside, "tada")
    assert "view" not in driver.opens_home(ANN).request.payload["event"]
    with slack.world.changed:
        publish(slack.world, {"user_id": ANN.id, "view": HOME})
    assert driver.opens_home(ANN).request.payload["event"]["view"]["type"] == "home"
    assert "view" not in driver.opens_home(ANN, "messages").request.payload["event"]
    shown = slack.home(ANN)
    assert shown is not None
    with pytest.raises(LookupError, match="does not see"):
        driver.press(BOB, shown)


def test_many_type_at_once_and_the_same_thing_comes_thrice(driver: Driver) -> None:
    people = crowd(40)
    for person in people:
        driver.slack.join(person)
    replies = driver.flood([(person, "/echo", person.name) for person in people], at_once=20)
    assert [r.message.text for r in replies if r.message] == [person.name for person in people]
    assert [again.status for again in driver.again(replies[0].request, times=3)] == [200] * 3


def test_a_bot_that_is_down_or_slow_fails_as_slack_says() -> None:
    with StrictSlack() as slack:
        refused = Driver(slack, "http://127.0.0.1:9/slack/events").command(ANN, "/echo")
        assert refused.status == 0
        assert refused.failure.startswith("ClientConnectorError")
        silent = Driver(slack, patience=0.05).command(ANN, "/echo")
        assert silent.failure == "operation_timeout"


def test_what_is_signed_with_another_secret_is_refused_by_the_bot() -> None:
    with StrictSlack() as slack, over_http(slack, App(signing_secret="another")) as echo:
        reply = Driver(slack, echo.url).command(ANN, "/echo")
        assert (reply.status, reply.failure) == (401, "http 401")
        assert echo.seen == []


def test_a_connection_that_falls_silent_or_ends_is_replaced() -> None:
    with StrictSlack() as slack, over_socket(slack, ping=0.2):
        driver = Driver(slack, patience=1.0)

        def answered() -> bool:
            return slack.connections > 0 and not driver.command(ANN, "/echo", "here?").failure

        slack.wait_for(answered)
        slack.go_silent()
        assert slack.connections == 0
        assert Driver(slack, patience=0.05).command(ANN, "/echo").failure == "operation_timeout"
        slack.wait_for(answered)
        slack.disconnect("refresh_requested")
        slack.wait_for(answered)
        assert slack.acks[-1].payload is not None


def plain(words: str) -> Payload:
    return {"type": "plain_text", "text": words}


def field(label: str, **element: Any) -> Payload:
    element = {"action_id": label.lower(), **element}
    return {"type": "input", "block_id": label, "label": plain(label), "element": element}


CHOICES = [{"text": plain(words), "value": words[0]} for words in ("one", "two", "three")]
EVERYTHING = View(
    "V1",
    ANN.id,
    {
        **FORM,
        "blocks": [
            field("Text", type="plain_text_input", initial_value="was here"),
            field("Person", type="users_select", initial_user=BOB.id),
            field("People", type="multi_users_select", initial_users=[BOB.id]),
            field("Select", type="static_select", options=CHOICES),
            field("Radio", type="radio_buttons", options=CHOICES, initial_option=CHOICES[1]),
            field("Boxes", type="checkboxes", options=CHOICES),
            field("Day", type="datepicker"),
            field("Number", type="number_input", is_decimal_allowed=False, max_value="10"),
        ],
    },
    "1.1",
    "V1",
)
STATE = {
    "Text": ("value", "was here"),
    "Person": ("selected_user", CARLA.id),
    "People": ("selected_users", [ANN.id, CARLA.id]),
    "Select": ("selected_option", CHOICES[2]),
    "Radio": ("selected_option", CHOICES[1]),
    "Boxes": ("selected_options", CHOICES[:2]),
    "Day": ("selected_date", "2026-11-23"),
    "Number": ("value", "7"),
}


def test_every_kind_of_field_takes_what_a_person_gives_it() -> None:
    answers = {"Person": CARLA, "People": [ANN, CARLA.id], "Select": "three", "Number": 7}
    values = filled(EVERYTHING, {**answers, "Boxes": ["one", "two"], "Day": "2026-11-23"})
    for label, (name, value) in STATE.items():
        assert values[label][label.lower()][name] == value
    with pytest.raises(NotSent, match="11 is not accepted"):
        filled(EVERYTHING, {"Number": 11})
    with pytest.raises(NotSent, match="no choice 'four'"):
        filled(EVERYTHING, {"Radio": "four"})
