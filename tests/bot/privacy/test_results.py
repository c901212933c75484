"""Results: what a closed round has told, and how it compares with the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import BotError
from bot.privacy.bands import Band
from bot.privacy.cells import Cell, keep
from bot.privacy.figures import Figures
from bot.privacy.items import Item
from bot.privacy.results import closed_rounds, outcome, published, results
from bot.privacy.tables import ballot_comment, ballot_round
from bot.testing import Team
from tests.bot.privacy.survey import skill

MOOD = Item("mood")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
MANY = Band(50, None)


def cell(mean: float, *, comparable: bool = True, spread: float | None = None) -> Cell:
    return Cell("mood", (), Figures(MANY, mean, spread=spread, comparable=comparable))


def test_the_change_is_between_the_figures_that_were_told() -> None:
    (everybody,) = outcome(MOOD, [cell(3.8)], [cell(3.5)]).shown
    assert everybody.change == 0.3


@pytest.mark.parametrize(
    ("now", "before"),
    [
        pytest.param(cell(3.8, comparable=False), [cell(3.5)], id="few came or went"),
        pytest.param(cell(3.8), [], id="the first round"),
        pytest.param(cell(3.8), [Cell("mood", ())], id="hidden before"),
        pytest.param(cell(3.8), [Cell("mood", (), Figures(MANY, range=(4.5, 5)))], id="a range"),
        pytest.param(
            Cell("mood", (), Figures(MANY, range=(4.5, 5), comparable=True)),
            [cell(3.5)],
            id="a range now",
        ),
    ],
)
def test_what_cannot_be_compared_shows_no_change(now: Cell, before: list[Cell]) -> None:
    (everybody,) = outcome(MOOD, [now], before).shown
    assert everybody.change is None


def test_what_is_around_a_mean_follows_from_the_spread_of_all_and_the_least_number() -> None:
    team = Cell("mood", ("a",), Figures(Band(7, 9), 4.2))
    found = outcome(MOOD, [cell(3.8, spread=0.9), team])
    assert [one.around for one in found.shown] == [0.2, 0.7]
    assert [one.around for one in outcome(MOOD, [cell(3.8), team]).shown] == [None, None]


def test_who_is_hidden_is_named_and_nothing_else() -> None:
    found = outcome(MOOD, [cell(3.8), Cell("mood", ("a",)), Cell("lunch", ("b",))])
    assert found.hidden == (("a",),)
    assert [one.path for one in found.shown] == [()]


def test_teams_that_differ_by_more_than_chance_are_told_apart_reliably() -> None:
    def of(*means: float) -> float | None:
        teams = [
            Cell("mood", (f"{number}",), Figures(Band(10, 14), mean))
            for number, mean in enumerate(means)
        ]
        return outcome(MOOD, [cell(3.8, spread=0.9), *teams]).reliability

    assert of(2.0, 3.0, 4.0, 5.0) == 0.95
    assert of(3.8, 3.8, 3.8) == of(3.7, 3.8, 3.9) == 0
    assert of(3.8) is None


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url) as team:
        yield team


def close(
    db: Connection, at: datetime, cells: list[Cell], words: list[str], state: str = "tallied"
) -> int:
    """A round that is over."""
    values = {
        "skill": "survey",
        "kind": "pulse",
        "state": state,
        "k": 5,
        "items": [asdict(MOOD)],
        "split": [[]],
        "audience": 80,
        "public_key": b"",
        "opened": at - WEEK,
        "closes": at,
        "closed": at,
        "workspace": "",
    }
    made = sa.insert(ballot_round).values(values).returning(ballot_round.c.id)
    id_ = int(db.execute(made).scalar_one())
    keep(db, id_, cells)
    for position, one in enumerate(words):
        row = {"round_id": id_, "position": position, "words": one}
        db.execute(sa.insert(ballot_comment).values(row))
    return id_


def test_what_a_round_told_stays_as_it_was(team: Team) -> None:
    figures = Figures(Band(25, 49), 3.4, shares=(7, 13, 30, 33, 17), spread=1.11, comparable=True)
    cells = [Cell("mood", (), figures), Cell("mood", ("Acme", "IT"))]
    ending = [Cell("mood", (), Figures(Band(25, 49), range=(4.0, 5.0)))]
    database = team.app.database
    first = database.write_now(lambda db: close(db.connection(), MONDAY, [cell(3.1)], []))
    second = database.write_now(
        lambda db: close(db.connection(), MONDAY + WEEK, cells, ["more light", "less noise"])
    )
    third = database.write_now(lambda db: close(db.connection(), MONDAY + 2 * WEEK, ending, []))

    found = database.read_now(lambda db: results(db.connection(), second))
    assert found.comments == ("more light", "less noise")
    assert found.closed == MONDAY + WEEK
    (mood,) = found.outcomes
    assert (mood.item, mood.hidden) == (MOOD, (("Acme", "IT"),))
    (everybody,) = mood.shown
    assert (everybody.answered, everybody.shares) == (figures.answered, figures.shares)
    assert (everybody.mean, everybody.change, everybody.around) == (3.4, 0.3, 0.4)

    last = database.read_now(lambda db: results(db.connection(), third))
    assert last.outcomes[0].shown[0].range == (4, 5)
    rounds = database.read_now(
        lambda db: closed_rounds(db.connection(), "survey", "pulse", MONDAY, MONDAY + 2 * WEEK)
    )
    assert [one.id for one in rounds] == [first, second]


@pytest.mark.parametrize(("most", "told"), [(None, "abc"), (2, "ab"), (9, "abc"), (0, "")])
def test_of_what_was_published_the_first_so_many_are_read(
    team: Team, most: int | None, told: str
) -> None:
    database = team.app.database
    first = database.write_now(lambda db: close(db.connection(), MONDAY, [], ["x"]))
    second = database.write_now(lambda db: close(db.connection(), MONDAY + WEEK, [], [*"abc"]))
    assert database.read_now(lambda db: published(db.connection(), second, most)) == tuple(told)
    assert database.read_now(lambda db: published(db.connection(), first, most)) == tuple(
        "x"[:most]
    )


def test_after_a_lost_round_nothing_is_compared(team: Team) -> None:
    """Who came and went is known since that one, and not since the one before it."""
    database = team.app.database
    told = [cell(3.1)]
    database.write_now(lambda db: close(db.connection(), MONDAY, told, []))
    database.write_now(lambda db: close(db.connection(), MONDAY + WEEK, [], [], "lost"))
    third = database.write_now(lambda db: close(db.connection(), MONDAY + 2 * WEEK, told, []))
    found = database.read_now(lambda db: results(db.connection(), third))
    assert found.outcomes[0].shown[0].change is None


def test_a_round_that_is_not_counted_has_no_results(team: Team) -> None:
    with pytest.raises(BotError, match="round 7 has no results"):
        team.app.database.read_now(lambda db: results(db.connection(), 7))
