"""Edits: what is different where customers' words come a second time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

import yaml

# From a text, its language and chance; None where it can't be done to this text.
Edit: TypeAlias = Callable[[str, str, Random], str | None]

_PHRASES: Final[Mapping[str, Mapping[str, list[str]]]] = yaml.safe_load(
    Path(__file__).with_name("phrases.yaml").read_text("utf-8")
)
_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")
_OTHER: Final = {"en": "it", "it": "en"}
FEWEST_LEFT: Final = 5


def _any(language: str, kind: str, chance: Random) -> str:
    return chance.choice(_PHRASES[language][kind])


def typos(text: str, _language: str, chance: Random) -> str | None:
    """Two or three words have a letter too few, too many or in the wrong place."""
    words = list(_WORD.finditer(text))
    if len(words) < 3:
        return None
    for one in sorted(chance.sample(words, min(len(words), 3)), key=lambda one: -one.start()):
        text = text[: one.start()] + _mistyped(one.group(), chance) + text[one.end() :]
    return text


def _mistyped(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    way = chance.randrange(3)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def greeting(text: str, language: str, chance: Random) -> str:
    """It begins with a greeting."""
    return f"{_any(language, 'greetings', chance)} {text}"


def translated_greeting(text: str, language: str, chance: Random) -> str:
    """It begins with a greeting in another language."""
    return f"{_any(_OTHER[language], 'greetings', chance)} {text}"


def closing(text: str, language: str, chance: Random) -> str:
    """It ends kindly."""
    return f"{text}\n{_any(language, 'closings', chance)}"


def signature(text: str, language: str, chance: Random) -> str:
    """Somebody's name, telephone number and more stand below."""
    return f"{text}\n\n{_any(language, 'signatures', chance)}"


def small(text: str, _language: str, _chance: Random) -> str:
    """Typed on a telephone: small letters only, and no punctuation."""
    return " ".join(re.sub(r"[^\w\s'’]", " ", text.lower()).split())


def truncated(text: str, _language: str, chance: Random) -> str | None:
    """A fifth to a third of it is missing at the end."""
    words = text.split()
    left = round(len(words) * chance.uniform(0.67, 0.8))
    return " ".join(words[:left]) if left >= FEWEST_LEFT else None


def quoted(text: str, language: str, chance: Random) -> str:
    """Sent again as a quote, with a line above."""
    lines = "\n".join(f"> {one}" for one in _SENTENCE.split(text))
    return f"{_any(language, 'again', chance)}\n\n{lines}"


def synonyms(text: str, language: str, chance: Random) -> str | None:
    """One or two words are others that mean the same."""
    known = _PHRASES[language]["synonyms"]
    there = [pair for pair in (one.split(" = ") for one in known) if _has(text, pair[0])]
    for old, new in chance.sample(there, min(2, len(there))):
        text = re.sub(rf"(?i)(?<!\w){re.escape(old)}(?!\w)", new, text, count=1)
    return text if there else None


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", text) is not None


def swapped(text: str, _language: str, _chance: Random) -> str | None:
    """Two sentences are the other way round."""
    parts = _SENTENCE.split(text)
    return " ".join([parts[1], parts[0], *parts[2:]]) if len(parts) > 1 else None


def please(text: str, language: str, chance: Random) -> str:
    """Somebody says please, too."""
    word = _any(language, "please", chance)
    return f"{text} {word}" if chance.random() < 0.5 else f"{word.capitalize()}, {text}"


def emoji(text: str, _language: str, chance: Random) -> str:
    """A picture or two at the end, or in between."""
    parts = _SENTENCE.split(text)
    at = chance.randrange(len(parts))
    parts[at] += " " + chance.choice("😀😡🙏👍😢🎉") * chance.randint(1, 2)
    return " ".join(parts)


def number(text: str, _language: str, chance: Random) -> str | None:
    """Another number: of an order, a train, a day."""
    other = re.sub(r"\d", lambda _: str(chance.randrange(1, 10)), text)
    return other if other != text else None


EDITS: Final[Mapping[str, Edit]] = {
    "typos": typos,
    "another greeting": greeting,
    "a greeting in the other language": translated_greeting,
    "another closing": closing,
    "small letters, no punctuation": small,
    "a signature": signature,
    "the end cut off": truncated,
    "quoted in a reply": quoted,
    "one or two words replaced": synonyms,
    "two sentences swapped": swapped,
    "an extra please": please,
    "emoji": emoji,
    "another number": number,
}


def twice(text: str, language: str, chance: Random) -> str | None:
    """Two edits at once."""
    first, second = chance.sample(list(EDITS.values()), 2)
    once = first(text, language, chance)
    return second(once, language, chance) if once else None


_STATED: Final = {
    "en": r"\b(is|are|was|were|has|have|had|can|will|would|could|did|does|do)\b(?!n| not)",
    "it": r"(?<!non )\b(è|sono|ho|ha|hanno|abbiamo|avete|era|può|posso|potete|va|funziona)\b",
}


def turned_round(text: str, language: str, _chance: Random) -> str | None:
    """The first statement says the opposite; a no is taken out where there is one."""
    for pattern, other in ((r"(?<=\w) not\b|n['’]t\b", ""), (r"\b[Nn]on ", "")):
        if re.search(pattern, text):
            return re.sub(pattern, other, text, count=1)
    with_no = r"\1 not" if language == "en" else r"non \1"
    found = re.sub(_STATED[language], with_no, text, count=1)
    return found if found != text else None
