"""Files on Teams: what somebody wants is put into their OneDrive, and nowhere else."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from bot.runtime.outgoing import Parcel, Run, WordedCard, WordedFile
from handlers.teams.trust import Trust
from tests.handlers.teams.test_stories import WHY
from tests.handlers.teams.world import WORKSPACE, World, words
from tests.teams_world import ANN, BOB, Activity, User

TRUST = Trust("t", ("127.0.0.1",))


def asks(office: World, text: str = "a;b\r\n1;è") -> Activity:
    """Bob is sent a file; what he is asked."""
    file = WordedFile("thanks.csv", "text/csv", text, "It could not be attached.")
    card = WordedCard((Run("Here is your sheet."),), file=file)
    office.run(office.platform.deliver(Parcel("d1", WORKSPACE, BOB.object_id, card, direct=True)))
    return office.teams.messages(BOB)[-1]


def answers(
    office: World, asked: Activity, action: str, who: User = BOB, **more: Any
) -> tuple[int, Any]:
    """Somebody answers the question."""
    content = asked.cards[0]
    context = content["acceptContext"] if action == "accept" else content["declineContext"]
    upload = {
        "uploadUrl": f"{office.teams.world.base_url}/onedrive/thanks.csv?tempauth=v1.ey%2B&x=(1)",
        "contentUrl": "https://officine-my.sharepoint.com/personal/bob/Documents/thanks.csv",
        "name": "thanks.csv",
        "uniqueId": "1150D938",
        "fileType": "csv",
        **more,
    }
    value = {"type": "fileUpload", "action": action, "context": context, "uploadInfo": upload}
    sent = {"type": "invoke", "name": "fileConsent/invoke", "value": value, "replyToId": asked.id}
    return office.sends(office.activity(who, BOB, **sent))


def read(office: World) -> list[str]:
    """What Bob reads: the words of cards, and the kind of everything else."""
    found = []
    for one in office.teams.messages(BOB)[1:]:
        [attached] = one.payload["attachments"]
        kind = attached["contentType"].rpartition(".")[2]
        found.append(words(one) if kind == "adaptive" else kind)
    return found


def test_a_file_is_offered_and_put_where_it_is_wanted(office: World) -> None:
    asked = asks(office)
    assert read(office) == ["Here is your sheet.", "consent"]
    assert asked.payload["attachments"][0]["name"] == "thanks.csv"
    assert asked.cards[0]["description"] == "Here is your sheet."
    data = "\ufeffa;b\r\n1;è".encode()
    assert asked.cards[0]["sizeInBytes"] == len(data)
    assert answers(office, asked, "accept")[0] == 200
    assert office.teams.world.files == {"thanks.csv": data}
    # The question is answered, and the file with it gone from the chat.
    assert read(office) == ["Here is your sheet.", "info"]
    shown = office.teams.messages(BOB)[-1].payload["attachments"][0]
    assert shown["contentUrl"].startswith("https://officine-my.sharepoint.com/")
    assert shown["content"] == {"uniqueId": "1150D938", "fileType": "csv"}


def test_a_file_that_is_not_wanted_goes_nowhere(office: World) -> None:
    asked = asks(office)
    assert answers(office, asked, "decline")[0] == 200
    assert read(office) == ["Here is your sheet."]
    assert office.teams.called("file") == []


def test_a_file_is_put_nowhere_else(office: World) -> None:
    # It would be let in there, but is not one of the hosts that may be.
    near = office.teams.world.base_url.replace("127.0.0.1", "localhost")
    for address in (f"{near}/onedrive/x", "http://169.254.169.254/x", None):
        answers(office, asks(office), "accept", uploadUrl=address)
    assert office.teams.called("file") == []
    assert "info" not in read(office)


@pytest.mark.parametrize("how", ["500", "reset", "error:409 nameAlreadyExists"])
def test_a_file_that_could_not_be_put_there_is_said_to_be(office: World, how: str) -> None:
    asked = asks(office)
    office.teams.fail("file", how)
    if how == "reset":  # that aiohttp repeats by itself
        office.teams.fail("file", how)
    answers(office, asked, "accept")
    assert read(office)[-1] == "The file could not be put into your OneDrive. Ask for it again."


def test_nobody_gets_a_file_that_was_not_offered_to_them(office: World) -> None:
    asked = asks(office)
    assert answers(office, asked, "accept", ANN)[0] == 400
    token = asked.cards[0]["acceptContext"]["file"]
    for forged in ("", f"{token}x", token.replace("thanks", "others"), None, 7):
        asked.cards[0]["acceptContext"]["file"] = forged
        assert answers(office, asked, "accept")[0] == 400
    assert office.teams.called("file") == []


def test_an_answer_that_comes_twice_puts_the_file_there_once(office: World) -> None:
    asked = asks(office)
    assert [answers(office, asked, "accept")[0] for _ in range(2)] == [200, 200]
    assert len(office.teams.called("file")) == 1
    assert read(office) == ["Here is your sheet.", "info"]


def test_no_answer_takes_away_what_others_read(office: World) -> None:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    for value in ({"action": "decline"}, {}):
        sent = {"type": "invoke", "name": "fileConsent/invoke", "value": value}
        assert office.sends(office.activity(BOB, "kudos", **sent, replyToId=card.id))[0] == 400
    assert office.teams.messages("kudos") == [card]


def test_another_token_of_ours_is_no_file(office: World) -> None:
    office.says(BOB, BOB, "piazza settings")
    pressed = office.teams.messages(BOB)[-1].cards[0]["actions"][0]["data"]["token"]
    asked = asks(office)
    asked.cards[0]["acceptContext"]["file"] = pressed
    assert answers(office, asked, "accept")[0] == 400


def test_what_is_too_large_to_be_offered_is_said_to_be_missing(office: World) -> None:
    noise = random.Random(1).randbytes(40_000).hex()
    asks(office, noise)
    assert read(office) == ["Here is your sheet.\nIt could not be attached."]
    asks(office, "Ann Archer;teamwork\r\n" * 20_000)
    assert read(office)[-1] == "consent"


def test_where_the_question_does_not_arrive_the_words_say_so_and_come_once(office: World) -> None:
    office.teams.world.app = replace(office.teams.app, files=False)
    asks(office)
    assert read(office) == ["Here is your sheet.\nIt could not be attached."]


@pytest.mark.parametrize(
    "address",
    [
        "https://officine-my.sharepoint.com/personal/x/_api/v2.0/drive/items/01/uploadSession?guid='1'",
        "https://agency-my.sharepoint.us/x",
        "http://127.0.0.1:8080/x?tempauth=1",
    ],
)
def test_where_files_may_be_put(address: str) -> None:
    assert TRUST.takes_files(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://officine-my.sharepoint.com/x",
        "https://officine-my.sharepoint.com:444/x",
        "https://sharepoint.com.evil.example/x",
        "https://evilsharepoint.com/x",
        "https://.sharepoint.com/x",
        "https://bob@officine-my.sharepoint.com/x",
        "https://officine-my.sharepoint.com@evil.example/x",
        "https://evil.example/?.sharepoint.com",
        "https://evil.example#.sharepoint.com",
        "https://evil.example\\.sharepoint.com/x",
        "https://officine-my.sharepoint.com\n.evil.example/x",
        "https://localhost/x",
        "http://[::1]/x",
        "https://officine-my.sharepoint.com:x/",
        "ftp://officine-my.sharepoint.com/x",
        "//officine-my.sharepoint.com/x",
        "",
    ],
)
def test_where_files_may_not_be_put(address: str) -> None:
    assert not TRUST.takes_files(address)
