"""The tutorial is followed to the letter: each step's stories, the package, the promises."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from string import Template

import pytest

from tests.apart import context
from tests.e2e import test_third_party_skill as third_party
from tests.printed import fences, steps

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = (CHECKOUT / "docs" / "tutorial.md").read_text("utf-8")
STEPS = steps(PAGE)
FIRST, *_, LAST = STEPS
SHORT = "Two quicker ways"
RUFF = (sys.executable, "-m", "ruff", "--config", str(CHECKOUT / "pyproject.toml"))
SETTINGS = {"PIAZZA_HOME": "home", "PIAZZA_KEYS": "keys", "PATH": "/usr/bin:/bin"}

TOLD = {
    title: re.findall(r"(?m)^def (test_\w+)", "".join(block.code for block in blocks))
    for title, blocks in STEPS.items()
}

every_step = pytest.mark.parametrize("step", STEPS)
every_story = pytest.mark.parametrize("step", [title for title in STEPS if title != LAST])
environment = third_party.environment


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a reader has after each step."""
    home = tmp_path_factory.mktemp("tutorial")
    work, found = home / "bookmarks", {}
    for number, (title, blocks) in enumerate(STEPS.items(), 1):
        for block in blocks:
            block.write(work)
        found[title] = shutil.copytree(work, home / f"after-{number}")
    return found


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    """Processes that begin with Piazza loaded and no skill, each for one task."""
    with ProcessPoolExecutor(2, mp_context=context(), max_tasks_per_child=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def told(apart: ProcessPoolExecutor, folders: dict[str, Path]) -> dict[str, Future[str]]:
    """What is wrong with the stories that each step tells."""
    return {
        title: apart.submit(stories, folders[title], names)
        for title, names in TOLD.items()
        if title != LAST
    }


def stories(folder: Path, names: list[str]) -> str:
    """What pytest says of these stories in a folder when not all of them hold."""
    _enter(folder)
    said = io.StringIO()
    wanted = [f"tests/test_bookmarks.py::{name}" for name in names]
    with contextlib.redirect_stdout(said):
        status = pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", ".", *wanted])
    return "" if status == pytest.ExitCode.OK else said.getvalue()


def promises(folder: Path) -> list[str]:
    """What the skill in a folder does not keep of what every skill promises."""
    from bot.runtime.built_in import skill as built_in
    from tests.promises import unclaimed
    from tests.test_promises import at_rest, toured

    _enter(folder)
    skill = importlib.import_module("bookmarks").skill
    installed = [importlib.import_module(f"skills.{name}").skill for name in ("cm", "kudos")]
    return [*at_rest(skill), *unclaimed([built_in, *installed, skill]), *toured(skill)]


def fridge(folder: Path) -> list[str]:
    """What the skill in a folder has said by the end of a Friday."""
    from bot.testing import Team

    _enter(folder)
    with Team([importlib.import_module("kitchen").skill]) as team:
        team.tick("2026-11-27 15:30")
        return [shown.text for shown in team.channel("#general")]


def _enter(folder: Path) -> None:
    os.chdir(folder)
    sys.path.insert(0, str(folder))


def test_the_skill_of_a_few_lines_does_what_is_said_of_it(
    apart: ProcessPoolExecutor, tmp_path: Path
) -> None:
    [code], [words] = fences(_part(SHORT), "python"), fences(_part(SHORT), "yaml")
    assert len(re.findall(r"(?m)^.+$", code)) < 10
    (tmp_path / "kitchen" / "strings").mkdir(parents=True)
    (tmp_path / "kitchen" / "__init__.py").write_text(code, "utf-8")
    (tmp_path / "kitchen" / "strings" / "en.yaml").write_text(words, "utf-8")
    assert apart.submit(fridge, tmp_path).result() == [
        "It is Friday: what is yours in the fridge goes home with you today."
    ]


@every_story
def test_the_stories_of_a_step_hold_after_it(told: dict[str, Future[str]], step: str) -> None:
    said = told[step].result()
    assert said == "", said


@every_step
def test_each_step_says_what_is_seen(step: str) -> None:
    assert "**What you see.**" in _part(step)


def _part(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@every_story
def test_each_step_tells_a_story(step: str) -> None:
    assert TOLD[step] != []


@every_step
def test_the_code_is_as_clean_as_ours(folders: dict[str, Path], step: str) -> None:
    for words in (["check"], ["format", "--check"]):
        checked = subprocess.run(
            [*RUFF, *words, "--no-cache", "."],
            cwd=folders[step],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout


def test_the_skill_keeps_what_every_skill_promises(
    apart: ProcessPoolExecutor, folders: dict[str, Path]
) -> None:
    assert apart.submit(promises, folders[LAST]).result() == []


@pytest.mark.soak
def test_its_types_are_right(folders: dict[str, Path], request: pytest.FixtureRequest) -> None:
    cache = request.config.cache
    assert cache is not None
    options = ["--strict", "--no-error-summary", "--disable-error-code", "empty-body"]
    folder = folders[LAST]
    cached = ["--cache-dir", str(cache.mkdir("typing"))]
    files = [str(folder / "bookmarks"), str(folder / "tests" / "test_bookmarks.py")]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *cached, *files],
        cwd=CHECKOUT,
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_its_project_is_set_up_as_a_new_skill_is(folders: dict[str, Path]) -> None:
    template = (CHECKOUT / "bot" / "scaffold" / "pyproject.toml.tmpl").read_text("utf-8")
    new = tomllib.loads(Template(template).substitute(name="n", package="n", dashed="n"))["tool"]
    ours = tomllib.loads((folders[LAST] / "pyproject.toml").read_text("utf-8"))["tool"]
    assert ours["hatch"]["build"]["dev-mode-dirs"] == new["hatch"]["build"]["dev-mode-dirs"]
    assert ours["pytest"].keys() == new["pytest"].keys()


@pytest.mark.soak
def test_it_is_installed_in_place_by_the_line_that_is_printed(
    environment: Path, folders: dict[str, Path], tmp_path: Path
) -> None:
    [line] = re.findall(r"(?m)^pip (install .+)$", _part(FIRST))
    work = shutil.copytree(folders[FIRST], tmp_path / "bookmarks")
    third_party.pip(environment, *line.split(), cwd=work)
    where = (environment, "-P", "-c", "import bookmarks; print(bookmarks.__file__)")
    found = subprocess.run(where, check=True, capture_output=True, text=True, cwd=tmp_path)
    assert Path(found.stdout.strip()) == work / "bookmarks" / "__init__.py"
    # Who hands the package on, or clones it, says the same line to the description of the end.
    shutil.copytree(folders[LAST], work, dirs_exist_ok=True)
    third_party.pip(environment, *line.split(), cwd=work)


@pytest.mark.soak
def test_the_package_is_installed_and_its_stories_hold_there(
    environment: Path, folders: dict[str, Path], tmp_path: Path
) -> None:
    source = shutil.copytree(folders[LAST], tmp_path / "source")
    quietly = ("--no-deps", "--no-build-isolation", "--no-index")
    third_party.pip(environment, "install", *quietly, str(source))
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(source / "tests", elsewhere / "tests")
    for name in ("app.yaml", "pyproject.toml"):
        shutil.copy(source / name, elsewhere)

    def run(*words: str) -> str:
        done = subprocess.run(
            [environment, *words],
            cwd=elsewhere,
            env=SETTINGS,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    piazza = ("-c", "from bot.cli import main; main()")
    printed = [block for block in fences(_part(LAST)) if block.startswith("$ piazza skills\n")]
    assert [f"$ piazza skills\n{run(*piazza, 'skills')}"] == printed
    assert "bookmarks" in run(*piazza, "check")
    assert " passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider")
