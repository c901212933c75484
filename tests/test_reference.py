"""The reference names what `bot` offers: all of it, nothing else, and as it is."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import bot
import bot.testing
from bot.runtime.house import House
from tests import promises
from tests.stubs import differences, printed, public_members

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = (CHECKOUT / "docs" / "reference.md").read_text("utf-8")
PRINTED = printed(PAGE)
# What stories of Piazza itself need beneath a team.
INNER = {"Desk", "WORKSPACE"}
OFFERED: dict[str, Any] = {name: getattr(bot, name) for name in bot.__all__}
OFFERED |= {name: getattr(bot.testing, name) for name in {*bot.testing.__all__} - INNER}
CLASSES = sorted(name for name, one in OFFERED.items() if inspect.isclass(one))

every_name = pytest.mark.parametrize("name", sorted(OFFERED))
every_class = pytest.mark.parametrize("name", CLASSES)


def test_every_public_name_has_its_place_and_nothing_else_has() -> None:
    titled = {name for name in PRINTED if "." not in name}
    missing = sorted(OFFERED.keys() - titled)
    assert missing == [], f"docs/reference.md: write '### `{missing[0]}`' with its signature"
    gone = sorted(titled - OFFERED.keys())
    assert gone == [], f"docs/reference.md: remove {gone}; `bot` has no such names"


@every_name
def test_what_is_printed_is_what_the_code_says(name: str) -> None:
    real = OFFERED[name]
    if isinstance(real, tuple):
        assert re.search(rf"(?m)^{name}: Final = \(", PAGE), f"docs/reference.md: print {name}"
        return
    if not inspect.isclass(real) and not inspect.isfunction(real):
        return  # A type made of another: it has no signature.
    wrong = list(differences(PRINTED[name], real))
    assert wrong == [], f"docs/reference.md: {'; '.join(wrong)}"


@every_class
def test_every_public_member_is_explained(name: str) -> None:
    part = PAGE.partition(f"\n### `{name}`\n")[2].partition("\n### ")[0]
    explained = set(re.findall(r"`(?:[\w.]+\.)?(\w+)", part)) | PRINTED[name].members().keys()
    missing = sorted(public_members(OFFERED[name]) - explained)
    assert missing == [], f"docs/reference.md: say below '### `{name}`' what {missing} are"


@every_name
def test_every_public_name_says_what_it_is(name: str) -> None:
    one = OFFERED[name]
    assert one.__doc__, f"{one.__module__}: {name} has no docstring"
    if inspect.isclass(one):
        for member in public_members(one):
            value = inspect.getattr_static(one, member, None)
            value = value.__func__ if isinstance(value, classmethod) else value
            if inspect.isfunction(value) or isinstance(value, property):
                assert value.__doc__, f"{one.__module__}: {name}.{member} has no docstring"


def test_each_decorator_of_a_skill_has_its_place() -> None:
    titled = {name.removeprefix("Skill.") for name in PRINTED if name.startswith("Skill.")}
    decorators = {name for name, one in vars(bot.Skill).items() if inspect.isfunction(one)}
    decorators = {name for name in decorators if not name.startswith("_")}
    assert sorted(decorators - titled) == [], "docs/reference.md: write '#### `Skill.NAME`'"
    for name in sorted(titled):
        assert hasattr(bot.Skill, name), f"docs/reference.md: there is no Skill.{name}"
        found = differences(PRINTED[f"Skill.{name}"], getattr(bot.Skill, name))
        assert list(found) == []


def test_what_is_printed_of_the_house_is_there() -> None:
    assert list(differences(PRINTED["Chat.house"], House, whole=False)) == []


def test_every_maker_of_fields_is_offered() -> None:
    made_by = bot.Form.__dataclass_transform__["field_specifiers"]  # type: ignore[attr-defined]
    assert {one.__name__ for one in made_by} <= OFFERED.keys()


def test_every_promise_is_listed() -> None:
    part = PAGE.partition("\n## What every skill promises\n")[2]
    heads = "\n".join(line.partition(":")[0] for line in part.splitlines() if line[:2] == "- ")
    listed = set(re.findall(r"`(\w+)`", heads))
    assert listed == set(promises.__all__)


def test_the_table_at_the_top_names_everything() -> None:
    table = PAGE.partition("| chapter | names |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == {*OFFERED, "team_of"}


def test_the_two_pages_lead_to_each_other() -> None:
    tutorial = (CHECKOUT / "docs" / "tutorial.md").read_text("utf-8")
    assert "](reference.md)" in tutorial
    assert "](tutorial.md)" in PAGE
