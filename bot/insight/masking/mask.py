"""Mask: hides who and where somebody is from a language model, and shows it again afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from bot.insight.masking import orders, papers, phones, places, reaching
from bot.insight.masking.called import called
from bot.insight.masking.cleaning import normalised
from bot.insight.masking.draft import Draft
from bot.insight.masking.known import Known
from bot.insight.masking.marks import MARK, NAME, key, mark

# A mail may be part of a link, a house number looks like that of an order.
_IN_TURN: Final = (
    reaching.hide,
    papers.hide,
    phones.hide_cards,
    places.hide_streets,
    orders.hide,
    places.hide_codes,
    phones.hide,
)


class Masked(str):
    """A text that a mask has been over: the one kind of text whose marks are not a customer's."""

    by: Mask


class Mask:
    """What is hidden has the same mark in each text of a mask, so that their sense is kept.

    `names` are those that Piazza knows: of colleagues and customers.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known = Known(names)
        self._counts: Counter[str] = Counter()
        self._marks: dict[tuple[str, str], str] = {}
        self._said: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """What may leave: the text as it reads, with marks for whom and what it is about.

        What `hide` itself has given stays as it is; marks that somebody typed are no marks.
        """
        if isinstance(text, Masked) and text.by is self:
            return text
        draft = Draft(normalised(text))
        for hide in _IN_TURN:
            hide(draft)
        draft.take_at(NAME, self._known.found(draft.text))
        draft.take_at(NAME, called(draft.text))
        masked = Masked(draft.told(self._mark))
        masked.by = self
        return masked

    def show(self, text: str) -> str:
        """A text with what was hidden in it; marks that were never given are left out."""
        return MARK.sub(self._shown, text)

    def _mark(self, kind: str, said: str) -> str:
        which = kind, key(kind, said)
        if which not in self._marks:
            self._counts[kind] += 1
            self._marks[which] = mark(kind, self._counts[kind])
            self._said[self._marks[which]] = said
        return self._marks[which]

    def _shown(self, found: re.Match[str]) -> str:
        said = self._said.get(mark(found[2].upper(), int(found[3])))
        return "" if said is None else found[1] + said
