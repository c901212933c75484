"""The oracle: asks what is not known yet, in few calls, within what a day may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.cards import Fact
from bot.insight.masking import Mask
from bot.insight.masking.marks import MARK
from bot.insight.oracle import figures, ledger
from bot.insight.oracle.books import Books
from bot.insight.oracle.calls import Asking
from bot.insight.oracle.case import Case, case
from bot.insight.oracle.model import Model, Unanswered
from bot.insight.oracle.names import Names, among, colleagues
from bot.insight.oracle.numbers import LEFT_OUT, without_numbers
from bot.insight.oracle.prompt import A, Prompt
from bot.runtime.sections import Company, Llm


@dataclass(eq=False)
class Oracle:
    """Asks one model for all skills of a company."""

    model: Model
    limits: Llm
    company: Company
    _colleagues: Names = field(default_factory=lambda: Names(()), init=False)

    def today(self, now: datetime) -> date:
        """The day as the company has it."""
        return now.astimezone(self.company.clock).date()

    def can_ask(self, books: Books) -> bool:
        """Whether there is a model, and the day has tokens left."""
        return books.read(lambda db: self.is_open(db, books.clock()))

    def is_open(self, db: Connection, now: datetime) -> bool:
        """The same, for who looks into the database anyway."""
        cap = self.limits.tokens_a_day
        return self.model.ready and ledger.is_open(db, self.today(now), cap)

    def ask(
        self,
        books: Books,
        prompt: Prompt[A],
        texts: Sequence[str],
        names: Sequence[str],
        facts: Sequence[str],
    ) -> list[A | None]:
        """An answer to each text, None where none is usable."""
        if not (self.model.ready and texts):
            return [None] * len(texts)
        cases = self._cases(books, prompt, [[one] for one in texts], names, facts)
        found = Asking(self, books, prompt, each=True).answers(cases)
        return [_read(prompt, one, found) for one in cases]

    def ask_once(
        self,
        books: Books,
        prompt: Prompt[A],
        texts: Sequence[str],
        names: Sequence[str],
        facts: Sequence[str],
    ) -> A | None:
        """One answer to all texts, or None."""
        if not (self.model.ready and texts):
            return None
        [whole] = self._cases(books, prompt, [texts], names, facts)
        return _read(prompt, whole, Asking(self, books, prompt, each=False).answers([whole]))

    def health(self, db: Connection, now: datetime) -> list[Fact]:
        """What asking took today, and what came of it; nothing where there is no model."""
        if not self.model.ready:
            return []
        day, is_open = self.today(now), self.is_open(db, now)
        return figures.health(ledger.figures(db, day), self.limits, is_open=is_open)

    def bare(
        self, books: Books, texts: Sequence[str], names: Sequence[str], *, keep_numbers: bool
    ) -> list[str]:
        """Texts without whom they name, which no mask puts back; also without their numbers."""
        mask = Mask(among((Names(names), self._known(books)), texts))
        bare = [MARK.sub(rf"\1{LEFT_OUT}", mask.hide(one)) for one in texts]
        return bare if keep_numbers else [without_numbers(one) for one in bare]

    def _cases(
        self,
        books: Books,
        prompt: Prompt[A],
        texts: Sequence[Sequence[str]],
        names: Sequence[str],
        facts: Sequence[str],
    ) -> list[Case]:
        known = Names(names), self._known(books)
        model = self.model.name
        return [case(prompt, model, one, among(known, [*facts, *one]), facts) for one in texts]

    def _known(self, books: Books) -> Names:
        """Our colleagues, put in order anew only when one came, left or changed their name."""
        names = books.read(colleagues)
        if names != self._colleagues.all:
            self._colleagues = Names(names)
        return self._colleagues


def _read(prompt: Prompt[A], one: Case, found: Mapping[str, Any]) -> A | None:
    if one.key not in found:
        return None
    try:
        return one.read(prompt, found[one.key])
    except Unanswered:
        return None
