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
from tests.bot.store.homes import LONGER_NAME, MEMBER, THANKS, add, make_homes


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


NOT_MADE = "is in the model and in no migration"
NOT_SAID = "is in a migration and not in the model"
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
        ("op.drop_table('toy_thanks')", f"toy_thanks {NOT_MADE}"),
        (
            "op.add_column('toy_member', sa.Column('extra', sa.String))",
            f"toy_member.extra {NOT_SAID}",
        ),
        ("op.drop_column('toy_thanks', 'given')", f"toy_thanks.given {NOT_MADE}"),
        (
            "op.create_index('ix_surprise', 'toy_member', ['name'])",
            f"Index ix_surprise on toy_member (name) {NOT_SAID}",
        ),
    ],
)
def test_each_difference_is_told_in_words(
    empty: Database, homes: dict[str, Path], step: str, told: str
) -> None:
    add(homes["thanks"], step, "0002_astray", before="0001")
    upgrade(empty, homes)
    assert drift(empty, TABLES) == [told]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (
            "sa.Column('given', sa.Text)",
            [
                "toy_thanks.given: the migration lets it be NULL, the model does not",
                "toy_thanks.given: the migration makes TEXT, the model says",
                "; in a migration that is written sa.DateTime(timezone=True)",
            ],
        ),
        (
            "sa.Column('to_id', sa.Text, nullable=False)",
            [
                "toy_thanks.to_id: the migration makes TEXT, the model says",
                '; in a migration that is written sa.BigInteger().with_variant(sa.Integer, "sql',
                f"ForeignKeyConstraint fk_toy_thanks_to_id on toy_thanks (to_id) {NOT_MADE}",
            ],
        ),
    ],
)
def test_another_type_is_told_with_how_it_is_written(
    empty: Database, homes: dict[str, Path], column: str, told: list[str]
) -> None:
    step = THANKS.splitlines()
    name = column.split("'")[1]
    made = [f"    {column}," if f'"{name}"' in line else line for line in step]
    add(homes["thanks"], "\n".join(made), "0001_first")
    upgrade(empty, homes)
    found = "\n".join(drift(empty, TABLES))
    for words in told:
        assert words in found


def test_a_whole_number_of_a_single_size_is_told(
    embedded: Database, homes: dict[str, Path]
) -> None:
    add(homes["thanks"], THANKS.replace('"to_id", ID', '"to_id", sa.BigInteger'), "0001_first")
    upgrade(embedded, homes)
    assert drift(embedded, TABLES) == [
        "toy_thanks.to_id: the migration makes BIGINT, the model says INTEGER;"
        ' in a migration that is written sa.BigInteger().with_variant(sa.Integer, "sqlite")'
    ]


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
