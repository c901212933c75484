"""Rows: what is to be stored of what was found in a pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.insight.themes.belonging import row
from bot.insight.themes.finding import Found
from bot.insight.themes.middles import Middles
from bot.insight.themes.pool import Pool, Spoken
from bot.insight.themes.theme import Theme
from bot.insight.themes.told import any_of, bare, split

Row: TypeAlias = dict[str, Any]


def near(pool: Pool, found: Found, ids: Sequence[int | None]) -> Iterator[Row]:
    """Which things belong to which theme by what they say."""
    for place, id_ in enumerate(belongs(found, ids)):
        if id_ is not None and not pool.is_private(place):
            thing = pool.things[place]
            yield row(id_, thing.key, thing.said.at)


def told(things: Sequence[Spoken], themes: Sequence[Theme]) -> Iterator[Row]:
    """Which things belong to which theme by the words that it is told by."""
    by_words = {one.id: split(one.words) for one in themes if one.words}
    for thing in things if by_words else ():
        said = bare(thing.words)
        for id_, words in by_words.items():
            if any_of(said, words):
                yield row(id_, thing.key, thing.said.at, by_words=True)


def moved(pool: Pool, found: Found, middles: Middles) -> list[Row]:
    """Where the themes lie to which something came; what is written in private moves none."""
    places: Mapping[int, list[int]] = defaultdict(list)
    for place, id_ in enumerate(found.known):
        if id_ is not None and id_ in middles.ids and _moves(pool, place):
            places[id_].append(place)
    return [middles.moved(id_, pool.rows[some]) for id_, some in sorted(places.items())]


def _moves(pool: Pool, place: int) -> bool:
    return pool.founds(place) and not pool.is_private(place)


def private(
    pool: Pool, found: Found, ids: Sequence[int | None], rounds: Sequence[int]
) -> dict[int, list[int | None]]:
    """The theme of each comment of some rounds, where it has one; never by its words."""
    themes: dict[int, list[int | None]] = {round_: [] for round_ in rounds}
    for one, theme in zip(pool.comments, belongs(found, ids)[len(pool.things) :], strict=True):
        if one.round in themes:
            themes[one.round].append(theme)
    return themes


def belongs(found: Found, ids: Sequence[int | None]) -> list[int | None]:
    """The theme of each place, once the new ones have their numbers."""
    themes = list(found.known)
    for id_, new in zip(ids, found.new, strict=True):
        for place in new.places:
            themes[place] = id_
    return themes
