"""A Slack that limits, fails and breaks off: all arrives, once, and people are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.directory.tables import person
from tests.slack_world import ANN, StrictSlack, User, channel, crowd, user
from tests.slack_world.program import poll

from .connected import THANKS, credentials
from .inside import Inside
from .running import APP_YAML, Bot

PEOPLE = crowd(12)
TONI = user("toni", "Toni Thanked")
# Some stories take hours, and on some days something is planned in them.
PLANS = ("kudos.gratitude", "kudos.colleague", "kudos.digest", "cm.digest")
QUIET = APP_YAML + "schedules:\n" + "".join(f"  {plan}: {{paused: true}}\n" for plan in PLANS)
ONE_MESSAGE = len(("to the channel", "to the person"))


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    rooms = [channel("general", PEOPLE), channel("kudos", PEOPLE)]
    with StrictSlack([*PEOPLE, TONI, ANN], rooms) as slack:
        yield slack


@pytest.fixture
def plans() -> str:
    """The settings; nothing is planned."""
    return QUIET


@pytest.fixture
def bot(
    slack: StrictSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plans: str
) -> Iterator[Inside]:
    """A bot that soon gives an answer up, and knows its channel."""
    monkeypatch.setattr("handlers.slack.clients.TIMEOUT", 0.8)
    with Inside(slack, tmp_path, app_yaml=plans) as bot:
        thanks(bot, PEOPLE[-1])
        bot.later()
        yield bot


def thanks(bot: Inside, giver: User) -> None:
    """Somebody thanks Toni, and is answered."""
    reply = bot.driver.command(giver, "/kudos", f"@toni {THANKS} {giver.name}")
    assert reply.message is not None
    assert "Thank you for thanking" in reply.message.shown()


def posts(slack: StrictSlack, giver: User) -> int:
    """How often somebody's thanks stand in the channel."""
    return sum(f"{THANKS} {giver.name}\n" in one.shown() for one in slack.messages("kudos"))


def test_who_is_asked_to_wait_waits(bot: Inside, slack: StrictSlack) -> None:
    slack.fail("chat.postMessage", "429:1")
    for giver in PEOPLE[:4]:
        thanks(bot, giver)
    bot.later(2)
    bot.later(2)
    assert [posts(slack, giver) for giver in PEOPLE[:4]] == [1] * 4
    assert slack.failing == 0
    assert slack.impatient == []


@pytest.mark.parametrize("plans", [APP_YAML], ids=["planned"])
def test_what_is_planned_and_what_people_do_wait_together(bot: Inside, slack: StrictSlack) -> None:
    bot.meet_everybody()
    nudge = next(plan for plan in bot.app.planner.nudges if plan.key == "kudos.gratitude")
    bot.ahead += nudge.when.next_after(bot.now(), ZoneInfo("Europe/Rome")) - bot.now()
    # So long that it is not over on the bot's clock while Slack's stands still.
    slack.fail("chat.postMessage", "429:60")
    slack.run(bot.app.tick())
    slack.wait_for(lambda: slack.failing == 0)
    thanks(bot, PEOPLE[0])
    for _ in range(2):
        # Both clocks go on: the bot's is the one it waits by.
        slack.advance(61)
        bot.later(61)
    assert posts(slack, PEOPLE[0]) == 1
    assert [len(slack.dm(one)) for one in PEOPLE[1:-1]] == [1] * len(PEOPLE[1:-1])
    assert slack.impatient == []


KINDS = ("500", "502", "503", "504", "html", "reset", "timeout_before", "timeout_after")


def test_what_slack_may_have_taken_is_sent_once_more(bot: Inside, slack: StrictSlack) -> None:
    cases = dict(zip(KINDS, PEOPLE, strict=False))
    for how, giver in cases.items():
        slack.fail("chat.postMessage", how)
        thanks(bot, giver)
        bot.later()
    bot.later(31)
    found = {how: posts(slack, giver) for how, giver in cases.items()}
    assert found == {how: 2 if how == "timeout_after" else 1 for how in KINDS}
    assert {state for state, *_ in bot.deliveries()} == {"sent"}


def test_a_slack_that_never_answers_is_asked_twice_but_for_a_direct_message(
    bot: Inside, slack: StrictSlack
) -> None:
    before = len(slack.called("chat.postMessage"))
    slack.fail("chat.postMessage", "timeout_after", times=None)
    thanks(bot, PEOPLE[0])
    for _ in range(4):
        bot.later(3600)
    # In the channel nothing is read; in the direct message it is found to have arrived.
    assert len(slack.called("chat.postMessage")) == before + 2 + 1
    assert [state for state, *_ in bot.deliveries()] == ["sent"] * 2 + ["failed", "sent"]
    assert len(slack.dm(TONI)) == 2


def test_what_slack_refuses_for_good_is_not_tried_again(bot: Inside, slack: StrictSlack) -> None:
    slack.join(replace(TONI, deleted=True))
    before = len(slack.called("chat.postMessage"))
    thanks(bot, PEOPLE[0])
    for _ in range(4):
        bot.later(3600)
    assert posts(slack, PEOPLE[0]) == 1
    assert len(slack.called("chat.postMessage")) == before + ONE_MESSAGE
    assert bot.deliveries()[-1] == ("failed", 1, "user_disabled")


def test_a_card_is_renewed_another_way_when_the_short_one_fails(
    bot: Inside, slack: StrictSlack
) -> None:
    slack.fail("response_url", "500")
    bot.driver.press(PEOPLE[0], slack.messages("kudos")[0], "Cheer")
    bot.later()
    slack.wait_for(lambda: "1 colleague cheers." in slack.messages("kudos")[0].shown(), 10)
    assert [call.accepted for call in slack.called("chat.update")] == [True]


def test_a_revoked_token_stops_everything_and_loses_nothing(
    bot: Inside, slack: StrictSlack
) -> None:
    before = len(slack.called("chat.postMessage"))
    slack.fail("chat.postMessage", "ok_false:token_revoked", times=None)
    thanks(bot, PEOPLE[0])
    slack.wait_for(lambda: len(slack.called("chat.postMessage")) > before)
    assert [state for state, *_ in bot.deliveries()].count("sent") == ONE_MESSAGE
    # Both were under way, and no more came after them.
    assert len(slack.called("chat.postMessage")) <= before + ONE_MESSAGE


def test_an_unknown_channel_is_told_to_the_manager(slack: StrictSlack, tmp_path: Path) -> None:
    elsewhere = APP_YAML.replace("kudos:", 'kudos: {channel: "#nowhere"}')
    app_yaml = f"{elsewhere}roles: {{cm: [{ANN.id}]}}\n"
    with Inside(slack, tmp_path, app_yaml=app_yaml) as bot:
        bot.meet_everybody()
        thanks(bot, PEOPLE[0])
        bot.later()
        assert bot.deliveries()[0] == ("failed", 1, "there is no channel #nowhere")
        status = bot.driver.command(ANN, "/cm", "status").message
        assert status is not None
        assert "Messages that could not be delivered: 1" in status.shown()


def test_everybody_is_met_page_by_page(tmp_path: Path) -> None:
    with StrictSlack([*PEOPLE, TONI], page_size=2) as slack, Inside(slack, tmp_path) as bot:
        slack.limit("users.list", 5, 1.0)
        bot.meet_everybody()
        asked = [call.status for call in slack.called("users.list")]
        assert asked.count(200) == (len(PEOPLE) + len((TONI, "the bot itself"))) / 2
        assert asked.count(429) >= 1
        assert slack.impatient == []
        known = bot.driver.command(TONI, "/kudos", f"@Person 7 {THANKS}", raw=True)
        assert known.message is not None
        assert "Thank you for thanking" in known.message.shown()
        assert slack.called("users.info") == []


def test_a_wrong_token_is_said_in_a_line(slack: StrictSlack, tmp_path: Path) -> None:
    wrong = credentials(slack) | {"SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}
    ran = Bot(wrong, folder=tmp_path).command("run")
    assert ran.returncode == 1
    # What a busy machine is slow at stands in the log.
    [said] = [line for line in ran.stderr.splitlines() if not line.startswith("{")]
    assert said.startswith("SLACK_BOT_TOKEN: Slack says 'invalid_auth'")


def test_a_slack_that_is_away_at_the_start_is_found_later(
    slack: StrictSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.RETRY", 0.1)
    monkeypatch.setattr("bot.runtime.clockwork.MINUTE", 0.1)
    monkeypatch.setattr("bot.runtime.daily.RETRY", timedelta())
    slack.fail("auth.test", "503", times=3)
    slack.fail("users.list", "503", times=2)
    with Inside(slack, tmp_path) as bot:
        slack.run(bot.clockwork.start())
        assert bot.inner("/readyz")[0] == 503
        assert bot.driver.command(ANN, "/kudos", "mine").status == 503
        poll(lambda: bot.inner("/readyz")[0] == 200, 5, "connected")
        poll(lambda: len(bot.rows(person.select())) == len(slack.world.users), 5, "all are met")
        slack.run(bot.clockwork.stop())
        assert [call.status for call in slack.called("users.list")] == [503, 503, 200]
        assert bot.driver.command(ANN, "/kudos", "mine").status == 200
        assert slack.called("users.info") == []


def test_where_no_file_may_be_sent_the_digest_comes_in_words(
    slack: StrictSlack, tmp_path: Path
) -> None:
    with Inside(slack, tmp_path, app_yaml=f"{APP_YAML}roles: {{cm: [{ANN.id}]}}\n") as bot:
        bot.meet_everybody()
        slack.fail("files.getUploadURLExternal", "ok_false:missing_scope")
        thanks(bot, PEOPLE[0])
        bot.later()
        bot.driver.command(ANN, "/cm", "digest")
        slack.wait_for(lambda: slack.dm(ANN), 10)
        bot.driver.press(ANN, slack.dm(ANN)[-1], "Everything of the week")
        slack.wait_for(lambda: any("Recognition" in one.shown() for one in slack.dm(ANN)), 10)
        bot.later()
        assert {state for state, *_ in bot.deliveries()} == {"sent"}
