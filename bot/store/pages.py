"""Many rows in one statement: a page of them travels as one value, and the database unpacks it.

Row by row most of the time would go by in the driver, and on SQLite with the right to write held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import FromClause

_PAGE = sa.bindparam("page", type_=sa.Text)


def packed(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The parameter of a statement that reads from `unpacked`."""
    numbered = [{**row, "at": at} for at, row in enumerate(rows)]
    return {"page": json.dumps(numbered, default=str)}


def unpacked(dialect: str, columns: Sequence[sa.Column[Any]]) -> FromClause:
    """The rows of a page, with these columns and their order in `at`, as a database reads them."""
    if dialect == "sqlite":
        each = sa.func.json_each(_PAGE).table_valued("value")
        names = [*(column.name for column in columns), "at"]
        values = [sa.func.json_extract(each.c.value, f"$.{name}").label(name) for name in names]
        return sa.select(*values).select_from(each).subquery("page")
    typed = [*(sa.column(one.name, one.type) for one in columns), sa.column("at", sa.Integer)]
    rows = sa.func.json_to_recordset(sa.cast(_PAGE, sa.JSON)).table_valued(*typed, name="page")
    return rows.render_derived(with_types=True)
