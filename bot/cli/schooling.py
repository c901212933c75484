"""`piazza train` and `piazza judge`: learn from labelled texts now, and see how well that goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.context import opened
from bot.cli.patience import patiently
from bot.errors import BotError
from bot.insight.heads import Head, packed
from bot.insight.judging import Judgement, judge
from bot.insight.language import Encoder
from bot.insight.learnt import Learnt, keep
from bot.insight.lessons import Lesson, read_lessons
from bot.insight.tongue import language_of
from bot.runtime.app import App
from bot.runtime.schooling import digest, taught
from bot.skill import Skill

Name = Annotated[str, typer.Argument(help='A skill that learns, such as "feedback".')]
File = Annotated[Path, typer.Argument(help="A CSV file with a column text, and its labels.")]

# Learnt from here alone, a file would be forgotten tonight: it has to be named where all read it.
Given = Annotated[Path | None, typer.Argument(hidden=True)]


def train(name: Name, file: Given = None) -> None:
    """Learn from all labelled texts there are, at once instead of tonight.

    A file of your own is one of them once app.yaml names it, as docs/understanding.md says.
    """
    with opened() as piazza:
        _learner(piazza, name)
        if file is not None:
            raise BotError(
                f"{file}: write 'lessons: {file}' under 'skills: {name}:' in app.yaml, so that it"
                f" is learnt from each night, too; then say piazza train {name}"
            )
        coder, house = _coder(piazza, name), piazza.house
        now = piazza.clock()
        lessons = piazza.database.read_now(lambda db: house.lessons(name, db, now))
        stored = packed(taught(house.shipped(name, coder.name), coder, lessons))
        what = Learnt(now, len(lessons), digest(lessons))
        patiently(piazza.database, lambda db: keep(db.connection(), name, coder.name, what, stored))
    typer.echo(f"learnt from {len(lessons)} texts")


def judge_(name: Name, file: File) -> None:
    """Say how well the labels of a skill's are told, against those of a file."""
    with opened() as piazza:
        labels = _learner(piazza, name).labels
        coder, house = _coder(piazza, name), piazza.house
        lessons = read_lessons(file, labels)
        if not lessons:
            raise BotError(f"{file}: no text in it has a label")
        heads = piazza.database.read_now(lambda db: house.heads(name, db.connection(), coder.name))
    for title, judged in judgements(coder, heads, lessons, labels):
        typer.echo(f"\n{title}: macro-F1 {judged.macro_f1:.2f} of {judged.count} texts")
        Console(width=100).print(_table(judged))


def judgements(
    coder: Encoder,
    heads: Mapping[str, Head],
    lessons: Sequence[Lesson],
    labels: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, Judgement]]:
    """How well each label is told, for each language and all together."""
    numbers = coder.encode_all([one.text for one in lessons])
    tongues = [language_of(one.text) for one in lessons]
    for name, head in heads.items():
        if not (there := [at for at, one in enumerate(lessons) if name in one.labels]):
            continue
        told = dict(zip(there, head.tell([numbers[one] for one in there]), strict=True))
        for tongue in ("", *sorted({tongues[one] for one in there})):
            some = [one for one in there if tongue in ("", tongues[one])]
            truth = [lessons[one].labels[name] for one in some]
            title = f"{name}, {tongue or 'all languages'}"
            yield title, judge(labels[name], truth, [told[one].label for one in some])


def _table(judged: Judgement) -> Table:
    found = Table("truly \\ told", *judged.labels, "F1")
    for truth in judged.labels:
        row = [str(judged.table[truth, told]) for told in judged.labels]
        found.add_row(truth, *row, f"{judged.f1(truth):.2f}")
    return found


def _learner(piazza: App, name: str) -> Skill:
    learners = {one.name: one for one in piazza.house.skills if one.teacher is not None}
    if name not in learners:
        raise BotError(f"{name!r} learns nothing; those that do: {', '.join(learners) or 'none'}")
    return learners[name]


def _coder(piazza: App, name: str) -> Encoder:
    found = piazza.house.likeness(name).coder()
    if not found.understands:
        raise BotError("labels are learnt with the language model; install it: make language")
    return found
