"""A reminder comes to who has not answered, and nothing tells who that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Card, Item, Person
from bot.delivery import backlog, dead_letters, holds
from bot.delivery.backoff import BACKOFF
from bot.delivery.sealed import drop_kind
from bot.delivery.tables import delivery, job, occurrence
from bot.privacy import rounds
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from tests.attacks.seen import Onlooker
from tests.bot.delivery.rows import deliveries

INVITED, REMINDED = "2026-11-25 10:00", "2026-11-27 10:00"
INVITE, REMIND, COUNT = "ballot.invite", "ballot.remind", "ballot.count"
SENT = "piazza_deliveries_total[('platform', 'test'), ('state', 'sent')]"
PLANNED = (
    '{"level": "info", "logger": "piazza.app", "event": "planned", "schedule": "ballot.remind",'
    ' "day": "2026-11-27", "state": "planned", "count": 4}'
)


both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A file of the team's own, or what a story asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def crew(team: Team, cm: Member) -> list[Member]:
    return [cm, *(team.member(name) for name in ("Bob", "Ann", "Dan"))]


def answers(member: Member) -> None:
    member.fills(member.types("/ballot"), energy="4", trust="2", comment="canary")


def kept(team: Team, kind: str) -> list[dict[str, Any]]:
    """What the outbox keeps of a kind, but for whom it is."""
    return [
        {name: one for name, one in row._mapping.items() if name not in ("id", "person_id")}
        for row in deliveries(team)
        if row.kind == kind
    ]


def finished(rows: list[dict[str, Any]]) -> bool:
    """Whether all has been sent, and one looks like the other."""
    same = all(one == rows[0] for one in rows)
    blank: dict[str, Any] = {
        "state": "sent",
        "params": {},
        "provider_ref": {},
        "place": None,
        "error": "",
    }
    return same and blank.items() <= rows[0].items()


def reminded(crew: list[Member], before: int = 1) -> list[str]:
    return [one.profile.name for one in crew if len(one.inbox) > before]


@both
@pytest.mark.parametrize("answered", [0, 3], ids=["nobody", "three"])
def test_it_comes_to_who_has_not_answered_and_counts_for_all(
    onlooker: Onlooker, team: Team, crew: list[Member], answered: int
) -> None:
    team.tick(INVITED)
    for member in crew[:answered]:
        answers(member)
    seen = onlooker.difference(partial(team.tick, REMINDED))
    assert reminded(crew) == [one.profile.name for one in crew[answered:]]
    rows = kept(team, REMIND)
    assert (len(rows), finished(rows)) == (4, True)
    assert seen["figures"] == {SENT: 4}
    assert [line for line in seen["log"] if "held the writer" not in line] == [PLANNED]


@pytest.mark.parametrize(
    "error",
    [
        DeliveryError("user_disabled", final=True),
        DeliveryError("timed out", unknown=True),
        DeliveryError("ratelimited", retry_after=0.001),
    ],
    ids=["refused", "lost", "told to wait"],
)
def test_one_that_fails_leaves_no_trace(
    onlooker: Onlooker, team: Team, crew: list[Member], error: DeliveryError
) -> None:
    team.tick(INVITED)
    answers(crew[1])
    team.platform.refusals.append(error)
    seen = onlooker.difference(partial(team.tick, REMINDED))
    rows = kept(team, REMIND)
    assert (len(rows), finished(rows)) == (4, True)
    assert len(reminded(crew)) == (3 if error.retry_after else 2)
    assert seen["figures"] == {SENT: 4}
    assert not any(str(row.id) in str(seen["log"]) for row in deliveries(team))
    assert "user_disabled" not in str(seen["log"])


@both
def test_where_all_have_to_wait_the_others_come_later(team: Team, crew: list[Member]) -> None:
    team.tick(INVITED)
    answers(crew[1])
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=3600))
    team.tick(REMINDED)
    assert {row["state"] for row in kept(team, REMIND)} <= {"sent", "pending"}
    team.tick("2026-11-27 11:30")
    rows = kept(team, REMIND)
    assert (len(rows), {row["state"] for row in rows}) == (4, {"sent"})
    assert "Bob" not in reminded(crew)
    assert len(reminded(crew)) >= 2


@both
def test_those_whose_turn_does_not_come_wait_as_they_were(team: Team, crew: list[Member]) -> None:
    answers(crew[1])
    until = team.moment("2026-11-27 11:00")
    team.app.database.write_now(
        lambda db: holds.keep(db.connection(), WORKSPACE, "post", 10.0, until)
    )
    team.tick(REMINDED)
    assert [(row["state"], row["params"]["nudge"]) for row in kept(team, REMIND)] == [
        ("pending", REMIND)
    ] * 4
    team.tick("2026-11-27 11:30")
    assert (len(kept(team, REMIND)), finished(kept(team, REMIND))) == (4, True)
    assert [len(one.inbox) for one in crew[1:]] == [0, 1, 1]


def test_an_invitation_that_nobody_can_be_sent_is_no_dead_letter(
    onlooker: Onlooker, team: Team, crew: list[Member]
) -> None:
    team.platform.refusals.append(DeliveryError("user_disabled", final=True))
    seen = onlooker.difference(partial(team.tick, INVITED))
    rows = kept(team, INVITE)
    assert (len(rows), finished(rows)) == (4, True)
    assert onlooker.cm.types("/cm undelivered").text == "Everything could be delivered."
    assert not any(str(row.id) in str(seen["log"]) for row in deliveries(team))


@both
def test_the_journal_and_the_lists_show_for_how_many_it_is(
    onlooker: Onlooker, team: Team, crew: list[Member]
) -> None:
    team.tick(INVITED)
    answers(crew[1])
    team.tick(REMINDED)
    shown = [(one.kind, one.to, one.people) for one in onlooker.journal()]
    assert shown == [(REMIND, "Europe/Rome", 4), (INVITE, "Europe/Rome", 4)]
    counted = sa.select(occurrence.c.people).where(occurrence.c.schedule == REMIND)
    assert team.app.database.read_now(lambda db: db.execute(counted).scalars().all()) == [4]


def test_one_whose_words_break_is_told_by_its_kind(
    onlooker: Onlooker, team: Team, crew: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges = team.app.courier.sorter.nudging.nudges

    def breaks(_person: Person) -> Card:
        raise ValueError("canary")

    monkeypatch.setitem(nudges, REMIND, replace(nudges[REMIND], words=breaks))
    seen = onlooker.difference(partial(team.tick, REMINDED))
    assert finished(kept(team, REMIND))
    assert "canary" not in str(seen["log"])
    assert not any(str(row.id) in str(seen["log"]) for row in deliveries(team))


@both
def test_what_was_sent_of_a_kind_goes_bit_by_bit(team: Team, crew: list[Member]) -> None:
    team.tick(INVITED)
    team.tick(REMINDED)

    def drop() -> int:
        return team.app.database.write_now(
            lambda db: drop_kind(db.connection(), REMIND, 3, waiting=True)
        )

    assert [drop(), drop(), drop()] == [3, 1, 0]
    assert {row.kind for row in deliveries(team)} == {INVITE}


@both
def test_whoever_takes_it_back_hears_that_it_may_stay(
    team: Team, cm: Member, crew: list[Member]
) -> None:
    sent = cm.presses("Yes, send it", on=cm.types(f"/cm nudges run {INVITE}"))
    team.tick(timedelta(minutes=2))
    cm.presses("Undo", on=sent)
    team.tick(timedelta(minutes=1))
    said = cm.inbox[-1].text
    assert "Some may have arrived unnoticed; those stay." in said
    assert "being removed" not in said


def test_of_one_that_has_failed_all_the_same_no_name_is_shown(
    team: Team, cm: Member, crew: list[Member]
) -> None:
    """It may be that its process ended twice while it was sent."""
    team.tick(INVITED)
    change = sa.update(delivery).values(state="failed", error="broken off while sending")
    team.app.database.write_now(lambda db: db.execute(change))
    said = cm.types("/cm undelivered").text
    assert "4" in said
    assert not any(one.profile.name in said for one in crew[1:])
    some = dead_letters.named({INVITE})
    found = team.app.database.read_now(
        lambda db: dead_letters.newest(db.connection(), some, team.now)
    )
    assert found == []


def test_of_a_job_that_fails_only_its_name_is_shown(
    onlooker: Onlooker, team: Team, cm: Member
) -> None:
    secret = "what nobody is to read"

    def wears_out(db: Session) -> None:
        backlog.add(db.connection(), "cause", COUNT, [secret], team.now)
        db.execute(sa.update(job).values(attempts=len(BACKOFF)))

    def fails() -> None:
        team.app.database.write_now(wears_out)
        team.tick(timedelta(hours=6))

    seen = onlooker.difference(fails)
    assert '"kind": "ballot.count"' in str(seen["log"])
    assert {what for what, _ in onlooker.failures} == {COUNT}
    said = cm.types("/cm undelivered").text
    assert "Mood: count\n" in said
    assert secret not in said + str(seen["log"])
    assert "ValueError" not in said


@both
def test_what_still_waits_stays_while_another_round_of_the_skill_goes_on(
    team: Team, cm: Member, crew: list[Member]
) -> None:
    team.app.database.write_now(partial(ask_more, team=team))
    team.tick(INVITED)
    first, *others = [row.id for row in deliveries(team) if row.kind == INVITE]
    held = sa.update(delivery).where(delivery.c.id == first)
    later = team.now + timedelta(days=20)
    waits = held.values(state="pending", not_before=later)
    team.app.database.write_now(lambda db: db.execute(waits) and None)
    team.tick(timedelta(hours=1))
    assert [row.id for row in deliveries(team) if row.kind == INVITE] == [first]
    cm.types("/ballot close")
    team.tick(timedelta(hours=1))
    assert [row for row in deliveries(team) if row.kind == INVITE] == []
    assert others


def ask_more(db: Session, team: Team) -> None:
    """Open another round of the skill, that is over when the invitations have left."""
    rounds.open_(
        db.connection(),
        team.app.house.box.keys,
        skill="ballot",
        kind="poll",
        items=[Item("tea")],
        k=5,
        now=team.now,
        closes=team.moment(INVITED) + timedelta(minutes=1),
    )
