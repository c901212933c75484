"""The router: which function answers a command, a button, a form or a shortcut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.doors import Door
from bot.errors import BotError, SetupError
from bot.forms import Form
from bot.insight.pointing import Offer
from bot.runtime import naming
from bot.runtime.faults import nearest
from bot.runtime.incoming import Called
from bot.skill import Rule, Skill
from bot.texts import Text, core

D = TypeVar("D", Rule, Door, Offer)


class Router:
    """One table a kind of way in, over all skills.

    `renamed` maps a command to the name it is given here, `taken` are names that the chat keeps for
    itself; `local` is what comes of both, and `notes` says in a line what is called otherwise.
    `settings` maps the name of a skill to its settings.
    """

    def __init__(
        self,
        skills: Iterable[Skill],
        renamed: Mapping[str, str] | None = None,
        taken: Collection[str] = (),
        settings: Mapping[str, BaseModel] | None = None,
    ) -> None:
        skills = list(skills)
        self.commands, self.notes = naming.commands(skills)
        self.buttons: dict[str, Rule] = {}
        self.forms: dict[str, Rule] = {}
        self.shortcuts: dict[str, Rule] = {}
        self.global_shortcuts: dict[str, Rule] = {}
        self.reactions: dict[str, dict[str, Rule]] = {}
        self.exports: dict[str, Door] = {}
        self.importers: dict[str, Door] = {}
        self.feeds: dict[str, Door] = {}
        self.hooks: dict[str, Door] = {}
        self.offers: dict[str, Offer] = {}
        self.replies: dict[str, Rule] = {}
        words = {path[0] for path in self.commands}
        self.local, kept = naming.local(words, renamed or {}, taken)
        self.notes += kept
        self._settings = settings or {}
        self._original = {local: word for word, local in self.local.items()}
        self.jobs: dict[str, Rule] = {}
        self._job_keys: dict[Callable[..., None], str] = {}
        self._keys: dict[Callable[..., None], str] = {}
        self._takers: dict[type[Form], Rule] = {}
        for skill in skills:
            self._add(skill)
        self._deepest = max((len(path) - 1 for path in self.commands), default=0)

    def _add(self, skill: Skill) -> None:
        for rule in skill.buttons.values():
            self._once(self.buttons, rule.key, rule, f"button {rule.key}")
            self._keys[rule.run] = rule.key
        for rule in skill.jobs.values():
            self.jobs[rule.key] = rule
            self._job_keys[rule.run] = rule.key
        for form, rule in skill.forms.items():
            self._once(self.forms, rule.key, rule, f"form {rule.key}")
            self._takers[form] = rule
        for emoji, rule in skill.reactions.items():
            name = emoji if isinstance(emoji, str) else emoji(self._set(skill))
            self.reactions.setdefault(name, {})[skill.name] = rule
        if skill.listening is not None and skill.listening.with_(self._set(skill)):
            self.replies[skill.name] = skill.listening.rule
        for name, rule in skill.shortcuts.items():
            self._once(self.shortcuts, name, rule, f"shortcut {name}")
        for name, rule in skill.global_shortcuts.items():
            self._once(self.global_shortcuts, name, rule, f"global shortcut {name}")
        self._add_doors(skill)

    def _add_doors(self, skill: Skill) -> None:
        for name, door in skill.exports.items():
            self._once(self.exports, name, door, f"export {name}")
        for name, door in skill.importers.items():
            self._once(self.importers, name, door, f"import {name}")
        for name, door in skill.feeds.items():
            self._once(self.feeds, name, door, f"feed {name}")
        for name, door in skill.hooks.items():
            self._once(self.hooks, name, door, f"hook {name}")
        for name, offer in skill.offers.items():
            self._once(self.offers, name, offer, f"thing {name}")

    def _set(self, skill: Skill) -> BaseModel:
        return self._settings.get(skill.name) or skill.settings()

    def _once(self, table: dict[Any, D], key: object, rule: D, shown: str) -> None:
        if key in table:
            other = table[key].skill
            raise SetupError(f"{shown} belongs to {other!r} and to {rule.skill!r}; remove one")
        table[key] = rule

    def job_key(self, run: Callable[..., None]) -> str:
        """The name of a job over all skills; a BotError for what is none."""
        if run not in self._job_keys:
            raise BotError(f"{run.__name__}: declare it with @skill.job")
        return self._job_keys[run]

    def command(self, called: Called) -> tuple[Rule | None, Called]:
        """The rule of the longest command that the words begin with, and the words after it."""
        word = self._original.get(called.command, called.command)
        said = called.said
        while said and isinstance(said[0], str) and not said[0].strip():
            said = said[1:]
        first = said[0] if said and isinstance(said[0], str) else ""
        for count in range(min(self._deepest, len(first.split())), 0, -1):
            words = first.split(maxsplit=count)
            longer = self.commands.get((word, *(one.casefold() for one in words[:count])))
            if longer is not None:
                return longer, replace(called, said=(*words[count:], *said[1:]))
        return self.commands.get((word,)), called

    def unknown(self, rule: Rule, rest: Called) -> tuple[str, ...]:
        """The longer command that was typed and that there is not; empty where words may follow."""
        word = self._original.get(rest.command, rest.command)
        words = rest.typed().split(maxsplit=1)
        takes_none = rule.form is None and rule is self.commands.get((word,))
        if not (words and words[0][0].isalnum() and self.below(word) and takes_none):
            return ()
        return word, words[0]

    def meant(self, word: str) -> tuple[str, ...]:
        """The command that was probably meant by a word that is none, of those for everybody."""
        everyones = [path for path, rule in self.commands.items() if not rule.only]
        longer = (path for path in everyones if path[-1] == word)
        near = nearest(word, [self.typed(path) for path in everyones if len(path) == 1])
        local = (path for path in everyones if self.typed(path) in near)
        return next(longer, None) or next(local, ())

    def below(self, word: str) -> list[str]:
        """The words that may follow a command's first."""
        return [path[1] for path in self.commands if path[0] == word and len(path) > 1]

    def reacting(self, names: Sequence[str]) -> dict[str, Rule]:
        """Each skill's rule for a reaction that is known by some names, the earlier before."""
        found: dict[str, Rule] = {}
        for name in reversed(names):
            found |= self.reactions.get(name, {})
        return found

    @property
    def rules(self) -> list[Rule]:
        """Every rule by which somebody in a chat does something."""
        reactions = (rule for rules in self.reactions.values() for rule in rules.values())
        tables = (
            self.commands,
            self.buttons,
            self.forms,
            self.shortcuts,
            self.global_shortcuts,
        )
        return [*reactions, *(rule for table in tables for rule in table.values())]

    @property
    def powers(self) -> set[str]:
        """The keys of all rules by which a role is used."""
        return {rule.key for rule in self.rules if rule.is_power}

    def button_key(self, run: Callable[..., None]) -> str:
        """The declared name of a button's function."""
        try:
            return self._keys[run]
        except KeyError:
            raise SetupError(f"{run.__name__} is on a button but is not a @skill.button") from None

    def taker(self, form: type[Form]) -> Rule:
        """The rule that takes a form."""
        try:
            return self._takers[form]
        except KeyError:
            raise SetupError(f"no skill takes the form {form.__name__}") from None

    def first_words(self) -> dict[str, Rule | None]:
        """Each slash command by its local name, with the rule of the bare word, if it has one."""
        return {self.local[word]: self.commands.get((word,)) for word in sorted(self.local)}

    def typed(self, path: Sequence[str]) -> str:
        """A command's words as people type them here, without the slash."""
        return " ".join((self.local.get(path[0], path[0]), *path[1:]))

    def named(self, path: Sequence[str]) -> Text:
        """A command as it is named to people, who may have to type a slash before it."""
        return core("typed", words=self.typed(path))
