"""What people of the sample company say, so that nobody repeats what was said lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import yaml

from bot.errors import SetupError


class Lines:
    """Lines by kind and language, each heard again only when all the others have been."""

    def __init__(self, lines: Mapping[tuple[str, str], Sequence[str]], random: Random) -> None:
        self._lines = lines
        self._random = random
        self._decks: dict[tuple[str, str], list[str]] = {}

    def of(self, kind: str, language: str) -> Sequence[str]:
        """The next line of a kind, in a language or else in English; SetupError without any."""
        key = (kind, language) if (kind, language) in self._lines else (kind, "en")
        if key not in self._lines:
            raise SetupError(f"there is no line {kind!r} for the sample; add it to sample/en.yaml")
        deck = self._decks.setdefault(key, [])
        if not deck:
            deck.extend(self._random.sample(self._lines[key], len(self._lines[key])))
        return [deck.pop()]


def lines_below(folder: Path) -> dict[tuple[str, str], Sequence[str]]:
    """The lines in `<language>.yaml` of a folder, each file a mapping of kinds to lists."""
    found: dict[tuple[str, str], Sequence[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(raw, dict) or not all(isinstance(one, list) for one in raw.values()):
            raise SetupError(f"{path}: expected kinds of lines, each with a list of lines")
        found |= {(str(kind), path.stem): [str(one) for one in raw[kind]] for kind in raw}
    return found
