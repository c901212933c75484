"""Leaks, to be planted one at a time: each is a mistake that somebody could make in good faith."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Connection

from bot.people import Person
from bot.privacy import gate, hiding, thresholds
from bot.privacy.ballots import Box, slot_of
from bot.privacy.rounds import Round
from bot.privacy.units import Unit
from bot.runtime import metrics
from bot.runtime.answering import Answering
from bot.runtime.incoming import Submitted
from bot.runtime.interaction import Interaction, Outcome
from bot.runtime.outgoing import Answer, Recorded, Run, WordedForm
from tests.attacks.suite import Suite

# Plants a leak into a program in which a team works already.
Plant = Callable[[pytest.MonkeyPatch, Suite], object]


def _column(name: str, value: Callable[[Connection, Person, Suite], Any]) -> Plant:
    """A further column of the box."""

    def plant(patch: pytest.MonkeyPatch, suite: Suite) -> None:
        add = sa.text(f"ALTER TABLE ballot ADD COLUMN {name} TEXT")
        suite.team.app.database.write_now(lambda db: db.execute(add) and None)
        cast = Box.cast

        def leaking(box: Box, db: Connection, id_: int, who: Person, *rest: Any) -> Round:
            round_ = cast(box, db, id_, who, *rest)
            query = sa.text(f"UPDATE ballot SET {name} = :value WHERE slot = :slot")
            slot = slot_of(box.keys.pepper(round_.public_key), who.id)
            db.execute(query, {"value": value(db, who, suite), "slot": slot})
            return round_

        patch.setattr(Box, "cast", leaking)

    return plant


def _time(_db: Connection, _who: Person, suite: Suite) -> str:
    return suite.team.now.isoformat()


def _number(db: Connection, _who: Person, _suite: Suite) -> str:
    return f"{db.scalar(sa.text('SELECT count(*) + 1 FROM ballot WHERE number IS NOT NULL')):06}"


def _segment(_db: Connection, who: Person, _suite: Suite) -> str:
    return "north" if who.id % 2 else "south"


def live_count(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """A figure for the monitor."""
    figures = CollectorRegistry()
    gauge = Gauge("piazza_ballots", "Ballots", registry=figures)
    page = metrics.page
    patch.setattr(metrics, "page", lambda: page() + generate_latest(figures))
    cast = Box.cast

    def leaking(*given: Any) -> Round:
        gauge.inc()
        return cast(*given)

    patch.setattr(Box, "cast", leaking)


def no_complementary_suppression(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """Only what is small itself is hidden, and nobody audits."""
    hide_only_small(patch)
    patch.setattr(gate, "safe", lambda *_: True)


def hide_only_small(patch: pytest.MonkeyPatch) -> None:
    """Show what holds by itself, though something else follows from it."""

    def only_small(unit: Unit, holds: hiding.Rule) -> Unit | None:
        below = [part for one in unit.below if (part := only_small(one, holds))]
        lost = [one.counts for one in unit.below if not only_small(one, holds)]
        whole = Unit(unit.path, [*unit.pieces, *lost], below)
        return whole if holds([whole.counts]) else None

    patch.setattr(gate, "shown", only_small)
    patch.setattr(hiding, "shown", only_small)


def logged_payload(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """What came in, for who looks for a fault."""
    call = Interaction._call

    def leaking(self: Interaction, *given: Any) -> None:
        if isinstance(self.event.what, Submitted):
            log = structlog.get_logger("piazza.app")
            log.debug("taken", reason=str(list(self.event.what.values.values())))
        call(self, *given)

    patch.setattr(Interaction, "_call", leaking)


def value_in_confirmation(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """What was answered, for its own person to check; it stays in their chat's history."""
    outcome = Answering.outcome

    def leaking(self: Answering, interaction: Interaction, found: Outcome) -> Answer:
        answer, what = outcome(self, interaction, found), interaction.event.what
        told = any(isinstance(one, Recorded) for one in found.effects)
        if not told or answer.card is None or not isinstance(what, Submitted):
            return answer
        numbers = ", ".join(str(int(one)) for one in what.values.values() if str(one).isdigit())
        return replace(answer, card=replace(answer.card, text=(Run(f"Recorded: {numbers}"),)))

    patch.setattr(Answering, "outcome", leaking)


def k_from_request(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """As few as whoever opens the round likes."""
    patch.setattr(thresholds, "current", lambda *_: 1)


def draft_of_sealed_form(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """What was typed travels on, so that nothing is lost."""
    again = Answering._sent_again

    def leaking(self: Answering, *given: Any) -> WordedForm:
        form, values = again(self, *given), dict(given[1].values)
        kept = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        return replace(form, token=f"{form.token}.{kept}")

    patch.setattr(Answering, "_sent_again", leaking)


def inbox_key_from_values(patch: pytest.MonkeyPatch, _suite: Suite) -> None:
    """What was sent counts once by what is in it."""
    key = Interaction._key

    def leaking(self: Interaction) -> str:
        what = self.event.what
        if not isinstance(what, Submitted):
            return key(self)
        return f"form:{hashlib.sha256(json.dumps(dict(what.values)).encode()).hexdigest()}"

    patch.setattr(Interaction, "_key", leaking)


LEAKS: Mapping[str, tuple[Plant, set[str]]] = {
    "a time column": (_column("at", _time), {"A1"}),
    "a serial id": (_column("number", _number), {"A1"}),
    "a plain segment": (_column("division", _segment), {"A1"}),
    "a live count": (live_count, {"A9"}),
    "no complementary suppression": (no_complementary_suppression, {"A3"}),
    "a logged payload": (logged_payload, {"A6", "A9"}),
    "a value in the confirmation": (value_in_confirmation, {"A6"}),
    "k from the request": (k_from_request, {"A4"}),
    "a draft of a sealed form": (draft_of_sealed_form, {"A6"}),
    "an inbox key from values": (inbox_key_from_values, {"A8"}),
}
"""Each leak, and which attacks catch it."""
