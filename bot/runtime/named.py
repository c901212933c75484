"""What the settings name that has to be there in the chat: channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.runtime.settings import Settings
from bot.runtime.values import CHANNEL


def channels(conf: Settings) -> dict[str, str]:
    """Each channel the settings name, by the setting's place in the file."""
    found: dict[str, str] = {}
    for name, settings in conf.skills.items():
        found |= _in(settings, f"skills.{name}")
    # With a community manager the digest goes to them: its channel need not be there.
    if not conf.roles.cm or "digest_channel" in conf.roles.model_fields_set:
        found |= _in(conf.roles, "roles")
    return found


def _in(model: BaseModel, place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, field in type(model).model_fields.items():
        value, here = getattr(model, name), f"{place}.{name}"
        if isinstance(value, BaseModel):
            found |= _in(value, here)
        elif value and _is_channel(field):
            found |= {here: value} if isinstance(value, str) else _listed(value, here)
    return found


def _listed(values: tuple[str, ...], place: str) -> dict[str, str]:
    return {f"{place}.{number}": value for number, value in enumerate(values)}


def _is_channel(field: FieldInfo) -> bool:
    return CHANNEL in field.metadata or any(CHANNEL in one for one in _annotations(field))


def _annotations(field: FieldInfo) -> Iterator[tuple[object, ...]]:
    for part in get_args(field.annotation):
        yield getattr(part, "__metadata__", ())
