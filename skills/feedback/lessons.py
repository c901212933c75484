"""Lessons: labelled words from which it is learnt how to label others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat, Lesson, Period, daily, read_lessons
from skills.feedback.correction import Correction
from skills.feedback.kinds import LABELS
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill

SEED: Final = Path(__file__).parent / "seed"


@skill.lessons(LABELS)
def lessons(db: Session, settings: FeedbackSettings) -> Sequence[Lesson]:
    """What the company has labelled, and what was put right."""
    own = read_lessons(Path(settings.lessons), LABELS) if settings.lessons else []
    return [*own, *_put_right(db)]


@skill.post("lessons", daily(at="03:30"), upkeep=True)
def every_night(chat: Chat, _day: Period) -> None:
    """Learn what was put right by day."""
    chat.school()


def seed() -> Iterator[Lesson]:
    """What the heads that Piazza comes with were trained on, in English and Italian."""
    for path in sorted(SEED.glob("*.csv")):
        yield from read_lessons(path, LABELS)


def _put_right(db: Session) -> Iterator[Lesson]:
    query = select(Item.id, Item.words, Correction.name, Correction.label).join(
        Correction, Correction.item_id == Item.id
    )
    words: dict[int, str] = {}
    labels: dict[int, dict[str, str]] = defaultdict(dict)
    for id_, said, name, label in db.execute(query.order_by(Item.id, Correction.name)):
        words[id_], labels[id_][name] = said, label
    for id_, said in words.items():
        yield Lesson(said, labels[id_])
