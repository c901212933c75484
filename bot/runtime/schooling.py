"""Schooling: skills learn from what people have labelled or put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.chat import Chat
from bot.insight.heads import Head, nudged, packed, train
from bot.insight.language import Encoder
from bot.insight.learnt import Learnt, drop_others, keep, last
from bot.insight.lessons import Lesson
from bot.runtime.built_in import skill
from bot.work import Work

if TYPE_CHECKING:
    from bot.insight.heads import Numbers

AT_ONCE: Final = 50


@skill.job("learn")
def learn(work: Work, name: str) -> None:
    """Teach the heads of a skill what is new in its lessons, if anything is."""
    coder = work.house.likeness(name).coder()
    work.write(lambda chat: drop_others(chat.db.connection(), name, coder.name))
    base = work.house.shipped(name, coder.name)
    if not base:
        return
    begun = work.now
    lessons = work.read(lambda db: work.house.lessons(name, db, work.now))
    before = work.read(lambda db: last(db.connection(), name, coder.name))
    what = Learnt(begun, len(lessons), digest(lessons))
    if (before.digest if before else digest([])) != what.digest:
        stored = packed(taught(base, coder, lessons))
        work.write(partial(_keep, name, coder.name, what, stored))


def _keep(name: str, encoder: str, what: Learnt, heads: bytes, chat: Chat) -> None:
    keep(chat.db.connection(), name, encoder, what, heads)


def taught(base: Mapping[str, Head], coder: Encoder, lessons: Sequence[Lesson]) -> dict[str, Head]:
    """Heads that have learnt these lessons, too."""
    new = {name: (numbers, labels) for name, numbers, labels in _by_name(coder, lessons)}
    return {name: nudged(head, *new[name]) if name in new else head for name, head in base.items()}


def trained(coder: Encoder, lessons: Sequence[Lesson]) -> dict[str, Head]:
    """A head for each thing that is labelled in lessons, from nothing."""
    return {name: train(numbers, labels) for name, numbers, labels in _by_name(coder, lessons)}


def _by_name(
    coder: Encoder, lessons: Sequence[Lesson]
) -> Iterator[tuple[str, list[Numbers], list[str]]]:
    texts = [one.text for one in lessons]
    starts = range(0, len(texts), AT_ONCE)
    numbers = [one for start in starts for one in coder.encode_all(texts[start : start + AT_ONCE])]
    places: Mapping[str, list[int]] = defaultdict(list)
    for place, lesson in enumerate(lessons):
        for name in lesson.labels:
            places[name].append(place)
    for name, some in places.items():
        yield name, [numbers[one] for one in some], [lessons[one].labels[name] for one in some]


def digest(lessons: Sequence[Lesson]) -> str:
    """By what lessons are known again."""
    told = (f"{one.text}\n{sorted(one.labels.items())}" for one in lessons)
    return sha256("\n\n".join(told).encode()).hexdigest()
