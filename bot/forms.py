"""Forms: what a skill asks for, said once for commands, dialogs and tests alike."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, Literal, TypeVar, cast, dataclass_transform

from bot.people import Person
from bot.texts import Text, core

Kind = Literal[
    "person", "people", "names", "text", "choice", "choices", "scale", "date", "questions"
]
D = TypeVar("D")
Options = Sequence[str] | Callable[[Any], Sequence[str]]

REQUIRED: Final[Any] = object()
# The option of who would rather not answer.
DECLINED: Final = "-"

# What no database takes: half a character, and the sign that ends a text in C.
_UNFIT = re.compile("[\0\ud800-\udfff]")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for. Lengths are in characters, `most` is of people or options.

    `labels` are what the options are called where they are named to somebody, `tags` what may be
    typed for them, with the option that is meant; `needed` says of the skill's settings whether the
    form cannot do without it after all, which it cannot either when the field called `unless` is
    empty, too. The options of one that is `whole` are numbers; of one that `declines` the last
    one is for who would rather not answer. `asks` gives the questions that take the place of one.
    """

    kind: Kind
    default: Any = REQUIRED
    name: str = ""
    min_length: int = 0
    max_length: int = 3000
    multiline: bool = False
    options: Options = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    needed: Callable[[Any], bool] | None = None
    unless: str = ""
    low: int = 1
    high: int = 5
    least: int = 0
    most: int = 1
    whole: bool = False
    declines: bool = False
    asks: Callable[[Any, int | None], Sequence[Any]] | None = None

    @property
    def required(self) -> bool:
        """Whether the form cannot do without it."""
        return self.default is REQUIRED

    @property
    def preset(self) -> str:
        """The option that holds unless another is chosen; empty where none does."""
        options = () if callable(self.options) else self.options
        return self.default if self.default in options else ""

    def with_options(self, settings: object) -> Field:
        """The field as it stands under the skill's settings."""
        if not callable(self.options) and self.needed is None:
            return self
        options = self.options(settings) if callable(self.options) else self.options
        needed = self.needed is not None and self.needed(settings)
        return replace(self, options=options, default=REQUIRED if needed else self.default)

    def read(self, raw: Any) -> Any:
        """Turn what came in into the field's value; raise `Problem` where it does not fit."""
        raw = raw.strip() if isinstance(raw, str) else raw
        if raw is None or raw in ("", []):
            if self.required:
                raise Problem(core("form.unanswered" if self.declines else "form.missing"))
            return self.default
        return _READERS[self.kind](self, raw)


class Problem(ValueError):
    """A value that does not fit its field; `text` tells the person how to mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


def person(*, default: D = REQUIRED) -> Person | D:
    """One colleague."""
    return cast("Person", Field("person", default))


def people(*, most: int = 10, default: D = REQUIRED, unless: str = "") -> list[Person] | D:
    """One to `most` colleagues; with a default none are needed, `unless` another field has none."""
    return cast("list[Person]", Field("people", default, most=most, unless=unless))


def named(*, most: int = 10, default: D = REQUIRED) -> list[Person] | D:
    """One to `most` colleagues, written by full name or handle: also those without an account."""
    made = Field("names", default, most=most, multiline=True)
    return cast("list[Person]", made)


def text(
    *,
    min_length: int = 0,
    max_length: int = 3000,
    multiline: bool = False,
    default: D = REQUIRED,
) -> str | D:
    """Free words."""
    made = Field("text", default, "", min_length, max_length, multiline)
    return cast("str", made)


def choice(
    options: Options, *, default: D = REQUIRED, needed: Callable[[Any], bool] | None = None
) -> str | D:
    """One of `options`: a list, or a function of the skill's settings that gives one.

    Whether one has to be chosen may be a setting, too: `needed` is a function of them.
    """
    return cast("str", Field("choice", default, options=options, needed=needed))


def choices(
    options: Options, *, least: int = 1, most: int | None = None, default: D = REQUIRED
) -> list[str] | D:
    """Several of `options`, from `least` to `most` of them."""
    made = Field("choices", default, options=options, least=least, most=most or 0)
    return cast("list[str]", made)


def scale(low: int = 1, high: int = 5, *, default: D = REQUIRED) -> int | D:
    """A whole number from `low` to `high`, both included."""
    return cast("int", Field("scale", default, low=low, high=high))


def date(*, default: D = REQUIRED) -> datetime.date | D:
    """A day."""
    return cast("datetime.date", Field("date", default))


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(person, people, named, text, choice, choices, scale, date),
)
class Form:
    """Base of a skill's forms; its fields are class attributes made by the functions above.

    Of one that is sealed, `class Answers(Form, sealed=True)`, nobody learns who has sent it off,
    and nothing of what was typed is kept anywhere but by the skill itself. `concerns` is the
    number of what it was opened for, if it was for something.
    """

    fields: ClassVar[Mapping[str, Field]] = {}
    sealed: ClassVar[bool] = False
    concerns: int | None = None

    def __init_subclass__(cls, *, sealed: bool = False) -> None:
        super().__init_subclass__()
        cls.sealed = sealed or cls.sealed
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Field)}
        cls.fields = {
            **cls.fields,
            **{name: replace(one, name=name) for name, one in own.items()},
        }

    def __init__(self, **values: Any) -> None:
        check_names(type(self), values)
        for name, spec in self.fields.items():
            if name not in values and spec.required:
                raise TypeError(f"{type(self).__name__} needs {name!r}")
            setattr(self, name, values.get(name, spec.default))


def check_names(form: type[Form], values: Mapping[str, Any]) -> None:
    """Raise TypeError for a value the form has no field for."""
    if unknown := values.keys() - form.fields.keys():
        raise TypeError(f"{form.__name__} has no field {min(unknown)!r}")


def read_form(
    fields: Sequence[Field], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Text]]:
    """Read every field of a form: the values that fit, and a problem for each that does not."""
    values: dict[str, Any] = {}
    problems: dict[str, Text] = {}
    for spec in fields:
        try:
            values[spec.name] = spec.read(raw.get(spec.name))
        except Problem as problem:
            problems[spec.name] = problem.text
    for spec in fields:
        either = {spec.name, spec.unless}
        if spec.unless and not either & problems.keys() and not any(map(values.get, either)):
            problems[spec.name] = core("form.missing_either")
    return values, problems


def _read_person(spec: Field, raw: Any) -> Person:
    found = _read_people(spec, raw if isinstance(raw, list) else [raw])
    return found[0]


def _read_people(spec: Field, raw: Any) -> list[Person]:
    if not isinstance(raw, list) or not all(isinstance(one, Person) for one in raw):
        raise Problem(core("form.not_people"))
    found = list(dict.fromkeys(raw))
    if len(found) > spec.most:
        raise Problem(core("form.too_many_people", count=spec.most))
    return found


def _read_names(spec: Field, raw: Any) -> list[Person]:
    """Read people; a name among them is one that was not clear."""
    said = raw if isinstance(raw, list) else []
    if len(said) > spec.most:
        raise Problem(core("form.too_many_people", count=spec.most))
    if unclear := [one for one in said if isinstance(one, str)]:
        raise Problem(core("form.unknown_names", names=unclear))
    return _read_people(spec, raw)


def _read_text(spec: Field, raw: Any) -> str:
    words = _UNFIT.sub("", str(raw)).strip()
    if len(words) < spec.min_length:
        raise Problem(core("form.too_short", count=spec.min_length, have=len(words)))
    if len(words) > spec.max_length:
        raise Problem(core("form.too_long", count=spec.max_length, have=len(words)))
    return words


def _read_choice(spec: Field, raw: Any) -> str | int | None:
    found = _option(spec, raw)
    if spec.declines and found == DECLINED:
        return None
    return int(found) if spec.whole else found


def _read_choices(spec: Field, raw: Any) -> list[str] | None:
    chosen = [_option(spec, one) for one in (raw if isinstance(raw, list) else [raw])]
    found = list(dict.fromkeys(chosen))
    if spec.declines and DECLINED in found:
        # Whoever ticks that has said nothing, whatever else is ticked.
        return None
    most = spec.most or len(spec.options)  # type: ignore[arg-type]
    if len(found) < spec.least:
        raise Problem(core("form.too_few_options", count=spec.least))
    if len(found) > most:
        raise Problem(core("form.too_many_options", count=most))
    return found


def _option(spec: Field, raw: Any) -> str:
    assert not callable(spec.options)
    by_fold = {option.casefold(): option for option in spec.options}
    try:
        return by_fold[str(raw).casefold()]
    except KeyError:
        called = [spec.labels.get(option, option) for option in spec.options]
        raise Problem(core("form.not_an_option", options=called)) from None


def _read_scale(spec: Field, raw: Any) -> int:
    try:
        number = int(str(raw))
    except ValueError:
        number = spec.low - 1
    if not spec.low <= number <= spec.high:
        raise Problem(core("form.not_on_scale", low=spec.low, high=spec.high))
    return number


def _read_date(_spec: Field, raw: Any) -> datetime.date:
    if (day := day_of(str(raw))) is None:
        raise Problem(core("form.not_a_date"))
    return day


def day_of(words: str) -> datetime.date | None:
    """The day that is written as 2026-12-31, 31/12/2026 or 31.12.2026."""
    try:
        if match := _DAY_FIRST.fullmatch(words):
            return datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
        return datetime.date.fromisoformat(words)
    except ValueError:
        return None


_READERS: Mapping[Kind, Callable[[Field, Any], Any]] = {
    "person": _read_person,
    "people": _read_people,
    "names": _read_names,
    "text": _read_text,
    "choice": _read_choice,
    "choices": _read_choices,
    "scale": _read_scale,
    "date": _read_date,
}
