"""The language model in stories: it says what their author wrote, and no network is needed."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from bot.insight.oracle.asking import Request
from bot.insight.oracle.model import Reason, Reply, Unanswered

Said: TypeAlias = BaseModel | Mapping[str, Any] | None
Answers: TypeAlias = Callable[[str], Said] | Said


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model was asked: by which prompt, about which texts, as it got them."""

    prompt: str
    texts: tuple[str, ...]
    facts: tuple[str, ...]


class Parrot:
    """Answers prompts by their names; while it has no answers there is no model to ask.

    What it says is looked at like anything a model says.
    """

    def __init__(self) -> None:
        self.name = "story"
        self.asked: list[Asked] = []
        self._answers: dict[str, Answers] = {}
        self._failing: deque[Reason | None] = deque()

    @property
    def ready(self) -> bool:
        """Whether it has answers."""
        return bool(self._answers)

    def answers(self, prompt: str, said: Answers) -> None:
        """Answer a prompt so: with one answer, or with what a function makes of each text.

        A text is as it was sent; those that are asked about together come in lines. None is nothing
        that could be used.
        """
        self._answers[prompt] = said

    def fails(self, *how: Reason | None) -> None:
        """Let the next calls end so, such as "slow", "busy" or "refusal"; None is well."""
        self._failing.extend(how)

    def ask(self, request: Request) -> Reply:
        """Answer as a server would."""
        self.asked.append(Asked(request.question, tuple(request.texts), tuple(request.facts)))
        if self._failing and (reason := self._failing.popleft()):
            raise Unanswered(reason)
        texts = request.texts if request.each else ["\n".join(request.texts)]
        said = [_plain(self._said(request.question, text)) for text in texts]
        entries = [{"id": number, "answer": one} for number, one in enumerate(said, 1)]
        return Reply(json.dumps({"answers": entries} if request.each else said[0]), (100, 10))

    def _said(self, prompt: str, text: str) -> Said:
        found = self._answers.get(prompt)
        return found(text) if callable(found) else found


def _plain(said: Said) -> Any:
    return said.model_dump(mode="json") if isinstance(said, BaseModel) else said
