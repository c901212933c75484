"""What failed is tried again, each time later, and not all of it at the same instant."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from bot.delivery.backoff import BACKOFF, JITTER, rest

IDS = [UUID(int=number) for number in range(1000)]


def test_what_failed_together_comes_back_one_by_one() -> None:
    for tries, wait in enumerate(BACKOFF):
        rests = [rest(one, tries) for one in IDS]
        assert (min(rests), max(rests) < wait * (1 + JITTER)) == (wait, True)
        assert len(set(rests)) == len(IDS)


def test_each_wait_is_longer_than_the_one_before() -> None:
    assert all(one * (1 + JITTER) < following for one, following in pairwise(BACKOFF))
