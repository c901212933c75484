"""The bank: every question there is, from the installation and the company's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Item, Person, data
from skills.pulse.model import PulseQuestion

# What people say of a sentence, and what they choose from a list.
AGREE, LIKELY, CHOICE, OPEN = "agree5", "likely10", "choice", "text"
ENDS: Mapping[str, tuple[int, int]] = {AGREE: (1, 5), LIKELY: (0, 10)}

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its words by language, and how it is answered.

    `trust` is asked in turn with the other such ones, `from_round` not before that many rounds,
    `newcomers` is for those who began within so many days. Agreeing with one that is `reverse` is
    bad news. `options` are what a choice offers, each by language. What is `retired` is asked no
    more.
    """

    id: str
    construct: str
    scale: str
    words: Words
    reverse: bool = False
    trust: bool = False
    from_round: int = 1
    newcomers: int | None = None
    options: Sequence[Words] = field(default=())
    retired: bool = False

    @property
    def rotates(self) -> bool:
        """Whether it takes its turn among all the others."""
        other = self.trust or self.newcomers is not None or self.scale == OPEN
        return not (other or self.retired)

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
        return ENDS.get(self.scale, (1, len(self.options)))

    @property
    def item(self) -> Item:
        """What is counted; of newcomers only in the whole company."""
        low, high = self.ends
        whole = self.newcomers is not None
        return Item(self.id, low, high, choice=self.scale == CHOICE, whole=whole)

    def is_for(self, person: Person, today: date) -> bool:
        """Whether somebody is asked it."""
        if self.newcomers is None:
            return True
        return person.started is not None and (today - person.started).days <= self.newcomers


@cache
def built_in() -> Mapping[str, Asked]:
    """The questions that come with Piazza, by their ids."""
    return {one["id"]: _of(one) for one in data("pulse-questions")["questions"]}


def _of(raw: Mapping[str, object]) -> Asked:
    words = {name: str(value) for name, value in raw.items() if len(name) == 2}
    words.pop("id", None)
    more = {name: raw[name] for name in ("reverse", "trust", "from_round") if name in raw}
    return Asked(
        id=str(raw["id"]),
        construct=str(raw["construct"]),
        scale=str(raw["scale"]),
        words=words,
        newcomers=raw.get("tenure_days_max"),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def everything(db: Session) -> dict[str, Asked]:
    """All questions there were, by their ids: also those that are asked no more."""
    rows = db.scalars(select(PulseQuestion).order_by(PulseQuestion.id))
    return {**built_in(), **{one.id: one for one in map(own, rows)}}


def own(row: PulseQuestion) -> Asked:
    """A question of the company's own."""
    return Asked(
        f"Q{row.id}",
        "own",
        row.scale,
        row.words,
        reverse=row.reverse,
        options=tuple(row.options),
        retired=row.retired is not None,
    )


@cache
def labels(scale: str) -> Mapping[str, Sequence[str]]:
    """What the points of a scale are called, by language: all of them, or its two ends."""
    found: Mapping[str, Sequence[str]] = data("pulse-questions")["scales"].get(scale, {})
    return found


@cache
def declines() -> Words:
    """What says that somebody would rather not answer, by language."""
    found: Words = data("pulse-questions")["scales"]["none"]
    return found


def worded(words: Words, language: str, company: str) -> str:
    """Words in a reader's language, else in the company's, else in any; a dash without any."""
    return words.get(language) or words.get(company) or next(iter(words.values()), "–")
