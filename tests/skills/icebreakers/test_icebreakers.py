"""A light question a week: none twice until all were asked, and what is liked comes earlier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role, data
from bot.testing import Member, Shown, Team
from skills import cm
from skills.icebreakers import IcebreakersSettings, skill
from skills.icebreakers.bank import Question
from skills.icebreakers.choosing import ENOUGH, Standing, following

HERE = {"icebreakers": IcebreakersSettings(channel="#party")}
FIRST = "2026-11-24 10:00"
WEEK = timedelta(weeks=1)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings=HERE)


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna", language="it")


def posts(team: Team) -> list[Shown]:
    return team.channel("#party")


def asked(team: Team) -> list[str]:
    return [one.text.splitlines()[0].partition(": ")[2] for one in posts(team)]


def test_there_are_enough_in_both_languages_each_once_and_short() -> None:
    found = data("icebreakers")["questions"]
    assert len(found) >= 60
    for language in ("en", "it"):
        words = [one[language] for one in found]
        assert len(set(words)) == len(words)
        assert all(10 <= len(one) <= 90 and one.endswith("?") for one in words)
    assert [one["id"] for one in found] == list(range(1, len(found) + 1))


def test_every_tuesday_another_one(team: Team, ann: Member) -> None:
    team.tick("2026-11-24 09:59")
    assert posts(team) == []
    team.tick(FIRST)
    [post] = posts(team)
    assert "Piazza doesn’t read" in post.text
    assert post.buttons == ["Good question", "Not again"]
    for _ in range(9 * 7):
        # The eighth of December is a holiday: then it comes the day after.
        team.tick(timedelta(days=1))
    assert len(asked(team)) == len(set(asked(team))) == 10
    assert {one["en"] for one in data("icebreakers")["questions"]} >= set(asked(team))
    assert ann.inbox == []


def test_in_the_companys_language(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings=HERE, company={"languages": ["it", "en"]})
    team.tick(FIRST)
    [words] = asked(team)
    assert words in {one["it"] for one in data("icebreakers")["questions"]}
    assert posts(team)[0].buttons == ["Bella domanda", "Questa no"]


def test_without_a_channel_nothing_is_asked(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, cm.skill)
    marco = team.member("Marco", role=Role.CM)
    team.tick(FIRST)
    assert posts(team) == team.channel("#general") == []
    assert "Not asked anywhere" in marco.types("/cm icebreakers").text


def test_it_can_be_liked_and_not_liked_without_anybody_seeing_the_latter(
    team: Team, ann: Member, anna: Member
) -> None:
    team.tick(FIRST)
    ann.presses("Good question", on=posts(team)[0])
    anna.presses("Good question", on=posts(team)[0])
    assert "2 colleagues find it" in posts(team)[0].text
    assert "lo sai solo tu" in anna.presses("Not again", on=posts(team)[0]).text
    assert "1 colleague finds it" in posts(team)[0].text
    ann.presses("Good question", on=posts(team)[0])
    assert "find" not in posts(team)[0].text
    ann.presses("Not again", on=posts(team)[0])
    assert "Taken back" in ann.presses("Not again", on=posts(team)[0]).text
    assert len(posts(team)) == 1


def test_a_colleagues_question_comes_next_with_their_name(
    team: Team, marco: Member, ann: Member, anna: Member
) -> None:
    kept = ann.types("/piazza icebreaker Which ride would you do again?")
    assert "comes next" in kept.text
    anna.fills(
        anna.types("/piazza icebreaker"), words="Quale giro rifaresti domani?", signed="unnamed"
    )
    team.tick(FIRST)
    assert asked(team)[0] in {one["en"] for one in data("icebreakers")["questions"]}
    waiting = marco.types("/cm icebreakers")
    assert "2 questions wait" in waiting.text
    assert "1, by Ann: Which ride" in waiting.text
    marco.presses("Let 1 in", on=waiting)
    marco.presses("Let 2 in", on=waiting)
    assert "already" in marco.presses("Leave 2 out", on=waiting).text
    assert "Your question is in" in ann.inbox[-1].text
    assert "è stata accolta" in anna.inbox[-1].text
    team.tick(WEEK)
    team.tick("2026-12-09 10:00")
    hers, here = sorted((one.text for one in posts(team)[1:]), reverse=True)
    assert "Which ride would you do again?" in hers
    assert "A question by Ann" in hers
    assert "Quale giro" in here
    assert "Anna" not in here


def test_what_is_left_out_is_not_asked(team: Team, marco: Member, ann: Member) -> None:
    ann.types("/piazza icebreaker Which ride would you do again?")
    marco.presses("Leave 1 out", on=marco.types("/cm icebreakers"))
    assert "isn’t asked this time" in ann.inbox[-1].text
    for day in ("2026-11-24", "2026-12-01"):
        team.tick(f"{day} 10:00")
    assert "Which ride would you do again?" not in asked(team)


def test_the_manager_can_ask_one_at_any_time(team: Team, marco: Member, ann: Member) -> None:
    assert "Asked" in marco.types("/cm icebreakers ask", channel="C7").text
    [here] = team.channel("C7")
    ann.presses("Good question", on=here)
    assert "1 colleague finds it" in here.text
    team.tick(FIRST)
    assert asked(team) != [here.text.splitlines()[0].partition(": ")[2]]


def test_what_was_asked_by_hand_can_be_taken_back_for_a_while(team: Team, marco: Member) -> None:
    said = marco.types("/cm icebreakers ask", channel="C7")
    [first] = team.channel("C7")
    assert "takes its turn again" in marco.presses("Take it back (10 minutes)", on=said).text
    assert team.channel("C7") == []
    said = marco.types("/cm icebreakers ask", channel="C7")
    [again] = team.channel("C7")
    assert again.text == first.text
    team.tick(timedelta(minutes=11))
    late = marco.presses("Take it back (10 minutes)", on=said)
    assert "can’t be taken back any more" in late.text
    assert team.channel("C7") == [again]


def test_so_many_may_wait_and_no_more(team: Team, ann: Member) -> None:
    for n in range(5):
        assert "Thank you" in ann.types(f"/piazza icebreaker Which is ride number {n}?").text
    assert "5 of your questions" in ann.types("/piazza icebreaker And which one now?").text


def test_all_that_wait_are_counted_also_those_not_shown_yet(
    team: Team, marco: Member, ann: Member
) -> None:
    for n in range(5):
        ann.types(f"/piazza icebreaker Which is ride number {n}?")
    waiting = marco.types("/cm icebreakers").text
    assert "5 questions wait" in waiting
    assert "Here are the first 4" in waiting
    assert "number 4" not in waiting
    marco.presses("Leave 1 out", on=marco.types("/cm icebreakers"))
    left = marco.types("/cm icebreakers").text
    assert "4 questions wait" in left
    assert "Here are the first" not in left
    assert "number 4" in left


def test_who_is_forgotten_takes_their_question_along(
    team: Team, marco: Member, ann: Member, anna: Member
) -> None:
    ann.types("/piazza icebreaker Which ride would you do again?")
    marco.presses("Let 1 in", on=marco.types("/cm icebreakers"))
    team.tick(FIRST)
    anna.presses("Good question", on=posts(team)[0])
    sure = ann.types("/piazza forgetme")
    ann.presses(sure.shown.buttons[0], on=sure)
    assert "non c’è più" in anna.presses("Good question", on=posts(team)[0]).text
    team.tick(WEEK)
    assert "Which ride would you do again?" not in asked(team)[1:]


def played(questions: list[Question], scores: dict[int, int], weeks: int) -> list[int]:
    """Which numbers are asked, week by week, when each has such a score once it was asked."""
    known: dict[tuple[int | None, int | None], Standing] = {}
    found = []
    for week in range(weeks):
        chosen = following(questions, known, str(week))
        assert chosen is not None
        question, turn = chosen
        number = question.number or 0
        known[question.key] = Standing(turn, scores.get(number, 0))
        found.append(number)
    return found


def test_liked_ones_come_earlier_in_the_next_turn_and_disliked_ones_no_more() -> None:
    questions = [Question(f"{n}?", n) for n in range(1, 11)]
    numbers = played(questions, {3: 4, 7: 2, 5: -1, 9: -ENOUGH}, 28)
    first, second, third = numbers[:10], numbers[10:19], numbers[19:28]
    assert sorted(first) == list(range(1, 11))
    for later in (second, third):
        assert sorted(later) == [1, 2, 3, 4, 5, 6, 7, 8, 10]
        assert later[:2] == [3, 7]
        assert later[-1] == 5
    assert following([], {}, "") is None


def test_one_that_came_later_is_asked_once_a_turn_too() -> None:
    known: dict[tuple[int | None, int | None], Standing] = {
        (n, None): Standing(3, 0) for n in range(1, 5)
    }
    questions = [Question(f"{n}?", n) for n in range(1, 5)]
    new = Question("new?", own=1)
    chosen = following([new, *questions], known, "")
    assert chosen == (new, 3)
    known |= {(None, 1): Standing(3, 0)}
    again = following([new, *questions], known, "")
    assert again is not None
    assert again[1] == 4
