"""A page that is to be followed: its blocks of code, and what it says to do with each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STEP = re.compile(r"(?m)^## (\d+\. .+)$")
FENCE = re.compile(r"(?ms)^(?P<before>[^\n]*)\n\n```(?P<language>\w*)\n(?P<code>.*?)^```$")
TOLD = re.compile(
    r"`(?P<file>[\w./-]+)`, (?P<how>a new file|the whole file|at the end|the imports|in place of)"
    r"(?: `(?P<name>\w+)`)?:"
)
FILES = ("python", "yaml", "toml")


class Unclear(Exception):
    """The page cannot be followed: it says what cannot be done."""


@dataclass(frozen=True)
class Block:
    """Some code for a file; `how` is one of the page's five phrases, `name` what it replaces."""

    file: str
    how: str
    name: str
    code: str

    def write(self, folder: Path) -> None:
        """Do with the file what the page says."""
        path = folder / self.file
        if path.exists() != (self.how != "a new file"):
            there = "there already" if path.exists() else "not there"
            raise Unclear(f"{self.file}: {self.how}, and it is {there}")
        old = path.read_text("utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._edited(old), "utf-8")

    def _edited(self, old: str) -> str:
        match self.how:
            case "at the end":
                gap = "\n\n" if self.file.endswith(".py") else ""
                return f"{old}{gap}{self.code}"
            case "the imports":
                return _replaced(old, _imports(old), self.code)
            case "in place of":
                return _replaced(old, _named(old, self.name, self.file), self.code)
            case _:
                return self.code


def fences(text: str, language: str = r"\w*") -> list[str]:
    """The blocks of code of a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def steps(page: str) -> dict[str, list[Block]]:
    """The steps of a page, by title, each with its blocks in order."""
    _, *parts = STEP.split(page)
    return {title: list(_blocks(text)) for title, text in zip(parts[::2], parts[1::2], strict=True)}


def _blocks(text: str) -> Iterator[Block]:
    for fence in FENCE.finditer(text):
        told = TOLD.fullmatch(fence["before"])
        if told is not None:
            yield Block(told["file"], told["how"], told["name"] or "", fence["code"])
        elif fence["language"] in FILES:
            raise Unclear(f"which file is this for, and how? {fence['code'][:200]}")


def _replaced(old: str, nodes: list[ast.stmt], new: str) -> str:
    """The text with the lines from the first to the last of these nodes replaced."""
    lines = old.splitlines(keepends=True)
    decorators = getattr(nodes[0], "decorator_list", [])
    first = min(node.lineno for node in (nodes[0], *decorators)) - 1
    return "".join([*lines[:first], new, *lines[nodes[-1].end_lineno :]])


def _imports(code: str) -> list[ast.stmt]:
    """The imports at the top."""
    body = ast.parse(code).body
    return [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def _named(code: str, name: str, file: str) -> list[ast.stmt]:
    for node in ast.parse(code).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = {getattr(node, "name", ""), *(getattr(one, "id", "") for one in targets)}
        if name in names:
            return [node]
    raise Unclear(f"{file}: in place of {name!r}, and there is none")
