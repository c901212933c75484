"""Thanks of somebody who has accounts on two platforms: one person, one allowance, one cheer."""

from __future__ import annotations

import sqlalchemy as sa

from bot.directory.joining import join
from bot.directory.tables import person
from bot.runtime.incoming import Incoming, Pressed
from bot.runtime.seal import ANYONE, Sealed
from bot.testing import ELSEWHERE, Member, Team
from skills.kudos.model import Cheer

WHY = "for the patient help with the new press"


def one(team: Team, gone: Member, kept: Member) -> None:
    """Let two entries turn out to be one person."""
    pairs = {gone.person.id: kept.person.id}
    team.app.database.write_now(lambda db: join(db.connection(), "", pairs, team.now))


def cheers(team: Team) -> list[int]:
    return team.app.database.read_now(lambda db: list(db.scalars(sa.select(Cheer.person_id))))


def cheered(team: Team, who: Member, number: int) -> None:
    cheer = Cheer(kudos_id=number, person_id=who.person.id)
    team.app.database.write_now(lambda db: db.add(cheer))


def test_there_is_one_allowance_on_both(team: Team, bob: Member, ann: Member) -> None:
    team.account(ann)
    there = team.account(bob)
    assert "4 more" in bob.types(f"/kudos @anna {WHY}").text
    assert "3 more" in there.types(f"/kudos @anna {WHY} again").text
    assert "Given: 2" in bob.types("/kudos mine").text


def test_the_same_card_is_cheered_once(team: Team, bob: Member, carl: Member) -> None:
    there = team.account(carl)
    bob.types(f"/kudos @carl {WHY}")
    [card] = team.channel("#kudos")
    carl.presses("Cheer", on=card)
    token = team.app.seal.close(ELSEWHERE, Sealed("kudos.cheer", (1,), ANYONE))
    pressed = Incoming(ELSEWHERE, "pressed", there.id, Pressed(token, {}))
    assert "already" in team.hand_in(pressed).text
    assert len(cheers(team)) == 1


def test_who_is_named_there_is_who_is_known_here(team: Team, bob: Member, ann: Member) -> None:
    there, elsewhere = team.account(bob), team.account(ann, name="Neri, Anna (IT)")
    there.types(f"/kudos @anna {WHY}")
    there.types(f"/kudos @Neri, Anna (IT) {WHY} again", mentions=False)
    assert "Ricevuti: 2" in ann.types("/kudos mine").text
    assert "Ricevuti: 2" in elsewhere.types("/kudos mine").text
    assert "yourself" in there.types(f"/kudos @bob {WHY}").text
    assert len(team.channel("#kudos", ELSEWHERE)) == 2


def test_two_who_become_one_have_given_what_both_gave(
    team: Team, bob: Member, carl: Member
) -> None:
    apart = team.account(bob, email="")
    team.account(carl)
    for number in range(5):
        bob.types(f"/kudos @carl {WHY} {number}")
        apart.types(f"/kudos @carl {WHY} number {number}")
    one(team, apart, bob)
    for who in (bob, apart):
        assert "Given: 10" in who.types("/kudos mine").text
        assert "5" in who.types(f"/kudos @carl {WHY}").text
    assert "Given: 10" in bob.types("/kudos mine").text


def test_a_cheer_of_both_is_one_and_of_all_that_is_stored_nothing_is_lost(
    team: Team, bob: Member, carl: Member
) -> None:
    apart, third = team.account(bob, email=""), team.account(bob, "wide:T1", email="")
    carl.types(f"/kudos @bob {WHY}")
    carl.types(f"/kudos @bob {WHY} again")
    first, second = team.channel("#kudos")
    bob.presses("Cheer", on=first)
    for who in (apart, third):
        for number in (1, 2):
            cheered(team, who, number)
    pairs = {who.person.id: bob.person.id for who in (apart, third)}
    for _ in range(2):
        team.app.database.write_now(lambda db: join(db.connection(), "", pairs, team.now))
    assert cheers(team) == [bob.person.id] * 2
    assert "already" in bob.presses("Cheer", on=second).text


def test_everything_on_both_is_known_and_forgotten_together(
    team: Team, bob: Member, carl: Member
) -> None:
    there = team.account(carl)
    bob.types(f"/kudos @carl {WHY}")
    known = there.types("/piazza whatyouknow").text
    assert f"Test {carl.id}" in known
    assert f"Town {there.id}" in known
    there.presses("Erase me", on=there.types("/piazza forgetme"))
    for who in (carl, there):
        team.run(team.app.registry.remember(who.workspace, [who.profile]))
    assert "Carl" not in str(names(team))


def names(team: Team) -> list[str]:
    return team.app.database.read_now(lambda db: list(db.scalars(sa.select(person.c.name))))
