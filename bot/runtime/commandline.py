"""The command line: the fields of a form, read from what follows a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

from bot.forms import Field, Form
from bot.people import Group, Person
from bot.runtime.incoming import Ref, Said
from bot.runtime.tags import SOMEBODY, every, marked, several, stray, without_leading
from bot.texts import Text, core

NAME_WORDS = 4
LONGEST_NAME = 200
MOST_NAMES = 20
_AT = re.compile(r"(?:(?<=\s)|^)@(?=\S)")
_JOINERS = frozenset({"and", "e", "ed", "&", "+", ","})
_GLUE = re.compile(r"\s*[,:;–—-](?=\s)")
_DATE = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|(?<![\w./-])\d{1,2}(?P<mark>[./])\d{1,2}(?P=mark)\d{4}(?![\w/-]|\.\d)"
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
_FOUND: Mapping[str, re.Pattern[str]] = {"date": _DATE, "scale": _NUMBER}


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name that is nobody's, or more than one person's."""

    name: str


# Fields in which people are chosen from a list of accounts.
CHOSEN = ("people", "person")
Who: TypeAlias = "Person | Group"
Piece: TypeAlias = "str | Who | Unclear"


def names_in(said: Said) -> list[str]:
    """Every lower-case name that a plain @ in the text could begin."""
    found: list[str] = []
    for part in said:
        if isinstance(part, str):
            for match in _marks(part):
                found.extend(name for name, _ in _candidates(part, match.end()))
    return list(dict.fromkeys(found))


def _marks(text: str) -> Iterator[re.Match[str]]:
    return islice(_AT.finditer(text), MOST_NAMES)


def _candidates(whole: str, start: int) -> Iterator[tuple[str, int]]:
    """Possible names that begin at `start`, longest first, with their lengths."""
    text = whole[start : start + LONGEST_NAME]
    ends = [match.end() for match in islice(re.finditer(r"\S+", text), NAME_WORDS)]
    for end in reversed(ends):
        name = text[:end].rstrip(".,:;!?")
        if name:
            yield " ".join(name.split()).lower(), len(name)


def tokens(
    said: Said, people: Mapping[str, Who], names: Mapping[str, Sequence[Who]]
) -> list[Piece]:
    """What was said, with mentions and clear names as people and groups."""
    found: list[Piece] = []
    for part in said:
        if isinstance(part, Ref):
            found.append(people.get(part.id) or Unclear(part.shown or part.id))
        else:
            found.extend(_split(part, names))
    return found


def _split(text: str, names: Mapping[str, Sequence[Who]]) -> Iterator[Piece]:
    start = 0
    for match in _marks(text):
        if match.start() < start:
            continue
        yield text[start : match.start()]
        token, length = _who(text, match.end(), names)
        yield token
        start = match.end() + length
    yield text[start:]


def _who(text: str, start: int, names: Mapping[str, Sequence[Who]]) -> tuple[Piece, int]:
    for name, length in _candidates(text, start):
        found = names.get(name, ())
        if len(found) == 1:
            return found[0], length
    word = text[start:].split(maxsplit=1)[0]
    first = word.rstrip(".,:;!?") or word
    return Unclear(first), len(first)


@dataclass(frozen=True, slots=True)
class Line:
    """What a command line says: each field's raw value, the names that were not clear, the groups.

    The people of a group are among the values, unless they are more than the field takes. `tags`
    says of a tag that is no option what is wrong with it, by the field for words, and of several of
    which only one can hold, by the field they are for.
    """

    values: dict[str, Any]
    unclear: list[str]
    groups: tuple[Group, ...] = ()
    tags: Mapping[str, Text] = field(default_factory=dict)

    def problems(self, form: type[Form]) -> dict[str, Text]:
        """A problem for a name, a group or a tag that can't be taken."""
        return {**self._of_people(form), **self.tags}

    def _of_people(self, form: type[Form]) -> dict[str, Text]:
        fields = form.fields.values()
        written = [spec for spec in fields if spec.kind == "names"]
        for spec in [spec for spec in fields if spec.kind in CHOSEN] or written:
            if wrong := self._wrong(spec):
                return {spec.name: wrong}
        return {}

    def _wrong(self, spec: Field) -> Text | None:
        if self.unclear:
            key = "form.unclear_names" if spec.kind in CHOSEN else "form.unknown_names"
            return core(key, names=self.unclear)
        for group in self.groups:
            if not group.active:
                return core("form.group_gone", group=group)
            if not group.people:
                return core("form.group_empty", group=group)
        if self.groups and len(_together(self.values.get(spec.name, []), self.groups)) > spec.most:
            return core("form.too_many_people", count=spec.most)
        return None


def read_line(fields: Sequence[Field], said: Sequence[Piece]) -> Line:
    """Read a form's fields: people first, then days, the marked choice, numbers, then words."""
    rest = list(said)
    values: dict[str, Any] = {}
    unclear: list[str] = []
    groups: tuple[Group, ...] = ()
    if {spec.kind for spec in fields} & {*CHOSEN, "names"}:
        people, groups, unclear, rest = _take_people(rest)
        values |= _shared_out(fields, people) | _fitting(fields, _together(people, groups))
    text = _as_text(rest)
    clashing = _clashing(fields, text)
    # Days come first: else the 31 of 31/12/2026 is a number.
    for spec in sorted(fields, key=lambda one: one.kind != "date"):
        if spec.kind in ("choice", "scale", "date"):
            values[spec.name], text = _take(spec, text)
        elif spec.kind == "choices":
            values[spec.name], text = _take_all(spec, text)
    values |= _unmarked(fields, text)
    for spec in [spec for spec in fields if spec.name in clashing]:
        values[spec.name] = _rather(spec, clashing[spec.name])
        text = without_leading(spec, text)
    for spec in fields:
        if spec.kind == "text":
            values[spec.name], text = text.strip(), ""
    kept = {name: value for name, value in values.items() if value}
    return Line(kept, unclear, groups, {**_stray(fields, said), **_told(clashing)})


def _clashing(fields: Sequence[Field], text: str) -> dict[str, Mapping[str, str]]:
    """The options of which only one can hold, each with its tag, by their field."""
    said = {spec.name: several(spec, text) for spec in fields if spec.kind == "choice"}
    return {name: options for name, options in said.items() if options}


def _told(clashing: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    return {
        name: core("form.several_tags", tags=list(options.values()))
        for name, options in clashing.items()
    }


def _rather(spec: Field, said: Iterable[str]) -> str:
    """Of options that clash one that was meant: what holds anyway needs no tag."""
    return next(option for option in said if option != spec.preset)


def _stray(fields: Sequence[Field], said: Sequence[Piece]) -> dict[str, Text]:
    kinds = {spec.kind for spec in fields}
    if kinds & {*CHOSEN, "names"}:
        said = [one if isinstance(one, str) else SOMEBODY for one in said]
    taken = [pattern for kind, pattern in _FOUND.items() if kind in kinds]
    return stray(fields, taken, _as_text(said))


def _fitting(fields: Sequence[Field], people: Sequence[Person]) -> dict[str, list[Person]]:
    """The people for each field that takes so many."""
    most = {spec.name: spec.most for spec in fields}
    shared = _shared_out(fields, people)
    return {name: found for name, found in shared.items() if len(found) <= most[name]}


def _shared_out(fields: Sequence[Field], people: Sequence[Person]) -> dict[str, list[Person]]:
    """The people for each field: who has no account is written where people are written."""
    written = [spec.name for spec in fields if spec.kind == "names"]
    chosen = [spec.name for spec in fields if spec.kind in CHOSEN]
    for_written = [one for one in people if not (chosen and one.identities)] if written else []
    for_chosen = [one for one in people if one not in for_written]
    return dict.fromkeys(chosen, for_chosen) | dict.fromkeys(written[:1], for_written)


def _together(people: Sequence[Person], groups: Sequence[Group]) -> list[Person]:
    """Everybody, each once, those named by name first."""
    return list(dict.fromkeys([*people, *(one for group in groups for one in group.people)]))


def _take_people(
    said: list[Piece],
) -> tuple[list[Person], tuple[Group, ...], list[str], list[Piece]]:
    """Who is named first, without what glues them together and to the words that follow.

    When none are named first, all who are named anywhere.
    """
    lead = 0
    while lead < len(said) and _leads(said[lead]):
        lead += 1
    head = said[:lead]
    if not any(not isinstance(one, str) for one in head):
        head = [one for one in said if not isinstance(one, str)]
        rest = said
    else:
        rest = _unglued(said[lead:])
    people = [one for one in head if isinstance(one, Person)]
    groups = [one for one in head if isinstance(one, Group)]
    unclear = [one.name for one in head if isinstance(one, Unclear)]
    return list(dict.fromkeys(people)), tuple(dict.fromkeys(groups)), unclear, rest


def _leads(token: Piece) -> bool:
    if not isinstance(token, str):
        return True
    return all(word.casefold() in _JOINERS for word in token.replace(",", " , ").split())


def _unglued(said: list[Piece]) -> list[Piece]:
    match = _GLUE.match(said[0]) if said and isinstance(said[0], str) else None
    return [match.string[match.end() :], *said[1:]] if match else said


def _as_text(said: Sequence[Piece]) -> str:
    parts = [one if isinstance(one, str) else f"@{_called(one)}" for one in said]
    return re.sub(r"[ \t]{2,}", " ", "".join(parts)).strip()


def _called(one: Who | Unclear) -> str:
    return one.handle if isinstance(one, Group) else one.name


def _take(spec: Field, text: str) -> tuple[str, str]:
    """What a field finds in a text, and the text without it."""
    if spec.kind == "choice":
        match, value = marked(spec, text)
    else:
        match = _FOUND[spec.kind].search(text)
        value = match.group() if match else ""
    return ("", text) if match is None else (value, _without(match, text))


def _unmarked(fields: Sequence[Field], text: str) -> dict[str, str]:
    """An option that was typed without its #, where nothing else is typed nor asked for."""
    if len(fields) != 1 or fields[0].kind != "choice" or "#" in text:
        return {}
    match, option = marked(fields[0], whole := f"#{text.strip()}")
    return {fields[0].name: option} if match and match.group() == whole else {}


def _take_all(spec: Field, text: str) -> tuple[list[str], str]:
    """Every option that a text names, and the text without them."""
    found = every(spec, text)
    for match, _ in reversed(found):
        text = _without(match, text)
    return list(dict.fromkeys(option for _, option in found)), text


def _without(match: re.Match[str], text: str) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
