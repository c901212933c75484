"""Entitling: behind the night's themes a language model, where there is one, gives them names.

It reads what those outside have said, and nothing else: no colleague's words, none of the pulse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.insight.oracle.luring import lures
from bot.insight.themes import pool, titles, titling
from bot.insight.themes.outs import Key
from bot.insight.themes.pool import Spoken
from bot.insight.themes.reading import AT_ONCE, things_of_all
from bot.insight.themes.tables import GIVEN
from bot.insight.themes.theme import Theme, find, shown
from bot.runtime.built_in import skill
from bot.work import Work

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.runtime.house import House

# So many themes a day; what gets no answer is asked about once more the next night.
A_DAY, ONCE_MORE = 20, timedelta(hours=12)
# Of so many texts at least, the latest, and so much of each; among so many they are looked for.
FEWEST, MOST, BEGINNING, LOOKED_AT = 3, 15, 400, 60


@dataclass(frozen=True, slots=True)
class Read:
    """A theme, and what of it a model may read."""

    theme: Theme
    things: Sequence[Spoken]

    @property
    def texts(self) -> list[str]:
        """The words, as they were said."""
        return [one.words for one in self.things]


def begin(work: Work) -> None:
    """Have names asked for the themes that are new, or of which other things are said now."""
    if work.can_ask:
        due = work.read(partial(_due, work.house))
        work.write(partial(_hand_out, due=due))


def _due(house: House, db: Session) -> list[int]:
    before = titles.words(db.connection())
    every = [one for one in shown(db.connection()) if GIVEN not in one.names]
    # What has no name yet comes first.
    every.sort(key=lambda one: (one.id in before, -one.id))
    read = _read_all(house, every, db)
    return [one.theme.id for one in read if _is_due(one, before.get(one.theme.id))]


def _is_due(read: Read, before: Sequence[str] | None) -> bool:
    if len(read.things) < FEWEST:
        return False
    return before is None or titling.changed(before, read.texts)


def _hand_out(chat: Chat, due: Sequence[int]) -> None:
    """Note for some themes that a name is asked for, and have that done."""
    db, since = chat.db.connection(), chat.now - ONCE_MORE
    left = A_DAY - titles.asked(db, since)
    for id_ in due:
        if left > 0 and titles.claim(db, id_, chat.now, since):
            chat.later(entitle, id_)
            left -= 1


@skill.job("theme_name")
def entitle(work: Work, id_: int) -> None:
    """Ask a language model what to call a theme; without a usable answer it keeps its words."""
    read = work.read(partial(_read, work.house, id_))
    if read is None or len(read.things) < FEWEST or not work.can_ask:
        return
    names = [one.said.by for one in read.things if one.said.by]
    # Who is named is left out for good: nobody is in a name.
    texts = work.bare([one[:BEGINNING] for one in read.texts[:MOST]], names=names)
    answer = work.ask_once(titling.prompt(work.house.company.languages), texts)
    if answer is None:
        return
    never = work.read(lambda db: pool.never(db.connection(), read.things))
    found = _usable(work, read, answer.model_dump(), never)
    if found:
        work.write(partial(_keep, read=read, found=found))


def _usable(work: Work, read: Read, said: Mapping[str, str], never: Set[str]) -> dict[str, str]:
    """The names that speak of the theme and of nobody."""
    own = [*read.theme.names.values(), read.theme.words.replace("*", "")]
    found = titling.taken(said, own, read.texts[:MOST], never)
    bare = work.bare(list(found.values()), names=[one.said.by for one in read.things])
    pairs = zip(found.items(), bare, strict=True)
    return {language: name for (language, name), same in pairs if name == same}


def _keep(chat: Chat, read: Read, found: Mapping[str, str]) -> None:
    """Call a theme so, unless somebody has named it meanwhile or what was read is gone."""
    db = chat.db.connection()
    now, sent = find(db, read.theme.id), read.things[:MOST]
    if now is None or now.id != read.theme.id or GIVEN in now.names:
        return
    if not _all_there(chat, sent):
        return
    taken = set().union(*(titles.names_of(one) for one in shown(db) if one.id != now.id))
    free = {language: name for language, name in found.items() if name.casefold() not in taken}
    if free:
        titles.keep(db, now.id, free, titling.shared(read.texts), [one.key for one in sent])


def _all_there(chat: Chat, sent: Sequence[Spoken]) -> bool:
    """Whether all that was read is said still, in the same words."""
    by_key = {one.key: one.words for one in sent}
    for name in {skill_ for skill_, _ in by_key}:
        things = [thing for skill_, thing in by_key if skill_ == name]
        words = chat.house.words_of(name, chat.db, things)
        if any(words.get(thing) != by_key[name, thing] for thing in things):
            return False
    return True


def _read(house: House, id_: int, db: Session) -> Read | None:
    """What was said of a theme outside; None where it is no longer shown by itself."""
    theme = find(db.connection(), id_)
    if theme is None or theme.id != id_:
        return None
    [read] = _read_all(house, [theme], db)
    return read


def _read_all(house: House, themes: Sequence[Theme], db: Session) -> list[Read]:
    """What was said of each outside, the latest first, each once and one of each customer."""
    keys = things_of_all(db.connection(), [one.id for one in themes], LOOKED_AT)
    told: dict[Key, Spoken] = {}
    for name in house.themed:
        theirs = {thing for some in keys.values() for skill_, thing in some if skill_ == name}
        things = sorted(theirs)
        for start in range(0, len(things), AT_ONCE):
            told |= _outside(house, name, things[start : start + AT_ONCE], db)
    return [Read(one, _each_once(keys.get(one.id, ()), told)) for one in themes]


def _each_once(keys: Sequence[Key], told: Mapping[Key, Spoken]) -> list[Spoken]:
    found: dict[str, Spoken] = {}
    for key in keys:
        one = told.get(key)
        if one is not None and not lures(one.words):
            found.setdefault(one.said.by or one.words, one)
    return list(found.values())


def _outside(house: House, name: str, things: Sequence[int], db: Session) -> dict[Key, Spoken]:
    said = house.said_of(name, db, things)
    outside = [one for one in things if one in said and said[one].outside]
    words = house.words_of(name, db, outside) if outside else {}
    keys = {thing: (name, thing) for thing in words}
    return {keys[one]: Spoken(keys[one], text, said[one], b"") for one, text in words.items()}
