"""Forms built from what they do not ask for, or without what they do."""

# Functions whose body is of no interest here are written with three dots.
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from datetime import date as date_type

from bot import Form, Person, choice, date, people, person, scale, text


class Give(Form):
    to: list[Person] = people(most=10)
    value: str = choice(["a", "b"], default="")
    message: str = text(min_length=20)


class More(Give):
    energy: int = scale()


def build(ann: Person) -> None:
    Give(to=[ann], message="why")
    Give(message="why")  # must fail
    Give(to=[ann])  # must fail
    Give()  # must fail
    Give(to=[ann], mesage="why", message="why")  # must fail
    Give(to=[ann], mesage="why")  # must fail
    Give(to=ann, message="why")  # must fail
    Give(to=["U1"], message="why")  # must fail
    Give(to=[ann], message=3)  # must fail
    Give(to=[ann], message="why", value=None)  # must fail
    Give([ann], "why")  # must fail
    More(to=[ann], message="why", energy=3)
    More(to=[ann], message="why")  # must fail
    More(energy=3)  # must fail


def read(form: Give) -> None:
    form.message.upper()
    form.mesage  # must fail
    form.message.year  # must fail
    form.to.name  # must fail
    form.energy  # must fail


class Misdeclared(Form):
    to: list[Person] = people(least=1)  # must fail
    who: Person = person(most=2)  # must fail
    words: str = text(longest=3)  # must fail
    tall: str = text(min_length="3")  # must fail
    colour: str = choice()  # must fail
    other: str = choice([1, 2])  # must fail
    size: int = scale("1", 5)  # must fail
    day: str = date(3)  # must fail


class Mistyped(Form):
    to: Person = people()  # must fail
    who: list[Person] = person()  # must fail
    words: int = text()  # must fail
    colour: int = choice(["a"])  # must fail
    size: str = scale()  # must fail
    day: str = date()  # must fail
    somebody: Person = person(default=None)  # must fail
    energy: int = scale(default="")  # must fail
    mood: int | None = scale(default=None)
    when: date_type | None = date(default=None)
