"""The wheel: built from the checkout, installed in a bare environment, run somewhere else."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.e2e.running import Bot
from tests.e2e.sampled import sample

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "handlers", "skills")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (built,) = folder.glob("piazza_bot-*.whl")
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; nothing is downloaded.

    It borrows the libraries of this one by path. A .pth file inside a borrowed folder is not
    read, so the checkout, installed there as editable, stays out of sight.
    """
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, symlinks=True)
    borrowed = home / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    (borrowed / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python")]
    subprocess.run([*pip, "install", "-qq", "--no-deps", "--no-index", str(wheel)], check=True)
    return home


def run(bare: Path, cwd: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the bare environment as a person without any setting of ours would."""
    return subprocess.run(
        [bare / "bin" / command[0], *command[1:]],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def files_below(folder: Path, name: str) -> set[str]:
    return {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_every_file_of_the_packages_the_defaults_and_nothing_else(
    wheel: Path,
) -> None:
    expected = files_below(CHECKOUT / "config", "bot/config")
    for package in PACKAGES:
        expected |= files_below(CHECKOUT / package, package)
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert carried == expected


@pytest.mark.parametrize("package", PACKAGES)
def test_a_type_checker_believes_the_installed_types(wheel: Path, package: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert f"{package}/py.typed" in archive.namelist()


def test_words_and_schema_histories_travel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    for pattern in ("strings/en.yaml", "strings/it.yaml", "migrations/"):
        assert any(name.startswith(f"skills/kudos/{pattern}") for name in carried), pattern


def test_the_command_explains_itself_outside_the_checkout(bare: Path, tmp_path: Path) -> None:
    shown = run(bare, tmp_path, "piazza", "--help")
    assert shown.returncode == 0, shown.stderr
    assert "check" in shown.stdout
    assert "skills" in shown.stdout


def test_the_command_lists_the_installed_skills(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("skills:\n  kudos: {}\n  cm: {}\n")
    shown = run(bare, tmp_path, "piazza", "skills")
    assert shown.returncode == 0, shown.stderr
    assert "kudos" in shown.stdout
    assert "cm" in shown.stdout


def test_the_defaults_are_found_inside_the_installed_package(bare: Path, tmp_path: Path) -> None:
    ask = "from bot.runtime.paths import config_dir; print(config_dir())"
    shown = run(bare, tmp_path, "python", "-c", ask)
    assert shown.returncode == 0, shown.stderr
    found = Path(shown.stdout.strip())
    assert found.is_relative_to(bare)
    assert {path.name for path in found.iterdir()} == {
        path.name for path in (CHECKOUT / "config").iterdir() if path.name != "__pycache__"
    }


def test_every_name_the_package_offers_can_be_loaded(bare: Path, tmp_path: Path) -> None:
    load = """
from importlib.metadata import distribution
for offered in distribution("piazza-bot").entry_points:
    print(offered.group, offered.name, offered.load())
"""
    shown = run(bare, tmp_path, "python", "-W", "error", "-c", load)
    assert shown.returncode == 0, shown.stderr
    offered = {tuple(line.split()[:2]) for line in shown.stdout.splitlines()}
    assert {
        ("piazza.skills", "kudos"),
        ("piazza.skills", "cm"),
        ("piazza.platforms", "slack"),
        ("pytest11", "piazza"),
        ("console_scripts", "piazza"),
    } <= offered


def test_the_bot_runs_outside_the_checkout(bare: Path, tmp_path: Path) -> None:
    settings = "skills:\n  kudos:\n  cm:\n"
    bot = Bot({}, app_yaml=settings, folder=tmp_path, piazza=[bare / "bin" / "piazza"])
    sample(tmp_path / "home")
    with bot:
        assert bot.outer("/healthz") == (200, "ok")
        assert bot.inner("/readyz")[0] == 200
        assert bot.stop() == 0


def test_what_runs_needs_no_library_but_those_of_the_lock(bare: Path, tmp_path: Path) -> None:
    load = """
import importlib.metadata as known, sys
for offered in known.distribution("piazza-bot").entry_points:
    if offered.group.startswith("piazza."):
        offered.load()
by_module = known.packages_distributions()
print(*sorted({one for name in sys.modules for one in by_module.get(name.partition(".")[0], ())}))
"""
    loaded = run(bare, tmp_path, "python", "-c", load).stdout.split()
    lock = (CHECKOUT / ".ci" / "requirements.txt").read_text("utf-8")
    locked = {one.lower() for one in re.findall(r"(?m)^([\w.-]+)==", lock)}
    needed = {re.sub(r"[-_.]+", "-", one).lower() for one in loaded} - {"piazza-bot", "pip"}
    assert "greenlet" in needed
    assert needed <= locked, "add it to pyproject.toml, then `make lock`"
