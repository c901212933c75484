"""Mapping: where in a program's message the words, the customer and the rating stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import Refused, t

HERE = Path(__file__).parent / "mappings"
PLAIN = "plain"


def mapped(
    said: Mapping[str, object], name: str, own: Mapping[str, Mapping[str, str]]
) -> Mapping[str, object]:
    """A message by our own names of its fields; `own` are the mappings that a company has made."""
    rules = own.get(name) or built_in().get(name)
    if rules is None:
        raise Refused(t("no_mapping", name=name))
    if name == PLAIN:
        return said
    found = {field: look(said, path) for field, path in rules.items()}
    return {field: value for field, value in found.items() if value is not None}


def look(said: object, path: str) -> object:
    """What stands where a path leads: names and places between dots, or a text between quotes.

    Of several paths between "|" the first that leads to something counts.
    """
    for one in map(str.strip, path.split("|")):
        found = one[1:-1] if one.startswith("'") and one.endswith("'") else _follow(said, one)
        if found not in (None, ""):
            return found
    return None


def _follow(said: Any, path: str) -> object:
    for step in path.split("."):
        if isinstance(said, Mapping):
            said = said.get(step)
        elif isinstance(said, list) and step.isdigit() and int(step) < len(said):
            said = said[int(step)]
        else:
            return None
    return said


@cache
def built_in() -> Mapping[str, Mapping[str, str]]:
    """The mappings that come along, by name."""
    files = sorted(HERE.glob("*.yaml"))
    return {one.stem: yaml.safe_load(one.read_text("utf-8")) or {} for one in files}
