"""Controls: words of our own, plainly meant, go along to see whether a model reads as it should.

By them it is noticed when a text has talked it into labelling all alike, or the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Final, TypeVar

from skills.feedback.believing import Label
from skills.feedback.kinds import COMPLAINT, HELP, NEGATIVE, POSITIVE, PRAISE

THINGS: Final = {
    "en": ("chair", "coat", "door", "heater", "kettle", "lamp", "oven", "printer", "rug", "tap"),
    "it": ("armadio", "divano", "forno", "letto", "mobile", "orologio", "rubinetto", "tavolo"),
}
# Another number each time: an answer that is known already would tell nothing about this call.
BAD: Final = {
    "en": "My {thing} has been broken for {days} days and nobody answers me. This is unacceptable.",
    "it": "Il mio {thing} è rotto da {days} giorni e nessuno mi risponde. È inaccettabile.",
}
FINE: Final = {
    "en": "After {days} days I can say that the {thing} is excellent. I am very happy, thank you!",
    "it": "Dopo {days} giorni posso dire che il {thing} è ottimo. Sono molto contento, grazie!",
}
_random = SystemRandom()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """Texts with the controls somewhere among them, whose places nobody can know before."""

    texts: Sequence[str]
    bad: int
    fine: int

    def are_right(self, found: Sequence[Label | None]) -> bool:
        """Whether the controls were read as they are meant."""
        bad, fine = found[self.bad], found[self.fine]
        if bad is None or fine is None:
            return False
        is_bad = bad.sentiment == NEGATIVE and bad.intent in (COMPLAINT, HELP)
        return is_bad and fine.sentiment == POSITIVE and fine.intent == PRAISE

    def others(self, found: Sequence[T]) -> list[T]:
        """What was said of the other texts, in their order."""
        return [one for at, one in enumerate(found) if at not in (self.bad, self.fine)]


def beside(words: Sequence[str]) -> Sent:
    """Some words with the controls among them."""
    bad, fine = sorted(_random.sample(range(len(words) + 2), 2), key=lambda _: _random.random())
    own = {bad: _made(BAD), fine: _made(FINE)}
    theirs = iter(words)
    texts = [own[at] if at in own else next(theirs) for at in range(len(words) + 2)]
    return Sent(texts, bad, fine)


def _made(sentence: dict[str, str]) -> str:
    language = _random.choice(sorted(sentence))
    thing = _random.choice(THINGS[language])
    return sentence[language].format(thing=thing, days=_random.randint(3, 99))
