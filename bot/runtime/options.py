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


def tag_key(form: type[Form], field: str, option: str) -> str:
    """The key of the short word that is typed for an option."""
    return f"{option_key(form, field, option)}_tag"


def asked(form: type[Form], settings: object, words: Words) -> list[Field]:
    """The form's fields; `words` are the skill's, in the language of whoever is asked."""
    fields = [spec.with_options(settings) for spec in form.fields.values()]
    return [_called(one, form, words) if one.options else one for one in fields]


def _called(spec: Field, form: type[Form], words: Words) -> Field:
    """The field with what its options are called; those without words have only their names."""
    assert not callable(spec.options)
    tags = {one: tag_key(form, spec.name, one) for one in spec.options}
    labels = _worded({one: option_key(form, spec.name, one) for one in spec.options}, words)
    # Whoever is asked may know the tag of a colleague's language: their own words come first.
    own = [(word, one) for named in (_worded(tags, words), labels) for one, word in named.items()]
    others = [
        (word, one) for one, key in tags.items() for word in words.catalogue.every(words.room, key)
    ]
    return replace(spec, labels=labels, tags=dict(own) | dict(others) | dict(own))


def _worded(keys: Mapping[str, str], words: Words) -> Mapping[str, str]:
    has = words.catalogue.has
    return {one: words.plain(Text(key)) for one, key in keys.items() if has(words.room, key)}
