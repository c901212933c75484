"""Sending to Teams: new messages, new versions, ends, and what every refusal means."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from microsoft_teams.cards import Image as ImageElement

from bot.cards import Chart, Series
from bot.people import Person
from bot.runtime.outgoing import Parcel, Picture, Run, WordedCard
from bot.runtime.platform import DeliveryError
from bot.texts import Text
from handlers.teams.tables import teams_place
from tests.bot.insight.test_charts import size
from tests.handlers.teams.world import WORKSPACE, World, words
from tests.teams_world import ANN, BOB, BRUNO, DORA

CARD = WordedCard((Run("Good morning"),))
NEWER = WordedCard((Run("Good evening"),))


def parcel(to: str, card: WordedCard = CARD, **more: Any) -> Parcel:
    return Parcel("d1", WORKSPACE, to, card, **more)


def deliver(world: World, one: Parcel) -> Mapping[str, str]:
    return world.run(world.platform.deliver(one))


def fails(world: World, one: Parcel) -> DeliveryError:
    with pytest.raises(DeliveryError) as failed:
        deliver(world, one)
    return failed.value


def to_bob(**more: Any) -> Parcel:
    return parcel(BOB.object_id, direct=True, **more)


def test_who_never_wrote_is_written_to_first_and_the_conversation_is_kept(world: World) -> None:
    world.joins()
    deliver(world, parcel(ANN.object_id, direct=True))
    deliver(world, parcel(ANN.object_id, NEWER, direct=True))
    assert [words(one) for one in world.teams.messages(ANN)] == ["Good morning", "Good evening"]
    assert len(world.teams.called("create")) == 1
    assert dict(world.teams.audit().direct) == {"d1": 2}


def test_a_card_is_changed_where_it_is_and_removed_once_and_for_all(world: World) -> None:
    world.joins()
    where = deliver(world, parcel("#kudos"))
    changed = deliver(world, parcel("#kudos", NEWER, place=where))
    assert changed == where
    [message] = world.teams.messages("kudos")
    assert (words(message), message.edits) == ("Good evening", 1)
    gone = parcel("", place=where, gone=True)
    assert [deliver(world, gone), deliver(world, gone)] == [where, where]
    assert world.teams.messages("kudos") == []
    assert fails(world, parcel("#kudos", place=where)).final


def test_nobody_is_called_from_somebodys_own_chat(world: World) -> None:
    world.joins()
    ann = Person(1, ANN.name, identities={WORKSPACE: ANN.object_id})
    deliver(world, parcel(BOB.object_id, WordedCard((Run(ann.name, person=ann),)), direct=True))
    [message] = world.teams.messages(BOB)
    assert "entities" not in message.cards[0]["msteams"]


def test_a_chart_is_a_picture_in_its_card_and_its_words_stand_below(world: World) -> None:
    world.joins()
    points = [(f"{day} Nov", float(day % 7)) for day in range(1, 13)]
    chart = Chart(Text("x"), [Series(Text("a"), points)], Text("y"))
    picture = Picture(chart, "Thanks, day by day", "Bar chart.", ("Thanks",))
    deliver(world, parcel("#kudos", replace(CARD, picture=picture)))
    [message] = world.teams.messages("kudos")
    words_, image, below = message.cards[0]["body"]
    assert (words_["inlines"][0]["text"], below["inlines"][0]["text"]) == (
        "Good morning",
        "Bar chart.",
    )
    assert (image["type"], image["altText"]) == ("Image", "Bar chart.")
    ImageElement.model_validate(image)
    data = base64.b64decode(image["url"].removeprefix("data:image/png;base64,"))
    assert size(data) == (720, 384)


def test_a_chart_too_large_for_a_card_is_told_in_words(world: World) -> None:
    world.joins()
    series = [
        Series(Text("a"), [(f"{day}", float((day * 7 + line * 3) % 19)) for day in range(40)])
        for line in range(9)
    ]
    names = tuple(f"Team {line}" for line in range(9))
    picture = Picture(Chart(Text("x"), series, Text("y"), "line"), "Thanks", "Nine lines.", names)
    deliver(world, parcel("#kudos", replace(CARD, picture=picture)))
    [message] = world.teams.messages("kudos")
    assert words(message) == "Good morning\nNine lines."


def test_a_channel_is_found_by_its_name_or_id(world: World) -> None:
    assert fails(world, parcel("#kudos")).final
    world.joins()
    deliver(world, parcel(world.teams.place("kudos").id))
    deliver(world, parcel("#Kudos"))
    deliver(world, parcel("general"))
    assert len(world.teams.messages("kudos")) == 2
    error = fails(world, parcel("#nowhere"))
    assert (error.reason, error.final) == ("channel_not_found", True)


def test_who_blocked_the_bot_or_has_it_not_is_a_final_error(world: World) -> None:
    world.joins()
    for who, reason in (
        (BRUNO, "MessageWritesBlocked"),
        (DORA, "ForbiddenOperationException"),
    ):
        error = fails(world, parcel(who.object_id, direct=True))
        assert (error.reason, error.final, error.unknown) == (reason, True, False)
    assert fails(world, parcel("", direct=True)).final


def test_a_conversation_that_is_gone_is_forgotten_and_opened_anew(world: World) -> None:
    world.joins()
    world.installs(BOB)
    world.teams.place(BOB).gone = True
    error = fails(world, to_bob())
    assert (error.reason, error.final) == ("ConversationNotFound", True)
    world.teams.place(BOB).gone = False
    deliver(world, to_bob())
    assert len(world.teams.called("create")) == 1


def _is(error: DeliveryError) -> tuple[bool, bool, bool, float | None]:
    return error.final, error.unknown, error.pause, error.retry_after


AGAIN = (False, False, False, None)
UNKNOWN = (False, True, False, None)


@pytest.mark.parametrize(
    ("how", "meant"),
    [
        ("412", AGAIN),
        ("503", AGAIN),
        ("500", UNKNOWN),
        ("502", UNKNOWN),
        ("504", UNKNOWN),
        ("reset", UNKNOWN),
        ("html", UNKNOWN),
        ("429:7", (False, False, False, 7.0)),
        ("429:0", (False, False, False, 1.0)),
        ("429:3600", (False, False, False, 3600.0)),
        ("429:soon", (False, False, False, 5.0)),
        ("error:403 BotDisabledByAdmin", (False, False, True, None)),
        ("error:403 MessageWritesBlocked", (True, False, False, None)),
        ("error:404 ConversationNotFound", (True, False, False, None)),
        ("error:413 MessageSizeTooBig", (True, False, False, None)),
    ],
)
def test_a_failed_call_is_made_once_and_told_apart(
    world: World, how: str, meant: tuple[bool, bool, bool, float | None]
) -> None:
    world.joins()
    world.installs(BOB)
    before = len(world.teams.called("send"))
    world.teams.fail("send", how)
    assert _is(fails(world, to_bob())) == meant
    assert len(world.teams.called("send")) == before + 1
    where = deliver(world, to_bob())
    if how != "reset":  # that aiohttp repeats by itself, where it changes nothing
        world.teams.fail("update", how)
        assert not fails(world, to_bob(place=where)).unknown


def test_a_token_that_ended_is_renewed_and_one_that_is_refused_pauses(world: World) -> None:
    world.joins()
    world.installs(BOB)
    world.teams.advance(4000)
    deliver(world, to_bob())
    assert len(world.teams.called("token")) == 2
    world.teams.advance(4000)
    world.teams.fail("token", "error:401 invalid_client")
    assert fails(world, to_bob()).pause
    world.teams.advance(4000)
    world.teams.fail("token", "503")
    assert _is(fails(world, to_bob())) == AGAIN
    deliver(world, to_bob())


def test_our_token_goes_nowhere_else_whatever_is_stored(world: World) -> None:
    world.joins()
    world.installs(BOB)
    evil = sa.update(teams_place).values(service_url="https://evil.example/")
    world.app.database.write_now(lambda db: db.execute(evil))
    error = fails(world, parcel("#General"))
    assert (error.reason, error.final) == ("foreign service URL", True)


def test_a_conversation_has_one_client_and_many_messages_one_token(world: World) -> None:
    world.joins()
    world.installs(BOB)

    async def many() -> None:
        await asyncio.gather(*(world.platform.deliver(to_bob()) for _ in range(20)))

    world.run(many())
    assert len(world.teams.called("token")) == 1
    assert len(world.teams.called("send")) == 21
