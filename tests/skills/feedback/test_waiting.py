"""What waits to be filed: all of it is filed soon, whatever stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Role
from bot.directory.tables import audit
from bot.runtime import hooks
from bot.testing import Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, memory, skill
from skills.feedback.model import Customer, Intake, Item
from tests.skills.feedback.test_forgetting import forgets


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    settings = FeedbackSettings.model_validate({"hook": True})
    return team_of(skill, cm.skill, settings={"feedback": settings})


def sends(team: Team, id_: str, **said: object) -> None:
    door = team.app.house.router.hooks["feedback"]
    said = {"id": id_, "text": f"My bike number {id_} is broken, again.", **said}
    team.run(hooks.take(team.app, door, "SHOP", f"m{said}", said))


def kept(team: Team) -> list[str]:
    query = sa.select(Item.key).order_by(Item.id)
    return team.app.database.read_now(lambda db: list(db.scalars(query)))


def test_what_comes_without_a_pause_is_filed_though_nothing_comes_after_it(team: Team) -> None:
    for number in range(20):
        sends(team, str(number))
        team.tick(timedelta(seconds=0.5))
    team.tick(timedelta(seconds=10))
    assert len(kept(team)) == 20


def test_a_language_that_grows_in_small_letters_is_cut(team: Team) -> None:
    sends(team, "1", language="ßßßßßßßß")
    sends(team, "2")
    team.tick(timedelta(seconds=4))
    assert kept(team) == ["1", "2"]


@pytest.mark.parametrize("rating", [{"rating": "inf", "best": "inf"}, {"rating": 1, "best": "inf"}])
def test_a_rating_without_an_end_is_refused(team: Team, rating: dict[str, object]) -> None:
    with pytest.raises(hooks.Unfit, match="rating"):
        sends(team, "1", **rating)


def test_a_second_name_for_the_same_leaves_no_customer_behind(team: Team) -> None:
    sends(team, "1", email="rita@example.com")
    team.tick(timedelta(seconds=4))
    sends(team, "1", email="carl@example.com")
    team.tick(timedelta(seconds=4))
    addresses = team.app.database.read_now(lambda db: list(db.scalars(sa.select(Customer.address))))
    assert addresses == ["rita@example.com"]


def test_who_calls_themself_by_an_address_is_not_who_has_it(team: Team) -> None:
    sends(team, "1", email="rita@example.com")
    sends(team, "2", name="rita@example.com")
    team.tick(timedelta(seconds=4))
    whose = team.app.database.read_now(lambda db: list(db.scalars(sa.select(Item.customer))))
    assert len(set(whose)) == 2


def test_what_is_changed_where_its_number_is_long_comes_in_once(team: Team) -> None:
    sends(team, "n" * 300)
    sends(team, "n" * 300, text="My bike is broken, still.")
    team.tick(timedelta(seconds=4))
    assert len(kept(team)) == 1


def test_the_same_words_of_another_day_are_said_once_more(team: Team) -> None:
    for day in ("2026-11-20", "2026-11-21", "2026-11-21"):
        sends(team, "", text="It works well", said=f"{day}T09:00:00Z", mark=len(kept(team)))
        team.tick(timedelta(seconds=4))
    assert len(kept(team)) == 2


def test_a_day_is_not_taken_for_seconds(team: Team) -> None:
    with pytest.raises(hooks.Unfit, match="said"):
        sends(team, "1", said="20261120")


def test_what_is_no_address_is_kept_nowhere(team: Team, marco: Member) -> None:
    with pytest.raises(hooks.Unfit, match="no e-mail address"):
        sends(team, "1", email="rita levi@example.com")
    told = marco.types("/cm feedback sources").text
    assert "no e-mail address" in told
    assert "rita" not in told


def test_who_is_forgotten_is_so_where_their_words_still_wait(team: Team, marco: Member) -> None:
    sends(team, "1", email="rita@example.com")
    sends(team, "2", email="Carl@example.com")
    forgets(marco, "rita@example.com")
    team.tick(timedelta(seconds=4))
    assert kept(team) == ["2"]


def test_the_audit_does_not_say_who_was_invited(team: Team, marco: Member) -> None:
    said = "Thank you, the wheels are wonderful.", "The lamp is great, I am so glad of it!"
    for id_, text in enumerate(said, 1):
        sends(team, str(id_), name="Rita Levi", text=text)
    team.tick(timedelta(seconds=4))
    marco.presses("Invite Rita Levi", on=marco.types("/cm feedback advocates"))
    lines = team.app.database.read_now(lambda db: db.execute(sa.select(audit)).all())
    assert "feedback.invite" in str(lines)
    assert "Rita" not in str(lines)


@pytest.fixture
def lenient(team_of: Callable[..., Team]) -> Team:
    settings = FeedbackSettings.model_validate({"hook": True})
    return team_of(skill, cm.skill, settings={"feedback": settings}, strict=False)


def test_what_can_not_be_filed_keeps_nothing_else_waiting(lenient: Team) -> None:
    broken = Intake(source="shop", heard={"old": "way"}, came=lenient.now, begins=True)
    lenient.app.database.write_now(lambda db: db.add(broken))
    lenient.now += timedelta(seconds=2)
    for id_ in "12":
        sends(lenient, id_, name="Rita")
    lenient.tick(timedelta(seconds=4))
    assert kept(lenient) == ["1", "2"]
    marco = lenient.member("Marco", role=Role.CM)
    forgets(marco, "Rita")
    assert kept(lenient) == []


def test_what_could_never_be_filed_is_kept_no_longer_than_what_was(lenient: Team) -> None:
    broken = Intake(source="shop", heard={"old": "way"}, came=lenient.now, begins=True)
    lenient.app.database.write_now(lambda db: db.add(broken))
    later = lenient.now + timedelta(days=1)
    assert lenient.app.database.write_now(lambda db: memory.expire(db, later, 100)) == 1
    assert lenient.app.database.write_now(lambda db: memory.expire(db, later, 100)) == 0
