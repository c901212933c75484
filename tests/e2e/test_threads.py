"""Threads: what is said in that of an idea's card is a comment; all else is dropped unread."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from slack_bolt.async_app import AsyncApp

from bot.delivery.tables import inbox
from bot.runtime.threads import heard
from tests.slack_world import ANN, BOB, CARLA, HAL, SAM, Message, StrictSlack, channel
from tests.slack_world.payloads import app_mention, message_in_channel
from tests.slack_world.people import OTHER_TEAM

from .inside import Inside

SKILLS = "company: {{languages: [en, it]}}\nskills:\n  ideas: {{thread_comments: {}}}\n  cm:\n"
IDEA = "Publish the canteen menu every Monday for the whole week."
CANARY = "canary-of-a-private-message"
COMMENTS = sa.select(sa.text("words")).select_from(sa.text("ideas_comment"))


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    everybody = [ANN, BOB, CARLA, HAL, SAM]
    rooms = [channel("general", everybody), channel("ideas", everybody)]
    with StrictSlack(rooms=rooms) as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest, slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket, app_yaml=SKILLS.format("true")) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        post(bot)
        yield bot
        assert slack.faults == []


def post(bot: Inside) -> None:
    bot.driver.command(ANN, "/idea", IDEA)
    # The first one may take longer than Slack waits: what compares ideas is loaded then.
    bot.settle()
    bot.later()
    bot.slack.wait_for(lambda: bot.slack.messages("ideas"))


def card(slack: StrictSlack) -> Message:
    """Ann's idea."""
    return next(one for one in slack.messages("ideas") if one.author == slack.app.user)


def comments(bot: Inside) -> list[str]:
    return [row.words for row in bot.rows(COMMENTS)]


def quiet(bot: Inside) -> None:
    """Let all that follows what was told happen."""
    bot.driver.command(HAL, "/piazza")
    bot.settle()
    bot.later()


def test_a_reply_is_a_comment_and_the_card_says_so(bot: Inside, slack: StrictSlack) -> None:
    assert bot.driver.replies(BOB, "With the allergens & prices.", card(slack)).status == 200
    slack.wait_for(lambda: "1 comment" in card(slack).shown())
    assert comments(bot) == ["With the allergens & prices."]
    bot.later()
    assert "With the allergens" in slack.dm(ANN)[-1].shown()
    # In the channel and its threads Piazza adds nothing.
    assert [one.author for one in slack.messages("ideas")] == [slack.app.user, BOB.id]
    assert slack.whispers(BOB) == []


def test_who_is_mentioned_is_called_by_name(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.replies(BOB, "@carla knows the cook", card(slack))
    slack.wait_for(lambda: comments(bot))
    assert comments(bot) == ["@Carla Conti knows the cook"]


def test_told_again_it_is_one_comment(bot: Inside, slack: StrictSlack) -> None:
    first = bot.driver.replies(BOB, "With the allergens.", card(slack)).request.payload
    for retry in (1, 2):
        bot.driver.event(first["event"], first["event_id"], retry)
    bot.driver.event(first["event"])
    quiet(bot)
    assert comments(bot) == ["With the allergens."]


def test_what_can_be_no_comment_is_said_to_its_writer_in_the_thread(
    bot: Inside, slack: StrictSlack
) -> None:
    bot.driver.replies(BOB, "x" * 1001, card(slack))
    (told,) = slack.wait_for(lambda: slack.whispers(BOB))
    assert "1,001 characters" in told.shown()
    assert told.thread_ts == card(slack).ts
    assert comments(bot) == []


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("@piazza with the allergens", ["with the allergens"]),
        ("With the allergens, @piazza", ["With the allergens,"]),
        ("@piazza ideas mine", ["ideas mine"]),
    ],
)
def test_whoever_names_piazza_replies_once_too(
    bot: Inside, slack: StrictSlack, words: str, kept: list[str]
) -> None:
    bot.driver.replies(BOB, words, card(slack))
    quiet(bot)
    assert comments(bot) == kept
    assert slack.whispers(BOB) == []


@pytest.mark.parametrize("words", ["@piazza", "@piazza piazza", "so, @piazza: idea mine"])
def test_a_command_stays_a_command(bot: Inside, slack: StrictSlack, words: str) -> None:
    bot.driver.replies(BOB, words, card(slack))
    slack.wait_for(lambda: slack.whispers(BOB))
    assert comments(bot) == []


def test_a_reply_that_becomes_a_command_is_carried_out(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.replies(BOB, "nice", card(slack))
    slack.wait_for(lambda: comments(bot))
    written = next(one for one in slack.messages("ideas") if one.author == BOB.id)
    written.text = f"<@{slack.app.user}> piazza"
    bot.driver.event(app_mention(BOB, written, edited=True))
    slack.wait_for(lambda: slack.whispers(BOB))


def said(slack: StrictSlack, **more: Any) -> dict[str, Any]:
    """What might be told of what somebody says in the thread of the card."""
    there = card(slack)
    message = Message(there.channel, "1800000000.000100", BOB.id, CANARY, thread_ts=there.ts)
    return message_in_channel(BOB, message) | more


UNHEARD: dict[str, dict[str, Any]] = {
    "by Piazza itself": {"bot_id": "B0PIAZZA", "app_id": "A0PIAZZA"},
    "by an app": {"bot_id": "B1", "subtype": "bot_message"},
    "an edit": {"subtype": "message_changed"},
    "a deletion": {"subtype": "message_deleted"},
    "a broadcast": {"subtype": "thread_broadcast"},
    "no words": {"text": "", "files": [{"title": CANARY}]},
    "only spaces": {"text": "  ", "blocks": [CANARY]},
    "in another thread": {"thread_ts": "1700000000.000900"},
    "in no thread": {"thread_ts": None},
    "the first of a thread": {"ts": "1700000000.000900", "thread_ts": "1700000000.000900"},
    "in another channel": {"channel": "C0GENERAL"},
    "to one person": {"channel_type": "im", "channel": "D1"},
    "by nobody": {"user": None},
}


@pytest.mark.parametrize("which", sorted(UNHEARD))
def test_all_else_is_dropped_before_it_is_read(
    bot: Inside,
    slack: StrictSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    which: str,
) -> None:
    event = said(slack, **UNHEARD[which])
    dispatch, loads = AsyncApp.async_dispatch, json.loads
    reached: list[Any] = []
    parsed: list[str] = []
    before = len(bot.rows(inbox.select()))

    async def watched(self: AsyncApp, request: Any) -> Any:
        reached.append(request)
        return await dispatch(self, request)

    def noted(text: str | bytes, *more: Any, **how: Any) -> Any:
        parsed.append(text if isinstance(text, str) else text.decode())
        return loads(text, *more, **how)

    monkeypatch.setattr(AsyncApp, "async_dispatch", watched)
    with caplog.at_level(logging.DEBUG):
        monkeypatch.setattr(json, "loads", noted)
        assert bot.driver.event(event).status == 200
        monkeypatch.setattr(json, "loads", loads)
        bot.settle()
    assert reached == []
    assert [text for text in parsed if CANARY in text] == []
    assert len(bot.rows(inbox.select())) == before
    out, err = capfd.readouterr()
    assert CANARY not in caplog.text + out + err
    assert comments(bot) == []


def test_what_is_heard_would_have_been_seen_there(bot: Inside, slack: StrictSlack) -> None:
    """That is to say: the story above can fail."""
    bot.driver.event(said(slack))
    slack.wait_for(lambda: comments(bot))
    bot.driver.event(said(slack, ts="1800000000.000200", subtype="file_share"))
    quiet(bot)
    assert comments(bot) == [CANARY, CANARY]


def test_whoever_does_not_belong_here_is_not_heard(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.replies(SAM, "From outside.", card(slack))
    bot.driver.replies(CARLA, "From another company.", card(slack), user_team=OTHER_TEAM)
    quiet(bot)
    assert comments(bot) == []
    assert [one for who in (SAM, CARLA) for one in slack.whispers(who)] == []


def test_while_the_setting_is_off_nothing_is_kept(slack: StrictSlack, tmp_path: Path) -> None:
    with Inside(slack, tmp_path, app_yaml=SKILLS.format("false")) as bot:
        post(bot)
        bot.driver.replies(BOB, "With the allergens.", card(slack))
        bot.driver.replies(BOB, "@piazza with the allergens", card(slack))
        assert "no command of mine" in slack.wait_for(lambda: slack.whispers(BOB))[0].shown()
        assert comments(bot) == []
        place = {"channel": card(slack).channel, "message": card(slack).ts}
        assert not slack.run(heard(bot.app, f"slack:{slack.app.team}", place))
