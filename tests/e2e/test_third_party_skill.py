"""A skill in a package of its own: installed by pip it works, uninstalled it is missed by name."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.slack_world import ANN, StrictSlack

from .connected import connected
from .running import PIAZZA, Bot

CHECKOUT = Path(__file__).resolve().parents[2]
APP_YAML = "skills:\n  kudos:\n  lunch:\n"
SKILL = """\
from pathlib import Path

from bot import Chat, Skill, t

skill = Skill("lunch", home=Path(__file__).parent)


@skill.command("lunch", reads=True)
def lunch(chat: Chat) -> None:
    chat.whisper(t("today", who=chat.person))
"""
FILES = {
    "pyproject.toml": """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-lunch"
version = "1.0"

[project.entry-points."piazza.skills"]
lunch = "acme_lunch:skill"
""",
    "acme_lunch/__init__.py": SKILL,
    "acme_lunch/strings/en.yaml": """\
name: Lunch
command: {lunch: what there is to eat}
today: "Today there is soup, {who}."
""",
    "acme_lunch/strings/it.yaml": """\
name: Pranzo
command: {lunch: che cosa c’è da mangiare}
today: "Oggi c’è la zuppa, {who}."
""",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own that borrows this checkout and its libraries by path."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    packages = home / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    borrowed = f"{sysconfig.get_path('purelib')}\n{CHECKOUT}\n"
    (packages / "borrowed.pth").write_text(borrowed)
    return home / "bin" / "python"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acme-lunch")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pip(environment: Path, *words: str, cwd: Path | None = None) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "-qq"]
    subprocess.run([*pip, *words], cwd=cwd, check=True)


def test_the_skill_is_ten_lines() -> None:
    assert len([line for line in SKILL.splitlines() if line]) <= 10


@pytest.mark.soak
def test_it_works_as_long_as_it_is_installed(
    environment: Path, package: Path, tmp_path: Path
) -> None:
    piazza = (environment, *PIAZZA[1:])
    bot = Bot({}, app_yaml=APP_YAML, folder=tmp_path, piazza=piazza)
    pip(environment, "install", "--no-deps", "--no-build-isolation", "--no-index", str(package))
    assert "on   lunch        acme_lunch:skill" in bot.command("skills").stdout
    with (
        StrictSlack() as slack,
        connected(slack, app_yaml=APP_YAML, piazza=piazza) as (_, driver),
    ):
        answer = driver.command(ANN, "/lunch").message
        assert answer is not None
        assert answer.shown(slack.names) == "Today there is soup, @ann."
        assert slack.faults == []

    pip(environment, "uninstall", "--yes", "acme-lunch")
    missed = bot.command("check")
    assert missed.returncode == 1
    assert missed.stderr == "app.yaml:3: unknown skill 'lunch'; it is not installed\n"
