"""What is found of words that come twice, and what is taken for that and is not."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, read_lessons
from bot.insight.language import Encoder
from bot.testing import WORKSPACE, Team
from skills.feedback import filing, skill
from skills.feedback.heard import Heard
from skills.feedback.kinds import LABELS
from skills.feedback.lessons import SEED
from skills.feedback.model import Item
from tests.heads.held_out import FOLDER
from tests.twice.edits import EDITS, turned_round, twice

APART: Final = Path(__file__).with_name("apart.csv")
BOTH, NEGATED = "two of these at once", "the same with a no, or without it"
ORDERS: Final = {"en": "order", "it": "ordine"}
# A text, its language.
Text: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    found: int
    of: int

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self.found / self.of


@dataclass(frozen=True, slots=True)
class Judged:
    """What was put beside its original, and what beside something else, by how they differ.

    `apart` are pairs in like words that say something else.
    """

    copies: Mapping[str, Share]
    unrelated: Share
    apart: Mapping[str, Share]

    @property
    def recall(self) -> float:
        """The mean over all single edits."""
        return sum(self.copies[one].part for one in EDITS) / len(EDITS)

    @property
    def joined(self) -> float:
        """How many of the pairs that people wrote were taken for the same."""
        pairs = [one for kind, one in self.apart.items() if kind != NEGATED]
        return sum(one.found for one in pairs) / sum(one.of for one in pairs)


def judge(folder: Path, coder: Callable[[], Encoder], every: int) -> Judged:
    """Judge with every so many of all texts; each comes again once, changed in one way."""
    some, chance = texts()[::every], Random(7)
    pairs = list(_copies(some, chance))
    roots = _filed(
        folder / "copies.db", coder, [one for one, _ in some], [copy for *_, copy in pairs]
    )
    copies: dict[str, list[bool]] = defaultdict(list)
    groups = [root or number for number, root in enumerate(roots, 1)]
    for (kind, number, _), group in zip(pairs, groups[len(some) :], strict=True):
        copies[kind].append(group == groups[number])
    unrelated = Share(sum(root is not None for root in roots[: len(some)]), len(some))
    return Judged(
        {kind: _share(copies[kind]) for kind in (*EDITS, BOTH)},
        unrelated,
        dict(_apart(folder, coder, some, chance)),
    )


def texts() -> Sequence[Text]:
    """All texts there are, one in five with an order's number."""
    files = [*sorted(SEED.glob("*.csv")), *sorted(FOLDER.glob("*.csv"))]
    read = {one.text: path.stem[-2:] for path in files for one in read_lessons(path, LABELS)}
    chance, every_fifth = Random(7), count()
    return [
        (f"{text} ({ORDERS[language]} {chance.randrange(10_000, 100_000)})", language)
        if next(every_fifth) % 5 == 0
        else (text, language)
        for text, language in read.items()
    ]


def _copies(some: Sequence[Text], chance: Random) -> Iterator[tuple[str, int, str]]:
    """How each is changed, which it is, and what it is then."""
    kinds = cycle([*EDITS.items(), (BOTH, twice)])
    for number, (text, language) in enumerate(some):
        copy = None
        while copy is None:
            kind, edit = next(kinds)
            copy = edit(text, language, chance)
        yield kind, number, copy


def _apart(
    folder: Path, coder: Callable[[], Encoder], some: Sequence[Text], chance: Random
) -> Iterator[tuple[str, Share]]:
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with APART.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            by_kind[row["kind"]].append((row["first"], row["second"]))
    for text, language in some:
        other = turned_round(text, language, chance)
        if other is not None:
            by_kind[NEGATED].append((text, other))
    for kind, pairs in by_kind.items():
        firsts, seconds = zip(*pairs, strict=True)
        roots = _filed(folder / f"{kind}.db", coder, firsts, seconds)
        groups = [root or number for number, root in enumerate(roots, 1)]
        beside = zip(groups[: len(pairs)], groups[len(pairs) :], strict=True)
        yield kind, _share([one == other for one, other in beside])


def _filed(
    file: Path, coder: Callable[[], Encoder], first: Sequence[str], then: Sequence[str]
) -> list[int | None]:
    """What was put beside what, in the order it came: many at once, and then many again."""
    with Team([skill], database_url=f"sqlite:///{file}") as team:
        team.app.house.likeness(skill.name).coder = coder
        for name, words in (("first", first), ("then", then)):
            heard = [Heard(one, f"{name}{number}") for number, one in enumerate(words)]
            team.app.database.write_now(partial(_file, team, heard))
        query = sa.select(Item.root).order_by(Item.id)
        return team.app.database.read_now(lambda db: list(db.scalars(query)))


def _file(team: Team, heard: Sequence[Heard], db: Session) -> None:
    chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
    filing.keep_all(chat, heard, "shop")


def _share(found: Sequence[bool]) -> Share:
    return Share(sum(found), len(found))
