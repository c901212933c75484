"""What Piazza shows: cards with facts, pictures and buttons, on any platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec

from bot.texts import Text, Value

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.files import Page, Sheet, Written

P = ParamSpec("P")


class Button:
    """A button bound to the function that handles it, with that function's arguments.

    The arguments travel inside the button and come back signed; they are ints, strings or bools.
    """

    __slots__ = ("args", "label", "on")

    def __init__(
        self,
        label: Text,
        on: Callable[Concatenate[Chat, P], None],
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> None:
        if kw:
            raise TypeError("a button's arguments are given by position")
        self.label = label
        self.on: Callable[..., None] = on
        self.args: tuple[Any, ...] = args


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a short statement with its name."""

    name: Text
    value: Value


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one line, one group of bars or one row of a heat map.

    A missing value is not drawn as zero. A day as a label is written as the reader writes it. Of a
    line, `around` is half the width of the band about each point.
    """

    name: Text | str
    points: Sequence[tuple[str | date | Text, float | None]]
    around: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture drawn from numbers; `alt` says in words what it shows.

    `low` and `high` are the ends of the scale, of a heat map also those of its colours; without
    them it is drawn as far as the numbers go. `hidden` says what a missing value means.
    """

    title: Text
    series: Sequence[Series]
    alt: Text
    kind: Literal["bar", "line", "heat"] = "bar"
    low: float | None = None
    high: float | None = None
    hidden: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A headline with its figures and perhaps a chart; one skill's part of a report."""

    title: Text
    facts: Sequence[Fact] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One message: a leading text, somebody's own words, more lines, facts, a chart, buttons.

    `about` is the skill's own id of the thing shown; with it the card can be updated later. A
    `file` goes into a direct message only. `words_of`: the ids of those, other than whoever sends
    it, whose words it has; when one is forgotten before it has gone out, it goes out no more.
    """

    text: Text
    quote: str = ""
    lines: Sequence[Text] = ()
    facts: Sequence[Fact] = ()
    sections: Sequence[Section] = ()
    chart: Chart | None = None
    buttons: Sequence[Button] = ()
    about: int | None = None
    file: Sheet | Page | Written | None = None
    words_of: Sequence[int] = ()
