"""Minds: what a language model makes of customers' words in stories."""

from __future__ import annotations

from collections.abc import Callable

from skills.feedback.believing import Label

BAD = Label(sentiment="negative", intent="complaint", urgent="no")
FINE = Label(sentiment="positive", intent="praise", urgent="no")
_CONTROLS = {
    "nobody answers me": BAD,
    "nessuno mi risponde": BAD,
    "I am very happy": FINE,
    "Sono molto contento": FINE,
}


def control(text: str) -> Label | None:
    """What a control is meant for; None where a text is none."""
    return next((one for words, one in _CONTROLS.items() if words in text), None)


def mind(said: Label | None = BAD) -> Callable[[str], Label | None]:
    """Reads controls as they are meant, and all else as told."""
    return lambda text: control(text) or said
