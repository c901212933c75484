"""Stories of how evenly thanks are spread: in numbers with their doubt, and of nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

import pytest

from bot import Period, Role
from bot.testing import Member, Team
from skills.cm import skill as cm
from skills.kudos import skill
from skills.kudos.advice import advice
from skills.kudos.keeping import LEAST, expire
from skills.kudos.measures import Share, Spread, Told
from tests.skills.kudos.telling import WHY

PEOPLE = 24
ASKED = "/cm kudos fairness"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm, start="2026-11-23 08:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def people(team: Team, cora: Member) -> list[Member]:
    found = [team.member(f"Nina{number} Rossi") for number in range(PEOPLE)]
    for number, one in enumerate(found):
        team.employ(one, company="Acme", division="D", team=f"T{number % 2}")
    return found


def thanks(people: Sequence[Member], of: range, how: str = "", step: int = 1) -> None:
    """Each thanks the one so many places after them."""
    for number in of:
        to = people[(number + step) % len(people)]
        people[number].types(f"/kudos @{to.profile.handle} {how} {WHY} {number}")


def facts(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def test_the_first_to_ask_gets_it_a_moment_later(
    team: Team, cora: Member, people: list[Member]
) -> None:
    assert "for the first time" in cora.types(ASKED).text
    [sent] = cora.inbox
    # Nobody has thanked in the week that is over.
    assert facts(sent.text)["Were thanked"] == "at most 16%, of 25 to 49 people"
    assert facts(sent.text)["How unequal (Gini index)"] == "hidden, too few to tell"
    assert "too few thanks yet to say more" in sent.text


def test_the_card_on_monday(team: Team, cora: Member, people: list[Member]) -> None:
    thanks(people, range(12))
    team.tick("2026-11-30 06:00")
    card = cora.types(f"{ASKED} #4")
    assert "spread, 2 November to 29 November" in card.text
    told = facts(card.text)
    # Twelve of twenty-five: in steps of five.
    assert told["Were thanked"] == "50% (30–67%), of 25 to 49 people"
    assert told["Not thanked for 90 days"] == "50% (33–70%), of 25 to 49 people"
    assert told["How unequal (Gini index)"] == "0.54 (0.33–0.76); by lot it would be 0.68"
    # All are between two teams, and none goes both ways; neither is said so plainly.
    assert told["Thanks from one team to another"] == "at least 66%, of 10 to 14 thanks"
    assert told["Thanks that go both ways between two"] == "at most 34%, of 10 to 14 thanks"
    assert not any(one.profile.name.split()[0] in card.text for one in people)
    assert "13 weeks" in card.shown.buttons
    again = cora.presses("13 weeks", on=card)
    assert "spread, 31 August to 29 November" in again.text
    menu = cora.types("/cm kudos")
    assert cora.presses("How evenly they are spread", on=menu).text == again.text


def test_in_italian(team: Team, people: list[Member]) -> None:
    gina = team.member("Gina Gallo", language="it", role=Role.CO_ORGANISER)
    thanks(people, range(12))
    team.tick("2026-11-30 06:00")
    card = gina.types(f"{ASKED} #52")
    assert "dal 1º dicembre 2025 al 29 novembre 2026" in card.text
    told = facts(card.text)
    assert told["Ringraziati"].endswith("%), su 25-49 persone")
    assert told["Disuguaglianza (indice di Gini)"].startswith("0,5")


def test_before_midnight_in_rome_it_is_still_sunday(
    team: Team, cora: Member, people: list[Member]
) -> None:
    thanks(people, range(0, 12, 2))
    # 22:30 UTC and 23:30 UTC, on Sunday both.
    team.tick("2026-11-29 23:30")
    thanks(people, range(12, 14))
    team.tick("2026-11-30 00:30")
    thanks(people, range(14, 17))
    team.tick("2026-11-30 06:00")
    # Eight of twenty-five, and a week later eleven.
    assert facts(cora.types(ASKED).text)["Were thanked"].startswith("30% (17–52%)")
    team.tick("2026-12-07 06:00")
    assert facts(cora.types(ASKED).text)["Were thanked"].startswith("45% (26–63%)")


def test_what_was_told_stays_until_monday_and_is_then_put_right(
    team: Team, cora: Member, people: list[Member]
) -> None:
    thanks(people, range(10))
    team.tick("2026-11-30 06:00")
    told = cora.types(ASKED).text
    assert facts(told)["Were thanked"].startswith("40%")
    shown = cora.fills(cora.types("/cm kudos remove 1"), reason="it was not meant as thanks")
    cora.presses("Remove it", on=shown)
    house = team.app.house
    for gone in people[4:7]:
        team.app.database.write_now(partial(house.forget, person=gone.person, now=team.now))
    assert cora.types(ASKED).text == told
    team.tick("2026-12-07 06:00")
    # Of ten one was removed, and three of those who were thanked are forgotten.
    assert facts(cora.types(ASKED).text)["Were thanked"].startswith("25%")


def test_a_month_in_the_report(team: Team, cora: Member, people: list[Member]) -> None:
    thanks(people, range(12))
    november = Period(date(2026, 11, 1), date(2026, 12, 1), "Europe/Rome")

    def report() -> str:
        house = team.app.house
        return str(team.app.database.read_now(lambda db: house.report(db, november, team.now)))

    team.tick("2026-12-01 12:00")
    assert "report_share" not in report()
    team.tick("2026-12-07 06:00")
    assert "'percent': 50" in report()
    assert "'gini': 0.54" in report()


def test_who_was_thanked_in_private_is_told_once_a_quarter_of_enough(
    team: Team, cora: Member, people: list[Member]
) -> None:
    thanks(people, range(10))
    thanks(people, range(10, 17), "#private")
    team.tick("2026-12-28 06:00")
    private = "Thanked in private, of those not thanked in public, 1 {}"
    first = private.format("July to 30 September")
    # The whole company, for then nobody was thanked.
    assert facts(cora.types(ASKED).text)[first] == "at most 16%, of 25 to 49 people"
    team.tick("2027-01-04 06:00")
    last = private.format("October to 31 December")
    told = facts(cora.types(ASKED).text)
    assert first not in told
    # Seven of the fifteen others, in tenths.
    assert told[last] == "50% (24–70%), of 15 to 24 people"
    thanks(people, range(17, 24), "#private")
    team.tick("2027-01-11 06:00")
    assert facts(cora.types(ASKED).text)[last] == told[last]


def test_what_is_old_goes_but_never_so_soon_that_it_is_told_anew(
    team: Team, cora: Member, people: list[Member]
) -> None:
    team.tick("2026-11-30 06:00")

    def drop(days: int) -> int:
        before = team.now - timedelta(days=days)
        return team.app.database.write_now(lambda db: expire(db, before, 10))

    assert drop(0) == 0
    assert drop(1 - LEAST.days) == 2
    assert drop(-LEAST.days - 60) == 1


LITTLE, MUCH = (Share(percent=p, low=p - 5, high=p + 5, least=50, most=None) for p in (10, 70))
EVEN = Spread(gini=0.6, low=0.5, high=0.7, chance=0.6)
UNEVEN = Spread(gini=0.8, low=0.7, high=0.9, chance=0.6)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({}, "begin"),
        ({"spread": EVEN}, "none"),
        ({"spread": EVEN, "unthanked": {"90": MUCH}, "across": LITTLE}, "reach"),
        ({"spread": UNEVEN, "unthanked": {"90": LITTLE}, "across": LITTLE}, "across"),
        ({"spread": UNEVEN, "across": MUCH, "returned": MUCH}, "uneven"),
        ({"spread": EVEN, "across": MUCH, "returned": MUCH}, "returned"),
    ],
)
def test_what_to_do(told: dict[str, object], what: str) -> None:
    week = {"first": date(2026, 11, 2), "end": date(2026, 11, 30)}
    assert advice(Told.model_validate(week | told)).key == f"advice_{what}"
