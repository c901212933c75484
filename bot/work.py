"""Work: what a job holds, which may take its time and use the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.errors import BotError
from bot.insight.oracle.books import Books
from bot.insight.oracle.prompt import A, Prompt
from bot.outside.letter import Letter
from bot.outside.pages import Fetched, Known
from bot.outside.posting import Posted

if TYPE_CHECKING:
    from bot.runtime.house import House

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)


@dataclass(eq=False)
class Work:
    """A job on its way; no transaction is open but while `read` or `write` runs.

    A job runs at least once: after a crash it begins anew, and what it said is not said again.
    `house` is what spans all skills.
    """

    skill: str
    house: House
    _clock: Callable[[], datetime] = field(init=False)
    _read: Callable[[Callable[[Session], object]], object] = field(init=False)
    _write: Callable[[Callable[[Chat], object], int], object] = field(init=False)
    _written: int = field(default=0, init=False)

    @property
    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return self._clock()

    def settings(self, model: type[S]) -> S:
        """The skill's settings, as `app.yaml` has them."""
        found = self.house.settings(self.skill)
        if not isinstance(found, model):
            raise BotError(f"{self.skill}: its settings are a {type(found).__name__}")
        return found

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Fetch a page of the public internet; None where it has not changed since it was `known`.

        Takes ten seconds at most; Unreachable where nothing came of it, however that was.
        """
        return self.house.outside.fetch(address, known)

    def post(self, source: str, address: str, id: str, said: Mapping[str, object]) -> None:  # noqa: A002
        """Tell a program something, signed with its secret; the same `id` is the same again.

        The address is the operator's, from the settings. Takes ten seconds at most; Unreachable or
        Rejected where it was not taken.
        """
        self.house.sender.post(Posted(source, address, id, said), self.now)

    def mail(self, letter: Letter) -> None:
        """Send a letter through the company's mail server.

        Unreachable, Rejected or Uncertain where it was not taken for sure.
        """
        self.house.sender.mail(letter, self.now)

    def study(self, texts: Sequence[str]) -> None:
        """Find out what some texts are about, so that to learn or compare them takes no time then.

        A few hundred at most; the first use loads a model.
        """
        self.house.load(self.skill)
        likeness = self.house.likeness(self.skill)
        likeness.vectors.of_all(likeness.coder(), texts)

    @property
    def can_ask(self) -> bool:
        """Whether there is a language model to ask, and the day's tokens are not used up."""
        return self.house.oracle.can_ask(self._books())

    def ask(
        self,
        prompt: Prompt[A],
        texts: Sequence[str],
        *,
        names: Sequence[str] = (),
        facts: Sequence[str] = (),
    ) -> list[A | None]:
        """Ask a language model about each of some texts; None where no usable answer came.

        Who is meant is hidden from it: colleagues, whom `names` names, and what looks like an
        address or number of somebody's. `facts` are what an answer may repeat, made by code.
        """
        return self.house.oracle.ask(self._books(), prompt, texts, names, facts)

    def ask_once(
        self,
        prompt: Prompt[A],
        texts: Sequence[str],
        *,
        names: Sequence[str] = (),
        facts: Sequence[str] = (),
    ) -> A | None:
        """Ask a language model about some texts together, as `ask` does."""
        return self.house.oracle.ask_once(self._books(), prompt, texts, names, facts)

    def bare(
        self, texts: Sequence[str], *, names: Sequence[str] = (), keep_numbers: bool = False
    ) -> list[str]:
        """Some texts with [...] in the place of whom they name, and of numbers unless these stay.

        Who reads an answer about such a text learns of nobody in it: nothing is put back.
        """
        oracle = self.house.oracle
        return oracle.bare(self._books(), texts, names, keep_numbers=keep_numbers)

    def _books(self) -> Books:
        """What a question is noted in; nothing is said there, so it counts as no change."""
        return Books(
            lambda look: self._read(lambda db: look(db.connection())),
            lambda change: self._write(lambda chat: change(chat.db.connection()), 0),
            lambda: self.now,
        )

    def read(self, look: Callable[[Session], T]) -> T:
        """Look into the database; returns what the function returns."""
        return self._read(look)  # type: ignore[return-value]

    def write(self, change: Callable[[Chat], T]) -> T:
        """Change something, in one short transaction; what is said in it leaves after the commit.

        Nobody asks in this chat, so nobody is answered.
        """
        self._written += 1
        return self._write(change, self._written)  # type: ignore[return-value]


def begin(
    skill: str,
    house: House,
    clock: Callable[[], datetime],
    read: Callable[[Callable[[Session], object]], object],
    write: Callable[[Callable[[Chat], object], int], object],
) -> Work:
    """What a job of a skill gets; `write` is also told which change of the job it is."""
    work = Work(skill, house)
    work._clock, work._read, work._write = clock, read, write
    return work
