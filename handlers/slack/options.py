"""Options of a choice: stand-ins for those that Slack's values cannot carry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from bot.runtime.outgoing import WordedForm
from handlers.slack import limits
from handlers.slack.limits import DOTS, Payload, clean, line, units

StandIns: TypeAlias = Mapping[str, str]


def kept_aside(form: WordedForm, room: int) -> list[str]:
    """The options to travel in the form's metadata, as many as go into `room` characters."""
    found: dict[str, None] = {}
    for field in form.fields:
        for option, _ in field.options[: limits.OPTIONS]:
            room -= 0 if _travels(option) or option in found else len(json.dumps(option)) + 2
            if room >= 0 and not _travels(option):
                found[option] = None
    return list(found)


def stand_ins(aside: Iterable[str]) -> StandIns:
    """What is sent instead of each option kept aside."""
    return {option: f"{DOTS}{index}" for index, option in enumerate(aside)}


def stands_for(value: str, aside: list[str]) -> str:
    """The option behind a value that came back; raise ValueError when there is none."""
    if not value.startswith(DOTS):
        return value
    index = int(value[1:])
    if not 0 <= index < len(aside):
        raise ValueError("an option nobody offered")
    return aside[index]


def drawn(options: Iterable[tuple[str, str]], instead: StandIns) -> dict[str, Payload]:
    """Slack's option objects by the options they show; what cannot travel at all is left out."""
    found: dict[str, Payload] = {}
    for option, label in options:
        value = option if _travels(option) else instead.get(option, "")
        text = line(label, limits.OPTION) or line(option, limits.OPTION)
        if value and text and len(found) < limits.OPTIONS:
            found[option] = {"text": {"type": "plain_text", "text": text}, "value": value}
    return found


def _travels(option: str) -> bool:
    if not option:
        return True
    fits = units(option) <= limits.OPTION_VALUE and clean(option) == option
    return fits and not option.startswith(DOTS)
