"""Acting: what people of the sample company do comes in as anybody's doing would."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.people import Person
from bot.runtime.app import App
from bot.runtime.incoming import Called, Incoming, Pressed, Reacted, Ref, Submitted, What
from bot.runtime.outgoing import Answer
from bot.runtime.seal import Forged
from bot.runtime.wording import spread_out
from bot.sample.stage import Posted, Stage
from bot.scene import Act, Presses, Reacts, Types

LOOKS_BACK = 8
CHANNEL = "#"
GENERAL = "#general"


@dataclass(frozen=True, slots=True)
class Step:
    """An act as it reaches Piazza."""

    who: str
    what: What
    fills: Mapping[str, Any]


class Acting:
    """Turns acts into events and hands them in."""

    def __init__(self, app: App, stage: Stage) -> None:
        self.app = app
        self.stage = stage
        self.workspace = stage.workspaces[0]
        self._numbers = itertools.count(1)

    async def steps(self, acts: Sequence[Act], random: Random) -> list[Step]:
        """What acts of one moment are to Piazza, without those that find nothing to act on."""
        channels: list[Posted] = []
        if on_cards := [one for one in acts if not isinstance(one, Types)]:
            shown = await self.stage.cards(self._id(on_cards[0].who), LOOKS_BACK)
            channels = [one for one in shown if one.room.startswith(CHANNEL)]
        found = [await self._step(one, channels, random) for one in acts]
        return [one for one in found if one is not None]

    async def _step(self, act: Act, channels: Sequence[Posted], random: Random) -> Step | None:
        who = self._id(act.who)
        match act:
            case Types():
                return Step(who, self._called(act.said), act.fills)
            case Presses():
                key = self.app.house.router.button_key(act.on)
                # What everybody sees was looked at once; else it hangs on something sent to them.
                found = self._buttons(channels, key) or self._buttons(
                    await self.stage.cards(who, LOOKS_BACK), key
                )
                return Step(who, random.choice(found), act.fills) if found else None
            case Reacts():
                places = [one.place for one in channels if one.card.buttons]
                return Step(who, Reacted(act.emoji, random.choice(places)), {}) if places else None

    async def carry_out(self, step: Step) -> bool:
        """Hand it in, and fill in and send off the form it opens; whether none stays open."""
        return (await self._done(step)).form is None

    async def confirm(self, act: Types, on: Callable[..., None]) -> None:
        """Let somebody type something, and press such a button on what they are answered."""
        who, key = self._id(act.who), self.app.house.router.button_key(on)
        card = (await self._done(Step(who, self._called(act.said), act.fills))).card
        for button in card.buttons if card else ():
            if self._key(button.token) == key:
                await self._handle(who, Pressed(button.token, {}))

    async def _done(self, step: Step) -> Answer:
        answer = await self._handle(step.who, step.what)
        if answer.form is None or not step.fills:
            return answer
        values = {one.spec.name: one.value for one in answer.form.fields}
        values |= {name: self._raw(value) for name, value in spread_out(step.fills).items()}
        return await self._handle(step.who, Submitted(answer.form.token, values))

    async def _handle(self, who: str, what: What) -> Answer:
        key = f"sample-{next(self._numbers)}"
        channel = GENERAL if isinstance(what, Called) else None
        return await self.app.handle(Incoming(self.workspace, key, who, what, channel))

    def _called(self, said: Sequence[str | Person]) -> Called:
        """A typed line, with a blank between its parts."""
        word, _, rest = str(said[0]).removeprefix("/").partition(" ")
        parts: list[str | Ref] = [rest] if rest else []
        for one in said[1:]:
            parts += [" ", one if isinstance(one, str) else self._ref(one)]
        return Called(self.app.house.router.local.get(word, word), tuple(parts))

    def _ref(self, person: Person) -> Ref:
        return Ref(self._id(person), person.name)

    def _raw(self, value: Any) -> Any:
        match value:
            case Person():
                return [self._id(value)]
            case list() | tuple():
                return [self._raw(one)[0] if isinstance(one, Person) else one for one in value]
            case _:
                return value

    def _buttons(self, shown: Sequence[Posted], key: str) -> list[Pressed]:
        return [
            Pressed(button.token, one.place)
            for one in shown
            for button in one.card.buttons
            if self._key(button.token) == key
        ]

    def _id(self, person: Person) -> str:
        return person.identities[self.workspace]

    def _key(self, token: str) -> str:
        try:
            return self.app.seal.open(self.workspace, token).key
        except Forged:
            return ""
