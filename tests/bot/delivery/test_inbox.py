"""What comes in counts once, however often and in whatever order a platform sends it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from itertools import count
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Role
from bot.delivery import inbox
from bot.delivery.tables import inbox as notes
from bot.directory.tables import identity, person
from bot.runtime.incoming import Called, Incoming, Pressed, Submitted
from bot.runtime.outgoing import Answer
from bot.runtime.platform import Profile
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries

SEEDS = range(4)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def at_once(team: Team, events: Sequence[Incoming]) -> list[Answer]:
    """Hand events in all at the same time."""

    async def gather() -> list[Answer]:
        answers = await asyncio.gather(*(team.app.handle(event) for event in events))
        await team.app.engine.idle()
        return list(answers)

    return team.run(gather())


def says(who: Member, words: str, key: str) -> Incoming:
    return Incoming(WORKSPACE, key, who.id, Called("toy", (words,)), "C1")


def posted(team: Team) -> Counter[str]:
    return Counter(shown.text for shown in team.channel(toy.CHANNEL))


def kept(team: Team) -> set[str]:
    return set(team.app.database.read_now(lambda db: db.scalars(sa.select(notes.c.key)).all()))


def rows_of(team: Team, table: sa.Table) -> int:
    return len(team.app.database.read_now(lambda db: db.execute(table.select()).all()))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_event_one_to_four_times_at_once_and_out_of_order(team: Team, seed: int) -> None:
    random = Random(seed)
    people = [team.member(f"M{number}") for number in range(6)]
    events = [says(one, f"hello from {one.id}", f"event-{one.id}") for one in people]
    repeated = [event for event in events for _ in range(random.randint(1, 4))]
    random.shuffle(repeated)
    answers = at_once(team, repeated)
    expected = {f"{one.profile.name}: hello from {one.id}": 1 for one in people}
    assert posted(team) == expected
    assert sum(answer.card is not None for answer in answers) == len(events)


def test_repeated_one_after_the_other(team: Team, bob: Member) -> None:
    event = says(bob, "hello", "event-1")
    for _ in range(3):
        at_once(team, [event])
        team.tick(timedelta(minutes=5))
    assert posted(team) == {"Bob: hello": 1}


def test_the_same_words_in_another_event_count_again(team: Team, bob: Member) -> None:
    at_once(team, [says(bob, "hello", "event-1"), says(bob, "hello", "event-2")])
    assert posted(team) == {"Bob: hello": 2}


def test_a_form_sent_off_four_times_is_one_form(team: Team, bob: Member) -> None:
    form = bob.types("/toy").form
    sent = Submitted(form.token, {"words": "from a form"})
    answers = at_once(team, [Incoming(WORKSPACE, f"k{n}", bob.id, sent) for n in range(4)])
    assert posted(team) == {"Bob: from a form": 1}
    assert all(answer.form is None for answer in answers), "every copy of it closes"


def test_what_is_refused_consumes_no_key(team: Team, bob: Member) -> None:
    form = bob.types("/toy").form
    before = kept(team)
    for _ in range(2):
        reply = bob.fills(form, words="no way")
        assert reply.problems == {"words": "No to no way."}
        assert kept(team) == before
    bob.fills(reply, words="all right")
    bob.fills(reply, words="all right again")
    assert posted(team) == {"Bob: all right": 1}


def test_a_refused_command_is_refused_again_and_then_taken(team: Team, bob: Member) -> None:
    for _ in range(2):
        [answer] = at_once(team, [says(bob, "no", "event-1")])
        assert answer.card is not None
    at_once(team, [says(bob, "yes", "event-1")])
    assert posted(team) == {"Bob: yes": 1}


def test_a_press_counts_once_and_a_second_press_again(team: Team, bob: Member) -> None:
    bob.types("/toy hello")
    [shown] = team.channel(toy.CHANNEL)
    pressed = Pressed(shown.card.buttons[0].token, shown.place)
    at_once(team, [Incoming(WORKSPACE, key, bob.id, pressed) for key in ("1", "1", "2", "1")])
    assert len(deliveries(team)) == 3  # the card, and an update for each of two presses


def test_what_only_opens_a_form_is_there_each_time(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    shown = cora.types("/toy cm").shown
    pressed = Pressed(shown.card.buttons[0].token, shown.place)
    before = kept(team)
    answers = at_once(team, [Incoming(WORKSPACE, "event-1", cora.id, pressed) for _ in range(3)])
    assert all(answer.form is not None for answer in answers)
    assert kept(team) == before


def test_somebody_never_seen_before_is_met_once(team: Team) -> None:
    team.platform.people["U99"] = Profile("U99", "Nina New", "nina")
    event = Incoming(WORKSPACE, "event-1", "U99", Called("toy", ("hello",)), "C1")
    others = [
        Incoming(WORKSPACE, f"event-{n}", "U99", Called("toy", (f"hello {n}",)), "C1")
        for n in (2, 3)
    ]
    at_once(team, [event, *others, event])
    assert posted(team) == {"Nina New: hello": 1, "Nina New: hello 2": 1, "Nina New: hello 3": 1}
    for table in (person, identity):
        assert rows_of(team, table) == 1


def test_notes_that_no_platform_repeats_any_more_are_dropped(team: Team, bob: Member) -> None:
    at_once(team, [says(bob, "old", "event-1")])
    team.now += timedelta(days=8)
    at_once(team, [says(bob, "new", "event-2")])
    before = team.now - timedelta(days=7)
    gone = team.app.database.write_now(lambda db: inbox.prune(db.connection(), before))
    key = team.app.seal.blind(WORKSPACE, "event-2")
    assert (gone, kept(team)) == (1, {sha256(key.encode()).hexdigest()})


def test_any_number_of_times_in_any_order(team: Team, bob: Member) -> None:
    numbers = count()

    @given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.randoms())
    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    def check(repeats: list[int], random: Random) -> None:
        team.platform.boxes.clear()
        fresh = [(f"number {next(numbers)}", times) for times in repeats]
        events = [says(bob, words, words) for words, times in fresh for _ in range(times)]
        random.shuffle(events)
        cut = random.randint(0, len(events))
        at_once(team, events[:cut])
        at_once(team, events[cut:])
        assert posted(team) == {f"Bob: {words}": 1 for words, _ in fresh}

    check()
