"""Every way by which a figure leaves Piazza, and that no hidden one does."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import bot
from bot.chat import Chat
from bot.cli.commands import app as piazza
from bot.privacy import tables
from bot.runtime.outgoing import Effect
from bot.skill import Skill
from bot.work import Work

Record = Callable[[str, object], None]
ROOT = Path(bot.__file__).parent.parent
BEHIND = {name for name in vars(tables) if name.startswith("ballot")}

# A way out that is not here has to be shown to read through the gate, too.
EFFECTS = {
    *("Say", "Send", "Whisper", "Update", "Withdraw", "Later", "Open", "Recorded", "Home", "Scrub"),
}
CHAT = {
    *("audit", "can_post", "cast", "end_round", "lacks_only_asker", "later", "open", "open_round"),
    *("people", "person", "round", "say", "send", "settings", "today", "update", "whisper"),
    "withdraw",
}
WORK = {"now", "read", "settings", "write"}
HANDLERS = {
    *("button", "command", "expires", "forget", "form", "global_shortcut", "home_tab", "job"),
    *("knows", "nudge", "plans", "post", "reaction", "report", "sample", "shortcut"),
}
SHELL = {
    *("check", "db", "export", "forget", "keys", "knows", "new-skill", "people", "roles", "run"),
    *("sample", "schedule", "skills", "slack", "tally", "teams", "undelivered", "worker"),
}
# What the public name offers of rounds.
OPEN_TO_SKILLS = {"Band", "Closed", "Item", "Outcome", "Results", "Round", "Shown"}
OPEN_TO_SKILLS |= {"closed_rounds", "results"}


def test_every_way_out_is_known() -> None:
    assert {one.__name__ for one in get_args(Effect)} == EFFECTS
    assert _public(Chat) - set(Chat.__dataclass_fields__) == CHAT
    assert _public(Work) - set(Work.__dataclass_fields__) == WORK
    assert _public(Skill) - set(Skill.__dataclass_fields__) == HANDLERS
    groups = [one.name for one in piazza.registered_groups]
    commands = [one.name or one.callback.__name__ for one in piazza.registered_commands]
    assert {*groups, *commands} == SHELL


def _public(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


def _files() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("bot", "handlers", "skills"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"privacy", "migrations", "scaffold"} & set(path.relative_to(ROOT).parts):
                yield path, ast.parse(path.read_text("utf-8"))


def _named(node: ast.AST) -> set[str]:
    """The tables behind the gate that a piece of a program names."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return {name} & BEHIND
        case ast.Constant(value=str(words)) if "\n" not in words and not words.endswith("."):
            return {name for name in BEHIND if re.search(rf"\b{name}\b(?![./])", words)}
    return set()


def test_no_program_outside_names_what_is_behind_the_gate(record_property: Record) -> None:
    files = list(_files())
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path, program in files
        for node in ast.walk(program)
        for name in _named(node)
    }
    assert found == set()
    assert _named(ast.parse("SELECT = 'SELECT sealed FROM ballot'").body[0].value) == {"ballot"}
