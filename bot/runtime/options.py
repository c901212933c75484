"""Options: what a form asks for under a skill's settings, and what its options are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from bot.asking import Question, spread
from bot.forms import DECLINED, Field, Form
from bot.runtime.catalogue import Catalogue
from bot.runtime.words import Words
from bot.texts import Text

TAG = "_tag"


def form_key(form: type[Form]) -> str:
    """The key under which a form's words are: its class name in lower case."""
    return form.__name__.lower()


def field_key(form: type[Form], field: str, has: Callable[[str], bool]) -> str:
    """The key of a field's label; where the form words none, of the form it has the field from."""
    bases = [one for one in form.__mro__ if issubclass(one, Form) and field in one.fields]
    keys = [f"{form_key(one)}.{field}" for one in bases]
    return next(filter(has, keys), keys[0] if keys else f"{form_key(form)}.{field}")


def option_key(field: str, option: str) -> str:
    """The key of an option's label, from the field's."""
    return f"{field}_{option}"


def tag_key(field: str, option: str) -> str:
    """The key of the short word that is typed for an option, from the field's."""
    return f"{option_key(field, option)}{TAG}"


def asked(
    form: type[Form], settings: object, words: Words, asks: Sequence[Question] = ()
) -> list[Field]:
    """The form's fields; `words` are the skill's, in the language of whoever is asked.

    For what stands for questions there are those that it `asks` now.
    """
    found: list[Field] = []
    for spec in form.fields.values():
        if spec.kind == "questions":
            found += [_labelled(one, question, words) for one, question in spread(spec, asks)]
            continue
        one = spec.with_options(settings)
        found.append(_called(one, form, words) if one.options else one)
    return found


def _labelled(spec: Field, question: Question, words: Words) -> Field:
    """A question's field with what its options are called."""
    labels = {option: said(name, words) for option, name in question.labels.items()}
    if spec.whole:
        labels = {option: _point(option, labels, spec) for option in _options(spec)}
    if question.declines:
        labels[DECLINED] = said(question.declines, words)
    return replace(spec, labels=labels, tags={said: option for option, said in labels.items()})


def _point(option: str, labels: Mapping[str, str], spec: Field) -> str:
    """A point of a scale: by its name; with its number, where only some have names."""
    if option not in labels:
        return option
    return labels[option] if len(labels) > spec.high - spec.low else f"{option} – {labels[option]}"


def _options(spec: Field) -> Sequence[str]:
    return () if callable(spec.options) else spec.options


def said(text: Text | str, words: Words) -> str:
    """Words by their key, or as they are."""
    return words.plain(text) if isinstance(text, Text) else text


def _called(spec: Field, form: type[Form], words: Words) -> Field:
    """The field with what its options are called; those without words have only their names."""
    assert not callable(spec.options)
    key = field_key(form, spec.name, partial(words.catalogue.has, words.room))
    keys = tuple((one, option_key(key, one)) for one in spec.options)
    labels, tags = _names(words.catalogue, words.language, words.room, keys)
    return replace(spec, labels=labels, tags=tags)


# Every command asks for it, and nothing of it ever changes.
@lru_cache(maxsize=500)
def _names(
    catalogue: Catalogue, language: str, room: str, keys: tuple[tuple[str, str], ...]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The labels of options, by their keys, and what may be typed for which option."""
    words = Words(catalogue, language, "", room)
    tags = {one: f"{key}{TAG}" for one, key in keys}
    labels = _worded(dict(keys), words)
    # Whoever is asked may know the tag of a colleague's language: their own words come first.
    own = [(word, one) for named in (_worded(tags, words), labels) for one, word in named.items()]
    others = [(word, one) for one, key in tags.items() for word in catalogue.every(room, key)]
    return labels, dict(own) | dict(others) | dict(own)


def _worded(keys: Mapping[str, str], words: Words) -> Mapping[str, str]:
    has = words.catalogue.has
    return {one: words.plain(Text(key)) for one, key in keys.items() if has(words.room, key)}
