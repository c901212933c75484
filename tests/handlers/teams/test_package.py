"""The app package: what Microsoft's schema allows, in each language, whatever skills there are."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from bot import Chat, Message, Skill
from bot.errors import SetupError
from bot.runtime import assembly, discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.router import Router
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from handlers import teams
from handlers.teams.package import Package, package
from tests.handlers.teams.test_render import GOLDEN

APP, NOW = "3d1f0a9c-0000-4000-8000-00000000b07a", datetime(2026, 11, 27, 15, tzinfo=UTC)
SCHEMAS = Path(teams.__file__).parent / "schema"
COMMAND, TITLE, DESCRIPTION, MOST = 32, 32, 128, 10


def made(
    *more: Skill,
    now: datetime = NOW,
    company: str = "Officine Aurora",
    languages: tuple[str, ...] = ("en", "it"),
    commands: dict[str, str] | None = None,
    **secrets: Any,
) -> Package:
    """The package of a company with the skills kudos and cm and any more."""
    skills = [*discover.load_skills(["kudos", "cm"]), *more]
    known = {"teams_app_id": APP, "piazza_public_url": "https://piazza.example.org/x", **secrets}
    sections: Any = {"company": {"name": company, "languages": languages}}
    conf = Settings(
        skills={skill.name: skill.settings() for skill in skills},
        secrets=Secrets(**known),
        **sections,
    )
    router = Router([built_in, *skills], commands)
    return package(conf, router, assembly.words_of(skills, languages), now)


def read(one: Package) -> dict[str, Any]:
    """What is in a package, held against Microsoft's schema and against what Teams shows."""
    with ZipFile(BytesIO(one.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    found = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    for name, document in found.items():
        kind = "MicrosoftTeams" if name == "manifest.json" else "MicrosoftTeams.Localization"
        schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_bytes())
        assert list(Draft4Validator(schema).iter_errors(document)) == []
    main = found["manifest.json"]
    for list_ in main["bots"][0]["commandLists"]:
        assert 1 <= len(list_["commands"]) <= MOST
        for one_ in list_["commands"]:
            assert 1 <= len(one_["title"]) <= COMMAND
            assert 1 <= len(one_["description"]) <= DESCRIPTION
    for extension in main.get("composeExtensions", ()):
        ids = [command["id"] for command in extension["commands"]]
        assert 1 <= len(ids) == len(set(ids)) <= MOST
    for name, document in found.items():
        texts = {key: text for key, text in document.items() if key.endswith("].title")}
        assert name == "manifest.json" or max(map(len, texts.values())) <= TITLE
    return {**files, **found}


@pytest.mark.parametrize("name", ["manifest.json", "it.json"])
def test_a_typical_package_is_as_approved(name: str) -> None:
    approved = json.loads((GOLDEN / name).read_text("utf-8"))
    assert read(made())[name] == approved


def test_its_icons_have_the_sizes_that_teams_wants_and_the_outline_is_white() -> None:
    files = read(made())
    for name, size in (("color.png", 192), ("outline.png", 32)):
        assert files[name].startswith(b"\x89PNG")
        assert struct.unpack(">II", files[name][16:24]) == (size, size)
        assert len(files[name]) < 10_000
    drawn = (SCHEMAS.parent / "icons" / "outline.svg").read_text()
    assert set(drawn.split('fill="')[1:][0].split('"')[:1]) == {"none"}
    assert "#" not in drawn.replace('"#fff"', "")


def test_the_first_language_is_in_the_manifest_and_each_other_one_in_a_file() -> None:
    files = read(made(languages=("it",)))
    main = files["manifest.json"]
    assert main["localizationInfo"] == {"defaultLanguageTag": "it", "additionalLanguages": []}
    assert main["bots"][0]["commandLists"][0]["commands"][0]["title"] == "inizio"
    assert set(files) == {"manifest.json", "color.png", "outline.png"}


def test_each_package_is_newer_than_the_last() -> None:
    later = read(made(now=NOW + timedelta(minutes=1)))["manifest.json"]["version"]
    first = read(made())["manifest.json"]["version"]
    assert [int(part) for part in first.split(".")] < [int(part) for part in later.split(".")]


def monster(folder: Path, *, commands: int, shortcuts: int) -> Skill:
    """A skill that offers very much, in words that are very long or none."""
    skill, said = Skill("monster", home=folder), dict[str, dict[str, str]](command={}, shortcut={})
    for number in range(commands):
        skill.command(f"do{number}")(lambda chat: None)
        skill.command(f"do{number} {'very ' * 8}much")(lambda chat: None)
    skill.global_shortcut("pick0")(_choose)
    for number in range(shortcuts):
        skill.shortcut(f"pick{number}")(_pick)
        skill.global_shortcut(f"any{number}{'x' * 64}")(_choose)
    for path, rule in skill.commands.items():
        said["command"][rule.name] = " " if len(path) == 1 else "👩\u200d👩 words\nand more " * 50
    for name in (*skill.shortcuts, *skill.global_shortcuts):
        said["shortcut"][name] = f"{name} è " * 40
    for language in ("en", "it"):
        file = folder / "strings" / f"{language}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(said, allow_unicode=True))
    return skill


def _pick(chat: Chat, message: Message) -> None: ...


def _choose(chat: Chat) -> None: ...


@pytest.mark.parametrize(("commands", "shortcuts"), [(1, 1), (4, 9), (30, 30)])
def test_whatever_skills_are_on_teams_takes_it_and_what_is_left_out_is_said(
    tmp_path: Path, commands: int, shortcuts: int
) -> None:
    one = made(monster(tmp_path, commands=commands, shortcuts=shortcuts))
    main = read(one)["manifest.json"]
    titles = [each["title"] for each in main["bots"][0]["commandLists"][0]["commands"]]
    assert titles[:3] == ["home", "kudos", "do0"]
    said = "\n".join(one.notes)
    unlisted = {f"do{number}" for number in range(commands)} - {*titles}
    assert all(name in said for name in unlisted)
    # An id cannot be cut: what is called too long a name is left out.
    assert f"any0{'x' * 64}" not in json.dumps(main)
    assert f"any0{'x' * 64}" in said
    picked = [each["id"] for each in main["composeExtensions"][0]["commands"]]
    assert picked[:2] == ["thank_author", "pick0"]
    both = main["composeExtensions"][0]["commands"][1]["context"]
    assert both == ["message", "compose", "commandBox"]
    assert all(f"pick{n}" in {*picked, *said.replace(",", "").split()} for n in range(shortcuts))


def test_commands_have_the_names_the_company_gave_them() -> None:
    main = read(made(commands={"kudos": "grazie"}))["manifest.json"]
    assert main["bots"][0]["commandLists"][1]["commands"][0]["title"] == "grazie"
    # A skill's command goes before the home of that name.
    other = read(made(commands={"kudos": "inizio"}))["manifest.json"]
    titles = [one["title"] for one in other["bots"][0]["commandLists"][0]["commands"]]
    assert titles[0] == "inizio"
    assert "home" not in titles


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=8, deadline=None)
def test_whatever_a_company_is_called_teams_takes_it(name: str) -> None:
    read(made(company=name))


def test_everything_that_is_missing_is_said_at_once_and_how_to_mend_it() -> None:
    with pytest.raises(SetupError) as refused:
        made(teams_app_id=None, piazza_public_url=None)
    app, url = str(refused.value).splitlines()
    assert app.startswith("TEAMS_APP_ID: expected an id such as")
    assert url.endswith("set one that begins with https://")
    with pytest.raises(SetupError, match=r"^PIAZZA_PUBLIC_URL"):
        made(piazza_public_url="http://piazza.example.org")


def test_what_microsofts_schema_has_against_it_is_said() -> None:
    with pytest.raises(SetupError, match=r"^manifest\.json: localizationInfo/.*Teams would refuse"):
        made(languages=("en", "no_such_language"))
