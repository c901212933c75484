"""Answers that are still owed: what was acknowledged is never left without a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery.tables import delivery
from bot.runtime import follow_ups
from bot.runtime.clock import Clock
from handlers.teams import replies
from tests.handlers.teams.test_reactions import reacts
from tests.handlers.teams.test_stories import WHY, last, toast
from tests.handlers.teams.world import World
from tests.teams_world import ANN, BOB, CARLA

DONE = "My last answer may not have reached you. What you did counts;"
ASKED = "My last answer may not have reached you. Nothing was changed or saved;"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is sent again is sent without a rest."""
    monkeypatch.setattr(replies, "RESTS", (0.0, 0.0))
    monkeypatch.setattr(follow_ups, "AGAIN", (0.0,))


def ends(office: World) -> None:
    """Piazza is killed: whatever it was about to do is not done; then it starts again."""
    for task in list(office.platform._connected._reception.follow_ups.pending):
        task.cancel()
    office.teams.heal()
    assert isinstance(office.app.clock, Clock)
    office.app.clock.ahead += timedelta(minutes=3)
    office.run(office.app.take_back())
    office.run(office.app.tick())
    office.settle()


def waits(office: World) -> int:
    """How much is still to be sent."""
    query = sa.select(sa.func.count()).where(delivery.c.state.in_(("pending", "unknown")))
    return office.app.database.read_now(lambda db: db.execute(query).scalar_one())


def _says(office: World) -> None:
    assert office.says(BOB, "general", "kudos mine")[0] == 200


def _presses(office: World) -> None:
    settings = office.teams.messages(BOB)[-1]
    said = toast(office.presses(BOB, "Nothing for a week", settings))
    assert said == "I have written to you alone."


def _picks_in_a_dialog(office: World) -> None:
    home = office.teams.messages(BOB)[-2]
    status, body = office.fetches(BOB, home, "My settings")
    assert (status, body["task"]["value"]) == (200, "I have written to you alone.")


@pytest.mark.parametrize("does", [_says, _presses, _picks_in_a_dialog])
def test_nothing_is_acknowledged_before_its_answer_is_there(
    office: World, monkeypatch: pytest.MonkeyPatch, does: Callable[[World], None]
) -> None:
    office.says(BOB, BOB, "home")
    office.says(BOB, BOB, "piazza settings")
    before = len(office.teams.messages(BOB))
    office.teams.fail("send", "slow:0.2")
    monkeypatch.setattr(office, "settle", lambda: None)
    does(office)
    assert len(office.teams.messages(BOB)) == before + 1


def test_a_reaction_is_acknowledged_once_it_counts(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    monkeypatch.setattr(office, "settle", lambda: None)
    reacts(office, CARLA, "1f389_partypopper", card)
    ends(office)
    monkeypatch.undo()
    office.settle()
    assert last(office, "kudos").endswith("1 colleague cheers.")


@pytest.mark.usefixtures("at_once")
def test_an_answer_that_failed_thrice_is_sent_again_and_no_word_follows(office: World) -> None:
    before = len(office.teams.messages(BOB))
    for _ in range(4):
        office.teams.fail("send", "503")
    office.says(BOB, "general", "kudos mine")
    assert last(office, BOB).startswith("Your thanks.")
    assert waits(office) == 0
    ends(office)
    assert len(office.teams.messages(BOB)) == before + 1


@pytest.mark.usefixtures("at_once")
def test_who_can_never_be_given_an_answer_reads_a_word_in_its_place(office: World) -> None:
    office.teams.fail("send", "503", times=None)
    office.says(BOB, "general", "kudos ", ANN, WHY)
    before = len(office.teams.messages(BOB))
    ends(office)
    # The thanks went their own way; of their answer only this is left.
    assert last(office, "kudos").startswith("Bob Brown thanks Ann Archer")
    assert last(office, BOB).startswith(DONE)
    assert len(office.teams.messages(BOB)) == before + 1
    office.teams.fail("send", "503", times=None)
    office.says(BOB, "general", "kudos mine")
    ends(office)
    assert last(office, BOB).startswith(ASKED)


def test_who_waits_when_piazza_is_killed_reads_a_word_when_it_is_back(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.teams.reception.WITHIN", 0.0)
    monkeypatch.setattr(replies, "RESTS", (60.0,))
    settle = office.settle
    monkeypatch.setattr(office, "settle", lambda: None)
    office.teams.fail("send", "503", times=None)
    settings = office.teams.messages(BOB)[-1]
    office.says(BOB, BOB, "piazza settings")
    assert office.teams.messages(BOB)[-1] == settings
    monkeypatch.setattr(office, "settle", settle)
    ends(office)
    assert last(office, BOB).startswith(ASKED)


@pytest.mark.usefixtures("at_once")
def test_who_has_removed_piazza_is_written_nothing_later(office: World) -> None:
    office.teams.change(replace(CARLA, installed=False))
    office.says(CARLA, "general", "kudos mine")
    assert waits(office) == 0


@pytest.mark.usefixtures("at_once")
def test_of_the_answer_itself_nothing_is_kept(office: World) -> None:
    office.says(ANN, "general", "kudos ", BOB, WHY)
    office.teams.fail("send", "503", times=None)
    office.says(BOB, "general", "kudos mine")
    kept = office.app.database.read_now(
        lambda db: (
            db.execute(sa.select(delivery.c.params).where(delivery.c.state == "pending"))
            .scalars()
            .all()
        )
    )
    assert len(kept) == 1
    assert WHY.strip() not in str(kept)


@pytest.mark.usefixtures("at_once")
def test_for_what_is_done_in_confidence_no_word_waits(office: World) -> None:
    office.teams.fail("send", "503", times=None)
    # Whoever calls for help looks like whoever answers in confidence.
    office.says(BOB, "general", "piazza")
    assert waits(office) == 0
