"""Forms as dialogs: an input for each field, and what comes back from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.runtime.incoming import Submitted
from bot.runtime.outgoing import WordedButton, WordedForm, plain
from handlers.teams.incoming import Body, Unreadable, part, text
from handlers.teams.inputs import (
    PEOPLE,
    SEVERAL,
    STARS,
    VALUE,
    Room,
    drawn,
    ids,
    is_people,
    said,
    together,
)
from handlers.teams.limits import BUTTON, CARD, DOTS, Payload, clean, one_line, size
from handlers.teams.painting import paragraph, run
from handlers.teams.render import ADAPTIVE, VERSION

FETCH: Final = "task/fetch"
SUBMISSION: Final = "task/submit"
FORM: Final = "form"
TITLE: Final = 100
# What is tried: nearly always all goes in. What was typed is cut last, and said to be.
ROOMS: Final = (
    Room(1000, 10_000, 1_000_000, 1_000),
    Room(200, 0, 1_000_000, 100),
    Room(100, 0, 12_000, 40),
    Room(40, 0, 4_000, 20),
    Room(40, 0, 400, 10),
)


def opener(button: WordedButton) -> Payload:
    """A button that opens a dialog: Teams opens none from any other."""
    data = {"msteams": {"type": FETCH}, "token": button.token}
    return {
        "type": "Action.Submit",
        "title": one_line(button.label, BUTTON) or DOTS,
        "data": data,
    }


def dialog(form: WordedForm, names: Mapping[str, str]) -> Payload:
    """A form in a dialog; `names` are those of people by their ids, of all who are filled in."""
    for room in ROOMS:
        content = _content(form, names, room)
        if size(content) <= CARD:
            break
    shown = {"contentType": ADAPTIVE, "content": content}
    title = one_line(form.title, TITLE)
    value = {"title": title, "width": "medium", "height": "large", "card": shown}
    return {"task": {"type": "continue", "value": value}}


def _content(form: WordedForm, names: Mapping[str, str], room: Room) -> Payload:
    submit = {
        "type": "Action.Submit",
        "title": one_line(form.submit, BUTTON) or DOTS,
        "data": {FORM: form.token},
    }
    inputs = (one for each in form.fields for one in drawn(each, names, room))
    body = [*said(plain(form.note), room), *inputs]
    return {
        "type": "AdaptiveCard",
        "version": VERSION,
        "body": body or [paragraph([run(DOTS)])],
        "actions": [submit],
    }


def ended(words: str) -> Payload:
    """A dialog that closes, with some words."""
    return {"task": {"type": "message", "value": words}}


def asks_for_people(form: WordedForm) -> bool:
    """Whether people are to be chosen."""
    return any(map(is_people, form.fields))


def people_in(form: WordedForm) -> set[str]:
    """The ids of the people who are filled in."""
    return {one for field in form.fields if is_people(field) for one in ids(field.value)}


def fetched(body: Body) -> str:
    """The token of the button that opens a dialog."""
    return text(part(part(body, "value"), "data"), "token")


def submitted(body: Body) -> Submitted:
    """What was filled in; the ids of people as a list."""
    data = part(part(body, "value"), "data")
    values: dict[str, Any] = {}
    for name, value in data.items():
        field = name.partition(":")[2]
        if name.startswith(PEOPLE):
            values[field] = ids(_typed(value))
        elif name.startswith(SEVERAL):
            values[field] = together(_typed(value))
        elif name.startswith(STARS):
            values[field] = _stars(_typed(value)) or values.get(field, "")
        elif name.startswith(VALUE):
            values[field] = _typed(value) or values.get(field, "")
    return Submitted(text(data, FORM), values)


def _typed(value: object) -> str:
    """A value as a person would have typed it; numbers may come as such."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str | None):
        raise Unreadable("a value is no text")
    return clean(value or "")


def _stars(value: str) -> str:
    number = value.strip().removesuffix(".0")
    return "" if number == "0" else number
