"""Telling how far the sample company has come: a bar on a terminal, else one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Advance: TypeAlias = Callable[[int], None]


@contextmanager
def progress(people: int, weeks: int) -> Iterator[tuple[Advance, Advance]]:
    """Show people as they are hired, then weeks as they pass; on stderr, which nobody reads on."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"Filling in the sample company: {people} people, {weeks} weeks", style=None)
        yield _nothing, _nothing
        return
    with Progress(console=console, transient=True) as bar:
        hired = bar.add_task("People", total=people)
        passed = bar.add_task("Weeks", total=weeks)
        yield (
            lambda count: bar.advance(hired, count),
            lambda count: bar.advance(passed, count),
        )


def _nothing(_count: int) -> None:
    """Nobody is watching."""
