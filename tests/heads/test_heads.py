"""What is shipped is what the seed teaches, and is as good as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.insight.language import Sentences
from bot.insight.learnt import shipped
from bot.insight.lessons import Lesson
from bot.runtime.schooling import trained
from skills.feedback.lessons import LABELS, SEED, seed
from tests.heads.held_out import COMPANY, LANGUAGES, held_out, judged, told

PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"
# What may differ from machine to machine.
LEEWAY = 0.03
GRAM = 5


@pytest.fixture(scope="module")
def coder() -> Sentences:
    return Sentences()


@pytest.mark.soak
def test_what_is_shipped_is_what_the_seed_teaches(coder: Sentences) -> None:
    new, old = trained(coder, list(seed())), shipped(SEED.parent, coder.name)
    assert new.keys() == old.keys() == LABELS.keys()
    for language in LANGUAGES:
        for name in LABELS:
            pairs = zip(
                told(new[name], coder, held_out(language)),
                told(old[name], coder, held_out(language)),
                strict=True,
            )
            same = [one.label == other.label for one, other in pairs]
            assert sum(same) / len(same) > 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_as_good_as_the_page_says(coder: Sentences, language: str) -> None:
    heads = shipped(SEED.parent, coder.name)
    column = list(LANGUAGES).index(language)
    for name in LABELS:
        line = re.search(rf"^\| {name} \(\d labels\) \|(.*)\|$", PAGE.read_text("utf-8"), re.M)
        assert line is not None
        said = float(line[1].split("|")[column])
        assert judged(name, heads[name], coder, language).macro_f1 == pytest.approx(
            said, abs=LEEWAY
        )


def test_nothing_of_what_judges_was_learnt() -> None:
    learnt = {gram for one in seed() for gram in grams(one)}
    for of in ("", COMPANY):
        for language in LANGUAGES:
            shared = [one.text for one in held_out(language, of) if grams(one) & learnt]
            assert shared == []


def test_the_seed_is_large_and_even() -> None:
    for path in sorted(SEED.glob("*.csv")):
        rows = path.read_text("utf-8").splitlines()
        assert len(rows) > 900
        for manner, least in (("irony", 90), ("negation", 90), ("understatement", 70)):
            assert sum(row.endswith(f",{manner}") for row in rows) >= least
        for voice in ("partner", "prospect", "public"):
            assert sum(f",{voice}," in row for row in rows) >= 60


def grams(one: Lesson) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", one.text.casefold())
    return set(zip(*(words[start:] for start in range(GRAM)), strict=False))
