"""Rooms: texts that leave their skill remember whose words they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot.cards import Button, Card, Chart, Fact, Section, Series
from bot.report import Move, Step, Suggestion
from bot.texts import Text

# What has words in what is shown or told.
CARD: Final = ("text", "lines", "facts", "sections", "chart", "buttons")
WORDED: Final = (*CARD, "what", "why", "words", "open")


def of_room(value: Any, room: str) -> Any:
    """The same value, every text in it bound to the room that words it."""
    match value:
        case Text():
            inner = {name: of_room(one, room) for name, one in value.values.items()}
            return replace(value, values=inner, room=value.room or room)
        case Fact():
            return Fact(of_room(value.name, room), of_room(value.value, room))
        case Section():
            facts = [of_room(fact, room) for fact in value.facts]
            return Section(of_room(value.title, room), facts, of_room(value.chart, room))
        case Card() | Move() | Step() | Suggestion():
            parts = {name: getattr(value, name) for name in WORDED if hasattr(value, name)}
            return replace(value, **{name: of_room(one, room) for name, one in parts.items()})
        case Button():
            return Button(of_room(value.label, room), value.on, *value.args)
        case Chart():
            return replace(
                value,
                title=of_room(value.title, room),
                series=[_series(one, room) for one in value.series],
                alt=of_room(value.alt, room),
                hidden=of_room(value.hidden, room),
            )
        case list() | tuple():
            return [of_room(one, room) for one in value]
        case _:
            return value


def _series(series: Series, room: str) -> Series:
    points = [(of_room(label, room), value) for label, value in series.points]
    return replace(series, name=of_room(series.name, room), points=points)
