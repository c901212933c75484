"""Forms of a thank-you: as it is given, with the coach's word on it, and for that word alone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from bot import Form, Person, choice, date, named, people, text
from skills.kudos.settings import KudosSettings

MOST = 10
PUBLIC, PRIVATE = "public", "private"
SIGNED, ANONYMOUS = "signed", "anonymous"
NOW, LOOK = "say_now", "coach"


def company_values(settings: KudosSettings) -> tuple[str, ...]:
    """The values a thank-you can name."""
    return settings.values


def needs_value(settings: KudosSettings) -> bool:
    """Whether a thank-you has to name one."""
    return settings.value_required


def first_steps(settings: KudosSettings) -> tuple[str, ...]:
    """Whether it is given at once, or the coach looks at it first."""
    return (NOW, LOOK) if settings.coach else ()


class Thanks(Form):
    """Whom to thank, and for what; who reads it, with whose name, and from which day on."""

    to: Sequence[Person] = people(most=MOST, default=(), unless="others")
    others: Sequence[Person] = named(most=MOST, default=())
    message: str = text(min_length=20, max_length=500, multiline=True)
    value: str = choice(company_values, default="", needed=needs_value)
    how: str = choice((PUBLIC, PRIVATE), default=PUBLIC)
    signed: str = choice((SIGNED, ANONYMOUS), default=SIGNED)
    day: datetime.date | None = date(default=None)


class Give(Thanks):
    """A thank-you, and whether the coach looks at it first."""

    first: str = choice(first_steps, default=NOW)


class Coached(Thanks):
    """The same once the coach has looked at it."""


class Draft(Thanks):
    """What the coach is to look at, before anything is given."""


def everybody(form: Thanks) -> list[Person]:
    """Whom it thanks, each once."""
    return list(dict.fromkeys([*form.to, *form.others]))
