"""Themes: what skills do with what people speak of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.delivery import backlog
from bot.insight.themes import editing, reading, theme
from bot.insight.themes.reading import Standing
from bot.insight.themes.tables import GIVEN
from bot.insight.themes.theme import Theme
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.insight.themes.pool import Said


@dataclass(frozen=True, slots=True)
class Remark:
    """What a thing of some skill says, by its number."""

    skill: str
    about: int
    words: str


@dataclass(eq=False)
class Themes:
    """What people speak of, over all skills whose things say when they were said."""

    chat: Chat

    @property
    def _db(self) -> Connection:
        return self.chat.db.connection()

    def standings(self, since: datetime, until: datetime) -> list[Standing]:
        """How the themes stand in a time and as long before it, what rises most first."""
        return reading.standings(self._db, since, until)

    def all(self, *, hidden: bool = False) -> list[Theme]:
        """The themes that are shown, or those that are hidden, each once."""
        every = theme.every(self._db)
        return [one for one in every if one.hidden is hidden and one.merged_into is None]

    def find(self, id_: int) -> Theme | None:
        """A theme by its number; of one that was merged the one it is shown as."""
        return theme.find(self._db, id_)

    def called(self, name: str) -> Theme | None:
        """The theme that is shown under a name, in whatever language."""
        return editing.called(self._db, name)

    def of(self, things: Collection[int]) -> dict[int, list[Theme]]:
        """The themes that things of the skill belong to; what belongs to none is left out."""
        return reading.themes_of(self._db, self.chat.skill, things)

    def parts(self, id_: int) -> list[Theme]:
        """What is shown as a theme beside itself."""
        return [one for one in theme.every(self._db) if one.merged_into == id_]

    def quotes(self, id_: int, most: int) -> list[Remark]:
        """What belongs to a theme in people's own words, the latest first.

        Nothing that was written in private: of that only numbers are kept.
        """
        house, db = self.chat.house, self.chat.db
        keys = [key for key in reading.things_of(self._db, id_, most) if key[0] in house.themed]
        words = {
            skill: house.words_of(skill, db, [thing for of, thing in keys if of == skill])
            for skill in {skill for skill, _ in keys}
        }
        return [
            Remark(skill, thing, words[skill][thing])
            for skill, thing in keys
            if thing in words[skill]
        ]

    def join(self, words: Mapping[int, str], said: Mapping[int, Said]) -> dict[int, list[Theme]]:
        """Let new things of the skill belong to the themes there are; returns to which.

        Each night that is done for all; this is for what can't wait.
        """
        from bot.insight.themes.arriving import join

        return join(self.chat, words, said)

    def make(self, name: str, words: str) -> int:
        """Make a theme that is told by words alone, and find it behind this; returns its number."""
        id_ = editing.add(self._db, {GIVEN: name}, self.chat.now, words=words, settled=True)
        self._tell(id_)
        return id_

    def rename(self, id_: int, name: str) -> None:
        """Call a theme so from now on, in every language."""
        editing.rename(self._db, id_, name)

    def tell_by(self, id_: int, words: str) -> None:
        """Tell a theme also by words, between commas, in place of those before."""
        editing.tell_by(self._db, id_, words)
        self._tell(id_)

    def merge(self, id_: int, into: int) -> None:
        """Show a theme as another one from now on; `part` takes them apart again."""
        editing.merge(self._db, id_, into)

    def part(self, id_: int) -> list[Theme]:
        """Show what was merged into a theme as its own again; returns what that is."""
        return editing.part(self._db, id_)

    def hide(self, id_: int, *, hidden: bool = True) -> None:
        """Show a theme no more, or again; what is said about it is not found anew."""
        editing.hide(self._db, id_, hidden=hidden)

    def update(self) -> None:
        """Have the themes brought up to date with all that was said, behind this.

        Nothing where that has begun: two at it would find, move and count everything twice.
        """
        from bot.runtime.theming import update

        take_turn(self._db, "themes")
        if not backlog.waits(self._db, self.chat.house.router.job_key(update), []):
            self.chat.later(update)

    def _tell(self, id_: int) -> None:
        from bot.runtime.theming import tell

        self.chat.later(tell, id_)
