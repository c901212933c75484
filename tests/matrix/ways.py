"""Ways: everything the router knows, as somebody would send it who had it from whoever may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.runtime.incoming import Called, Chosen, Picked, Pressed, Reacted, Replied, Submitted, What
from bot.runtime.router import Router
from bot.runtime.seal import ANYONE, Seal, Sealed
from bot.skill import Rule
from bot.testing import WORKSPACE

EVERYBODY = "everybody"
# What a door is in words, for those who come through it as no person of a chat.
IN_CHAT, BESIDE = ("command", "button", "form", "shortcut", "reaction"), ("feed", "hook", "import")
# Numbers of what is there, and of what is not.
THERE, NOWHERE = 1, 999_999


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: what kind it is, its name, and the rule behind it, if a person takes it."""

    kind: str
    name: str
    rule: Rule | None = None
    roles: frozenset[str] = frozenset()

    @property
    def who(self) -> str:
        """The roles of which one is needed, as the table has them."""
        return " ".join(sorted(self.roles)) or EVERYBODY


def ways(router: Router) -> Iterator[Way]:
    """Every way in, and out."""
    tables: Mapping[str, Mapping[str, Rule]] = {
        "command": {" ".join(path): rule for path, rule in router.commands.items()},
        "button": router.buttons,
        "form": router.forms,
        "shortcut": {**router.shortcuts, **router.global_shortcuts},
        "reaction": {
            f"{emoji} {skill}": rule
            for emoji, rules in router.reactions.items()
            for skill, rule in rules.items()
        },
        "reply": router.replies,
    }
    for kind, table in tables.items():
        for name, rule in table.items():
            yield Way(kind, name, rule, frozenset(map(str, rule.only)))
    for name, door in router.exports.items():
        yield Way("export", name, None, frozenset(map(str, door.only)) or frozenset({"nobody"}))
    for kind, doors in zip(BESIDE, (router.feeds, router.hooks, router.importers), strict=True):
        for name in doors:
            yield Way(kind, name, None, frozenset({"beside"}))


def table(found: Sequence[Way]) -> dict[str, dict[str, list[str]]]:
    """The ways by who may take them, as the table on the disk has them."""
    told: dict[str, dict[str, list[str]]] = {}
    for way in found:
        told.setdefault(way.who, {}).setdefault(way.kind, []).append(way.name)
    return {
        who: {kind: sorted(names) for kind, names in sorted(kinds.items())}
        for who, kinds in sorted(told.items())
    }


@dataclass(frozen=True, slots=True)
class Sender:
    """Makes what somebody would send; what bears a token has it from their own time in a role."""

    seal: Seal
    person: int
    post: Mapping[str, str]
    author: str

    def sends(self, way: Way, number: int) -> What | None:
        """A way taken about a thing of this number; None where no person of a chat takes it."""
        match way.kind, way.rule:
            case "command", _:
                word, _, rest = way.name.partition(" ")
                return Called(word, (f"{rest} {number}",) if rest else ())
            case "button", Rule() as rule:
                return Pressed(self._token(way.name, *_arguments(rule, number)), self.post)
            case "form", Rule() as rule:
                nonce = f"{way.name}-{self.person}-{number}"
                token = self._token(f"form:{way.name}", nonce, "C1", "en")
                fields = rule.form.fields if rule.form else {}
                return Submitted(token, dict.fromkeys(fields, str(number)))
            case "shortcut", _:
                return self._shortcut(way)
            case "reaction", _:
                return Reacted(way.name.partition(" ")[0], self.post)
            case "reply", _:
                return Replied(self.post, ("some words",), f"reply-{self.person}")
        return None

    def _shortcut(self, way: Way) -> What:
        picked = Picked(way.name, self.author, "some words in a message", "1.1")
        return picked if way.name in PICKED else Chosen(way.name)

    def _token(self, key: str, *arguments: Any) -> str:
        addressee = self.person or ANYONE
        return self.seal.close(WORKSPACE, Sealed(key, arguments, addressee))


def _arguments(rule: Rule, number: int) -> list[Any]:
    samples: Mapping[type, Any] = {int: number, str: f"words {number}", bool: True}
    return [samples[one] for one in rule.arguments]


# On a message; the others are chosen from anywhere.
PICKED = frozenset({"customer_said", "make_idea", "thank_author"})
