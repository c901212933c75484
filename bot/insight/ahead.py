"""Ahead: what the next of many texts are about is found out while the last ones are seen to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(study: Callable[[T], object], batches: Iterable[T]) -> Iterator[T]:
    """Give batches one by one, each studied; another thread studies the next one meanwhile.

    What goes wrong in that thread goes wrong here, before the batch is given.
    """
    with ThreadPoolExecutor(1, "piazza-ahead") as beside:
        begun = deque[tuple[T, Future[object]]]()
        for batch in batches:
            begun.append((batch, beside.submit(study, batch)))
            if len(begun) > 1:
                yield _studied(begun)
        while begun:
            yield _studied(begun)


def _studied(begun: deque[tuple[T, Future[object]]]) -> T:
    batch, studied = begun.popleft()
    studied.result()
    return batch
