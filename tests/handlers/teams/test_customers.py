"""Customers' words on Teams: handed on, seen to, answered by hand, and who brought them hears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.insight.language import Pieces
from skills.feedback import FeedbackSettings
from skills.feedback import skill as feedback
from tests.handlers.teams.test_stories import last
from tests.handlers.teams.world import World, words
from tests.teams_world import ANN, BOB, Activity

LATE = "My bike has been in your workshop for three weeks. Unacceptable!"
ANSWER = "It is ready on Monday, and we are sorry."


@pytest.fixture
def world(tmp_path: Path, database_url: str | None) -> Iterator[World]:
    mine = {"feedback": FeedbackSettings(channel="#general")}
    with World(tmp_path, database_url=database_url, more=[feedback], of_skills=mine) as one:
        # To load the language model would take longer than all the rest.
        one.app.house.likeness("feedback").coder = Pieces
        yield one
        assert one.teams.faults == []


def card(office: World) -> Activity:
    return next(one for one in office.teams.messages("general") if "Number 1" in words(one))


def test_a_customers_words_are_handed_on_seen_to_and_answered(office: World) -> None:
    office.installs(ANN)
    office.says(ANN, ANN, "feedback ", LATE)
    office.settle()
    office.presses(BOB, "I’ll see to it", on=card(office))
    office.settle()
    assert "Bob" in words(card(office))
    office.presses(BOB, "Answer", on=card(office))
    office.settle()
    form = office.opens(BOB, office.teams.messages(BOB)[-1])
    office.submits(BOB, form, {"value:words": ANSWER})
    office.settle()
    check = office.teams.messages(BOB)[-1]
    assert "answer by hand" in words(check)
    assert "answered" not in words(card(office))
    office.presses(BOB, "They have it", on=check)
    office.settle()
    assert "answered by hand" in words(card(office))
    assert ANSWER in last(office, ANN)
