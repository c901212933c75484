"""`piazza new-skill`: what it writes keeps every promise untouched; what it can't do, it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.cli.inserting import in_settings
from bot.runtime.settings import read
from bot.runtime.yamlmarks import bare

from .place import Place, python_of_its_own
from .running import PIAZZA
from .shell import APP_YAML, Shell

CHECKOUT = Path(__file__).resolve().parents[2]
PYPROJECT = """\
[project]
name = "piazza-bot" # ours

[project.entry-points."piazza.skills"]
kudos = "skills.kudos:skill"
# the community manager's
cm = "skills.cm:skill"

[project.scripts]
piazza = "bot.cli:main"
"""


@pytest.fixture
def inside(piazza: Shell) -> Shell:
    """A terminal in a checkout, or what looks like one."""
    for folder in ("skills", "tests/skills", "tests/bot"):
        (piazza.folder / folder).mkdir(parents=True)
    (piazza.folder / "pyproject.toml").write_text(PYPROJECT)
    return piazza


def everything(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder, by path: what a file holds, None for a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


# ---- What can't be done ----


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "'' is no name for a skill"),
        ("Lunch", "'Lunch' is no name for a skill"),
        ("2lunch", "'2lunch' is no name for a skill"),
        ("team-lunch", "begin with a letter; small letters, digits and _ between them; at most 27"),
        ("team__lunch", "'team__lunch' is no name for a skill"),
        ("lunch_", "'lunch_' is no name for a skill"),
        ("perché", "'perché' is no name for a skill"),
        ("../lunch", "'../lunch' is no name for a skill"),
        ("l" * 28, "is no name for a skill"),
        ("class", "'class' has a meaning of its own"),
        ("core", "'core' has a meaning of its own"),
        ("build", "'build' has a meaning of its own"),
        ("sqlite_lunch", "'sqlite_lunch' has a meaning of its own"),
    ],
)
def test_a_name_that_no_skill_can_have_is_wrong_use(
    piazza: Shell, name: str, complaint: str
) -> None:
    before = everything(piazza.folder)
    ran = piazza("new-skill", name)
    assert (ran.status, ran.out) == (2, "")
    assert complaint in ran.complaint
    assert everything(piazza.folder) == before


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("json", "there is a Python module 'json' already"),
        ("yaml", "there is a Python module 'yaml' already"),
        ("bot", "there is a Python module 'bot' already"),
        ("kudos", "there is a skill 'kudos' already (skills.kudos:skill)"),
        ("piazza", "there is a command /piazza already, of 'bot'"),
        ("grazie", "there is a command /grazie already, of 'app.yaml'"),
        ("person", "there is a table 'person' already"),
        ("kudos_cheer", "there is a table 'kudos_cheer' already"),
    ],
)
def test_a_name_that_is_taken_is_refused(inside: Shell, name: str, complaint: str) -> None:
    inside.write(f"{APP_YAML}commands: {{kudos: grazie}}\n")
    before = everything(inside.folder)
    ran = inside("new-skill", name)
    assert (ran.status, ran.out) == (1, "")
    assert ran.complaint.startswith(complaint)
    assert everything(inside.folder) == before


@pytest.mark.parametrize(
    ("there", "complaint"),
    [
        ("skills/lunch/", "skills/lunch is there already; choose another name, or remove it"),
        ("tests/skills/lunch/", "tests/skills/lunch is there already"),
        ("tests/bot/test_lunch.py", "tests/bot/test_lunch.py has the name of the story already"),
        ("app.yaml.new/", "app.yaml.new: can't be written (File exists); nothing was changed"),
    ],
)
def test_what_is_there_stays_as_it_is(inside: Shell, there: str, complaint: str) -> None:
    path = inside.folder / there
    if there.endswith("/"):
        path.mkdir()
    else:
        path.touch()
    before = everything(inside.folder)
    ran = inside("new-skill", "lunch")
    assert (ran.status, ran.out) == (1, "")
    assert complaint in ran.complaint
    assert everything(inside.folder) == before


def test_outside_a_folder_of_that_name_is_left_alone(piazza: Shell) -> None:
    (piazza.folder / "lunch").mkdir()
    before = everything(piazza.folder)
    assert inside_one_line(piazza) == "lunch is there already; choose another name, or remove it"
    assert everything(piazza.folder) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("closed", ["skills", "tests/skills", "app.yaml", "pyproject.toml"])
def test_without_the_right_to_write_nothing_is_written(inside: Shell, closed: str) -> None:
    before = everything(inside.folder)
    path = inside.folder / closed
    mode = path.stat().st_mode
    path.chmod(mode & 0o555)
    complaint = inside_one_line(inside)
    path.chmod(mode)
    assert "can't be written (Permission denied); nothing was changed" in complaint
    assert everything(inside.folder) == before


def test_where_nothing_can_be_made_nothing_is_left(inside: Shell) -> None:
    (inside.folder / "tests" / "skills").rmdir()
    (inside.folder / "tests" / "skills").touch()
    before = everything(inside.folder)
    assert "can't be written" in inside_one_line(inside)
    assert everything(inside.folder) == before


def test_a_checkout_without_settings_is_told(inside: Shell) -> None:
    (inside.folder / "app.yaml").unlink()
    before = everything(inside.folder)
    assert inside_one_line(inside).startswith("app.yaml: there is no such file; make one with")
    assert everything(inside.folder) == before


@pytest.mark.parametrize(
    ("app_yaml", "complaint"),
    [
        ("skills: {kudos: {}, cm: {}}\n", "app.yaml:1: there is no place for a line 'lunch:'"),
        ("company:\n  name: A\nskills: [kudos]\n", "app.yaml:3: there is no place"),
        ("skills:\n  kudos:\n  lunch:\n", "app.yaml:3: 'lunch' is there already"),
        ("skills:\n\tkudos:\n", "app.yaml:2: a tab indents this line; use spaces"),
    ],
)
def test_settings_that_take_no_line_are_told(inside: Shell, app_yaml: str, complaint: str) -> None:
    inside.write(app_yaml)
    before = everything(inside.folder)
    assert inside_one_line(inside).startswith(complaint)
    assert everything(inside.folder) == before


def test_a_project_without_entry_points_is_told(inside: Shell) -> None:
    (inside.folder / "pyproject.toml").write_text('[project]\nname = "piazza-bot"\n')
    before = everything(inside.folder)
    assert inside_one_line(inside).startswith("pyproject.toml: there is no place for lunch =")
    assert everything(inside.folder) == before


def inside_one_line(piazza: Shell) -> str:
    """The complaint about a skill called lunch."""
    ran = piazza("new-skill", "lunch")
    assert (ran.status, ran.out) == (1, "")
    return ran.complaint


# ---- One line more ----


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("skills:\n  kudos:\n  cm:\n", "skills:\n  kudos:\n  cm:\n+  lunch:\n"),
        ("skills:\n  cm:", "skills:\n  cm:\n+  lunch:\n"),
        ("skills:\n", "skills:\n+  lunch:\n"),
        ("company: {name: A} # us\n", "company: {name: A} # us\n+skills:\n+  lunch:\n"),
        ("skills:\r\n    cm:\r\n", "skills:\r\n    cm:\r\n+    lunch:\r\n"),
        ("\ufeffskills:\n  cm:\n", "\ufeffskills:\n  cm:\n+  lunch:\n"),
        (
            "# ours\nskills:\n  cm: # hers\n  kudos:\n    values: [a,\n      b]\n"
            "    #allowance: 3\n  #pulse:\n\n# who\nroles:\n  cm: []\n",
            "# ours\nskills:\n  cm: # hers\n  kudos:\n    values: [a,\n      b]\n"
            "    #allowance: 3\n  #pulse:\n+  lunch:\n\n# who\nroles:\n  cm: []\n",
        ),
    ],
)
def test_the_settings_gain_a_line_and_keep_every_byte(
    tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "app.yaml"
    path.write_bytes(before.encode())
    path.write_bytes(in_settings(read(path), "lunch"))
    assert path.read_bytes() == after.replace("+", "").encode()
    assert "lunch" in bare(read(path).root)["skills"]


def test_in_a_checkout_it_says_in_eight_lines_what_it_wrote(inside: Shell) -> None:
    ran = inside("new-skill", "lunch")
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 8
    for word in ("skills/lunch/", "tests/skills/lunch/test_lunch.py", "app.yaml", "`make run`"):
        assert word in ran.out
    assert "`.venv/bin/pytest tests/skills/lunch tests/test_every_skill.py`" in ran.out
    assert (inside.folder / "app.yaml").read_text() == f"{APP_YAML}  lunch:\n"
    project = (inside.folder / "pyproject.toml").read_text()
    assert project == PYPROJECT.replace(
        'cm = "skills.cm:skill"\n', 'cm = "skills.cm:skill"\nlunch = "skills.lunch:skill"\n'
    )


def test_what_is_not_installed_yet_is_told_how(inside: Shell) -> None:
    inside("new-skill", "lunch")
    complaint = "app.yaml:5: unknown skill 'lunch'; it is not installed yet: run `make install`"
    assert inside("check").complaint == complaint


def test_a_second_time_it_is_there_already(inside: Shell) -> None:
    inside("new-skill", "lunch")
    before = everything(inside.folder)
    assert inside_one_line(inside).startswith("skills/lunch is there already; choose another name")
    assert everything(inside.folder) == before


def test_outside_a_second_time_it_is_there_already(piazza: Shell) -> None:
    piazza("new-skill", "lunch")
    assert inside_one_line(piazza).startswith("lunch is there already; choose another name")


@pytest.mark.parametrize("name", ["a", "quarter_of_an_hour_of_sport"])
def test_a_name_of_any_length_is_well_formatted(inside: Shell, name: str) -> None:
    shutil.copy(CHECKOUT / "pyproject.toml", inside.folder)
    (inside.folder / "bot").mkdir()  # by this the linter knows what is ours
    for module in ("__init__.py", "testing.py"):
        (inside.folder / "bot" / module).touch()
    assert inside("new-skill", name).status == 0
    well_formatted(inside.folder, f"skills/{name}", f"tests/skills/{name}")


def well_formatted(folder: Path, *written: str) -> None:
    """See that the formatter and the linter have nothing to say."""
    place = Place(folder, Path(sys.executable))
    place.runs("-m", "ruff", "format", "--check", *written)
    place.runs("-m", "ruff", "check", *written)


# ---- The promise: untouched it passes all that ours have to pass ----


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A copy of this checkout with a new skill called lunch, installed."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)
    take_what_was_translated(folder)
    place = Place(folder, python_of_its_own(tmp_path_factory.mktemp("environment")))
    place.runs("-c", PIAZZA[-1], "new-skill", "lunch")
    place.installs(folder)
    return place


def take_what_was_translated(folder: Path) -> None:
    """Copy what tools keep of the same files; only to be quicker."""
    if (CHECKOUT / ".mypy_cache").is_dir():
        shutil.copytree(CHECKOUT / ".mypy_cache", folder / ".mypy_cache")
    for package in ("bot", "handlers", "skills", "tests"):
        for path in (CHECKOUT / package).rglob("*.pyc"):
            target = folder / path.relative_to(CHECKOUT)
            if target.parent.parent.is_dir():
                target.parent.mkdir(exist_ok=True)
                shutil.copy2(path, target)


@pytest.mark.soak
def test_a_new_skill_is_formatted_linted_and_typed(copy: Place) -> None:
    written = ["skills/lunch", "tests/skills/lunch"]
    well_formatted(copy.folder, *written)
    copy.runs("-m", "mypy", *written)


def test_a_new_skill_keeps_to_the_walls(copy: Place) -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    assert "0 broken" in copy.runs("-c", lint)
    code = copy.folder / "skills" / "lunch" / "__init__.py"
    whole = code.read_text("utf-8")
    code.write_text(f"{whole}from skills.kudos import skill as other\n", "utf-8")
    told = copy.ran("-c", lint)
    code.write_text(whole, "utf-8")
    assert told.returncode == 1
    assert "skills.lunch -> skills.kudos" in told.stdout


# Of those that look at every skill, only what they say of this one.
LOOKS_AT_IT = "(lunch or everything or docs or reference) and not (postgresql or letter)"


@pytest.mark.soak
def test_a_new_skill_passes_every_test_that_looks_at_it(copy: Place) -> None:
    tests = (
        "tests/test_every_skill.py",
        "tests/skills/lunch",
        "tests/test_docs.py",
        "tests/bot/test_settings_reference.py",
    )
    # What all skills offer together is tried by the tests of this checkout.
    shown = copy.runs("-m", "pytest", "-k", LOOKS_AT_IT, *tests, TRIED="lunch,cm")
    assert "skipped" not in shown


@pytest.mark.soak
def test_a_word_that_is_missing_in_italian_turns_it_red(copy: Place) -> None:
    words = copy.folder / "skills" / "lunch" / "strings" / "it.yaml"
    whole = words.read_text("utf-8")
    words.write_text(whole.replace("known: Un tuo appunto\n", ""), "utf-8")
    shown = copy.ran("-m", "pytest", "tests/test_every_skill.py", "-k", "worded or complete")
    words.write_text(whole, "utf-8")
    assert shown.returncode == 1
    assert "strings/it.yaml lacks 'known'" in shown.stdout
    assert "[lunch]" in shown.stdout


# ---- Outside a checkout ----


@pytest.mark.soak
@pytest.mark.parametrize(
    "settings",
    [True, pytest.param(False, marks=pytest.mark.soak)],
    ids=["app.yaml", "no app.yaml"],
)
def test_outside_a_checkout_it_is_a_project_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, piazza: Shell, settings: bool
) -> None:
    if not settings:
        (piazza.folder / "app.yaml").unlink()
    ran = piazza("new-skill", "team_lunch")
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 6
    assert "`pip install -e team_lunch`" in ran.out
    assert ("add the line '  team_lunch:' beneath 'skills:'" in ran.out) is not settings
    project = tomllib.loads((piazza.folder / "team_lunch" / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["name"] == "piazza-team-lunch"
    assert project["project"]["dependencies"] == ["piazza-bot"]
    if settings:
        there = Place(
            piazza.folder, python_of_its_own(tmp_path_factory.mktemp("environment"), CHECKOUT)
        )
        there.installs(piazza.folder / "team_lunch")
        assert "6 passed" in there.runs("-m", "pytest", "team_lunch")
        checked = there.runs("-c", PIAZZA[-1], "check")
        assert "skills     ok   kudos, cm, team_lunch" in checked
