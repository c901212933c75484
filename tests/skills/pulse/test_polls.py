"""Polls: asked in a channel by anybody, with names or sealed, and closed by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.cli.tallying import tally_of
from bot.testing import Member, Reply, Shown, Team
from skills.pulse import skill


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def crew(team: Team) -> list[Member]:
    """Thirty people; the second reads Italian."""
    return [team.member(f"N{n}", language="it" if n == 1 else "en") for n in range(30)]


def asked(team: Team, who: Member, words: str = "/poll Where do we eat? | Pizza | Sushi") -> Shown:
    """A poll, as it stands in the channel."""
    assert "on its way" in who.types(words, channel="#lunch").text
    team.tick(timedelta(minutes=1))
    return team.channel("#lunch")[-1]


def sealed_vote(who: Member, poll: Shown, option: str) -> Reply:
    button = "Vota" if who.profile.language == "it" else "Vote"
    return who.fills(who.presses(poll.buttons[0] or button, on=poll), vote={"option": option})


def test_with_names_it_shows_how_it_stands_and_who_may_change_their_mind(
    team: Team, crew: list[Member]
) -> None:
    ann, bob, *_ = crew
    poll = asked(team, ann)
    assert "everybody can see who votes" in poll.text
    assert "You have voted: Pizza" in ann.presses("Vote: Pizza", on=poll).text
    bob.presses("Vote: Pizza", on=poll)
    team.tick(timedelta(minutes=1))
    assert "“Pizza”: 2 votes" in poll.text
    voted = bob.presses("Vote: Sushi", on=poll)
    assert "“Pizza”: N0" in ann.presses("Who voted?", on=poll).text
    assert "ritirato" in bob.presses("Ritira il mio voto", on=voted).text
    assert "non c’è nulla" in bob.presses("Ritira il mio voto", on=voted).text
    open_ = Shown(poll.card, poll.place)
    team.tick(timedelta(days=1))
    result = team.channel("#lunch")[-1]
    assert "The result: Where do we eat?" in result.text
    assert "“Pizza”: 1 vote" in result.text
    assert "is closed" in ann.presses("Vote: Sushi", on=open_).text
    assert poll.buttons == []


def test_sealed_it_tells_nothing_until_it_closes(team: Team, crew: list[Member]) -> None:
    poll = asked(team, crew[0], "/poll Is it too loud? | yes | no #sealed")
    assert "nobody can see who votes" in poll.text
    before = poll.text
    for number, one in enumerate(crew):
        assert "voted" not in sealed_vote(one, poll, str(number % 2)).text
    sealed_vote(crew[1], poll, "0")
    team.tick(timedelta(minutes=5))
    assert poll.text == before
    assert [one.text for one in team.channel("#lunch")] == [before]
    team.tick(timedelta(days=1))
    team.tick(timedelta(minutes=5))
    result = team.channel("#lunch")[-1]
    assert "“yes”: 53%" in result.text
    assert "“no”: 47%" in result.text


def test_sealed_by_too_few_it_says_nothing_but_that(team: Team, crew: list[Member]) -> None:
    poll = asked(team, crew[0], "/poll Is it too loud? | yes | no #sealed")
    for one in crew[:9]:
        sealed_vote(one, poll, "0")
    team.tick(timedelta(days=1, minutes=5))
    result = team.channel("#lunch")[-1]
    assert "Fewer than 25 have voted" in result.text
    assert "“yes”" not in result.text


def test_several_may_be_chosen_and_it_comes_again(team: Team, crew: list[Member]) -> None:
    ann, bob, *_ = crew
    poll = asked(team, ann, "/poll Which days? | Mon | Tue | Wed #several #weekly")
    form = bob.presses("Vote", on=poll)
    assert form.form.fields[0].label == "Which days?"
    assert "Mon" in bob.fills(form, vote={"option": ["0", "2"]}).text
    again = bob.presses("Vote", on=poll)
    assert again.form.fields[0].value == ["0", "2"]
    nothing = bob.fills(again, vote={"option": []})
    assert list(nothing.problems) == ["vote_option"]
    team.tick(timedelta(days=7, minutes=5))
    assert len([one for one in team.channel("#lunch") if "Which days?" in one.text]) == 3
    mine = ann.types("/poll mine")
    assert "Don’t repeat 2" in mine.shown.buttons
    ann.presses("Don’t repeat 2", on=mine)
    team.tick(timedelta(days=8))
    assert len([one for one in team.channel("#lunch") if "Which days?" in one.text]) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("/poll Where do we eat? | Pizza", "2 to 10 different options"),
        ("/poll Where do we eat? | Pizza | Pizza", "2 to 10 different options"),
        ("/poll Eat?", "at least 5"),
        ("/poll Is it too loud? | yes | no #seeled", "no #seeled here"),
        ("/poll Is it too loud? #seeled | yes | no", "no #seeled here"),
        ("/poll | Pizza | Sushi", "5 to 200 characters"),
        ("/poll Eat? | Pizza | Sushi", "5 to 200 characters"),
        (f"/poll {'Where? ' * 30} | Pizza | Sushi", "5 to 200 characters"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_kept(
    crew: list[Member], words: str, said: str
) -> None:
    reply = crew[0].types(words, channel="#lunch")
    told = reply.text or str(reply.problems)
    assert said in told


def test_channels_may_be_options_and_times_have_tags_in_each_language(
    team: Team, crew: list[Member]
) -> None:
    _, luca, *_ = crew
    words = "/poll Where do we talk? #ora #settimanale | #lunch | #work"
    said = luca.types(words, channel="#lunch").text
    assert "Si ripete ogni settimana" in said
    team.tick(timedelta(minutes=1))
    assert "“#work”" in team.channel("#lunch")[-1].text
    team.tick(timedelta(hours=1))
    assert "The result: Where do we talk?" in team.channel("#lunch")[-1].text


def test_many_options_stand_in_one_line_however_long_it_gets(
    team: Team, crew: list[Member]
) -> None:
    options = [f"the trattoria in street number {n}, by the river" for n in range(10)]
    poll = asked(team, crew[0], f"/poll Where do we eat? | {' | '.join(options)}")
    assert all(one in poll.text for one in options)


def test_sealed_a_vote_for_several_can_be_taken_back(team: Team, crew: list[Member]) -> None:
    poll = asked(team, crew[0], "/poll Which days? | Mon | Tue #sealed #several")
    for one in crew:
        one.fills(one.presses(poll.buttons[0], on=poll), vote={"option": ["0"]})
    for one in crew[:6]:
        again = one.presses(poll.buttons[0], on=poll)
        assert not one.fills(again, vote={"option": []}).answer.form
    team.tick(timedelta(days=1, minutes=5))
    assert "Fewer than 25 have voted" in team.channel("#lunch")[-1].text


def test_of_one_whose_key_was_lost_it_is_not_said_that_few_voted(
    team: Team, crew: list[Member]
) -> None:
    poll = asked(team, crew[0], "/poll Is it too loud? | yes | no #sealed")
    sealed_vote(crew[0], poll, "0")
    for key in team.app.house.box.keys.tally.glob("*.key"):
        key.unlink()
    team.tick(timedelta(days=1, minutes=5))
    tally_of(team.app).give_up(1)
    team.tick(timedelta(minutes=5))
    assert "the key to them is lost" in team.channel("#lunch")[-1].text


def test_sealed_in_a_small_company_is_refused(team_of: Callable[..., Team]) -> None:
    team = team_of(skill)
    ann = team.member("Ann")
    reply = ann.types("/poll Is it too loud? | yes | no #sealed", channel="#lunch")
    assert "needs at least 10 people" in reply.text
    assert "There are 1" in reply.text


def test_only_who_asked_closes_it(team: Team, crew: list[Member]) -> None:
    ann, bob, *_ = crew
    card = ann.types("/poll Where do we eat? | Pizza | Sushi", channel="#lunch")
    assert "Non è più valido" in bob.presses("Close it now", on=card).text
    assert "It is closed" in ann.presses("Close it now", on=card).text
    assert "is closed" in ann.presses("Close it now", on=card).text


def test_one_that_is_sealed_is_closed_for_good_only_by_who_means_it(
    team: Team, crew: list[Member]
) -> None:
    ann = crew[0]
    card = ann.types("/poll Is it too loud? | yes | no #sealed", channel="#lunch")
    team.tick(timedelta(minutes=1))
    asked_ = ann.presses("Close it now", on=card)
    assert "counted once" in asked_.text
    team.tick(timedelta(minutes=5))
    assert "The result" not in team.channel("#lunch")[-1].text
    assert "It is closed" in ann.presses("Yes, close it", on=asked_).text
    team.tick(timedelta(minutes=5))
    assert "The result: Is it too loud?" in team.channel("#lunch")[-1].text
