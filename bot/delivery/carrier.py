"""The carrier: hands one thing to its platform, and notes what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import outbox, withdrawal
from bot.delivery.ledger import Ledger
from bot.delivery.sorter import NOTED_SOON, Taken
from bot.runtime import metrics
from bot.runtime.answering import Answering
from bot.runtime.outgoing import Parcel, WordedCard
from bot.runtime.platform import DeliveryError, Platform

log = structlog.get_logger("piazza.courier")

NOTHING = WordedCard(())
NOT_THERE = "one is just being sent"


class NotYet(Exception):
    """What is to be changed is not everywhere yet."""

    def __init__(self, until: datetime) -> None:
        super().__init__(NOT_THERE)
        self.until = until


class Carrier:
    """Delivers what was taken; a DeliveryError that concerns others, too, is returned unnoted."""

    def __init__(
        self,
        ledger: Ledger,
        answering: Answering,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
        on_failure: Callable[[str, Exception], None],
    ) -> None:
        self.ledger = ledger
        self.answering = answering
        self.platforms = platforms
        self.clock = clock
        self.on_failure = on_failure

    async def carry(self, one: Taken) -> DeliveryError | None:
        """Send, update or remove once, and write down what became of it."""
        row = one.row
        try:
            if (place := await self._seek(one)) is None:
                return None
            if not place:
                place = await self._deliver(one) if one.card else await self._remove(one)
        except NotYet as early:
            until = early.until
            await self.ledger.note(outbox.asked_to_wait, row, one.epoch, NOT_THERE, until)
            return None
        except DeliveryError as error:
            return await self._not_sent(one, error)
        except Exception as error:
            # One card that cannot be worded or drawn must not hold up the others.
            log.exception("not_sent", delivery=str(row.id))
            self.on_failure(row.kind, error)
            return await self._not_sent(one, DeliveryError("an error of ours"))
        metrics.delivery(row.workspace.partition(":")[0], "sent")
        await self.ledger.note(outbox.sent, row.id, one.epoch, place)
        return None

    async def _seek(self, one: Taken) -> Mapping[str, str] | None:
        """Where it has arrived already, or else nothing, and that it is about to leave is noted.

        None: somebody else holds it now.
        """
        row, surely_not = one.row, True
        if row.state == "unknown":
            found = await self._look(one)
            if found:
                return found
            surely_not = found is not None
        now = self.clock()
        began = await self.ledger.note(outbox.begin, row, one.epoch, now, surely_not)
        return {} if began else None

    async def _look(self, one: Taken) -> Mapping[str, str] | None:
        """Where it is, nothing when it surely is nowhere, None when nobody can know."""
        if one.card is None or "update" in one.row.params:
            # To do this once more changes nothing.
            return {}
        return await self._platform(one).look(self._parcel(one, one.card, {}), one.row.made)

    async def _deliver(self, one: Taken) -> Mapping[str, str]:
        assert one.card is not None
        if "update" not in one.row.params:
            return await self._platform(one).deliver(self._parcel(one, one.card, {}))
        places, leaving = await self._places(one.row)
        for place in places:
            await self._platform(one).deliver(self._parcel(one, one.card, place))
        if leaving is not None:
            raise NotYet(max(leaving, self.clock()) + NOTED_SOON)
        return {"update": "done"}

    async def _places(self, row: Row[Any]) -> tuple[Sequence[Mapping[str, str]], datetime | None]:
        """Where the card is by now; when it will be where it is not yet."""

        def look(db: Session) -> tuple[Sequence[Mapping[str, str]], datetime | None]:
            found = outbox.posted(db.connection(), row.workspace, row.about)
            return found, outbox.leaving(db.connection(), row)

        places, leaving = await self.ledger.database.read(look)
        pressed = row.params["update"]
        return [
            {**pressed, **place} if _same(place, pressed) else place for place in places
        ], leaving

    def _parcel(self, one: Taken, card: Card, place: Mapping[str, str]) -> Parcel:
        row, person = one.row, one.person
        worded = self.answering.teller(row.workspace, person, one.skill).card(card)
        to = person.identities.get(row.workspace, "") if person else row.channel or ""
        return Parcel(str(row.id), row.workspace, to, worded, person is not None, place)

    async def _remove(self, one: Taken) -> Mapping[str, str]:
        """Remove all that can be removed; what cannot be does not keep the others there."""
        row, platform = one.row, self._platform(one)
        errors: list[DeliveryError] = []
        gone: list[Mapping[str, str]] = []
        read = self.ledger.database.read
        for place in await read(lambda db: withdrawal.places(db.connection(), row)):
            parcel = Parcel(str(row.id), row.workspace, "", NOTHING, place=place, gone=True)
            try:
                await platform.deliver(parcel)
                gone.append(place)
            except DeliveryError as error:
                errors.append(error)
        await self.ledger.patiently(lambda db: withdrawal.removed(db.connection(), row, gone))
        if errors:
            # What may still succeed decides whether it is tried again.
            raise min(errors, key=lambda error: error.final)
        return {"withdraw": "done"}

    async def _not_sent(self, one: Taken, error: DeliveryError) -> DeliveryError:
        row, epoch, now, note = one.row, one.epoch, self.clock(), self.ledger.note
        log.warning("not_sent", delivery=str(row.id), reason=error.reason, final=error.final)
        state: metrics.State = "failed" if error.final else "unknown" if error.unknown else "later"
        metrics.delivery(row.workspace.partition(":")[0], state)
        if error.final:
            await note(outbox.failed, row.id, epoch, error.reason)
        elif error.unknown:
            await note(outbox.unknown, row, epoch, error.reason, now)
        elif not error.concerns_others:
            # What does is noted together with what it means for them.
            await note(outbox.later, row, epoch, error.reason, now)
        return error

    def _platform(self, one: Taken) -> Platform:
        return self.platforms[one.row.workspace.partition(":")[0]]


def _same(place: Mapping[str, str], pressed: Mapping[str, str]) -> bool:
    return bool(pressed) and place.get("message") == pressed.get("message")
