"""Questions: what a form asks that only the moment decides, such as those of a round."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from bot.errors import BotError
from bot.forms import DECLINED, REQUIRED, Field, Form
from bot.texts import Text

if TYPE_CHECKING:
    from bot.chat import Chat

Asking = Callable[["Chat", int | None], Sequence["Question"]]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, answered as `field` says, which `scale`, `choice` and so on make.

    `words` and the others that may be a str are shown as they are then, in whichever language that
    is. `labels` say what options, or points of a scale, are called. With `declines` one more option
    says that somebody would rather not answer: then something has to be chosen, and of that the
    answer is None.
    """

    name: str
    words: Text | str
    field: Any
    hint: Text | str = ""
    labels: Mapping[str, Text | str] = field(default_factory=dict)
    declines: Text | str = ""


def questions(of: Asking) -> dict[str, Any]:
    """Questions that a function gives when the form opens, and again when it comes back.

    It gets the chat and what the form `concerns`. The value is a mapping of answers by the names of
    their questions.
    """
    return cast("dict[str, Any]", Field("questions", asks=of))


def asked_by(form: type[Form], chat: Chat, concerns: int | None) -> tuple[Question, ...]:
    """What a form asks at this moment, besides its own fields."""
    one = asking(form)
    found = tuple(one.asks(chat, concerns)) if one and one.asks else ()
    if len({each.name for each in found}) < len(found):
        raise BotError(f"{form.__name__}: two questions have the same name")
    return found


def asking(form: type[Form]) -> Field | None:
    """The field of a form that stands for questions, if it has one."""
    return next((one for one in form.fields.values() if one.kind == "questions"), None)


def spread(spec: Field, asks: Sequence[Question]) -> Iterator[tuple[Field, Question]]:
    """A field for each question in the place of the one that stands for them."""
    for one in asks:
        yield _field(one, f"{spec.name}_{one.name}"), one


def fields_of(form: type[Form], asks: Sequence[Question]) -> set[str]:
    """The names of all that whoever fills in the form sees."""
    one = asking(form)
    if one is None:
        return set(form.fields)
    return form.fields.keys() - {one.name} | {field.name for field, _ in spread(one, asks)}


def gathered(
    form: type[Form], asks: Sequence[Question], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of a form, those of its questions as the one mapping the form has of them."""
    one = asking(form)
    if one is None:
        return dict(values)
    of = {f"{one.name}_{each.name}": each.name for each in asks}
    answers = {of[name]: value for name, value in values.items() if name in of}
    own = {name: value for name, value in values.items() if name not in of}
    return {**own, one.name: answers}


def digest(asks: Sequence[Question]) -> str:
    """What tells questions from others: a form comes back with what it was opened with."""
    seen = [_seen(one) for one in asks]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def _seen(one: Question) -> tuple[Any, ...]:
    """All of a question that an answer depends on."""
    spec: Field = one.field
    labels = sorted((option, str(said)) for option, said in one.labels.items())
    asked = (one.name, spec.kind, str(one.words), labels, bool(one.declines))
    return (*asked, list(cast("Sequence[str]", spec.options)), spec.low, spec.high)


def _field(one: Question, name: str) -> Field:
    spec: Field = one.field
    if spec.kind == "scale" and (one.labels or one.declines):
        points = [str(point) for point in range(spec.low, spec.high + 1)]
        spec = replace(spec, kind="choice", options=points, whole=True)
    if one.declines:
        options = [*cast("Sequence[str]", spec.options), DECLINED]
        spec = replace(spec, options=options, declines=True, default=REQUIRED)
    return replace(spec, name=name)
