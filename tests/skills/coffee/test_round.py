"""Stories of one round: it is made, people are introduced, reminded once, and asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from bot.delivery.attention import counted
from bot.directory.employees import Employee
from bot.directory.wishes import choose, do_without
from bot.testing import WORKSPACE, Member, Team
from tests.skills.coffee.telling import employed, introductions, joined, pass_weeks, tables


def test_two_are_introduced_each_in_their_own_language_and_hours(
    team: Team, anna: Member, bob: Member
) -> None:
    far = team.member("Nina", zone="Asia/Kolkata")
    employed(
        team,
        [
            Employee("1", "Anna", email="anna@example.org", team="Presse", location="Torino"),
            Employee("2", "Nina", email="nina@example.org", team="Looms", location="Pune"),
        ],
    )
    for one in (anna, far):
        one.types("/coffee join")
    team.tick("2027-01-10 06:01")
    assert anna.inbox == far.inbox == bob.inbox == []
    # Ten o'clock in Pune is half past five in Rome.
    team.tick("2027-01-11 05:31")
    [told] = introductions(far)
    assert "Coffee with Anna Neri!" in told.text
    assert "Anna Neri: Presse, Torino" in told.text
    assert "Hours you share: 13:30–18:00, on your clock" in told.text
    assert "For Anna Neri that is 09:00–13:30" in told.text
    assert anna.inbox == []
    team.tick("2027-01-11 10:01")
    [detto] = introductions(anna)
    assert "Un caffè con Nina!" in detto.text
    assert "Nina: Looms, Pune" in detto.text
    assert "09:00–13:30" in detto.text
    assert detto.card.quote.endswith("?")
    assert detto.card.quote != told.card.quote
    team.tick("2027-01-12 10:01")
    assert len(introductions(anna)) == 1
    assert bob.inbox == []


def test_who_flies_west_on_monday_is_introduced_once(team: Team) -> None:
    one, other = joined(team, 2)
    team.tick("2027-01-10 06:01")
    team.tick("2027-01-11 10:01")
    # When they were told it was still Sunday where they are now.
    gone = replace(one.profile, zone="Pacific/Honolulu")
    team.run(team.app.registry.remember(WORKSPACE, [gone]))
    for moment in ("2027-01-11 21:01", "2027-01-12 21:01", "2027-01-13 21:01"):
        team.tick(moment)
    assert [len(introductions(each)) for each in (one, other)] == [1, 1]


def test_a_silent_pair_is_reminded_once_and_asked_at_the_end(team: Team) -> None:
    one, other, third, fourth = joined(team, 4)
    pass_weeks(team, 1)
    [told] = introductions(one)
    partner = next(m for m in (other, third, fourth) if m.profile.name in told.text)
    assert "good one" in one.presses("We met", on=told).text
    silent = [m for m in (other, third, fourth) if m is not partner]
    team.tick("2027-01-13 11:01")
    assert ["still time" in m.inbox[-1].text for m in silent] == [True, True]
    assert ["still time" in m.inbox[-1].text for m in (one, partner)] == [False, False]
    team.tick("2027-01-15 15:01")
    asked = [m for m in (one, partner, *silent) if "Did you meet?" in m.inbox[-1].text]
    assert asked == [m for m in (one, partner, *silent) if m is not one]
    assert "not too late" in silent[0].presses("Not yet", on=silent[0].inbox[-1]).text
    form = silent[1].presses("It was with somebody else", on=silent[1].inbox[-1])
    assert "yourself" in silent[1].fills(form, whom=silent[1]).problems["whom"]
    assert "you met Bob" in silent[1].fills(form, whom=one).text


def test_who_was_met_instead_is_not_met_again_soon(team: Team) -> None:
    people = joined(team, 4)
    pass_weeks(team, 1)
    by_id = {one.person.id: one for one in people}
    first, second = (sorted(table) for table in tables(team)[0])
    form = by_id[first[0]].presses("It was with somebody else", on=by_id[first[0]].types("/coffee"))
    by_id[first[0]].fills(form, whom=by_id[second[0]])
    team.tick("2027-01-17 06:01")
    # The only seating that is left in which nobody meets again.
    left = {frozenset({first[0], second[1]}), frozenset({first[1], second[0]})}
    assert set(tables(team)[1]) == left


def test_these_do_not_count_among_what_people_have_not_asked_for(team: Team) -> None:
    assert counted(team.app.planner.nudges) == []


def test_a_monday_off_moves_the_introduction_to_tuesday(team: Team) -> None:
    people = joined(team, 2)
    # Easter Monday.
    team.tick("2027-03-28 06:01")
    team.tick("2027-03-29 10:01")
    assert [introductions(one) for one in people] == [[], []]
    team.tick("2027-03-30 06:01")
    team.tick("2027-03-30 10:01")
    assert [len(introductions(one)) for one in people] == [1, 1]
    team.tick("2027-03-31 10:01")
    assert [len(introductions(one)) for one in people] == [1, 1]


def test_who_is_too_far_for_anybody_gets_a_chat_instead(team: Team) -> None:
    joined(team, 2)
    far = team.member("Aiko", zone="Asia/Tokyo")
    far.types("/coffee join")
    team.tick("2027-01-10 06:01")
    team.tick("2027-01-11 02:01")
    [told] = far.inbox
    assert "A chat instead of coffee" in told.text
    assert not any(name in told.text for name in ("Bob", "Cora"))
    assert sorted(map(len, tables(team)[0])) == [1, 2]


def test_quiet_hours_snooze_and_opting_out_hold(team: Team) -> None:
    bob, cora, dora, emil, fay = joined(team, 5)

    def choose_all(db: Session) -> None:
        connection = db.connection()
        choose(connection, bob.person.id, snoozed_until=date(2027, 2, 28))
        do_without(connection, cora.person.id, "coffee.introduce")
        choose(connection, dora.person.id, quiet_from=9, quiet_until=12)

    team.app.database.write_now(choose_all)
    assert ["no round meanwhile" in one.types("/coffee").text for one in (bob, cora, dora)] == [
        *(True, True, False)
    ]
    pass_weeks(team, 1)
    assert tables(team) == [[frozenset(one.person.id for one in (dora, emil, fay))]]
    assert [len(one.inbox) for one in (bob, cora, dora, emil)] == [0, 0, 0, 1]
    team.tick("2027-01-11 12:01")
    assert len(introductions(dora)) == 1


def test_who_leaves_the_company_after_the_plan_is_named_to_nobody(team: Team) -> None:
    one, other = joined(team, 2)
    team.tick("2027-01-10 06:01")
    gone = [replace(other.profile, active=False)]
    team.run(team.app.registry.remember(WORKSPACE, gone))
    team.tick("2027-01-11 10:01")
    [told] = one.inbox
    assert "Cora" not in told.text
    team.tick("2027-01-13 11:01")
    team.tick("2027-01-15 15:01")
    assert len(one.inbox) == 1
    assert other.inbox == []
