"""The strict fake refuses what real Slack refuses, once each, seen through Slack's own client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookClient

from . import ANN, BOB, CARLA, COMPANY, DORA, HAL, StrictSlack, crowd
from .schema import Payload

VIEW: Payload = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "blocks": [{"type": "divider"}],
}
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as running:
        yield running


@pytest.fixture
def web(slack: StrictSlack) -> WebClient:
    return client(slack, slack.app.bot_token)


def client(slack: StrictSlack, token: str | None, timeout: int = 5) -> WebClient:
    return WebClient(token, slack.api_url, timeout, retry_handlers=[])


def refused(call: Any, **args: Any) -> str:
    """Return the code of the refusal."""
    with pytest.raises(SlackApiError) as refusal:
        call(**args)
    return str(refusal.value.response["error"])


def id_of(slack: StrictSlack, name: str) -> str:
    return slack.channel(name).id


def test_only_the_right_kind_of_token_opens_a_door(slack: StrictSlack) -> None:
    assert refused(client(slack, None).auth_test) == "not_authed"
    assert refused(client(slack, "xoxb-other").auth_test) == "invalid_auth"
    assert refused(client(slack, slack.app.app_token).auth_test) == "not_allowed_token_type"
    bot = client(slack, slack.app.bot_token)
    wrong = {"app_token": slack.app.bot_token}
    assert refused(bot.apps_connections_open, **wrong) == "not_allowed_token_type"
    assert "chat:write" in bot.auth_test().headers["x-oauth-scopes"]


def test_a_right_that_was_not_granted_is_missing(slack: StrictSlack, web: WebClient) -> None:
    assert refused(web.conversations_list, types="im") == "missing_scope"
    assert refused(web.conversations_history, channel=id_of(slack, "general")) == "missing_scope"


def test_a_method_the_fake_does_not_have_is_unknown(web: WebClient) -> None:
    assert refused(web.api_call, api_method="chat.meMessage") == "unknown_method"


def test_people_come_in_pages_and_a_foreign_cursor_is_refused() -> None:
    with StrictSlack([*COMPANY, *crowd(30)], page_size=7) as slack:
        web = client(slack, slack.app.bot_token)
        pages = [page["members"] for page in web.users_list(limit=1000, include_locale=True)]
        found = {member["id"]: member for page in pages for member in page}
        assert max(map(len, pages)) == 7
        assert set(found) == set(slack.world.users)
        assert found[ANN.id]["locale"] == "en-US"
        assert "tz" not in found[DORA.id]
        assert refused(web.users_list, cursor="bmV4dDo5OTk=") == "invalid_cursor"
        rooms = [room for page in web.conversations_list(limit=2) for room in page["channels"]]
        assert {room["name"]: room["is_member"] for room in rooms}["lobby"] is False


def test_a_post_goes_only_where_the_bot_may_write(slack: StrictSlack, web: WebClient) -> None:
    post = web.chat_postMessage
    assert refused(post, channel="C0MISSING", text="x") == "channel_not_found"
    assert refused(post, channel=id_of(slack, "board"), text="x") == "channel_not_found"
    assert refused(post, channel=id_of(slack, "lobby"), text="x") == "not_in_channel"
    assert refused(post, channel=id_of(slack, "old"), text="x") == "is_archived"
    assert refused(post, channel="U0MISSING", text="x") == "user_not_found"
    assert refused(post, channel=DORA.id, text="x") == "user_disabled"
    assert refused(post, channel=HAL.id, text="x") == "cannot_dm_bot"
    opened = web.conversations_open(users=ANN.id)["channel"]
    assert post(channel=ANN.id, text="x")["channel"] == opened["id"]


def test_a_bad_message_is_refused_and_the_reason_kept(slack: StrictSlack, web: WebClient) -> None:
    assert refused(web.chat_postMessage, channel=ANN.id, text="x", blocks=LONG) == "invalid_blocks"
    assert refused(web.chat_postMessage, channel=ANN.id, text="x" * 4001) == "msg_too_long"
    nothing = {"api_method": "chat.postMessage", "json": {"channel": ANN.id}}
    assert refused(web.api_call, **nothing) == "no_text"
    assert refused(web.chat_postMessage, channel="", text="x") == "invalid_arguments"
    why = "/blocks/0/text/text: 3001 characters, allowed 1 to 3000"
    assert slack.faults[0] == f"chat.postMessage: {why}"


def test_what_cannot_be_updated_is_not(slack: StrictSlack, web: WebClient) -> None:
    general = id_of(slack, "general")
    whisper = web.chat_postEphemeral(channel=general, user=ANN.id, text="x")["message_ts"]
    said = slack.says(ANN, "general", "mine")
    for ts in (whisper, said.ts):
        assert refused(web.chat_update, channel=general, ts=ts, text="y") == "cant_update_message"
    assert refused(web.chat_update, channel=general, ts="1.1", text="y") == "message_not_found"
    assert refused(web.chat_update, channel=ANN.id, ts=whisper, text="y") == "channel_not_found"
    assert refused(web.chat_delete, channel=general, ts=said.ts) == "cant_delete_message"
    stranger = {"channel": general, "user": HAL.id, "text": "x"}
    assert refused(web.chat_postEphemeral, **stranger) == "user_not_in_channel"


def test_metadata_is_kept_and_found_in_the_history_of_a_direct_message(
    slack: StrictSlack, web: WebClient
) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "7"}}
    sent = web.chat_postMessage(channel=ANN.id, text="x", metadata=metadata)
    where = str(sent["channel"])
    web.chat_update(channel=where, ts=str(sent["ts"]), text="y")
    history = web.conversations_history(channel=where, include_all_metadata=True)["messages"]
    assert history[0]["metadata"] == metadata
    assert history[0]["text"] == "y"
    assert "metadata" not in web.conversations_history(channel=where)["messages"][0]
    web.chat_delete(channel=where, ts=str(sent["ts"]))
    assert slack.dm(ANN) == []


def test_a_trigger_works_once_and_for_three_seconds(slack: StrictSlack, web: WebClient) -> None:
    trigger = slack.world.new_trigger(ANN.id)
    web.views_open(trigger_id=trigger, view=VIEW)
    assert refused(web.views_open, trigger_id=trigger, view=VIEW) == "exchanged_trigger_id"
    late = slack.world.new_trigger(ANN.id)
    slack.advance(3.1)
    assert refused(web.views_open, trigger_id=late, view=VIEW) == "expired_trigger_id"
    assert refused(web.views_open, trigger_id="1.2.3", view=VIEW) == "invalid_trigger_id"


def test_views_are_checked_pushed_and_updated_like_slack_does(
    slack: StrictSlack, web: WebClient
) -> None:
    def trigger() -> str:
        return slack.world.new_trigger(ANN.id)

    bad = {**VIEW, "title": {"type": "plain_text", "text": "x" * 25}}
    assert refused(web.views_open, trigger_id=trigger(), view=bad) == "invalid_arguments"
    first = web.views_open(trigger_id=trigger(), view=VIEW)["view"]
    pushed = [web.views_push(trigger_id=trigger(), view=VIEW)["view"] for _ in range(2)]
    assert pushed[1]["previous_view_id"] == pushed[0]["id"]
    assert refused(web.views_push, trigger_id=trigger(), view=VIEW) == "push_limit_reached"
    web.views_update(view_id=first["id"], hash=first["hash"], view=VIEW)
    stale = {"view_id": first["id"], "hash": first["hash"], "view": VIEW}
    assert refused(web.views_update, **stale) == "hash_conflict"
    assert refused(web.views_update, view_id="V0", view=VIEW) == "not_found"
    web.views_publish(user_id=BOB.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    assert slack.home(BOB) is not None
    assert slack.modal(BOB) is None


def test_a_file_is_shared_in_a_conversation_by_its_id_only(
    slack: StrictSlack, web: WebClient
) -> None:
    general = id_of(slack, "general")
    chart = {"filename": "a.png", "content": b"png", "title": "Chart", "alt_txt": "a chart"}
    web.files_upload_v2(channel=general, **chart)  # type: ignore[arg-type]
    shared = slack.messages("general")[0].files[0]
    assert (shared.content, shared.alt_text, shared.channel) == (b"png", "a chart", general)
    ticket = web.files_getUploadURLExternal(filename="b.png", length=3)
    files = [{"id": ticket["file_id"], "title": "b"}]
    complete = web.files_completeUploadExternal
    assert refused(complete, files=files, channel_id=general) == "file_not_found"
    for wrong in (ANN.id, "general"):
        files[0]["id"] = shared.id
        assert refused(complete, files=files, channel_id=wrong) == "invalid_arguments"


def test_a_response_url_has_five_uses_in_thirty_minutes(slack: StrictSlack) -> None:
    url = slack.world.new_response_url("commands", ANN.id, id_of(slack, "general"), None)
    hook = WebhookClient(url, retry_handlers=[])
    assert "invalid_blocks" in hook.send(text="x", blocks=LONG).body
    assert [hook.send(text=str(n)).status_code for n in range(5)] == [200, 200, 200, 200, 404]
    assert [m.text for m in slack.whispers(ANN)] == ["0", "1", "2", "3"]
    old = slack.world.new_response_url("commands", ANN.id, id_of(slack, "general"), None)
    slack.advance(1801)
    assert "expired_url" in WebhookClient(old, retry_handlers=[]).send(text="x").body


def test_a_response_url_changes_its_own_message_only(slack: StrictSlack, web: WebClient) -> None:
    web.chat_postMessage(channel="general", text="card")
    with slack.world.changed:
        card = slack.world.messages[0]
    hook = WebhookClient(slack.world.new_response_url("actions", ANN.id, card.channel, card))
    hook.send(text="changed", replace_original=True)
    hook.send(text="seen by all", response_type="in_channel")
    assert [m.text for m in slack.messages("general")] == ["changed", "seen by all"]
    answer = slack.messages("general")[1]
    where = {"channel": answer.channel, "ts": answer.ts}
    assert refused(web.chat_update, **where, text="y") == "cant_update_message"
    hook.send(delete_original=True)
    assert [m.text for m in slack.messages("general")] == ["seen by all"]


def test_who_is_too_fast_waits_and_who_does_not_wait_is_written_down(
    slack: StrictSlack, web: WebClient
) -> None:
    slack.limit("chat.postMessage", 2, 30.0)
    for _ in range(2):
        web.chat_postMessage(channel=ANN.id, text="x")
    with pytest.raises(SlackApiError) as told:
        web.chat_postMessage(channel=ANN.id, text="x")
    assert told.value.response.status_code == 429
    assert told.value.response.headers["Retry-After"] == "30"
    assert slack.impatient == [], "the call that was told did not know"
    slack.advance(10)
    assert refused(web.chat_postMessage, channel=ANN.id, text="x") == "ratelimited"
    assert [round(call.early) for call in slack.impatient] == [20]
    slack.advance(21)
    web.chat_postMessage(channel=ANN.id, text="x")
    assert len(slack.impatient) == 1
    assert len(slack.dm(ANN)) == 3


def test_the_published_rates_hold_for_one_channel_and_over_all(
    slack: StrictSlack, web: WebClient
) -> None:
    slack.limit_like_slack()
    for user in (ANN, BOB):
        web.chat_postMessage(channel=user.id, text="x")
    assert refused(web.chat_postMessage, channel=ANN.id, text="x") == "ratelimited"
    assert refused(web.chat_postMessage, channel=CARLA.id, text="x") == "ratelimited"
    slack.advance(1.1)
    web.chat_postMessage(channel=ANN.id, text="x")


FAILURES = ["500", "502", "503", "504", "html", "ok_false:fatal_error", "429:soon"]


@pytest.mark.parametrize("how", FAILURES)
def test_a_planned_failure_comes_once_and_nothing_is_posted(
    slack: StrictSlack, web: WebClient, how: str
) -> None:
    slack.fail("chat.postMessage", how)
    with pytest.raises(SlackApiError) as failure:
        web.chat_postMessage(channel=ANN.id, text="x")
    assert failure.value.response.status_code == (int(how[:3]) if how[:3].isdecimal() else 200)
    web.chat_postMessage(channel=ANN.id, text="y")
    assert [m.text for m in slack.dm(ANN)] == ["y"]


def test_a_broken_connection_and_both_kinds_of_silence(slack: StrictSlack) -> None:
    slack.fail("*", "reset")
    with pytest.raises(ConnectionResetError):
        client(slack, slack.app.bot_token).chat_postMessage(channel=ANN.id, text="reset")
    web = AsyncWebClient(slack.app.bot_token, slack.api_url, retry_handlers=[])

    async def hears_nothing(how: str) -> None:
        def is_there() -> bool:
            posts = slack.called("chat.postMessage")
            return posts[-1].args["text"] == how and slack.failing == 0

        slack.fail("chat.postMessage", how)
        posting = asyncio.create_task(web.chat_postMessage(channel=ANN.id, text=how))
        await asyncio.to_thread(slack.wait_for, is_there)
        assert not posting.done()
        posting.cancel()

    asyncio.run(hears_nothing("timeout_before"))
    asyncio.run(hears_nothing("timeout_after"))
    slack.wait_for(lambda: slack.dm(ANN))
    assert [message.text for message in slack.dm(ANN)] == ["timeout_after"]
    assert [call.status for call in slack.called("chat.postMessage")] == [0, 0, 0]


def test_a_slow_slack_takes_its_time_for_every_call(slack: StrictSlack) -> None:
    slack.delay = 0.3
    late = slack.world.new_trigger(ANN.id)
    slack.advance(2.8)
    web = client(slack, slack.app.bot_token)
    assert refused(web.views_open, trigger_id=late, view=VIEW) == "expired_trigger_id"
    slack.heal()
    assert slack.delay == 0.0


def test_waiting_ends_with_what_was_called_last(slack: StrictSlack, web: WebClient) -> None:
    web.auth_test()
    assert slack.wait_for(lambda: slack.called("auth.test"))[0].accepted
    with pytest.raises(AssertionError, match=r"auth\.test 200"):
        slack.wait_for(lambda: slack.dm(ANN), timeout=0.01)


def test_a_taken_port_is_said_and_nothing_is_left_running(slack: StrictSlack) -> None:
    with pytest.raises(OSError, match="in use"), StrictSlack(port=slack.port):
        pass
