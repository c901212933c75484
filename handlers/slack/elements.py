"""Input elements: one of Slack's for each kind of field, with the value it starts with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.forms import Kind, day_of
from bot.runtime.outgoing import WordedField
from handlers.slack import limits
from handlers.slack.limits import Payload, clean, cut, units
from handlers.slack.options import StandIns, drawn
from handlers.slack.rich_text import USER


def element(field: WordedField, instead: StandIns) -> Payload | None:
    """The element that asks for a field; None when there is nothing to choose from."""
    kind = field.spec.kind
    found = _OFFERED[kind](field, instead) if kind in _OFFERED else _DRAWN[kind](field)
    return {**found, "action_id": field.spec.name} if found else None


def _person(field: WordedField) -> Payload:
    users = _users(field.value)
    return {"type": "users_select", **({"initial_user": users[0]} if users else {})}


def _people(field: WordedField) -> Payload:
    users = _users(field.value)
    # More than allowed stay, for the person to choose who goes; our own check says how many.
    most = max(field.spec.most, len(users), 1)
    initial = {"initial_users": users} if users else {}
    return {"type": "multi_users_select", "max_selected_items": most, **initial}


def _users(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    users = [one for one in given if isinstance(one, str) and USER.fullmatch(one)]
    return list(dict.fromkeys(users))[: limits.USERS]


def _text(field: WordedField) -> Payload:
    words = cut(clean(_word(field.value)), limits.INPUT)
    # Too long a text stays whole, and there is no minimum: our own check answers in the
    # reader's language.
    most = max(field.spec.max_length, units(words), 1)
    return {
        "type": "plain_text_input",
        "multiline": field.spec.multiline,
        "max_length": min(most, limits.INPUT),
        **({"initial_value": words} if words else {}),
    }


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _choice(field: WordedField, instead: StandIns) -> Payload | None:
    options = drawn(field.options, instead)
    chosen = _word(field.value).casefold()
    initial = next((one for name, one in options.items() if name.casefold() == chosen), None)
    return _choosing(list(options.values()), initial, field)


def _choices(field: WordedField, instead: StandIns) -> Payload | None:
    """Boxes to tick for a few options, a menu for many."""
    options = drawn(field.options, instead)
    if not options:
        return None
    chosen = field.value if isinstance(field.value, list) else []
    initial = [one for name, one in options.items() if name in chosen]
    kind = "checkboxes" if len(options) <= limits.RADIO_BUTTONS else "multi_static_select"
    found: Payload = {"type": kind, "options": list(options.values())}
    return {**found, **({"initial_options": initial} if initial else {})}


def _choosing(
    options: list[Payload], initial: Payload | None, field: WordedField
) -> Payload | None:
    """Radio buttons for a few options; a menu for many, and where a choice can be taken back."""
    if not options:
        return None
    few = len(options) <= limits.RADIO_BUTTONS
    radio = (field.spec.required or field.spec.preset) and few
    kind = "radio_buttons" if radio else "static_select"
    return {"type": kind, "options": options, **({"initial_option": initial} if initial else {})}


def _scale(field: WordedField) -> Payload | None:
    low, high = field.spec.low, field.spec.high
    chosen = _whole(field.value)
    if high - low >= limits.RADIO_BUTTONS:
        return _number(low, high, chosen)
    options = {number: _number_option(number) for number in range(low, high + 1)}
    initial = options.get(chosen) if chosen is not None else None
    return _choosing(list(options.values()), initial, field)


def _number(low: int, high: int, chosen: int | None) -> Payload:
    fits = chosen is not None and low <= chosen <= high
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(low),
        "max_value": str(high),
        **({"initial_value": str(chosen)} if fits else {}),
    }


def _number_option(number: int) -> Payload:
    return {"text": {"type": "plain_text", "text": str(number)}, "value": str(number)}


def _whole(value: Any) -> int | None:
    try:
        return int(_word(value))
    except ValueError:
        return None


def _date(field: WordedField) -> Payload:
    day = day_of(_word(field.value))
    return {"type": "datepicker", **({"initial_date": day.isoformat()} if day else {})}


_OFFERED: Mapping[Kind, Callable[[WordedField, StandIns], Payload | None]] = {
    "choice": _choice,
    "choices": _choices,
}
_DRAWN: Mapping[Kind, Callable[[WordedField], Payload | None]] = {
    "person": _person,
    "people": _people,
    "names": _text,
    "text": _text,
    "scale": _scale,
    "date": _date,
}
