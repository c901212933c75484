"""Threads on Teams: what is said to Piazza under an idea's card is a comment, or a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.tables import inbox
from handlers.teams.incoming import replies
from skills.ideas import IdeasSettings
from skills.ideas import skill as ideas
from tests.handlers.teams.test_incoming import ANN_IS_NAMED, IDS, PIAZZA, activity
from tests.handlers.teams.test_stories import last
from tests.handlers.teams.world import World, words
from tests.teams_world import ANN, BOB, CARLA, SAM, Activity, User

IDEA = "Publish the canteen menu every Monday for the whole week."
COMMENTS = sa.select(sa.text("words")).select_from(sa.text("ideas_comment"))


def opened(folder: Path, database_url: str | None, *, listens: bool) -> World:
    """A company with ideas, in whose threads somebody listens or nobody does."""
    mine = IdeasSettings(channel="#general", thread_comments=listens)
    return World(folder, database_url=database_url, more=[ideas], of_skills={"ideas": mine})


@pytest.fixture
def world(tmp_path: Path, database_url: str | None) -> Iterator[World]:
    with opened(tmp_path, database_url, listens=True) as one:
        yield one
        assert one.teams.faults == []


@pytest.fixture
def idea(office: World) -> Activity:
    """Ann's idea, as it stands in the channel."""
    office.says(ANN, ANN, "idea ", IDEA)
    return card(office)


def card(office: World) -> Activity:
    return next(one for one in office.teams.messages("general") if one.cards)


def comments(office: World) -> list[str]:
    return [row.words for row in _rows(office, COMMENTS)]


def _rows(office: World, query: sa.Select[Any]) -> Any:
    return office.app.database.read_now(lambda db: db.execute(query).all())


def says(office: World, who: User, on: Activity, *said: str | User, **more: Any) -> None:
    """Somebody names Piazza under a card, where the thread is told as that of its first message."""
    there = office.activity(who, on.conversation)["conversation"]
    thread = {**there, "id": f"{on.conversation};messageid={on.id}"}
    assert office.says(who, on.conversation, *said, **{"conversation": thread, **more})[0] == 200


def test_what_is_said_under_the_card_is_a_comment(office: World, idea: Activity) -> None:
    says(office, BOB, idea, "with the ", ANN, " allergens &amp; prices")
    assert comments(office) == ["with the @Ann Archer allergens & prices"]
    assert "1 comment" in words(card(office))
    assert len(office.teams.messages("general")) == 1
    assert "allergens" in last(office, ANN)


def test_told_again_it_is_one_comment(office: World, idea: Activity) -> None:
    for _ in range(2):
        says(office, BOB, idea, "with the allergens", id="1700000000777")
    assert comments(office) == ["with the allergens"]
    tenant = office.platform._tenant
    assert tenant is not None
    # Should the same process have forgotten it.
    tenant._reception._repeats._taken.clear()
    says(office, BOB, idea, "with the allergens", id="1700000000777")
    assert comments(office) == ["with the allergens"]


def test_a_quoted_card_is_replied_to_as_well(office: World, idea: Activity) -> None:
    office.says(BOB, "general", "with the allergens", replyToId=idea.id)
    assert comments(office) == ["with the allergens"]


@pytest.mark.parametrize("said", ["idea mine", "Kudos mine", "help", "piazza", ""])
def test_a_command_stays_a_command(office: World, idea: Activity, said: str) -> None:
    before = len(office.teams.messages(BOB))
    says(office, BOB, idea, said)
    assert comments(office) == []
    assert len(office.teams.messages(BOB)) == before + 1


def test_what_can_be_no_comment_is_said_to_its_writer_alone(office: World, idea: Activity) -> None:
    says(office, BOB, idea, "x" * 1001)
    assert comments(office) == []
    assert "1,001 characters" in last(office, BOB)
    assert len(office.teams.messages("general")) == 1


def test_elsewhere_it_is_no_comment_and_without_piazzas_name_it_is_not_read(
    office: World, idea: Activity
) -> None:
    other = office.teams.says(ANN, "general", "lunch?")
    says(office, BOB, other, "with the allergens")
    assert "no command of mine" in last(office, BOB)
    before = _rows(office, inbox.select())
    thread = {"id": f"{idea.conversation};messageid={idea.id}", "conversationType": "channel"}
    unnamed = {"type": "message", "text": "with the allergens", "conversation": thread}
    assert office.sends(office.activity(BOB, "general", **unnamed))[0] == 200
    says(office, SAM, idea, "from outside", **{"from": _stranger(office)})
    assert comments(office) == []
    assert _rows(office, inbox.select()) == before


def _stranger(office: World) -> dict[str, Any]:
    return {**office.activity(SAM, "general")["from"], "tenantId": SAM.tenant}


def test_while_the_setting_is_off_nothing_is_kept(tmp_path: Path, database_url: str | None) -> None:
    with opened(tmp_path, database_url, listens=False) as office:
        office.joins()
        office.installs(CARLA)
        office.says(ANN, ANN, "idea ", IDEA)
        says(office, CARLA, card(office), "with the allergens")
        assert comments(office) == []
        assert "no command of mine" in last(office, CARLA)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<at>Piazza</at> so be it", (" so be it",)),
        ("So be it, <at>Piazza</at>", ("So be it, ",)),
        ("<at>Ann</at> or <at>Piazza</at>, so be it", ("@Ann", " or ", ", so be it")),
    ],
)
def test_the_name_of_the_bot_is_left_out_wherever_it_stands(
    text: str, said: tuple[str, ...]
) -> None:
    body = activity(text, PIAZZA, ANN_IS_NAMED, replyToId="2")
    first, second = replies(body, IDS)
    shown = tuple(one if isinstance(one, str) else f"@{one.shown}" for one in first.said)
    assert (shown, first.said) == (said, second.said)
    channel = "19:x@thread.tacv2"
    assert [one.place for one in (first, second)] == [
        {"channel": channel, "message": "1"},
        {"channel": channel, "message": "2"},
    ]
