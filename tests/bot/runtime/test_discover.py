"""Discovery: installed skills by name, and one clear line when one of them can't be used."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bot import SetupError
from bot.cli.checking import skills as list_skills
from bot.runtime import discover

GOOD = """
from pathlib import Path
from bot import Chat, Skill, t
skill = Skill("NAME", home=Path(__file__).parent)
@skill.command("NAME")
def hello(chat: Chat) -> None:
    chat.whisper(t("hello"))
"""
TABLES = """
from sqlalchemy.orm import Mapped, mapped_column
from bot import Table
class Row(Table):
    __tablename__ = "NAME"
    id: Mapped[int] = mapped_column(primary_key=True)
skill.tables = [Row]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def install(site: Path, name: str, source: str, value: str = "") -> None:
    """Install a package with one module and the entry point of a skill."""
    module = f"module_of_{name}"
    (site / f"{module}.py").write_text(source.replace("NAME", name))
    info = site / f"piazza_{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: piazza-{name}\nVersion: 1.0\n")
    point = f"{name} = {value or f'{module}:skill'}\n"
    (info / "entry_points.txt").write_text(f"[piazza.skills]\n{point}")
    importlib.invalidate_caches()


def refusal(site: Path, name: str, source: str, value: str = "") -> str:
    install(site, name, source, value)
    with pytest.raises(SetupError) as refused:
        discover.load_skills([name])
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_installed_skill_is_found_by_its_name(site: Path) -> None:
    install(site, "hello", GOOD)
    [skill] = discover.load_skills(["hello", "not_installed"])
    assert skill.name == "hello"
    assert list(skill.commands) == [("hello",)]


def test_our_own_skills_come_through_the_same_door() -> None:
    assert [one.name for one in discover.load_skills(["cm", "kudos"])] == ["cm", "kudos"]


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("lost", "import nothing_of_this_name", "ModuleNotFoundError: No module named"),
        ("typo", "from bot import Skil", "ImportError: cannot import name 'Skil'"),
        ("syntax", "\ndef (:", "SyntaxError: invalid syntax (module_of_syntax.py:2)"),
        ("crash", "\n1 / 0", "ZeroDivisionError: division by zero (module_of_crash.py:2)"),
        (
            "deep",
            "import json\ndef read():\n    json.loads('{')\nread()",
            "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2"
            " (char 1) (module_of_deep.py:3)",
        ),
        ("empty", "", "AttributeError: module 'module_of_empty' has no attribute 'skill'"),
    ],
)
def test_one_that_cannot_be_imported_is_one_line(
    site: Path, name: str, source: str, told: str
) -> None:
    said = refusal(site, name, source)
    assert said.startswith(f"skill '{name}' (module_of_{name}:skill) can't be loaded: {told}")


@pytest.mark.parametrize("source", ["\nx = (", "\n1 / 0"])
def test_a_fault_in_a_package_is_told_with_its_folder(site: Path, source: str) -> None:
    (site / "package_of_wrong").mkdir()
    (site / "package_of_wrong" / "__init__.py").write_text(source)
    said = refusal(site, "wrong", "", "package_of_wrong:skill")
    assert said.endswith(" (package_of_wrong/__init__.py:2)")


def test_one_that_is_no_skill_or_another_one_is_named(site: Path) -> None:
    said = refusal(site, "thing", "skill = object()")
    assert said == "module_of_thing:skill is not a Skill called 'thing'"
    said = refusal(site, "renamed", GOOD.replace('"NAME", home', '"other", home'))
    assert said == "module_of_renamed:skill is not a Skill called 'renamed'"


def test_tables_and_no_way_to_forget_do_not_start(site: Path) -> None:
    said = refusal(site, "hoarder", GOOD + TABLES)
    assert said == "skill 'hoarder' has tables but no @skill.forget; add one"


def test_a_table_is_named_after_its_skill(site: Path) -> None:
    source = (
        "from pathlib import Path\nfrom bot import Skill, Table\n"
        "from sqlalchemy.orm import Mapped, mapped_column\n"
        "class Row(Table):\n"
        "    __tablename__ = 'others'\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "skill = Skill('NAME', home=Path(__file__).parent, tables=[Row])\n"
    )
    assert refusal(site, "thief", source) == "thief: table 'others' must be named thief_..."


def test_switched_on_and_not_installed_says_which_line(site: Path) -> None:
    (site / "app.yaml").write_text("skills:\n  kudos:\n  hello:\n")
    with pytest.raises(SetupError) as refused:
        discover.configure(site / "app.yaml", {})
    assert "app.yaml:3: unknown skill 'hello'; it is not installed" in str(refused.value)
    install(site, "hello", GOOD)
    _, skills = discover.configure(site / "app.yaml", {})
    assert [one.name for one in skills] == ["kudos", "hello"]


def test_the_installed_skills_are_listed(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIAZZA_CONFIG", raising=False)
    install(site, "hello", GOOD)
    (site / "app.yaml").write_text("skills:\n  hello:\n")
    list_skills()
    lines = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert ["on", "hello"] in lines
    assert ["off", "kudos"] in lines
