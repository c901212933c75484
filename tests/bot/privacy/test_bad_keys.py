"""Keys that are lost, broken or stuck: somebody hears of it, and everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.cli.tallying import _why, tally_of
from bot.delivery.tables import job
from bot.directory.joining import join
from bot.errors import SetupError
from bot.people import Role
from bot.privacy.rounds import OPEN, TALLIED
from bot.privacy.tables import ballot, ballot_round
from bot.testing import Member, Team
from tests.bot.privacy.survey import skill

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def team() -> Iterator[Team]:
    with Team([skill]) as team:
        yield team


@pytest.fixture
def cm(team: Team) -> Member:
    cm = team.member("Marco", role=Role.CM)
    cm.types("/survey open")
    return cm


def file(team: Team, kind: str) -> Path:
    [path] = team.app.house.box.keys.tally.parent.glob(f"*/*.{kind}")
    return path


def state(team: Team) -> str:
    return str(team.app.database.read_now(lambda db: db.scalar(sa.select(ballot_round.c.state))))


@pytest.mark.parametrize("kind", ["key", "pepper"])
def test_whoever_runs_the_round_hears_once_that_a_key_is_lost(
    team: Team, cm: Member, kind: str
) -> None:
    team.tick(MINUTE)
    assert cm.inbox == []
    file(team, kind).unlink()
    with capture_logs() as lines:
        for _ in range(3):
            team.tick(MINUTE)
    assert [one["kind"] for one in lines if one["event"] == "no_key"] == ["survey survey"]
    [told] = cm.inbox
    assert "piazza keys status" in told.text
    assert told.text.startswith("A key of the round “")
    assert state(team) == OPEN


def test_a_key_that_cannot_be_destroyed_keeps_neither_the_others_nor_anybodys_messages(
    team: Team, cm: Member
) -> None:
    cm.types("/survey close")
    path = file(team, "key")
    there = file(team, "pepper")
    there.unlink()
    there.mkdir()
    with pytest.raises(SetupError, match=r"\.pepper: .* remove it by hand"):
        tally_of(team.app).close(1)
    assert state(team) == TALLIED
    assert not path.exists()
    team.run(team.app.tick())
    team.run(team.app.engine.idle())
    assert [one.text for one in team.channel("#general")] == ["Round 1 has results."]


def test_who_turns_out_to_be_one_person_has_one_ballot_whoever_counts(
    team: Team, cm: Member
) -> None:
    first, second = team.member("Ann"), team.member("Anna")
    for one in (first, second):
        one.fills(one.types("/survey"), mood=3)
    pairs = {first.person.id: second.person.id}
    team.app.database.write_now(lambda db: join(db.connection(), "", pairs, team.now))
    team.tick(MINUTE)
    count = sa.select(sa.func.count()).select_from(ballot)
    assert team.app.database.read_now(lambda db: db.scalar(count)) == 1


def test_what_was_given_up_is_counted_once_the_key_is_back(team: Team, cm: Member) -> None:
    cm.types("/survey close")
    path = file(team, "key")
    right = path.read_bytes()
    path.write_bytes(b"short")
    with capture_logs() as lines, pytest.raises(SetupError):
        team.tick(MINUTE)
    [said] = [one["reason"] for one in lines if one["event"] == "not_counted"]
    assert f"{path} is no key of this round" in said
    path.write_bytes(right)
    team.app.database.write_now(lambda db: db.execute(sa.update(job).values(state="failed")) and 0)
    team.tick(DAY)
    assert state(team) == TALLIED


def test_of_a_tally_that_broke_off_only_what_it_meant_to_say_is_told() -> None:
    assert _why(7, "a line\nround 7 is open") == "round 7 is open"
    for said in ("", "Traceback (most recent call last):\n  ...\nValueError: 'what I wrote'"):
        assert _why(7, said) == (
            "the tally of round 7 was broken off; `piazza tally 7` by hand says why"
        )
