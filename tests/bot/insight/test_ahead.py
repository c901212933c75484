"""Ahead: the next batch is studied while one is seen to, and each is given once, in order."""

from __future__ import annotations

from threading import Event

import pytest

from bot.insight.ahead import ahead

PATIENCE = 10


def test_each_is_given_once_in_order_and_studied_before() -> None:
    studied: list[int] = []
    for count in range(4):
        studied.clear()
        given = [(one, one in studied) for one in ahead(studied.append, range(count))]
        assert given == [(one, True) for one in range(count)]
        assert studied == list(range(count))


def test_the_next_is_studied_while_one_is_seen_to() -> None:
    studied = {1: Event(), 2: Event(), 3: Event()}
    for one in ahead(lambda batch: studied[batch].set(), studied):
        assert studied[min(one + 1, 3)].wait(PATIENCE)


def test_what_can_not_be_studied_is_told_where_it_would_be_given() -> None:
    def study(batch: int) -> None:
        if batch == 2:
            raise ValueError("nobody can read this")

    found = ahead(study, [1, 2, 3])
    assert next(found) == 1
    with pytest.raises(ValueError, match="nobody"):
        next(found)


def test_who_stops_early_leaves_no_thread_behind() -> None:
    found = ahead(str, [1, 2, 3])
    assert next(found) == 1
    found.close()  # type: ignore[attr-defined]
    assert list(found) == []
