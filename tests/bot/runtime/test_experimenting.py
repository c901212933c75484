"""A nudge is tested: all are told that it is, and nobody who goes without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import Card, Period, Person, Role, Skill, daily, people_by_id, t, weekly
from bot.delivery.tables import delivery
from bot.directory.tables import audit, person
from bot.insight.experiments.lots import NAME, Lots
from bot.insight.experiments.tables import experiment, experiment_look, experiment_outside
from bot.runtime.keys import LENGTH
from bot.runtime.verdicts import due_looks, keep_looks
from bot.testing import Member, Reply, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries

PEOPLE = 24
ZONES = ("Europe/Rome", "Pacific/Auckland", "America/New_York")
TWO_MINUTES = timedelta(minutes=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def skilled() -> Skill:
    """A skill with a nudge each day, of which some may be tested."""
    made = Skill("toy", home=toy.HOME)
    plain = {"audience": toy.everybody}
    made.nudge("ping", daily(at="15:00"), toward="done", **plain)(toy.ping)  # type: ignore[call-overload]
    when = weekly("monday", at="08:30")
    made.nudge("welcome", when, testable=False, **plain)(other)  # type: ignore[call-overload]
    made.nudge("wish", when, counts=False, **plain)(other)  # type: ignore[call-overload]
    made.nudge("secret", when, sealed=True, **plain)(other)  # type: ignore[call-overload]
    made.outcome("done")(pinged)
    return made


def other(_person: Person) -> Card:
    """Words of what is never tested."""
    return Card(t("thanks"))


def pinged(_db: Session, period: Period) -> Select[int | None, int]:
    """Everybody who got the message did it: so it helps as much as can be."""
    mine = delivery.c.kind == "toy.ping", delivery.c.state == "sent"
    within = delivery.c.made >= period.start_at, delivery.c.made < period.end_at
    query = sa.select(delivery.c.person_id, sa.func.count()).where(*mine, *within)
    return query.group_by(delivery.c.person_id)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    team = team_of(skilled(), attention={"a_week": 7})
    # A key of its own, so that each run draws the same lots.
    keys = team.app.house.lots.keys
    keys.mkdir(mode=0o700, exist_ok=True)
    (keys / f"{NAME}.key").write_bytes(bytes(range(LENGTH)))
    return team


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def crowd(team: Team, cora: Member) -> list[Member]:
    return [team.member(f"P{n} Rossi", zone=ZONES[n % 3]) for n in range(PEOPLE)]


def asks(cora: Member, nudge: str = "toy.ping", **said: str) -> Reply:
    form = cora.types(f"/cm nudges test {nudge}")
    return cora.fills(form, **{"share": "50", "weeks": "4", **said})


def test_the_form_opens_with_what_was_typed_and_nothing_is_wrong_yet(cora: Member) -> None:
    form = cora.types("/cm nudges test toy.ping")
    assert form.form.title == "Does a nudge help?"
    assert form.problems == {}
    # What was typed and can't be is said at once, and what is still to be chosen is not.
    assert list(cora.fills(form, share="50", weeks="").problems) == ["weeks"]


def begins(cora: Member, **said: str) -> Reply:
    return cora.presses("Start the test", on=asks(cora, **said))


def held(team: Team, people: list[Member], share: int = 50) -> list[Member]:
    """Who has drawn the lot not to get it: nobody can ask, but whoever has the key."""
    lots = team.app.house.lots
    return [one for one in people if lots.is_held("toy.ping", share, one.person.id)]


def days(team: Team, number: int) -> None:
    """Live some days, from 8:00: each zone has its 15:00."""
    for _ in range(number):
        for hours in (7, 6, 6, 4, 1):
            team.tick(timedelta(hours=hours))


def test_first_it_says_what_it_could_see_and_advises_against(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    told = asks(cora).text
    out = len(held(team, [*crowd, cora]))
    assert "50 in 100 would go without it for 4 weeks. Nothing has begun yet." in told
    assert f"Drawn by lot, {PEOPLE + 1 - out} people would get it and {out} not." in told
    assert "points. In large trials such messages had 1.4 points on average." in told
    assert "Better not:" in told
    assert not rows(team, experiment)
    # It is the manager's to decide.
    assert "is being tested until" in cora.presses("Start the test", on=asks(cora)).text


def _carry_out(change: sa.Update, db: Session) -> None:
    db.execute(change)


def rows(team: Team, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    return list(team.app.database.read_now(lambda db: db.execute(sa.select(table)).all()))


def test_those_held_out_never_get_it_in_no_zone_and_all_others_do(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    out = held(team, [*crowd, cora])
    assert 5 <= len(out) <= PEOPLE - 5
    days(team, 3)
    assert {len(pings(one)) for one in out} == {0}
    assert all(pings(one) for one in crowd if one not in out)
    # Not even its row, which would tell who they are.
    named = {row.person_id for row in deliveries(team) if row.kind == "toy.ping"}
    assert named.isdisjoint({one.person.id for one in out})


def pings(one: Member) -> list[str]:
    return [shown.text for shown in one.inbox if shown.text.startswith("Ping, ")]


def test_neither_do_they_when_it_is_sent_at_once(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    out = held(team, [*crowd, cora])
    asked = cora.types("/cm nudges run toy.ping")
    assert f"would go to {PEOPLE + 1 - len(out)} people now" in asked.text
    cora.presses("Yes, send it", on=asked)
    team.tick(TWO_MINUTES)
    team.tick(TWO_MINUTES)
    assert [len(pings(one)) for one in crowd] == [0 if one in out else 1 for one in crowd]


def test_what_was_planned_before_it_began_does_not_reach_them(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    asked = cora.types("/cm nudges run toy.ping")
    cora.presses("Yes, send it", on=asked)
    card = asks(cora)
    team.now += TWO_MINUTES
    [due] = [
        one for one in team.app.database.read_now(team.app.planner.begun) if one.cohort == ZONES[0]
    ]
    team.run(team.app.planning.go_on(due, due.plan))  # type: ignore[arg-type]
    cora.presses("Start the test", on=card)
    out = {one.person.id for one in held(team, [*crowd, cora])}
    waiting = {row.person_id for row in deliveries(team) if row.kind == "toy.ping"}
    assert out & waiting
    team.tick(TWO_MINUTES)
    assert {len(pings(one)) for one in held(team, [*crowd, cora])} == {0}
    # What was planned for them is gone: a row that was called off would say who they are.
    rows_left = [row for row in deliveries(team) if row.kind == "toy.ping"]
    assert out.isdisjoint({row.person_id for row in rows_left})
    assert {row.state for row in rows_left} == {"sent"}


def test_nor_what_may_have_arrived_already(team: Team, cora: Member, crowd: list[Member]) -> None:
    cora.presses("Yes, send it", on=cora.types("/cm nudges run toy.ping"))
    card = asks(cora)
    team.now += TWO_MINUTES
    [due] = [
        one for one in team.app.database.read_now(team.app.planner.begun) if one.cohort == ZONES[0]
    ]
    team.run(team.app.planning.go_on(due, due.plan))  # type: ignore[arg-type]
    mine = sa.update(delivery).where(delivery.c.kind == "toy.ping")
    broken_off = mine.values(state="unknown", attempts=1)
    team.app.database.write_now(partial(_carry_out, broken_off))
    cora.presses("Start the test", on=card)
    team.tick(TWO_MINUTES)
    out = {one.person.id for one in held(team, [*crowd, cora])}
    assert out.isdisjoint({row.person_id for row in deliveries(team) if row.kind == "toy.ping"})


def test_who_moves_leaves_or_comes_stays_what_they_are(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    new = [team.member(f"N{n} Neri") for n in range(10)]
    out = held(team, [*crowd, *new])
    assert any(one in new for one in out)
    for one in out:
        form = one.presses("Change", on=one.types("/piazza settings"))
        one.fills(form, zone="Asia/Tokyo")
    change = sa.update(person).where(person.c.id == out[0].person.id)
    for active in (False, True):
        there = change.values(active=active)
        team.app.database.write_now(partial(_carry_out, there))
        days(team, 1)
    assert {len(pings(one)) for one in out} == {0}
    assert all(pings(one) for one in new if one not in out)


def test_it_is_announced_to_everybody_alike(team: Team, cora: Member, crowd: list[Member]) -> None:
    before = crowd[0].types("/piazza settings").text
    begins(cora)
    out = held(team, crowd)
    told = {one.types("/piazza settings").text for one in crowd if one.person.zone == ZONES[0]}
    [text] = told
    assert any(one in out and one.person.zone == ZONES[0] for one in crowd)
    assert "tested" not in before
    assert (
        "“toy.ping” is being tested until 22 December: 5 in 10 do not get it, drawn by lot."
        " Who is in which group nobody can look up." in text.replace("\xa0", " ")
    )
    gia = team.member("Gia Verdi", language="it")
    assert "5 su 10 non lo ricevono" in gia.types("/piazza settings").text
    gia.presses("Disattiva: toy.ping", on=gia.types("/piazza settings"))
    assert "5 su 10 non lo ricevono" in gia.types("/piazza settings").text


def test_who_has_switched_it_off_is_in_neither_group(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    out, others = held(team, crowd), [one for one in crowd if one not in held(team, crowd)]
    for one in (out[0], others[0]):
        one.presses("Stop: toy.ping", on=one.types("/piazza settings"))
    number = len(held(team, [*crowd, cora])) - 1
    asked = asks(cora)
    assert f"{PEOPLE - 1 - number} people would get it and {number} not." in asked.text
    cora.presses("Start the test", on=asked)
    outside = {row.person_id for row in rows(team, experiment_outside)}
    assert outside == {out[0].person.id, others[0].person.id}
    # Who asks for it again has asked for it: that is not withheld.
    out[0].presses("Send again: toy.ping", on=out[0].types("/piazza settings"))
    days(team, 2)
    assert [bool(pings(one)) for one in (out[0], others[0], out[1])] == [True, False, False]


@pytest.mark.parametrize("nudge", ["toy.welcome", "toy.wish", "toy.secret"])
def test_what_was_asked_for_is_never_withheld(
    team: Team, cora: Member, crowd: list[Member], nudge: str
) -> None:
    assert "is never withheld" in asks(cora, nudge).problems["schedule"]
    assert "Test whether it helps" not in shown(cora, nudge).shown.buttons


def shown(cora: Member, nudge: str) -> Reply:
    return cora.presses(f"Change: {nudge}", on=cora.types("/cm nudges"))


def test_what_cannot_be_shown_is_not_begun(team: Team, cora: Member) -> None:
    few = [team.member(f"F{n} Bruni") for n in range(8)]
    assert len(few) == 8
    assert "fewer than 5 people" in asks(cora, share="10").problems["share"]


def test_the_outcome_is_named_in_advance_and_nothing_sealed(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    problem = asks(cora, outcome="pulse.mood").problems["outcome"]
    assert "toy.done" in problem
    assert "sealed answers carry neither a name nor a group" in problem
    assert "whether somebody toy.done" in asks(cora, outcome="toy.done").text


def test_two_at_once_and_others_do_not_begin(team: Team, cora: Member, crowd: list[Member]) -> None:
    first, second = asks(cora), asks(cora)
    assert "Only the community manager" in crowd[0].types("/cm nudges test toy.ping").text
    cora.presses("Start the test", on=first)
    assert "is being tested already" in cora.presses("Start the test", on=second).text
    assert len(rows(team, experiment)) == 1


def test_a_verdict_is_a_sentence_on_groups_and_stays(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    assert "Too early to tell: the first week is not over." in verdicts(cora)
    days(team, 8)
    told = verdicts(cora)
    assert "It helps: 100 points, between" in told
    assert "after 1 week." in told
    assert not [one for one in crowd if one.profile.name in told]
    assert told.count("It helps") == 1
    assert "It helps: 100 points" in cora.types("/cm nudges").text
    keep(team)
    # What it was counted from goes; what was seen does not change.
    team.app.database.write_now(lambda db: db.execute(sa.delete(delivery)))
    keep(team)
    assert "It helps: 100 points" in verdicts(cora)
    assert len(rows(team, experiment_look)) == 1


def keep(team: Team) -> None:
    """As each day."""
    house, now = team.app.house, team.now
    looks = team.app.database.read_now(lambda db: due_looks(db, house, now))
    team.app.database.write_now(lambda db: keep_looks(db, looks))


def test_an_outcome_that_fails_keeps_nothing_else_from_being_done(
    team: Team, cora: Member, crowd: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    begins(cora)
    days(team, 8)
    [skill] = team.app.house.skills
    monkeypatch.setitem(skill.outcomes, "done", broken)
    keep(team)
    assert rows(team, experiment_look) == []
    monkeypatch.undo()
    keep(team)
    assert len(rows(team, experiment_look)) == 1


def broken(_db: Session, _period: Period) -> Select[int | None, int]:
    """What a skill's author might write."""
    raise KeyError("done")


def test_without_its_key_no_other_lots_are_drawn(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    out = held(team, crowd)
    lots = team.app.house.lots
    (lots.keys / f"{NAME}.key").unlink()
    team.app.house.lots = Lots(lots.keys)
    team.app.on_failure = lambda _what, _error: None
    days(team, 1)
    assert not [one for one in out if pings(one)]
    assert not (lots.keys / f"{NAME}.key").exists()


@pytest.mark.parametrize("kept", [None, b"none"])
def test_without_its_key_the_manager_reads_what_to_do(
    team: Team, cora: Member, crowd: list[Member], kept: bytes | None
) -> None:
    begins(cora)
    lots = team.app.house.lots
    path = lots.keys / f"{NAME}.key"
    path.unlink() if kept is None else path.write_bytes(kept)
    team.app.house.lots = Lots(lots.keys)
    team.now += timedelta(days=8)
    for words in ("/cm nudges", "/cm nudges verdicts"):
        told = cora.types(words).text
        assert "experiments.key" in told
        assert "/cm nudges stop toy.ping" in told
    assert "experiments.key" in cora.types("/cm nudges run toy.ping").text
    # Of the others it says what it always does.
    assert "toy.welcome" in cora.types("/cm nudges").text
    assert "is over" in cora.types("/cm nudges stop toy.ping").text
    assert "experiments.key" not in cora.types("/cm nudges").text.splitlines()[-1]


def verdicts(cora: Member) -> str:
    return cora.types("/cm nudges verdicts").text


def test_a_group_that_was_too_small_is_not_shown(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    # Four of them are left; the manager, who may be one, has to stay.
    out = sorted(held(team, [*crowd, cora]), key=lambda one: one is not cora)
    gone = [one.person.id for one in out[4:]]
    change = sa.update(person).where(person.c.id.in_(gone)).values(active=False)
    team.app.database.write_now(lambda db: db.execute(change))
    days(team, 8)
    told = verdicts(cora)
    assert "One of the two groups has fewer than 5 people: nothing is shown." in told
    assert "points, between" not in told


def test_stopped_everybody_gets_it_again_and_it_is_noted(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    begins(cora)
    days(team, 8)
    out = held(team, crowd)
    cora.presses("Stop the test", on=cora.types("/cm nudges verdicts"))
    days(team, 1)
    assert all(pings(one) for one in out)
    told = verdicts(cora)
    assert "It helps: 100 points" in told
    assert "is not being tested" in cora.types("/cm nudges stop toy.ping").text
    assert "tested" not in crowd[0].types("/piazza settings").text
    noted = [(row.power, row.reason) for row in rows(team, audit)]
    assert ("bot.experiment_start", "toy.ping: toy.done, 50 %, 4 weeks") in noted
    assert ("bot.experiment_stop", "toy.ping") in noted


def test_it_ends_by_itself(team: Team, cora: Member, crowd: list[Member]) -> None:
    begins(cora)
    days(team, 4 * 7)
    out = held(team, crowd)
    assert {len(pings(one)) for one in out} == {0}
    days(team, 2)
    assert all(pings(one) for one in out)
    assert "22 December" in verdicts(cora)


def test_cost_stands_beside_use(team: Team, cora: Member, crowd: list[Member]) -> None:
    crowd[0].presses("Stop: toy.ping", on=crowd[0].types("/piazza settings"))
    days(team, 2)
    sent = sum(row.state == "sent" and row.kind == "toy.ping" for row in deliveries(team))
    told = cora.types("/cm nudges").text
    minutes = round(sent / 6)
    assert (
        f"In the last four weeks {sent} messages, about {minutes} min of reading;"
        " switched off by 1." in told
    )
    assert "100 in 100 had done what it is for (toy.done)" in told
    # All that is said of a nudge stands in its own line, and not a line for nothing.
    [ping] = (one for one in told.splitlines() if "(toy.ping)" in one)
    assert "switched off by 1" in ping
    assert "100 in 100" in ping
    assert " 0 messages" not in told


def test_of_who_is_forgotten_nothing_is_left(team: Team, cora: Member, crowd: list[Member]) -> None:
    crowd[0].presses("Stop: toy.ping", on=crowd[0].types("/piazza settings"))
    begins(cora)
    id_ = crowd[0].person.id
    crowd[0].presses("Erase me", on=crowd[0].types("/piazza forgetme"))
    assert rows(team, experiment_outside) == []
    assert not team.app.database.read_now(lambda db: people_by_id(db.connection(), [id_], team.now))
