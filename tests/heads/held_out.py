"""Held out: what nobody who wrote the seed had seen, and how well it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.insight.heads import Head, Told, train
from bot.insight.judging import Judgement, judge
from bot.insight.language import Encoder
from bot.insight.lessons import Lesson, read_lessons
from skills.feedback.lessons import LABELS

FOLDER = Path(__file__).parents[1] / "skills" / "feedback" / "held_out"
COMPANY = "railway-"
LANGUAGES = {"en": "English", "it": "Italian"}
CORRECTIONS = (0, 50, 100, 200)
# As often as the company's own corrections count.
WEIGHT = 3.0
Numbers = Sequence[NDArray[np.float32]]


@cache
def held_out(language: str, of: str = "") -> Sequence[Lesson]:
    """Labelled texts of a language, of all sorts of companies or one."""
    return read_lessons(FOLDER / f"{of}{language}.csv", LABELS)


def told(head: Head, coder: Encoder, lessons: Sequence[Lesson]) -> list[Told]:
    """What a head says of texts."""
    return head.tell(coder.encode_all([one.text for one in lessons]))


def judged(name: str, head: Head, coder: Encoder, language: str) -> Judgement:
    """How well a label is told in a language."""
    lessons = held_out(language)
    truth = [one.labels[name] for one in lessons]
    return judge(LABELS[name], truth, [one.label for one in told(head, coder, lessons)])


def curve(coder: Encoder, lessons: Sequence[Lesson], name: str) -> Mapping[int, float]:
    """Macro-F1 on half of one company's words, by how many of the other half were put right.

    The mean over both ways to halve them, in both languages together.
    """
    held = [one for language in LANGUAGES for one in held_out(language, COMPANY)]
    there = [one for one in lessons if name in one.labels]
    numbers = coder.encode_all([one.text for one in there])
    known = coder.encode_all([one.text for one in held])
    labels = [one.labels[name] for one in there]
    found: dict[int, list[float]] = {count: [] for count in CORRECTIONS}
    for half in (0, 1):
        taught = [place for place in range(len(held)) if place % 2 != half]
        asked = [place for place in range(len(held)) if place % 2 == half]
        truth = [held[one].labels[name] for one in asked]
        for count in CORRECTIONS:
            more = taught[:: max(1, len(taught) // count)][:count] if count else []
            head = train(
                [*numbers, *(known[one] for one in more)],
                [*labels, *(held[one].labels[name] for one in more)],
                [1.0] * len(labels) + [WEIGHT] * len(more),
            )
            said = [one.label for one in head.tell([known[one] for one in asked])]
            found[count].append(judge(LABELS[name], truth, said).macro_f1)
    return {count: sum(each) / len(each) for count, each in found.items()}
