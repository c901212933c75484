"""What leaves Piazza: effects of a handler, and words ready for a platform to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from bot.asking import Question
from bot.cards import Card, Chart
from bot.forms import Field, Form
from bot.insight.printing import printed
from bot.people import Channel, Person
from bot.texts import Text, core

LOST: Final = core("lost.asked")


@dataclass(frozen=True, slots=True)
class Say:
    """A card for everybody in a channel; not before `at`."""

    card: Card
    channel: Channel
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A card for one person, as a direct message; not before `at`.

    Of one that is `passing` nothing is kept once it has left, not even that it was sent. One that
    is `unasked` keeps to the person's quiet hours.
    """

    card: Card
    person: Person
    at: datetime | None = None
    passing: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Whisper:
    """A card only the asker sees, riding in the answer."""

    card: Card


@dataclass(frozen=True, slots=True)
class Update:
    """A newer version of every posted card about the same thing."""

    card: Card


@dataclass(frozen=True, slots=True)
class Withdraw:
    """An end to every card about a thing, posted, sent to somebody or still waiting.

    In `workspaces` all is taken back already, and only what is posted there is to be removed.
    """

    about: int
    workspaces: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """A job, to be done behind what people do; not before `at`."""

    run: Callable[..., None]
    arguments: tuple[Any, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A form to be opened for the asker: what is filled in, and what has to be mended.

    `in_group`: those filled in are of a group that the asker belongs to; `groups` are the ids of
    the groups that were named. `concerns` is the number of what it is for, `asks` are the
    questions in it; `anew` that they are others than those it was sent off with. `note` is what
    it says on top, where nothing has to be mended.
    """

    form: type[Form]
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, Text] = field(default_factory=dict)
    in_group: bool = False
    groups: Sequence[str] = ()
    concerns: int | None = None
    asks: Sequence[Question] = ()
    anew: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The asker's sealed answer is kept; it can be changed until it `closes`. It says no more."""

    closes: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """What somebody's home shows, card by card."""

    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Scrub:
    """What was deleted is to be overwritten, now that it is committed."""


Effect: TypeAlias = (
    Say | Send | Whisper | Update | Withdraw | Later | Open | Recorded | Home | Scrub
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of worded text; `person` or `channel` make it a mention where one exists."""

    text: str
    bold: bool = False
    person: Person | None = None
    channel: Channel | None = None


Runs: TypeAlias = tuple[Run, ...]


def plain(runs: Runs) -> str:
    """The bare words of some runs."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class WordedButton:
    """A button's label and the signed value that comes back when it is pressed."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be drawn, its words already chosen.

    `hidden` says what a missing value means, `more` what stands before the number of rows there is
    no room for. `places` is what stands along it, in order; without it they come as they are met.
    """

    chart: Chart
    title: str
    alt: str
    names: tuple[str, ...]
    language: str = "en"
    hidden: str = ""
    more: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordedSection:
    """A headline, its figures and perhaps a picture, worded."""

    title: Runs
    facts: tuple[tuple[str, Runs], ...]
    picture: Picture | None = None


PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class WordedFile:
    """A file in one reader's language; `missing` says so where it could not be handed over.

    Of a PDF `text` is the picture it is printed from, which is so much shorter that it can travel.
    """

    name: str
    media: str
    text: str
    missing: str

    @property
    def data(self) -> bytes:
        """The file's bytes; without the mark Excel takes a table for something older."""
        if self.media == PDF:
            return printed(self.text)
        mark = "\ufeff" if self.media == "text/csv" else ""
        return f"{mark}{self.text}".encode()


@dataclass(frozen=True, slots=True)
class WordedCard:
    """A card in one reader's language, ready to be drawn; `about` names what it is about."""

    text: Runs
    quote: str = ""
    lines: tuple[Runs, ...] = ()
    facts: tuple[tuple[str, Runs], ...] = ()
    sections: tuple[WordedSection, ...] = ()
    buttons: tuple[WordedButton, ...] = ()
    picture: Picture | None = None
    file: WordedFile | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class WordedField:
    """A field with its label, hint, choices, the value it starts with, and what is wrong with it.

    People among the values are the platform's ids. `least` says how long a text has to be, for a
    platform that does not count along.
    """

    spec: Field
    label: str
    hint: str
    value: Any
    options: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    least: str = ""


@dataclass(frozen=True, slots=True)
class WordedForm:
    """A form in one reader's language; `token` comes back with what was filled in.

    Its `note` says what is wrong with the whole, or, if it is `calm`, something else.
    """

    title: str
    submit: str
    cancel: str
    token: str
    fields: tuple[WordedField, ...]
    note: Runs = ()
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets at once: a private card, a form, both or neither.

    To a submitted form, `form` means: keep it open, it has to be mended. `late` is a private card
    with a button, for when the form could not be opened in time. `close` words the button that
    ends a dialog. `home` is what a visitor's home shows. `newer` is the card whose button was
    pressed, as it is now for everybody. `lost` is said later where the answer did not arrive. To
    what is `private` nothing follows, neither such a word nor a newer home: it would tell of it.
    """

    card: WordedCard | None = None
    form: WordedForm | None = None
    late: WordedCard | None = None
    close: str = ""
    home: tuple[WordedCard, ...] = ()
    newer: WordedCard | None = None
    lost: Text = LOST
    private: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing for a platform to deliver.

    `to` is a person's or a channel's id or name on the platform; `place` says where the card to
    be updated is; without it the card is new. `gone`: what is at the place is to be removed, and
    nothing is to be done where it is gone already.
    """

    id: str
    workspace: str
    to: str
    card: WordedCard
    direct: bool = False
    place: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
