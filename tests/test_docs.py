"""What the pages say exists: commands, options, settings, variables, make targets, files."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli.commands import app
from bot.runtime import discover
from bot.runtime.about import skill as built_in
from bot.runtime.faults import keys_of, models_at
from bot.runtime.router import Router
from bot.runtime.secrets import VARIABLES
from bot.runtime.sections import Sheet
from bot.runtime.settings import Document
from bot.runtime.yamlmarks import parse
from skills.cm import skill as cm
from skills.kudos import skill as kudos

CHECKOUT = Path(__file__).parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
SKILLS = [kudos, cm]
PLANS = {plan.key for skill in SKILLS for plan in skill.plans}
COMMANDS = Router([built_in, *SKILLS]).commands
ROUTES = {"/healthz", "/readyz", "/metrics"}
OF_TESTS = {"PIAZZA_TEST_DATABASE_URL"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def fences(text: str, language: str = r"\w*") -> list[str]:
    """The blocks of code of a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def code(text: str) -> list[str]:
    """Everything that stands as code: the lines of blocks, and spans."""
    rest = re.sub(r"(?ms)^```.*?^```$", "", text)
    return [line for block in fences(text) for line in block.splitlines()] + [
        " ".join(span.split()) for span in re.findall(r"`([^`]+)`", rest)
    ]


def unknown_piazza(line: str) -> Iterator[str]:
    """What `piazza` does not know in a line that calls it, as a program and not in a chat."""
    for words in re.findall(r"(?<![\w/.])(?:[\w./-]+/)?piazza ((?:[\w-]+ ?)+)", line):
        command: Any = get_command(app)
        for word in words.split():
            inner = getattr(command, "commands", None)
            options = {name for one in command.params for name in one.opts}
            if word.startswith("--") and word not in {*options, "--help"}:
                yield f"{command.name} {word}"
            if inner is not None and word.islower():
                if word not in inner:
                    yield f"piazza {words}"
                    break
                command = inner[word]


def unknown_in_chat(span: str) -> bool:
    """Whether this is written as a command in chat, or a page, and is none."""
    match = re.fullmatch(r"/([a-z]+)(?: ([a-z]+))?", span)
    if match is None or span in ROUTES:
        return False
    path = tuple(word for word in match.groups() if word)
    return path not in COMMANDS and not (path[:1] in COMMANDS and COMMANDS[path[:1]].form)


def unknown_setting(span: str) -> bool:
    """Whether this is written as a setting, such as `roles.cm`, and is none."""
    path = span.split(".")
    if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", span) or path[0] not in Sheet.model_fields:
        return False
    if path[0] in ("skills", "schedules", "commands"):
        return path[1] not in {skill.name for skill in [*SKILLS, built_in]}
    return path[-1] not in keys_of(models_at(Sheet, path[:-1]))


def missing_targets(line: str) -> set[str]:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    return set(re.findall(r"(?:^|[ (])make ([a-z]+)", line)) - targets


@every_page
def test_everything_written_as_code_exists(page: Path) -> None:
    written = code(page.read_text("utf-8"))
    assert [line for line in written if list(unknown_piazza(line))] == []
    assert [span for span in written if unknown_in_chat(span)] == []
    assert [span for span in written if unknown_setting(span)] == []
    assert [line for line in written if missing_targets(line)] == []


@every_page
def test_every_variable_exists(page: Path) -> None:
    names = re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", "\n".join(code(page.read_text("utf-8"))))
    assert {*names} - {*VARIABLES} - OF_TESTS == set()


@every_page
def test_every_file_that_is_named_or_linked_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
    folders = r"(?:bot|handlers|skills|config|tests|docs|\.ci)/[\w./-]+"
    named = [span for span in code(text) if re.fullmatch(folders, span)]
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


@every_page
def test_every_example_of_settings_is_right(page: Path) -> None:
    for block in fences(page.read_text("utf-8"), "ya?ml"):
        if yaml.safe_load(block).keys() & Sheet.model_fields.keys():
            root, faults = parse(block)
            assert root is not None
            discover.check(Document(page, root, tuple(faults)), SKILLS, {})


@every_page
def test_every_example_in_python_imports_what_there_is(page: Path) -> None:
    for block in fences(page.read_text("utf-8"), "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "bot":
                module = importlib.import_module(str(node.module))
                assert [one.name for one in node.names if not hasattr(module, one.name)] == []


def test_the_skill_of_the_readme_works_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CHECKOUT / "README.md").read_text("utf-8")
    examples = fences(text, "python")
    skill = next(one for one in examples if "= Skill(" in one)
    story = next(one for one in examples if "Team(" in one)
    words = next(one for one in fences(text, "yaml") if "command:" in one)
    name = re.findall(r'Skill\("(\w+)"', skill)[0]
    (tmp_path / name / "strings").mkdir(parents=True)
    (tmp_path / name / "__init__.py").write_text(skill, "utf-8")
    (tmp_path / name / "strings" / "en.yaml").write_text(words, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        exec(compile(story, "README.md", "exec"), {})
    finally:
        sys.modules.pop(name, None)
