"""The carrier: hands one thing to its platform, and notes what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import outbox, sealed, whereabouts, withdrawal
from bot.delivery.backoff import BACKOFF
from bot.delivery.governor import Governor
from bot.delivery.ledger import Change, Ledger
from bot.delivery.nudging import WITHHELD
from bot.delivery.outbox import LEASE
from bot.delivery.sorter import NOTED_SOON, Taken
from bot.runtime import metrics
from bot.runtime.answering import Answering
from bot.runtime.outgoing import Parcel, WordedCard
from bot.runtime.platform import DeliveryError, Platform

log = structlog.get_logger("piazza.courier")

NOTHING = WordedCard(())
NOT_THERE = "one is just being sent"


class NotYet(Exception):
    """It is to be done later, or once more."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until


class NotSought(Exception):
    """It may have arrived, and whether it has could not be found out this time."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class NotWanted(Exception):
    """It was looked for, has not been found, and is not to be sent any more."""


class Carrier:
    """Delivers what was taken; why it did not arrive is returned, and noted.

    But for what concerns all the others, too: that is noted together with what it means for them.
    """

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

    async def carry(self, one: Taken, governor: Governor) -> DeliveryError | None:
        """Send, update or remove once, and write down what became of it.

        It has had its turn; what it takes more than one call for asks for more of them.
        """
        row = one.row
        try:
            if (place := await self._seek(one)) is None:
                return DeliveryError("somebody else holds it now")
            if not place:
                # Another may have been told to wait while this was written down.
                if governor.is_held and governor.held_until:
                    raise NotYet(governor.held_until, "asked to wait")
                place = await self._send(one, governor)
        except NotYet as early:
            reason, until = str(early), early.until
            await self.ledger.note(outbox.asked_to_wait, row, one.epoch, reason, until)
            return DeliveryError(reason)
        except NotWanted:
            await self.ledger.note(_unwanted(one), row.id, one.epoch, one.unwanted)
            return DeliveryError(one.unwanted)
        except NotSought as trouble:
            return await self._not_sought(one, self._known(one, trouble.error))
        except Exception as error:  # noqa: BLE001 - it is said by `_known`
            return await self._not_sent(one, self._known(one, error))
        metrics.delivery(row.workspace.partition(":")[0], "sent")
        where = {} if one.sealed else place
        await self.ledger.note(_over(one, outbox.sent), row.id, one.epoch, where)
        return None

    async def remind(self, one: Taken) -> DeliveryError | None:
        """Send once what counts as sent already; nothing is noted."""
        assert one.card is not None
        try:
            await self._platform(one).deliver(self._parcel(one, one.card, {}))
        except Exception as error:  # noqa: BLE001 - it is said by `_known`
            return self._known(one, error)
        return None

    async def _seek(self, one: Taken) -> Mapping[str, str] | None:
        """Where it has arrived already, or else nothing, and that it is about to leave is noted.

        None: somebody else holds it now.
        """
        row, surely_not = one.row, True
        if row.state == "unknown":
            try:
                found = await self._look(one)
            except Exception as error:
                raise NotSought(error) from error
            if found:
                return found
            if one.unwanted:
                raise NotWanted
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

    async def _send(self, one: Taken, governor: Governor) -> Mapping[str, str]:
        if one.card is None:
            return await self._remove(one, partial(governor.turn, one.row.lane))
        if "update" not in one.row.params:
            return await self._platform(one).deliver(self._parcel(one, one.card, {}))
        return await self._update(one, one.card, governor)

    async def _update(self, one: Taken, card: Card, governor: Governor) -> Mapping[str, str]:
        places, leaving = await self._places(one.row)
        for number, place in enumerate(places):
            if number and not await governor.turn(one.row.lane):
                raise NotYet(governor.held_until or self.clock(), "asked to wait")
            await self._platform(one).deliver(self._parcel(one, card, place))
        if leaving is not None:
            raise NotYet(max(leaving, self.clock()) + NOTED_SOON, NOT_THERE)
        return {"update": "done"}

    async def _places(self, row: Row[Any]) -> tuple[Sequence[Mapping[str, str]], datetime | None]:
        """Where the card is by now; when it will be where it is not yet."""

        def look(db: Session) -> tuple[Sequence[Mapping[str, str]], datetime | None]:
            found = whereabouts.posted(db.connection(), row.workspace, row.about)
            return found, whereabouts.leaving(db.connection(), row)

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

    async def _remove(self, one: Taken, turn: Callable[[], Awaitable[bool]]) -> Mapping[str, str]:
        """Remove all that can be removed; what cannot be does not keep the others there."""
        row, until = one.row, self.clock() + LEASE / 2
        errors: list[DeliveryError] = []
        gone: list[UUID] = []
        left = await self.ledger.database.read(lambda db: withdrawal.posted(db.connection(), row))
        for number, posted in enumerate(left):
            # It may be thousands: they keep the pace, and the lease does not run out meanwhile.
            if self.clock() > until or (number and not await turn()):
                break
            if error := await self._removed(one, posted.provider_ref):
                errors.append(error)
            else:
                gone.append(posted.id)
            if error and error.for_all:
                break
        await self.ledger.patiently(lambda db: withdrawal.removed(db.connection(), gone))
        told = min(errors, key=lambda error: (not error.for_all, error.final), default=None)
        if gone and len(gone) + len(errors) < len(left) and not (told and told.for_all):
            raise NotYet(self.clock(), "more are to be removed")
        if told:
            # What concerns others as well comes first, then what may still succeed.
            raise told
        return {"withdraw": "done"}

    async def _removed(self, one: Taken, place: Mapping[str, str]) -> DeliveryError | None:
        parcel = Parcel(str(one.row.id), one.row.workspace, "", NOTHING, place=place, gone=True)
        try:
            await self._platform(one).deliver(parcel)
        except DeliveryError as error:
            return error
        return None

    def _known(self, one: Taken, error: Exception) -> DeliveryError:
        """An error as it is noted; one card that cannot be worded does not hold up the others."""
        if isinstance(error, DeliveryError):
            return error
        log.error("not_sent", **sealed.told(one.row, one.sealed), exc_info=error)
        self.on_failure(one.row.kind, error)
        return DeliveryError("an error of ours")

    async def _not_sought(self, one: Taken, error: DeliveryError) -> DeliveryError:
        row, now = one.row, self.clock()
        log.warning("not_sought", **sealed.told(row, one.sealed), reason=error.reason)
        if error.for_all:
            return error
        metrics.delivery(row.workspace.partition(":")[0], "later")
        if _forgotten(one, error):
            await self.ledger.note(_over(one, outbox.sent), row.id, one.epoch, {})
        else:
            await self.ledger.note(outbox.not_sought, row, one.epoch, error.reason, now)
        return error

    async def _not_sent(self, one: Taken, error: DeliveryError) -> DeliveryError:
        row, epoch, now, note = one.row, one.epoch, self.clock(), self.ledger.note
        which = sealed.told(row, one.sealed)
        log.warning("not_sent", **which, reason=error.reason, final=error.final)
        state: metrics.State = "failed" if error.final else "unknown" if error.unknown else "later"
        metrics.delivery(row.workspace.partition(":")[0], state)
        if error.final and (other := self._elsewhere(one)):
            await note(outbox.elsewhere, row, epoch, error.reason, other)
        elif _forgotten(one, error):
            await note(_over(one, outbox.sent), row.id, epoch, {})
        elif error.final:
            await note(outbox.failed, row.id, epoch, error.reason)
        elif error.unknown:
            await note(outbox.unknown, row, epoch, error.reason, now)
        elif error.for_all:
            return error
        else:
            await note(outbox.later, row, epoch, error.reason, now)
        return error

    def _elsewhere(self, one: Taken) -> str | None:
        """Where else somebody may be written to who cannot be where they were just tried."""
        person, row = one.person, one.row
        # What may have arrived there already is not sent anywhere else.
        if person is None or row.state != "pending":
            return None
        connected = {one for platform in self.platforms.values() for one in platform.workspaces}
        open_ = connected & person.identities.keys() - person.closed
        return min(open_ - outbox.tried(row), default=None)

    def _platform(self, one: Taken) -> Platform:
        return self.platforms[one.row.workspace.partition(":")[0]]


def _over(one: Taken, otherwise: Change) -> Change:
    """How it is noted that something is over: of what is passing nothing is kept."""
    return outbox.dropped if one.passing else otherwise


def _unwanted(one: Taken) -> Change:
    """How it is noted that something has not arrived and is not wanted any more."""
    return outbox.dropped if one.unwanted == WITHHELD else _over(one, outbox.cancelled)


def _forgotten(one: Taken, error: DeliveryError) -> bool:
    """Whether it is over with something of which nobody is to see that it failed."""
    last = error.final or (one.row.attempts >= len(BACKOFF) and not error.for_all)
    return (one.sealed or one.passing) and last


def _same(place: Mapping[str, str], pressed: Mapping[str, str]) -> bool:
    return bool(pressed) and place.get("message") == pressed.get("message")
