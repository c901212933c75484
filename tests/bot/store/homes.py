"""Homes of toy skills, with migrations as a skill's author would write them."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import indent

MEMBER = """\
op.create_table(
    "toy_member",
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sqlite_autoincrement=True,
)
"""
THANKS = """\
op.create_table(
    "toy_thanks",
    sa.Column("id", ID, primary_key=True),
    sa.Column("to_id", ID, sa.ForeignKey("toy_member.id", ondelete="CASCADE"), nullable=False),
    sa.Column("given", sa.DateTime(timezone=True), nullable=False),
    sa.Column("details", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
    sqlite_autoincrement=True,
)
"""
# SQLite can't change a column: the table is copied, and the old one is dropped.
LONGER_NAME = """\
with op.batch_alter_table("toy_member", table_kwargs={"sqlite_autoincrement": True}) as table:
    table.alter_column("name", type_=sa.Text, existing_nullable=False)
"""
HALF = """\
op.create_table("toy_half", sa.Column("id", ID, primary_key=True))
op.execute("INSERT INTO toy_nowhere VALUES (1)")
"""
DANGLING = """\
op.execute("INSERT INTO toy_thanks (to_id, given, details) VALUES (404, '2026-11-27', '{}')")
"""

TEMPLATE = '''\
"""A step."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "{revision}"
down_revision = {before!r}

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
{body}
'''


def add(home: Path, body: str, name: str, before: str | None = None) -> None:
    """Write the migration `name` of a home; its first four letters are the revision."""
    folder = home / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    source = TEMPLATE.format(revision=name[:4], before=before, body=indent(body, "    "))
    (folder / f"{name}.py").write_text(source)


def make_homes(folder: Path) -> dict[str, Path]:
    """The core with a table, a skill whose table refers to it, a skill without any."""
    homes = {name: folder / name for name in ("thanks", "core", "plain")}
    add(homes["core"], MEMBER, "0001_first")
    add(homes["thanks"], THANKS, "0001_first")
    homes["plain"].mkdir()
    return homes


def forget_last(home: Path) -> None:
    """Take the newest migration away, as an older version of the program would have it."""
    max((home / "migrations").glob("*.py")).unlink()
    shutil.rmtree(home / "migrations" / "__pycache__", ignore_errors=True)
