"""A power cut between sending an answer and noting it: the customer has one answer, not two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.testing import Member, Shown, Team
from tests.handlers.web.hooked import DESK, KEY, World
from tests.skills.feedback.conftest import HOW, LATE
from tests.skills.feedback.ways import Ways, ways_of

WORDS = "Sotto Impostazioni, poi Fatture: è lì."
SECOND, A_WHILE = timedelta(seconds=1), timedelta(minutes=2)


@pytest.fixture
def ways(team_of: Callable[..., Team]) -> Iterator[Ways]:
    with ways_of(team_of) as ways:
        yield ways


@pytest.fixture
def team(ways: Ways) -> Team:
    return ways.team


def comes(team: Team, source: str, key: bytes, text: str) -> Shown:
    """A program sends what Rita says; returns its card."""
    world = World(team)

    async def send() -> None:
        said = {"id": "7", "text": text, "name": "Rita", "email": "rita@example.com"}
        status, told = await world.send(said, f"/hooks/feedback/{source}", key=key)
        assert status < 300, told

    world.tells(send)
    [card] = team.channel("#customers")
    return card


def answers_in_a_crash(ways: Ways, bob: Member, card: Shown) -> None:
    """Nothing takes the answer at first; when something does, the power fails at once."""
    ways.busy(really=True)
    check = bob.fills(bob.presses("Answer", on=card), words=WORDS)
    bob.presses("Send it", on=check)
    assert "an answer waits" in card.text
    ways.busy(really=False)
    ways.program.told.clear()
    ways.team.now += A_WHILE
    assert ways.goes_on_and_dies()
    # It is taken up anew when its process must be dead.
    ways.team.tick(A_WHILE)


def test_a_letter_of_which_nobody_knows_is_not_sent_twice_without_being_asked(
    ways: Ways, team: Team, bob: Member
) -> None:
    card = comes(team, "help-desk", DESK, HOW)
    answers_in_a_crash(ways, bob, card)
    team.tick(timedelta(days=3))
    [letter] = ways.letters
    assert (letter["To"], letter.get_content().strip()) == ("rita@example.com", WORDS)
    assert "may have arrived" in card.text
    told = bob.inbox[-1]
    assert "may have arrived" in told.text
    bob.presses("Send it again", on=told)
    # A mail program that has the first shows the second as the same one.
    first, second = ways.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert card.text.endswith("answered")


def test_a_letter_that_has_arrived_after_all_is_left_as_it_is(
    ways: Ways, team: Team, bob: Member
) -> None:
    card = comes(team, "help-desk", DESK, HOW)
    answers_in_a_crash(ways, bob, card)
    bob.presses("They have it", on=bob.inbox[-1])
    team.tick(timedelta(days=3))
    assert len(ways.letters) == 1
    assert card.text.endswith("answered by hand")


def test_a_program_is_told_again_by_the_same_id_and_so_answers_once(
    ways: Ways, team: Team, bob: Member
) -> None:
    card = comes(team, "shop", KEY, LATE)
    answers_in_a_crash(ways, bob, card)
    team.tick(timedelta(days=3))
    first, second = ways.told()
    assert first == second
    assert first[1] == {"type": "feedback.answered", "id": "7", "answer": WORDS}
    assert card.text.endswith("answered")
    assert ways.letters == []
