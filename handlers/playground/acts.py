"""Acts: what people do on the page becomes events for the app, its answers what they see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.runtime.app import App
from bot.runtime.incoming import (
    Called,
    Chosen,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Ref,
    Replied,
    Submitted,
    Visited,
    What,
    said_aloud,
)
from bot.runtime.outgoing import Answer
from handlers.playground import asked, drawn, people
from handlers.playground.board import Board
from handlers.playground.drawn import Json
from handlers.playground.greeting import REACTIONS
from handlers.playground.people import Member
from handlers.playground.store import DIRECT, Said
from handlers.playground.time import Time
from handlers.playground.voice import Wrong, t

# Who is mentioned when Piazza itself is.
PIAZZA = "piazza"
# Control characters, overrides of the writing direction, and halves of a character.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class Acts:
    """Carries out what a member asks for; Wrong says why it cannot be."""

    def __init__(self, app: App, board: Board, time: Time) -> None:
        self.app = app
        self.board = board
        self.time = time
        self.workspace = board.workspace

    async def carry_out(self, who: Member, what: asked.Act) -> Json:
        """Do what a member asks for, and tell what came of it."""
        match what:
            case asked.Post():
                return await self._post(who, what)
            case asked.Home():
                return await self._home(who, what)
            case asked.React():
                return await self._react(who, what)
            case asked.Reply():
                return await self._reply(who, what)
            case asked.Clock():
                await self.time.go(what.to)
                return self.time.shown(who.language)
            case asked.Command() | asked.Press() | asked.Submit() | asked.Shortcut():
                return await self._handed_in(who, what)
        raise AssertionError(f"nobody does {what}")

    async def _post(self, who: Member, what: asked.Post) -> Json:
        self.board.check(who, what.room)
        text = _words(what.text)
        key = f"{who.id}/{what.key}"
        id_ = await self.board.post(what.room, who.id, text, self.app.clock(), key)
        said = await self.board.readable(who, id_)
        told = {"message": drawn.message(said, who.id, await self.board.cms())}
        parts = _parts(what.said)
        named = [n for n, one in enumerate(parts) if isinstance(one, Ref) and one.id == PIAZZA]
        if not named:
            return told
        called = said_aloud(parts[named[0] + 1 :])
        answer = await self._hand_in(who, what.key, called, what.room)
        # No form opens from there: a card with a button stands for it.
        return told | await self._answered(Answer(answer.card or answer.late))

    async def _home(self, who: Member, what: asked.Home) -> Json:
        answer = await self._hand_in(who, what.key, Visited())
        cards = answer.home or ((answer.card,) if answer.card else ())
        return {"cards": [await self.board.shown(one) for one in cards]}

    async def _react(self, who: Member, what: asked.React) -> Json:
        said = await self.board.readable(who, what.message)
        if what.name not in REACTIONS:
            raise Wrong(t("wrong.reaction"))
        await self.board.react(said, what.name, who.id, self.app.clock() if what.on else None)
        # Handed in also where it stood already: the first time may have been broken off here.
        if not what.on:
            return await self._answered(Answer())
        reacted = Reacted(what.name, _place(said))
        return await self._answered(await self._hand_in(who, what.key, reacted, said.room))

    async def _reply(self, who: Member, what: asked.Reply) -> Json:
        said, text = await self.board.readable(who, what.message), _words(what.text)
        if said.room.startswith(DIRECT) or _skill(said) not in self.app.house.router.replies:
            raise Wrong(t("wrong.thread"))
        key = f"{who.id}/{what.key}"
        await self.board.reply(said, who.id, text, self.app.clock(), key)
        replied = Replied(_place(said), (text,), key)
        return await self._answered(await self._hand_in(who, what.key, replied, said.room))

    async def _handed_in(
        self, who: Member, what: asked.Command | asked.Press | asked.Submit | asked.Shortcut
    ) -> Json:
        room = self.board.check(who, what.room)
        match what:
            case asked.Command():
                event: What = self._called(what)
            case asked.Press():
                said = await self.board.readable(who, what.message, room) if what.message else None
                event = Pressed(what.token, _place(said) if said else {})
            case asked.Submit():
                event = Submitted(what.token, what.values)
            case asked.Shortcut():
                event = await self._picked(who, what)
        return await self._answered(await self._hand_in(who, what.key, event, room))

    def _called(self, what: asked.Command) -> Called:
        called = Called(what.words.removeprefix("/"), _parts(what.said))
        if not what.words.startswith("/") or self.app.house.router.command(called)[0] is None:
            raise Wrong(t("wrong.command", words=clean(what.words)))
        return called

    async def _picked(self, who: Member, what: asked.Shortcut) -> Picked | Chosen:
        if what.message is None:
            if what.name not in self.app.house.router.global_shortcuts:
                raise Wrong(t("wrong.shortcut"))
            return Chosen(what.name)
        said = await self.board.readable(who, what.message, what.room)
        if what.name not in self.app.house.router.shortcuts:
            raise Wrong(t("wrong.shortcut"))
        if said.author is None:
            raise Wrong(t("wrong.no_author"))
        return Picked(what.name, said.author.id, said.text, str(said.id))

    async def _hand_in(self, who: Member, key: str, what: What, room: str | None = None) -> Answer:
        return await self.app.handle(Incoming(self.workspace, key, who.id, what, room))

    async def _answered(self, answer: Answer) -> Json:
        card, form = answer.card, answer.form
        return {
            "card": await self.board.shown(card) if card else None,
            "form": drawn.form(form, self.workspace, await self._named(drawn.named_in(form)))
            if form
            else None,
            "close": answer.close,
        }

    async def _named(self, ids: set[str]) -> Mapping[str, Json]:
        if not ids:
            return {}
        cms = await self.board.cms()
        found = await self.board.database.read(lambda db: people.members(db, ids))
        return {id_: drawn.member(one, drawn.role_of(id_, cms)) for id_, one in found.items()}


def _parts(said: Sequence[str | asked.Named]) -> tuple[str | Ref, ...]:
    return tuple(
        clean(part) if isinstance(part, str) else Ref(part.id, clean(part.shown)) for part in said
    )


def _words(text: str) -> str:
    words = clean(text).strip()
    if not words:
        raise Wrong(t("wrong.nothing_said"))
    return words


def _skill(said: Said) -> str:
    """Whose card it is; empty where it is none about anything, or from before that was kept."""
    return str((said.card or {}).get("skill", ""))


def _place(said: Said) -> Mapping[str, str]:
    return {"channel": said.room, "message": str(said.id)}


def clean(text: str) -> str:
    """Drop what would break the encoding or turn the writing direction; line breaks stay."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
