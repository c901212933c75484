"""What a home's `migrations/` folder says, read without importing anything from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SetupError

REVISION = re.compile(r"^revision(?:\s*:[^=]+)?\s*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
AFTER = re.compile(r"^down_revision(?:\s*:[^=]+)?\s*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)

LONGEST = 32  # what Alembic's version table holds


@dataclass(frozen=True)
class History:
    """The revisions of one home, a single line of them; `head` is the newest."""

    revisions: frozenset[str]
    head: str


def history(name: str, home: Path) -> History | None:
    """The history of a home, None if it has no migrations; SetupError if it isn't one line."""
    after: dict[str, str | None] = {}
    for file in sorted((home / "migrations").glob("[!_.]*.py")):
        revision, before = _read(name, file)
        if revision in after:
            raise SetupError(f"{name}: {file}: revision {revision!r} is taken by another file")
        after[revision] = before
    if not after:
        return None
    return History(frozenset(after), _head(name, after))


def _read(name: str, file: Path) -> tuple[str, str | None]:
    source = file.read_text(encoding="utf-8")
    if (revision := REVISION.search(source)) is None:
        raise SetupError(f'{name}: {file}: no line `revision = "..."`; give the migration one')
    if len(revision[1]) > LONGEST:
        raise SetupError(f"{name}: {file}: the revision is longer than {LONGEST} characters")
    before = AFTER.search(source)
    return revision[1], before and before[1]


def _head(name: str, after: dict[str, str | None]) -> str:
    befores = list(after.values())
    heads = [revision for revision in after if revision not in befores]
    if len(heads) == 1 and befores.count(None) == 1 and set(befores) <= {None, *after}:
        return heads[0]
    raise SetupError(
        f"{name}: the migrations {', '.join(sorted(after))} are not one line from first to last; "
        "the first has `down_revision = None`, each other names the one before it"
    )
