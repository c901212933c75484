"""Stories about what is told of a week."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.testing import Member, Team
from skills.kudos import KudosSettings, skill
from skills.kudos.model import Kudos
from tests.skills.kudos.telling import WHY

FRIDAY = "2026-11-27 16:01"


def sections(team: Team) -> list[str]:
    [digest] = [one for one in team.channel("#kudos") if "Thank somebody" in one.buttons]
    return ["".join(run.text for run in one.title) for one in digest.card.sections]


def test_the_companys_values_come_in_its_own_order_and_each_is_told_of(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    for number in range(4):
        bob.types(f"/kudos @anna #quality for the careful work on order {number}")
    carl.types(f"/kudos @anna {WHY}")
    carl.types(f"/kudos @bob #teamwork {WHY}")
    team.tick(FRIDAY)
    assert sections(team) == [
        "teamwork – 1 thank-you",
        "quality – 4 thanks",
        "For something else – 1 thank-you",
    ]


def test_nobody_is_counted_or_ranked(team: Team, bob: Member, ann: Member, carl: Member) -> None:
    for number in range(3):
        bob.types(f"/kudos @anna and @carl for the careful work on order {number}")
    carl.types("/kudos @anna for carrying the heavy boxes")
    team.tick(FRIDAY)
    digest = team.channel("#kudos")[-1]
    assert digest.text.splitlines() == [
        "This week we thanked each other 4 times. Some of the stories:",
        "Anna Neri: for carrying the heavy boxes",
        "Anna Neri and Carl Jung: for the careful work on order 2",
        "Anna Neri and Carl Jung: for the careful work on order 1",
        "Anna Neri and Carl Jung: for the careful work on order 0",
    ]


def test_who_asked_to_be_forgotten_is_not_named(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types("/kudos @anna and @carl for carrying the heavy boxes")
    ann.presses("Cancellami", on=ann.types("/piazza forgetme"))
    team.tick(FRIDAY)
    digest = team.channel("#kudos")[-1]
    assert digest.text.splitlines()[1:] == ["Carl Jung: for carrying the heavy boxes"]


def test_each_workspace_tells_of_its_own_thanks_alone(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types("/kudos @anna for carrying the heavy boxes")
    bob.types("/kudos @anna for something nobody knows where")
    moved = [
        sa.update(Kudos).where(Kudos.id == id_).values(workspace=workspace)
        for id_, workspace in ((1, "test:T2"), (3, ""))
    ]
    team.app.database.write_now(lambda db: [db.execute(one) for one in moved])
    team.tick(FRIDAY)
    digest = team.channel("#kudos")[-1]
    assert digest.text.splitlines()[1:] == [
        "Anna Neri: for something nobody knows where",
        "Anna Neri: for carrying the heavy boxes",
    ]


def test_a_late_week_loses_nothing_and_tells_nothing_twice(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/kudos @anna for the first thing you did")
    team.tick("2026-11-27 16:00")
    team.now = team.moment("2026-11-27 16:00")
    bob.types("/kudos @anna for the thing at four o'clock")
    team.now = team.moment("2026-12-04 15:59")
    bob.types("/kudos @anna for the third thing you did")
    team.now = team.moment("2026-12-04 16:30")
    bob.types("/kudos @anna for the next week's thing")
    team.tick("2026-12-04 19:00")
    team.tick("2026-12-11 16:01")
    told = [one.text.splitlines()[1:] for one in team.channel("#kudos") if "week" in one.text[:9]]
    assert told == [
        ["Anna Neri: for the first thing you did"],
        ["Anna Neri: for the third thing you did", "Anna Neri: for the thing at four o'clock"],
        ["Anna Neri: for the next week's thing"],
    ]


def test_a_value_the_company_has_dropped_is_still_told_after_its_own(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, settings={"kudos": KudosSettings(values=("speed", "quality"))})
    bob, _ = team.member("Bob"), team.member("Anna")
    bob.types(f"/kudos @anna #speed {WHY}")
    bob.types("/kudos @anna #quality for carrying the heavy boxes")
    team.app.house.conf.skills["kudos"].__dict__["values"] = ("quality",)
    team.tick(FRIDAY)
    assert sections(team) == ["quality – 1 thank-you", "speed – 1 thank-you"]
