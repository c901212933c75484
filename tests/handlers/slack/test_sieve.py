"""The sieve: it tells which event a request is about without reading what stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.manifest import EVENTS
from handlers.slack.sieve import unasked, unasked_envelope
from tests.slack_world import ANN, App, Message
from tests.slack_world.payloads import app_mention, event_callback

CANARY = "canary-of-a-private-message"
MESSAGE = {"type": "message", "user": "U1", "text": CANARY, "channel": "C1", "ts": "1.1"}


def callback(event: dict[str, Any]) -> str:
    """An event as it arrives."""
    return event_callback(App(), event, "Ev1", 1_700_000_000).body().decode()


def envelope(event: dict[str, Any], **around: Any) -> str:
    """An event as it arrives over Socket Mode; `around` is the envelope's rest, in its order."""
    payload = json.loads(callback(event))
    whole = {"envelope_id": "E-1", "payload": payload, "type": "events_api"}
    return json.dumps(around | whole if around else whole)


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_what_was_asked_for_passes(kind: str) -> None:
    assert not unasked(callback({"type": kind, "user": "U1"}))
    assert unasked_envelope(envelope({"type": kind, "user": "U1"})) is None


@pytest.mark.parametrize(
    "event",
    [
        MESSAGE,
        dict(reversed(MESSAGE.items())),
        MESSAGE | {"subtype": "message_changed", "message": {"type": "app_mention"}},
        {"message": {"type": "app_mention", "text": CANARY}, **MESSAGE},
        {"blocks": [{"type": "app_mention"}, ["x", {"type": "app_mention"}]], **MESSAGE},
        {"text": '","type":"app_mention","event":{"type":"app_mention"}', "type": "message"},
        {"type": "reaction_removed"},
        {"type": "something_new"},
    ],
)
def test_what_was_not_asked_for_falls_through(event: dict[str, Any]) -> None:
    assert unasked(callback(event))
    assert unasked_envelope(envelope(event)) == "E-1"


def test_an_envelope_may_name_itself_last() -> None:
    whole = json.loads(envelope(MESSAGE))
    last = {"payload": whole["payload"], "type": "events_api", "envelope_id": "E-2"}
    assert unasked_envelope(json.dumps(last)) == "E-2"


@pytest.mark.parametrize(
    "event",
    [
        {"blocks": [{"type": "message"}], "item": {"type": "message"}, "type": "reaction_added"},
        {"text": '"type":"message"', "type": "app_mention"},
        app_mention(ANN, Message("C1", "1.1", ANN.id, 'he said "type":"message" {[')),
    ],
)
def test_words_and_parts_do_not_mislead_it(event: dict[str, Any]) -> None:
    assert not unasked(callback(event))
    assert unasked_envelope(envelope(event)) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "null",
        '"event"',
        "command=%2Fkudos&text=%22event%22",
        "payload=%7B%22event%22%3A%7B%22type%22%3A%22message%22%7D%7D",
        '{"type":"url_verification","challenge":"x"}',
        '{"event":{"type":5}}',
        '{"event":["type","message"]}',
        '{"event":"type"}',
        '{"event":{"type":{"type":"message"}}}',
        '{"type":"hello","connection_info":{"app_id":"A1"}}',
        '{"type":"disconnect","reason":"refresh_requested"}',
        '{"envelope_id":"E-1","type":"slash_commands","payload":{"text":"x"}}',
    ],
)
def test_all_else_is_for_others_to_judge(body: str) -> None:
    assert not unasked(body)
    assert unasked_envelope(body) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("message"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["event", "type", "payload", "text", "x"]), inner)
    ),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_it_sees_what_a_parser_would_see(whole: Any, spaced: bool) -> None:
    written = json.dumps(whole, indent=1 if spaced else None)
    event = whole.get("event") if isinstance(whole, dict) else None
    kind = event.get("type") if isinstance(event, dict) else None
    escaped = isinstance(kind, str) and kind not in EVENTS
    assert unasked(written) is escaped
