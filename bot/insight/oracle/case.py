"""Cases: what is answered at once, a text or several, and what of it leaves the house."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.insight.masking import Mask
from bot.insight.masking.marks import MARK
from bot.insight.oracle import reading
from bot.insight.oracle.checked import grounds
from bot.insight.oracle.model import Unanswered
from bot.insight.oracle.prompt import A, Prompt


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """Texts as they were written and as they are sent; `key` is all that the answer depends on."""

    texts: Sequence[str]
    sent: Sequence[str]
    facts: Sequence[str]
    mask: Mask
    key: str

    def read(self, prompt: Prompt[A], masked: Any) -> A:
        """The answer, with what was hidden put back; Unanswered where it can't be let through."""
        if _marks(json.dumps(masked)) - _marks("\n".join([*self.sent, *self.facts])):
            raise Unanswered("mark")
        # What reads alike is the same: it was cleaned before it was sent.
        read = [self.mask.show(one) for one in self.sent]
        of = grounds([*self.texts, *read], [MARK.sub("", one) for one in (*self.sent, *self.facts)])
        return reading.answer(prompt, masked, self.mask.show, of)


def case(
    prompt: Prompt[A], model: str, texts: Sequence[str], names: Sequence[str], facts: Sequence[str]
) -> Case:
    """Hide who is meant in texts; the facts first, so that in all cases they are hidden alike."""
    mask = Mask(names)
    hidden = [mask.hide(one) for one in facts]
    sent = [mask.hide(one) for one in texts]
    told = [prompt.name, prompt.told, prompt.answer.model_json_schema(), model, hidden, sent]
    key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return Case(texts, sent, hidden, mask, key)


def _marks(said: str) -> set[tuple[str, int]]:
    """The marks in a text; a mask would leave out those that it does not know."""
    return {(one[2].upper(), int(one[3])) for one in MARK.finditer(said)}
