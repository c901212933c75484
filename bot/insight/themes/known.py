"""Known: the themes there are, and what of new texts belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.insight.themes.centre import Centre
from bot.insight.themes.middles import Middles
from bot.insight.themes.naming import Names, has_one
from bot.insight.themes.tables import GIVEN
from bot.insight.themes.theme import Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

# What has none of its words is nearer to a theme by so much.
SURER: Final = 0.2


@dataclass(frozen=True, slots=True)
class Known:
    """Where the themes lie, and what they are called by words of those who speak of them."""

    middles: Middles
    names: Mapping[int, Names]

    def called(self, found: Names) -> int | None:
        """The theme that has one of these names in the same language."""
        same = (id_ for id_, mine in self.names.items() if set(mine.items()) & set(found.items()))
        return next(same, None)

    def place(
        self, rows: Rows, texts: Sequence[str], centre: Centre, stays: float
    ) -> list[int | None]:
        """The theme each text belongs to, where that is clear; the rows are apart from the centre.

        It is near one and has one of its words, or is nearer than that.
        """
        if not self.middles.ids or not len(rows):
            return [None] * len(rows)
        found = self.middles.nearest(rows, centre)
        return [
            id_ if near >= stays + (0 if has_one(text, self.names[id_]) else SURER) else None
            for (id_, near), text in zip(found, texts, strict=True)
        ]


def known_of(middles: Middles, themes: Iterable[Theme]) -> Known:
    """The themes there are; a name that somebody gave is no word of those who speak of it.

    Or somebody could call one by a word, to see whether it was written in private.
    """
    names = {
        one.id: {language: name for language, name in one.names.items() if language != GIVEN}
        for one in themes
    }
    return Known(middles, names)
