"""Ideas when very many do something at the same moment, and two of them are merged meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from bot import Role
from bot.directory.tables import audit
from bot.runtime.incoming import Incoming, Pressed, Submitted
from bot.testing import Member, Reply, Team
from skills.ideas.model import Event
from tests.skills.ideas.conftest import BIKES, BIKES_AGAIN, posted
from tests.skills.ideas.test_challenge import open_
from tests.skills.ideas.test_merging import merge, more

CROWD = 100


@pytest.fixture(params=["file", "server"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """On both each time: several transactions are under way at once on the server only."""
    return None if request.param == "file" else str(request.getfixturevalue("postgres_url"))


def test_a_hundred_press_three_times_while_two_are_merged_and_unmerged(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    first, second = posted(team, ann, BIKES), posted(team, bob, BIKES_AGAIN)
    crowd = [team.member(f"N{n}") for n in range(CROWD)]
    ticks = count()
    # Of two cards that were made at the same microsecond nobody could say which is newer.
    team.app.clock = team.app.courier.clock = lambda: team.now + timedelta(microseconds=next(ticks))
    desk = marco.types("/cm ideas")
    [together] = [one.token for one in desk.shown.card.buttons if one.label == "Merge 1 and 2"]
    merge(marco, second, 1)
    apart = next(
        one.token
        for one in more(marco, first).shown.card.buttons
        if one.label == "Take 2 out again"
    )
    vote = next(one.token for one in first.card.buttons if one.label == "Vote")

    def press(who: Member, token: str, key: str) -> Incoming:
        return Incoming(who.workspace, key, who.id, Pressed(token, first.place), None)

    events = [press(who, vote, f"vote-{who.id}-{turn}") for turn in range(3) for who in crowd]
    for turn in range(20):
        token = apart if turn % 2 == 0 else together
        events.insert(turn * 14, press(marco, token, f"turn-{turn}"))

    async def all_at_once() -> None:
        await asyncio.gather(*(team.app.handle(one) for one in events))
        await team.app.engine.idle()

    team.run(all_at_once())
    team.tick("2026-11-23 12:00")
    if "Take 2 out again" in more(marco, first).shown.buttons:
        assert f"{CROWD + 2} votes" in first.text
        marco.presses("Take 2 out again", on=more(marco, first))
    assert f"{CROWD + 1} votes" in first.text
    assert "1 vote" in second.text


def test_several_managers_say_the_same_at_once_and_it_is_told_once(team: Team, ann: Member) -> None:
    managers = [team.member(f"M{n}", role=Role.CM) for n in range(6)]
    idea = posted(team, ann, BIKES)
    events = []
    for who in managers:
        form = who.presses("Say how it stands", on=who.presses("More", on=idea)).form
        values = {"stage": "done", "reason": "The mason came in February."}
        events.append(
            Incoming(who.workspace, f"move-{who.id}", who.id, Submitted(form.token, values), None)
        )

    async def all_at_once() -> None:
        await asyncio.gather(*(team.app.handle(one) for one in events))
        await team.app.engine.idle()

    team.run(all_at_once())
    assert len(ann.inbox) == 1
    assert team.app.database.read_now(lambda db: db.scalar(select(func.count(Event.id)))) == 1


def test_days_change_while_the_phase_is_ended_and_one_of_the_two_hears_of_it(
    team: Team, marco: Member
) -> None:
    open_(marco)
    others = [team.member(f"M{n}", role=Role.CM) for n in range(4)]
    sure = marco.presses("End this phase now", on=change(marco))
    [end] = [one.token for one in sure.shown.card.buttons if one.label == "Yes, end it"]
    days = {"days_collect": "2026-12-01", "days_discuss": "2026-12-04"}
    events = [Incoming(marco.workspace, "end", marco.id, Pressed(end, {}), None)]
    for who in others:
        token = who.presses("Change the days", on=change(who)).form.token
        events.append(
            Incoming(who.workspace, f"days-{who.id}", who.id, Submitted(token, days), None)
        )

    async def all_at_once() -> None:
        await asyncio.gather(*(team.app.handle(one) for one in events))
        await team.app.engine.idle()

    team.run(all_at_once())
    query = select(audit.c.power).order_by(audit.c.id)
    powers = list(team.app.database.read_now(lambda db: db.scalars(query).all()))
    # When the phase is over, nobody changes until when ideas are collected.
    assert powers[-1] == "ideas.challenge_end_yes"


def change(who: Member) -> Reply:
    return who.presses("Change 1", on=who.types("/cm challenge"))
