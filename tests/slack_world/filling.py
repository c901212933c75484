"""Filling in a form by the labels a person reads; what Slack would not send is refused here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .messages import Values, View, interactive
from .people import User
from .schema import Payload


class NotSent(Exception):
    """Slack's own client refuses this form (empty, too long, no such choice): nothing is sent."""


@dataclass(frozen=True, eq=False)
class Field:
    label: str
    block_id: str
    element: Payload
    optional: bool

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def fields(view: View) -> list[Field]:
    """Return what can be filled in, in the order shown; outside input blocks without a label."""
    return list(_fields(view.blocks))


def _fields(blocks: Iterable[Payload]) -> Iterator[Field]:
    for block in blocks:
        label = block["label"]["text"] if block["type"] == "input" else ""
        optional = bool(block.get("optional")) or block["type"] != "input"
        for element in interactive(block):
            if element["type"] not in ("button", "overflow", "image"):
                yield Field(label, block["block_id"], element, optional)


def filled(view: View, answers: Mapping[str, Any]) -> Values:
    """Return the state of the form once `answers` (label, action id or block id -> value) are typed
    over it.

    What stood there before, typed or initial, stays. A value is text, a number, a date, a user or
    its id, the text or value of a choice, or a list of these where several may be chosen; None
    empties the field.
    """
    known = fields(view)
    given = {_named(known, name): value for name, value in answers.items()}
    values: Values = {}
    for one in known:
        before = view.typed.get(one.block_id, {}).get(one.action_id) or _initial(one.element)
        state = _answer(one, given[one]) if one in given else before
        values.setdefault(one.block_id, {})[one.action_id] = state
    view.typed = values
    for one in known:
        _complete(one, values[one.block_id][one.action_id])
    return values


def _named(known: list[Field], name: str) -> Field:
    for key in ("label", "action_id", "block_id"):
        found = [one for one in known if getattr(one, key) == name]
        if len(found) == 1:
            return found[0]
    raise NotSent(f"no field {name!r}; there are {[one.label or one.action_id for one in known]}")


@dataclass(frozen=True)
class Manner:
    """The name an element keeps its state under, and how a given value becomes that state."""

    name: str
    initial: str
    taken: Callable[[Payload, Any], Any]
    many: bool = False


def _text(element: Payload, value: Any) -> str | None:
    words = str(value)
    if not element.get("min_length", 0) <= len(words) <= element.get("max_length", 3000):
        raise NotSent(f"{len(words)} characters do not fit")
    return words or None


def _number(element: Payload, value: Any) -> str | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise NotSent(f"{value!r} is no number") from None
    low, high = element.get("min_value", number), element.get("max_value", number)
    whole = element["is_decimal_allowed"] or number == int(number)
    if not whole or not Decimal(low) <= number <= Decimal(high):
        raise NotSent(f"{value} is not accepted by the field")
    return str(value)


def _person(element: Payload, value: Any) -> str:
    return value.id if isinstance(value, User) else str(value)


def _day(element: Payload, value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _as_is(element: Payload, value: Any) -> str:
    return str(value)


def _choice(element: Payload, value: Any) -> Payload:
    groups = element.get("option_groups", [])
    options = [*element.get("options", []), *(o for group in groups for o in group["options"])]
    for option in options:
        if str(value) in (option["text"]["text"], option["value"]):
            return dict(option)
    raise NotSent(
        f"no choice {value!r}; there are {[option['text']['text'] for option in options]}"
    )


MANNERS = {
    "plain_text_input": Manner("value", "initial_value", _text),
    "number_input": Manner("value", "initial_value", _number),
    "users_select": Manner("selected_user", "initial_user", _person),
    "multi_users_select": Manner("selected_users", "initial_users", _person, many=True),
    "channels_select": Manner("selected_channel", "initial_channel", _as_is),
    "conversations_select": Manner("selected_conversation", "initial_conversation", _as_is),
    "static_select": Manner("selected_option", "initial_option", _choice),
    "radio_buttons": Manner("selected_option", "initial_option", _choice),
    "multi_static_select": Manner("selected_options", "initial_options", _choice, many=True),
    "checkboxes": Manner("selected_options", "initial_options", _choice, many=True),
    "datepicker": Manner("selected_date", "initial_date", _day),
    "timepicker": Manner("selected_time", "initial_time", _as_is),
}


def _initial(element: Payload) -> Payload:
    manner = MANNERS[element["type"]]
    empty: Any = [] if manner.many else None
    return {"type": element["type"], manner.name: element.get(manner.initial, empty)}


def _answer(one: Field, value: Any) -> Payload:
    manner = MANNERS[one.element["type"]]
    if manner.many:
        several = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
        state: Any = [manner.taken(one.element, item) for item in several]
    else:
        state = None if value is None or value == "" else manner.taken(one.element, value)
    return {"type": one.element["type"], manner.name: state}


def _complete(one: Field, state: Payload) -> None:
    value = state[MANNERS[one.element["type"]].name]
    if not value and not one.optional:
        raise NotSent(f"{one.label!r} is empty")
    most = one.element.get("max_selected_items", 0)
    if most and isinstance(value, list) and len(value) > most:
        raise NotSent(f"{one.label!r} takes at most {most}")
