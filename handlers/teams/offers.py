"""Offers: what of the skills Teams lists, as far as it lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.runtime.catalogue import Catalogue
from bot.runtime.router import Router
from bot.skill import Rule
from bot.texts import Text, core
from handlers.teams.words import HOME, ROOM, named

# So many Teams shows; a command that is longer, or an action whose id is, it does not take.
MOST: Final = 10
COMMAND: Final = 32
ACTION_ID: Final = 64
MESSAGE: Final = ("message",)
ANYWHERE: Final = ("compose", "commandBox")


@dataclass(frozen=True, slots=True)
class Command:
    """Words to the bot, and what says what they do; a text where each language has its own."""

    typed: str | Text
    does: Text


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with a message, or from anywhere."""

    id: str
    label: Text
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """What is listed for one person, and where several talk; and for what there is no room."""

    personal: list[Command]
    shared: list[Command]
    actions: list[Action]
    unlisted: list[str]
    dropped: list[Action]


def offers(router: Router, catalogue: Catalogue) -> Offers:
    """What of the skills is listed."""
    commands, actions = list(_commands(router)), list(_actions(router))
    # The home takes a place of one list, and both say the same otherwise.
    listed = [one for one in commands if len(str(one.typed)) <= COMMAND][: MOST - 1]
    kept = [one for one in actions if len(one.id) <= ACTION_ID][:MOST]
    unlisted = [str(one.typed) for one in commands if one not in listed]
    dropped = [one for one in actions if one not in kept]
    return Offers([*_home(router, catalogue), *listed], listed, kept, unlisted, dropped)


def _home(router: Router, catalogue: Catalogue) -> Iterator[Command]:
    """The home, unless one of its names is a command of a skill."""
    if named(catalogue, router).issuperset(catalogue.every(ROOM, HOME.key)):
        yield Command(HOME, Text("home_does", {}, ROOM))


def _commands(router: Router) -> Iterator[Command]:
    """First words before longer ones; what is for everybody first, what is for few last.

    Of what is for few only the first word: it says the rest. Else skills name what matters first.
    """
    firsts: dict[tuple[str, ...], Rule] = {}
    for path, rule in router.commands.items():
        firsts.setdefault(path[:1], rule)
    firsts |= {path: rule for path, rule in router.commands.items() if len(path) == 1}
    longer = {path: one for path, one in router.commands.items() if len(path) > 1 and not one.only}
    for found in (firsts, longer):
        for path in sorted(found, key=lambda path: (*_rank(found[path]), len(path))):
            yield Command(router.typed(path), _does(router, path))


def _rank(rule: Rule) -> tuple[bool, bool]:
    return bool(rule.only), rule.skill == "bot"


def _does(router: Router, path: tuple[str, ...]) -> Text:
    """What a command does; where a first word alone does nothing, Piazza says what may follow."""
    rule = router.commands.get(path)
    return Text(f"command.{rule.name}", {}, rule.skill) if rule else core("command.piazza")


def _actions(router: Router) -> Iterator[Action]:
    """One for each name: where it was chosen says which of two shortcuts of a name is meant."""
    kinds = {MESSAGE: router.shortcuts, ANYWHERE: router.global_shortcuts}
    for name, rule in {**router.shortcuts, **router.global_shortcuts}.items():
        places = [place for where, rules in kinds.items() if name in rules for place in where]
        yield Action(name, Text(f"shortcut.{name}", {}, rule.skill), tuple(places))
