"""What a person filled into one element, as Slack reports it in a view's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.slack.limits import clean
from handlers.slack.options import stands_for


def filled_in(state: Mapping[str, Any], aside: list[str]) -> str | list[str]:
    """Read one state: a list of user ids or of options, else a string; ValueError if malformed."""
    match state:
        case {"type": "users_select", "selected_user": user}:
            return _users([user] if user else [])
        case {"type": "multi_users_select", "selected_users": users}:
            return _users(users or [])
        case {"type": "radio_buttons" | "static_select", "selected_option": option}:
            return stands_for(_word(option["value"]), aside) if option else ""
        case {"type": "checkboxes" | "multi_static_select", "selected_options": options}:
            return [stands_for(_word(one["value"]), aside) for one in options or []]
        case {"type": "datepicker", "selected_date": day}:
            return _word(day)
        case {"type": "plain_text_input" | "number_input", **rest}:
            return clean(_word(rest.get("value")))
    raise ValueError("the view's state is malformed")


def _word(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("a value is no text")
    return value


def _users(users: object) -> list[str]:
    if not isinstance(users, list) or not all(isinstance(one, str) for one in users):
        raise ValueError("the people chosen are no list of ids")
    return users
