"""Options: what a form asks for under a skill's settings, and what its options are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.forms import Field, Form
from bot.runtime.words import Words
from bot.texts import Text


def form_key(form: type[Form]) -> str:
    """The key under which a form's words are: its class name in lower case."""
    return form.__name__.lower()


def option_key(form: type[Form], field: str, option: str) -> str:
    """The key of an option's label."""
    return f"{form_key(form)}.{field}_{option}"


def asked(form: type[Form], settings: object, words: Words) -> list[Field]:
    """The form's fields; `words` are the skill's, in the language of whoever is asked."""
    fields = [spec.with_options(settings) for spec in form.fields.values()]
    return [
        replace(one, labels=_labels(one, form, words)) if one.options else one for one in fields
    ]


def _labels(spec: Field, form: type[Form], words: Words) -> Mapping[str, str]:
    """What options are called; those without a label have nobody's words but their own."""
    assert not callable(spec.options)
    keys = {option: option_key(form, spec.name, option) for option in spec.options}
    has = words.catalogue.has
    return {one: words.plain(Text(key)) for one, key in keys.items() if has(words.room, key)}
