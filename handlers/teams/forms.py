"""Forms as dialogs: an input for each field, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.forms import day_of
from bot.runtime.incoming import Submitted
from bot.runtime.outgoing import WordedButton, WordedField, WordedForm, plain
from handlers.teams.incoming import Body, Unreadable, part, text, word
from handlers.teams.limits import BUTTON, DOTS, Payload, clean, one_line
from handlers.teams.render import ADAPTIVE, VERSION, paragraph, run

# Before the name of an input: those of people come back as ids with commas between them.
PEOPLE: Final = "people:"
VALUE: Final = "value:"
FORM: Final = "form"
RADIO_CHOICES: Final = 7


def opener(button: WordedButton) -> Payload:
    """A button that opens a dialog: Teams opens none from any other."""
    data = {"msteams": {"type": "task/fetch"}, "token": button.token}
    return {
        "type": "Action.Submit",
        "title": one_line(button.label, BUTTON) or DOTS,
        "data": data,
    }


def dialog(form: WordedForm, names: Mapping[str, str]) -> Payload:
    """A form in a dialog; `names` are those of the people who are filled in, by their ids."""
    submit = {
        "type": "Action.Submit",
        "title": one_line(form.submit, BUTTON) or DOTS,
        "data": {FORM: form.token},
    }
    body = [*_said(plain(form.note)), *(one for each in form.fields for one in _field(each, names))]
    content = {
        "type": "AdaptiveCard",
        "version": VERSION,
        "body": body or [paragraph([run(DOTS)])],
        "actions": [submit],
    }
    shown = {"contentType": ADAPTIVE, "content": content}
    value = {"title": form.title, "width": "medium", "height": "large", "card": shown}
    return {"task": {"type": "continue", "value": value}}


def ended(said: str) -> Payload:
    """A dialog that closes, with some words."""
    return {"task": {"type": "message", "value": said}}


def people_in(form: WordedForm) -> set[str]:
    """The ids of the people who are filled in."""
    return {one for field in form.fields if _is_people(field) for one in _ids(field.value)}


def fetched(body: Body) -> str:
    """The token of the button that opens a dialog."""
    return text(part(part(body, "value"), "data"), "token")


def submitted(body: Body) -> Submitted:
    """What was filled in; the ids of people as a list."""
    data = part(part(body, "value"), "data")
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name.startswith((PEOPLE, VALUE)):
            if not isinstance(value, str | None):
                raise Unreadable("a value is no text")
            kind, _, field = name.partition(":")
            words = clean(value or "")
            values[field] = _ids(words) if f"{kind}:" == PEOPLE else words
    return Submitted(text(data, FORM), values)


def _field(field: WordedField, names: Mapping[str, str]) -> Iterator[Payload]:
    """An input with its hint, and with what is wrong above it."""
    if field.problem:
        yield {**paragraph([run(clean(field.problem), bold=True)]), "spacing": "Large"}
    prefix = PEOPLE if _is_people(field) else VALUE
    drawn = {"id": f"{prefix}{field.spec.name}", "label": one_line(field.label, 200)}
    yield {**_input(field, names), **drawn}
    yield from _said(field.hint, spacing="None")


def _said(words: str, **more: str) -> Iterator[Payload]:
    if shown := one_line(words, 1000):
        yield {**paragraph([run(shown)]), **more}


def _input(field: WordedField, names: Mapping[str, str]) -> Payload:
    match field.spec.kind:
        case "person" | "people":
            return _people(field, names)
        case "choice":
            return _choices(field.options, _word(field.value), len(field.options) > RADIO_CHOICES)
        case "scale":
            numbers = [(str(n), str(n)) for n in range(field.spec.low, field.spec.high + 1)]
            return _choices(numbers, _word(field.value), len(numbers) > RADIO_CHOICES)
        case "date":
            day = day_of(_word(field.value))
            return {"type": "Input.Date", **({"value": day.isoformat()} if day else {})}
    # There is no greatest length: too long a text stays whole, and our own check answers.
    words = clean(_word(field.value))
    multiline = {"isMultiline": True} if field.spec.multiline else {}
    return {"type": "Input.Text", **multiline, **({"value": words} if words else {})}


def _people(field: WordedField, names: Mapping[str, str]) -> Payload:
    """A search among the people of the company; who is filled in already stands below by name."""
    known = [one for one in _ids(field.value) if one in names]
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": field.spec.kind == "people",
        "choices": [{"title": clean(names[one]) or DOTS, "value": one} for one in known],
        "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
        **({"value": ",".join(known)} if known else {}),
    }


def _choices(options: Sequence[tuple[str, str]], chosen: str, many: bool) -> Payload:
    found = next((value for value, _ in options if value.casefold() == chosen.casefold()), "")
    return {
        "type": "Input.ChoiceSet",
        "style": "compact" if many else "expanded",
        "choices": [{"title": one_line(label, 200) or DOTS, "value": v} for v, label in options],
        **({"value": found} if found else {}),
    }


def _is_people(field: WordedField) -> bool:
    return field.spec.kind in ("person", "people")


def _ids(value: Any) -> list[str]:
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list):
        return []
    return [one.strip().lower() for one in given if isinstance(one, str) and one.strip()]


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def is_fetch(body: Body) -> bool:
    """Whether a dialog is to be opened."""
    return word(body, "name") == "task/fetch"


def is_submission(body: Body) -> bool:
    """Whether a dialog was sent off."""
    return word(body, "name") == "task/submit"
