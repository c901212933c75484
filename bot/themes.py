"""Themes: what skills do with what people speak of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.cards import Fact
from bot.delivery import backlog
from bot.insight.promises import Promise
from bot.insight.themes import (
    belonging,
    courses,
    editing,
    noticing,
    outs,
    promised,
    reading,
    sealed,
    theme,
)
from bot.insight.themes.noticing import Noticed
from bot.insight.themes.outs import Key
from bot.insight.themes.pool import Said
from bot.insight.themes.reading import Standing
from bot.insight.themes.tables import GIVEN
from bot.insight.themes.theme import Theme
from bot.report import Period
from bot.store.turns import take_turn
from bot.texts import Text

if TYPE_CHECKING:
    from bot.chat import Chat


@dataclass(frozen=True, slots=True)
class Remark:
    """What a thing of some skill says, by its number."""

    skill: str
    about: int
    words: str


@dataclass(frozen=True, slots=True)
class Course:
    """How often a theme came up in each of some weeks, by skill; the last week may not be over.

    `sealed` is of comments written in private, by the week in which their round closed. `moved` is
    1 or -1 where it comes up more or less often than before by more than chance explains.
    """

    weeks: Sequence[Period]
    by_skill: Mapping[str, Sequence[int]]
    sealed: Sequence[int]
    moved: int


def shared_out(found: Sequence[Sequence[Remark]], most: int) -> list[Remark]:
    """So many of several lists, of each as many as of the others as long as it has them."""
    turns = chain.from_iterable(zip_longest(*found))
    taken = set(islice((one for one in turns if one is not None), most))
    return [one for some in found for one in some if one in taken]


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

    def standing(self, id_: int, since: datetime, until: datetime) -> Standing | None:
        """How one theme stands in a time and as long before it."""
        return next(iter(reading.standings(self._db, since, until, id_)), None)

    def course(self, standing: Standing, weeks: Sequence[Period]) -> Course:
        """How a theme that stands so went in some weeks, one after the other."""
        id_, starts = standing.theme.id, [*(one.start_at for one in weeks), weeks[-1].end_at]
        by_skill = courses.weekly(self._db, id_, starts)
        whole = [sum(counts) for counts in zip(*by_skill.values(), strict=True)][:-1]
        now, before = sum(standing.now.values()), sum(standing.before.values())
        moved = courses.moved(now, before, whole)
        return Course(weeks, by_skill, courses.private(self._db, id_, starts), moved)

    def speakers(self, one: Theme, since: datetime, until: datetime) -> list[Text]:
        """Who spoke of a theme in a time, in a short sentence for each kind, over all skills."""
        return self.chat.house.speakers(self.chat.db, one, since, until, self.chat.now)

    def noticed(self, id_: int) -> Noticed:
        """Since when customers and colleagues speak of a theme: three of them each."""
        db, house = self.chat.db, self.chat.house
        said: dict[Key, Said] = {}
        for skill in house.themed:
            things = noticing.first_things(self._db, id_, skill)
            found = house.said_of(skill, db, things)
            said |= {(skill, thing): one for thing, one in found.items()}
        rounds = sealed.counted(self._db, id_)
        return noticing.noticed(said, rounds[0][0] if rounds else None)

    def promises(self, id_: int) -> list[Promise]:
        """What was promised because of a theme or of what belongs to it, what is due first."""
        return promised.of(self._db, id_)

    def promised(self, id_: int) -> list[Fact]:
        """The same in words: whose it is, how it stands and what came of it."""
        from bot.runtime.promised import fact

        return [fact(self.chat.house, one) for one in self.promises(id_)]

    def linked(self, id_: int) -> set[int]:
        """The numbers of those promises that somebody has linked to a theme."""
        return promised.linked(self._db, id_)

    def link(self, id_: int, promise_id: int) -> None:
        """Note that something was promised because of a theme."""
        promised.link(self._db, id_, promise_id)

    def unlink(self, id_: int, promise_id: int) -> None:
        """Note that it was not."""
        promised.unlink(self._db, id_, promise_id)

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
        """What belongs to a theme in people's own words, the latest first, skill by skill.

        Each skill has its share of them. Nothing that was written in private: of that only numbers
        are kept.
        """
        house, db = self.chat.house, self.chat.db
        found: list[list[Remark]] = []
        for skill in house.themed:
            things = reading.things_of(self._db, id_, skill, most)
            words = house.words_of(skill, db, things)
            some = [Remark(skill, one, words[one]) for one in things if one in words]
            found.append(list({one.words: one for one in reversed(some)}.values())[::-1])
        return shared_out(found, most)

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
        """Call a theme so from now on, in every language; by no name, as it was found."""
        editing.rename(self._db, id_, name)

    def tell_by(self, id_: int, words: str) -> None:
        """Tell a theme also by words, between commas, in place of those before."""
        editing.tell_by(self._db, id_, words)
        self._tell(id_)

    def merge(self, id_: int, into: int) -> list[int]:
        """Show a theme as another one from now on; returns what was shown as it until now.

        `part` takes all that is shown as one apart again, `unmerge` this one.
        """
        return editing.merge(self._db, id_, into)

    def unmerge(self, id_: int, its: Sequence[int]) -> bool:
        """Show a theme as its own again, with what was shown as it; False where it already is."""
        return editing.unmerge(self._db, id_, its)

    def take_out(self, id_: int, skill: str, thing: int) -> bool:
        """Let something belong to a theme no more, nor be found in it again; False if it didn't."""
        return outs.take(self._db, id_, (skill, thing))

    def put_back(self, id_: int, skill: str, thing: int) -> bool:
        """Let it belong to that theme again; False where it was not taken out, or is gone."""
        found = self.chat.house.said_of(skill, self.chat.db, [thing])
        ids = outs.put_back(self._db, id_, (skill, thing)) if found else []
        belonging.join(
            self._db, [belonging.row(one, (skill, thing), found[thing].at) for one in ids]
        )
        return bool(ids)

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
