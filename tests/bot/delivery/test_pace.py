"""No conversation is written to faster than its platform lets one be, whoever waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import pace
from bot.delivery.pace import KNOWN, PATIENCE, Limit, Pace, Paces
from bot.testing import Team
from skills import kudos
from tests.bot.delivery.rows import deliveries

LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0))


@given(st.lists(st.floats(0, 3), min_size=1, max_size=150))
def test_every_limit_is_kept_and_nobody_overtakes(gaps: list[float]) -> None:
    paced, now, given_ = Pace(LIMITS), 0.0, []
    for gap in gaps:
        now += gap
        given_.append(paced.place(now))
        assert given_[-1] >= now
    assert given_ == sorted(given_)
    for count, seconds in LIMITS:
        assert all(
            later - one >= seconds - 1e-6
            for one, later in zip(given_, given_[count:], strict=False)
        )


def test_who_comes_seldom_never_waits() -> None:
    paced = Pace(LIMITS)
    assert [paced.place(4.0 * number) for number in range(100)] == [4.0 * n for n in range(100)]


def test_one_that_comes_back_keeps_its_place_and_conversations_do_not_wait_for_each_other() -> None:
    paces, ids = Paces(((1, 10.0),)), [UUID(int=number) for number in range(3)]
    assert [paces.wait("#kudos", one, 0.0) for one in ids] == [0.0, 10.0, 20.0]
    assert paces.wait("#ideas", uuid4(), 0.0) == 0.0
    paces.gone(ids[0])
    # It came late; the next one leaves as much later.
    assert [paces.wait("#kudos", one, 12.0) for one in ids[1:]] == [0.0, 10.0]
    assert paces.wait("#kudos", ids[0], 12.0) == 18.0


def test_what_is_remembered_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "WAITING", KNOWN)
    paces = Paces(((1, 10.0),))
    for number in range(2 * KNOWN):
        paces.wait(number, uuid4(), 0.0)
    assert len(paces._queues) == len(paces._places) == KNOWN
    assert Paces(()).wait("#kudos", uuid4(), 0.0) == 0.0


@pytest.mark.parametrize(("limits", "count"), [(LIMITS, 100), (((200, 1.0),), KNOWN + 500)])
def test_who_comes_late_and_together_leaves_one_after_the_other_and_all_leave(
    limits: Sequence[Limit], count: int
) -> None:
    paces, left = Paces(limits), list[float]()
    waiting = [(0.0, UUID(int=number)) for number in range(count)]
    for now in range(0, 120, 10):
        due, waiting = (
            [one for one in waiting if one[0] <= now],
            [one for one in waiting if one[0] > now],
        )
        for _, one in sorted(due):
            if (wait := paces.wait("#kudos", one, now)) > PATIENCE:
                waiting.append((now + wait, one))
            else:
                paces.gone(one)
                left.append(now + wait)
    assert len(left) == count
    for most, seconds in limits:
        spans = zip(left, left[most:], strict=False)
        assert all(later - one >= seconds - 1e-6 for one, later in spans)


def test_nobody_waits_for_a_clock_that_was_set_back() -> None:
    paces, one = Paces(LIMITS), uuid4()
    assert paces.wait("#kudos", one, 86_400.0) == 0.0
    assert [paces.wait("#kudos", uuid4(), 60.0) for _ in range(7)] == [0.0] * 7
    assert paces.wait("#kudos", one, 59.9) == pytest.approx(1.1)


def test_a_busy_channel_waits_and_keeps_nobody_else_waiting(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_of(kudos.skill)
    monkeypatch.setattr(team.platform, "per_conversation", ((2, 10.0),))
    bob, ann, cora = (team.member(name) for name in ("Bob", "Ann", "Cora"))
    for giver, to in ((bob, "ann"), (ann, "bob"), (cora, "bob"), (bob, "cora"), (ann, "cora")):
        giver.types(f"/kudos @{to} thank you for the patient review of my change")
    assert len(team.channel("#kudos")) == 2
    assert [len(one.inbox) for one in (bob, ann, cora)] == [2, 1, 2]
    assert [row.state for row in deliveries(team) if row.channel] == ["sent"] * 2 + ["pending"] * 3
    team.tick(timedelta(seconds=10))
    assert len(team.channel("#kudos")) == 4
    team.tick(timedelta(seconds=10))
    assert len(team.channel("#kudos")) == 5
    assert {row.attempts for row in deliveries(team)} == {1}
