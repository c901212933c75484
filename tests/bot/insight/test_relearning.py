"""With another encoder all is learnt anew, behind what people do, and nothing that is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from bot.insight.language import Pieces
from bot.insight.likeness import Likeness, likeness, unlearn
from bot.insight.themes.tables import theme, theme_out, theme_thing, theme_title, theme_titled
from bot.testing import Team
from skills import ideas
from tests.skills.cm.test_themes import propose

WORDS = "Covered racks for bicycles in the yard", "A canteen menu for every Monday", "Quiet rooms"
WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
# A count says nothing about the same one later.
AUTO = {"isolation_level": "AUTOCOMMIT"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the numbers meanwhile."""
    found: list[str] = []

    def note(_db: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "likeness" in statement and not statement.startswith("SELECT"):
            found.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


def test_all_is_learnt_anew_at_once_and_found_again(team_of: Callable[..., Team]) -> None:
    team = team_of(ideas.skill)
    propose(team, WORDS)
    found = team.app.house.likeness("ideas")
    found.coder = lambda: replace(Pieces(), name="another")
    with statements() as noted:
        team.member("Bob").types(f"/idea {WORDS[0]}")
        team.tick("2026-11-25 10:00")
    assert team.app.database.read_now(lambda db: found.outdated(db.connection(), 9)) == []
    # However many they are.
    assert len([one for one in noted if one.startswith("DELETE")]) == 2
    again = team.app.database.read_now(lambda db: found.alike(db.connection(), WORDS[0], 3))
    assert again[0].about == 1


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = sa.create_engine(postgres_url)
    for table in (likeness, theme, theme_out, theme_thing, theme_title, theme_titled):
        table.create(made)
    with made.begin() as db:
        Likeness("ideas", Pieces).owe(db, [7])
    yield made
    made.dispose()


def store(db: Connection) -> None:
    found = Likeness("ideas", Pieces)
    found.settle(db, [7], found.numbers({7: WORDS[0]}))


def forget(db: Connection) -> None:
    unlearn(Session(db), "ideas", [7])


@pytest.mark.parametrize("both", [(store, forget), (forget, store)])
def test_what_is_forgotten_just_then_is_not_learnt(
    engine: Engine, both: tuple[Callable[[Connection], None], Callable[[Connection], None]]
) -> None:
    first, second = both

    def other() -> None:
        with engine.begin() as db:
            second(db)

    thread = Thread(target=other)
    with engine.connect().execution_options(**AUTO) as watch, engine.begin() as db:
        first(db)
        thread.start()
        while thread.is_alive() and not watch.scalar(WAITS):
            pass
    thread.join()
    with engine.connect() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(likeness)) == 0
