"""YAML with line numbers, and without YAML's surprises.

Words stay words (`no`, `on`, `15:00`, `007`, dates); only `true`, `false`, `null` and numbers
that can be written back exactly as they stood are anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml import events

from bot.runtime.faults import Fault

Value: TypeAlias = "bool | int | float | str | list[Node] | dict[str, Node] | None"

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_SUDDEN_COMMENT = re.compile(r"\s*(#[^\s#]\S*)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "false": False
}  # fmt: skip
_DEEPEST = 20
_UNCLOSED = {"flow sequence": "[", "flow mapping": "{", "quoted scalar": "quote"}
_MEANINGS = {
    "mapping values": "the line above has no ': ', or this line is indented too far",
    "escape character": "a \\ stands between double quotes; use single quotes",
    "sequence entries are": "a list begins on a line of its own, one '- ' a line",
    "document start": "this line is indented differently from the first one",
    "expected key": "this line does not fit those above; look at its indentation and quotes",
    "<block end>": "this line does not fit those above; look at its indentation and quotes",
    "'-' indicator": "a list and keys do not mix; look at the indentation",
    "node content": "a value cannot begin with a bracket that closes; put it in quotes",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line where it, or its key, is written (the first is 1)."""

    line: int
    value: Value


def parse(text: str) -> tuple[Node | None, list[Fault]]:
    """Read a document: None when it is empty or cannot be read, with the faults that were seen."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return None, [Fault(line, f"a control character, U+{ord(control.group()):04X}")]
    builder = _Builder(text)
    try:
        return builder.document(), builder.faults
    except yaml.MarkedYAMLError as error:
        return None, [*builder.faults, _unreadable(error, builder.lines)]


def bare(node: Node) -> Any:
    """The value without its lines, as json or yaml would load it."""
    if isinstance(node.value, dict):
        return {key: bare(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [bare(inner) for inner in node.value]
    return node.value


def line_of(node: Node, path: Sequence[object]) -> int:
    """The line of what a path of keys and positions leads to, or of the last step there is."""
    for step in path:
        inner: Node | None = None
        if isinstance(node.value, dict) and isinstance(step, str):
            inner = node.value.get(step)
        elif isinstance(node.value, list) and isinstance(step, int):
            inner = node.value[step]
        node = inner or node
    return node.line


class _Builder:
    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.faults: list[Fault] = []
        self._events = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), events.StreamEndEvent):
            return None
        root = self._node(next(self._events))
        next(self._events)
        if not isinstance(after := next(self._events), events.StreamEndEvent):
            self._fault(_line(after), "a second document begins here; take the '---' away")
        return root

    def _node(self, event: Any, line: int = 0, depth: int = 0) -> Node:
        line = line or _line(event)
        self._refuse_signs(event)
        if depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=event.start_mark)
        if isinstance(event, events.MappingStartEvent):
            return Node(line, self._mapping(depth + 1))
        if isinstance(event, events.SequenceStartEvent):
            return Node(line, self._sequence(depth + 1))
        return Node(line, self._scalar(event))

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(self._events), events.MappingEndEvent):
            key, line = self._key(event, depth), _line(event)
            node = self._node(next(self._events), line, depth)
            if key in nodes:
                self._fault(line, f"key {key!r} is already there in line {nodes[key].line}")
            else:
                nodes[key] = node
        return nodes

    def _key(self, event: Any, depth: int) -> str:
        if isinstance(event, events.ScalarEvent):
            self._refuse_signs(event)
            return str(event.value)
        self._node(event, depth=depth)
        self._fault(_line(event), "a key must be a word")
        return ""

    def _sequence(self, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(self._events), events.SequenceEndEvent):
            nodes.append(self._node(event, depth=depth))
        return nodes

    def _scalar(self, event: Any) -> Value:
        if isinstance(event, events.AliasEvent):
            return None
        if event.style:
            return str(event.value)
        if not event.value:
            self._refuse_sudden_comment(event)
        return _resolved(event.value)

    def _refuse_sudden_comment(self, event: Any) -> None:
        line = _line(event)
        rest = self.lines[line - 1][event.start_mark.column :] if line <= len(self.lines) else ""
        if comment := _SUDDEN_COMMENT.match(rest):
            word = comment.group(1)
            self._fault(line, f'{word} is read as a comment; put it in quotes: "{word}"')

    def _refuse_signs(self, event: Any) -> None:
        """Anchors, aliases and tags: in settings they are words that lack their quotes."""
        alias = isinstance(event, events.AliasEvent)
        if alias or getattr(event, "anchor", None) or getattr(event, "tag", None):
            sign = "*" if alias else "&" if event.anchor else "!"
            self._fault(_line(event), f"a value cannot begin with {sign!r}; put it in quotes")

    def _fault(self, line: int, text: str) -> None:
        self.faults.append(Fault(line, text))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _resolved(text: str) -> bool | int | float | str | None:
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        number = float(text) if "." in text else int(text)
        return number if str(number) == text else text
    return text


def _unreadable(error: yaml.MarkedYAMLError, lines: list[str]) -> Fault:
    problem, context = error.problem or "", error.context or ""
    mark, begun = error.problem_mark, error.context_mark
    for words, opened in _UNCLOSED.items():
        if words in context and begun and "escape" not in problem:
            return Fault(begun.line + 1, f"a {opened} opens here and is not closed")
    if "simple key" in context and begun:
        return Fault(begun.line + 1, "there is no ': ' after the key")
    if mark is None:
        return Fault(1, f"not readable as YAML: {problem}")
    written = lines[mark.line] if mark.line < len(lines) else ""
    return Fault(mark.line + 1, _meaning(problem, written[: mark.column], written[mark.column :]))


def _meaning(problem: str, before: str, after: str) -> str:
    if after.startswith("\t") or "tab character" in problem:
        return "a tab indents this line; use spaces"
    if "cannot start any token" in problem:
        return f"a value cannot begin with {after[:1]!r}; put it in quotes"
    if "mapping values" in problem and ":" in before:
        return "a second ':' in one line; put the value in quotes"
    for words, meaning in _MEANINGS.items():
        if words in problem:
            return meaning
    return f"not readable as YAML: {problem}"
