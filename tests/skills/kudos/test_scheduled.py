"""Stories about thanks for a later day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.cm import skill as cm
from skills.kudos import skill
from tests.skills.kudos.telling import WHY, all_that_is_read_by
from tests.skills.weekly import everything


def test_it_is_shown_at_nine_in_the_givers_own_morning(team: Team, ann: Member) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    reply = kim.types(f"/kudos @anna 2026-12-24 {WHY}")
    assert reply.text == (
        "Thank you for thanking Anna Neri! It goes to #kudos on Thursday 24 December 09:00."
        " You can give 4 more today."
    )
    team.tick("2026-12-24 00:59")  # 08:59 in Tokyo
    assert (team.channel("#kudos"), ann.inbox) == ([], [])
    team.tick("2026-12-24 01:00")
    assert [one.text for one in team.channel("#kudos")] == [f"Kim thanks Anna Neri\n{WHY}"]
    assert ann.inbox[-1].text == f"Kim ti ringrazia:\n{WHY}"


def test_the_hour_of_an_anonymous_one_does_not_say_where_its_giver_lives(
    team: Team, ann: Member
) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    kim.types(f"/kudos @anna #anonymous 2026-12-24 {WHY}")
    team.tick("2026-12-24 08:59")
    assert team.channel("#kudos") == []
    team.tick("2026-12-24 09:00")
    assert len(team.channel("#kudos")) == 1


def test_before_its_day_nobody_reads_counts_or_tells_of_it(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, cm)
    bob, ann = team.member("Bob Ross"), team.member("Anna Neri")
    cora = team.member("Cora", role=Role.CM)
    bob.types(f"/kudos @anna 2026-11-28 {WHY}")
    team.tick("2026-11-27 16:01")
    for reader in (ann, cora):
        assert WHY not in all_that_is_read_by(reader, team)
    assert "Received: 0" in ann.types("/kudos mine").text
    assert "Given: 0" in bob.types("/kudos mine").text
    assert "Thanks given: 0" in cora.types("/cm kudos").text
    cora.types("/cm digest")
    assert "Thanks given" not in everything(cora).text
    team.tick("2026-11-28 09:00")
    assert "Received: 1" in ann.types("/kudos mine").text
    assert "Thanks given: 1" in cora.types("/cm kudos").text


def test_it_counts_on_the_day_it_is_written(team: Team, bob: Member, ann: Member) -> None:
    for left in ("4 more today", "3 more", "2 more", "1 more", "your last for today"):
        assert left in bob.types(f"/kudos @anna 2026-12-24 {WHY}").text
    assert "all 5 thanks for today" in bob.types(f"/kudos @anna {WHY}").text
    team.tick("2026-12-24 09:00")
    assert "give 4 more" in bob.types(f"/kudos @anna {WHY}").text


def test_the_giver_sees_what_waits_and_takes_it_back(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna 2026-12-24 {WHY}")
    team.tick("2026-12-23 09:00")
    mine = bob.types("/kudos mine")
    assert f"Thursday 24 December 09:00, to Anna Neri: {WHY}" in mine.text
    gone = bob.presses("Take back: Anna Neri", on=mine)
    assert gone.text == "Taken back: your thanks to Anna Neri. You can give 5 more today."
    team.tick("2026-12-24 09:01")
    assert (team.channel("#kudos"), ann.inbox) == ([], [])
    assert "no longer there" in bob.presses("Take back: Anna Neri", on=mine).text


@pytest.mark.parametrize("day", ["2026-11-22", "2027-11-24", "2031-01-01"])
def test_a_day_that_has_passed_or_is_too_far_is_refused_and_can_be_mended(
    team: Team, bob: Member, ann: Member, day: str
) -> None:
    reply = bob.types(f"/kudos @anna {day} {WHY}")
    assert "choose a day from today on, at most a year ahead" in reply.text
    assert WHY in reply.text
    form = bob.presses("Change and send", on=reply)
    again = bob.fills(form, day=day)
    assert "choose a day" in again.problems["day"]
    assert "27 November" in bob.fills(again, day="2026-11-27").text


@pytest.mark.parametrize(
    ("start", "day", "shown"),
    [
        ("2026-11-23 08:00", "2026-11-23", "2026-11-23 09:00"),
        ("2026-11-23 14:00", "2026-11-23", "2026-11-23 14:00"),
        ("2028-02-29 14:00", "2029-02-28", "2029-02-28 09:00"),
        ("2026-11-23 14:00", "2027-11-23", "2027-11-23 09:00"),
    ],
)
def test_today_and_a_whole_year_ahead_are_days(
    team_of: Callable[..., Team], start: str, day: str, shown: str
) -> None:
    team = team_of(skill, start=start)
    bob, _ = team.member("Bob"), team.member("Ann")
    assert "Thank you" in bob.types(f"/kudos @ann {day} {WHY}").text
    if shown != start:
        assert team.channel("#kudos") == []
        team.tick(shown)
    assert len(team.channel("#kudos")) == 1


def test_who_is_forgotten_meanwhile_says_nothing_any_more(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna 2026-12-24 {WHY}")
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    team.tick("2026-12-24 09:01")
    assert (team.channel("#kudos"), ann.inbox) == ([], [])
    assert "Ricevuti: 0" in ann.types("/kudos mine").text


def test_whom_it_was_for_is_forgotten_meanwhile_and_nobody_is_thanked(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    bob.types(f"/kudos @anna 2026-12-24 {WHY}")
    bob.types(f"/kudos @carl 2026-12-24 {WHY}")
    ann.presses("Cancellami", on=ann.types("/piazza forgetme"))
    team.tick("2026-12-24 09:01")
    assert [one.text for one in team.channel("#kudos")] == [f"Bob Ross thanks Carl Jung\n{WHY}"]


def test_what_was_shown_on_its_day_outlives_its_giver_without_its_words(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna 2026-11-25 {WHY}")
    bob.types(f"/kudos @anna 2026-12-25 {WHY}")
    team.tick("2026-11-26 09:01")
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    mine = ann.types("/kudos mine").text
    assert "Qualcuno: –" in mine
    assert "Ricevuti: 1" in mine
    team.tick("2026-12-25 09:01")
    assert "Ricevuti: 1" in ann.types("/kudos mine").text
