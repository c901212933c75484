"""Naming: what a command is called where two skills, or the chat itself, want the same name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bot.errors import SetupError
from bot.skill import Rule, Skill

PREFIX = "piazza-"

Commands = dict[tuple[str, ...], Rule]


def commands(skills: Iterable[Skill]) -> tuple[Commands, list[str]]:
    """Every command by its words, and a line for each word that a skill could not have.

    Where a word is another skill's already, the later skill's own name goes before it.
    """
    found: Commands = {}
    notes: list[str] = []
    for skill in skills:
        lost = {path[0]: found[path].skill for path in skill.commands if path in found}
        for path, rule in skill.commands.items():
            word = f"{skill.name}-{path[0]}" if path[0] in lost else path[0]
            if (word, *path[1:]) in found:
                raise SetupError(f"/{' '.join(path)} belongs to {skill.name!r} twice; remove one")
            found[word, *path[1:]] = rule
        notes += [
            f"{skill.name}: /{word} is {other}'s already, so it is /{skill.name}-{word} here;"
            f" another name can be given in app.yaml: 'commands: {{{skill.name}-{word}: NAME}}'"
            for word, other in lost.items()
        ]
    return found, notes


def local(
    words: Iterable[str], renamed: Mapping[str, str], taken: Collection[str]
) -> tuple[dict[str, str], list[str]]:
    """What people type for each word, and a line for each name the chat keeps for itself."""
    chosen = {word: renamed.get(word, word) for word in words}
    names = {word: PREFIX + name if name in taken else name for word, name in chosen.items()}
    notes = [
        f"/{name} is the chat's own command, so it is /{PREFIX}{name} here;"
        f" another name can be given in app.yaml: 'commands: {{{word}: NAME}}'"
        for word, name in sorted(chosen.items())
        if name in taken
    ]
    return names, notes
