"""Rooms: texts that leave their skill remember whose words they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.cards import Button, Card, Chart, Fact, Section, Series
from bot.texts import Text


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
        case Card():
            return replace(
                value,
                text=of_room(value.text, room),
                lines=of_room(value.lines, room),
                facts=of_room(value.facts, room),
                sections=of_room(value.sections, room),
                chart=of_room(value.chart, room),
                buttons=of_room(value.buttons, room),
            )
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
