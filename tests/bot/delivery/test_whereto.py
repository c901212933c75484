"""Who has several accounts is written to once, where they used Piazza last or can be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot import Skill, weekly
from bot.delivery.tables import delivery
from bot.directory import homes, joining
from bot.runtime.desk import Shown
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.testing import ELSEWHERE, WORKSPACE, Member, Team
from tests.bot import toy

FRIDAY = "2026-11-27 15:00"
SOON = timedelta(minutes=1)
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def skill() -> Skill:
    """The toy, which asks everybody on Fridays, too."""
    made = toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")})
    made.command("toy", toy.Note)(toy.note)
    made.command("toy tell", toy.Tell)(toy.tell)
    made.button("repeat")(toy.repeat)
    return made


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill())


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann Archer")


@pytest.fixture
def there(team: Team, ann: Member) -> Member:
    """Ann, on the other platform."""
    return team.account(ann)


def boxes(*accounts: Member) -> list[int]:
    return [len(one.inbox) for one in accounts]


def closes(team: Team, one: Member) -> None:
    """Close an account; its platform refuses what still comes."""
    gone = replace(one.profile, active=False)
    team.run(team.app.registry.remember(one.workspace, [gone]))


def test_who_gets_a_second_account_is_reached_where_they_were(
    team: Team, ann: Member, there: Member
) -> None:
    bob = team.member("Bob")
    here = team.account(bob, "an:T1")
    team.tick(FRIDAY)
    assert boxes(ann, there) == [1, 0]
    # The workspace of this one would come first.
    assert boxes(bob, here) == [1, 0]


@BOTH
def test_a_nudge_follows_to_where_somebody_is_and_comes_once(
    team: Team, ann: Member, there: Member
) -> None:
    there.types("/toy hello everybody")
    team.tick(FRIDAY)
    assert boxes(ann, there) == [0, 1]
    ann.types("/toy hello again")
    team.tick("2026-12-04 15:00")
    assert boxes(ann, there) == [1, 1]


def test_so_does_what_others_write_to_them_at_once(team: Team, ann: Member, there: Member) -> None:
    there.types("/toy hello everybody")
    bob = team.member("Bob")
    bob.types("/toy tell @ann what is for you")
    assert boxes(ann, there) == [0, 1]
    bobs = team.account(bob)
    bobs.types("/toy tell @ann what is for you")
    assert "what is for you" in there.inbox[-1].text


def test_what_a_post_says_names_its_workspace_as_before(
    team: Team, ann: Member, there: Member
) -> None:
    there.types("/toy hello everybody")
    assert [len(team.channel(toy.CHANNEL, one)) for one in (WORKSPACE, ELSEWHERE)] == [0, 1]


def test_an_account_that_is_closed_gets_nothing(team: Team, ann: Member, there: Member) -> None:
    there.types("/toy hello everybody")
    closes(team, there)
    team.tick(FRIDAY)
    assert boxes(ann, there) == [1, 0]


@BOTH
def test_who_cannot_be_reached_there_is_tried_where_else_they_are(
    team: Team, ann: Member, there: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.types("/toy hello everybody")
    team.desk(ELSEWHERE).refusals.append(DeliveryError("MessageWritesBlocked", final=True))
    team.tick(FRIDAY)
    team.tick(SOON)
    assert boxes(ann, there) == [1, 0]
    # Nor in a circle.
    for workspace in (WORKSPACE, ELSEWHERE):
        team.desk(workspace).refusals.append(DeliveryError("MessageWritesBlocked", final=True))
    team.tick("2026-12-04 15:00")
    for _ in range(3):
        team.tick(SOON)
    assert boxes(ann, there) == [1, 0]
    assert rows(team)[-1][:2] == (WORKSPACE, "failed")


def test_what_may_have_arrived_is_sent_nowhere_else(team: Team, ann: Member, there: Member) -> None:
    refusals = team.desk(WORKSPACE).refusals
    refusals.append(DeliveryError("timeout", unknown=True))
    team.tick(FRIDAY)
    refusals.append(DeliveryError("user_disabled", final=True))
    team.tick(SOON)
    team.tick(SOON)
    assert rows(team) == [(WORKSPACE, "failed", "toy.ping")]


def test_nobody_is_reached_where_nothing_is_connected(
    team: Team, ann: Member, there: Member
) -> None:
    there.types("/toy hello everybody")
    del team.app.platforms["town"]
    team.app.planner.workspaces = [WORKSPACE]
    team.tick(FRIDAY)
    team.app.database.write_now(lambda db: homes.leave(db.connection(), [WORKSPACE]))
    team.member("Bob").types("/toy tell @ann what is for you")
    assert boxes(ann, there) == [2, 0]


@BOTH
def test_two_who_become_one_get_what_was_planned_for_both_once(team: Team, ann: Member) -> None:
    apart = team.account(ann, email="")
    team.now = team.moment(FRIDAY)
    team.run(team.app.rounds.plan())
    assert [state for _, state, _ in rows(team)] == ["pending", "pending"]
    both = {apart.person.id: ann.person.id}
    team.app.database.write_now(lambda db: joining.join(db.connection(), "", both, team.now))
    team.tick(SOON)
    assert boxes(ann, apart) in ([1, 0], [0, 1])
    assert sorted(state for _, state, _ in rows(team)) == ["cancelled", "sent"]


def test_one_that_is_leaving_when_two_become_one_arrives_and_is_noted(
    team: Team, ann: Member
) -> None:
    apart = team.account(ann, email="")
    merged: list[int] = []

    async def deliver(parcel: Parcel) -> dict[str, str]:
        if not merged:
            merged.append(1)
            both = {apart.person.id: ann.person.id}
            await team.app.database.write(
                lambda db: joining.join(db.connection(), "", both, team.now)
            )
        team.desk(parcel.workspace).boxes.setdefault(parcel.to, []).append(Shown(parcel.card))
        return {"channel": parcel.to, "message": "1"}

    for workspace in (WORKSPACE, ELSEWHERE):
        team.desk(workspace).deliver = deliver  # type: ignore[method-assign]
    team.tick(FRIDAY)
    team.tick(SOON)
    assert merged
    assert {row[1] for row in rows(team)} <= {"sent", "cancelled"}


def rows(team: Team) -> Sequence[tuple[str, str, str]]:
    """Where what was planned goes, and what became of it."""
    query = sa.select(delivery.c.workspace, delivery.c.state, delivery.c.kind)
    mine = query.where(delivery.c.person_id.is_not(None)).order_by(delivery.c.made)
    return [tuple(row) for row in team.app.database.read_now(lambda db: db.execute(mine).all())]
