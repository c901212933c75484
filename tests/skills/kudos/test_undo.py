"""Stories about taking thanks back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import Role
from bot.delivery.tables import delivery
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from skills.kudos.model import Cheer, Kudos, Recipient
from tests.skills.kudos.telling import WHY

MINUTES = timedelta(minutes=1)


def stored(team: Team) -> list[int]:
    """How many rows each table of ours holds."""
    counts = [select(func.count()).select_from(one) for one in (Kudos, Recipient, Cheer)]
    return team.app.database.read_now(lambda db: [db.scalar(one) or 0 for one in counts])


@pytest.mark.parametrize("way", ["button", "command"])
def test_within_ten_minutes_nothing_of_it_is_left(
    team: Team, bob: Member, ann: Member, carl: Member, way: str
) -> None:
    sent = bob.types(f"/kudos @anna and @carl {WHY}")
    ann.presses("Mi unisco" if way == "italian" else "Cheer", on=team.channel("#kudos")[0])
    team.tick(10 * MINUTES)
    if way == "button":
        gone = bob.presses("Undo (10 minutes)", on=sent)
    else:
        gone = bob.types("/kudos undo")
    assert gone.text == (
        "Taken back: your thanks to Anna Neri and Carl Jung. You can give 4 more today."
    )
    assert (team.channel("#kudos"), ann.inbox, carl.inbox) == ([], [], [])
    assert stored(team) == [0, 0, 0]
    rows = team.app.database.read_now(lambda db: list(db.execute(select(delivery.c.params))))
    assert WHY not in str(rows)
    assert "Ricevuti: 0" in ann.types("/kudos mine").text
    team.tick("2026-11-27 16:01")
    assert team.channel("#kudos") == []


def test_after_ten_minutes_it_stays_and_who_can_help_is_named(
    team: Team, bob: Member, ann: Member
) -> None:
    sent = bob.types(f"/kudos @anna {WHY}")
    team.tick(10 * MINUTES + timedelta(seconds=1))
    for refused in (bob.presses("Undo (10 minutes)", on=sent), bob.types("/kudos undo")):
        assert refused.text == "The 10 minutes in which you can take it back are over."
    team.member("Cora", role=Role.CM)
    assert "write to Cora" in bob.types("/kudos undo").text
    assert len(team.channel("#kudos")) == 1


@pytest.mark.parametrize(
    ("language", "maybe"), [("en", "It may still be there"), ("it", "Potrebbe essere già arrivato")]
)
def test_what_may_have_arrived_is_not_said_to_be_gone(
    team: Team, ann: Member, language: str, maybe: str
) -> None:
    giver = team.member("Gil", language=language)
    team.platform.refusals.append(DeliveryError("timeout", unknown=True))
    giver.types(f"/kudos @anna {WHY}")
    assert maybe in giver.types("/kudos undo").text
    team.tick(10 * MINUTES)
    assert (team.channel("#kudos"), ann.inbox) == ([], [])


def test_undo_means_the_last_one(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types("/kudos @anna for carrying the heavy boxes")
    bob.types("/kudos undo")
    assert [one.text for one in team.channel("#kudos")] == [f"Bob Ross thanks Anna Neri\n{WHY}"]
    bob.types("/kudos undo")
    assert team.channel("#kudos") == []
    assert bob.types("/kudos undo").text.startswith("You have given no thanks yet")


def test_a_scheduled_one_is_not_meant_when_a_later_one_is_too_old(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types(f"/kudos @anna 2026-12-24 {WHY}")
    bob.types("/kudos @anna for carrying the heavy boxes")
    team.tick(11 * MINUTES)
    assert "are over" in bob.types("/kudos undo").text
    assert stored(team)[0] == 2


def test_nobody_takes_back_what_is_not_theirs(
    team: Team, bob: Member, ann: Member, carl: Member
) -> None:
    sent = bob.types(f"/kudos @anna {WHY}")
    theirs = carl.types("/kudos @anna for carrying the heavy boxes")
    assert "no longer works" in carl.presses("Undo (10 minutes)", on=sent).text
    carl.presses("Undo (10 minutes)", on=theirs)
    assert "no longer there" in carl.presses("Undo (10 minutes)", on=theirs).text
    assert stored(team)[0] == 1


def test_what_is_taken_back_can_be_given_again(team: Team, bob: Member, ann: Member) -> None:
    bob.types(f"/kudos @anna {WHY}")
    bob.types("/kudos undo")
    assert "give 3 more" in bob.types(f"/kudos @anna {WHY}").text
    assert len(ann.inbox) == 1


@pytest.mark.parametrize("how", ["", "#anonymous #private"])
def test_taking_back_what_was_read_gives_nothing_more_to_write_today(
    team: Team, bob: Member, ann: Member, how: str
) -> None:
    for _ in range(5):
        bob.types(f"/kudos @anna {how} {WHY}")
        bob.types("/kudos undo")
    assert "all 5 thanks" in bob.types(f"/kudos @anna {how} {WHY}").text
    assert ann.inbox == []
    known = bob.types("/piazza whatyouknow").text
    assert "Thanks you took back lately: 5" in known
    assert WHY not in known
    team.tick("2026-12-24 09:00")
    bob.types(f"/kudos @anna {how} {WHY}")
    bob.types("/kudos undo")
    assert "Thanks you took back lately: 1" in bob.types("/piazza whatyouknow").text


def test_what_nobody_read_yet_can_be_written_anew(team: Team, bob: Member, ann: Member) -> None:
    for _ in range(7):
        bob.types(f"/kudos @anna 2026-12-24 {WHY}")
        bob.types("/kudos undo")
    assert "give 4 more" in bob.types(f"/kudos @anna {WHY}").text


def test_what_was_the_last_of_the_day_is_so_also_when_taken_back(bob: Member, ann: Member) -> None:
    for number in range(5):
        sent = bob.types(f"/kudos @anna {WHY}, {number}")
    gone = bob.presses("Undo (10 minutes)", on=sent)
    assert gone.text == (
        "Taken back: your thanks to Anna Neri. It counts for today all the same, and was your last."
    )
