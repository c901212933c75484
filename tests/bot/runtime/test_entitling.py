"""For however many themes names are due: it is found by as many statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import Said, Skill
from bot.insight.themes import belonging, editing
from bot.runtime import entitling
from bot.testing import Team
from tests.bot import toy

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
# Each theme has its own things, as many as are looked at and more.
FEW, MANY, THINGS = 2, 7, entitling.LOOKED_AT + 5


def heard() -> Skill:
    """A skill to which customers have said something under every number."""
    made = Skill("heard", home=toy.HOME)

    @made.texts
    def texts(_db: Session, things: Sequence[int]) -> dict[int, str]:
        return {one: f"The invoice was wrong again, {one}" for one in things}

    @made.said
    def said(_db: Session, things: Sequence[int]) -> dict[int, Said]:
        return {one: Said(NOW, f"Customer {one % 7}", outside=bool(one % 2)) for one in things}

    return made


def themes(team: Team, first: int, count: int) -> None:
    """So many themes of which much was said, the later the higher its number."""

    def add(db: Session) -> None:
        for number in range(first, first + count):
            id_ = editing.add(db.connection(), {"en": f"theme {number}"}, NOW)
            things = range(number * 100, number * 100 + THINGS)
            rows = [
                belonging.row(id_, ("heard", one), NOW + timedelta(minutes=one)) for one in things
            ]
            belonging.join(db.connection(), rows)

    team.app.database.write_now(add)


def due(team: Team) -> tuple[list[int], int]:
    """The themes that are due, and how many statements said so."""
    statements = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    def look(db: Session) -> list[int]:
        event.listen(db.connection(), "before_cursor_execute", note)
        return entitling._due(team.app.house, db)

    return team.app.database.read_now(look), len(statements)


def test_for_many_themes_it_takes_as_many_statements_as_for_few(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(heard())
    themes(team, 0, FEW)
    _, before = due(team)
    themes(team, FEW, MANY - FEW)
    found, after = due(team)
    # What is newest comes first.
    assert found == sorted(found, reverse=True)
    assert (len(found), after) == (MANY, before)


def test_of_each_theme_what_was_said_last_is_read(team_of: Callable[..., Team]) -> None:
    team = team_of(heard())
    themes(team, 0, FEW)
    [last, first], _ = due(team)
    for id_, at in ((first, 0), (last, 100)):
        read = team.app.database.read_now(partial(entitling._read, team.app.house, id_))
        assert read is not None
        # One of each customer, of those from outside: the latest.
        assert [one.key[1] for one in read.things] == [at + n for n in range(63, 49, -2)]
