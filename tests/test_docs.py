"""What the pages say exists: commands, options, settings, variables, make targets, files."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli.commands import app
from bot.runtime import discover
from bot.runtime.built_in import skill as built_in
from bot.runtime.faults import keys_of, models_at
from bot.runtime.router import Router
from bot.runtime.secrets import VARIABLES
from bot.runtime.sections import Sheet
from bot.runtime.settings import Document
from bot.runtime.signing import PREFIX
from bot.runtime.yamlmarks import parse
from tests.printed import TOLD, fences

CHECKOUT = Path(__file__).parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
SKILLS = discover.load_skills(sorted(discover.installed(discover.SKILLS)))
PLANS = {plan.key for skill in SKILLS for plan in skill.plans}
# Each command, and whether words may follow it.
COMMANDS = {path: bool(rule.form) for path, rule in Router([built_in, *SKILLS]).commands.items()}
ROUTES = {"/healthz", "/readyz", "/metrics"}
OF_TESTS = {"PIAZZA_TEST_DATABASE_URL"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@dataclass(frozen=True)
class Own:
    """What a page brings along itself: its examples are code, and some of it is to be written."""

    skills: frozenset[str]
    commands: Mapping[tuple[str, ...], bool]
    constants: frozenset[str]
    files: frozenset[str]


def own(text: str) -> Own:
    """What the examples of a page declare, and which files it tells to write."""
    nodes = [node for block in fences(text, "python") for node in ast.walk(ast.parse(block))]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    named = [(ast.unparse(one.func), one.args) for one in calls if one.args]
    words = [(maker, _string(args[0]), len(args) > 1) for maker, args in named]
    return Own(
        frozenset(name for maker, name, _ in words if maker == "Skill"),
        {tuple(name.split()): form for maker, name, form in words if maker == "skill.command"},
        frozenset(
            getattr(target, "id", "")
            for node in nodes
            if isinstance(node, ast.Assign)
            for target in node.targets
        ),
        frozenset(found["file"] for found in TOLD.finditer(text)),
    )


def _string(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


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


def unknown_in_chat(span: str, commands: Mapping[tuple[str, ...], bool]) -> bool:
    """Whether this is written as a command in chat, or a page, and is none."""
    match = re.fullmatch(r"/([a-z]+)(?: ([a-z]+))?", span)
    if match is None or span in ROUTES:
        return False
    path = tuple(word for word in match.groups() if word)
    return path not in commands and not commands.get(path[:1])


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
    text = page.read_text("utf-8")
    written, commands = code(text), {**COMMANDS, **own(text).commands}
    assert [line for line in written if list(unknown_piazza(line))] == []
    assert [span for span in written if unknown_in_chat(span, commands)] == []
    assert [span for span in written if unknown_setting(span)] == []
    assert [line for line in written if missing_targets(line)] == []


@every_page
def test_every_variable_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    found = re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", "\n".join(code(text)))
    names = [name for name in found if not name.startswith(PREFIX)]
    assert {*names} - {*VARIABLES} - OF_TESTS - own(text).constants == set()


@every_page
def test_every_file_that_is_named_or_linked_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
    folders = r"(?:bot|handlers|skills|config|tests|docs|\.ci)/[\w./-]+"
    named = [span for span in code(text) if re.fullmatch(folders, span)]
    missing = [name for name in named if not (CHECKOUT / name).exists()]
    assert [name for name in missing if name not in own(text).files] == []


@every_page
def test_every_example_of_settings_is_right(page: Path) -> None:
    text = page.read_text("utf-8")
    for block in fences(text, "ya?ml"):
        if yaml.safe_load(block).keys() & Sheet.model_fields.keys():
            root, faults = parse(_without(block, own(text).skills))
            assert root is not None
            secrets = {"SMTP_PASSWORD": "what the page says to set"}
            discover.check(Document(page, root, tuple(faults)), SKILLS, secrets)


def _without(settings: str, skills: frozenset[str]) -> str:
    """Settings that do not switch on what is not installed here."""
    names = "|".join(map(re.escape, skills)) or "(?!)"
    return re.sub(rf"(?m)^  (?:{names}):\n", "", settings)


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
