"""Subjects: what the manager can do, in their words and not by which skill does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot import Chat, Fact, Text, t

CM: Final = ("cm",)
OTHER: Final = "other"
# The second words of commands; those that nobody put anywhere come last, under one roof.
SUBJECTS: Final[Mapping[str, Sequence[str]]] = {
    "voices": ("ideas", "challenge", "feedback", "pulse", "themes", "theme", "leaders"),
    "together": ("kudos", "fairness", "belonging", "newcomers", "coffee", "icebreakers", "wishes"),
    "kept": ("promises", "promise"),
    "outgoing": ("broadcast", "post", "schedule", "nudges", "attention", "audience", "undelivered"),
    "telling": ("digest", "report", "status", "health", "export", "dashboard"),
    "powers": ("roles", "audit", "privacy"),
}

Path = tuple[str, ...]


def briefly(chat: Chat) -> list[Fact]:
    """Each subject with its commands of two words; the longer ones are behind these."""
    found = _by_subject(
        chat, [path for path in _paths(chat) if len(path) == 2 or _alone(chat, path)]
    )
    named = chat.house.router.named
    return [Fact(_name(one), [named(path) for path in paths]) for one, paths in found.items()]


def whole(chat: Chat) -> list[Text]:
    """Each subject with all its commands, a line each."""
    return [
        line
        for one, paths in _by_subject(chat, _paths(chat)).items()
        for line in (_name(one), *map(chat.house.help_on, paths))
    ]


def _paths(chat: Chat) -> list[Path]:
    return list(chat.house.commands(chat.person.roles, CM))


def _alone(chat: Chat, path: Path) -> bool:
    """Whether a longer command has no shorter one that leads to it."""
    return path[:2] not in chat.house.commands(chat.person.roles, CM)


def _by_subject(chat: Chat, paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Commands by subject; in the order of the subjects, and in theirs."""
    places = {word: (one, at) for one, words in SUBJECTS.items() for at, word in enumerate(words)}
    found: dict[str, list[Path]] = {one: [] for one in (*SUBJECTS, OTHER)}
    for path in sorted(paths, key=lambda path: (places.get(path[1], ("", 99))[1], path)):
        found[places.get(path[1], (OTHER, 0))[0]].append(path)
    return {one: some for one, some in found.items() if some}


def _name(subject: str) -> Text:
    return t(f"subject_{subject}")
