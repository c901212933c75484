"""Threads in the playground: who replies to an idea's card comments on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store.database import open_database
from handlers.playground.tables import reply
from skills.ideas import IdeasSettings
from skills.ideas import skill as ideas
from tests.handlers.playground.test_acts import words
from tests.handlers.playground.world import Page, Refusal, World

IDEA = "Publish the canteen menu every Monday for the whole week."


def opened(folder: Path, *, listens: bool) -> World:
    mine = IdeasSettings(thread_comments=listens)
    return World(folder, more=[ideas], of_skills={"ideas": mine})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path, listens=True) as one:
        yield one


def idea_of(page: Page) -> Any:
    page.command("/idea", IDEA)
    page.world.settle()
    return page.messages("#ideas")[-1]


def test_a_reply_stands_under_the_card_and_is_a_comment(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    assert bruno.hello["listening"] == ["ideas"]
    card = idea_of(anna)
    assert card["card"]["skill"] == "ideas"
    for _ in range(2):
        told = bruno.ask("reply", key="said-once", message=card["id"], text=" With allergens. ")
        assert told == {"card": None, "form": None, "close": ""}
    anna.hears("changed", lambda one: bool(one["message"]["replies"]))
    world.settle()
    [shown] = anna.messages("#ideas")
    [said] = shown["replies"]
    assert (said["who"], said["text"]) == ("Bruno Villa", "With allergens.")
    assert "1 comment" in words(shown["card"])
    assert "Bruno Villa ha commentato" in words(anna.messages("@U1")[-1]["card"])


def test_what_can_be_no_comment_is_said_in_private(world: World) -> None:
    bruno = world.page("U2")
    card = idea_of(bruno)
    answer = bruno.ask("reply", message=card["id"], text="x" * 1001)
    assert "1,001 characters" in words(answer["card"])
    for text, why in ((" ", "write something"), ("\u202e", "write something")):
        with pytest.raises(Refusal, match=why):
            bruno.ask("reply", message=card["id"], text=text)


def test_only_where_a_skill_listens(world: World, tmp_path: Path) -> None:
    bruno = world.page("U2")
    bruno.thank("U1")
    idea_of(bruno)
    said = bruno.says("#general", "lunch?")["message"]
    thanks, mine = bruno.messages("#kudos")[-1], bruno.messages("@U2")
    for one in (said, thanks, *mine[-1:]):
        with pytest.raises(Refusal, match="Nobody listens"):
            bruno.ask("reply", message=one["id"], text="yes")
    with pytest.raises(Refusal, match="not there any more"):
        bruno.ask("reply", message=999, text="yes")
    with opened(tmp_path / "off", listens=False) as other:
        carla = other.page("U3")
        assert carla.hello["listening"] == []
        card = idea_of(carla)
        with pytest.raises(Refusal, match="Nobody listens"):
            carla.ask("reply", message=card["id"], text="yes")


def test_with_a_card_its_thread_goes(world: World, tmp_path: Path) -> None:
    bruno = world.page("U2")
    card = idea_of(bruno)
    bruno.ask("reply", message=card["id"], text="With allergens.")
    world.run(world.playground._board.remove("#ideas", card["id"]))
    database = open_database(f"sqlite:///{tmp_path}/playground.db")
    try:
        assert database.read_now(lambda db: db.execute(sa.select(reply)).all()) == []
    finally:
        database.close()
