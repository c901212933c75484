"""One line more in a file that somebody wrote: all else stays, byte for byte."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.errors import SetupError
from bot.runtime.settings import Document
from bot.runtime.yamlmarks import Node, bare, parse

POINTS = "piazza.skills"
_HEADER = re.compile(rf'\[project\.entry-points\."{re.escape(POINTS)}"\]\s*(#.*)?')


def in_settings(document: Document, name: str) -> bytes:
    """The settings file with one skill more, after the others; SetupError where no line fits."""
    if name in document.skills:
        line = document.skill_names[name]
        raise SetupError(f"{document.path}:{line}: {name!r} is there already; remove it first")
    lines = _lines(document.path)
    at, indent = _after_skills(document, lines)
    if indent:
        _insert(lines, at, f"{indent}{name}:")
    else:
        _insert(lines, at, "skills:")
        _insert(lines, at + 1, f"  {name}:")
    text = "".join(lines)
    if not _is_with(document, name, text.removeprefix("\ufeff")):
        raise SetupError(
            f"{document.path}:{_line(document) or 1}: there is no place for a line '{name}:';"
            " write the skills beneath 'skills:', each on a line of its own"
        )
    return text.encode("utf-8")


def _is_with(document: Document, name: str, text: str) -> bool:
    """Whether a text says what the document says, and names one skill more."""
    root, faults = parse(text)
    before: dict[str, Any] = bare(document.root)
    skills = before.get("skills") or {}
    if faults or root is None or not isinstance(skills, dict):
        return False
    return bool(bare(root) == {**before, "skills": {**skills, name: None}})


def in_entry_points(path: Path, name: str, value: str) -> bytes:
    """The pyproject.toml with one entry point more; SetupError where no line fits."""
    lines = _lines(path)
    expected = tomllib.loads("".join(lines))
    points = expected["project"].setdefault("entry-points", {}).setdefault(POINTS, {})
    points[name] = value
    at = _after_points(lines)
    _insert(lines, at, f'{name} = "{value}"')
    text = "".join(lines)
    if not at or _loaded(text) != expected:
        raise SetupError(
            f'{path}: there is no place for {name} = "{value}";'
            f' write it beneath [project.entry-points."{POINTS}"], a line each'
        )
    return text.encode("utf-8")


def _line(document: Document) -> int:
    """The line of `skills:`; 0 where there is none."""
    node = _sections(document).get("skills")
    return node.line if node else 0


def _sections(document: Document) -> dict[str, Node]:
    assert isinstance(document.root.value, dict)
    return document.root.value


def _after_skills(document: Document, lines: list[str]) -> tuple[int, str]:
    """After how many lines a skill's line comes, and its indentation: none without `skills`."""
    start = _line(document)
    if not start:
        return len(lines), ""
    if not document.skills:
        return start, "  "
    first = lines[min(document.skill_names.values()) - 1]
    indent = first[: len(first) - len(first.lstrip())] or "  "
    later = [node.line for node in _sections(document).values() if node.line > start]
    end = min(later, default=len(lines) + 1) - 1
    while end > start and not (lines[end - 1].strip() and lines[end - 1].startswith(indent)):
        end -= 1
    return end, indent


def _after_points(lines: list[str]) -> int:
    """After how many lines an entry point's line comes; 0 when there is no place for it."""
    at = 0
    for number, line in enumerate(lines, 1):
        if _HEADER.fullmatch(line.strip()):
            at = number
        elif at and line.lstrip().startswith("["):
            break
        elif at and re.match(r"\s*[\w\"'-]+\s*=", line):
            at = number
    return at


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").splitlines(keepends=True)


def _insert(lines: list[str], at: int, line: str) -> None:
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += end
    lines.insert(at, line + end)


def _loaded(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
