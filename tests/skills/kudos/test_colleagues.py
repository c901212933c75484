"""Stories about the question whether there is anything to thank a colleague for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from bot import Period, members
from bot.directory.tables import person
from bot.testing import WORKSPACE, Member, Team
from skills.kudos.nudging import worked_together
from tests.skills.kudos.telling import WHY


def asked(member: Member) -> list[str]:
    return [one.text for one in member.inbox if "worked with" in one.text]


MONDAY = date(2026, 11, 30)
# The first of many weeks without a holiday on a Wednesday or a Friday.
WORKING = date(2027, 1, 11)
WEEK = timedelta(weeks=1)


def pass_weeks(team: Team, weeks: int = 5, since: date = MONDAY) -> None:
    """Every Wednesday and Friday."""
    for week in range(weeks):
        for days, at in ((2, "11:01"), (4, "15:01")):
            team.tick(f"{since + week * WEEK + timedelta(days)} {at}")


def turn(member: Member) -> date:
    """The first Monday of a week in which it is somebody's turn; the others have the next one."""
    own = (member.person.id + MONDAY.toordinal() // 7) % 2 == 0
    return MONDAY if own else MONDAY + WEEK


def wednesday(member: Member) -> str:
    return str(turn(member) + timedelta(days=2))


def test_a_giver_is_asked_about_somebody_they_have_to_do_with(
    team: Team, bob: Member, carl: Member
) -> None:
    bob.types(f"/kudos @carl {WHY}")
    team.tick("2026-12-02 10:59")
    assert asked(bob) == asked(carl) == []
    pass_weeks(team, 2)
    assert asked(bob) == ["Bob Ross, you worked with Carl Jung lately. Anything to thank for?"]
    assert asked(carl) == ["Carl Jung, you worked with Bob Ross lately. Anything to thank for?"]
    [question] = [one for one in bob.inbox if "worked with" in one.text]
    form = bob.presses("Thank Carl Jung", on=question)
    assert {one.spec.name: one.value for one in form.form.fields}["to"] == [carl.id]
    assert "Carl Jung" in bob.fills(form, message=WHY).text


def test_it_speaks_the_readers_language(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna {WHY}")
    team.tick(f"{wednesday(ann)} 11:01")
    assert ann.inbox[-1].text == (
        "Anna Neri, di recente hai lavorato con Bob Ross. Vuoi dire grazie per qualcosa?"
    )


def test_at_most_once_a_fortnight_and_never_in_the_week_of_the_other_question(
    team: Team, bob: Member, carl: Member
) -> None:
    team.tick(f"{WORKING - timedelta(days=1)} 08:00")
    bob.types(f"/kudos @carl {WHY}")
    came: dict[Member, list[list[str]]] = {bob: [], carl: []}
    for week in range(6):
        before = {one: len(one.inbox) for one in came}
        pass_weeks(team, 1, since=WORKING + week * WEEK)
        for one, weeks in came.items():
            weeks.append([shown.text for shown in one.inbox[before[one] :]])
    for weeks in came.values():
        # Who thanks nobody is asked something every week, in turns.
        assert [len(week) for week in weeks] == [1] * 6
        about = ["worked with" in week[0] for week in weeks]
        assert about in ([True, False] * 3, [False, True] * 3)


def test_who_has_nothing_to_do_with_anybody_is_asked_on_friday_alone(
    team: Team, bob: Member
) -> None:
    pass_weeks(team, since=WORKING)
    assert len(bob.inbox) == 5
    assert asked(bob) == []


def test_those_thanked_together_are_named_to_each_other(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna and @carl {WHY}")
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    pass_weeks(team, 2)
    assert asked(carl) == ["Carl Jung, you worked with Anna Neri lately. Anything to thank for?"]


def test_what_was_private_or_anonymous_names_nobody(team: Team, bob: Member, carl: Member) -> None:
    bob.types(f"/kudos @carl #private {WHY}")
    bob.types("/kudos @carl #anonymous for carrying the heavy boxes")
    bob.types("/kudos @carl 2026-12-31 for carrying the heavy boxes")
    pass_weeks(team)
    assert asked(bob) == asked(carl) == []


def test_to_be_named_does_not_depend_on_how_much_one_is_thanked(
    team: Team, bob: Member, carl: Member
) -> None:
    for number in range(4):
        team.member(f"P{number}")
        bob.types(f"/kudos @p{number} {WHY}")
    before = [drawn(team, bob, week) for week in range(5)]
    assert len(set(before)) > 1
    team.tick("2026-11-24 08:00")
    for one in (bob, carl):
        for number in range(5):
            one.types(f"/kudos @{before[0].lower()} for the help with order number {number}")
    assert [drawn(team, bob, week) for week in range(5)] == before


def drawn(team: Team, member: Member, week: int) -> str:
    """Who is named to somebody in one of the weeks in which it is their turn."""
    period = Period.week_of(turn(member) + 2 * week * WEEK, "Europe/Rome")
    pairs = team.app.database.read_now(
        lambda db: db.execute(worked_together(db, period, among=members())).all()
    )
    [other] = [other for one, other in pairs if one == member.person.id]
    named = select(person.c.name).where(person.c.id == other)
    return str(team.app.database.read_now(lambda db: db.scalar(named)))


def test_the_same_name_is_drawn_however_often_it_is_asked_for(
    team: Team, bob: Member, carl: Member, ann: Member
) -> None:
    bob.types(f"/kudos @carl and @anna {WHY}")
    assert len({drawn(team, bob, 1) for _ in range(5)}) == 1
    assert len({drawn(team, bob, week) for week in range(5)}) == 2


def test_who_has_left_in_the_last_minute_is_not_named(
    team: Team, bob: Member, carl: Member
) -> None:
    bob.types(f"/kudos @carl {WHY}")
    team.now = team.moment(f"{wednesday(bob)} 11:00")
    team.run(team.app.rounds.plan())
    team.run(team.app.registry.remember(WORKSPACE, [replace(carl.profile, active=False)]))
    team.tick(f"{wednesday(bob)} 11:01")
    assert bob.inbox == []
