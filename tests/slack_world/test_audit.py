"""The auditor's books: what was posted twice, who did not wait, how fast it went."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from . import ANN, BOB, App, StrictSlack
from .schema import Payload


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as running:
        yield running


@pytest.fixture
def web(slack: StrictSlack) -> WebClient:
    return WebClient(slack.app.bot_token, slack.api_url, timeout=5, retry_handlers=[])


def about(delivery: str) -> Payload:
    return {"event_type": "piazza", "event_payload": {"delivery": delivery}}


def test_what_is_posted_twice_is_found_in_direct_messages_and_in_channels(
    slack: StrictSlack, web: WebClient
) -> None:
    room = slack.channel("general").id
    direct = str(web.conversations_open(users=BOB.id)["channel"]["id"])
    for where, name in [(ANN.id, "1"), (direct, "2"), (BOB.id, "2"), (room, "3"), (room, "3")]:
        web.chat_postMessage(channel=where, text="x", metadata=about(name))
    web.chat_postMessage(channel=room, text="of nobody's outbox")
    books = slack.audit()
    assert dict(books.direct) == {"1": 1, "2": 2}
    assert dict(books.elsewhere) == {"3": 2}
    assert books.repeated == {"2": 2, "3": 2}
    assert books.unnamed == 1
    assert "direct messages: 2 deliveries, 1 more than once\n  2 came 2 times" in str(books)


def test_a_post_counts_that_was_never_answered_and_a_refused_one_does_not(
    slack: StrictSlack, web: WebClient
) -> None:
    for how in ("timeout_after", "timeout_before", "reset", "500"):
        slack.fail("chat.postMessage", how)
    hasty = WebClient(slack.app.bot_token, slack.api_url, timeout=1, retry_handlers=[])
    for name in ("after", "before"):
        with pytest.raises(TimeoutError):
            hasty.chat_postMessage(channel=ANN.id, text="x", metadata=about(name))
    with pytest.raises(ConnectionResetError):
        web.chat_postMessage(channel=ANN.id, text="x", metadata=about("reset"))
    for name, where in (("500", ANN.id), ("refused", "C0MISSING")):
        with pytest.raises(SlackApiError):
            web.chat_postMessage(channel=where, text="x", metadata=about(name))
    books = slack.audit()
    assert dict(books.direct) == {"after": 1}
    assert books.answers["chat.postMessage"]["accepted, not answered"] == 1
    assert books.answers["chat.postMessage"]["200 channel_not_found"] == 1


def test_a_slow_answer_is_to_a_message_that_arrives_when_nobody_waits_any_more(
    slack: StrictSlack,
) -> None:
    hasty = WebClient(slack.app.bot_token, slack.api_url, timeout=1, retry_handlers=[])
    slack.fail("chat.postMessage", "slow:1.5")
    with pytest.raises(TimeoutError):
        hasty.chat_postMessage(channel=ANN.id, text="x", metadata=about("late"))
    assert dict(slack.audit().direct) == {}
    assert slack.wait_for(lambda: dict(slack.audit().direct)) == {"late": 1}


@pytest.mark.parametrize("how", ["412", "html", "ok_false:something_new", "500"])
def test_what_slack_seldom_says_can_be_planned(
    slack: StrictSlack, web: WebClient, how: str
) -> None:
    slack.fail("chat.postMessage", how)
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ANN.id, text="x")
    assert slack.audit().posts == []


@pytest.mark.parametrize("how", ["413", "slow", "slow:soon", "ok_false", "429"])
def test_what_cannot_be_planned_is_refused(slack: StrictSlack, how: str) -> None:
    with pytest.raises(ValueError, match=how):
        slack.fail("chat.postMessage", how)


@pytest.mark.parametrize("seconds", ["0", "3600", "soon", "-1", ""])
def test_any_retry_after_can_be_asked_for(slack: StrictSlack, web: WebClient, seconds: str) -> None:
    slack.fail("chat.postMessage", f"429:{seconds}")
    with pytest.raises(SlackApiError) as told:
        web.chat_postMessage(channel=ANN.id, text="x")
    assert told.value.response.headers["Retry-After"] == seconds
    slack.advance(1800)
    web.chat_postMessage(channel=ANN.id, text="x")
    waits = [round(call.early) for call in slack.audit().early]
    assert waits == ([1800] if seconds == "3600" else [])


def test_who_does_not_wait_is_booked_by_method_whichever_process_it_is(
    slack: StrictSlack, web: WebClient
) -> None:
    other = WebClient(slack.app.bot_token, slack.api_url, timeout=5, retry_handlers=[])
    slack.fail("chat.postMessage", "429:30")
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ANN.id, text="x")
    slack.advance(10)
    other.chat_postMessage(channel=BOB.id, text="x")
    web.conversations_open(users=ANN.id)
    books = slack.audit()
    assert books.impatient == {"chat.postMessage": 1}
    assert "did not wait: chat.postMessage came 20.0 s early" in str(books)


def test_each_workspace_has_rates_of_its_own(slack: StrictSlack, web: WebClient) -> None:
    app = App(team="T0BESIDE", bot_token="xoxb-beside")
    slack.beside(StrictSlack(app=app))
    beside = WebClient(app.bot_token, slack.api_url, timeout=5, retry_handlers=[])
    slack.limit("chat.postMessage", 1, 30)
    web.chat_postMessage(channel=ANN.id, text="x")
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel=ANN.id, text="x")
    slack.advance(1)
    beside.chat_postMessage(channel=ANN.id, text="x")
    assert slack.audit().impatient == {}


def test_the_highest_rate_is_that_of_any_second(slack: StrictSlack, web: WebClient) -> None:
    client = AsyncWebClient(slack.app.bot_token, slack.api_url, retry_handlers=[])

    async def at_once(count: int) -> None:
        posts = [client.chat_postMessage(channel=ANN.id, text="x") for _ in range(count)]
        await asyncio.gather(*posts)

    for count in (2, 5, 3):
        asyncio.run(at_once(count))
        slack.advance(1.5)
    assert slack.audit().rates == {"chat.postMessage": 5}


def test_a_message_is_looked_up_by_its_metadata_page_by_page(slack: StrictSlack) -> None:
    web = WebClient(slack.app.bot_token, slack.api_url, timeout=5, retry_handlers=[])
    sent = [web.chat_postMessage(channel=ANN.id, text="x", metadata=about(n)) for n in "abcde"]
    where, times = str(sent[0]["channel"]), [str(one["ts"]) for one in sent]
    among: dict[str, Any] = {"channel": where, "oldest": times[0], "latest": times[4]}
    found, cursor = [], ""
    while True:
        page = web.conversations_history(**among, include_all_metadata=True, limit=2, cursor=cursor)
        assert len(page["messages"]) <= 2
        found += [m["metadata"]["event_payload"]["delivery"] for m in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not page["has_more"]:
            break
    assert found == ["d", "c", "b"]
    with_edges = web.conversations_history(**among, inclusive=True)["messages"]
    assert len(with_edges) == 5
    assert "metadata" not in with_edges[0]


def test_only_direct_messages_can_be_looked_up_and_not_without_the_right() -> None:
    def refusal(slack: StrictSlack, where: str) -> str:
        web = WebClient(slack.app.bot_token, slack.api_url, timeout=5, retry_handlers=[])
        with pytest.raises(SlackApiError) as told:
            web.conversations_history(channel=where, include_all_metadata=True)
        return str(told.value.response["error"])

    with StrictSlack() as slack:
        assert refusal(slack, slack.channel("kudos").id) == "missing_scope"
    with StrictSlack(app=App(scopes=App().scopes - {"im:history"})) as slack:
        assert refusal(slack, slack.dm_channel(ANN).id) == "missing_scope"


def test_by_hand_it_prints_the_books_at_the_end() -> None:
    command = [sys.executable, "-m", "tests.slack_world", "--port", "0"]
    failing = ["--fail", "chat.postMessage=503"]
    with subprocess.Popen([*command, *failing], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().rstrip().split("=", 1) for _ in range(4))
        web = WebClient(
            said["SLACK_BOT_TOKEN"], said["SLACK_API_URL"], timeout=5, retry_handlers=[]
        )
        with pytest.raises(SlackApiError):
            web.chat_postMessage(channel=ANN.id, text="x")
        web.chat_postMessage(channel=ANN.id, text="x", metadata=about("1"))
        lines = [process.stdout.readline() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        lines += process.stdout.readlines()
        assert process.wait(10) == 0
    assert "direct messages: 1 deliveries, 0 more than once\n" in lines
    assert lines[-1].endswith("in a second; 1 x 503, 1 x 200\n")
