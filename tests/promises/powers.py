"""Powers: whatever is changed by a role leaves its line in the audit, in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from bot.skill import Rule

if TYPE_CHECKING:
    from tests.promises.tour import Tour

_CHANGE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# That something came in, and to which account somebody is written.
PLUMBING = frozenset({"inbox", "person"})


class Watch:
    """Sees which tables each transaction has changed, and what was done then, in turn.

    `logged` is where the lines of the log are kept meanwhile.
    """

    def __init__(self, logged: Sequence[MutableMapping[str, Any]]) -> None:
        self._logged = logged
        self._open: set[str] = set()
        self._done: list[tuple[int, frozenset[str]]] = []

    def changes(self, powers: Mapping[str, Rule]) -> dict[str, list[frozenset[str]]]:
        """The tables that each use of a power has changed, by its key."""
        changed, found = dict(self._done), dict[str, list[frozenset[str]]]()
        for place, line in enumerate(self._logged):
            if line["event"] == "done" and line.get("rule") in powers and place in changed:
                tables = changed[place] - PLUMBING
                found.setdefault(line["rule"], []).append(tables)
        return found

    def statement(self, *told: Any) -> None:
        """Note which table a statement changes."""
        if found := _CHANGE.match(told[2]):
            self._open.add(found[1])

    def commit(self, _connection: Any) -> None:
        """Note what has been changed, and before which line of the log."""
        if self._open:
            self._done.append((len(self._logged), frozenset(self._open)))
        self._open.clear()

    def rollback(self, _connection: Any) -> None:
        """Nothing has been changed."""
        self._open.clear()


@contextmanager
def watching(engine: Engine, watch: Watch) -> Iterator[None]:
    """Let somebody see what is changed."""
    hooks = {
        "before_cursor_execute": watch.statement,
        "commit": watch.commit,
        "rollback": watch.rollback,
    }
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    try:
        yield
    finally:
        for name, hook in hooks.items():
            event.remove(engine, name, hook)


def unnoted(tour: Tour) -> list[str]:
    """The powers that have changed something in a transaction without a line in the audit."""
    changes = tour.watch.changes(powers_of([*tour.team.app.house.router.rules]))
    return [
        f"{key} changes {sorted(tables)} and the audit has no line"
        for key, many in sorted(changes.items())
        for tables in {*many}
        if tables and "audit" not in tables
    ]


def powers_of(rules: Sequence[Rule]) -> dict[str, Rule]:
    """The rules that are for some only, and write."""
    return {rule.key: rule for rule in rules if rule.only and not rule.reads}
