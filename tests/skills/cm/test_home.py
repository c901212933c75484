"""The home: what needs an answer today, how long it has waited, and all that can be done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Reply, Team
from handlers.teams.limits import DOTS
from handlers.teams.render import adaptive
from skills import belonging, celebrations, cm, coffee, feedback, icebreakers, ideas, kudos, pulse

SKILLS = (kudos, ideas, feedback, pulse, coffee, belonging, celebrations, icebreakers, cm)
WHY = "for the careful work on the new warehouse plan"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    few = (kudos, ideas, icebreakers, cm)
    settings = {"ideas": ideas.IdeasSettings(unanswered_days=3)}
    return team_of(*(one.skill for one in few), settings=settings, start="2026-11-24 12:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Verdi", language="it", role=Role.CO_ORGANISER)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob Rossi")


def waits(home: Reply) -> list[str]:
    """What waits, line by line."""
    lines = home.text.splitlines()
    end = next(at for at, one in enumerate(lines) if one.startswith(("What people", "Che cosa si")))
    return lines[1:end]


def pass_days(team: Team, number: int) -> None:
    """Live so many days, from noon to noon, so that nothing is left out."""
    for _ in range(number):
        team.tick(timedelta(hours=6))
        team.tick(timedelta(hours=18))


def test_where_nothing_waits_a_friendly_word_says_what_could_be_next(
    team: Team, cora: Member, ugo: Member
) -> None:
    home = cora.types("/cm")
    assert home.text.startswith("Nothing waits for you today.\nEverybody has their answer")
    assert "A good moment" in home.text
    assert home.shown.buttons == ["All commands"]
    assert ugo.types("/cm").text.startswith("Oggi nessuno aspetta una tua risposta.")
    # Who only helps is not sent to what they may not do.
    assert "/cm themes" in ugo.types("/cm").text.splitlines()[2]
    assert "/cm promise\n" not in ugo.types("/cm").text


def test_what_has_waited_longest_comes_first_and_is_a_press_away(
    team: Team, cora: Member, ugo: Member, bob: Member
) -> None:
    bob.types("/idea we could close the windows at night to save energy")
    pass_days(team, 2)
    bob.types("/piazza icebreaker Which sound do you like best in the morning?")
    cora.types("/cm promise @Bob 2026-11-28 we repair the coffee machine for good")
    pass_days(team, 5)
    home = cora.types("/cm")
    assert home.text.startswith("Today 3 things wait for you, the oldest first")
    assert waits(home) == [
        "An idea has no answer yet · for 7 days",
        "A colleague’s icebreaker waits to be let in · for 5 days",
        "A promise is late · for 2 days",
    ]
    assert home.shown.buttons == ["Ideas", "Icebreakers", "Promises", "All commands"]
    assert "close the windows" in cora.presses("Ideas", on=home).text
    assert "Which sound" in cora.presses("Icebreakers", on=home).text
    assert "coffee machine" in cora.presses("Promises", on=home).text
    assert waits(ugo.types("/cm")) == [
        "Un’idea è senza risposta · da 7 giorni",
        "Una domanda rompighiaccio aspetta il tuo sì · da 5 giorni",
        "Una promessa è in ritardo · da 2 giorni",
    ]


def test_what_was_answered_waits_no_more(team: Team, cora: Member, bob: Member) -> None:
    bob.types("/piazza icebreaker Which sound do you like best in the morning?")
    bob.types("/piazza icebreaker Which smell do you like best in the evening?")
    pass_days(team, 1)
    home = cora.types("/cm")
    assert waits(home) == ["2 colleagues’ icebreakers wait to be let in · since yesterday"]
    cora.presses("Let 1 in", on=cora.presses("Icebreakers", on=home))
    assert waits(cora.types("/cm"))[0].startswith("A colleague’s icebreaker")


def test_what_is_for_the_manager_alone_nobody_else_is_told_of(
    team: Team, cora: Member, ugo: Member, bob: Member
) -> None:
    team.platform.refusals.append(DeliveryError("user_disabled", final=True))
    cora.types(f"/kudos @Bob {WHY} #private")
    team.tick(timedelta(minutes=1))
    bob.types(f"/kudos @Cora {WHY} and for being rather slow about it #private")
    cora.presses("Yes, show it", on=cora.types("/kudos report"))
    assert waits(cora.types("/cm")) == [
        "A message could not be delivered · since today",
        "Somebody has shown you a thank-you that was not all right for them · since today",
    ]
    assert ugo.types("/cm").text.startswith("Oggi nessuno")
    # Looking at it is an answer: whether it goes is for the manager to say.
    assert "rather slow" in cora.presses("Thanks", on=cora.types("/cm")).text
    assert waits(cora.types("/cm")) == ["A message could not be delivered · since today"]


def test_beyond_what_is_seen_at_a_glance_there_is_a_press_for_the_rest(
    team: Team, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(team, cora)
    monkeypatch.setattr(cm.home, "MOST", 2)
    monkeypatch.setattr(cm.home, "OPENING", 2)
    home = cora.types("/cm")
    assert waits(home)[2] == "And one more."
    first = cora.presses("All 3", on=home)
    assert len(first.text.splitlines()) == 3
    last = cora.presses("Next", on=first)
    assert last.text.splitlines()[1].startswith("A schedule has been paused")
    assert last.shown.buttons == ["Schedule", "Back to today"]
    back = cora.presses("Back to today", on=last)
    assert waits(back)[2] == "And one more."


def many(team: Team, cora: Member) -> None:
    """Let three things wait."""
    cora.types("/piazza icebreaker Which sound do you like best in the morning?")
    cora.types("/cm promise @Cora 2026-11-25 we repair the coffee machine for good")
    cora.types("/cm schedule pause kudos.gratitude")
    pass_days(team, 9)


def test_on_the_home_tab_only_those_who_organise_read_what_waits(
    team: Team, cora: Member, bob: Member
) -> None:
    bob.types("/piazza icebreaker Which sound do you like best in the morning?")
    [own] = [one for one in cora.home if "waits for you" in one.text]
    assert "icebreaker" in cora.presses("Icebreakers", on=own).text
    assert not any("waits for" in one.text for one in bob.home)


def test_a_pause_never_stands_before_what_people_wait_for(team: Team, cora: Member) -> None:
    many(team, cora)
    assert waits(cora.types("/cm"))[-1] == "A schedule has been paused for more than a week"


def test_every_command_has_its_subject_and_all_are_a_press_away(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(*(one.skill for one in SKILLS))
    cora = team.member("Cora Conti", role=Role.CM)
    home = cora.types("/cm")
    assert "More:" not in home.text
    pages = [cora.presses("All commands", on=home)]
    while "More commands" in pages[-1].shown.buttons:
        pages.append(cora.presses("More commands", on=pages[-1]))
    # On Teams as well all of a page is read.
    assert not any(DOTS in words(page) for page in pages)
    lines = [one for page in pages for one in page.text.splitlines()]
    there = {path for path in team.app.house.router.commands if path[0] == "cm" and path[1:]}
    assert len([one for one in lines if one.startswith("/cm ")]) == len(there)


def words(shown: Reply) -> list[str]:
    """What stands on a card on Teams, word by word."""
    drawn = json.dumps(adaptive(shown.shown.card, ""), ensure_ascii=False)
    return re.findall(r'"text": "([^"]*)"', drawn)


def test_a_newcomer_without_a_buddy_waits_from_their_first_day(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(belonging.skill, cm.skill, start="2026-11-24 12:00")
    cora = team.member("Cora Conti", role=Role.CM)
    new = team.member("Nina Neri")
    team.employ(new, company="Acme", started=team.now.date())
    pass_days(team, 3)
    assert any("newcomer has no buddy" in one for one in waits(cora.types("/cm")))
