"""Powers: whatever is changed by a role leaves its line in the audit, in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from bot.runtime.app import App
from bot.runtime.incoming import Incoming
from bot.runtime.interaction import Interaction
from bot.skill import Rule

if TYPE_CHECKING:
    from tests.promises.tour import Tour

_CHANGE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# Whatever somebody does begins with it; what jobs do behind that does not.
INBOX = "inbox"
# To which account somebody is written to.
PLUMBING = frozenset({INBOX, "person"})


class Watch:
    """Sees which tables each rule has changed, transaction by transaction."""

    def __init__(self) -> None:
        self.changes: dict[str, set[frozenset[str]]] = {}
        self._rule = ""
        self._open: set[str] = set()
        self._before: list[set[str]] = []

    @contextmanager
    def of(self, app: App) -> Iterator[None]:
        """Look on while somebody uses an app."""
        route, engine = app._route, app.database.engine

        def routed(came: Incoming) -> Interaction | None:
            found = route(came)
            self._rule = found.rule.key if found else ""
            return found

        hooks = {
            "before_cursor_execute": self._statement,
            "savepoint": lambda *_: self._before.append({*self._open}),
            "release_savepoint": lambda *_: self._before.pop(),
            "rollback_savepoint": self._back,
            "commit": self._commit,
            "rollback": self._clear,
        }
        for name, hook in hooks.items():
            event.listen(engine, name, hook)
        app._route = routed  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            app._route = route  # type: ignore[method-assign]
            for name, hook in hooks.items():
                event.remove(engine, name, hook)

    def _statement(self, *told: Any) -> None:
        if found := _CHANGE.match(told[2]):
            self._open.add(found[1])

    def _back(self, *_: Any) -> None:
        self._open = self._before.pop()

    def _commit(self, *_: Any) -> None:
        if INBOX in self._open:
            self.changes.setdefault(self._rule, set()).add(frozenset(self._open - PLUMBING))
        self._clear()

    def _clear(self, *_: Any) -> None:
        self._open, self._before = set(), []


def changed(tour: Tour) -> dict[str, set[frozenset[str]]]:
    """What each power has changed that is for some only."""
    keys = powers_of(tour.team.app.house.router.rules)
    found = {key: {*filter(None, many)} for key, many in tour.watch.changes.items() if key in keys}
    return {key: many for key, many in found.items() if many}


def unnoted(tour: Tour) -> list[str]:
    """The powers that have changed something in a transaction without a line in the audit."""
    return [
        f"{key} changes {sorted(tables)} and the audit has no line"
        for key, many in sorted(changed(tour).items())
        for tables in many
        if "audit" not in tables
    ]


def powers_of(rules: Sequence[Rule]) -> set[str]:
    """The keys of rules that are for some only, and write."""
    return {rule.key for rule in rules if rule.only and not rule.reads}
