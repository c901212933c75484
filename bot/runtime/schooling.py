"""Schooling: skills learn from what people have labelled or put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection

from bot.chat import Chat
from bot.insight.heads import Head, packed, train
from bot.insight.language import Encoder
from bot.insight.learnt import Learnt, keep, last
from bot.insight.lessons import Lesson
from bot.runtime.built_in import skill
from bot.work import Work

AT_ONCE: Final = 50


@skill.job("learn")
def learn(work: Work, name: str) -> None:
    """Train the heads of a skill anew, where there is something new to learn from."""
    coder = work.house.likeness(name).coder()
    if not coder.understands:
        return
    lessons = work.read(lambda db: work.house.lessons(name, db, work.now))
    known = digest(lessons)
    before = work.read(lambda db: last(db.connection(), name, coder.name))
    if before is None or before.digest != known:
        what = Learnt(work.now, len(lessons), known)
        stored = packed(trained(coder, lessons))
        work.write(lambda chat: keep(_plain(chat), name, coder.name, what, stored))


def _plain(chat: Chat) -> Connection:
    return chat.db.connection()


def trained(coder: Encoder, lessons: Sequence[Lesson]) -> dict[str, Head]:
    """A head for each thing that is labelled in lessons."""
    texts = [one.text for one in lessons]
    starts = range(0, len(texts), AT_ONCE)
    numbers = [one for start in starts for one in coder.encode_all(texts[start : start + AT_ONCE])]
    by_name: Mapping[str, list[int]] = defaultdict(list)
    for place, lesson in enumerate(lessons):
        for name in lesson.labels:
            by_name[name].append(place)
    return {
        name: train(
            [numbers[one] for one in places],
            [lessons[one].labels[name] for one in places],
            [lessons[one].weight for one in places],
        )
        for name, places in by_name.items()
    }


def digest(lessons: Sequence[Lesson]) -> str:
    """By what lessons are known again."""
    told = (f"{one.text}\n{sorted(one.labels.items())}\n{one.weight}" for one in lessons)
    return sha256("\n\n".join(told).encode()).hexdigest()
