"""The suite in small: each attack on one team, and what it finds; on a sound program nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from statistics import correlation
from typing import Any

import pytest
import sqlalchemy as sa

from bot import Role
from bot.delivery.tables import inbox
from bot.privacy import gate
from bot.privacy.cells import kept
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.tables import ballot_round
from bot.testing import Member, Team
from tests.attacks import confide_skill
from tests.attacks.canary import TYPED, WORDS, ZEROS
from tests.attacks.seen import Onlooker
from tests.attacks.spill import Spill
from tests.bot.privacy import survey

CREW = 12
# An order of which so much follows from that in which they came is no chance.
NO_CHANCE = 0.97
FLOOR = 5


class Suite:
    """A team that is asked two things: much by `confide`, where all answer, little by `survey`."""

    def __init__(self, team: Team, spill: Spill, capture: pytest.CaptureFixture[str]) -> None:
        self.team, self.spill = team, spill
        self.cm = team.member("Cora", role=Role.CM)
        self.crew = [team.member(f"Person{number}") for number in range(CREW)]
        self.onlooker = Onlooker(team, self.cm, capture)
        self.cm.types("/confide open")

    def caught(self) -> list[str]:
        """Which attacks find something."""
        attacks: Sequence[Callable[[], object]] = (
            self.A6_words_that_come_out,
            self.A9_what_help_would_not_change,
            self.A8_notes_that_follow_from_answers,
            self.A1_columns_that_order_or_group,
            self.A4_figures_of_too_few,
            self.A3_differences_of_figures,
        )
        return [attack.__name__ for attack in attacks if attack()]

    def A6_words_that_come_out(self) -> object:  # noqa: N802 - as the design calls it
        """Answers that are taken and refused are looked for in all that comes out."""
        bob = self.crew[0]
        for ease in (TYPED["ease"], f"{ZEROS}773"):
            form = bob.types("/confide")
            answer = bob.fills(form, **{**TYPED, "ease": ease, "comment": WORDS}).answer
            self.spill.add("answers", str((answer.card, answer.late)))
            self.spill.add("answers", answer.form.token if answer.form else "")
        self.spill.look(self.team.app.database, self.team._folder)
        return self.spill.hits

    def A9_what_help_would_not_change(self) -> object:  # noqa: N802
        """What a vote changes is held against what a call for help does."""
        ann = self.crew[1]
        form = ann.types("/confide")
        helped = self._seen(lambda: ann.types("/piazza help"))
        voted = self._seen(partial(ann.fills, form, **TYPED))
        return voted != helped

    def _seen(self, act: Callable[[], object]) -> Mapping[str, Any]:
        seen = self.onlooker.difference(act)
        # How long the machine took says nothing of an answer.
        return seen | {"log": [line for line in seen["log"] if "held the writer" not in line]}

    def A8_notes_that_follow_from_answers(self) -> object:  # noqa: N802
        """One form is sent with other answers: a note that differs tells them to who tries all."""
        dan = self.crew[2]
        form = dan.types("/confide")
        before = self._notes()
        for ease in ("1", "2", "3"):
            dan.fills(form, **{**TYPED, "ease": ease})
        return self._notes() - before != 1

    def _notes(self) -> int:
        count = sa.select(sa.func.count()).select_from(inbox)
        return self.team.app.database.read_now(lambda db: db.scalar(count)) or 0

    def A1_columns_that_order_or_group(self) -> object:  # noqa: N802
        """Everybody answers in turn; then each column of the box is held against that."""
        for number, one in enumerate(self.crew, start=10):
            self.team.now += timedelta(minutes=7)
            one.fills(one.types("/confide"), **TYPED | {"ease": str(number)})
        box = self.team.app.house.box
        read = self.team.app.database.read_now
        rows = read(lambda db: db.execute(sa.text("SELECT * FROM ballot")).mappings().all())
        [public] = read(lambda db: db.scalars(_key).all())
        pepper = box.keys.pepper(public)
        came = [_slot(pepper, one) for one in self.crew]
        found = {row["slot"]: row for row in rows}
        return [
            name
            for name in rows[0]
            for look in (lambda value: value, _size)
            if _tells([look(found[slot][name]) for slot in came])
        ]

    def A4_figures_of_too_few(self) -> object:  # noqa: N802
        """Three answer, which is fewer than are ever shown."""
        self.cm.types("/survey open")
        for number, one in enumerate(self.crew[:3]):
            one.fills(one.types("/survey"), mood=2 + number)
        self.cm.types("/survey close")
        self.team.tick(timedelta(minutes=1))
        cells = self.team.app.database.read_now(lambda db: kept(db.connection(), 2))
        return [cell for cell in cells if cell.figures]

    def A3_differences_of_figures(self) -> object:  # noqa: N802
        """What is shown is taken from what is shown around it."""
        shown = published()
        return [path for path in shown if 0 < _left(path, shown) < FLOOR]


_key = sa.select(ballot_round.c.public_key).where(ballot_round.c.skill == "confide")

COMPANY: Mapping[Path, Histogram] = {
    ("acme", "north"): (2, 3, 4, 3, 2),
    ("acme", "south"): (1, 2, 4, 2, 2),
    ("acme", "west"): (0, 1, 1, 0, 0),
}


def published() -> list[Path]:
    """The units of the company that are shown."""
    counts = {path: {"mood": answers} for path, answers in COMPANY.items()}
    split: set[Path] = {(), ("acme",)}
    cells = gate.publish([Item("mood")], FLOOR, counts, split)
    return [cell.path for cell in cells if cell.figures]


def _left(path: Path, shown: Sequence[Path]) -> int:
    """How many are in a shown unit and in none that is shown within it."""
    inside = [one for one in shown if one != path and _within(one, path)]
    return sum(
        sum(answers)
        for unit, answers in COMPANY.items()
        if _within(unit, path) and not any(_within(unit, one) for one in inside)
    )


def _within(unit: Path, around: Path) -> bool:
    return unit[: len(around)] == around


def _slot(pepper: bytes, who: Member) -> bytes:
    from bot.privacy.ballots import slot_of

    return slot_of(pepper, who.person.id)


def _size(value: object) -> int:
    return len(value) if isinstance(value, bytes | str) else 0


def _tells(values: Sequence[Any]) -> bool:
    """Whether values, in the order in which people came, tell that order, or tell people apart."""
    kinds = len(set(values))
    if kinds < len(values):
        return kinds > 1
    ranks = [sorted(values).index(one) for one in values]
    return abs(correlation(ranks, list(range(len(ranks))))) > NO_CHANCE


@contextmanager
def suite(spill: Spill, capture: pytest.CaptureFixture[str]) -> Iterator[Suite]:
    """A team to attack."""
    with Team([confide_skill.skill, survey.skill], strict=False) as team:
        yield Suite(team, spill, capture)
