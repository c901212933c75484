"""What the community manager hears of a morning: what is said far more often, or no more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.delivery.planner import Due
from bot.testing import Member, Team
from skills.feedback import skill
from skills.feedback.alert import Alert
from skills.feedback.model import Customer, Item, Source, Tag

NUMBERS = count(1)
YEAR = 365


def speaks(
    team: Team, ago: Iterable[float], tag: str = "brakes", *, source: str = "shop", **more: object
) -> None:
    """Let a customer say something of a theme, so many days before now, for each."""
    moments = [team.now - timedelta(days=one) for one in ago]

    def keep(db: Session) -> None:
        if db.scalar(select(Source).where(Source.name == source)) is None:
            made = team.now - timedelta(days=YEAR)
            db.add(Source(name=source, kind="hook", made=made, error={}))
        for moment in moments:
            number = next(NUMBERS)
            item = Item(
                **{
                    "words": f"The {tag} fail, I say it for the {number}th time.",
                    "language": "en",
                    "who": "customer",
                    "customer": None,
                    "product": "",
                    "intent": "",
                    "urgent": False,
                    "open_to_all": False,
                    "source": source,
                    "key": str(number),
                    "link": "",
                    "said": moment,
                    "came": moment,
                    "workspace": "",
                    "channel": "",
                    "state": "open",
                    "since": moment,
                    "gist": str(number),
                }
                | more
            )
            db.add(item)
            db.flush()
            db.add(Tag(item_id=item.id, tag=tag))
        one = db.scalars(select(Source).where(Source.name == source)).one()
        one.last_item, one.told_silent = max([*moments, one.last_item or one.made]), None

    team.app.database.write_now(keep)


@pytest.fixture(params=["file", "server"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """On both each time: two look at once on the server only."""
    return None if request.param == "file" else str(request.getfixturevalue("postgres_url"))


def told(marco: Member, *, before: int = 0) -> list[str]:
    """The alerts in somebody's inbox, but for the first so many."""
    return [one.text for one in marco.inbox if "something new" in one.text][before:]


@pytest.fixture
def monthly(team: Team, marco: Member) -> None:
    """Of brakes something was said once a month, of bells every day: the shop is not silent."""
    speaks(team, (100, 70, 40, 25))
    speaks(team, [day + 0.5 for day in range(100)], "bells")


@pytest.mark.usefixtures("monthly")
def test_a_spike_is_told_once_with_figures_and_words(
    team: Team, marco: Member, ann: Member
) -> None:
    speaks(team, (0.3, 2.2, 4.1, 5.5))
    speaks(team, (-0.5, -1.5), "bells")
    team.tick("2026-11-24 08:00")
    [card] = [one for one in marco.inbox if "something new" in one.text]
    assert "#brakes: far more than usual" in card.text
    assert "4 in 7 days; 1.4 a month before" in card.text
    assert card.text.count("The brakes fail") == 3
    assert "bells" not in card.text
    assert ann.inbox == []
    reply = marco.presses("What was said: #brakes", on=card)
    assert reply.text.count("The brakes fail") == 4
    for day in range(25, 31):
        team.tick(f"2026-11-{day} 08:00")
    assert told(marco, before=1) == []
    form = marco.presses("A new theme", on=card)
    assert "#stopping is told" in marco.fills(form, name="Stopping", words="brake*").text


@pytest.mark.usefixtures("monthly")
def test_what_is_in_two_alerts_is_read_once(team: Team, marco: Member) -> None:
    speaks(team, (0.3, 2.2, 4.1, 5.5), intent="complaint")
    speaks(team, (-0.5, -1.5), "bells")
    team.tick("2026-11-24 08:00")
    [told_] = told(marco)
    assert "all complaints: far more than usual" in told_
    assert told_.count("The brakes fail") == 3


@pytest.mark.usefixtures("monthly")
def test_a_single_word_in_a_quiet_theme_is_no_alert(team: Team, marco: Member) -> None:
    speaks(team, (-0.5,))
    speaks(team, (-0.6,), "saddles")
    team.tick("2026-11-24 08:00")
    assert told(marco) == []


@pytest.mark.usefixtures("monthly")
def test_within_a_week_only_twice_as_much_is_told_again(team: Team, marco: Member) -> None:
    speaks(team, (0.3, 0.6, 1.1, 2.5))
    team.tick("2026-11-24 08:00")
    assert len(told(marco)) == 1
    speaks(team, (0.1, 0.2))
    team.tick("2026-11-25 08:00")
    assert told(marco, before=1) == []
    speaks(team, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8))
    team.tick("2026-11-26 08:00")
    assert len(told(marco, before=1)) == 1


@pytest.mark.usefixtures("monthly")
def test_who_says_it_again_and_again_in_a_day_says_it_once(team: Team, marco: Member) -> None:
    def keep(db: Session) -> int:
        one = Customer(mark="m", name="Rita", address="", first=team.now)
        db.add(one)
        db.flush()
        return one.id

    rita = team.app.database.write_now(keep)
    speaks(team, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), customer=rita)
    team.tick("2026-11-23 08:30")
    team.tick("2026-11-24 08:00")
    assert told(marco) == []


def test_a_product_and_all_complaints_have_spikes_as_well(team: Team, marco: Member) -> None:
    speaks(team, [day + 0.5 for day in range(100)], "bells", product="City", intent="complaint")
    speaks(team, [0.01 * hour for hour in range(12)], "", product="City", intent="complaint")
    team.tick("2026-11-23 08:00")
    team.tick("2026-11-24 08:00")
    [alert] = told(marco)
    assert "City: far more than usual" in alert
    assert "all complaints: far more than usual" in alert


@pytest.mark.usefixtures("monthly")
def test_what_a_new_source_brings_is_no_spike_and_hides_none(team: Team, marco: Member) -> None:
    def add(db: Session) -> None:
        db.add(Source(name="reviews", kind="feed", made=team.now, error={}))

    team.app.database.write_now(add)
    speaks(team, [-0.02 * hour for hour in range(30)], "bells", source="reviews")
    speaks(team, (0.3, 2.2, 4.1, 5.5))
    team.tick("2026-11-24 08:00")
    [alert] = told(marco)
    assert "#brakes" in alert
    assert "bells" not in alert


def test_a_source_that_falls_silent_is_told_once_and_again_after_it_spoke(
    team: Team, marco: Member
) -> None:
    speaks(team, range(3, 100))
    team.tick("2026-11-24 08:00")
    team.tick("2026-11-28 08:00")
    [alert] = told(marco)
    assert "From shop" in alert
    assert "#brakes" not in alert  # The silence of its themes is its own.
    for day in (29, 30):
        team.tick(f"2026-11-{day} 08:00")
    assert told(marco, before=1) == []
    speaks(team, range(1, 3))
    team.tick("2026-12-01 08:00")
    assert told(marco, before=1) == []
    for day in range(6, 21):
        team.tick(f"2026-12-{day:02} 08:00")
    assert len(told(marco, before=1)) == 1


def test_a_source_may_be_silent_for_as_long_as_was_said(team: Team, marco: Member) -> None:
    speaks(team, (20, 50))

    def wait(db: Session) -> None:
        one = db.scalars(select(Source)).one()
        one.silent_days, one.last_item = 30, team.now - timedelta(days=20)

    team.app.database.write_now(wait)
    team.tick("2026-11-30 08:00")
    assert told(marco) == []
    for day in range(4, 9):
        team.tick(f"2026-12-{day:02} 08:00")
    [alert] = told(marco)
    assert "From shop" in alert


def test_a_theme_that_is_spoken_of_no_more_is_told_once(team: Team, marco: Member) -> None:
    speaks(team, [day / 2 for day in range(20, 200)])
    speaks(team, [day + 0.5 for day in range(100)], "bells")
    team.tick("2026-11-24 08:00")
    [alert] = told(marco)
    assert "About #brakes" in alert
    assert "nothing for 11 days; 2 a day before" in alert
    speaks(team, (0.1,), "bells")
    team.tick("2026-11-25 08:00")
    assert told(marco, before=1) == []


@pytest.mark.usefixtures("monthly")
def test_what_another_process_told_is_not_told_again(team: Team, marco: Member) -> None:
    speaks(team, (0.3, 2.2, 4.1, 5.5))

    def tell(db: Session) -> None:
        day = (team.now + timedelta(days=1)).date()
        figures = {"days": 7, "count": 4, "usual": 0.05, "told": team.now}
        db.add(Alert(kind="theme", name="brakes", day=day, **figures))

    team.app.database.write_now(tell)
    team.tick("2026-11-24 08:00")
    assert told(marco) == []


@pytest.mark.usefixtures("monthly")
def test_several_that_look_at_the_same_time_tell_it_once(team: Team, marco: Member) -> None:
    speaks(team, (0.3, 2.2, 4.1, 5.5))
    post = next(one for one in skill.posts if one.name == "alerts")
    # Of one zone a post runs once a day, whoever runs it: of several it does so at the same time.
    zones = ("Europe/Rome", "Europe/Paris", "Europe/Madrid", "Europe/Berlin")
    dues = [Due(post, zone, team.now.date(), team.now) for zone in zones]

    async def all_at_once() -> Sequence[int]:
        looks = (team.app.planning.carry_out(one, force=True) for one in dues)
        return [one.people for one in await asyncio.gather(*looks)]

    assert sorted(team.run(all_at_once())) == [0, 0, 0, 1]
    team.tick(timedelta(minutes=1))
    assert len(told(marco)) == 1


def test_a_hundred_themes_are_looked_at_with_as_few_questions_as_one(
    team: Team, marco: Member
) -> None:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.extend([told[2]] if "feedback" in told[2] and told[2].startswith("SELECT") else [])

    def questions(moment: str) -> int:
        asked.clear()
        team.tick(moment)
        return len(asked)

    speaks(team, (0.3, 25, 40, 70))
    event.listen(team.app.database.engine, "before_cursor_execute", note)
    questions("2026-11-24 08:00")
    few = questions("2026-11-25 08:00")
    for number in range(100):
        speaks(team, (0.3, 25, 40, 70), f"theme{number}")
    assert questions("2026-11-26 08:00") == few
    assert told(marco) == []
