"""The community manager sees what could not be delivered, sends it again, or dismisses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot import Role, weekly
from bot.delivery import dead_letters
from bot.delivery.tables import delivery
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.runtime.restored import settle
from bot.testing import Desk, Member, Team
from handlers.slack.render import message
from skills import cm as cm_skill
from tests.bot import toy
from tests.bot.delivery.rows import deliveries, states
from tests.slack_world import faults

HOURS = timedelta(hours=7)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill, cm_skill.skill, schedules={"cm.digest": {"paused": True}})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def refuse(team: Team, reason: str, times: int = 1, **more: bool) -> None:
    more = more or {"final": True}
    team.platform.refusals += [DeliveryError(reason, **more) for _ in range(times)]


def test_when_all_has_arrived_it_says_so(cora: Member, ugo: Member, bob: Member) -> None:
    bob.types("/toy hello")
    assert cora.types("/cm undelivered").text == "Everything could be delivered."
    assert ugo.types("/cm undelivered").text == "È stato recapitato tutto."
    assert "deliver" not in bob.types("/cm").text
    assert "Only the community managers can do that" in bob.types("/cm undelivered").text


def test_it_says_why_when_to_whom_and_what_helps_but_not_what(
    team: Team, cora: Member, ugo: Member, bob: Member
) -> None:
    refuse(team, "not_in_channel", 2)
    bob.types("/toy a secret")
    team.tick(SECOND)
    bob.types("/toy another secret")
    team.tick("2026-11-24 09:00")
    refuse(team, "user_disabled")
    bob.types("/toy tell @cora a secret for her")
    assert cora.types("/cm undelivered").text.splitlines() == [
        "3 messages could not be delivered. What they say is not shown.",
        "2 – Piazza may not post in the channel",
        "Invite @Piazza there, then send again: #toys.",
        "1 – the account is closed or can’t be written to",
        "Dismiss it. If somebody has come back, what is new reaches them.",
        "By day: Toy, 24 November: 1 and Toy, 23 November: 2.",
        "The latest:",
        "Toy to Cora Conti, 24 November – the account is closed or can’t be written to",
        "Toy to #toys, Monday 23 November 08:00 – Piazza may not post in the channel",
        "Toy to #toys, Monday 23 November 08:00 – Piazza may not post in the channel",
    ]
    assert "2 – Piazza non può scrivere nel canale" in ugo.types("/cm undelivered").text
    assert "secret" not in cora.types("/cm undelivered").text
    assert "could not be delivered: 3; /cm undelivered says why" in cora.types("/cm status").text


def test_all_of_a_cause_is_sent_again_once_it_is_mended(
    team: Team, cora: Member, bob: Member
) -> None:
    refuse(team, "not_in_channel", 2)
    bob.types("/toy hello")
    bob.types("/toy goodbye")
    listed = cora.types("/cm undelivered")
    shown = cora.presses("Look: Piazza may not post in the channel", on=listed)
    assert shown.shown.buttons[:2] == ["Send 2 again", "Dismiss 2"]
    done = cora.presses("Send 2 again", on=shown)
    assert done.text.startswith("2 messages are on their way again.")
    team.tick(SECOND)
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Bob: hello", "Bob: goodbye"]
    assert (
        cora.types("/cm audit")
        .text.splitlines()[1]
        .endswith("Cora Conti, had messages sent again – outside: 2")
    )
    # A second press finds nothing to send twice.
    assert "settled already" in cora.presses("Send 2 again", on=shown).text
    assert (
        "settled already"
        in cora.presses("Look: Piazza may not post in the channel", on=listed).text
    )


def test_one_is_sent_again_and_tried_eight_times_anew(
    team: Team, cora: Member, bob: Member
) -> None:
    refuse(team, "no_idea", 9, final=False)
    bob.types("/toy hello")
    for _ in range(7):
        team.tick(HOURS)
    listed = cora.types("/cm undelivered")
    assert "six hours without success (no_idea)" in listed.text
    shown = cora.presses("Look: six hours without success", on=listed)
    one = cora.presses("#toys, Monday 23 November 08:00", on=shown)
    cora.presses("Send again", on=one)
    team.tick(SECOND)
    [row] = [row for row in deliveries(team) if row.channel]
    assert (row.state, row.attempts, row.error) == ("pending", 1, "no_idea")
    team.tick(HOURS)
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Bob: hello"]


def test_what_is_dismissed_is_counted_no_more_and_not_sent(
    team: Team, cora: Member, bob: Member
) -> None:
    refuse(team, "channel_not_found", 2)
    bob.types("/toy hello")
    bob.types("/toy goodbye")
    shown = cora.presses("Look: no such channel, or archived", on=cora.types("/cm undelivered"))
    one = cora.presses("#toys, Monday 23 November 08:00", on=shown)
    assert "1 message is not counted any more" in cora.presses("Dismiss", on=one).text
    assert "could not be delivered: 1;" in cora.types("/cm status").text
    cora.presses("Dismiss 2", on=shown)
    assert cora.types("/cm undelivered").text == "Everything could be delivered."
    assert "could not be delivered: 0" in cora.types("/cm status").text
    team.tick(HOURS)
    gone = [(row.state, row.error, row.params) for row in deliveries(team)]
    assert gone == [("cancelled", "channel_not_found", {})] * 2
    assert team.channel(toy.CHANNEL) == []


def test_whose_account_is_closed_is_not_written_to_again(
    team: Team, cora: Member, bob: Member
) -> None:
    refuse(team, "user_disabled")
    bob.types("/toy tell @cora hello there")
    listed = cora.types("/cm undelivered")
    shown = cora.presses("Look: the account is closed or can’t be written to", on=listed)
    assert "1 can’t be sent again: there is nobody it could reach" in shown.text
    one = cora.presses("Cora Conti, 23 November", on=shown)
    assert (shown.shown.buttons[0], one.shown.buttons) == ("Dismiss 1", ["Dismiss"])


def test_to_whom_something_was_said_at_once_cannot_be_seen(
    team: Team, cora: Member, bob: Member
) -> None:
    anna = team.member("Anna")
    refuse(team, "user_disabled", 4)
    for whom in ("bob", "anna", "bob", "anna"):
        bob.types(f"/toy tell @{whom} a word")
        team.tick(timedelta(minutes=10))
    assert anna.inbox == []
    last = cora.types("/cm undelivered").text.splitlines()[-4:]
    assert [one.partition(" – ")[0] for one in last] == [
        "Toy to Anna, 23 November",
        "Toy to Anna, 23 November",
        "Toy to Bob, 23 November",
        "Toy to Bob, 23 November",
    ]


class Looking(Desk):
    """A desk that can be looked at, as direct messages on Slack can."""

    looks = 0

    async def look(self, parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        self.looks += 1
        if not parcel.direct:
            return None
        return next((one.place for one in self.boxes.get(parcel.to, ())), {})


def test_what_may_have_arrived_is_looked_for_first(team: Team, cora: Member, bob: Member) -> None:
    desk = Looking()
    desk.people = team.platform.people
    team.platform = team.app.platforms["test"] = desk
    refuse(team, "not_yet", final=False)
    bob.types("/toy tell @bob hello there")
    refuse(team, "channel_not_found")
    team.app.database.write_now(lambda db: settle(db, team.app.house, team.now + HOURS, ()))
    listed = cora.types("/cm undelivered")
    shown = cora.presses("Look: a backup was restored; may have arrived", on=listed)
    assert "1 may have arrived already." in shown.text
    # It had arrived, after the copy had been made.
    team.platform.refusals.clear()
    team.run(desk.deliver(_parcel(team, bob)))
    cora.presses("Send 1 again", on=shown)
    team.tick(SECOND)
    assert (desk.looks, states(team), len(bob.inbox)) == (1, ["sent"], 1)


def _parcel(team: Team, to: Member) -> Parcel:
    from bot.runtime.outgoing import WordedCard

    return Parcel("1", "test:T1", to.id, WordedCard(()), True)


def test_a_nudge_whose_time_has_passed_is_not_sent(team_of: Callable[..., Team]) -> None:
    nudges = {"ping": weekly("friday", at="15:00")}
    team = team_of(toy.on_schedule(nudges=nudges))
    cora, bob = team.member("Cora Conti", role=Role.CM), team.member("Bob")
    refuse(team, "no_idea")
    refuse(team, "no_idea")
    team.tick("2026-11-27 15:00")
    look = partial(cora.presses, "Look: refused by the chat")
    assert "Send 2 again" in look(on=cora.types("/cm undelivered")).shown.buttons
    team.tick("2026-11-27 19:01")
    shown = look(on=cora.types("/cm undelivered"))
    assert "2 can’t be sent again: their time has passed." in shown.text
    assert shown.shown.buttons[0] == "Dismiss 2"
    assert bob.inbox == []


def test_many_are_sent_behind_the_answer_and_none_for_ever(
    team: Team, cora: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "CHUNK", 2)
    refuse(team, "not_in_channel", 5)
    for number in range(5):
        bob.types(f"/toy hello {number}")
    team.tick(SECOND)
    shown = cora.presses(
        "Look: Piazza may not post in the channel", on=cora.types("/cm undelivered")
    )
    # Those that fail again at once are not taken up by the same press.
    refuse(team, "not_in_channel", 1)
    assert "5 messages are on their way" in cora.presses("Send 5 again", on=shown).text
    team.tick(SECOND)
    assert len(team.channel(toy.CHANNEL)) == 4
    assert sorted(states(team)) == ["failed", *["sent"] * 4]
    team.tick(SECOND)
    again = cora.presses(
        "Look: Piazza may not post in the channel", on=cora.types("/cm undelivered")
    )
    assert again.shown.buttons[0] == "Send 1 again"


@pytest.fixture
def everything(team: Team, cora: Member, ugo: Member, bob: Member) -> Team:
    causes = dead_letters_causes()
    refuse(team, "not_in_channel", len(causes))
    for _ in causes:
        bob.types(f"/toy {'hello ' * 20}")
    ids = [row.id for row in deliveries(team)]

    def change(db: object) -> None:
        for id_, error in zip(ids, causes, strict=True):
            row = sa.update(delivery).where(delivery.c.id == id_)
            db.execute(row.values(error=error))  # type: ignore[attr-defined]

    team.app.database.write_now(change)
    return team


def dead_letters_causes() -> list[str]:
    from bot.delivery.causes import REASONS

    return [reasons[0] for reasons in REASONS.values()]


def test_every_cause_is_worded_and_fits_on_slack(
    everything: Team, cora: Member, ugo: Member
) -> None:
    for who in (cora, ugo):
        listed = who.types("/cm undelivered")
        assert faults(message(listed.shown.card, "slack:T1"), "message") == []
        for label in listed.shown.buttons:
            shown = who.presses(label, on=listed)
            assert faults(message(shown.shown.card, "slack:T1"), "message") == []
            assert "undelivered" not in shown.text
