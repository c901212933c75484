"""Trends: what changed since an item was asked before, and what chance alone explains."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from scipy import stats

from bot import Chat, Form, Item, Role, Skill, choice, course, results, t
from bot.privacy.bands import Band
from bot.privacy.cells import Cell
from bot.privacy.figures import Figures, figures
from bot.privacy.results import Shown, outcome
from bot.privacy.tables import ballot_audience
from bot.testing import Member, Team
from tests.bot.privacy import survey

MOOD = Item("mood")
NAMES = ["Ann", "Bob", "Carl", "Dora", "Emil", "Fay", "Gus", "Hal"]


class Answers(Form, sealed=True):
    """One answer, to whatever is asked."""

    mood: str = choice(("1", "2", "3", "4", "5"))


def asking(items: dict[str, list[Item]]) -> Skill:
    """A skill that asks what `items` has under "now"."""
    skill = Skill("survey", home=Path(survey.__file__).parent)

    @skill.command("survey open", only=Role.CM)
    def start(chat: Chat) -> None:
        chat.open_round("survey", items["now"], closes=chat.now + timedelta(days=3))
        chat.whisper(t("opened"))

    @skill.command("survey", Answers)
    def take(chat: Chat, form: Answers) -> None:
        round_ = chat.round("survey")
        assert round_ is not None
        chat.cast(round_.id, {one.name: int(form.mood) for one in round_.items})

    return skill


@pytest.fixture
def items() -> dict[str, list[Item]]:
    return {"now": []}


@pytest.fixture
def team(team_of: Callable[..., Team], items: dict[str, list[Item]]) -> Team:
    return team_of(asking(items))


def week(team: Team, people: list[Member], answers: str) -> None:
    """A round from its opening to its count."""
    people[0].types("/survey open")
    for one, answer in zip(people, answers, strict=True):
        one.fills(one.types("/survey"), mood=answer)
    team.tick(timedelta(days=3))
    team.tick(timedelta(days=4))


def everybody(team: Team, number: int, item: int = 0) -> Shown:
    look = lambda db: results(db.connection(), number)  # noqa: E731
    return next(
        one for one in team.app.database.read_now(look).outcomes[item].shown if one.path == ()
    )


def test_an_item_is_held_against_the_round_that_asked_it_before(
    team: Team, items: dict[str, list[Item]]
) -> None:
    people = [team.member("Ann", role=Role.CM), *map(team.member, NAMES[1:])]
    energy, trust = Item("energy"), Item("trust")
    for asked, answers in (([energy], "22222333"), ([trust], "33334444"), ([energy], "33334444")):
        items["now"] = asked
        week(team, people, answers)
    assert everybody(team, 1).change is None
    assert everybody(team, 2).change is None
    assert everybody(team, 3).change == pytest.approx(3.5 - 2.4)
    kept = sa.select(ballot_audience.c.round_id).distinct().order_by(ballot_audience.c.round_id)
    ids = team.app.database.read_now(lambda db: db.scalars(kept).all())
    assert ids == [2, 3], "whom the first round asked nothing to come is compared with"


def test_its_course_is_read_for_all_rounds_at_once(
    team: Team, items: dict[str, list[Item]]
) -> None:
    people = [team.member("Ann", role=Role.CM), *map(team.member, NAMES[1:])]
    began = team.now
    for asked, answers in (([MOOD, Item("trust")], "22222333"), ([MOOD], "33334444")):
        items["now"] = asked
        week(team, people, answers)
    look = lambda db: course(db.connection(), "survey", "survey", began, team.now)  # noqa: E731
    points = team.app.database.read_now(look)
    assert [(one.round_id, one.item.name) for one in points] == [
        (1, "mood"),
        (1, "trust"),
        (2, "mood"),
    ]
    assert [one.shown and one.shown.mean for one in points] == [2.4, 2.4, 3.5]


def told(answers: list[int], *, comparable: bool = True) -> Cell:
    counts = tuple(answers.count(n) for n in range(1, 6))
    return Cell("mood", (), figures(MOOD, counts, drawn=True, comparable=comparable))


def some(random: Random, people: int, weights: tuple[int, ...]) -> list[int]:
    return random.choices(range(1, 6), weights, k=people)


def test_where_nothing_changed_chance_shows_an_arrow_one_time_in_twenty_at_most() -> None:
    random, arrows, tries = Random(7), 0, 4000
    for _ in range(tries):
        people = random.choice((30, 60, 180, 300))
        now, before = (told(some(random, people, (1, 2, 4, 5, 2))) for _ in range(2))
        (shown,) = outcome(MOOD, [now], [before]).shown
        arrows += shown.moved != 0
    assert arrows / tries <= 0.05
    assert arrows, "a change is never found, whatever happens"


def test_what_moved_by_more_than_chance_explains_is_found() -> None:
    random = Random(3)
    before, now = told(some(random, 300, (3, 4, 4, 1, 1))), told(some(random, 300, (1, 1, 4, 4, 3)))
    (shown,) = outcome(MOOD, [now], [before]).shown
    assert shown.moved == 1


def test_the_interval_of_a_mean_is_that_of_the_textbook() -> None:
    answers = some(Random(5), 50, (1, 2, 4, 5, 2))
    (shown,) = outcome(MOOD, [told(answers)]).shown
    low, high = stats.norm.interval(0.95, loc=0, scale=stats.tstd(answers) / 50**0.5)
    assert shown.around == pytest.approx((high - low) / 2, abs=0.05)


def test_the_noise_of_a_change_is_that_of_the_textbook() -> None:
    random = Random(11)
    before, now = (some(random, 50, (1, 2, 4, 5, 2)) for _ in range(2))
    (shown,) = outcome(MOOD, [told(now)], [told(before)]).shown
    both = sum(stats.tvar(one) / 50 for one in (before, now))
    rounded = 2 * stats.uniform(-0.05, 0.1).var()
    expected = stats.norm.ppf(0.975) * (both + rounded) ** 0.5
    assert shown.noise == pytest.approx(expected, abs=0.02)


def test_reliability_is_icc_2_of_the_analysis_of_variance() -> None:
    random, teams, each = Random(2), 8, 50
    groups = [some(random, each, (1, 2, 2 + n, 3 + n, 2)) for n in range(teams)]
    ratio = stats.f_oneway(*groups).statistic
    everybody_ = [one for group in groups for one in group]
    cells = [told(everybody_)] + [
        Cell("mood", (str(n),), Figures(Band.of(each), round(sum(group) / each, 1)))
        for n, group in enumerate(groups)
    ]
    # (MSB - MSW) / MSB; what is told is made of means with one decimal and of the whole's spread.
    assert outcome(MOOD, cells).reliability == pytest.approx(1 - 1 / ratio, abs=0.12)
