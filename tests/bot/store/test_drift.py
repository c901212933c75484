"""Whether migrations and models say the same, on both databases."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Database
from bot.store.drift import drift
from bot.store.fitting import misfits
from bot.store.migrate import upgrade
from bot.store.tables import Table
from tests.bot.store.homes import LONGER_NAME, MEMBER, add, make_homes


class Member(Table):
    __tablename__ = "toy_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Thanks(Table):
    __tablename__ = "toy_thanks"
    id: Mapped[int] = mapped_column(primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("toy_member.id", ondelete="CASCADE"))
    given: Mapped[datetime]
    details: Mapped[dict[str, Any]]


TABLES = [Member.__table__, Thanks.__table__]


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Path]:
    return make_homes(tmp_path)


def test_migrations_that_make_what_the_models_say_have_no_drift(
    empty: Database, homes: dict[str, Path]
) -> None:
    upgrade(empty, homes)
    assert drift(empty, TABLES) == []


def test_tables_of_others_are_nobodys_business(database: Database, homes: dict[str, Path]) -> None:
    upgrade(database, homes)
    assert drift(database, [Member.__table__]) == []
    assert drift(database, []) == []


def test_a_copied_table_still_never_gives_an_id_twice(
    embedded: Database, homes: dict[str, Path]
) -> None:
    add(homes["core"], LONGER_NAME, "0002_longer_name", before="0001")
    upgrade(embedded, homes)
    assert [line for line in drift(embedded, TABLES) if "ids would" in line] == []


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("op.drop_table('toy_thanks')", "toy_thanks"),
        ("op.add_column('toy_member', sa.Column('extra', sa.String))", "extra"),
        ("op.drop_column('toy_thanks', 'given')", "given"),
        ("op.create_index('ix_surprise', 'toy_member', ['name'])", "ix_surprise"),
    ],
)
def test_each_difference_is_told(
    empty: Database, homes: dict[str, Path], step: str, told: str
) -> None:
    add(homes["thanks"], step, "0002_astray", before="0001")
    upgrade(empty, homes)
    (line,) = drift(empty, TABLES)
    assert told in line


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("op.drop_table('toy_thanks')", ["lacks toy_thanks, which the model has"]),
        ("op.drop_column('toy_thanks', 'given')", ["lacks toy_thanks.given, which the model has"]),
        (
            "op.drop_table('toy_thanks'); op.create_table('toy_thanks', sa.Column('id', ID),"
            " sa.Column('by', sa.Text, nullable=False), sa.Column('note', sa.Text))",
            [
                "lacks toy_thanks.details, toy_thanks.given, toy_thanks.to_id, which the model has",
                "wants toy_thanks.by, which the model has not",
            ],
        ),
    ],
)
def test_what_would_make_the_code_fail_is_seen_at_a_glance(
    empty: Database, homes: dict[str, Path], step: str, told: list[str]
) -> None:
    upgrade(empty, homes)
    assert misfits(empty, TABLES) == []
    add(homes["thanks"], step, "0002_astray", before="0001")
    upgrade(empty, homes)
    assert misfits(empty, TABLES) == told


def test_ids_that_sqlite_would_use_again_are_told(embedded: Database, tmp_path: Path) -> None:
    home = tmp_path / "careless"
    add(home, MEMBER.replace("sqlite_autoincrement=True,", ""), "0001_first")
    upgrade(embedded, {"careless": home})
    assert drift(embedded, [Member.__table__]) == [
        "toy_member: ids would be used again; create it with sqlite_autoincrement=True"
    ]
