"""Arriving: what is new goes at once to the themes there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.insight.themes import belonging, middles, rows
from bot.insight.themes.known import known_of
from bot.insight.themes.pool import Said, Spoken
from bot.insight.themes.reading import themes_of
from bot.insight.themes.theme import every

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.insight.themes.theme import Theme


def join(chat: Chat, words: Mapping[int, str], said: Mapping[int, Said]) -> dict[int, list[Theme]]:
    """Let new things of a skill belong to the themes they speak of; returns to which."""
    db = chat.db.connection()
    themes = every(db)
    if not themes or not words:
        return {}
    things = [
        Spoken((chat.skill, id_), text, said[id_], b"") for id_, text in sorted(words.items())
    ]
    near = _near(chat, themes, things)
    by_meaning = [
        belonging.row(id_, one.key, one.said.at)
        for one, id_ in zip(things, near, strict=True)
        if id_ is not None
    ]
    belonging.join(db, [*by_meaning, *rows.told(things, themes)])
    return themes_of(db, chat.skill, words)


def _near(chat: Chat, themes: list[Theme], things: list[Spoken]) -> list[int | None]:
    """The theme each thing is nearest to, where to any."""
    import numpy as np

    likeness = chat.house.likeness(chat.skill)
    coder, db = likeness.coder(), chat.db.connection()
    centre, lie = middles.last_centre(db, coder.name), middles.load(db, coder.name)
    if centre is None or not lie.ids:
        return [None] * len(things)
    chat.check_loaded()
    numbers = np.array(likeness.vectors.of_all(coder, [one.words for one in things]))
    known, stays = known_of(lie, themes), centre.nearness(coder.near).stays
    return known.place(centre.apart(numbers), [one.words for one in things], centre, stays)
