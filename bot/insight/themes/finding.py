"""Finding: what of a pool belongs to the themes there are, and which new ones it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.insight.themes.centre import Centre
from bot.insight.themes.clusters import FEWEST, FEWEST_APART, clusters, middle
from bot.insight.themes.known import SURER, Known
from bot.insight.themes.middles import Middles, restored, stored
from bot.insight.themes.naming import WRITERS, Background, Names, has_one, names
from bot.insight.themes.pool import Pool
from bot.insight.themes.shared import beside

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

Places: TypeAlias = list[int]
# Beside what is to be named so much is looked at, to see which words are common everywhere.
BACKGROUND: Final = 1_000


@dataclass(frozen=True, slots=True)
class New:
    """A theme that was found: how it is called, where it lies, and which places belong to it.

    The first of these, as many as its `weight`, have drawn where it lies.
    """

    names: Names
    centroid: bytes
    places: Places
    weight: int


@dataclass(frozen=True, slots=True)
class Found:
    """By place the theme that there was; and the new ones."""

    known: list[int | None]
    new: list[New]


def find(
    pool: Pool,
    known: Known,
    centre: Centre,
    near: float,
    never: Set[str],
    language: Callable[[str], str],
) -> Found:
    """What belongs to the themes there are; what is left over is looked through for new ones."""
    how, rows = centre.nearness(near), centre.apart(pool.rows)
    every = range(len(rows))
    joined = known.place(rows, [pool.words(place) for place in every], centre, how.stays)
    left = [place for place in every if joined[place] is None and pool.founds(place)]
    mixed = beside(rows[left], [pool.words(place) for place in left])
    groups = [[left[one] for one in group] for group in clusters(mixed, how)]
    groups = [some for group in groups if (some := _enough(pool, group))]
    new: list[New] = []
    for places, called in zip(groups, _names(pool, groups, left, never, language), strict=True):
        if (id_ := known.called(called)) is not None:
            for place in places:
                joined[place] = id_
        elif called and (sure := _sure(pool, rows, places, called, how.stays + SURER)):
            _add(pool, new, called, sure)
    _join_new(pool, rows, new, joined, centre, how.stays)
    return Found(joined, new)


def _join_new(
    pool: Pool,
    rows: Rows,
    new: list[New],
    joined: Sequence[int | None],
    centre: Centre,
    stays: float,
) -> None:
    """Let belong to what was found what would the next night."""
    taken = {place for one in new for place in one.places}
    left = [place for place, id_ in enumerate(joined) if id_ is None and place not in taken]
    lie = restored([one.centroid for one in new])
    numbers = list(range(len(new)))
    known = Known(Middles(numbers, numbers, lie), {one: new[one].names for one in numbers})
    texts = [pool.words(place) for place in left]
    for place, number in zip(left, known.place(rows[left], texts, centre, stays), strict=True):
        if number is not None:
            new[number].places.append(place)


def _add(pool: Pool, new: list[New], called: Names, places: Places) -> None:
    """Add what was found; what is called the same is the same."""
    for number, other in enumerate(new):
        if set(other.names.items()) & set(called.items()):
            both = [*other.places, *places]
            new[number] = New({**called, **other.names}, _centroid(pool, both), both, len(both))
            return
    new.append(New(called, _centroid(pool, places), places, len(places)))


def _centroid(pool: Pool, places: Places) -> bytes:
    return stored(pool.rows[places].mean(axis=0))


def _sure(pool: Pool, rows: Rows, places: Places, called: Names, least: float) -> Places:
    """What belongs to a theme for sure: it has one of its words, or is nearer than most."""
    near = rows[places] @ middle(rows[places], [1.0] * len(places))
    return _enough(
        pool,
        [
            place
            for place, degree in zip(places, near, strict=True)
            if degree >= least or has_one(pool.words(place), called)
        ],
    )


def _enough(pool: Pool, group: Iterable[int]) -> Places:
    """What of a group makes a theme: without private words, unless three wrote them in a round."""
    places = list(group)
    rounds = Counter(round_ for place in places if (round_ := pool.round_of(place)) is not None)
    if max(rounds.values(), default=0) < WRITERS:
        places = [place for place in places if not pool.is_private(place)]
    apart = {pool.words(place) for place in places}
    return places if len(places) >= FEWEST and len(apart) >= FEWEST_APART else []


def _names(
    pool: Pool,
    groups: Sequence[Places],
    left: Places,
    never: Set[str],
    language: Callable[[str], str],
) -> list[Names]:
    if not groups:
        return []
    here = {place for group in groups for place in group[:BACKGROUND]}
    looked_at = sorted(here | set(left[:: max(1, len(left) // BACKGROUND)]))
    wordings = {one: pool.wording(one, language(pool.words(one))) for one in looked_at}
    rest = Background(list(wordings.values()))
    return [
        names([wordings[place] for place in group if place in wordings], rest, never)
        for group in groups
    ]
