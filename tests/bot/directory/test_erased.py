"""What is left in the files of somebody who was erased among many: not a byte."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from bot import weekly
from bot.directory.lookup import find_people
from bot.runtime import metrics
from bot.runtime.incoming import Called, Incoming, Pressed, Ref
from bot.runtime.platform import DeliveryError, Profile
from bot.runtime.seal import Sealed
from bot.testing import WORKSPACE, Team
from skills import cm, kudos
from tests.bot import toy
from tests.bot.delivery.rows import deliveries
from tests.bot.traces import found

LOST = "internal_error"
MANY = 50


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm.skill)


def profile(number: int) -> Profile:
    name = f"Zoeline{number:03} Quartz"
    return Profile(f"UQUARTZ{number:03}", name, f"quartz{number}", f"Zoe{number:03}@Quartz.example")


def marks(one: Profile) -> list[str]:
    number = one.id[-3:]
    return [one.name, one.id, one.email.lower(), f"saphir{number}"]


def thanks(team: Team, who: Profile, to: Profile, words: str) -> None:
    called = Called("kudos", (Ref(to.id, to.name), f" {words}"))
    team.hand_in(Incoming(WORKSPACE, f"{who.id}/{next(team.numbers)}", who.id, called, "C1"))


def lives(team: Team, people: list[Profile]) -> None:
    """Everybody thanks somebody; some of it never arrives."""
    random = Random(7)
    for one in people:
        team.platform.people[one.id] = one
    team.run(team.app.registry.remember(WORKSPACE, people))
    for round_ in range(2):
        for one in people:
            other = random.choice([each for each in people if each != one])
            if random.random() < 0.3:
                team.platform.refusals.append(DeliveryError(LOST, final=random.random() < 0.5))
            word = f"saphir{one.id[-3:]}"
            thanks(team, one, other, f"{word} for the patient help {round_}")


def test_not_a_byte_of_the_forgotten_is_left(team: Team) -> None:
    people = [profile(number) for number in range(MANY)]
    lives(team, people)
    gone = people[::5]
    of_the_gone = [mark for one in gone for mark in marks(one)]
    assert len(found(team, of_the_gone)) >= len(of_the_gone)
    for one in gone:
        team.hand_in(erase_me(team, one))
    assert found(team, of_the_gone) == []
    stay = [mark for one in people if one not in gone for mark in marks(one)]
    assert found(team, stay) != []
    assert not [mark for mark in of_the_gone if mark.encode() in metrics.page()]
    team.platform.boxes.clear()
    # The week's stories, and the digest of Monday.
    for moment in ("2026-11-27 16:00", "2026-11-30 09:00"):
        team.tick(moment)
    told = "\n".join(one.text for box in team.platform.boxes.values() for one in box)
    assert any(mark in told for mark in stay)
    assert not [mark for mark in of_the_gone if mark in told]


def erase_me(team: Team, who: Profile) -> Incoming:
    """The press on "Erase me"."""
    people = team.app.database.read_now(
        lambda db: find_people(db.connection(), WORKSPACE, [who.id], team.now)
    )
    sealed = Sealed("bot.forget_me", (), people[who.id].id)
    pressed = Pressed(team.app.seal.close(WORKSPACE, sealed))
    return Incoming(WORKSPACE, f"{who.id}/press", who.id, pressed)


def test_who_is_erased_while_a_big_nudge_is_on_its_way_changes_none_of_the_others(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    # Their ids are somewhere in every date.
    people = [team.member(f"P{number}") for number in range(9)]
    monkeypatch.setattr(team.platform, "workspaces", ())
    team.tick("2026-11-27 15:00")
    written: list[str] = []

    def note(*told: Any) -> None:
        written.extend([told[2]] if told[2].startswith("UPDATE delivery") else [])

    asked = people[1].types("/piazza forgetme")
    event.listen(team.app.database.engine, "before_cursor_execute", note)
    people[1].presses("Erase me", on=asked)
    assert (written, len(deliveries(team))) == ([], 8)
