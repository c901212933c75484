"""What may stand inside Block Kit's blocks: buttons, menus, pickers, inputs and their limits."""

from __future__ import annotations

from collections.abc import Iterator

from .schema import (
    ByType,
    Check,
    Flag,
    Items,
    OneOf,
    Payload,
    Rule,
    Shape,
    Whole,
    Words,
    exactly_one,
    text,
)

URL = Words(3000, pattern=r"https?://\S+")
IMAGE_SOURCE: dict[str, Rule] = {
    "image_url": URL,
    "slack_file": Shape(
        optional={"id": Words(255), "url": URL}, checks=(exactly_one("id", "url"),)
    ),
}
IMAGE = Shape({"alt_text": Words(2000)}, IMAGE_SOURCE, (exactly_one("image_url", "slack_file"),))

CONFIRM = Shape(
    {"title": text(100), "text": text(300, mrkdwn=True), "confirm": text(30), "deny": text(30)},
    {"style": OneOf(("primary", "danger"))},
)
OPTION = Shape({"text": text(75), "value": Words(150)}, {"description": text(75)})
MARKED_OPTION = Shape(
    {"text": text(75, mrkdwn=True), "value": Words(150)}, {"description": text(75, mrkdwn=True)}
)
LINKED_OPTION = Shape(OPTION.required, {**OPTION.optional, "url": URL})
GROUP = Shape({"label": text(75), "options": Items(OPTION, 100)})

ACTED: dict[str, Rule] = {"action_id": Words(255), "confirm": CONFIRM}
FOCUSED: dict[str, Rule] = {**ACTED, "focus_on_load": Flag()}
PLACED: dict[str, Rule] = {**FOCUSED, "placeholder": text(150)}
CHOICES: dict[str, Rule] = {"options": Items(OPTION, 100), "option_groups": Items(GROUP, 100)}
MANY: dict[str, Rule] = {"max_selected_items": Whole(1, 10_000)}
IDS = Items(Words(255), 10_000)
DATE = Words(10, pattern=r"\d{4}-\d{2}-\d{2}")


def _options(value: Payload) -> Iterator[Payload]:
    yield from value.get("options", [])
    for group in value.get("option_groups", []):
        yield from group["options"]


def _values_differ(value: Payload) -> str | None:
    values = [option["value"] for option in _options(value)]
    return None if len(set(values)) == len(values) else "two options have the same value"


def _initial_is_an_option(value: Payload) -> str | None:
    chosen = list(value.get("initial_options", []))
    if "initial_option" in value:
        chosen.append(value["initial_option"])
    known = list(_options(value))
    return None if all(option in known for option in chosen) else "initial choice is no option"


def _lengths_agree(value: Payload) -> str | None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        return f"min_length {least} is above max_length {most}"
    if len(value.get("initial_value", "")) > most:
        return f"initial_value is longer than max_length {most}"
    return None


CHOSEN: tuple[Check, ...] = (_values_differ, _initial_is_an_option)
MENU: tuple[Check, ...] = (exactly_one("options", "option_groups"), *CHOSEN)

BUTTON = Shape(
    {"text": text(75)},
    {
        **ACTED,
        "url": URL,
        "value": Words(2000),
        "style": OneOf(("primary", "danger")),
        "accessibility_label": Words(75),
    },
)
OVERFLOW = Shape({"options": Items(LINKED_OPTION, 5)}, ACTED, CHOSEN)
TEXT_INPUT = Shape(
    {"action_id": Words(255)},
    {
        **PLACED,
        "initial_value": Words(3000),
        "multiline": Flag(),
        "min_length": Whole(0, 3000),
        "max_length": Whole(1, 3000),
        "dispatch_action_config": Shape(
            {"trigger_actions_on": Items(OneOf(("on_enter_pressed", "on_character_entered")), 2)}
        ),
    },
    (_lengths_agree,),
)
NUMBER = Words(100, pattern=r"-?\d+(\.\d+)?")
NUMBER_INPUT = Shape(
    {"is_decimal_allowed": Flag()},
    {**PLACED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
)

STATEFUL: dict[str, Shape] = {
    "static_select": Shape({}, {**PLACED, **CHOICES, "initial_option": OPTION}, MENU),
    "multi_static_select": Shape(
        {}, {**PLACED, **CHOICES, **MANY, "initial_options": Items(OPTION, 100)}, MENU
    ),
    "users_select": Shape({}, {**PLACED, "initial_user": Words(255)}),
    "multi_users_select": Shape({}, {**PLACED, **MANY, "initial_users": IDS}),
    "channels_select": Shape({}, {**PLACED, "initial_channel": Words(255)}),
    "conversations_select": Shape({}, {**PLACED, "initial_conversation": Words(255)}),
    "radio_buttons": Shape(
        {"options": Items(MARKED_OPTION, 10)}, {**FOCUSED, "initial_option": MARKED_OPTION}, CHOSEN
    ),
    "checkboxes": Shape(
        {"options": Items(MARKED_OPTION, 10)},
        {**FOCUSED, "initial_options": Items(MARKED_OPTION, 10)},
        CHOSEN,
    ),
    "datepicker": Shape({}, {**PLACED, "initial_date": DATE}),
    "timepicker": Shape({}, {**PLACED, "initial_time": Words(5, pattern=r"\d{2}:\d{2}")}),
}
ACTIONS = ByType({**STATEFUL, "button": BUTTON, "overflow": OVERFLOW})
ACCESSORY = ByType({**ACTIONS.shapes, "image": IMAGE})
INPUTS = ByType({**STATEFUL, "plain_text_input": TEXT_INPUT, "number_input": NUMBER_INPUT})
IN_CONTEXT = ByType({"image": IMAGE, **text(3000, mrkdwn=True).shapes})
