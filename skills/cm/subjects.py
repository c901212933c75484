"""Subjects: what the manager can do, in their words and not by which skill does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot import Chat, Fact, Section, Text, t

CM: Final = ("cm",)
OTHER: Final = "other"
# So many commands stand on a page.
A_PAGE: Final = 28
# The second words of commands; those that nobody put anywhere come last, under one roof.
SUBJECTS: Final[Mapping[str, Sequence[str]]] = {
    "voices": ("ideas", "challenge", "feedback", "pulse", "themes", "theme", "ask"),
    "together": ("kudos", "fairness", "belonging", "newcomers", "coffee", "icebreakers", "wishes"),
    "kept": ("promises", "promise"),
    "outgoing": (
        "broadcast",
        "campaign",
        "campaigns",
        "news",
        "post",
        "schedule",
        "nudges",
        "attention",
        "audience",
        "undelivered",
    ),
    "telling": ("digest", "report", "status", "health", "export", "dashboard"),
    "powers": ("roles", "audit", "privacy", "retention"),
}

Path = tuple[str, ...]


def briefly(chat: Chat) -> list[Fact]:
    """Each subject with its commands of two words; the longer ones are behind these."""
    found = _by_subject(
        chat, [path for path in _paths(chat) if len(path) == 2 or _alone(chat, path)]
    )
    named = chat.house.router.named
    return [Fact(_name(one), [named(path) for path in paths]) for one, paths in found.items()]


def pages(chat: Chat) -> list[list[Section]]:
    """Each subject with all its commands and what they do, as much on a page as Teams shows."""
    found: list[list[Section]] = [[]]
    for one, paths in _by_subject(chat, _paths(chat)).items():
        section = Section(_name(one), [_fact(chat, path) for path in paths])
        if sum(len(each.facts) for each in [*found[-1], section]) > A_PAGE and found[-1]:
            found.append([])
        found[-1].append(section)
    return found


def _fact(chat: Chat, path: Path) -> Fact:
    rule = chat.house.router.commands[path]
    return Fact(chat.house.router.named(path), Text(f"command.{rule.name}", {}, rule.skill))


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
