"""Lessons: labelled words from which it is learnt how to label others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Lesson, read_lessons
from skills.feedback.correction import Correction
from skills.feedback.kinds import INTENTS, NO, SENTIMENTS, YES
from skills.feedback.model import Item
from skills.feedback.settings import FeedbackSettings, skill

SENTIMENT, INTENT, URGENT = "sentiment", "intent", "urgent"
# In lessons there is a word for what is meant for nothing of all that.
NONE: Final = "none"
LABELS: Final = {SENTIMENT: SENTIMENTS, INTENT: (*INTENTS, NONE), URGENT: (NO, YES)}
SEED: Final = Path(__file__).parent / "seed"
# What is put right here counts so much: it is this company's own.
WEIGHT: Final = 3.0


@skill.lessons(LABELS)
def lessons(db: Session, settings: FeedbackSettings) -> Sequence[Lesson]:
    """What Piazza comes with, what the company has labelled, and what was put right."""
    own = read_lessons(Path(settings.lessons), LABELS) if settings.lessons else []
    return [*seed(), *own, *_put_right(db)]


def seed() -> Iterator[Lesson]:
    """What Piazza comes with, in English and Italian, written for it."""
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
        yield Lesson(said, labels[id_], WEIGHT)
