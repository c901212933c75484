"""The page that says how well the heads do, between two marks in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.insight.heads import Head
from bot.insight.judging import Judgement
from bot.insight.language import Encoder
from bot.insight.learnt import shipped
from bot.insight.lessons import Lesson
from skills.feedback.lessons import LABELS, SEED
from tests.heads import held_out

BEGIN, END = "<!-- judged: begin -->", "<!-- judged: end -->"


def write(page: Path, coder: Encoder, lessons: Sequence[Lesson]) -> None:
    """Put what was judged in the place of what stands there."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    heads = shipped(SEED.parent, coder.name)
    lines = "\n".join(judged(heads, coder, lessons))
    page.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", "utf-8")


def judged(heads: dict[str, Head], coder: Encoder, lessons: Sequence[Lesson]) -> Iterator[str]:
    """Everything that is told of how good the heads are."""
    found = {
        (name, language): held_out.judged(name, heads[name], coder, language)
        for name in LABELS
        for language in held_out.LANGUAGES
    }
    yield from _summary(found)
    for (name, language), one in found.items():
        yield from _confusion(f"{name}, {held_out.LANGUAGES[language]}", one)
    yield from _curve(coder, lessons)


def _summary(found: dict[tuple[str, str], Judgement]) -> Iterator[str]:
    yield f"| macro-F1 on held-out texts | {' | '.join(held_out.LANGUAGES.values())} |"
    yield f"|---|{'---|' * len(held_out.LANGUAGES)}"
    for name in LABELS:
        cells = [f"{found[name, one].macro_f1:.2f}" for one in held_out.LANGUAGES]
        yield f"| {name} ({len(LABELS[name])} labels) | {' | '.join(cells)} |"


def _confusion(title: str, judged: Judgement) -> Iterator[str]:
    yield f"\n{title}: {judged.count} texts; what it is in a row, what was told in a column.\n"
    yield f"| | {' | '.join(judged.labels)} | F1 |"
    yield f"|---|{'---|' * (len(judged.labels) + 1)}"
    for truth in judged.labels:
        cells = [str(judged.table[truth, told]) for told in judged.labels]
        yield f"| {truth} | {' | '.join(cells)} | {judged.f1(truth):.2f} |"


def _curve(coder: Encoder, lessons: Sequence[Lesson]) -> Iterator[str]:
    counts = held_out.CORRECTIONS
    yield "\nWhat corrections do, on the words of one company that nothing was trained on:\n"
    yield f"| corrections | {' | '.join(str(one) for one in counts)} |"
    yield f"|---|{'---|' * len(counts)}"
    for name in LABELS:
        curve = held_out.curve(coder, lessons, name)
        yield f"| {name} | {' | '.join(f'{curve[one]:.2f}' for one in counts)} |"
