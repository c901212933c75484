"""What is pressed twice at the same moment, in two processes, is done once and answered kindly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Chat
from bot.runtime.outgoing import Whisper
from bot.testing import WORKSPACE, Member, Team
from skills import belonging, celebrations, coffee
from skills.belonging.model import Buddy
from skills.belonging.volunteering import be_buddy
from skills.celebrations.choosing import Birthday, keep
from skills.celebrations.model import Choice
from skills.celebrations.writing import never
from skills.coffee.avoiding import AvoidForm, avoid
from skills.coffee.joining import join
from skills.coffee.model import Avoid
from skills.coffee.model import Member as Part

TIMES = 4


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Only there several transactions are under way at once."""
    return postgres_url


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(belonging.skill, celebrations.skill, coffee.skill)


def in_processes(who: Member, room: str, run: Callable[[Chat], None]) -> set[str]:
    """Somebody does the same in several transactions that begin at once; returns the answers."""
    team, person, ready = who.team, who.person, Barrier(TIMES)

    def once(db: Session) -> str:
        chat = Chat(db, team.now, WORKSPACE, room, team.app.house, asker=person)
        db.execute(select(1))
        ready.wait(30)
        run(chat)
        [answer] = chat.effects
        assert isinstance(answer, Whisper)
        return str(answer.card.text)

    with ThreadPoolExecutor(TIMES) as pool:
        return set(pool.map(team.app.database.write_now, [once] * TIMES))


def count(team: Team, table: type[Any]) -> int:
    return team.app.database.read_now(
        lambda db: db.scalar(select(func.count()).select_from(table)) or 0
    )


def press_avoid(chat: Chat) -> None:
    [bob] = [one for one in chat.people(range(1, 9)).values() if one.name == "Bob"]
    avoid(chat, AvoidForm(whom=bob))


@pytest.mark.parametrize(
    ("room", "run", "table"),
    [
        ("coffee", join, Part),
        ("coffee", press_avoid, Avoid),
        ("belonging", be_buddy, Buddy),
        ("celebrations", never, Choice),
        ("celebrations", lambda chat: keep(chat, Birthday(day="1", month="2")), Choice),
    ],
)
def test_it_is_one_row_and_one_answer(
    team: Team, room: str, run: Callable[[Chat], None], table: type[Any]
) -> None:
    team.member("Bob")
    ann = team.member("Ann")
    assert len(in_processes(ann, room, run)) == 1
    assert count(team, table) == 1
