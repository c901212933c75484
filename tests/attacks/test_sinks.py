"""Every way by which a figure leaves Piazza, and that no hidden one does."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import sqlalchemy as sa
from sqlalchemy.orm import Session

import bot
from bot.chat import Chat
from bot.cli.commands import app as piazza
from bot.people import Role
from bot.privacy import tables
from bot.runtime.outgoing import Effect
from bot.skill import Skill
from bot.testing import Team
from bot.work import Work
from handlers.playground import asked
from tests.attacks import confide_skill
from tests.attacks.canary import TYPED

Record = Callable[[str, object], None]
ROOT = Path(bot.__file__).parent.parent
BEHIND = {name for name in vars(tables) if name.startswith("ballot")}

# A way out that is not here has to be shown to read through the gate, too.
EFFECTS = {
    *("Say", "Send", "Whisper", "Update", "Withdraw", "Later", "Open", "Recorded", "Home", "Scrub"),
}
CHAT = {
    *("audit", "can_post", "cast", "end_round", "lacks_only_asker", "later", "nudge", "open"),
    *("fulfil", "promise"),
    # How long so many messages take, by what the workspace allows.
    "takes",
    # An end to messages that were sent.
    "recall",
    *(
        "open_round",
        "people",
        "person",
        "round",
        "say",
        "send",
        "settings",
        "today",
        "update",
        "whisper",
    ),
    "withdraw",
    # What a skill itself was told in the open, what stands for the asker, a number that is set.
    *("alias", "alike", "fewest", "in_turn", "learn", "learn_new", "owe", "owns", "unlearn"),
    # What one thing says for another: numbers and titles that everybody reads.
    *("offers", "point", "pointed_at", "thing", "things", "unpoint"),
    # How texts that a skill holds already are labelled, what of them came before, what they are of.
    *("check_loaded", "learns", "school", "themes", "told", "twins"),
    # Who is of a team that words name, as everybody sees in the company.
    "team_named",
    # On which days the company works.
    "works_on",
    # Whether there is a model; only jobs ask it, of what they read themselves.
    "can_ask",
}
# Outside goes what a skill reads itself, and ballots are not among it.
WORK = {"now", "read", "settings", "write", "fetch", "mail", "post"}
WORK |= {"ask", "ask_once", "bare", "can_ask", "study"}
HANDLERS = {
    *("button", "command", "expires", "forget", "form", "global_shortcut", "home_tab", "job"),
    *("knows", "nudge", "plans", "post", "reaction", "report", "sample", "shortcut"),
    *("export", "feed", "hook", "imports", "reply", "texts", "things", "voices"),
    *("lessons", "said"),
    # How much waits, of what only organisers read.
    "waits",
    # What moved through the gate, what is first to be done, and what all can read already.
    *("moves", "begins", "suggests"),
    # Who speaks of a theme: it is asked with a session, and pulse tells what the gate published.
    "speakers",
    # Counts by person that groups alone are told of, and levels of all people, through the gate.
    *("outcome", "gauge"),
}
SHELL = {
    *("check", "db", "export", "forget", "keys", "knows", "new-skill", "people", "roles", "run"),
    *("sample", "schedule", "skills", "slack", "tally", "teams", "undelivered", "worker"),
    *("import", "judge", "train"),
}
PANELS = {"Journal", "Messages", "People", "Seen"}
# What the public name offers of rounds.
OPEN_TO_SKILLS = {"Band", "Closed", "Item", "Outcome", "Results", "Round", "Shown"}
OPEN_TO_SKILLS |= {"Point", "closed_rounds", "course", "results"}
# It counts people whom a skill selects by what it knows itself.
OPEN_TO_SKILLS |= {"Reach", "reach"}
KEPT_IN = {"Box", "Cell", "Count", "Figures", "Opener", "Record", "RoundKeys", "Table", "Tally"}


def test_every_way_out_is_known() -> None:
    assert {one.__name__ for one in get_args(Effect)} == EFFECTS
    assert _public(Chat) - set(Chat.__dataclass_fields__) == CHAT
    assert _public(Work) - set(Work.__dataclass_fields__) == WORK
    assert _public(Skill) - set(Skill.__dataclass_fields__) == HANDLERS
    groups = [one.name for one in piazza.registered_groups]
    commands = [
        one.name or getattr(one.callback, "__name__", "") for one in piazza.registered_commands
    ]
    assert {*groups, *commands} == SHELL
    assert {one.__name__ for one in asked.Look.__subclasses__()} == PANELS


def _public(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


def _files() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("bot", "handlers", "skills"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            program = path.read_text("utf-8")
            inside = {"privacy", "migrations"} & set(path.relative_to(ROOT).parts)
            if "ballot" in program and not inside:
                yield path, ast.parse(program)


def _named(node: ast.AST) -> set[str]:
    """The tables behind the gate that a piece of a program names."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return {name} & BEHIND
        case ast.Constant(value=str(words)) if "\n" not in words and not words.endswith("."):
            return {name for name in BEHIND if re.search(rf"\b{name}\b(?![./])", words)}
    return set()


def test_no_program_outside_names_what_is_behind_the_gate() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path, program in _files()
        for node in ast.walk(program)
        for name in _named(node)
    }
    assert found == set()
    naming = ast.parse("db.execute('SELECT sealed FROM ballot'); tables.ballot_cell")
    assert {name for node in ast.walk(naming) for name in _named(node)} == {"ballot", "ballot_cell"}


def test_what_a_skill_may_import_leads_to_no_ballot_and_no_key() -> None:
    offered = {name: getattr(bot, name) for name in bot.__all__}
    ours = {name for name, one in offered.items() if "privacy" in getattr(one, "__module__", "")}
    assert ours == OPEN_TO_SKILLS
    for name in ours:
        assert not _reachable(offered[name]) & KEPT_IN


def test_an_open_round_tells_a_skill_nothing_of_its_answers() -> None:
    """A skill that wants to know looks at the round before and after, and into the box itself."""
    with Team([confide_skill.skill]) as team:
        team.member("Cora", role=Role.CM).types("/confide open")
        seen = []
        for number, values in enumerate(({}, TYPED, dict.fromkeys(TYPED, "1"))):
            bob = team.member(f"Bob{number}")
            if values:
                bob.fills(bob.types("/confide"), **values, comment="x" * 900 * (number - 1))
            seen.append(team.app.database.read_now(lambda db: _round(db, team)))
        assert seen[0] == seen[1] == seen[2]
        query = sa.text("SELECT length(slot), length(sealed) FROM ballot")
        sizes = team.app.database.read_now(lambda db: db.execute(query).all())
        assert (len(sizes), len(set(sizes))) == (2, 1)


def _round(db: Session, team: Team) -> bot.Round | None:
    chat = Chat(db, team.now, "test:T1", "confide", team.app.house)
    return chat.round(confide_skill.KIND)


def _reachable(one: Any) -> set[str]:
    """The names of the types in what is offered, and in what that holds."""
    hints = get_type_hints(one)
    return {word for hint in hints.values() for word in re.findall(r"\w+", str(hint))}
