"""What goes out: tried again, given up, fenced, and never said twice without need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot import Card, Chat, Period, Skill, members, t, weekly
from bot.delivery import outbox, whereabouts
from bot.delivery.queue import INTERACTIVE
from bot.delivery.tables import delivery
from bot.runtime.incoming import Incoming, Reacted
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from bot.texts import core
from tests.bot import toy
from tests.bot.delivery.rows import deliveries, states

HOURS = timedelta(hours=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


def refuse(team: Team, *errors: DeliveryError) -> None:
    """Let the platform answer the next deliveries with these errors."""
    team.platform.refusals.extend(errors)


def test_what_was_sent_keeps_its_place_and_forgets_its_words(team: Team, bob: Member) -> None:
    bob.types("/toy a secret for everybody")
    [row] = deliveries(team)
    assert (row.state, row.attempts, row.params) == ("sent", 1, {})
    assert row.provider_ref == {"channel": toy.CHANNEL, "message": "1"}
    assert team.channel(toy.CHANNEL)[0].text == "Bob: a secret for everybody"


def passing() -> Skill:
    """A skill that tells somebody something of which nothing is kept."""
    made = Skill("toy", home=toy.HOME)

    @made.command("toy tell", toy.Tell)
    def tell(chat: Chat, form: toy.Tell) -> None:
        chat.send(t("said", who=chat.person, words=form.words), to=form.to, passing=True)

    return made


@pytest.mark.parametrize(
    "errors",
    [
        [],
        [DeliveryError("ratelimited")],
        [DeliveryError("timeout", unknown=True)],
        [DeliveryError("user_not_found", final=True)],
        [DeliveryError("fatal_error")] * 20,
    ],
)
def test_of_what_is_passing_nothing_is_kept_however_it_ends(
    team_of: Callable[..., Team], errors: list[DeliveryError]
) -> None:
    team = team_of(passing())
    bob, ann = team.member("Bob"), team.member("Ann")
    refuse(team, *errors)
    bob.types("/toy tell @ann between us")
    for _ in range(12):
        team.tick(HOURS)
    assert deliveries(team) == []
    ends_badly = len(errors) > 1 or any(one.final for one in errors)
    assert [one.text for one in ann.inbox] == ([] if ends_badly else ["Bob: between us"])


def test_a_final_error_ends_it(team: Team, bob: Member) -> None:
    refuse(team, DeliveryError("channel_not_found", final=True))
    bob.types("/toy hello")
    [row] = deliveries(team)
    assert (row.state, row.error) == ("failed", "channel_not_found")
    team.tick(HOURS)
    assert states(team) == ["failed"]
    assert team.channel(toy.CHANNEL) == []


def test_one_that_fails_does_not_hold_up_the_next(team: Team, bob: Member) -> None:
    refuse(team, DeliveryError("channel_not_found", final=True))
    bob.types("/toy hello")
    bob.types("/toy goodbye")
    assert states(team) == ["failed", "sent"]


def test_asked_to_wait_it_waits_and_does_not_count_as_a_try(team: Team, bob: Member) -> None:
    refuse(team, DeliveryError("ratelimited", retry_after=0.02))
    bob.types("/toy hello")
    [row] = deliveries(team)
    assert (row.state, row.attempts) == ("pending", 0)
    assert row.not_before == team.now + timedelta(seconds=0.02)
    team.tick(SECOND)
    assert states(team) == ["sent"]
    assert deliveries(team)[0].attempts == 1


def test_a_broken_token_pauses_for_a_minute_and_costs_no_try(team: Team, bob: Member) -> None:
    refuse(team, DeliveryError("token_revoked", pause=True))
    bob.types("/toy hello")
    row, _ = deliveries(team)
    assert (row.state, row.attempts) == ("pending", 0)
    assert row.not_before == team.now + timedelta(minutes=1)


def test_tried_eight_times_over_six_hours_then_given_up(team: Team, bob: Member) -> None:
    refuse(team, *(DeliveryError("internal_error") for _ in range(20)))
    bob.types("/toy hello")
    waits = []
    while states(team) == ["pending"]:
        waits.append(deliveries(team)[0].not_before - team.now)
        team.tick(waits[-1] - timedelta(milliseconds=1))
        assert len(team.platform.refusals) == 20 - len(waits), "tried too early"
        team.tick(timedelta(milliseconds=1))
    assert states(team) == ["failed"]
    assert deliveries(team)[0].attempts == 8
    assert waits == sorted(waits)
    assert timedelta(hours=6) < sum(waits, timedelta()) < HOURS
    team.tick(timedelta(days=1))
    assert len(team.platform.refusals) == 12


def test_it_arrives_when_the_platform_is_well_again(team: Team, bob: Member) -> None:
    refuse(team, *(DeliveryError("internal_error") for _ in range(5)))
    bob.types("/toy hello")
    team.tick(HOURS)
    assert states(team) == ["pending"]
    for _ in range(4):
        team.tick(HOURS)
    assert [shown.text for shown in team.channel(toy.CHANNEL)] == ["Bob: hello"]


def test_what_may_have_arrived_is_sent_once_more_and_then_no_more(team: Team, bob: Member) -> None:
    refuse(team, *(DeliveryError("timeout", unknown=True) for _ in range(5)))
    bob.types("/toy hello")
    assert states(team) == ["unknown"]
    assert len(team.platform.refusals) == 4
    team.tick(outbox.RESEND_AFTER - SECOND)
    assert len(team.platform.refusals) == 4
    team.tick(SECOND)
    assert len(team.platform.refusals) == 3
    assert states(team) == ["failed"]
    team.tick(HOURS)
    assert len(team.platform.refusals) == 3


def test_what_may_have_arrived_is_sent_again_however_often_it_had_failed_before(
    team: Team, bob: Member
) -> None:
    refuse(team, *(DeliveryError("internal_error") for _ in range(3)))
    refuse(team, DeliveryError("timeout", unknown=True))
    bob.types("/toy hello")
    for _ in range(4):
        team.tick(HOURS)
    assert [shown.text for shown in team.channel(toy.CHANNEL)] == ["Bob: hello"]


def test_a_resend_that_failed_stays_the_only_one(team: Team, bob: Member) -> None:
    unknown = DeliveryError("timeout", unknown=True)
    refuse(team, unknown, DeliveryError("internal_error"), unknown)
    bob.types("/toy hello")
    for expected in ("unknown", "unknown", "failed", "failed"):
        assert states(team) == [expected]
        team.tick(HOURS)
    assert team.platform.refusals == []
    assert team.channel(toy.CHANNEL) == []


def test_a_leaver_gets_nothing(team: Team, bob: Member, ann: Member) -> None:
    refuse(team, DeliveryError("internal_error"))
    bob.types("/toy tell @ann a word")
    team.run(team.app.registry.remember(WORKSPACE, [replace(ann.profile, active=False)]))
    team.tick(HOURS)
    assert states(team) == ["cancelled"]
    assert ann.inbox == []


def test_of_two_updates_that_wait_only_the_newest_is_made(team: Team, bob: Member) -> None:
    bob.types("/toy hello")
    [posted] = team.channel(toy.CHANNEL)
    refuse(team, DeliveryError("internal_error"))
    bob.presses("Repeat", on=posted)
    team.now += SECOND
    team.member("Ann").presses("Repeat", on=posted)
    assert posted.text == "Ann: again 1"
    team.tick(HOURS)
    assert posted.text == "Ann: again 1"
    assert states(team) == ["sent", "cancelled", "sent"]


def test_updates_at_the_same_instant_each_have_their_effect(team: Team, bob: Member) -> None:
    bob.types("/toy hello")
    [posted] = team.channel(toy.CHANNEL)
    for name in ("Ann", "Carl", "Dora"):
        team.member(name).presses("Repeat", on=posted)
        assert posted.text == f"{name}: again 1"


def test_an_update_reaches_every_post_about_the_same_thing(team: Team, bob: Member) -> None:
    bob.types("/toy hello")
    bob.types("/toy hello again")
    bob.presses("Repeat", on=team.channel(toy.CHANNEL)[0])
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Bob: again 1"] * 2


def test_many_that_are_not_wanted_any_more_do_not_hold_up_the_rest(
    team: Team, bob: Member, ann: Member
) -> None:
    carl = team.member("Carl")
    refuse(team, *(DeliveryError("internal_error") for _ in range(outbox.CHUNK + 6)))
    for number in range(outbox.CHUNK + 5):
        bob.types(f"/toy tell @ann number {number}")
    bob.types("/toy tell @carl the last one")
    team.run(team.app.registry.remember(WORKSPACE, [replace(ann.profile, active=False)]))
    team.tick(HOURS)
    assert [one.text for one in carl.inbox] == ["Bob: the last one"]
    assert set(states(team)[:-1]) == {"cancelled"}


def test_a_nudge_that_its_skill_cannot_word_is_the_only_one_that_fails(
    team_of: Callable[..., Team],
) -> None:
    def wording(person: Any) -> Any:
        return toy.ping(person) if person.name != "Bob" else 1 // 0

    skill = Skill("toy", home=toy.HOME)
    skill.nudge("ping", weekly("friday", at="15:00"), audience=toy.everybody)(wording)
    team = team_of(skill, strict=False)
    bob, ann = team.member("Bob"), team.member("Ann")
    with capture_logs() as logged:
        team.tick("2026-11-27 15:01")
    assert [line["event"] for line in logged if line["log_level"] != "info"] == ["not_made"]
    assert [one.text for one in ann.inbox] == ["Ping, Ann!"]
    assert bob.inbox == []
    assert sorted(states(team)) == ["failed", "sent"]


def test_a_nudge_whose_skill_fails_when_it_is_to_leave_holds_up_no_other(
    team_of: Callable[..., Team],
) -> None:
    broken = list[str]()

    def everybody(_db: Session, _week: Period) -> sa.Select[int]:
        if broken:
            raise LookupError(broken[0])
        return members()

    skill = Skill("toy", home=toy.HOME)
    at = weekly("friday", at="15:00")
    skill.nudge("ping", at, audience=everybody)(toy.ping)
    skill.nudge("pong", at, audience=toy.everybody)(toy.ping)
    team = team_of(skill, strict=False)
    bob = team.member("Bob")
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=60))
    team.tick("2026-11-27 15:00")
    broken.append("its skill is broken")
    with capture_logs() as logged:
        team.tick(timedelta(minutes=2))
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["not_told"]
    assert len(bob.inbox) == 1
    assert sorted(states(team)) == ["failed", "sent"]


def test_a_card_that_cannot_be_worded_is_tried_later_and_the_others_arrive(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)

    @skill.command("toy")
    def say_two_things(chat: Chat) -> None:
        chat.say(t("posted"), to=toy.CHANNEL)  # its words need a day
        chat.say(t("thanks"), to=toy.CHANNEL)

    team = team_of(skill, strict=False)
    with capture_logs() as logged:
        team.member("Bob").types("/toy")
    assert "not_sent" in {line["event"] for line in logged}
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Thanks."]
    assert states(team) == ["pending", "sent"]


def test_health_counts_what_is_under_way_and_what_is_lost(team: Team, bob: Member) -> None:
    refuse(team, DeliveryError("timeout", unknown=True))
    bob.types("/toy one")
    refuse(team, DeliveryError("internal_error"))
    bob.types("/toy two")
    refuse(team, DeliveryError("channel_not_found", final=True))
    bob.types("/toy three")
    bob.types("/toy four")
    facts = team.app.database.read_now(lambda db: team.app.house.health(db, team.now))
    told = {fact.name.key: fact.value for fact in facts}
    assert told["health.sent"] == 1
    assert told["health.waiting"] == 2
    assert told["health.failed"] == core("health.failed_see", number=1)


def test_a_reaction_quicker_than_the_note_of_the_place_waits_for_it(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    skill = Skill("toy", home=toy.HOME)
    seen: list[int] = []

    @skill.command("toy", toy.Note)
    def note(chat: Chat, form: toy.Note) -> None:
        chat.say(Card(t("thanks"), about=7), to=toy.CHANNEL)

    @skill.reaction("tada")
    def celebrate(chat: Chat, about: int) -> None:
        seen.append(about)

    team = team_of(skill)
    bob = team.member("Bob")
    deliver = team.platform.deliver
    reactions: list[asyncio.Task[Any]] = []

    async def seen_at_once(parcel: Parcel) -> Mapping[str, str]:
        place = await deliver(parcel)
        reacted = Incoming(WORKSPACE, "quick", bob.id, Reacted("tada", place))
        reactions.append(asyncio.create_task(team.app.handle(reacted)))
        # Long enough for a reader who is quick, and still before the place is noted.
        for _ in range(5):
            await team.app.database.write(lambda db: None)
        return place

    monkeypatch.setattr(team.platform, "deliver", seen_at_once)
    bob.types("/toy hello there")
    team.run(asyncio.wait_for(reactions[0], 10))
    assert seen == [7]


@pytest.mark.parametrize(("ahead", "counts"), [(30, True), (3600, False)])
def test_only_a_clock_that_was_set_back_makes_a_later_update_the_older_one(
    team: Team, ahead: int, counts: bool
) -> None:
    def look(db: Session) -> bool:
        made = {"workspace": WORKSPACE, "lane": 0, "kind": "toy", "about": "toy:1", "epoch": 0}
        update = {**made, "params": {"update": {}}, "state": "pending", "not_before": team.now}
        later = team.now + timedelta(seconds=ahead)
        rows = [{**update, "id": uuid4(), "made": moment} for moment in (team.now, later)]
        db.execute(delivery.insert(), rows)
        first = db.execute(delivery.select().where(delivery.c.id == rows[0]["id"])).one()
        return whereabouts.overtaken(db.connection(), first, team.now)

    assert team.app.database.write_now(look) is counts


def test_an_eighth_try_of_which_nobody_knows_may_have_arrived(team: Team, bob: Member) -> None:
    refuse(team, *(DeliveryError("internal_error") for _ in range(7)))
    refuse(team, DeliveryError("timeout", unknown=True))
    bob.types("/toy hello")
    for _ in range(7):
        team.tick(HOURS)
    [row] = deliveries(team)
    assert (row.state, row.attempts, row.doubtful) == ("failed", 8, True)


def test_one_that_breaks_off_at_its_eighth_try_is_given_up_at_the_next(
    team: Team, bob: Member
) -> None:
    refuse(team, *(DeliveryError("internal_error") for _ in range(9)))
    bob.types("/toy hello")
    for _ in range(6):
        team.tick(HOURS)
    team.now += HOURS
    # Whoever tries for the eighth time is never heard of again.
    [row] = team.app.database.write_now(
        lambda db: outbox.lease(db.connection(), WORKSPACE, INTERACTIVE, team.now)
    )
    assert row.attempts == 7
    team.app.database.write_now(
        lambda db: outbox.begin(db.connection(), row, row.epoch + 1, team.now)
    )
    team.tick(HOURS)
    assert states(team) == ["failed"]
