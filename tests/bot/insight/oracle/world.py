"""A company whose jobs ask the mind about what customers wrote; some things may not leave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, SecretStr

from bot import Chat, Prompt, Prose, Quote, Skill, Work
from bot.insight.oracle.model import Model
from bot.insight.oracle.oracle import Oracle
from bot.insight.oracle.server import Server
from bot.runtime.sections import Llm
from bot.testing import Member, Team
from tests.bot import toy

KEY = "sk-7f3a91c2d4"
CUSTOMER, COLLEAGUE = "Giulia Ferretti", "Brunilde Aldobrandi"
MAIL, PHONE = "giulia.ferretti@example.com", "+39 347 5550123"
# What nobody outside may ever get to see.
PLANTED = (KEY, "Giulia", "Ferretti", "Brunilde", "Aldobrandi", "giulia.ferretti", "5550123")
SOUP = f"{CUSTOMER} ({MAIL}, {PHONE}) found the soup cold; {COLLEAGUE} was kind, it was 12 euro."
SLOW = "The delivery took long and the box was broken."


class Label(BaseModel):
    """What a text is about."""

    topic: Literal["food", "service", "price", "other"]
    quote: Quote
    why: Prose


LABEL = Prompt("toy_label", "What is the text about?", Label)
GOOD = {"topic": "food", "quote": "cold", "why": "The soup was cold."}

Doing = Callable[[Work], Any]


@dataclass
class Company:
    """A team with one skill, whose job does what a story wants."""

    team: Team
    bob: Member
    doing: list[Doing]
    found: list[Any] = field(default_factory=list)

    def does(self, what: Doing) -> Any:
        """Have a job do something, and say what it found."""
        self.doing[:] = [lambda work: self.found.append(what(work))]
        self.bob.types("/toy go on")
        return self.found[-1]

    def asks(self, *texts: str, facts: Sequence[str] = ()) -> list[Label | None]:
        """Have a job ask about each text."""
        said: list[Label | None] = self.does(
            lambda work: work.ask(LABEL, texts, names=[CUSTOMER], facts=facts)
        )
        return said

    def asks_once(self, *texts: str, facts: Sequence[str] = ()) -> Label | None:
        """Have a job ask about all texts together."""
        said: Label | None = self.does(
            lambda work: work.ask_once(LABEL, texts, names=[CUSTOMER], facts=facts)
        )
        return said

    def has(self, model: Model, **limits: Any) -> None:
        """Ask a model from now on, within these limits."""
        house = self.team.app.house
        house.oracle = Oracle(model, Llm(**limits), house.company)

    def tells(self, by: Member) -> str:
        """What the community manager reads of how things stand."""
        return by.types("/cm status").text


def company(team_of: Callable[..., Team], *skills: Skill, **settings: Any) -> Company:
    """Make the company; one of its colleagues bears a name that may not leave it."""
    doing: list[Doing] = []
    skill = Skill("toy", home=toy.HOME)

    @skill.job("do")
    def do(work: Work) -> None:
        doing[0](work)

    @skill.command("toy", toy.Note)
    def ask(chat: Chat, _form: toy.Note) -> None:
        chat.later(do)

    team = team_of(skill, *skills, **settings)
    team.member(COLLEAGUE)
    return Company(team, team.member("Bob"), doing)


def server(address: str, key: str | None = KEY, seconds: float = 10) -> Server:
    """A server that is asked without long waits."""
    secret = SecretStr(key) if key else None
    return Server("small-1", secret, address, seconds=seconds, pauses=(0, 0))
