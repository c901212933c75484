"""Of whom the HR file has dates is asked once, and nothing is celebrated without a yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.testing import Member, Shown, Team
from skills.celebrations import CelebrationsSettings, skill
from tests.skills.celebrations.conftest import PARTY, chooses, employs, hours, party

STARTED = date(2016, 12, 10)


@pytest.fixture
def dates(ann: Member, anna: Member) -> None:
    """Of Ann and Anna the HR file has all."""
    for one in (ann, anna):
        employs(one, started=STARTED, birthday=(12, 10))


def offers(who: Member) -> list[Shown]:
    return [
        one for one in who.inbox if "celebrate with you" in one.text or "Festeggiamo" in one.text
    ]


def offered(team: Team) -> None:
    team.tick("2026-11-30 06:00")
    team.tick("2026-12-02 10:00")


@pytest.mark.usefixtures("dates")
def test_it_is_asked_once_and_without_an_answer_nothing_happens(
    team: Team, ann: Member, bob: Member
) -> None:
    employs(bob)
    offered(team)
    assert len(offers(ann)) == 1
    assert "10 December as your birthday" in offers(ann)[0].text
    assert not offers(bob)
    for day in ("2026-12-07", "2026-12-09", "2026-12-10", "2026-12-14", "2026-12-16"):
        hours(team, day)
    assert len(ann.inbox) == 1
    assert party(team) == []


@pytest.mark.usefixtures("dates")
def test_who_says_yes_is_celebrated_as_they_said(team: Team, ann: Member, anna: Member) -> None:
    offered(team)
    told = ann.presses("Yes, in the channel", on=offers(ann)[0])
    assert "With pleasure" in told.text
    assert "asked for a line" in ann.presses("Yes, let them write", on=told).text
    anna.presses("Sì, solo per me", on=offers(anna)[0])
    hours(team, "2026-12-07")
    assert any("Ann, il 10 dicembre" in one.text for one in anna.inbox)
    hours(team, "2026-12-10")
    [post] = party(team)
    assert post.splitlines() == [
        "Happy birthday, Ann!",
        "10 years here today: Ann. Good to have you with us.",
    ]
    assert any("Anna, oggi sono 10 anni" in one.text for one in anna.inbox)
    assert any("Tanti auguri, Anna!" in one.text for one in anna.inbox)


@pytest.mark.usefixtures("dates")
def test_who_says_no_hears_no_more_of_it(team: Team, ann: Member) -> None:
    offered(team)
    assert "Nothing is celebrated" in ann.presses("No, thank you", on=offers(ann)[0]).text
    for day in ("2026-12-09", "2026-12-10"):
        hours(team, day)
    assert len(ann.inbox) == 1


@pytest.mark.usefixtures("dates")
def test_who_has_chosen_already_is_not_asked(team: Team, ann: Member) -> None:
    chooses(ann, "10", "12")
    offered(team)
    assert not offers(ann)


def test_a_company_that_does_not_offer_it_asks_nobody(team_of: Callable[..., Team]) -> None:
    settings = {"celebrations": CelebrationsSettings(channel="#party")}
    team = team_of(skill, settings=settings)
    ann = team.member("Ann")
    employs(ann, started=STARTED, birthday=(12, 10))
    offered(team)
    hours(team, "2026-12-10")
    assert ann.inbox == []
    assert party(team) == []


def test_what_is_offered_no_more_cannot_be_taken(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings=PARTY)
    ann = team.member("Ann")
    employs(ann, started=STARTED, birthday=(12, 10))
    offered(team)
    team.app.house.conf.skills["celebrations"] = CelebrationsSettings()  # type: ignore[index]
    assert "no longer offered" in ann.presses("Yes, just for me", on=offers(ann)[0]).text


@pytest.mark.usefixtures("dates")
def test_who_does_not_want_to_be_asked_for_lines_is_not_whatever_they_answer_here(
    team: Team, ann: Member, anna: Member, bob: Member
) -> None:
    offered(team)
    chooses(anna, "10", "12", wishes="yes")
    hours(team, "2026-12-07")
    ann.presses("Don’t ask me for lines", on=ann.inbox[-1])
    ann.presses("Yes, just for me", on=offers(ann)[0])
    employs(bob)
    chooses(bob, "17", "12", wishes="yes")
    hours(team, "2026-12-14")
    assert not any("Bob" in one.text for one in ann.inbox)
    assert any("Bob" in one.text for one in anna.inbox)


@pytest.mark.usefixtures("dates")
def test_who_only_wants_to_be_asked_for_no_lines_is_still_offered_theirs(
    team: Team, ann: Member, bob: Member
) -> None:
    employs(bob)
    chooses(bob, "27", "11", wishes="yes")
    team.tick("2026-11-24 10:00")
    told = ann.presses("Don’t ask me for lines", on=ann.inbox[-1])
    assert "your own days are celebrated is another matter" in told.text
    offered(team)
    assert len(offers(ann)) == 1
    chooses(bob, "10", "12", wishes="yes")
    team.tick("2026-12-07 10:00")
    assert len(ann.inbox) == 2


@pytest.mark.usefixtures("dates")
@pytest.mark.parametrize("late", ["Yes, in the channel", "No, thank you"])
def test_what_was_chosen_since_is_not_overwritten_by_an_old_card(
    team: Team, ann: Member, anna: Member, late: str
) -> None:
    offered(team)
    chooses(ann, "12", "12", wishes="yes")
    team.tick("2026-12-09 10:00")
    [ask] = [one for one in anna.inbox if "Ann, il 12 dicembre" in one.text]
    anna.fills(anna.presses("Scrivi a Ann", on=ask), words="Auguri")
    stays = ann.presses(late, on=offers(ann)[0]).text
    assert "You have chosen yourself since" in stays
    assert "Your birthday, 12 December: in #party" in stays
    team.tick("2026-12-12 09:00")
    assert "Anna: Auguri" in ann.inbox[-1].text


@pytest.mark.usefixtures("dates")
def test_who_presses_another_yes_keeps_the_lines_that_wait(
    team: Team, ann: Member, anna: Member
) -> None:
    offered(team)
    told = ann.presses("Yes, in the channel", on=offers(ann)[0])
    ann.presses("Yes, let them write", on=told)
    team.tick("2026-12-07 10:00")
    [ask] = [one for one in anna.inbox if "Ann, il 10 dicembre" in one.text]
    anna.fills(anna.presses("Scrivi a Ann", on=ask), words="Auguri")
    again = ann.presses("Yes, just for me", on=offers(ann)[0])
    assert "Some colleagues of your team are asked" in again.text
    team.tick("2026-12-10 09:00")
    assert party(team) == []
    assert any("Anna: Auguri" in one.text for one in ann.inbox)
