"""Calls: what is not known yet is asked, some at a time, and each call is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Generic

import structlog

from bot.insight.oracle import ledger, memory, reading
from bot.insight.oracle.asking import Request, request
from bot.insight.oracle.books import Books
from bot.insight.oracle.case import Case
from bot.insight.oracle.model import Reason, Unanswered
from bot.insight.oracle.prompt import A, Prompt

if TYPE_CHECKING:
    from bot.insight.oracle.oracle import Oracle

log = structlog.get_logger("piazza.oracle")

MOST_TEXTS: Final = 15
# Of the texts of a call; what is asked about together may be longer.
MOST_SIGNS, MOST_TOGETHER = 24_000, 90_000
# After these the next call would end alike.
_HOPELESS: Final = frozenset({"cap", "key", "rejected", "moved", "busy", "slow", "closed"})


@dataclass(eq=False)
class Asking(Generic[A]):
    """One question to a model, about `each` case by itself or about one as a whole."""

    oracle: Oracle
    books: Books
    prompt: Prompt[A]
    each: bool
    day: date = field(init=False)

    def __post_init__(self) -> None:
        self.day = self.oracle.today(self.books.clock())

    def answers(self, cases: Sequence[Case]) -> dict[str, Any]:
        """The answers there are, by the keys of the cases, with what was hidden still hidden."""
        once = {one.key: one for one in cases}
        found = self._recalled(once)
        left = [one for key, one in once.items() if key not in found]
        for some in batches(left, MOST_SIGNS if self.each else MOST_TOGETHER):
            try:
                found |= self._call(some)
            except Unanswered as failed:
                if failed.reason in _HOPELESS:
                    rest = [one for one in left[left.index(some[0]) :] if one not in some]
                    self._lost(failed.reason, rest)
                    break
        return found

    def _recalled(self, cases: dict[str, Case]) -> dict[str, Any]:
        kept = self.books.read(lambda db: memory.recall(db, list(cases)))
        found = {key: one for key, one in kept.items() if self._fits(cases[key], one)}
        if found:
            self._count(from_cache=len(found))
        return found

    def _fits(self, one: Case, masked: Any) -> bool:
        try:
            one.read(self.prompt, masked)
        except Unanswered:
            return False
        return True

    def _call(self, cases: Sequence[Case]) -> dict[str, Any]:
        texts = [text for one in cases for text in one.sent]
        asked = request(self.prompt, texts, cases[0].facts, self.each)
        most = MOST_SIGNS if self.each else MOST_TOGETHER
        try:
            if sum(map(len, texts)) > most:
                raise Unanswered("long")
            said = self._said(asked)
        except Unanswered as failed:
            self._lost(failed.reason, cases, calls=1)
            raise
        return self._read(said, cases)

    def _said(self, asked: Request) -> str:
        """What the model says; the day's tokens are set aside before, and settled after."""
        estimate, cap = asked.estimate, self.oracle.limits.tokens_a_day
        name = self.prompt.name
        if not self.books.write(lambda db: ledger.reserve(db, self.day, name, estimate, cap)):
            raise Unanswered("cap")
        try:
            reply = self.oracle.model.ask(asked)
        except Unanswered as failed:
            self._settle(asked, failed.tokens)
            raise
        self._settle(asked, reply.tokens or (estimate, len(reply.said) // 3))
        return reply.said

    def _settle(self, asked: Request, tokens: tuple[int, int] | None) -> None:
        """What nobody told stays as it was estimated."""
        taken, said = tokens or (asked.estimate, 0)
        self._count(
            calls=1,
            texts=len(asked.texts),
            tokens_in=taken - asked.estimate,
            tokens_out=said,
        )

    def _read(self, said: str, cases: Sequence[Case]) -> dict[str, Any]:
        try:
            masked = reading.parsed(said)
            each = reading.for_each(masked, len(cases)) if self.each else [masked]
        except Unanswered as failed:
            self._lost(failed.reason, cases, calls=1)
            raise
        found: dict[str, Any] = {}
        for one, answer in zip(cases, each, strict=True):
            try:
                one.read(self.prompt, answer)
            except Unanswered as failed:
                self._lost(failed.reason, [one])
            else:
                found[one.key] = answer
        if self.prompt.kept:
            now = self.books.clock()
            self.books.write(lambda db: memory.keep(db, found, now))
        return found

    def _lost(self, reason: Reason, cases: Sequence[Case], calls: int = 0) -> None:
        if cases:
            texts = sum(len(one.sent) for one in cases)
            log.info("unanswered", kind=self.prompt.name, reason=reason, count=texts)
            self._count(reason, calls=calls, texts=texts)

    def _count(self, reason: str = ledger.ASKED, **more: int) -> None:
        name = self.prompt.name
        self.books.write(lambda db: ledger.count(db, self.day, name, reason, **more))


def batches(cases: Sequence[Case], most: int) -> Iterator[list[Case]]:
    """The cases in their order, so many texts and signs at a time; a longer one by itself."""
    some: list[Case] = []
    signs = 0
    for one in cases:
        size = sum(map(len, one.sent))
        if some and (len(some) == MOST_TEXTS or signs + size > most):
            yield some
            some, signs = [], 0
        some.append(one)
        signs += size
    if some:
        yield some
