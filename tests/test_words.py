"""Every catalogue of the house, a skill's or not, says the same in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.worded import alike_in_every_language

CHECKOUT = Path(__file__).resolve().parents[1]
PARTS = ("bot", "handlers", "skills")
# What a sample says is made up anew in each language: there is nothing to compare.
FOLDERS = sorted(
    path.parent
    for part in PARTS
    for path in (CHECKOUT / part).rglob("en.yaml")
    if path.parent.name != "sample"
)
# A language is called as those who speak it call it; the others are Italian by now.
ALIKE = {
    "bot/strings": ("English", "Italiano"),
    "handlers/playground/words": ("English", "Italiano", "App", "Home"),
}


def name(folder: Path) -> str:
    return folder.relative_to(CHECKOUT).as_posix()


def test_there_are_catalogues_to_look_at() -> None:
    known = {"bot/strings", "handlers/playground/strings", "handlers/playground/words"}
    assert known <= {name(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_its_words_are_the_same_in_every_language(folder: Path) -> None:
    assert alike_in_every_language(folder, alike=ALIKE.get(name(folder), ())) == []
