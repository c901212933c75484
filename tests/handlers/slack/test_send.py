"""Sending to Slack: messages and files, and taking them back, against a strict Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Chart, Series
from bot.runtime.outgoing import Parcel, Picture, Run, WordedCard, WordedFile
from bot.runtime.platform import DeliveryError
from bot.texts import Text
from handlers.slack.workplace import Workplace
from tests.slack_world import ANN, StrictSlack

CARD = WordedCard((Run("Good morning"),))
NOTHING = WordedCard(())


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack
        assert slack.faults == []


def sends(slack: StrictSlack, *parcels: Parcel) -> list[Mapping[str, str]]:
    """Let a sender deliver these one after the other."""

    async def run() -> list[Mapping[str, str]]:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                slack.app.bot_token, slack.api_url, session=session, retry_handlers=[]
            )
            sender = Workplace(slack.app.team, client, session).sender
            return [await sender.deliver(one) for one in parcels]

    return asyncio.run(run())


def parcel(slack: StrictSlack, to: str, card: WordedCard = CARD, **more: Any) -> Parcel:
    return Parcel("d1", f"slack:{slack.app.team}", to, card, **more)


def taken_back(slack: StrictSlack, place: Mapping[str, str]) -> Parcel:
    return parcel(slack, "", NOTHING, place=place, gone=True)


@pytest.mark.parametrize(("to", "direct"), [("#general", False), (ANN.id, True)])
def test_a_message_is_taken_back_once_and_for_all(
    slack: StrictSlack, to: str, direct: bool
) -> None:
    [place] = sends(slack, parcel(slack, to, direct=direct))
    gone = taken_back(slack, place)
    assert sends(slack, gone, gone) == [place, place]
    assert slack.messages("general") == []
    assert [one.method for one in slack.calls].count("chat.delete") == 2


TABLE = WordedFile("thanks.csv", "text/csv", "Da;Quanti\r\n", "It could not be attached.")
WITH_FILE = WordedCard((Run("Here is your file."),), file=TABLE)
CHART = Chart(Text("x"), [Series(Text("a"), [("Mon", 3.0)])], Text("y"))
WITH_BOTH = replace(WITH_FILE, picture=Picture(CHART, "Title", "Alt", ("Names",)))


def test_a_file_stands_beside_the_words_of_its_card(slack: StrictSlack) -> None:
    [place] = sends(slack, parcel(slack, ANN.id, WITH_FILE, direct=True))
    [message] = slack.dm(ANN)
    [file] = message.files
    assert message.shown() == "Here is your file."
    assert (file.name, file.title) == ("thanks.csv", "thanks.csv")
    assert file.content == b"\xef\xbb\xbfDa;Quanti\r\n"
    gone = taken_back(slack, place)
    assert sends(slack, gone, gone) == [place, place]
    assert slack.files == []


def test_a_chart_and_a_file_are_one_message(slack: StrictSlack) -> None:
    sends(slack, parcel(slack, ANN.id, WITH_BOTH, direct=True))
    [message] = slack.dm(ANN)
    assert [one.name for one in message.files] == ["chart.png", "thanks.csv"]
    assert message.files[0].alt_text == "Alt"


def test_where_a_file_cannot_be_had_the_card_says_so(slack: StrictSlack) -> None:
    slack.fail("files.getUploadURLExternal", "ok_false:missing_scope")
    sends(slack, parcel(slack, ANN.id, WITH_FILE, direct=True))
    [message] = slack.dm(ANN)
    assert message.shown() == "Here is your file.\nIt could not be attached."


@pytest.mark.parametrize(
    ("trouble", "unknown", "final"),
    [
        ("ok_false:cant_delete_message", False, True),
        ("500", False, False),
        ("ok_false:message_not_found", None, None),
    ],
)
def test_what_keeps_a_message_from_being_taken_back(
    slack: StrictSlack, trouble: str, unknown: bool | None, final: bool | None
) -> None:
    [place] = sends(slack, parcel(slack, "#general"))
    slack.fail("chat.delete", trouble)
    if final is None:
        assert sends(slack, taken_back(slack, place)) == [place]
        return
    with pytest.raises(DeliveryError) as error:
        sends(slack, taken_back(slack, place))
    assert (error.value.unknown, error.value.final) == (unknown, final)


@pytest.mark.parametrize(
    ("channel", "may"),
    [("#general", True), ("#lobby", False), ("#board", False), ("#old", False), ("#new", False)],
)
def test_where_it_may_post_is_asked_before_anything_is_scheduled(
    slack: StrictSlack, channel: str, may: bool
) -> None:
    async def asks() -> bool:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                slack.app.bot_token, slack.api_url, session=session, retry_handlers=[]
            )
            return await Workplace(slack.app.team, client, session).can_post(channel)

    assert asyncio.run(asks()) is may
