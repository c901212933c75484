"""Inputs: one of Teams' for each kind of field, with the value it starts with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.forms import day_of
from bot.runtime.outgoing import WordedField
from handlers.teams.limits import DOTS, Payload, clean, cut, one_line, size
from handlers.teams.painting import paragraph, run

# Before the name of an input: those of people and of several options come back with commas between
# them, stars as a number that is 0 where none was chosen.
PEOPLE: Final = "people:"
VALUE: Final = "value:"
STARS: Final = "stars:"
SEVERAL: Final = "several:"
RADIO_CHOICES: Final = 7
NUMBERS: Final = 11
# Where a link could begin; behind it goes what joins words and is not seen.
_LINK: Final = re.compile(r"\](?=[(\[])|<|:(?=//)")
MOST_STARS: Final = 5
HINT: Final = {"isSubtle": True, "size": "Small"}
# A little more may be typed than most fields take: then our own check says by how much.
TYPED: Final = 3000


@dataclass(frozen=True, slots=True)
class Room:
    """How much goes into a dialog.

    Characters a line of ours, bytes a list or a typed text, lines of words beside the inputs.
    """

    line: int
    people: int
    value: int
    lines: int


def drawn(field: WordedField, names: Mapping[str, str], room: Room) -> Iterator[Payload]:
    """An input with its hint, and with what is wrong above it."""
    if problem := one_line(field.problem, room.line):
        wrong = {**run(problem, bold=True), "color": "Attention"}
        yield {**paragraph([wrong]), "spacing": "Large"}
    label = one_line(field.label, min(room.line, 200))
    if field.spec.kind == "scale":
        yield _scale(field, label)
    else:
        several = SEVERAL if field.spec.kind == "choices" else VALUE
        prefix = PEOPLE if is_people(field) else several
        shown = {"id": f"{prefix}{field.spec.name}", "label": label}
        yield {**_input(field, names, room), **shown}
    if hint := one_line(field.hint, room.line):
        yield {**paragraph([{**run(hint), **HINT}]), "spacing": "None"}


def said(words: str, room: Room) -> Iterator[Payload]:
    """The words beside the inputs, line by line."""
    lines = [found for one in words.splitlines() if (found := one_line(one, room.line))]
    shown = lines if len(lines) <= room.lines else [*lines[: room.lines - 1], DOTS]
    return (paragraph([run(one)]) for one in shown)


def _input(field: WordedField, names: Mapping[str, str], room: Room) -> Payload:
    match field.spec.kind:
        case "person" | "people":
            return _people(field, names, room)
        case "choice":
            options = [(value, one_line(label, room.line)) for value, label in field.options]
            return _choices(options, _word(field.value), RADIO_CHOICES, room.value)
        case "choices":
            options = [(value, one_line(label, room.line)) for value, label in field.options]
            return _several(options, field.value, room.value)
        case "date":
            day = day_of(_word(field.value))
            return {"type": "Input.Date", **({"value": day.isoformat()} if day else {})}
    words = clean(_word(field.value))
    # Too long a text stays whole as long as a card can hold it, and our own check answers.
    most = max(TYPED, field.spec.max_length, len(words.encode("utf-16-le")) // 2)
    multiline = {"isMultiline": True} if field.spec.multiline else {}
    value = {"value": cut(words, room.value)} if words else {}
    return {"type": "Input.Text", "maxLength": most, **multiline, **value}


def _scale(field: WordedField, label: str) -> Payload:
    """Stars, with a list for a program that knows none; a number where there are too many."""
    low, high, name = field.spec.low, field.spec.high, field.spec.name
    chosen = next((n for n in range(low, high + 1) if str(n) == _word(field.value)), None)
    plain = {"id": f"{VALUE}{name}", "label": label}
    if high - low >= NUMBERS:
        value = {} if chosen is None else {"value": chosen}
        return {"type": "Input.Number", **plain, "min": low, "max": high, **value}
    numbers = [(str(n), str(n)) for n in range(low, high + 1)]
    listed = {**_choices(numbers, _word(field.value), RADIO_CHOICES), **plain}
    if low != 1 or high > MOST_STARS:
        return listed
    value = {} if chosen is None else {"value": chosen}
    stars = {"type": "Input.Rating", "id": f"{STARS}{name}", "label": label, "max": high}
    return {**stars, **value, "fallback": listed}


def _people(field: WordedField, names: Mapping[str, str], room: Room) -> Payload:
    """A search among the people of the company.

    Who is filled in stands in it by name, and others for a program that can't search.
    """
    known = [one for one in ids(field.value) if one in names]
    filled = [_choice(one, clean(names[one])) for one in known]
    others = [_choice(one, clean(name)) for one, name in names.items() if one not in known]
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": field.spec.kind == "people",
        "choices": [*_within(filled, room.value), *(others if size(others) <= room.people else ())],
        "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
        **({"value": ",".join(known)} if known else {}),
    }


def _choices(
    options: Sequence[tuple[str, str]], chosen: str, few: int, most: int | None = None
) -> Payload:
    found = next((value for value, _ in options if value.casefold() == chosen.casefold()), "")
    choices = [_choice(value, label) for value, label in options]
    return {
        "type": "Input.ChoiceSet",
        "style": "compact" if len(options) > few else "expanded",
        "choices": choices if most is None else _within(choices, most, found),
        **({"value": found} if found else {}),
    }


def _several(options: Sequence[tuple[str, str]], value: Any, most: int) -> Payload:
    """Boxes to tick; what is chosen comes back with commas between."""
    chosen = [apart(one) for one, _ in options if isinstance(value, list) and one in value]
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": True,
        "style": "expanded",
        "choices": _within([_choice(apart(one), label) for one, label in options], most),
        **({"value": ",".join(chosen)} if chosen else {}),
    }


def apart(option: str) -> str:
    """What stands for an option where commas stand between several."""
    return option.replace("%", "%25").replace(",", "%2C")


def together(value: str) -> list[str]:
    """The options that came back with commas between."""
    found = (one.strip() for one in value.split(","))
    return [one.replace("%2C", ",").replace("%25", "%") for one in found if one]


def _choice(value: str, title: str) -> Payload:
    """A choice; its title is read as markdown where all choices are shown, and may be anybody's."""
    return {"title": _LINK.sub("\\g<0>\u2060", one_line(title, 200)) or DOTS, "value": value}


def _within(choices: list[Payload], most: int, chosen: str = "") -> list[Payload]:
    """As many of the choices as so many bytes take; the one that is chosen in any case."""
    kept: list[Payload] = []
    for one in choices:
        most -= size(one)
        if most >= 0 or one["value"] == chosen:
            kept.append(one)
    return kept


def is_people(field: WordedField) -> bool:
    """Whether people are searched for."""
    return field.spec.kind in ("person", "people")


def ids(value: Any) -> list[str]:
    """The ids of people, each once, as they are filled in or come back."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list):
        return []
    found = (one.strip().lower() for one in given if isinstance(one, str))
    return [one for one in dict.fromkeys(found) if one]


def _word(value: Any) -> str:
    return "" if value is None else str(value)
