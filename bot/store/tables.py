"""What every table of the core and of the skills has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

# Constraints have names on both databases, so that a later migration can drop them.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out; one without a zone is refused with a ValueError.

    In a migration it is written `sa.DateTime(timezone=True)`.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a moment needs a zone, and {value!r} has none")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what it gives back is the UTC that was bound.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The base of a skill's tables; `Table.metadata` takes tables of SQLAlchemy Core, too."""

    __table__: ClassVar[sa.Table]  # to the type checker it might be any selectable otherwise
    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        int: sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        dict[str, Any]: sa.JSON().with_variant(JSONB, "postgresql"),
        list[Any]: sa.JSON().with_variant(JSONB, "postgresql"),
    }


@event.listens_for(sa.Table, "after_parent_attach")
def _never_reuse_ids(table: sa.Table, metadata: sa.MetaData) -> None:
    # Otherwise SQLite gives the id of a deleted last row to the next one, and a button on an old
    # card or a forgotten person's trace would mean somebody else.
    if metadata is Table.metadata and table.autoincrement_column is not None:
        table.dialect_options["sqlite"]["autoincrement"] = len(table.primary_key) == 1


def insert_new(db: sa.Connection, table: sa.Table) -> sa.Insert:
    """An insert that leaves a row alone which is there already."""
    if db.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
