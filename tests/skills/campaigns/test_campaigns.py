"""A message or a question to many: planned, seen, started, tracked, and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot import Role
from bot.testing import Member, Reply, Shown, Team
from skills import cm
from skills.campaigns import skill
from skills.campaigns.tracking import how_many

WORDS = "From Monday on accidents are reported with the new red card."
DAYS = {"begins": "2026-11-24", "ends": "2026-11-30"}
GOES, OVER = "2026-11-24 10:00", "2026-11-30 18:01"


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill, cm.skill], database_url=database_url) as team:
        yield team


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def crew(team: Team) -> list[Member]:
    return [team.member(f"Person{number}", language="it") for number in range(6)]


def plans(cora: Member, **said: str) -> Reply:
    values = {"words": WORDS, "goal": "Half of us have the card", **DAYS} | said
    return cora.fills(cora.types("/cm campaign"), **values)


def posts(team: Team) -> list[Shown]:
    return team.channel("#general")


def test_a_message_is_seen_started_joined_and_reported(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    looked = plans(cora, target="10")
    assert "It goes to 7 people, on 24 November" in looked.text
    assert "Count me in" not in looked.shown.buttons
    assert WORDS in looked.text
    team.tick(GOES)
    assert posts(team) == []
    cora.presses("Start it", on=plans(cora, target="10", begins="2026-11-25"))
    team.tick("2026-11-25 10:00")
    [post] = posts(team)
    assert WORDS in post.text
    [mine] = crew[0].inbox
    assert mine.buttons == ["Ci sto"]
    joined = [one.presses("Count me in", on=post) for one in crew[:2]]
    crew[0].presses("Ci sto", on=mine)
    crew[1].presses("Ho cambiato idea", on=joined[1])
    told = cora.types("/cm campaigns").text
    assert "Reached: 5 to 9 people" in told
    assert "fewer than 5 people, of 10 hoped for" in told
    team.tick(OVER)
    [report] = [one for one in cora.inbox if "A campaign is over" in one.text]
    assert "Half of us have the card" in report.text
    assert posts(team)[0].buttons == []
    [old] = crew[2].inbox
    assert "finita" in crew[2].presses("Ci sto", on=old).text


def test_what_is_undone_goes_to_nobody_and_goes_from_where_it_is(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    cora.presses("Take it back", on=cora.presses("Start it", on=plans(cora)))
    team.tick(GOES)
    assert posts(team) == crew[0].inbox == []
    started = cora.presses("Start it", on=plans(cora, begins="2026-11-25"))
    team.tick("2026-11-25 10:00")
    assert [len(posts(team)), len(crew[0].inbox)] == [1, 1]
    cora.presses("Take it back", on=started)
    team.tick(timedelta(minutes=1))
    assert [len(posts(team)), len(crew[0].inbox)] == [0, 0]


def test_what_rests_is_not_sent_until_it_goes_on(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    cora.presses("Start it", on=plans(cora, again="2026-11-26"))
    rests = cora.presses("Pause 1", on=cora.types("/cm campaigns"))
    team.tick(GOES)
    assert posts(team) == crew[0].inbox == []
    cora.presses("Go on with 1", on=rests)
    team.tick("2026-11-26 10:00")
    assert [len(posts(team)), len(crew[0].inbox)] == [1, 1]
    sure = cora.presses("End 1", on=cora.types("/cm campaigns"))
    assert "What was sent stays" in sure.text
    cora.presses("End it now", on=sure)
    assert [one for one in cora.inbox if "A campaign is over" in one.text]


def test_it_is_for_some_and_not_for_so_few_that_figures_tell_of_them(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    assert "It goes to 6 people" in plans(cora, who="language", name="it").text
    assert "who" in plans(cora, who="language", name="en").problems
    assert "name" in plans(cora, who="part", name="Attic").problems
    assert "It goes to 7 people" in plans(cora, who="zone", name="Europe/Rome").text
    assert "ends" in plans(cora, ends="2026-11-23").problems
    assert "begins" in plans(cora, begins="2026-11-28").problems
    started = cora.types("/cm campaign start")
    assert "It goes out on 24 November" in started.text
    assert "begins" in plans(cora).problems


def test_answers_to_a_question_are_sealed_and_told_at_the_end(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    crowd = [*crew, *(team.member(f"More{number}") for number in range(20))]
    asked = plans(cora, options="Yes\nNo", where="channel")
    assert "from 25 answers on" in asked.text
    cora.presses("Start it", on=asked)
    team.tick(GOES)
    [post] = posts(team)
    for number, one in enumerate(crowd):
        form = one.presses("Answer", on=post)
        assert one.fills(form, said={"option": str(1 + (number > 12))}).answer.card
    assert "Sealed until it is over" in cora.types("/cm campaigns").text
    team.tick(OVER)
    assert "“Yes”: 50%" in posts(team)[0].text
    assert "“No”: 50%" in cora.types("/cm campaigns").text


def test_news_goes_to_those_who_want_it_and_counts_only_how_often(
    team: Team, cora: Member, crew: list[Member]
) -> None:
    fan, other = crew[0], crew[1]
    assert "Ricever" in fan.types("/share join").text
    said = {
        "words": "Our cargo bike is bicycle of the year.",
        "link": "https://aurora.example/bike",
        "ready": "I work where the bicycle of the year is built.",
        **DAYS,
    }
    form = cora.types("/cm news")
    assert "link" in cora.fills(form, **said | {"link": "javascript:alert(1)"}).problems
    looked = cora.fills(form, **said)
    assert "It goes to one person" in looked.text
    cora.presses("Start it", on=looked)
    team.tick(GOES)
    [card] = fan.inbox
    assert other.inbox == posts(team) == []
    assert card.buttons == ["Copia questo testo", "L’ho condivisa"]
    copied = fan.presses("Copia questo testo", on=card)
    assert copied.text.endswith(f"{said['ready']}\n{said['link']}")
    assert "senza il tuo nome" in fan.presses("L’ho condivisa", on=copied).text
    told = cora.types("/cm campaigns").text
    assert "Shared outside: fewer than 5 people" in told
    assert "Person0" not in told
    assert "una notizia" in str([one.text for one in fan.home])
    assert "una notizia" not in str([one.text for one in other.home])
    fan.types("/share leave")
    team.tick("2026-12-01 09:00")
    assert "non si può più" in fan.presses("L’ho condivisa", on=card).text


@pytest.mark.parametrize(("count", "key"), [(0, "fewer"), (4, "fewer"), (5, "between")])
def test_few_are_told_in_steps(count: int, key: str) -> None:
    assert how_many(count).key == key
    steps: list[Callable[[], str]] = [lambda: how_many(24).key, lambda: how_many(25).key]
    assert [one() for one in steps] == ["between", "people"]
