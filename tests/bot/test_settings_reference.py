"""What is shipped is right: app.yaml, and the reference of every setting in config/.

The reference also shows that one misspelt letter in any key is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.errors import SetupError
from bot.runtime import discover, settings
from bot.runtime.faults import keys_of, models_at
from bot.runtime.paths import config_dir
from bot.runtime.secrets import VARIABLES
from bot.runtime.sections import Section, Sheet
from bot.runtime.settings import Document, Settings
from bot.runtime.yamlmarks import Node, bare, parse

SHIPPED = Path(__file__).parents[2] / "app.yaml"
SKILLS = discover.load_skills(settings.read(SHIPPED).skill_names)
REFERENCE = config_dir() / "settings.yaml"
TEXT = REFERENCE.read_text("utf-8")
EXAMPLES = re.sub(r"(?m)^( *)#(?=[^ \n])", r"\1", TEXT)


def check(text: str) -> Settings:
    root, faults = parse(text)
    assert root is not None
    return discover.check(Document(Path("app.yaml"), root, tuple(faults)), SKILLS, {})


def test_the_shipped_file_loads() -> None:
    shipped = discover.check(settings.read(SHIPPED), SKILLS, {})
    assert {"kudos", "cm"} <= shipped.skills.keys()
    assert shipped.company.name == "Officine Aurora"
    assert shipped.roles.digest_channel == "#general"


def test_the_reference_documents_the_defaults() -> None:
    documented = check(TEXT)
    # A skill that has no settings may be left out: there is nothing to explain.
    assert {one.name for one in SKILLS if one.settings.model_fields} <= documented.skills.keys()
    there = [skill for skill in SKILLS if skill.name in documented.skills]
    assert dict(documented) == dict(
        Settings(skills={skill.name: skill.settings() for skill in there})
    )


def test_the_examples_of_the_reference_are_right() -> None:
    shown = check(EXAMPLES)
    assert shown.commands == {"kudos": "grazie"}
    assert shown.schedules["kudos.digest"].at == time(15)
    assert shown.company.closures[1].last == date(2026, 8, 21)
    assert shown.roles.cm == ("ann@acme.example",)


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for name in model.model_fields:
        for inner in models_at(model, [name]):
            if issubclass(inner, Section):
                yield from models(inner)


def keys(node: Node) -> Iterator[tuple[str, int]]:
    inner = node.value
    for key, child in inner.items() if isinstance(inner, dict) else ():
        yield key, child.line
        yield from keys(child)
    for child in inner if isinstance(inner, list) else ():
        yield from keys(child)


def written(text: str) -> list[tuple[str, int]]:
    root, _ = parse(text)
    assert root is not None
    return list(keys(root))


def test_every_setting_is_in_the_reference() -> None:
    there = {key for key, _ in written(EXAMPLES)}
    assert set(keys_of(models(Sheet))) <= there


def test_every_setting_stands_under_its_section_with_its_default() -> None:
    root, _ = parse(TEXT)
    assert root is not None
    there = bare(root)
    for section in set(Sheet.model_fields) - {"schedules"}:
        assert set(keys_of(models_at(Sheet, [section]))) <= set(there[section] or ()), section
    for skill in SKILLS:
        assert set(skill.settings.model_fields) == set(there["skills"].get(skill.name) or ())


def test_every_variable_is_in_the_reference() -> None:
    told = re.findall(r"(?m)^# ([A-Z_]+)(?:  .*)?$", TEXT)
    assert sorted(told) == sorted(VARIABLES)


# ---- One misspelt letter ----

LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_-è"
PLACES = list(enumerate(written(EXAMPLES)))


def misspellings(word: str, letters: str = LETTERS) -> set[str]:
    """Each letter missing, swapped with the next, another one; and one more at each place."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts}
    swapped = {left + right[1::-1] + right[2:] for left, right in cuts}
    other = {left + new + right[1:] for left, right in cuts for new in letters}
    more = {left + new + right for left, right in cuts for new in letters}
    return (fewer | swapped | other | more) - {word}


def places() -> Iterator[ParameterSet]:
    """Three in four are looked at in the long runs only."""
    for number, (place, (key, _)) in enumerate(PLACES):
        yield pytest.param(place, key, marks=[pytest.mark.soak] if number % 4 else [])


def assert_found(place: int, misspelt: str) -> None:
    """Misspell one key of the reference: that is told, with its line, and nothing else."""
    key, line = written(EXAMPLES)[place]
    lines = EXAMPLES.splitlines()
    lines[line - 1] = re.sub(rf"(?<![\w.]){re.escape(key)}:", f"{misspelt}:", lines[line - 1])
    with pytest.raises(SetupError) as error:
        check("\n".join(lines))
    (told,) = str(error.value).splitlines()
    place_and_word = rf"app\.yaml:{line}: unknown [\w ]+ '{re.escape(misspelt)}'"
    assert re.match(rf"{place_and_word}, did you mean .*'{re.escape(key)}'", told), told


@pytest.mark.parametrize(("place", "key"), [*places()])
def test_a_letter_missing_or_out_of_place_is_found(place: int, key: str) -> None:
    for misspelt in misspellings(key, ""):
        assert_found(place, misspelt)


@budget(max_examples=100)
@given(data=st.data())
def test_any_misspelt_letter_in_any_key_is_found(data: st.DataObject) -> None:
    place, (key, _) = data.draw(st.sampled_from(PLACES))
    assert_found(place, data.draw(st.sampled_from(sorted(misspellings(key)))))
