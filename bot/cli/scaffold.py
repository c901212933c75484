"""`piazza new-skill`: a skill that already does something, to be changed into one's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Annotated

import typer

import bot
from bot.cli import inserting, naming
from bot.errors import SetupError
from bot.runtime.checkout import in_checkout
from bot.runtime.settings import Document, config_path, read

TEMPLATES = Path(bot.__file__).parent / "scaffold"
SKILL = {
    "skill.py": "__init__.py",
    "model.py": "model.py",
    "migration.py": "migrations/0001_first.py",
    "en.yaml": "strings/en.yaml",
    "it.yaml": "strings/it.yaml",
}
INSIDE = """\
Wrote the skill, skills/{name}/, and its story, {test};
added a line to pyproject.toml and one to {settings}.
Install it: `make install`.
Try it: `make run`, then type /{name} in the playground.
Change it: `piazza run --reload` starts again at each change.
Change its table: model.py and 0001_first.py alike; then remove .piazza, which has the old one.
Check it: `.venv/bin/pytest tests/skills/{name} tests/test_every_skill.py`.
Check it beside all else: `make check test`."""
OUTSIDE = """\
Wrote {name}/: the skill in {name}/{name}/, its story in {test}.
{settings}
Install it: `pip install -e {name}`.
Try it: `piazza run --reload`, then type /{name} in the playground; each change starts it again.
Change its table: model.py and 0001_first.py alike; then remove .piazza, which has the old one.
Check it: `pip install pytest`, then `pytest {name}`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: new files, files that are replaced, and what to say then."""

    new: Mapping[Path, str]
    changed: Mapping[Path, bytes]
    told: str


def new_skill(
    name: Annotated[str, typer.Argument(help="What it is called, and its command: team_lunch.")],
) -> None:
    """Write a small skill that works: its words in two languages, its table, its test."""
    naming.refuse_unfit(name)
    settings = config_path(os.environ)
    plan = _inside(name, settings) if in_checkout() else _outside(name, settings)
    write(plan)
    typer.echo(plan.told)


def _inside(name: str, settings: Path) -> Plan:
    """A folder beside the skills of Piazza, and its story beside theirs."""
    document = read(settings)
    naming.refuse_taken(name, document)
    home, story = Path("skills", name), Path("tests", "skills", name)
    _refuse_there(home, story)
    for other in Path("tests").rglob(f"test_{name}.py"):
        # Where folders are no packages, pytest tells files apart by their names alone.
        if not (other.parent / "__init__.py").is_file():
            raise SetupError(f"{other} has the name of the story already; choose another name")
    project = Path("pyproject.toml")
    new, test = _files(name, f"skills.{name}", home, story)
    changed = {
        project: inserting.in_entry_points(project, name, f"skills.{name}:skill"),
        settings: inserting.in_settings(document, name),
    }
    told = INSIDE.format(name=name, test=test, settings=settings)
    return Plan(new, changed, told)


def _outside(name: str, settings: Path) -> Plan:
    """A project of its own."""
    document: Document | None = read(settings) if settings.is_file() else None
    naming.refuse_taken(name, document)
    root = Path(name)
    _refuse_there(root)
    new, test = _files(name, name, root / name, root / "tests")
    new[root / "pyproject.toml"] = _filled("pyproject.toml", name, name)
    if document is None:
        said = f"Switch it on: add the line '  {name}:' beneath 'skills:' in your app.yaml."
        return Plan(new, {}, OUTSIDE.format(name=name, test=test, settings=said))
    changed = {settings: inserting.in_settings(document, name)}
    said = f"Added a line to {settings}, which switches it on."
    return Plan(new, changed, OUTSIDE.format(name=name, test=test, settings=said))


def _refuse_there(*folders: Path) -> None:
    for folder in folders:
        if os.path.lexists(folder):
            raise SetupError(f"{folder} is there already; choose another name, or remove it")


def _files(name: str, package: str, home: Path, story: Path) -> tuple[dict[Path, str], Path]:
    test = story / f"test_{name}.py"
    new = {home / path: _filled(source, name, package) for source, path in SKILL.items()}
    return {**new, test: _filled("test.py", name, package)}, test


def _filled(source: str, name: str, package: str) -> str:
    template = Template((TEMPLATES / f"{source}.tmpl").read_text("utf-8"))
    return template.substitute(name=name, package=package, dashed=name.replace("_", "-"))


def write(plan: Plan) -> None:
    """Write it all; SetupError, and all is as before, when a file can't be written."""
    made: list[Path] = []
    try:
        for path, text in plan.new.items():
            _make_folder(path.parent, made)
            _make_file(path, text.encode("utf-8"), made)
        beside = [_beside(path, content, made) for path, content in plan.changed.items()]
        for fresh, path in beside:
            fresh.replace(path)
    except OSError as error:
        _remove(made)
        raise SetupError(
            f"{error.filename}: can't be written ({error.strerror}); nothing was changed"
        ) from None


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _make_file(path: Path, content: bytes, made: list[Path]) -> None:
    with path.open("xb") as file:
        made.append(path)
        file.write(content)


def _beside(path: Path, content: bytes, made: list[Path]) -> tuple[Path, Path]:
    """Write what will replace a file beside it, so that the file is never half written."""
    path = path.resolve()
    path.open("r+b").close()  # what may not be written is not replaced either
    fresh = path.with_name(f"{path.name}.new")
    _make_file(fresh, content, made)
    shutil.copymode(path, fresh)
    return fresh, path


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
