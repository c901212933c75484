"""The strict fake refuses what real Teams refuses, and fails as it is told to."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.provider.trouble import Rates

from . import ANN, BOB, BRUNO, CARLA, DORA, SAM, StrictTeams, channel, crowd
from .cards import ADAPTIVE
from .doors import LIMITS, SCOPE
from .people import Conversation, User

Payload: TypeAlias = dict[str, Any]
TEXT: Payload = {"type": "message", "text": "Hello"}


@pytest.fixture
def teams() -> Iterator[StrictTeams]:
    with StrictTeams() as running:
        yield running


@pytest.fixture
def bot(teams: StrictTeams) -> Bot:
    return Bot(teams)


class Bot:
    """As little of a bot as calls the connector: each call answers with status and body."""

    def __init__(self, teams: StrictTeams) -> None:
        self.teams = teams
        self.headers: dict[str, str] = {}
        self.token = teams.world.new_token()

    def asks(self, verb: str, path: str, body: object = None, patience: float = 5) -> Any:
        return self.teams.run(self._asks(verb, path, body, patience))

    async def _asks(self, verb: str, path: str, body: object, patience: float = 5) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.teams.service_url}v3/conversations{path}"
        limit = ClientTimeout(patience)
        async with (
            ClientSession(timeout=limit) as session,
            session.request(verb, url, json=body, headers=headers) as answer,
        ):
            self.headers = dict(answer.headers)
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else text

    def sends(self, to: Conversation | User | str, activity: Payload = TEXT) -> Any:
        return self.asks("POST", f"/{self.teams.place(to).id}/activities", activity)

    def opens(self, user: User, **more: Any) -> Any:
        whom = {"members": [{"id": user.id}], "channelData": {"tenant": {"id": user.tenant}}}
        return self.asks("POST", "", {**whom, **more})

    def floods(self, to: Conversation | User, count: int) -> list[int]:
        """Send many at once; return the statuses in order of size."""
        path = f"/{self.teams.place(to).id}/activities"

        async def all_at_once() -> list[int]:
            sending = [self._asks("POST", path, TEXT) for _ in range(count)]
            return sorted([status for status, _ in await asyncio.gather(*sending)])

        return self.teams.run(all_at_once())


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    status, body = answer
    return status, body["error"]["code"]


def card(*body: Payload, version: str = "1.5", **more: Any) -> Payload:
    content = {"type": "AdaptiveCard", "version": version, "body": list(body), **more}
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": content}]}


def of(delivery: str) -> Payload:
    return {**TEXT, "channelData": {"delivery": delivery}}


# ---- Tokens ----


def asks_for_token(teams: StrictTeams, **other: str) -> tuple[int, Payload]:
    form = {
        "grant_type": "client_credentials",
        "client_id": teams.app.id,
        "client_secret": teams.app.password,
        "scope": SCOPE,
    }

    async def ask() -> tuple[int, Payload]:
        async with teams.session.post(teams.token_url, data={**form, **other}) as answer:
            return answer.status, await answer.json()

    return teams.run(ask())


def test_a_token_is_given_to_the_app_only_and_ends_within_the_hour(
    teams: StrictTeams, bot: Bot
) -> None:
    assert asks_for_token(teams, client_secret="guessed")[1]["error"] == "invalid_client"
    assert asks_for_token(teams, scope="https://graph.microsoft.com")[0] == 400
    bot.token = asks_for_token(teams)[1]["access_token"]
    assert bot.sends("general")[0] == 201
    teams.advance(3600)
    assert bot.sends("general")[0] == 401
    bot.token = "somebody's"
    assert bot.sends("general") == (
        401,
        {"message": "Authorization has been denied for this request."},
    )
    assert len(teams.messages("general")) == 1


# ---- Conversations ----


def test_a_personal_conversation_is_the_same_however_often_it_is_opened(
    teams: StrictTeams, bot: Bot
) -> None:
    status, first = bot.opens(ANN)
    assert status == 201
    assert bot.opens(ANN, activity=TEXT)[1]["id"] == first["id"]
    assert [one.text for one in teams.messages(ANN)] == ["Hello"]


def test_it_is_opened_only_for_who_is_there_and_has_the_app(bot: Bot) -> None:
    forbidden = (403, "ForbiddenOperationException")
    assert code(bot.opens(DORA)) == forbidden
    assert code(bot.opens(SAM)) == forbidden
    assert code(bot.opens(ANN, members=[{"id": "29:nobody"}])) == (400, "BadArgument")
    two = [{"id": ANN.id}, {"id": BOB.id}]
    assert code(bot.opens(ANN, members=two)) == (400, "BadArgument")
    assert code(bot.opens(ANN, channelData={})) == (400, "BadArgument")
    assert code(bot.asks("POST", "", ["no object"])) == (400, "BadSyntax")


def test_a_thread_of_a_channel_begins_with_its_first_message(teams: StrictTeams, bot: Bot) -> None:
    where = {"channelData": {"channel": {"id": teams.place("kudos").id}}, "isGroup": True}
    status, begun = bot.asks("POST", "", {**where, "activity": TEXT})
    assert status == 201
    assert bot.asks("POST", f"/{begun['id']}/activities", TEXT)[0] == 201
    assert len(teams.messages("kudos")) == 2
    assert code(bot.asks("POST", "", where)) == (400, "BadArgument")


def test_who_blocked_the_bot_a_room_without_it_and_one_that_is_gone(
    teams: StrictTeams, bot: Bot
) -> None:
    assert code(bot.sends(BRUNO)) == (403, "MessageWritesBlocked")
    assert code(bot.sends("board")) == (403, "BotNotInConversationRoster")
    teams.remove("kudos")
    gone = f"/{channel('kudos').id}/activities"
    assert code(bot.asks("POST", gone, TEXT)) == (404, "ConversationNotFound")
    teams.change(User(**{**vars(BRUNO), "blocked": False}))
    assert bot.sends(BRUNO)[0] == 201


# ---- Activities ----


def test_only_the_bot_s_own_activity_is_changed_and_only_while_it_is_there(
    teams: StrictTeams, bot: Bot
) -> None:
    room = teams.place("general").id
    own = f"/{room}/activities/{bot.sends('general')[1]['id']}"
    other = f"/{room}/activities/{teams.says(ANN, 'general', 'mine').id}"
    new = {"type": "message", "text": "changed"}
    assert bot.asks("PUT", own, new)[0] == 200
    for verb in ("PUT", "DELETE"):
        assert code(bot.asks(verb, other, new)) == (403, "ForbiddenOperationException")
    assert [one.text for one in teams.messages("general")] == ["changed", "mine"]
    assert bot.asks("DELETE", own)[0] == 200
    for verb in ("PUT", "DELETE", "POST"):
        assert code(bot.asks(verb, own, new)) == (404, "ActivityNotFoundInConversation")
    assert [one.text for one in teams.messages("general")] == ["mine"]


def test_what_is_too_big_is_refused(teams: StrictTeams, bot: Bot) -> None:
    too_big = (413, "MessageSizeTooBig")
    assert code(bot.sends("general", {**TEXT, "text": "x" * 103_000})) == too_big
    words = {"type": "TextBlock", "text": "x" * 29_000}
    assert code(bot.sends("general", card(words))) == too_big
    words["text"] = "x" * 28_000
    assert bot.sends("general", card(words))[0] == 201
    assert teams.faults[1].startswith("send: /attachments/0: 29")


BAD_CARDS = [
    card(version="1.6"),
    card(version="new"),
    card({"type": "Input.Rating", "id": "stars"}),
    card({"type": "Container", "items": [{"type": "CompoundButton"}]}),
    card({"type": "Input.Text", "id": "a"}, {"type": "Input.Date", "id": "a"}),
    card(actions=[{"type": "Action.Execute", "title": str(n)} for n in range(7)]),
    card({"type": "ActionSet", "actions": [{"type": "Action.Popover"}]}),
    {"type": "message", "attachments": [{"content": {}}]},
    {"type": "message"},
    {"type": "event", "text": "x"},
]


@pytest.mark.parametrize("activity", BAD_CARDS)
def test_a_card_beyond_schema_1_5_is_refused(
    teams: StrictTeams, bot: Bot, activity: Payload
) -> None:
    assert code(bot.sends("general", activity)) == (400, "BadArgument")
    assert teams.faults
    assert teams.audit().posts == []


def test_a_newer_element_may_stand_with_a_fallback(teams: StrictTeams, bot: Bot) -> None:
    choice = {"type": "Input.ChoiceSet", "id": "stars", "choices": []}
    rating = {"type": "Input.Rating", "id": "rating", "fallback": choice}
    send = {"type": "Action.Execute", "verb": "x", "data": {"type": "anything", "id": "stars"}}
    assert bot.sends("general", card(rating, actions=[send]))[0] == 201
    assert teams.messages("general")[0].cards[0]["body"] == [rating]
    assert teams.faults == []


def test_typing_is_no_message(teams: StrictTeams, bot: Bot) -> None:
    assert bot.sends("general", {"type": "typing"})[0] == 202
    assert teams.messages("general") == []
    assert teams.audit().posts == []


# ---- Rosters ----


def test_a_roster_comes_in_pages() -> None:
    everybody = crowd(130)
    with StrictTeams(everybody, [channel("all", everybody)]) as teams:
        bot, room = Bot(teams), teams.place("all").id
        found: list[Payload] = []
        for more in ("", "&continuationToken=p50", "&continuationToken=p100"):
            page = bot.asks("GET", f"/{room}/pagedmembers?pageSize=1{more}")[1]
            found += page["members"]
        assert "continuationToken" not in page
        assert [one["objectId"] for one in found] == [one.object_id for one in everybody]
        assert len(bot.asks("GET", f"/{room}/pagedmembers")[1]["members"]) == 130
        wrong = bot.asks("GET", f"/{room}/pagedmembers?continuationToken=p999")
        assert code(wrong) == (400, "BadArgument")
        one = bot.asks("GET", f"/{room}/members/{everybody[7].object_id}")[1]
        assert one["userPrincipalName"] == "p7@x.it"
        assert bot.asks("GET", f"/{room}/members/{ANN.id}")[0] == 404


def test_a_team_tells_its_channels_and_leaves_out_the_name_of_the_first(
    teams: StrictTeams, bot: Bot
) -> None:
    async def ask(team: str) -> Any:
        headers = {"Authorization": f"Bearer {bot.token}"}
        url = f"{teams.service_url}v3/teams/{team}/conversations"
        async with teams.session.get(url, headers=headers) as answer:
            return answer.status, await answer.json()

    status, told = teams.run(ask(channel("general").id))
    assert status == 200
    assert [one["name"] for one in told["conversations"]] == [None, "kudos", "board"]
    assert code(teams.run(ask("19:nowhere"))) == (404, "ConversationNotFound")


# ---- Rates ----


def test_a_conversation_has_its_limits_and_the_others_go_on(teams: StrictTeams, bot: Bot) -> None:
    teams.limit_like_teams(50)
    assert bot.floods(ANN, 9) == [201] * 7 + [429] * 2
    assert bot.sends(ANN)[0] == 429
    assert int(bot.headers["Retry-After"]) >= 1
    assert bot.sends(BOB)[0] == 201
    teams.advance(2.1)
    assert bot.sends(ANN)[0] == 201
    assert teams.audit().faults == []


def test_all_limits_of_a_conversation_hold_for_hours() -> None:
    rates = Rates(by_room=True, limits=dict(LIMITS))
    tries = [n / 10 for n in range(10 * 3600 * 2)]
    sent = [at for at in tries if rates.admit("send", "a", at) is None]
    for most, seconds in ((7, 1), (8, 2), (60, 30), (1800, 3600)):
        spans = (bisect_left(sent, at + seconds) - n for n, at in enumerate(sent))
        assert max(spans) == most


def test_app_and_tenant_together_have_a_limit(teams: StrictTeams, bot: Bot) -> None:
    teams.limit_like_teams(30)
    for one in crowd(40):
        teams.change(one)

    async def to_all() -> list[int]:
        rooms = [teams.world.chat_with(one) for one in crowd(40)]
        asking = [bot._asks("POST", f"/{room.id}/activities", TEXT) for room in rooms]
        return [status for status, _ in await asyncio.gather(*asking)]

    statuses = teams.run(to_all())
    assert (statuses.count(201), statuses.count(429)) == (30, 10)
    teams.advance(2)
    teams.limit("*", 1, 30)
    assert [bot.sends(ANN)[0], bot.sends(ANN)[0]] == [201, 429]
    teams.advance(5)
    assert bot.opens(CARLA)[0] == 429, "every method is closed"
    # Of the forty at once some may have been asked for after the first was told to wait.
    assert teams.audit().impatient["create"] == 1


def test_who_does_not_wait_is_booked(teams: StrictTeams, bot: Bot) -> None:
    teams.fail("send", "429:20")
    assert bot.sends(ANN)[0] == 429
    teams.advance(5)
    assert bot.sends(BOB)[0] == 201
    assert teams.audit().impatient == {}
    assert bot.sends(ANN)[0] == 201
    assert teams.audit().impatient == {"send": 1}
    assert "did not wait: send came 15.0 s early" in str(teams.audit())


@pytest.mark.parametrize("seconds", ["0", "3600", "soon"])
def test_any_retry_after_can_be_asked_for(teams: StrictTeams, bot: Bot, seconds: str) -> None:
    teams.fail("send", f"429:{seconds}")
    assert code(bot.sends(ANN)) == (429, "Throttled")
    assert bot.headers["Retry-After"] == seconds


# ---- Failures and the books ----


@pytest.mark.parametrize("how", ["412", "500", "502", "503", "504", "error:403 BotDisabledByAdmin"])
def test_a_planned_failure_comes_once_and_nothing_is_posted(
    teams: StrictTeams, bot: Bot, how: str
) -> None:
    teams.fail("send", how)
    assert bot.sends(ANN)[0] == int(how.removeprefix("error:")[:3])
    assert bot.sends(ANN)[0] == 201
    assert len(teams.messages(ANN)) == 1


def test_a_page_of_html_is_no_answer(teams: StrictTeams, bot: Bot) -> None:
    teams.fail("send", "html")
    status, body = bot.sends(ANN)
    assert status == 200
    assert body.startswith("<!DOCTYPE html>")


def test_what_was_accepted_counts_heard_of_or_not(teams: StrictTeams, bot: Bot) -> None:
    path = f"/{teams.place(ANN).id}/activities"
    lost = [("timeout_before", TimeoutError), ("timeout_after", TimeoutError), ("reset", OSError)]
    for how, error in lost:
        teams.fail("send", how)
        with pytest.raises((error, ClientError)):
            bot.asks("POST", path, of(how), patience=0.3)
    assert dict(teams.audit().direct) == {"timeout_after": 1}
    teams.fail("send", "slow:0.6")
    with pytest.raises(TimeoutError):
        bot.asks("POST", path, of("late"), patience=0.3)
    assert "late" not in teams.audit().direct
    teams.wait_for(lambda: "late" in teams.audit().direct)


def test_what_is_posted_twice_is_found(teams: StrictTeams, bot: Bot) -> None:
    for name, person in [("1", ANN), ("2", BOB), ("2", BOB)]:
        bot.sends(person, of(name))
    for _ in range(2):
        bot.sends("kudos", of("3"))
    bot.opens(ANN, activity=of("4"))
    bot.sends("general")
    books = teams.audit()
    assert dict(books.direct) == {"1": 1, "2": 2, "4": 1}
    assert dict(books.elsewhere) == {"3": 2}
    assert books.unnamed == 1
    assert "channels: 1 deliveries, 1 more than once" in str(books)


def test_by_hand_it_prints_the_books_at_the_end() -> None:
    command = [sys.executable, "-m", "tests.teams_world", "--port", "0", "--fail", "create=502"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().rstrip().split("=", 1) for _ in range(4))
        opened = urllib.request.Request(f"{said['serviceUrl']}v3/conversations", data=b"{}")
        for status in (502, 401):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(opened)
            with refused.value as answer:
                assert answer.status == status
        lines = [process.stdout.readline() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        lines += process.stdout.readlines()
        assert process.wait(10) == 0
    assert lines[-1].endswith("in a second; 1 x 502, 1 x 401\n")
